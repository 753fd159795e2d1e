package wire

import (
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// coder writes or reads the numbers of a segment, one after another. The model
// makes the same calls in the same order at both ends: a writer takes the value
// it is given and returns it, a reader ignores it and returns the one it read.
type coder interface {
	// uint codes any number; ctx tells apart situations in which the same column
	// behaves differently, 0 ≤ ctx < maxContexts.
	uint(c column, ctx int, v uint64) uint64
	// uniform codes a number below n about which nothing is known; n ≥ 1.
	uniform(n, v uint64) uint64
	// text codes bytes, at most limit of them, that may be much like others; both
	// ends give the same others, or nil.
	text(b, like []byte, limit int) []byte
	// fail records the first error; after it a reader returns zeros.
	fail(err error)
	// failure returns the first error.
	failure() error
}

// model predicts the next op of a segment from the ones before it, its
// catalogues and its directory, and codes what it did not predict. Its methods
// serve both directions: reading, they fill in the op that they are given.
type model struct {
	coder
	reading    bool
	directory  *Directory
	numIDs     uint64 // ids the segment may name; likewise below
	numOrigins uint64
	numRuns    uint32
	rule       func(seed uint64, item, count, n uint32) uint32
	output     int // bytes of ops allowed
	weight     int // bytes of the ops so far, about

	audience  school.Audience
	first     int64 // At.Tick of the first op of the latest origin
	firstMono int64 // and its Mono
	kind      crdt.Kind
	subjects  []subject
	subject   int
	origins   map[uint32]*originState
	learners  map[uint32]*learnerState
	shapes    shapes
	registers registers
	extras    map[uint16]*recent
	blank     []crdt.Attempt // allocated together, not used yet
}

// originState is what the ops of one origin so far tell about its next one.
type originState struct {
	started bool
	at      int64
	boots   []uint32 // ordinals of its clock runs, oldest first
	boot    uint32   // ordinal of the latest op's run
	offset  int64    // At − Mono of the latest op
	learner uint32   // 1 + ordinal of who sits there, 0 = nobody yet
	session uint64   // number of the session op that goes for the next attempt
	value   []byte   // the same as a column's value, nil until it is needed
}

func newModel(c coder, reading bool, h *Header, x Context, output int) (*model, error) {
	end := h.Base + uint32(len(h.Declared))
	m := &model{
		coder: c, reading: reading, directory: x.Directory, output: output,
		numIDs:     uint64(x.Directory.count(EntryID, end)),
		numOrigins: uint64(x.Directory.count(EntryOrigin, end)),
		numRuns:    x.Directory.count(EntryRun, end),
		audience:   h.Audience, first: h.Earliest,
		origins: map[uint32]*originState{}, learners: map[uint32]*learnerState{}, extras: map[uint16]*recent{},
	}
	if h.flags&flagRule != 0 {
		if m.rule = x.Instance; m.rule == nil {
			return nil, ErrNeedRule
		}
	}
	for _, use := range h.Catalogues {
		s, err := newSubject(use, x, end)
		if err != nil {
			return nil, err
		}
		m.subjects = append(m.subjects, s)
	}
	return m, nil
}

func (m *model) origin(ordinal uint32) *originState {
	s := m.origins[ordinal]
	if s != nil {
		return s
	}
	s = &originState{boots: m.directory.runsOf[ordinal]}
	for len(s.boots) > 0 && s.boots[len(s.boots)-1] >= m.numRuns {
		s.boots = s.boots[:len(s.boots)-1]
	}
	if n := len(s.boots); n > 0 {
		m.enter(s, s.boots[n-1])
	}
	m.origins[ordinal] = s
	return s
}

// enter makes the clock run with the ordinal the origin's present one.
func (m *model) enter(s *originState, run uint32) {
	s.boot, s.offset = run, m.directory.offsets[run]
}

// run codes ops of one origin with consecutive numbers.
func (m *model) run(ops []*crdt.Op, stream crdt.Stream, run Run) {
	s := m.origin(run.Origin)
	if len(s.boots) == 0 {
		m.fail(damaged("an origin has no clock run"))
		return
	}
	for i, o := range ops {
		if m.reading {
			o.Dot = crdt.Dot{Stream: stream, Seq: run.First + uint64(i)}
		}
		m.op(o, s)
		m.charge(o)
		if m.failure() != nil {
			return
		}
	}
}

func (m *model) op(o *crdt.Op, s *originState) {
	last := m.kind
	o.Kind = crdt.KindAttempt ^ crdt.Kind(m.small(colKind, int(min(last, 15)), uint64(o.Kind^crdt.KindAttempt), 255))
	m.kind = o.Kind
	m.moment(o, s)
	switch o.Kind {
	case crdt.KindAttempt:
		if m.reading {
			o.Attempt = m.blankAttempt()
		}
		m.attempt(o, s)
	case crdt.KindSet, crdt.KindAdd, crdt.KindRemove:
		if m.reading {
			o.Register = &crdt.Register{}
		}
		m.at(o, s, colPause, 0, 0)
		m.register(o)
	case crdt.KindSession:
		if m.reading {
			o.Session = &crdt.Session{}
		}
		m.at(o, s, colPause, 1, 0)
		m.session(o, s)
	case crdt.KindClock:
		if m.reading {
			o.Clock = &crdt.Clock{}
		}
		m.at(o, s, colPause, 2, 0)
		m.clock(o)
	default:
		m.at(o, s, colPause, 3, 0)
		o.Body = m.text(o.Body, nil, crdt.MaxBody)
	}
	m.columns(o, s)
	// Mono follows from the offset only once At is known.
	if m.reading {
		o.Stamp.Mono = o.Stamp.At.Tick - s.offset
	}
}

// moment codes the clock run and the offset of At against it, which stays the
// same as long as the writer's two clocks agree.
func (m *model) moment(o *crdt.Op, s *originState) {
	back := uint64(0) // 0 = as before, n = the n-th newest run
	if !m.reading {
		if run := m.directory.runs[runKey{m.originOf(s), o.Stamp.Boot}]; run != s.boot {
			for back = 1; s.boots[len(s.boots)-int(back)] != run; back++ {
			}
		}
	}
	if back = m.small(colBoot, 0, back, uint64(len(s.boots))); back > 0 {
		m.enter(s, s.boots[len(s.boots)-int(back)])
	}
	e, _ := m.directory.nth(EntryRun, s.boot)
	o.Stamp.Boot = e.Boot
	s.offset += m.sint(colOffset, 0, o.Stamp.At.Tick-o.Stamp.Mono-s.offset)
	o.Stamp.At.Count = uint32(m.small(colCount, 0, uint64(o.Stamp.At.Count), 1<<32-1))
}

func (m *model) originOf(s *originState) uint32 {
	e, _ := m.directory.nth(EntryRun, s.boots[0])
	return e.Origin
}

// at codes when the op was made: against the origin's op before it and the time
// that is known to have passed; the first of an origin against that of the origin
// before, by the calendar, or where one of the two calendars is wrong by the time
// since the page was loaded.
func (m *model) at(o *crdt.Op, s *originState, c column, ctx int, passed int64) {
	if s.started {
		o.Stamp.At.Tick = s.at + passed + m.sint(c, ctx, o.Stamp.At.Tick-s.at-passed)
	} else {
		bases := [...]int64{m.first, s.offset + m.firstMono}
		by := bit(distance(o.Stamp.At.Tick, bases[1]) < distance(o.Stamp.At.Tick, bases[0])>>2)
		by = m.small(colBasis, 0, by, 1)
		o.Stamp.At.Tick = bases[by] + m.sint(colFirst, int(by), o.Stamp.At.Tick-bases[by])
		m.first, m.firstMono = o.Stamp.At.Tick, o.Stamp.At.Tick-s.offset
	}
	s.started, s.at = true, o.Stamp.At.Tick
}

func distance(a, b int64) uint64 { return uint64(max(a, b)) - uint64(min(a, b)) }

func (m *model) blankAttempt() *crdt.Attempt {
	if len(m.blank) == 0 {
		m.blank = make([]crdt.Attempt, 32)
	}
	a := &m.blank[0]
	m.blank = m.blank[1:]
	return a
}

func (m *model) session(o *crdt.Op, s *originState) {
	n := m.id(m.ordinal(o.Session.Learner))
	o.Session.Learner, _ = m.directory.ID(n)
	o.Session.Assurance = school.Assurance(m.small(colAssurance, 0, uint64(o.Session.Assurance), 255))
	s.learner, s.session, s.value = n+1, o.Seq, nil
}

func (m *model) clock(o *crdt.Op) {
	c := o.Clock
	c.Real = o.Stamp.At.Tick + m.sint(colReal, 0, c.Real-o.Stamp.At.Tick)
	c.Within = m.sint(colWithin, 0, c.Within)
	c.Source = hlc.Source(m.small(colSource, 0, uint64(c.Source), 255))
}

// charge counts what an op takes in memory, so that neither end builds more than
// the limits allow.
func (m *model) charge(o *crdt.Op) {
	m.weight += opWeight + len(o.Body)
	for _, c := range o.Columns {
		m.weight += columnWeight + len(c.Value)
	}
	switch {
	case o.Attempt != nil:
		m.weight += len(o.Attempt.Response)
	case o.Register != nil:
		m.weight += len(o.Register.Key) + len(o.Register.Value) + dotWeight*len(o.Register.Dots)
	}
	if m.weight > m.output {
		m.fail(ErrTooLarge)
	}
}

// small codes a number that is at most limit.
func (m *model) small(c column, ctx int, v, limit uint64) uint64 {
	v = m.uint(c, ctx, v)
	if v > limit {
		m.fail(damaged("a number is out of range"))
		return 0
	}
	return v
}

// sint codes a number of either sign that is mostly not negative.
func (m *model) sint(c column, ctx int, v int64) int64 {
	size := uint64(v)
	if v < 0 {
		size = -size
	}
	if size = m.uint(c, ctx, size); size == 0 {
		return 0
	}
	if m.small(colSign, int(c), bit(v < 0), 1) == 1 {
		return -int64(size)
	}
	return int64(size)
}

// ordinal returns the number of an id that a writer has put into the directory;
// a reader does not need it.
func (m *model) ordinal(id school.ID) uint32 {
	if m.reading {
		return 0
	}
	return m.directory.ids[id]
}

// id codes the ordinal of an id about which nothing is known.
func (m *model) id(ordinal uint32) uint32 {
	if m.numIDs == 0 {
		m.fail(damaged("it names an id and declares none"))
		return 0
	}
	return uint32(m.uniform(m.numIDs, uint64(ordinal)))
}
