package blob

import (
	"context"
	"errors"
)

// Keep deletes every blob that is not wanted; its errors are Delete's, of all together.
func (s *Store) Keep(ctx context.Context, wanted func(Hash) bool) error {
	s.mu.Lock()
	var others []Hash
	for hash := range s.sizes {
		if !wanted(hash) {
			others = append(others, hash)
		}
	}
	s.mu.Unlock()
	var all []error
	for _, hash := range others {
		all = append(all, s.Delete(ctx, hash))
	}
	return errors.Join(all...)
}
