package sqlite

import "context"

// SetGather bounds how many answers are held at once while learners are folded anew.
func (h *Hub) SetGather(answers int) { h.gather = answers }

// ForgetReading leaves a segment as a process does that ended before it read what the
// one before it made readable.
func (c *Cloud) ForgetReading(ctx context.Context, hash [32]byte) error {
	return c.writer.Do(ctx, func(t *Tx) error {
		return t.exec("UPDATE segment SET waits = 'directory' WHERE hash = ?", hash[:])
	})
}
