package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"darasa/internal/school"
)

const (
	// SessionLifetime is how long a ministry's sign-in lasts, in ticks: 12 hours.
	SessionLifetime = 12 * 60 * 60 * school.TicksPerSecond
	// maxTriesPerDay bounds guessing: sign-ins tried per account and day.
	maxTriesPerDay = 100
	// freeTries come without a wait; each further one doubles it, up to maxWait.
	freeTries = 5
	maxWait   = 15 * 60 * school.TicksPerSecond
)

// PutAccount creates an account or changes its password, given as argon2id text.
func (c *Cloud) PutAccount(ctx context.Context, name, password string) error {
	return c.writer.Do(ctx, func(t *Tx) error {
		return t.exec("INSERT INTO account (name, password) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET password = excluded.password", name, password)
	})
}

// CountAccounts returns how many ministry accounts there are.
func (c *Cloud) CountAccounts(ctx context.Context) (n int, err error) {
	if err := c.read.QueryRowContext(ctx, "SELECT count(*) FROM account").Scan(&n); err != nil {
		return 0, fmt.Errorf("count accounts: %w", err)
	}
	return n, nil
}

// TryAccount takes one try at an account's password and returns the password's
// argon2id text. The try is counted before it is judged, so that many at once are
// not cheaper than one after another; ClearTries takes it back after a success.
// wait is positive, in seconds, when no try is taken now. ok is false for an
// account that does not exist.
func (c *Cloud) TryAccount(ctx context.Context, name string) (password string, wait int, ok bool, err error) {
	now := c.now()
	err = c.writer.Do(ctx, func(t *Tx) error {
		var failures, day, tries, next int64
		if ok, err = t.row("SELECT password, failures, day, tries, next FROM account WHERE name = ?", []any{name},
			&password, &failures, &day, &tries, &next); err != nil || !ok {
			return err
		}
		today := now / school.TicksPerDay
		if day != today {
			tries = 0
		}
		if tries >= maxTriesPerDay {
			next = (today + 1) * school.TicksPerDay
		}
		// A clock that was set back must not lock anybody out for longer than the
		// longest wait there is.
		if left := next - now; left > 0 && left <= school.TicksPerDay {
			password, wait = "", int((left+school.TicksPerSecond-1)/school.TicksPerSecond)
			return nil
		}
		return t.exec("UPDATE account SET failures = ?, day = ?, tries = ?, next = ? WHERE name = ?",
			failures+1, today, tries+1, now+waitAfter(failures+1), name)
	})
	return password, wait, ok, err
}

func waitAfter(failures int64) int64 {
	if failures < freeTries {
		return 0
	}
	return min(maxWait, int64(school.TicksPerSecond)<<min(failures-freeTries, 20))
}

// ClearTries forgets the tries of an account after a success, those of the day
// apart from this one.
func (c *Cloud) ClearTries(ctx context.Context, name string) error {
	return c.writer.Do(ctx, func(t *Tx) error {
		return t.exec("UPDATE account SET failures = 0, tries = max(0, tries - 1), next = 0 WHERE name = ?", name)
	})
}

// OpenSession signs an account in and returns the secret its cookie carries.
func (c *Cloud) OpenSession(ctx context.Context, name string) (secret string, err error) {
	raw, err := c.draw(tokenBytes)
	if err != nil {
		return "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(raw)
	hash := hashSession(secret)
	return secret, c.writer.Do(ctx, func(t *Tx) error {
		if err := t.exec("DELETE FROM session WHERE expires <= ?", c.now()); err != nil {
			return err
		}
		return t.exec("INSERT INTO session (hash, account, expires) VALUES (?, ?, ?)", hash[:], name, c.now()+SessionLifetime)
	})
}

// FindSession returns the account that is signed in with secret; ok is false when
// nobody is.
func (c *Cloud) FindSession(ctx context.Context, secret string) (name string, ok bool, err error) {
	hash := hashSession(secret)
	err = c.read.QueryRowContext(ctx, "SELECT account FROM session WHERE hash = ? AND expires > ?", hash[:], c.now()).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("find session: %w", err)
	}
	return name, true, nil
}

// CloseSession signs out.
func (c *Cloud) CloseSession(ctx context.Context, secret string) error {
	hash := hashSession(secret)
	return c.writer.Do(ctx, func(t *Tx) error { return t.exec("DELETE FROM session WHERE hash = ?", hash[:]) })
}

func hashSession(secret string) [32]byte {
	return sha256.Sum256([]byte("darasa session\n" + secret))
}
