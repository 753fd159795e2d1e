package sqlite

import (
	"context"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Attempts implements classroom.History. It reads the learner's segments, so it is
// for a page about one child and not for a board.
func (h *Hub) Attempts(ctx context.Context, learner school.ID) (ops []*crdt.Op, err error) {
	err = h.Update(ctx, func(t *Tx) error {
		ops, err = h.in(t).History(learner)
		ops = slices.DeleteFunc(ops, func(op *crdt.Op) bool { return op.Attempt == nil })
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return ops, nil
}
