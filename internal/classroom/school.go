package classroom

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
)

// What hubs of one school share beyond the log itself: the keys of learners and the
// peppers of picture secrets. They travel as registers of the school's audience,
// sealed under a key that follows from the school's secret, so that neither a cloud
// nor a copied database can open them.

func schoolKey(secret []byte) (seal.Key, error) {
	sum := sha256.Sum256(secret)
	raw, err := hkdf.Expand(sha256.New, sum[:], "darasa school values", seal.KeySize)
	if err != nil {
		return seal.Key{}, fmt.Errorf("derive the school's key: %w", err)
	}
	return seal.Key(raw), nil
}

// openSchool derives the school's key and shares what this hub has not shared yet.
func (c *Class) openSchool(ctx context.Context) error {
	if err := c.keepRoom(ctx); err != nil {
		return err
	}
	if len(c.School) == 0 {
		return nil
	}
	return c.JoinSchool(ctx, c.School)
}

func (c *Class) schoolKeys() []seal.Key {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.schools)
}

// JoinSchool makes another secret the school's, as when the code of another hub was
// typed here, and shares this hub's keys under it.
func (c *Class) JoinSchool(ctx context.Context, secret []byte) error {
	key, err := schoolKey(secret)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.schools = append([]seal.Key{key}, slices.DeleteFunc(c.schools, func(k seal.Key) bool { return k == key })...)
	c.mu.Unlock()
	defer c.rosterChanged()
	return c.share(ctx)
}

// Brought says that another hub's edits may have come.
func (c *Class) Brought() {
	c.rosterChanged()
	c.Live.Changed()
}

// share writes the pepper of this hub and the keys of learners that are not shared
// under the school's secret in use yet.
func (c *Class) share(ctx context.Context) error {
	keys := c.schoolKeys()
	if len(keys) == 0 {
		return nil
	}
	shared, err := c.sharedUnder(ctx, keys[0])
	if err != nil {
		return err
	}
	own, err := c.vaultKeys(ctx)
	if err != nil {
		return err
	}
	var ops []*crdt.Op
	if !shared[c.Hub] {
		op, err := c.sealedForSchool(school.NounHub, c.Hub, school.HubPepper, "", c.keys.pepper)
		if err != nil {
			return err
		}
		ops = append(ops, op)
	}
	for learner, key := range own {
		if shared[learner] {
			continue
		}
		op, err := c.shareKey(learner, key)
		if err != nil {
			return err
		}
		ops = append(ops, op)
	}
	slices.SortFunc(ops, func(a, b *crdt.Op) int { return a.Register.Entity.Compare(b.Register.Entity) })
	for part := range slices.Chunk(ops, 500) {
		if err := c.Log.Write(ctx, school.AudienceSchool, part...); err != nil {
			return fmt.Errorf("share keys with the school's hubs: %w", err)
		}
	}
	return nil
}

// sharedUnder returns the learners and hubs whose key or pepper opens with the
// school's key.
func (c *Class) sharedUnder(ctx context.Context, key seal.Key) (map[school.ID]bool, error) {
	shared := map[school.ID]bool{}
	for _, r := range []struct {
		noun  school.Noun
		field school.Field
	}{{school.NounLearner, school.LearnerKey}, {school.NounHub, school.HubPepper}} {
		entries, err := c.Facts.Registers(ctx, r.noun, r.field, school.ID{})
		if err != nil {
			return nil, fmt.Errorf("read shared keys: %w", err)
		}
		for _, e := range entries {
			if _, err := seal.Open(key, about(r.noun, e.Entity, r.field), e.Value); err == nil {
				shared[e.Entity] = true
			}
		}
	}
	return shared, nil
}

// shareKey makes the op that gives a learner's key to the school's hubs; nil for a
// hub without a school's secret.
func (c *Class) shareKey(learner school.ID, key seal.Key) (*crdt.Op, error) {
	if len(c.schoolKeys()) == 0 {
		return nil, nil //nolint:nilnil // nothing to share, nobody to share it with
	}
	return c.sealedForSchool(school.NounLearner, learner, school.LearnerKey, "", key[:])
}

func (c *Class) sealedForSchool(noun school.Noun, entity school.ID, field school.Field, key string, plain []byte) (*crdt.Op, error) {
	value, err := seal.Seal(c.schoolKeys()[0], c.Random, about(noun, entity, field), plain)
	if err != nil {
		return nil, fmt.Errorf("seal for the school: %w", err)
	}
	return set(noun, entity, field, key, value), nil
}

