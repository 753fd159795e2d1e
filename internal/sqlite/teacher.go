package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"darasa/internal/school"
)

// maxSessions bounds open sessions; the longest unused make room.
const maxSessions = 200

// PutSession implements classroom.Vault.
func (h *Hub) PutSession(ctx context.Context, token [32]byte, teacher school.ID, tick int64) error {
	return h.Update(ctx, func(tx *Tx) error {
		err := tx.exec(`INSERT INTO teacher_session (token, teacher, used) VALUES (?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET used = excluded.used`, token[:], teacher[:], tick)
		if err != nil {
			return err
		}
		return tx.exec(`DELETE FROM teacher_session WHERE token NOT IN
			(SELECT token FROM teacher_session ORDER BY used DESC, token LIMIT ?)`, maxSessions)
	})
}

// Session implements classroom.Vault.
func (h *Hub) Session(ctx context.Context, token [32]byte) (teacher school.ID, tick int64, ok bool, err error) {
	var id []byte
	row := h.read.QueryRowContext(ctx, "SELECT teacher, used FROM teacher_session WHERE token = ?", token[:])
	err = row.Scan(&id, &tick)
	if errors.Is(err, sql.ErrNoRows) {
		return teacher, 0, false, nil
	}
	if err != nil {
		return teacher, 0, false, fmt.Errorf("read session: %w", err)
	}
	return school.ID(id), tick, true, nil
}

// DeleteSession implements classroom.Vault.
func (h *Hub) DeleteSession(ctx context.Context, token [32]byte) error {
	return h.Update(ctx, func(tx *Tx) error {
		return tx.exec("DELETE FROM teacher_session WHERE token = ?", token[:])
	})
}
