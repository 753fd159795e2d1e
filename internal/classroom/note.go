package classroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Bounds of what teachers note about children.
const (
	maxHelpText  = 200                                  // bytes
	helpedWithin = 7 * school.TicksPerDay               // counted as "this week"
	maxNotedRead = 10 * school.TicksPerSecond           // how far behind another hub's notes may be
	maxHelps     = 20                                   // shown of one child
	absentFor    = 16 * 60 * 60 * school.TicksPerSecond // a school day, wherever midnight falls
)

// Help is one time a teacher helped a child. What is the signal and skill it was
// about, as the teacher's screen wrote it.
type Help struct {
	At   int64
	What string
}

// notes is what teachers noted about the children of the class.
type notes struct {
	read   int64
	helps  map[school.ID][]Help // the newest first
	absent map[school.ID]int64  // tick at which somebody said so
}

// Helped notes that a teacher helped a child now, and returns when that was: the
// number by which it is taken back.
func (c *Class) Helped(ctx context.Context, learner school.ID, what string) (at int64, err error) {
	if len(what) > maxHelpText {
		return 0, school.Errorf(school.CodeInvalid, "what the help was about has at most %d bytes", maxHelpText)
	}
	child, err := c.onRoster(ctx, learner)
	if err != nil {
		return 0, err
	}
	at = c.Time.Stamp().At.Tick
	return at, c.writeNote(ctx, set(school.NounLearner, child.ID, school.LearnerHelped, strconv.FormatInt(at, 10), append([]byte{helpGiven}, what...)))
}

// A help's register holds this byte and what it was about, or nothing once it was
// taken back.
const helpGiven = 1

// TakeBackHelp undoes Helped.
func (c *Class) TakeBackHelp(ctx context.Context, learner school.ID, at int64) error {
	records := []school.ID{learner}
	if child, err := c.onRoster(ctx, learner); err == nil {
		records = child.records()
	}
	for _, record := range records {
		id := crdt.RegisterID{Noun: school.NounLearner, Entity: record, Field: school.LearnerHelped, Key: strconv.FormatInt(at, 10)}
		if _, ok, err := c.Facts.Register(ctx, id); err != nil {
			return fmt.Errorf("find help: %w", err)
		} else if ok {
			return c.writeNote(ctx, set(id.Noun, id.Entity, id.Field, id.Key, nil))
		}
	}
	return school.Errorf(school.CodeNotFound, "no help was noted then")
}

// Attend says which children of the class are absent today; all others are not.
func (c *Class) Attend(ctx context.Context, absent []school.ID) error {
	roster, err := c.Roster(ctx)
	if err != nil {
		return err
	}
	away := map[school.ID]bool{}
	for _, id := range absent {
		child, err := c.onRoster(ctx, id)
		if err != nil {
			return err
		}
		away[child.ID] = true
	}
	n, err := c.noted(ctx)
	if err != nil {
		return err
	}
	now := c.Time.Stamp().At.Tick
	var ops []*crdt.Op
	for i := range roster.Learners {
		id := roster.Learners[i].ID
		if is := away[id]; is != n.isAbsent(id, now) {
			var value []byte
			if is {
				value = strconv.AppendInt(nil, now, 10)
			}
			ops = append(ops, set(school.NounLearner, id, school.LearnerAbsent, "", value))
		}
	}
	if len(ops) == 0 {
		return nil
	}
	return c.writeNote(ctx, ops...)
}

// onRoster finds a child by any of her records.
func (c *Class) onRoster(ctx context.Context, learner school.ID) (*Learner, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return nil, err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return nil, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	return child, nil
}

func (c *Class) writeNote(ctx context.Context, ops ...*crdt.Op) error {
	if err := c.Log.Write(ctx, school.AudienceSchool, ops...); err != nil {
		return fmt.Errorf("write note: %w", err)
	}
	c.mu.Lock()
	c.notes = nil
	c.noteWrites++
	c.mu.Unlock()
	c.Live.Changed()
	return nil
}

// noted returns what teachers noted; it must not be changed.
func (c *Class) noted(ctx context.Context) (*notes, error) {
	now := c.mono()
	c.mu.Lock()
	kept, writes := c.notes, c.noteWrites
	c.mu.Unlock()
	if kept != nil && now-kept.read < maxNotedRead {
		return kept, nil
	}
	fresh, err := c.readNotes(ctx)
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	fresh.read = now
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.noteWrites == writes { // else somebody wrote meanwhile, and the next look reads again
		c.notes = fresh
	}
	return fresh, nil
}

func (c *Class) readNotes(ctx context.Context) (*notes, error) {
	n := &notes{helps: map[school.ID][]Help{}, absent: map[school.ID]int64{}}
	alike, err := c.alike(ctx)
	if err != nil {
		return nil, err
	}
	helped, err := c.Facts.Registers(ctx, school.NounLearner, school.LearnerHelped, school.ID{})
	if err != nil {
		return nil, err
	}
	for _, e := range helped {
		at, err := strconv.ParseInt(e.Key, 10, 64)
		if err == nil && len(e.Value) > 0 && e.Value[0] == helpGiven {
			child := alike.Of(e.Entity)
			n.helps[child] = append(n.helps[child], Help{At: at, What: string(e.Value[1:])})
		}
	}
	for _, helps := range n.helps {
		slices.SortFunc(helps, func(a, b Help) int { return cmp.Compare(b.At, a.At) })
	}
	absent, err := c.Facts.Registers(ctx, school.NounLearner, school.LearnerAbsent, school.ID{})
	if err != nil {
		return nil, err
	}
	for _, e := range absent {
		if at, err := strconv.ParseInt(string(e.Value), 10, 64); err == nil {
			n.absent[e.Entity] = at
		}
	}
	return n, nil
}

func (n *notes) isAbsent(id school.ID, now int64) bool {
	at, ok := n.absent[id]
	return ok && now-at >= 0 && now-at < absentFor
}

// tell fills in what teachers noted. Who sits at a tablet is not absent, whatever
// was said.
func (n *notes) tell(l *BoardLearner, now int64) {
	l.Absent = n.isAbsent(l.ID, now) && !l.Seated
	for _, h := range n.helps[l.ID] {
		if age := now - h.At; age >= 0 && age < helpedWithin {
			l.Helped++
			l.HelpedAt = max(l.HelpedAt, h.At)
		}
	}
}
