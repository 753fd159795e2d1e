package classroom

import (
	"context"
	"fmt"

	"darasa/internal/projection"
)

// Said is what a child last said of a sitting: at which tick, how it felt and what
// helped, in the numbers of crdt.Reflection.
type Said struct {
	At      int64
	Feeling uint8
	Helped  uint8
}

// said returns a child's newest reflection, nil without one. One of a session that a
// person gave to somebody else, or to nobody, is not hers and is not shown.
func (c *Class) said(ctx context.Context, roster *Roster, child *Learner) (newest *Said, err error) {
	for _, id := range child.records() {
		version, ok, err := c.Facts.Register(ctx, projection.ReflectionRegister(id))
		if err != nil {
			return nil, fmt.Errorf("read reflection: %w", err)
		}
		feeling, helped, session, read := projection.ReadReflection(version)
		if !ok || !read || newest != nil && version.At.Tick <= newest.At {
			continue
		}
		if session.Seq > 0 {
			owner, err := c.ownerOf(ctx, session, id)
			if err != nil {
				return nil, err
			}
			if roster.alike.Of(owner) != child.ID {
				continue
			}
		}
		newest = &Said{At: version.At.Tick, Feeling: feeling, Helped: helped}
	}
	return newest, nil
}
