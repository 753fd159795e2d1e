package classroom

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
)

// Pictures is how many pictures a secret is chosen from; a secret is two of them,
// in order.
const (
	Pictures      = 12
	SecretLength  = 2
	maxNameBytes  = 200
	maxRosterRead = 100 // ticks a roster may be behind another hub's edits
)

// Learner is one child of the roster.
type Learner struct {
	ID        school.ID
	Name      string
	Animal    string
	Wave      uint8
	Grade     uint8
	Language  string
	Number    string   // on the school's own roll; empty for none
	Support   uint8    // bits of school.SupportSlower …
	Interests []string // names of pictures
	secret    []byte   // tag of the picture secret
	pictures  []byte   // the pictures themselves, nil where this hub does not hold them

	Also []Learner // other records that people called the same child
}

// Roster is the class as its tablets show it, in the order of waves and names.
type Roster struct {
	Classroom school.ID
	Name      string // of the class
	School    string // of the school
	Wave      uint8  // called to the tablets now, 0 for none
	Rewards   uint8  // RewardsUsual …
	Units     []Unit // of the week, by grade
	Learners  []Learner
	alike     crdt.Alike
	peppers   [][]byte // of this hub and its sisters
	places    map[school.ID]int
	read      int64
}

// Find returns a learner of the roster, by any of her records.
func (r *Roster) Find(id school.ID) (*Learner, bool) {
	i, ok := r.places[id]
	if !ok {
		return nil, false
	}
	return &r.Learners[i], true
}

// rosterReading is a reading of the roster under way, shared by those who ask meanwhile.
type rosterReading struct {
	writes int // changes of this hub that it sees
	done   chan struct{}
	roster *Roster
	err    error
}

// Roster returns the class. It must not be changed by the caller.
func (c *Class) Roster(ctx context.Context) (*Roster, error) {
	now := c.mono()
	c.mu.Lock()
	kept, reading := c.roster, c.reading
	fresh := kept != nil && !c.stale
	if fresh && (reading != nil || now-kept.read < maxRosterRead) {
		c.mu.Unlock()
		return kept, nil
	}
	if reading != nil && reading.writes == c.rosterWrites {
		c.mu.Unlock()
		return reading.wait(ctx)
	}
	reading = &rosterReading{writes: c.rosterWrites, done: make(chan struct{})}
	c.reading = reading
	c.mu.Unlock()
	c.carryOut(context.WithoutCancel(ctx), reading, now) // others wait for it too
	return reading.roster, reading.err
}

func (r *rosterReading) wait(ctx context.Context) (*Roster, error) {
	select {
	case <-r.done:
		return r.roster, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("read roster: %w", ctx.Err())
	}
}

// carryOut reads the roster. Until a reading from after the last change is here, nobody
// is given an older one.
func (c *Class) carryOut(ctx context.Context, reading *rosterReading, now int64) {
	r, err := (*Roster)(nil), errors.New("the reading broke off")
	defer func() { // also after a panic: others wait
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.reading == reading {
			c.reading = nil
		}
		if err != nil {
			reading.err = fmt.Errorf("read roster: %w", err)
		} else {
			r.read, reading.roster = now, r
			if reading.writes == c.rosterWrites {
				c.roster, c.stale = r, false
			}
		}
		close(reading.done)
	}()
	r, err = c.readRoster(ctx)
}

func (c *Class) rosterChanged() {
	c.mu.Lock()
	c.stale = true
	c.rosterWrites++
	c.mu.Unlock()
}

func (c *Class) readRoster(ctx context.Context) (*Roster, error) {
	r := &Roster{places: map[school.ID]int{}}
	names, err := c.Facts.Registers(ctx, school.NounSchool, school.SchoolName, school.ID{})
	if err != nil {
		return r, err
	}
	for _, n := range names {
		if n.Entity.IsZero() {
			r.School = string(n.Value)
		}
	}
	rooms, err := c.Facts.Registers(ctx, school.NounClassroom, school.ClassroomName, school.ID{})
	if err != nil || len(rooms) == 0 {
		return r, err
	}
	if r.peppers, err = c.peppers(ctx); err != nil {
		return nil, err
	}
	room, err := c.room(ctx, rooms)
	if err != nil {
		return nil, err
	}
	r.Classroom, r.Name = room.Entity, string(room.Value)
	waves, err := c.Facts.Registers(ctx, school.NounClassroom, school.ClassroomWave, r.Classroom)
	if err != nil {
		return nil, err
	}
	for _, w := range waves {
		r.Wave = oneByte(w.Value)
	}
	if err := c.readUnits(ctx, r); err != nil {
		return nil, err
	}
	members, err := c.Facts.Elements(ctx, crdt.RegisterID{Noun: school.NounClassroom, Entity: r.Classroom, Field: school.ClassroomLearners})
	if err != nil {
		return nil, err
	}
	if err := c.readChildren(ctx, r, members); err != nil {
		return nil, err
	}
	slices.SortFunc(r.Learners, func(a, b Learner) int {
		return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Name, b.Name), a.ID.Compare(b.ID))
	})
	for i := range r.Learners {
		for _, id := range r.Learners[i].records() {
			r.places[id] = i
		}
	}
	return r, nil
}

