package sqlite

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"darasa/internal/school"
)

const (
	// CodeLifetime is how long an enrolment code is good, in ticks: 72 hours.
	CodeLifetime = 72 * 60 * 60 * school.TicksPerSecond
	// codeBytes makes 80 bits, 16 characters.
	codeBytes  = 10
	tokenBytes = 32
	maxName    = 200 // characters
)

// codeAlphabet leaves out the letters that people take for digits.
var codeAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// AddSchool creates a school and returns its id and the one-time code with which
// its first hub enrols.
func (c *Cloud) AddSchool(ctx context.Context, name string) (id school.ID, code string, err error) {
	name = strings.TrimSpace(name)
	if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName {
		return id, "", school.Errorf(school.CodeInvalid, "a school's name has 1 to %d characters", maxName)
	}
	if id, err = school.NewID(c.now()*10, c.config.Random); err != nil {
		return id, "", err
	}
	code, hash, err := c.drawCode()
	if err != nil {
		return id, "", err
	}
	err = c.writer.Do(ctx, func(t *Tx) error {
		result, err := t.execResult("INSERT INTO school (uuid, name, created) VALUES (?, ?, ?)", id[:], name, c.now())
		if err != nil {
			return fmt.Errorf("store school: %w", err)
		}
		row, err := result.LastInsertId()
		if err != nil {
			return err
		}
		return t.exec("INSERT INTO code (hash, school, expires) VALUES (?, ?, ?)", hash[:], row, c.now()+CodeLifetime)
	})
	return id, code, err
}

// AddCode returns a further one-time code for a school, for another of its hubs.
func (c *Cloud) AddCode(ctx context.Context, id school.ID) (code string, err error) {
	code, hash, err := c.drawCode()
	if err != nil {
		return "", err
	}
	err = c.writer.Do(ctx, func(t *Tx) error {
		var row int64
		if ok, err := t.row("SELECT id FROM school WHERE uuid = ?", []any{id[:]}, &row); err != nil || !ok {
			return errors.Join(err, school.Errorf(school.CodeNotFound, "there is no school %s", id))
		}
		return t.exec("INSERT INTO code (hash, school, expires) VALUES (?, ?, ?)", hash[:], row, c.now()+CodeLifetime)
	})
	return code, err
}

func (c *Cloud) drawCode() (code string, hash [32]byte, err error) {
	raw, err := c.draw(codeBytes)
	if err != nil {
		return "", hash, err
	}
	text := codeAlphabet.EncodeToString(raw)
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:], hashCode(text), nil
}

// hashCode forgives what people do to a code when they copy it.
func hashCode(code string) [32]byte {
	plain := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
	return sha256.Sum256([]byte("darasa enrolment code\n" + plain))
}

