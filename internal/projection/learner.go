package projection

import (
	"errors"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/planted"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// evidence folds a new attempt or observation into its owner's row: at once when it
// is the newest in canonical order, otherwise by folding her history anew at the end.
func (p *Projector) evidence(op *crdt.Op) (replication.Reason, error) {
	e, reason := p.locate(op)
	if reason != "" {
		return reason, nil
	}
	id, void, err := p.owner(op)
	if err != nil || void || p.dirty[id] {
		return "", err
	}
	if wrong, err := p.wrong(op); err != nil || wrong {
		return "", err
	}
	row, err := p.load(id)
	if err != nil {
		return "", err
	}
	catalogue, _, _ := p.courses.Current()
	begun := len(row.State) > 0
	if begun && (before(op, row) && !planted.On(planted.LateAtTheEnd) || row.Catalogue != catalogue) {
		p.dirty[id] = true
		return "", nil
	}
	row.Catalogue = catalogue
	if err := p.fold(row, []tutor.NamedEvidence{e}); err != nil {
		return "", err
	}
	p.note(row, op, e)
	return "", nil
}

// locate finds what the engine needs to fold an op, or says what is lacking.
func (p *Projector) locate(op *crdt.Op) (e tutor.NamedEvidence, reason replication.Reason) {
	if op.Kind == crdt.KindObservation {
		observed, ok := op.Observation()
		if !ok {
			return e, replication.ReasonKind
		}
		skill, ok := p.courses.Skill(observed.Skill)
		if !ok {
			return e, replication.ReasonItem
		}
		e.Evidence = Observed(op, observed, skill)
	} else {
		item, reason := p.courses.Locate(op.Attempt.Catalogue, op.Attempt.Item, op.Attempt.Instance)
		if reason != "" {
			return e, reason
		}
		e.Evidence = Evidence(op, item)
	}
	var ok bool
	if e.Snapshot, ok = p.courses.Under(op.Writer.Hub, snapshot(op)); !ok {
		return e, replication.ReasonSnapshot
	}
	return e, ""
}

// snapshot returns the number of the calibration an attempt was given under; 0, the
// shipped weights, when it names none.
func snapshot(op *crdt.Op) uint32 {
	number, _ := op.Uint(crdt.ColumnPlan)
	return uint32(min(number, 1<<32-1))
}

// before reports whether op comes before what row has folded.
func before(op *crdt.Op, row *Learner) bool {
	if c := op.Stamp.At.Compare(row.Last); c != 0 {
		return c < 0
	}
	return op.Dot.Compare(row.LastDot) < 0
}

func (p *Projector) load(id school.ID) (*Learner, error) {
	if row, ok := p.open[id]; ok {
		return row, nil
	}
	row, _, err := p.rows.Learner(id)
	if err != nil {
		return nil, err
	}
	row.ID = id
	p.open[id] = &row
	p.order = append(p.order, id)
	return &row, nil
}

// fold lets the engine fold attempts in canonical order into row's state.
func (p *Projector) fold(row *Learner, history []tutor.NamedEvidence) error {
	_, _, folder := p.courses.Current()
	return row.fold(folder, history)
}

func (l *Learner) fold(folder *tutor.Tutor, history []tutor.NamedEvidence) error {
	state, err := folder.Advance(wire.Seed(l.ID), l.State, history)
	if err != nil {
		return err
	}
	l.State, l.Digest = state, tutor.Digest(state)
	return nil
}

func (p *Projector) skill(item uint32) uint16 {
	_, course, _ := p.courses.Current()
	return course.Items[item].Skill
}

// note keeps what boards show, and which op was the newest. Boards are about answers
// on tablets.
func (p *Projector) note(row *Learner, op *crdt.Op, e tutor.NamedEvidence) {
	row.Last, row.LastDot = op.Stamp.At, op.Dot
	if op.Attempt != nil {
		row.note(op, e.Item, p.skill(e.Item))
	}
}

// note keeps what boards show of the newest attempt.
func (l *Learner) note(op *crdt.Op, item uint32, skill uint16) {
	a, b := op.Attempt, &l.Board
	l.count(op)
	sitting, _ := op.Uint(crdt.ColumnSession)
	if b.Device != op.Writer || b.Sitting != sitting {
		*b = Board{Device: op.Writer, Sitting: sitting, Work: b.Work, Days: b.Days}
	}
	b.Note(markOf(a, skill), !op.Beside(), engine.Day(op.Stamp.At.Tick))
	if !a.Correct {
		b.Slip = Slip{Item: item, Instance: a.Instance, Response: a.Response}
	}
	b.Boot, b.Mono = op.Stamp.Boot, op.Stamp.Mono
}

func (l *Learner) count(op *crdt.Op) {
	l.Answers++
	if op.Attempt.Correct {
		l.Correct++
	}
}

func markOf(a *crdt.Attempt, skill uint16) Mark {
	tenths := min(max(a.Duration, 0)*10/school.TicksPerSecond, MaxTook)
	return Mark{Skill: skill, Right: a.Correct, Took: uint16(tenths), Hints: min(a.Hints, maxHints)}
}

// noteAll keeps of a whole history what note would keep of its ops one after the other.
// A new sitting empties the marks, so that only the last one's are made.
func (p *Projector) noteAll(row *Learner, ops []*crdt.Op, evidence []tutor.NamedEvidence) {
	last := lastSitting(ops)
	for i, op := range ops {
		switch {
		case i >= last:
			p.note(row, op, evidence[i])
		case op.Attempt != nil:
			row.count(op)
			row.Board.tally(markOf(op.Attempt, p.skill(evidence[i].Item)), !op.Beside(), engine.Day(op.Stamp.At.Tick))
		}
	}
}

// lastSitting returns where the ops of the newest sitting begin; what is no attempt
// belongs to the one after it.
func lastSitting(ops []*crdt.Op) (first int) {
	first = len(ops)
	var device crdt.Writer
	var sitting uint64
	for i := len(ops) - 1; i >= 0; i-- {
		if ops[i].Attempt != nil {
			session, _ := ops[i].Uint(crdt.ColumnSession)
			if device == (crdt.Writer{}) {
				device, sitting = ops[i].Writer, session
			}
			if ops[i].Writer != device || session != sitting {
				break
			}
		}
		first = i
	}
	return first
}

// gather makes the row of a learner as everything she owns leaves it, but for her state,
// and what that is to be folded from, in canonical order.
func (p *Projector) gather(id school.ID, history []*crdt.Op) (*Learner, []tutor.NamedEvidence, error) {
	slices.SortFunc(history, crdt.CompareCanonical)
	history = slices.CompactFunc(history, func(a, b *crdt.Op) bool { return a.Dot == b.Dot })
	catalogue, _, _ := p.courses.Current()
	row := &Learner{ID: id, Catalogue: catalogue}
	evidence, counted := make([]tutor.NamedEvidence, 0, len(history)), make([]*crdt.Op, 0, len(history))
	for _, op := range history {
		if gone, err := p.forgotten(op); err != nil {
			return nil, nil, err
		} else if gone {
			continue
		}
		owner, void, err := p.owner(op)
		if err != nil {
			return nil, nil, err
		}
		if void || owner != id {
			continue
		}
		e, reason := p.locate(op)
		if reason != "" {
			continue
		}
		if wrong, err := p.wrong(op); err != nil {
			return nil, nil, err
		} else if wrong {
			continue
		}
		evidence, counted = append(evidence, e), append(counted, op)
	}
	p.noteAll(row, counted, evidence)
	return row, evidence, nil
}

// Refold rebuilds the named learners' rows from the log, as after a change of
// catalogue or damage to derived tables.
func (p *Projector) Refold(ids ...school.ID) error {
	for _, id := range ids {
		p.dirty[id] = true
	}
	return p.Finish()
}

// Evidence is what the engine may know of an attempt; item counts in the current
// catalogue. No name, no person and no date of birth can pass here.
func Evidence(op *crdt.Op, item uint32) tutor.Evidence {
	e := tutor.Evidence{
		Item: item, Instance: op.Attempt.Instance, Correct: op.Attempt.Correct, Hints: op.Attempt.Hints,
		Duration: op.Attempt.Duration, At: op.Stamp.At.Tick,
	}
	pairPart(&e, op)
	return e
}

// Observed is what the engine may know of an observation; skill counts in the current
// course.
func Observed(op *crdt.Op, n crdt.Observation, skill uint16) tutor.Evidence {
	return tutor.Evidence{Observed: n.Outcome, Weight: n.Weight, Skill: skill, At: op.Stamp.At.Tick}
}

// pairPart reads the pair column: role alone, or a checker's role with her vote and
// whether the driver's first answer was right. Anything else is an answer alone.
func pairPart(e *tutor.Evidence, op *crdt.Op) {
	column, _ := op.Column(crdt.ColumnPairRole)
	switch {
	case len(column) == 1 && column[0] <= engine.Checker:
		e.Role = column[0]
	case len(column) == 3 && column[0] == engine.Checker && column[1] <= engine.TryAgain && column[2] <= 1:
		e.Role, e.Vote, e.FirstRight = engine.Checker, column[1], column[2] == 1
	}
}

// errBoard says that a stored board is not one.
var errBoard = errors.New("board row is damaged")
