package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

func TestCloud_Enroll(t *testing.T) {
	ctx := context.Background()
	clock := &cloudtest.Clock{}
	c := cloudtest.MustOpen(t, t.TempDir(), clock)
	key, other := sqlitetest.Key(1).Public(), sqlitetest.Key(2).Public()
	id, code, err := c.AddSchool(ctx, " Chak 12 ")
	if err != nil || len(strings.ReplaceAll(code, "-", "")) != 16 {
		t.Fatalf("code %q, %v; want 16 characters of 5 bits", code, err)
	}
	sloppy := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	owner, token, err := c.Enroll(ctx, sloppy, cloudtest.HubID(1), key, "Class 3")
	if err != nil || owner != id {
		t.Fatalf("enrolled at %s, %v; want %s", owner, err, id)
	}
	hub, err := c.FindHub(ctx, token)
	if err != nil || hub.ID != cloudtest.HubID(1) || hub.School != id || string(hub.Key) != string(key) {
		t.Fatalf("hub = %+v, %v", hub, err)
	}
	next := func() string {
		code, err := c.AddCode(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	elsewhere := cloudtest.MustAddSchool(t, c, "B")
	foreign, err := c.AddCode(ctx, elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	old := next()
	clock.Pass(sqlite.CodeLifetime)
	tests := []struct {
		name, code string
		hub        school.ID
		key        []byte
		want, says string
	}{
		{"ErrUsed", code, cloudtest.HubID(1), key, school.CodeForbidden, "used before"},
		{"ErrUsedByAnother", code, cloudtest.HubID(2), other, school.CodeForbidden, "used before"},
		{"ErrUnknown", "AAAA-BBBB-CCCC-DDDD", cloudtest.HubID(2), other, school.CodeForbidden, "not known"},
		{"ErrEmpty", "", cloudtest.HubID(2), other, school.CodeForbidden, "not known"},
		{"ErrOld", old, cloudtest.HubID(2), other, school.CodeForbidden, "72 hours"},
		{"ErrForeignOld", foreign, cloudtest.HubID(2), other, school.CodeForbidden, "72 hours"},
		{"ErrOtherKey", next(), cloudtest.HubID(1), other, school.CodeConflict, "another key"},
		{"ErrShortKey", next(), cloudtest.HubID(2), other[:31], school.CodeInvalid, "public key"},
		{"ErrNoHub", next(), school.ID{}, other, school.CodeInvalid, "names a hub"},
	}
	listed := 0
	for _, tt := range tests {
		if tt.want != school.CodeInvalid && tt.says != "not known" {
			listed++
		}
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := c.Enroll(ctx, tt.code, tt.hub, tt.key, "")
			if school.ErrorCode(err) != tt.want || !strings.Contains(school.ErrorMessage(err), tt.says) {
				t.Fatalf("err = %v, want %s with %q", err, tt.want, tt.says)
			}
			if status, _ := c.Status(ctx); status.Hubs != 1 || status.Refused != listed {
				t.Fatalf("status = %+v; want one hub and the refusal listed", status)
			}
		})
	}
	t.Run("OKAgain", func(t *testing.T) {
		_, fresh, err := c.Enroll(ctx, next(), cloudtest.HubID(1), key, "Class 3")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.FindHub(ctx, token); school.ErrorCode(err) != school.CodeUnauthorized {
			t.Errorf("the old token still opens: %v", err)
		}
		if _, err := c.FindHub(ctx, fresh); err != nil {
			t.Error(err)
		}
	})
	t.Run("ErrOtherSchool", func(t *testing.T) {
		code, err := c.AddCode(ctx, elsewhere)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Enroll(ctx, code, cloudtest.HubID(1), key, ""); school.ErrorCode(err) != school.CodeConflict {
			t.Fatalf("err = %v", err)
		}
		// A refused enrolment does not use the code up.
		if _, _, err := c.Enroll(ctx, code, cloudtest.HubID(5), sqlitetest.Key(5).Public(), ""); err != nil {
			t.Fatal(err)
		}
	})
}

// Of many who use one code at once, one gets in.
func TestCloud_EnrollRace(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	_, code, err := c.AddSchool(ctx, "A")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	won := make(chan bool, 8)
	for n := range byte(8) {
		wg.Go(func() {
			_, _, err := c.Enroll(ctx, code, cloudtest.HubID(n+1), sqlitetest.Key(n+1).Public(), "")
			won <- err == nil
		})
	}
	wg.Wait()
	close(won)
	winners := 0
	for ok := range won {
		if ok {
			winners++
		}
	}
	if status, _ := c.Status(ctx); winners != 1 || status.Hubs != 1 || status.Refused != 7 {
		t.Errorf("%d winners, status %+v", winners, status)
	}
}

// Codes, tokens and sessions are stored as hashes only.
func TestCloud_KeepsNoSecret(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	c := cloudtest.MustOpen(t, folder, &cloudtest.Clock{})
	_, code, err := c.AddSchool(ctx, "A")
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := c.Enroll(ctx, code, cloudtest.HubID(1), sqlitetest.Key(1).Public(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.PutAccount(ctx, "ministry", "$argon2id$"); err != nil {
		t.Fatal(err)
	}
	session, err := c.OpenSession(ctx, "ministry")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{code, strings.ReplaceAll(code, "-", ""), token, session} {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s holds a secret", filepath.Base(file))
			}
		}
	}
}

func TestCloud_SignInThrottle(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	clock := &cloudtest.Clock{}
	c := cloudtest.MustOpen(t, folder, clock)
	if err := c.PutAccount(ctx, "ministry", "text"); err != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := c.TryAccount(ctx, "nobody"); ok || err != nil {
		t.Fatalf("a stranger: %t, %v", ok, err)
	}
	taken := 0
	for range 8 * 60 * 60 { // a try every second for eight hours
		_, wait, ok, err := c.TryAccount(ctx, "ministry")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if wait == 0 {
			taken++
		} else {
			clock.Pass(int64(wait-1) * school.TicksPerSecond)
		}
		clock.Pass(school.TicksPerSecond)
		if clock.Now() > cloudtest.Start+8*60*60*school.TicksPerSecond {
			break
		}
	}
	if taken > 100 || taken < 20 {
		t.Errorf("%d tries in eight hours, want 20 to 100", taken)
	}
	// A restart forgives nothing.
	_, before, _, err := c.TryAccount(ctx, "ministry")
	if err != nil {
		t.Fatal(err)
	}
	for before == 0 {
		_, before, _, _ = c.TryAccount(ctx, "ministry")
	}
	_ = c.Close()
	c = cloudtest.MustOpen(t, folder, clock)
	if _, after, _, err := c.TryAccount(ctx, "ministry"); err != nil || after != before {
		t.Errorf("wait %d after a restart, want %d (%v)", after, before, err)
	}
	clock.Pass(int64(before) * school.TicksPerSecond)
	if _, wait, ok, err := c.TryAccount(ctx, "ministry"); err != nil || wait != 0 || !ok {
		t.Fatalf("after the wait: %d, %t, %v", wait, ok, err)
	}
	if err := c.ClearTries(ctx, "ministry"); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, wait, _, err := c.TryAccount(ctx, "ministry"); err != nil || wait != 0 {
			t.Fatalf("after a success: wait %d, %v", wait, err)
		}
	}
}

