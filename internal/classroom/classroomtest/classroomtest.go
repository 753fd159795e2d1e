// Package classroomtest opens a class over a real store with a clock the test
// moves, and enrols and fills it. It is for tests only.
package classroomtest

import (
	"context"
	"io"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// Token enrols tablets at every class of this package.
const Token = "token-of-the-poster"

// Class is an open class and what a test moves.
type Class struct {
	*classroom.Class
	Store *Store
	Live  *Live
	Dir   string
	tb    testing.TB
}

// Store is a SQLite store in the form package classroom asks for, with a clock
// that stands still until Advance.
type Store struct {
	*sqlite.Hub
	tick, mono atomic.Int64
}

// Advance moves both clocks by ticks.
func (s *Store) Advance(ticks int64) {
	s.tick.Add(ticks)
	s.mono.Add(ticks)
}

// Registers implements classroom.Facts.
func (s *Store) Registers(ctx context.Context, noun school.Noun, field school.Field, entity school.ID) ([]classroom.Entry, error) {
	found, err := s.Hub.Registers(ctx, noun, field)
	var out []classroom.Entry
	for _, e := range found {
		if entity.IsZero() || e.Entity == entity {
			out = append(out, classroom.Entry(e))
		}
	}
	return out, err
}

// Replicated implements classroom.Log.
func (s *Store) Replicated(ctx context.Context, stream crdt.Stream) (crdt.Ranges, error) {
	return s.Signed(ctx, stream)
}

// SetReal implements classroom.Time.
func (s *Store) SetReal(tick int64) {
	s.tick.Store(tick)
	s.Clock().Trust()
}

// Live records what connected tablets would hear.
type Live struct {
	mu      sync.Mutex
	Heard   []string
	changes int
}

// LetIn implements classroom.Live.
func (l *Live) LetIn(_ uint32, learner school.ID) { l.hear("let-in " + learner.String()) }

// Plan implements classroom.Live.
func (l *Live) Plan(_ uint32, learner school.ID) { l.hear("plan " + learner.String()) }

// Changed implements classroom.Live.
func (l *Live) Changed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changes++
}

func (l *Live) hear(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Heard = append(l.Heard, what)
}

// content is the starter pack as package classroom asks for it.
type content struct{ *library.Library }

func (c content) Current() [32]byte { return c.CurrentCatalogue().Hash() }

func (c content) SkillID(skill uint16) string { return c.CurrentCatalogue().SkillID(uint32(skill)) }

func (c content) Skill(id string) (uint16, bool) {
	for i := range c.CurrentCatalogue().NumSkills() {
		if c.CurrentCatalogue().SkillID(uint32(i)) == id {
			return uint16(i), true
		}
	}
	return 0, false
}

func (c content) Misconception(item, instance uint32, response string) string {
	_, misconception, _ := c.CurrentCatalogue().Grade(item, instance, response)
	return misconception
}

// Random is a fixed stream of bytes for one start of a hub. Tests only: nothing of
// it is secret.
func Random(seed uint64) io.Reader {
	return rand.NewChaCha8([32]byte{0: byte(seed), 1: byte(seed >> 8), 2: byte(seed >> 16)})
}

var starts atomic.Uint64

// Open opens a class on a folder, new or used before, and closes it at the end of
// the test. Its clock starts in 2026 and stands still.
func Open(tb testing.TB, dir string) *Class {
	tb.Helper()
	ctx := context.Background()
	start := starts.Add(1)
	s := &Store{}
	s.tick.Store(179_543_520_000)
	config := sqlitetest.Config(tb, filepath.Join(dir, "hub.db"), uint32(start))
	config.Mono = s.mono.Load
	config.Clock = func(last hlc.Timestamp) *hlc.Clock {
		s.tick.Store(max(s.tick.Load(), last.Tick+1)) // a restart takes longer than a tick
		return hlc.NewClock(s.tick.Load, last)
	}
	var err error
	if s.Hub, err = sqlite.OpenHub(ctx, config); err != nil {
		tb.Fatal(err)
	}
	live := &Live{}
	class, err := classroom.Open(ctx, classroom.Config{
		Hub: config.Hub, Demo: true, Secret: [32]byte{7}, Token: Token, Log: s, Facts: s, Desk: s, Vault: s, Time: s,
		Random: Random(start), Content: content{config.Library}, Live: live,
	})
	if err != nil {
		tb.Fatal(err)
	}
	c := &Class{Class: class, Store: s, Live: live, Dir: dir, tb: tb}
	tb.Cleanup(c.Close)
	return c
}

// Close closes the store, as at the end of a run; it may be called again.
func (c *Class) Close() { _ = c.Store.Close() }

// Reopen closes the class and opens its folder again, as after a restart.
func (c *Class) Reopen() *Class {
	c.tb.Helper()
	c.Close()
	return Open(c.tb, c.Dir)
}

// Children writes n children with the secret 3, 7 and returns their ids.
func (c *Class) Children(n int) []school.ID {
	c.tb.Helper()
	ctx := context.Background()
	room, err := c.CreateClassroom(ctx, "Room")
	if err != nil {
		c.tb.Fatal(err)
	}
	children := make([]classroom.NewLearner, n)
	for i := range children {
		children[i] = classroom.NewLearner{
			Name: "Child " + string(rune('A'+i%26)) + string(rune('A'+i/26)), Animal: "owl", Wave: 1, Grade: 2, Language: "en", Pictures: []uint8{3, 7},
		}
	}
	ids, err := c.CreateLearners(ctx, room, children)
	if err != nil {
		c.tb.Fatal(err)
	}
	return ids
}

// Tablet enrols a tablet.
func (c *Class) Tablet() classroom.Enrolled {
	c.tb.Helper()
	e, err := c.Enrol(context.Background(), Token, nil)
	if err != nil {
		c.tb.Fatal(err)
	}
	return e
}

// Stream returns a device's stream of the ministry's audience.
func Stream(d classroom.Device) crdt.Stream {
	return crdt.Stream{Writer: d.Writer, Epoch: 1, Audience: school.AudienceMinistry}
}

// Attempt makes an op with an answer to instance 0 of an item.
func (c *Class) Attempt(d classroom.Device, seq uint64, learner school.ID, item uint32, response string, hints uint8) *crdt.Op {
	correct, _, _ := sqlitetest.Built().Grade(item, 0, response)
	return &crdt.Op{
		Dot:   crdt.Dot{Stream: Stream(d), Seq: seq},
		Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: 179_543_520_000 + int64(seq)*100}, Moment: hlc.Moment{Boot: 9, Mono: int64(seq) * 100}},
		Kind:  crdt.KindAttempt,
		Attempt: &crdt.Attempt{
			Learner: learner, Catalogue: sqlitetest.Built().Catalogue.Hash(), Item: item, Response: response, Correct: correct, Duration: 300, Hints: hints,
		},
	}
}

// SkillOf names the skill of an item.
func (c *Class) SkillOf(item uint32) string {
	catalogue := sqlitetest.Built().Catalogue
	return catalogue.SkillID(catalogue.Skill(item))
}

// Answer returns the right response to instance 0 of an item.
func Answer(item uint32) string { return sqlitetest.Built().Catalogue.Key(item, 0) }