// Enroll makes hub a hub of the school that code was issued for, and returns the
// school and the bearer token the hub calls with. A code is good once and for
// CodeLifetime; a second use is refused and listed. A hub that is enrolled already
// gets a new token only for the same school and the same key.
func (c *Cloud) Enroll(ctx context.Context, code string, hub school.ID, key []byte, name string) (owner school.ID, token string, err error) {
	if hub.IsZero() || len(key) != ed25519.PublicKeySize || utf8.RuneCountInString(name) > maxName {
		return owner, "", school.Errorf(school.CodeInvalid, "an enrolment names a hub, its Ed25519 public key and a short name")
	}
	raw, err := c.draw(tokenBytes)
	if err != nil {
		return owner, "", err
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	err = c.writer.Do(ctx, func(t *Tx) error {
		row, uuid, err := c.useCode(t, hashCode(code), hub)
		if err != nil {
			return err
		}
		owner = uuid
		return c.putHub(t, row, hub, key, hashToken(token), name)
	})
	if errors.Is(err, errUnknownCode) {
		return school.ID{}, "", err // anybody may try words; only the request log notes it
	}
	if err != nil {
		return school.ID{}, "", errors.Join(err, c.refuse(ctx, hub, err))
	}
	return owner, token, nil
}

var errUnknownCode = school.Errorf(school.CodeForbidden, "this enrolment code is not known; copy it again, or ask for a new one")

func hashToken(token string) [32]byte { return sha256.Sum256([]byte("darasa token\n" + token)) }

func (c *Cloud) useCode(t *Tx, hash [32]byte, hub school.ID) (row int64, owner school.ID, err error) {
	var uuid []byte
	var expires int64
	var usedAt sql.NullInt64
	ok, err := t.row("SELECT c.school, s.uuid, c.expires, c.used_at FROM code c JOIN school s ON s.id = c.school WHERE c.hash = ?",
		[]any{hash[:]}, &row, &uuid, &expires, &usedAt)
	switch {
	case err != nil:
		return 0, owner, err
	case !ok:
		return 0, owner, errUnknownCode
	case usedAt.Valid:
		return 0, owner, school.Errorf(school.CodeForbidden, "this enrolment code was used before; ask for a new one")
	case c.now() >= expires:
		return 0, owner, school.Errorf(school.CodeForbidden, "this enrolment code is older than 72 hours; ask for a new one")
	}
	err = t.exec("UPDATE code SET used_by = ?, used_at = ? WHERE hash = ?", hub[:], c.now(), hash[:])
	return row, school.ID(uuid), err
}

func (c *Cloud) putHub(t *Tx, owner int64, hub school.ID, key []byte, token [32]byte, name string) error {
	var row, current int64
	var known []byte
	ok, err := t.row("SELECT id, school, key FROM hub WHERE uuid = ?", []any{hub[:]}, &row, &current, &known)
	switch {
	case err != nil:
		return err
	case !ok:
		return t.exec("INSERT INTO hub (uuid, school, key, token, name, enrolled) VALUES (?, ?, ?, ?, ?, ?)",
			hub[:], owner, key, token[:], name, c.now())
	case current != owner:
		return school.Errorf(school.CodeConflict, "this hub belongs to another school; start it with an empty folder to move it")
	case string(known) != string(key):
		return school.Errorf(school.CodeConflict, "this hub is enrolled with another key; start it with an empty folder to begin anew")
	}
	return t.exec("UPDATE hub SET token = ?, name = ?, enrolled = ? WHERE id = ?", token[:], name, c.now(), row)
}

// CloudHub is an enrolled hub.
type CloudHub struct {
	ID     school.ID
	School school.ID
	Key    ed25519.PublicKey
	row    int64 // of its school
}

// FindHub returns the hub that calls with token, or school.CodeUnauthorized.
func (c *Cloud) FindHub(ctx context.Context, token string) (CloudHub, error) {
	hash := hashToken(token)
	h, err := c.findHub(ctx, "h.token = ?", hash[:])
	if errors.Is(err, sql.ErrNoRows) {
		return CloudHub{}, school.Errorf(school.CodeUnauthorized, "this token is not known here; enrol the hub again")
	}
	return h, err
}

// FindHubByID returns an enrolled hub, or school.CodeNotFound.
func (c *Cloud) FindHubByID(ctx context.Context, id school.ID) (CloudHub, error) {
	h, err := c.findHub(ctx, "h.uuid = ?", id[:])
	if errors.Is(err, sql.ErrNoRows) {
		return CloudHub{}, school.Errorf(school.CodeNotFound, "hub %s is not enrolled here", id.Short())
	}
	return h, err
}

func (c *Cloud) findHub(ctx context.Context, where string, arg any) (CloudHub, error) {
	var uuid, owner, key []byte
	var h CloudHub
	row := c.read.QueryRowContext(ctx, "SELECT h.uuid, s.uuid, h.key, h.school FROM hub h JOIN school s ON s.id = h.school WHERE "+where, arg)
	if err := row.Scan(&uuid, &owner, &key, &h.row); err != nil {
		return h, fmt.Errorf("find hub: %w", err)
	}
	h.ID, h.School, h.Key = school.ID(uuid), school.ID(owner), key
	return h, nil
}

// Touch notes that a hub was just in contact.
func (c *Cloud) Touch(ctx context.Context, hub school.ID) error {
	return c.writer.Do(ctx, func(t *Tx) error { return t.exec("UPDATE hub SET contact = ? WHERE uuid = ?", c.now(), hub[:]) })
}

// How many refusals are remembered, newest first.
const (
	refusalsPerHub = 1000
	refusalsKept   = 20_000
)

// refuse lists what was not accepted and why. Errors without a code are the
// cloud's own and go to its log instead.
func (c *Cloud) refuse(ctx context.Context, hub school.ID, cause error) error {
	code := school.ErrorCode(cause)
	if code == school.CodeInternal || code == school.CodeUnavailable {
		return nil
	}
	return c.writer.Do(context.WithoutCancel(ctx), func(t *Tx) error {
		if err := t.exec("INSERT INTO refusal (hub, at, code, message) VALUES (?, ?, ?, ?)", hub[:], c.now(), code, school.ErrorMessage(cause)); err != nil {
			return err
		}
		err := t.exec("DELETE FROM refusal WHERE hub = ?1 AND id <= (SELECT id FROM refusal WHERE hub = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
			hub[:], refusalsPerHub)
		if err != nil {
			return err
		}
		return t.exec("DELETE FROM refusal WHERE id <= (SELECT max(id) FROM refusal) - ?", refusalsKept)
	})
}

// CloudSchool is a school as an operator lists it.
type CloudSchool struct {
	ID   school.ID `json:"id"`
	Name string    `json:"name"`
	Hubs int       `json:"hubs"`
}

// Schools lists every school by name.
func (c *Cloud) Schools(ctx context.Context) ([]CloudSchool, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT s.uuid, s.name, (SELECT count(*) FROM hub h WHERE h.school = s.id) FROM school s ORDER BY s.name, s.id")
	if err != nil {
		return nil, fmt.Errorf("read schools: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (s CloudSchool, err error) {
		return s, scan(scanID(&s.ID), &s.Name, &s.Hubs)
	})
}
