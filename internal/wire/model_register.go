package wire

import (
	"darasa/internal/crdt"
	"darasa/internal/school"
)

// registers is what the register ops so far tell about the next one.
type registers struct {
	places map[addressKey]int
	fields []*fieldState
	last   int    // field of the latest op, +1
	entity uint32 // ordinal of the latest op's entity, +1
}

type addressKey struct {
	kind  crdt.Kind
	noun  school.Noun
	field school.Field
}

// fieldState is one field under one kind of op.
type fieldState struct {
	addressKey
	entity uint32 // of its latest op, +1
	keys   recent
	values recent
}

const maxFields = 4096

func (m *model) register(o *crdt.Op) {
	r := o.Register
	f, ctx := m.address(o)
	if f == nil {
		return
	}
	r.Noun, r.Field = f.noun, f.field
	r.Entity = m.entity(r.Entity, f, ctx)
	r.Key = string(m.value(colKey, ctx, &f.keys, []byte(r.Key), crdt.MaxText))
	if o.Kind == crdt.KindRemove {
		m.dots(o)
		return
	}
	r.Value = m.registerValue(r.Value, f, ctx)
}

// address codes which field of which noun, by its number in this segment.
func (m *model) address(o *crdt.Op) (*fieldState, int) {
	g := &m.registers
	key := addressKey{kind: o.Kind, noun: o.Register.Noun, field: o.Register.Field}
	at, ok := g.places[key]
	if !ok {
		at = len(g.fields)
	}
	ctx := min(g.last, 15)<<2 | int(o.Kind-crdt.KindSet)
	at = int(m.small(colAddress, ctx, uint64(at), uint64(len(g.fields))))
	if at == len(g.fields) {
		key.noun = school.Noun(m.small(colNoun, 0, uint64(key.noun), 1<<16-1))
		key.field = school.Field(m.small(colField, 0, uint64(key.field), 1<<16-1))
		if at == maxFields {
			m.fail(ErrTooLarge)
			return nil, 0
		}
		m.addField(key)
	}
	f := g.fields[at]
	if f.kind != o.Kind {
		m.fail(damaged("an edit's field is not of its kind"))
		return nil, 0
	}
	g.last = at + 1
	return f, min(at, maxContexts-1)
}

func (m *model) addField(key addressKey) {
	g := &m.registers
	if g.places == nil {
		g.places = map[addressKey]int{}
	}
	g.places[key] = len(g.fields)
	f := &fieldState{addressKey: key}
	f.keys.values = [][]byte{nil} // most fields have one register and no key
	g.fields = append(g.fields, f)
}

// How an entity is coded.
const (
	entitySame  = iota // as in the edit before
	entityNext         // the id behind the one this field was last set for
	entityAgain        // the one this field was last set for
	entityOther
)

func (m *model) entity(id school.ID, f *fieldState, ctx int) school.ID {
	g := &m.registers
	places := [...]uint32{entitySame: g.entity, entityNext: f.entity + 1, entityAgain: f.entity}
	how, n := uint64(entityOther), uint32(0)
	if !m.reading {
		n = m.directory.ids[id] + 1
		for i, p := range places {
			if p == n {
				how = uint64(i)
				break
			}
		}
	}
	if how = m.small(colEntity, ctx, how, entityOther); how == entityOther {
		n = m.id(n-1) + 1
	} else {
		n = places[how]
	}
	if n == 0 || uint64(n) > m.numIDs {
		m.fail(damaged("an edit's entity is not in its directory"))
		return school.ID{}
	}
	g.entity, f.entity = n, n
	id, _ = m.directory.ID(n - 1)
	return id
}

// registerValue codes a value: an id is named by its number, everything else
// stands against the latest values of the field.
func (m *model) registerValue(v []byte, f *fieldState, ctx int) []byte {
	if m.small(colValueID, ctx, bit(len(v) == 16), 1) == 0 {
		return m.value(colValue, ctx, &f.values, v, crdt.MaxText)
	}
	n := uint32(0)
	if !m.reading {
		n = m.directory.ids[school.ID(v)]
	}
	id, _ := m.directory.ID(m.id(n))
	return id[:]
}

// dots codes the adds that a remove takes back.
func (m *model) dots(o *crdt.Op) {
	r := o.Register
	n := m.small(colDots, 0, uint64(len(r.Dots)), crdt.MaxDots)
	if m.reading && n > 0 {
		r.Dots = make([]crdt.Dot, n)
	}
	for i := range r.Dots {
		d := &r.Dots[i]
		var origin uint32
		if !m.reading {
			origin, _ = m.directory.StreamOrdinal(d.Stream)
		}
		if m.small(colDots, 1, bit(d.Stream != o.Stream), 1) == 0 {
			d.Stream = o.Stream
		} else {
			origin = uint32(m.uniform(m.numOrigins, uint64(origin)))
			audience := school.Audience(m.small(colDotAudience, 0, uint64(d.Audience), 255))
			d.Stream, _ = m.directory.Stream(origin, audience)
		}
		d.Seq = o.Seq - uint64(m.sint(colDotSeq, 0, int64(o.Seq-d.Seq)))
	}
}