func TestCloud_Sessions(t *testing.T) {
	ctx := context.Background()
	clock := &cloudtest.Clock{}
	c := cloudtest.MustOpen(t, t.TempDir(), clock)
	if err := c.PutAccount(ctx, "ministry", "text"); err != nil {
		t.Fatal(err)
	}
	secret, err := c.OpenSession(ctx, "ministry")
	if err != nil {
		t.Fatal(err)
	}
	if name, ok, err := c.FindSession(ctx, secret); err != nil || !ok || name != "ministry" {
		t.Fatalf("session = %q, %t, %v", name, ok, err)
	}
	if _, ok, _ := c.FindSession(ctx, secret+"x"); ok {
		t.Error("another secret opens")
	}
	second, err := c.OpenSession(ctx, "ministry")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CloseSession(ctx, secret); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := c.FindSession(ctx, secret); ok {
		t.Error("a closed session opens")
	}
	clock.Pass(sqlite.SessionLifetime)
	if _, ok, _ := c.FindSession(ctx, second); ok {
		t.Error("an old session opens")
	}
}

func TestOpenCloud(t *testing.T) {
	ctx := context.Background()
	t.Run("ErrAnotherCloud", func(t *testing.T) {
		folder := t.TempDir()
		_ = cloudtest.MustOpen(t, folder, &cloudtest.Clock{}).Close()
		config := cloudtest.Config(folder, &cloudtest.Clock{})
		config.Key = sqlitetest.Key(7).Public()
		if _, err := sqlite.OpenCloud(ctx, config); school.ErrorCode(err) != school.CodeConflict {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("ErrNewer", func(t *testing.T) {
		folder := t.TempDir()
		_ = cloudtest.MustOpen(t, folder, &cloudtest.Clock{}).Close()
		db, err := sql.Open("sqlite", filepath.Join(folder, "cloud.sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
		if _, err := sqlite.OpenCloud(ctx, cloudtest.Config(folder, &cloudtest.Clock{})); school.ErrorCode(err) != school.CodeVersion {
			t.Errorf("err = %v", err)
		}
	})
}
