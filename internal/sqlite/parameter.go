package sqlite

import (
	"context"
	"crypto/ed25519"
	"fmt"

	"darasa/internal/school"
)

// PublicKey returns what a hub signs with: this one, or a sister that a cloud vouched
// for; nil for a stranger.
func (h *Hub) PublicKey(hub school.ID) ed25519.PublicKey { return h.publicKey(hub) }

// Parameters is a parameter pack as it came, with the key that it was checked by.
type Parameters struct {
	Issuer    school.ID
	Serial    uint64
	Catalogue [32]byte
	Key       ed25519.PublicKey
	Body      []byte
}

// PutParameters keeps a pack that the caller has checked in place of the issuer's
// older one.
func (h *Hub) PutParameters(ctx context.Context, p Parameters) error {
	err := h.writer.Bulk(ctx, func(t *Tx) error {
		return t.exec(`INSERT INTO parameter (issuer, serial, catalogue, arrived, key, body)
			VALUES (?, ?, ?, (SELECT coalesce(max(arrived), 0) + 1 FROM parameter), ?, ?)
			ON CONFLICT (issuer) DO UPDATE SET serial = excluded.serial, catalogue = excluded.catalogue, arrived = excluded.arrived,
			key = excluded.key, body = excluded.body`,
			p.Issuer[:], int64(p.Serial), p.Catalogue[:], []byte(p.Key), p.Body)
	})
	if err != nil {
		return fmt.Errorf("keep parameter pack: %w", err)
	}
	return nil
}

// ParametersHeld returns the serial of the newest pack held of an issuer, 0 for none.
func (h *Hub) ParametersHeld(ctx context.Context, issuer school.ID) (uint64, error) {
	var serial int64
	if _, err := h.queryRow(ctx, "SELECT serial FROM parameter WHERE issuer = ?", []any{issuer[:]}, &serial); err != nil {
		return 0, fmt.Errorf("read parameter packs: %w", err)
	}
	return uint64(serial), nil
}

// NewestParameters returns the pack over the current catalogue that arrived last; ok is
// false for none.
func (h *Hub) NewestParameters(ctx context.Context) (p Parameters, ok bool, err error) {
	var issuer, key []byte
	var serial int64
	p.Catalogue, _, _ = h.config.Library.Current()
	ok, err = h.queryRow(ctx, "SELECT issuer, serial, key, body FROM parameter WHERE catalogue = ? ORDER BY arrived DESC LIMIT 1",
		[]any{p.Catalogue[:]}, &issuer, &serial, &key, &p.Body)
	if err != nil || !ok {
		return Parameters{}, false, err
	}
	p.Issuer, p.Serial, p.Key = school.ID(issuer), uint64(serial), key
	return p, true, nil
}