// readChildren reads the entries of the members of the list, each child once.
func (c *Class) readChildren(ctx context.Context, r *Roster, members [][]byte) (err error) {
	if r.alike, err = c.alike(ctx); err != nil {
		return err
	}
	groups, byID := map[school.ID][]school.ID{}, map[school.ID]*Learner{}
	for _, m := range members {
		if len(m) != 16 {
			continue
		}
		one := r.alike.Of(school.ID(m))
		if groups[one] == nil {
			groups[one] = r.alike.Group(one)
		}
		for _, id := range groups[one] {
			byID[id] = &Learner{ID: id}
		}
	}
	if err := c.readFields(ctx, byID); err != nil {
		return err
	}
	for one, group := range groups {
		child := *byID[one]
		var also []Learner
		for _, id := range group {
			if id != one {
				also = append(also, *byID[id])
			}
		}
		child.join(also)
		r.Learners = append(r.Learners, child)
	}
	return nil
}

func (c *Class) readFields(ctx context.Context, byID map[school.ID]*Learner) error {
	keys, err := c.learnerKeys(ctx)
	if err != nil {
		return err
	}
	fields := []struct {
		field school.Field
		put   func(l *Learner, value []byte)
	}{
		{school.LearnerName, func(l *Learner, v []byte) { l.Name = string(unseal(keys, l.ID, school.LearnerName, v)) }},
		{school.LearnerSecret, func(l *Learner, v []byte) { l.secret = unseal(keys, l.ID, school.LearnerSecret, v) }},
		{school.LearnerNumber, func(l *Learner, v []byte) { l.Number = string(unseal(keys, l.ID, school.LearnerNumber, v)) }},
		{school.LearnerPictures, func(l *Learner, v []byte) { l.pictures = unseal(keys, l.ID, school.LearnerPictures, v) }},
		{school.LearnerSupport, func(l *Learner, v []byte) { l.Support = oneByte(unseal(keys, l.ID, school.LearnerSupport, v)) }},
		{school.LearnerInterests, func(l *Learner, v []byte) { l.Interests = lines(unseal(keys, l.ID, school.LearnerInterests, v)) }},
		{school.LearnerAnimal, func(l *Learner, v []byte) { l.Animal = string(v) }},
		{school.LearnerLanguage, func(l *Learner, v []byte) { l.Language = string(v) }},
		{school.LearnerGrade, func(l *Learner, v []byte) { l.Grade = oneByte(v) }},
		{school.LearnerWave, func(l *Learner, v []byte) { l.Wave = oneByte(v) }},
	}
	for _, f := range fields {
		entries, err := c.Facts.Registers(ctx, school.NounLearner, f.field, school.ID{})
		if err != nil {
			return err
		}
		for _, e := range entries {
			if l, ok := byID[e.Entity]; ok {
				f.put(l, e.Value)
			}
		}
	}
	return nil
}

func oneByte(v []byte) uint8 {
	if len(v) != 1 {
		return 0
	}
	return v[0]
}

// unseal opens a sealed value; nil when the key is destroyed (the child was
// erased) or the value is another's.
func unseal(keys map[school.ID]seal.Key, learner school.ID, field school.Field, value []byte) []byte {
	key, ok := keys[learner]
	if !ok {
		return nil
	}
	plain, err := seal.Open(key, about(school.NounLearner, learner, field), value)
	if err != nil {
		return nil
	}
	return plain
}

// NewLearner is a child to be put on the roster.
type NewLearner struct {
	Name     string
	Animal   string
	Wave     uint8
	Grade    uint8
	Language string
	Number   string
	Pictures []uint8
}

// CheckPictures refuses what cannot be a secret: two different pictures of the twelve.
func CheckPictures(pictures []uint8) error {
	if len(pictures) != SecretLength || pictures[0] >= Pictures || pictures[1] >= Pictures || pictures[0] == pictures[1] {
		return school.Errorf(school.CodeInvalid, "a secret is two different pictures of the twelve")
	}
	return nil
}

