package tutor

import (
	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/selection"
)

// Bounds of a plan.
const (
	MaxDecisions = 4 * engine.MaxSkills
	MaxReady     = 64
	maxValues    = 8
	maxReasons   = 16
)

// The targets that may be asked for: below half is a test, above .95 no practice.
const (
	MinTarget, MaxTarget = 0.5, 0.95
	DefaultTarget        = 0.8
)

// Plan is what a hub gives a tablet to teach one learner with. Engine is the engine
// version, Number grows with every plan for this learner, Catalogue names the pack,
// Snapshot and SnapshotHash the calibration; Seed is hers for life in this pack.
// Target is the chance of success to aim for. State is her learner state at the
// time, Ready a short queue of choices for tablets that cannot choose. Void are items
// that nobody is offered, ascending.
type Plan struct {
	Engine       uint32
	Number       uint32
	Catalogue    [32]byte
	Snapshot     uint32
	SnapshotHash [32]byte
	Seed         uint64
	Target       float64
	Decisions    []Decision
	State        []byte
	Ready        []Choice
	Void         []uint32
}

// A plan without void items is of the first format.
const (
	planFormat     = 1
	planFormatVoid = 2
)

// AppendBinary appends the canonical form of the plan to b.
func (p *Plan) AppendBinary(b []byte) []byte {
	format := byte(planFormat)
	if len(p.Void) > 0 {
		format = planFormatVoid
	}
	b = append(b, format)
	b = codec.AppendUint(codec.AppendUint(b, uint64(p.Engine)), uint64(p.Number))
	b = append(b, p.Catalogue[:]...)
	b = codec.AppendUint(b, uint64(p.Snapshot))
	b = append(b, p.SnapshotHash[:]...)
	b = codec.AppendFloat64(codec.AppendFixed64(b, p.Seed), p.Target)
	b = codec.AppendUint(b, uint64(len(p.Decisions)))
	for _, d := range p.Decisions {
		b = append(codec.AppendUint(b, uint64(d.Skill)), d.Kind)
	}
	b = codec.AppendBytes(b, p.State)
	b = codec.AppendUint(b, uint64(len(p.Ready)))
	for i := range p.Ready {
		b = appendChoice(b, &p.Ready[i])
	}
	if len(p.Void) == 0 {
		return b
	}
	b = codec.AppendUint(b, uint64(len(p.Void)))
	next := uint32(0)
	for _, item := range p.Void {
		b = codec.AppendUint(b, uint64(item-next))
		next = item + 1
	}
	return b
}

func appendChoice(b []byte, c *Choice) []byte {
	b = codec.AppendUint(codec.AppendUint(b, uint64(c.Item)), uint64(c.Instance))
	b = codec.AppendFloat64(append(b, byte(c.Kind)), c.P)
	b = codec.AppendUint(b, uint64(len(c.Reasons)))
	for _, reason := range c.Reasons {
		b = codec.AppendUint(append(b, reasonNumber(reason.Code)), uint64(len(reason.Values)))
		for _, v := range reason.Values {
			b = codec.AppendFloat64(b, v)
		}
	}
	return b
}

func reasonNumber(code string) byte {
	for i, c := range selection.Codes {
		if c == code {
			return byte(i)
		}
	}
	return byte(len(selection.Codes))
}

// DecodePlan reads a plan written by AppendBinary. It returns an error of package
// codec for damaged bytes; whether the plan fits a course is Open's to say.
func DecodePlan(b []byte) (*Plan, error) {
	r := codec.NewReader(b)
	format := r.Byte(255)
	if format != planFormat && format != planFormatVoid {
		r.Fail(codec.ErrVersion)
	}
	p := &Plan{Engine: uint32(r.Uint(1<<32 - 1)), Number: uint32(r.Uint(1<<32 - 1)), Catalogue: r.Array32()}
	p.Snapshot, p.SnapshotHash = uint32(r.Uint(1<<32-1)), r.Array32()
	p.Seed, p.Target = r.Fixed64(), r.Float64(MinTarget, MaxTarget)
	p.Decisions = make([]Decision, r.Count(MaxDecisions, 2))
	for i := range p.Decisions {
		p.Decisions[i] = Decision{Skill: uint16(r.Uint(engine.MaxSkills - 1)), Kind: r.Byte(255)}
	}
	p.State = r.Bytes(MaxState)
	p.Ready = make([]Choice, r.Count(MaxReady, 12))
	for i := range p.Ready {
		p.Ready[i] = readChoice(r)
	}
	if format == planFormatVoid {
		readVoid(r, p)
	}
	if err := r.Close(); err != nil {
		return nil, err
	}
	return p, nil
}

// readVoid reads the void items, of which a plan of that format has at least one.
func readVoid(r *codec.Reader, p *Plan) {
	n := r.Count(engine.MaxItems, 1)
	if n == 0 {
		r.Fail(codec.ErrRange)
		return
	}
	p.Void = make([]uint32, n)
	next := uint64(0)
	for i := range p.Void {
		item := next + r.Uint(engine.MaxItems-1)
		if item >= engine.MaxItems {
			r.Fail(codec.ErrRange)
			return
		}
		p.Void[i], next = uint32(item), item+1
	}
}

func readChoice(r *codec.Reader) Choice {
	c := Choice{Item: uint32(r.Uint(engine.MaxItems - 1)), Instance: uint32(r.Uint(1<<32 - 1))}
	c.Kind, c.P = selection.Kind(r.Byte(byte(selection.Extension))), r.Float64(0, 1)
	c.Reasons = make([]Reason, r.Count(maxReasons, 2))
	for i := range c.Reasons {
		reason := &c.Reasons[i]
		reason.Code = selection.Codes[r.Byte(byte(len(selection.Codes)-1))]
		reason.Values = make([]float64, r.Count(maxValues, 8))
		for j := range reason.Values {
			reason.Values[j] = r.Float64(-1e18, 1e18)
		}
	}
	return c
}

// readyChoices is the length of the queue in a plan.
const readyChoices = 8

// IssuePlan makes the plan for a learner in this state at this tick: target is the
// chance of success to aim for, number the plan's own. It returns ErrState for a
// state of another learner or course and ErrPlan for a target out of range.
func (t *Tutor) IssuePlan(snapshot uint32, seed uint64, state []byte, decisions []Decision,
	target float64, number uint32, now int64,
) (*Plan, error) {
	m, err := t.model(snapshot)
	if err != nil {
		return nil, err
	}
	if !(target >= MinTarget && target <= MaxTarget) || len(decisions) > MaxDecisions {
		return nil, ErrPlan
	}
	p := &Plan{
		Engine: Version, Number: number, Snapshot: snapshot, SnapshotHash: t.hashes[snapshot],
		Seed: seed, Target: target, Decisions: append([]Decision(nil), decisions...), Void: t.void,
	}
	s, err := t.borrow(seed, state)
	if err != nil {
		return nil, err
	}
	p.State = s.appendBinary(nil)
	session := &Session{tutor: t, model: m, plan: p, state: s, void: t.mask(p.Void)}
	p.Ready = session.queue(now, readyChoices)
	return p, nil
}

// IssuePlan makes a plan from a snapshot; the Tutor's method of the same name serves
// many learners faster. The caller sets the plan's Catalogue.
func IssuePlan(course *Course, snapshot *Snapshot, seed uint64, state []byte, decisions []Decision,
	target float64, number uint32, now int64,
) (*Plan, error) {
	t, err := New(course, only([]*Snapshot{snapshot}))
	if err != nil {
		return nil, err
	}
	return t.IssuePlan(snapshot.Number, seed, state, decisions, target, number, now)
}
