package classroom

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// voids returns the generator versions that people call wrong.
func (c *Class) voids(ctx context.Context) (map[string]bool, error) {
	entries, err := c.Facts.Registers(ctx, school.NounGenerator, school.GeneratorWrong, school.ID{})
	if err != nil {
		return nil, fmt.Errorf("read what is called wrong: %w", err)
	}
	wrong := map[string]bool{}
	for _, e := range entries {
		if oneByte(e.Value) == 1 {
			wrong[e.Key] = true
		}
	}
	return wrong, nil
}

// voidItems returns the items of the current course that nobody is offered, ascending.
func (c *Class) voidItems(ctx context.Context) ([]uint32, error) {
	wrong, err := c.voids(ctx)
	if err != nil || len(wrong) == 0 {
		return nil, err
	}
	catalogue := c.Content.Current()
	var items []uint32
	for item := uint32(0); ; item++ {
		version, ok := c.Content.Version(catalogue, item)
		if !ok {
			return items, nil
		}
		if wrong[version] {
			items = append(items, item)
		}
	}
}

// Void writes a person's word that a generator version is wrong, or with wrong false
// that it is not. A wrong one is offered to nobody, and answers to it count for nobody,
// also those given before; all of that comes back when the word is taken back.
// school.CodeNotFound is for a version that the current catalogue does not have and
// nobody called wrong.
func (c *Class) Void(ctx context.Context, version string, wrong bool) error {
	known, err := c.voids(ctx)
	if err != nil {
		return err
	}
	if !known[version] && !c.current(version) {
		return school.Errorf(school.CodeNotFound, "this pack has no generator version %q", version)
	}
	if known[version] == wrong {
		return nil
	}
	if err := c.Log.Write(ctx, school.AudienceMinistry, crdt.Void{Version: version, Wrong: wrong}.Op()); err != nil {
		return fmt.Errorf("write what is wrong: %w", err)
	}
	c.Live.Changed()
	return nil
}

func (c *Class) current(version string) bool {
	catalogue := c.Content.Current()
	for item := uint32(0); ; item++ {
		switch v, ok := c.Content.Version(catalogue, item); {
		case !ok:
			return false
		case v == version:
			return true
		}
	}
}
