package cloudtest

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
	"testing"

	"darasa/internal/cloudapi"
	"darasa/internal/ministry"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

var _ cloudapi.Parts = (*sqlite.CloudShelf)(nil)

// Store is a cloud's store as the handlers ask it.
type Store struct{ *sqlite.Cloud }

// Shelf implements cloudapi.Store.
func (s Store) Shelf(ctx context.Context, token string) (school.ID, cloudapi.Shelf, error) {
	hub, err := s.FindHub(ctx, token)
	if err != nil {
		return school.ID{}, nil, err
	}
	return hub.ID, s.For(ctx, hub), nil
}

// API returns the handlers over a store.
func API(c *sqlite.Cloud, clock *Clock) *cloudapi.API {
	return cloudapi.New(cloudapi.Config{
		ID: CloudID, Key: CloudKey.Public(), Sign: CloudKey.Sign, Store: Store{c}, Accounts: c,
		Skill: func(skill string) ministry.Named {
			if skill == sqlitetest.Built().Catalogue.SkillID(0) {
				return ministry.Named{Title: map[string]string{"en": "First"}, Outcomes: []string{"snc/1"}}
			}
			return ministry.Named{}
		},
		Now: clock.Now, Random: rand.Reader, Demo: true,
	})
}

// Serve serves a store over HTTP until the test ends.
func Serve(tb testing.TB, c *sqlite.Cloud, clock *Clock) *httptest.Server {
	tb.Helper()
	server := httptest.NewServer(API(c, clock))
	tb.Cleanup(server.Close)
	return server
}
