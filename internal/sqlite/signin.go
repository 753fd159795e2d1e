package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"darasa/internal/classroom"
	"darasa/internal/school"
)

// Tries implements classroom.Desk.
func (h *Hub) Tries(ctx context.Context, account string) (t classroom.Tries, err error) {
	row := h.read.QueryRowContext(ctx, "SELECT day, today, row FROM tries WHERE account = ?", account)
	if err := row.Scan(&t.Day, &t.Today, &t.Row); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, fmt.Errorf("read tries: %w", err)
	}
	return t, nil
}

// PutTries implements classroom.Desk.
func (h *Hub) PutTries(ctx context.Context, account string, t classroom.Tries) error {
	return h.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO tries (account, day, today, row) VALUES (?, ?, ?, ?)
			ON CONFLICT (account) DO UPDATE SET day = excluded.day, today = excluded.today, row = excluded.row`,
			account, t.Day, t.Today, t.Row)
	})
}

// PutGrant implements classroom.Desk.
func (h *Hub) PutGrant(ctx context.Context, g classroom.Grant) error {
	return h.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO signin_grant (device, learner, assurance, session) VALUES (?, ?, ?, NULL)
			ON CONFLICT (device, learner) DO UPDATE SET assurance = excluded.assurance, session = NULL`,
			int64(g.Device), g.Learner[:], int64(g.Assurance))
	})
}

// UseGrant implements classroom.Desk.
func (h *Hub) UseGrant(ctx context.Context, device uint32, learner school.ID, session string) (a school.Assurance, ok bool, err error) {
	err = h.Update(ctx, func(tx *Tx) error {
		var assurance int64
		ok, err = tx.row(`UPDATE signin_grant SET session = ? WHERE device = ? AND learner = ? AND (session IS NULL OR session = ?)
			RETURNING assurance`, []any{session, int64(device), learner[:], session}, &assurance)
		a = school.Assurance(assurance)
		return err
	})
	return a, ok, err
}

// Issued implements classroom.Desk.
func (h *Hub) Issued(ctx context.Context, learner school.ID) (i classroom.Issued, err error) {
	var basis []byte
	var digest int64
	ok, err := h.queryRow(ctx, "SELECT number, basis, since, digest FROM issued_plan WHERE learner = ?", []any{learner[:]},
		&i.Number, &basis, &i.Since, &digest)
	if err != nil {
		return i, fmt.Errorf("read issued plan: %w", err)
	}
	if !ok {
		return classroom.Issued{}, nil
	}
	i.Basis, i.Digest = [32]byte(basis), uint64(digest)
	return i, nil
}

// PutIssued implements classroom.Desk.
func (h *Hub) PutIssued(ctx context.Context, learner school.ID, i classroom.Issued) error {
	return h.Update(ctx, func(tx *Tx) error {
		return tx.exec(`INSERT INTO issued_plan (learner, number, basis, since, digest) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (learner) DO UPDATE SET number = excluded.number, basis = excluded.basis, since = excluded.since, digest = excluded.digest`,
			learner[:], int64(i.Number), i.Basis[:], int64(i.Since), int64(i.Digest))
	})
}
