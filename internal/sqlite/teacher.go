package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"darasa/internal/hlc"
	"darasa/internal/school"
)

// maxSessions bounds open sessions; the longest unused make room.
const maxSessions = 200

// PutSession implements classroom.Vault.
func (h *Hub) PutSession(ctx context.Context, token [32]byte, teacher school.ID, used hlc.Moment) error {
	return h.Update(ctx, func(tx *Tx) error {
		err := tx.exec(`INSERT INTO teacher_session (token, teacher, boot, mono) VALUES (?, ?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET boot = excluded.boot, mono = excluded.mono`, token[:], teacher[:], int64(used.Boot), used.Mono)
		if err != nil {
			return err
		}
		return tx.exec(`DELETE FROM teacher_session WHERE token NOT IN
			(SELECT token FROM teacher_session ORDER BY boot DESC, mono DESC, token LIMIT ?)`, maxSessions)
	})
}

// Session implements classroom.Vault.
func (h *Hub) Session(ctx context.Context, token [32]byte) (teacher school.ID, used hlc.Moment, ok bool, err error) {
	var id []byte
	row := h.read.QueryRowContext(ctx, "SELECT teacher, boot, mono FROM teacher_session WHERE token = ?", token[:])
	err = row.Scan(&id, &used.Boot, &used.Mono)
	if errors.Is(err, sql.ErrNoRows) {
		return teacher, used, false, nil
	}
	if err != nil {
		return teacher, used, false, fmt.Errorf("read session: %w", err)
	}
	return school.ID(id), used, true, nil
}

// DeleteSession implements classroom.Vault.
func (h *Hub) DeleteSession(ctx context.Context, token [32]byte) error {
	return h.Update(ctx, func(tx *Tx) error {
		return tx.exec("DELETE FROM teacher_session WHERE token = ?", token[:])
	})
}

// DeleteSessions implements classroom.Vault.
func (h *Hub) DeleteSessions(ctx context.Context, teacher school.ID) error {
	return h.Update(ctx, func(tx *Tx) error {
		return tx.exec("DELETE FROM teacher_session WHERE teacher = ?", teacher[:])
	})
}
