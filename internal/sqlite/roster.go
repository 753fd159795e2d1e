package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/school"
)

// Keys implements classroom.Vault.
func (h *Hub) Keys(ctx context.Context) (map[school.ID][]byte, error) {
	rows, err := h.query(ctx, "SELECT learner, sealed FROM learner_key")
	if err != nil {
		return nil, fmt.Errorf("read learner keys: %w", err)
	}
	keys := map[school.ID][]byte{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var id, sealed []byte
		if err := scan(&id, &sealed); err != nil {
			return struct{}{}, err
		}
		keys[school.ID(id)] = sealed
		return struct{}{}, nil
	})
	return keys, err
}

// PutKeys implements classroom.Vault.
func (h *Hub) PutKeys(ctx context.Context, sealed map[school.ID][]byte) error {
	return h.Update(ctx, func(tx *Tx) error {
		for learner, key := range sealed {
			err := tx.exec(`INSERT INTO learner_key (learner, sealed) VALUES (?, ?)
				ON CONFLICT (learner) DO UPDATE SET sealed = excluded.sealed`, learner[:], key)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