// openForSchool tries the school's key, and then those of this run before it.
func (c *Class) openForSchool(noun school.Noun, entity school.ID, field school.Field, value []byte) ([]byte, bool) {
	for _, key := range c.schoolKeys() {
		if plain, err := seal.Open(key, about(noun, entity, field), value); err == nil {
			return plain, true
		}
	}
	return nil, false
}

// vaultKeys returns the learners' keys that this hub drew.
func (c *Class) vaultKeys(ctx context.Context) (map[school.ID]seal.Key, error) {
	sealed, err := c.Vault.Keys(ctx)
	if err != nil {
		return nil, fmt.Errorf("read learner keys: %w", err)
	}
	keys := map[school.ID]seal.Key{}
	for learner, value := range sealed {
		if raw, err := seal.Open(c.keys.wrap, learner[:], value); err == nil && len(raw) == seal.KeySize {
			keys[learner] = seal.Key(raw)
		}
	}
	return keys, nil
}

// learnerKeys returns the keys of all learners, those that sister hubs drew included.
func (c *Class) learnerKeys(ctx context.Context) (map[school.ID]seal.Key, error) {
	keys, err := c.vaultKeys(ctx)
	if err != nil {
		return nil, err
	}
	entries, err := c.Facts.Registers(ctx, school.NounLearner, school.LearnerKey, school.ID{})
	if err != nil {
		return nil, fmt.Errorf("read shared keys: %w", err)
	}
	for _, e := range entries {
		if _, own := keys[e.Entity]; own {
			continue
		}
		if raw, ok := c.openForSchool(school.NounLearner, e.Entity, school.LearnerKey, e.Value); ok && len(raw) == seal.KeySize {
			keys[e.Entity] = seal.Key(raw)
		}
	}
	return keys, nil
}

// peppers returns this hub's and those that its sisters shared.
func (c *Class) peppers(ctx context.Context) ([][]byte, error) {
	all := [][]byte{c.keys.pepper}
	entries, err := c.Facts.Registers(ctx, school.NounHub, school.HubPepper, school.ID{})
	if err != nil {
		return nil, fmt.Errorf("read peppers: %w", err)
	}
	for _, e := range entries {
		if raw, ok := c.openForSchool(school.NounHub, e.Entity, school.HubPepper, e.Value); ok && e.Entity != c.Hub {
			all = append(all, raw)
		}
	}
	return all, nil
}

// fits reports whether pictures are a learner's, by any of her cards and whichever hub of
// the school gave them to her.
func (r *Roster) fits(l *Learner, pictures []uint8) bool {
	fits := false
	for _, pepper := range r.peppers {
		k := keys{pepper: pepper}
		fits = len(l.secret) > 0 && hmac.Equal(l.secret, k.pictures(l.ID, pictures)) || fits
	}
	for i := range l.Also {
		fits = r.fits(&l.Also[i], pictures) || fits
	}
	return fits
}

// room returns the classroom this hub is of: the one made or chosen here, and the
// newest of the school on a hub that made none, as one that replaces another. Ids
// grow with the hub's clock, and a class whose writing was cut short is begun anew.
func (c *Class) room(ctx context.Context, rooms []Entry) (Entry, error) {
	newest := slices.MaxFunc(rooms, func(a, b Entry) int { return a.Entity.Compare(b.Entity) })
	chosen, ok, err := c.Facts.Register(ctx, crdt.RegisterID{Noun: school.NounHub, Entity: c.Hub, Field: school.HubClassroom})
	if err != nil || !ok {
		return newest, err
	}
	for _, room := range rooms {
		if string(room.Entity[:]) == string(chosen.Value) {
			return room, nil
		}
	}
	return newest, nil
}

// keepRoom chooses the class shown here for good, before a sister's newer one comes.
func (c *Class) keepRoom(ctx context.Context) error {
	rooms, err := c.Facts.Registers(ctx, school.NounClassroom, school.ClassroomName, school.ID{})
	if err != nil || len(rooms) == 0 {
		return err
	}
	_, ok, err := c.Facts.Register(ctx, crdt.RegisterID{Noun: school.NounHub, Entity: c.Hub, Field: school.HubClassroom})
	if err != nil || ok {
		return err
	}
	room, err := c.room(ctx, rooms)
	if err != nil {
		return err
	}
	return c.chooseRoom(ctx, room.Entity)
}

func (c *Class) chooseRoom(ctx context.Context, id school.ID) error {
	return c.Log.Write(ctx, school.AudienceHub, set(school.NounHub, c.Hub, school.HubClassroom, "", id[:]))
}