// CreateClassroom writes a classroom with that name and returns its id.
func (c *Class) CreateClassroom(ctx context.Context, name string) (school.ID, error) {
	id, err := school.NewID(c.Time.Stamp().At.Tick*10, c.Random)
	if err != nil {
		return id, err
	}
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceSchool, set(school.NounClassroom, id, school.ClassroomName, "", []byte(name))); err != nil {
		return id, err
	}
	return id, c.chooseRoom(ctx, id)
}

// createSlice is how many children share one commit.
const createSlice = 50

// CreateLearners writes children onto the roster of a classroom and returns their
// ids in the same order. Names and secrets are sealed under a key of each child's
// own, which erasure destroys.
func (c *Class) CreateLearners(ctx context.Context, classroom school.ID, children []NewLearner) ([]school.ID, error) {
	for _, n := range children {
		if n.Name == "" || len(n.Name) > maxNameBytes {
			return nil, school.Errorf(school.CodeInvalid, "a name has 1 to %d bytes", maxNameBytes)
		}
		if err := CheckPictures(n.Pictures); err != nil {
			return nil, err
		}
	}
	defer c.rosterChanged()
	var ids []school.ID
	for slice := range slices.Chunk(children, createSlice) {
		keys := map[school.ID][]byte{}
		var ops []*crdt.Op
		for _, n := range slice {
			id, wrapped, written, err := c.newLearner(classroom, n)
			if err != nil {
				return nil, err
			}
			ids, keys[id], ops = append(ids, id), wrapped, append(ops, written...)
		}
		// The keys come first: a sealed name whose key was never kept is lost.
		if err := c.Vault.PutKeys(ctx, keys); err != nil {
			return nil, fmt.Errorf("keep learner keys: %w", err)
		}
		if err := c.Log.Write(ctx, school.AudienceSchool, ops...); err != nil {
			return nil, fmt.Errorf("write learners: %w", err)
		}
	}
	return ids, nil
}

func (c *Class) newLearner(classroom school.ID, n NewLearner) (id school.ID, wrapped []byte, ops []*crdt.Op, err error) {
	fail := func(err error) (school.ID, []byte, []*crdt.Op, error) { return id, nil, nil, err }
	if id, err = school.NewID(c.Time.Stamp().At.Tick*10, c.Random); err != nil {
		return fail(err)
	}
	key, err := seal.NewKey(c.Random)
	if err != nil {
		return fail(fmt.Errorf("draw learner key: %w", err))
	}
	if wrapped, err = seal.Seal(c.keys.wrap, c.Random, id[:], key[:]); err != nil {
		return fail(fmt.Errorf("wrap learner key: %w", err))
	}
	for _, sealed := range []struct {
		field school.Field
		plain []byte
	}{
		{school.LearnerName, []byte(n.Name)},
		{school.LearnerNumber, []byte(n.Number)},
		{school.LearnerSecret, c.keys.pictures(id, n.Pictures)},
		{school.LearnerPictures, n.Pictures},
	} {
		op, err := c.sealed(key, id, sealed.field, sealed.plain)
		if err != nil {
			return fail(err)
		}
		ops = append(ops, op)
	}
	if shared, err := c.shareKey(id, key); err != nil {
		return fail(err)
	} else if shared != nil {
		ops = append(ops, shared)
	}
	field := func(f school.Field, value []byte) { ops = append(ops, set(school.NounLearner, id, f, "", value)) }
	field(school.LearnerAnimal, []byte(n.Animal))
	field(school.LearnerGrade, []byte{n.Grade})
	field(school.LearnerLanguage, []byte(n.Language))
	field(school.LearnerWave, []byte{n.Wave})
	return id, wrapped, append(ops, member(classroom, id)), nil
}

// sealed makes the op that sets a field of a learner under her own key.
func (c *Class) sealed(key seal.Key, learner school.ID, field school.Field, plain []byte) (*crdt.Op, error) {
	value, err := seal.Seal(key, c.Random, about(school.NounLearner, learner, field), plain)
	if err != nil {
		return nil, fmt.Errorf("seal learner: %w", err)
	}
	return set(school.NounLearner, learner, field, "", value), nil
}

// member makes the op that puts a learner into a classroom.
func member(classroom, learner school.ID) *crdt.Op {
	return &crdt.Op{Kind: crdt.KindAdd, Register: &crdt.Register{
		Noun: school.NounClassroom, Entity: classroom, Field: school.ClassroomLearners, Value: learner[:],
	}}
}
