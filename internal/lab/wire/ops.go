package main

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

// maker turns lines into the ops that tablets and the hub would have written.
type maker struct {
	w        *workload
	c        *catalogue
	hub      school.ID
	students []school.ID
	tablets  []tablet
	sessions bool

	ids    map[string]school.ID // of an edit's entities, by name
	nouns  table
	fields table
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

func newMaker(w *workload, c *catalogue, sessions bool) *maker {
	m := &maker{w: w, c: c, hub: idOf("hub", ""), sessions: sessions, ids: map[string]school.ID{}, adds: map[string][]crdt.Dot{}}
	for _, name := range w.students.names {
		m.students = append(m.students, idOf("student", name))
		m.ids[name] = idOf("student", name)
	}
	for i, name := range w.tablets.names {
		m.tablets = append(m.tablets, tablet{student: -1, stream: crdt.Stream{
			Writer: crdt.Writer{Hub: m.hub, Device: uint32(i + 1)}, Epoch: drawn("epoch", name), Audience: school.AudienceMinistry,
		}})
	}
	return m
}

// idOf makes up an id as random as a real one.
func idOf(kind, name string) school.ID {
	sum := sha256.Sum256([]byte(kind + "/" + name))
	id := school.ID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id
}

func drawn(kind, name string) uint32 {
	sum := sha256.Sum256([]byte(kind + "/" + name))
	return binary.BigEndian.Uint32(sum[:4])
}

// attempts returns the ops of consecutive lines. Lines must be passed once each
// and in order, for a tablet's page loads and sessions follow from its last line.
func (m *maker) attempts(lines []attemptLine) []*crdt.Op {
	ops := make([]*crdt.Op, 0, len(lines))
	for i := range lines {
		a := &lines[i]
		t := &m.tablets[a.tablet]
		shown := a.at - a.duration
		fresh := !t.used || a.at < t.last || shown-t.last > pageLoad
		if fresh {
			t.used, t.start = true, shown-school.TicksPerSecond*20
			t.boot = drawn("boot", fmt.Sprint(m.w.tablets.names[a.tablet], a.at))
		}
		t.last = a.at
		if m.sessions && (fresh || t.student != a.student) {
			ops = append(ops, m.session(t, a))
		}
		t.student = a.student
		op := &crdt.Op{
			Dot:   crdt.Dot{Stream: t.stream, Seq: a.seq + t.extra},
			Stamp: t.stamp(a.at, a.count), Kind: crdt.KindAttempt,
			Attempt: &crdt.Attempt{
				Learner: m.students[a.student], Catalogue: m.c.hash, Item: m.c.numberOf[a.item],
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

func (m *maker) session(t *tablet, a *attemptLine) *crdt.Op {
	t.session = a.seq + t.extra
	t.extra++
	return &crdt.Op{
		Dot:   crdt.Dot{Stream: t.stream, Seq: t.session},
		Stamp: t.stamp(a.at-a.duration-school.TicksPerSecond*3, 0), Kind: crdt.KindSession,
		Session: &crdt.Session{Learner: m.students[a.student], Assurance: school.AssurancePictures},
	}
}

func (t *tablet) stamp(at int64, count uint32) hlc.Stamp {
	return hlc.Stamp{At: hlc.Timestamp{Tick: at, Count: count}, Moment: hlc.Moment{Boot: t.boot, Mono: at - t.start}}
}

// edit returns the op of one edit, made on the hub. A key a/b is register b of
// entity a; a removed value takes back the adds of it seen so far.
func (m *maker) edit(e *editLine) (*crdt.Op, error) {
	m.seq++
	day := e.at / school.TicksPerDay
	entity, key, _ := strings.Cut(e.key, "/")
	op := &crdt.Op{
		Dot: crdt.Dot{Seq: m.seq, Stream: crdt.Stream{
			Writer: crdt.Writer{Hub: m.hub}, Epoch: drawn("epoch", "hub"), Audience: school.AudienceMinistry,
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

func (m *maker) id(name string) school.ID {
	id, ok := m.ids[name]
	if !ok {
		id = idOf("entity", name)
		m.ids[name] = id
	}
	return id
}

// value is the text itself, or the id of the student it names.
func (m *maker) value(text string) []byte {
	if n, ok := m.w.students.index[text]; ok {
		return m.students[n][:]
	}
	return []byte(text)
}

// tablesSize returns the bytes of the texts that edits were numbered by.
func (m *maker) tablesSize() int {
	size := 0
	for _, t := range []*table{&m.nouns, &m.fields} {
		for _, name := range t.names {
			size += len(name) + 1
		}
	}
	for name := range m.ids {
		if _, student := m.w.students.index[name]; !student {
			size += len(name) + 1
		}
	}
	return size
}
