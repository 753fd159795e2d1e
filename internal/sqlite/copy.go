package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/classroom"
)

// metaAgreed is set once a peer and we held the same of our own segments. What comes
// in our name afterwards, and we did not cut, somebody else cut.
const metaAgreed = "agreed"

// Agreed notes that a peer and we hold the same of our own segments.
func (h *Hub) Agreed(ctx context.Context) error {
	var known bool
	if _, err := h.queryRow(ctx, "SELECT 1 FROM meta WHERE name = ?", []any{metaAgreed}, &known); err != nil || known {
		return err
	}
	return h.writer.Do(ctx, func(t *Tx) error { return t.setMetaUint(metaAgreed, 1) })
}

// noteCopy records a segment cut in our name that we did not have: this file did not
// cut it, or has lost it since.
func (t inTx) noteCopy(epoch uint32) error {
	agreed, _, err := t.metaUint(metaAgreed)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO other_copy (epoch, segments, since, live) VALUES (?1, 1, ?2, ?3)
		ON CONFLICT (epoch) DO UPDATE SET segments = segments + 1, live = max(live, excluded.live)`,
		int64(epoch), t.h.clock.Now().Tick, int64(min(agreed, 1)))
}

// OtherCopies lists the runs of this hub that other copies of it made.
func (h *Hub) OtherCopies(ctx context.Context) ([]classroom.OtherCopy, error) {
	rows, err := h.query(ctx, "SELECT epoch, segments, since, live FROM other_copy ORDER BY since, epoch")
	if err != nil {
		return nil, fmt.Errorf("read copies: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (c classroom.OtherCopy, err error) {
		var epoch int64
		err = scan(&epoch, &c.Segments, &c.Since, &c.Live)
		c.Epoch = uint32(epoch)
		return c, err
	})
}
