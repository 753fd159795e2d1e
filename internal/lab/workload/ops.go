package workload

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// pageLoad is the silence after which a tablet is taken to have loaded the page
// anew, in ticks.
const pageLoad = 30 * 60 * school.TicksPerSecond

// Maker turns lines into the ops that tablets and the hub would have written.
type Maker struct {
	w        *Workload
	c        *Catalogue
	Hub      school.ID
	students []school.ID
	tablets  []tablet
	sessions bool

	ids    map[string]school.ID // of an edit's entities, by name
	nouns  Table
	fields Table
	adds   map[string][]crdt.Dot
	seq    uint64
}

type tablet struct {
	stream  crdt.Stream
	boot    uint32
	start   int64
	last    int64
	used    bool
	student int32
	extra   uint64 // session ops so far
	session uint64
}

// NewMaker makes a maker over the whole workload; with sessions it adds the session
// ops that the product's tablets add.
func NewMaker(w *Workload, c *Catalogue, sessions bool) *Maker {
	m := &Maker{w: w, c: c, Hub: ID("hub", ""), sessions: sessions, ids: map[string]school.ID{}, adds: map[string][]crdt.Dot{}}
	for _, name := range w.Students.Names {
		m.students = append(m.students, ID("student", name))
		m.ids[name] = ID("student", name)
	}
	for i, name := range w.Tablets.Names {
		m.tablets = append(m.tablets, tablet{student: -1, stream: crdt.Stream{
			Writer: crdt.Writer{Hub: m.Hub, Device: uint32(i + 1)}, Epoch: Drawn("epoch", name), Audience: school.AudienceMinistry,
		}})
	}
	return m
}

// ID makes up an id as random as a real one.
func ID(kind, name string) school.ID {
	sum := sha256.Sum256([]byte(kind + "/" + name))
	id := school.ID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

// Drawn is a random number that is always the same for a name.
func Drawn(kind, name string) uint32 {
	sum := sha256.Sum256([]byte(kind + "/" + name))
	return binary.BigEndian.Uint32(sum[:4])
}

// Attempts returns the ops of consecutive lines. Lines must be passed once each
// and in order, for a tablet's page loads and sessions follow from its last line.
func (m *Maker) Attempts(lines []Attempt) []*crdt.Op {
	ops := make([]*crdt.Op, 0, len(lines))
	for i := range lines {
		a := &lines[i]
		t := &m.tablets[a.tablet]
		shown := a.At - a.duration
		fresh := !t.used || a.At < t.last || shown-t.last > pageLoad
		if fresh {
			t.used, t.start = true, shown-school.TicksPerSecond*20
			t.boot = Drawn("boot", fmt.Sprint(m.w.Tablets.Names[a.tablet], a.At))
		}
		t.last = a.At
		if m.sessions && (fresh || t.student != a.Student) {
			ops = append(ops, m.session(t, a))
		}
		t.student = a.Student
		op := &crdt.Op{
			Dot:   crdt.Dot{Stream: t.stream, Seq: a.seq + t.extra},
			Stamp: t.stamp(a.At, a.count), Kind: crdt.KindAttempt,
			Attempt: &crdt.Attempt{
				Learner: m.students[a.Student], Catalogue: m.c.Hash, Item: m.c.numberOf[a.item],
				Response: a.response, Correct: a.right, Duration: a.duration, Hints: a.hints,
			},
		}
		if m.sessions {
			op.SetUint(crdt.ColumnSession, t.session)
			op.SetUint(crdt.ColumnPlan, 0)
		}
		ops = append(ops, op)
	}
	return ops
}

func (m *Maker) session(t *tablet, a *Attempt) *crdt.Op {
	t.session = a.seq + t.extra
	t.extra++
	return &crdt.Op{
		Dot:   crdt.Dot{Stream: t.stream, Seq: t.session},
		Stamp: t.stamp(a.At-a.duration-school.TicksPerSecond*3, 0), Kind: crdt.KindSession,
		Session: &crdt.Session{Learner: m.students[a.Student], Assurance: school.AssurancePictures},
	}
}

func (t *tablet) stamp(at int64, count uint32) hlc.Stamp {
	return hlc.Stamp{At: hlc.Timestamp{Tick: at, Count: count}, Moment: hlc.Moment{Boot: t.boot, Mono: at - t.start}}
}

// Edit returns the op of one edit, made on the hub. A key a/b is register b of
// entity a; a removed value takes back the adds of it seen so far.
func (m *Maker) Edit(e *Edit) (*crdt.Op, error) {
	m.seq++
	day := e.at / school.TicksPerDay
	entity, key, _ := strings.Cut(e.key, "/")
	op := &crdt.Op{
		Dot: crdt.Dot{Seq: m.seq, Stream: crdt.Stream{
			Writer: crdt.Writer{Hub: m.Hub}, Epoch: Drawn("epoch", "hub"), Audience: school.AudienceMinistry,
		}},
		Stamp: hlc.Stamp{
			At:     hlc.Timestamp{Tick: e.at, Count: e.count},
			Moment: hlc.Moment{Boot: uint32(day), Mono: e.at - day*school.TicksPerDay},
		},
		Register: &crdt.Register{
			Noun: school.Noun(100 + m.nouns.number(e.kind)), Entity: m.id(entity),
			Field: school.Field(1 + m.fields.number(e.field)), Key: key,
		},
	}
	element := strings.Join([]string{e.kind, e.key, e.field, e.value}, "\x00")
	switch e.op {
	case "set":
		op.Kind, op.Register.Value = crdt.KindSet, m.value(e.value)
	case "add":
		op.Kind, op.Register.Value = crdt.KindAdd, m.value(e.value)
		m.adds[element] = append(m.adds[element], op.Dot)
	case "del":
		op.Kind = crdt.KindRemove
		dots := m.adds[element]
		op.Register.Dots = slices.Clone(dots[max(0, len(dots)-crdt.MaxDots):])
		delete(m.adds, element)
	default:
		return nil, fmt.Errorf("edit %q is neither set, add nor del", e.op)
	}
	return op, nil
}

func (m *Maker) id(name string) school.ID {
	id, ok := m.ids[name]
	if !ok {
		id = ID("entity", name)
		m.ids[name] = id
	}
	return id
}

// value is the text itself, or the id of the student it names.
func (m *Maker) value(text string) []byte {
	if n, ok := m.w.Students.Index[text]; ok {
		return m.students[n][:]
	}
	return []byte(text)
}

// TablesSize returns the bytes of the texts that edits were numbered by.
func (m *Maker) TablesSize() int {
	size := 0
	for _, t := range []*Table{&m.nouns, &m.fields} {
		for _, name := range t.Names {
			size += len(name) + 1
		}
	}
	for name := range m.ids {
		if _, student := m.w.Students.Index[name]; !student {
			size += len(name) + 1
		}
	}
	return size
}
