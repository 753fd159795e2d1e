package main

import (
	"encoding/binary"
	"fmt"
	"math"

	"darasa/internal/engine"
	"darasa/internal/engine/digest"
	"darasa/internal/tutor"
)

// dice is a counter put through a one-to-one mixer.
type dice uint64

func (d *dice) below(n uint64) uint64 {
	*d += 0x9e3779b97f4a7c15
	return digest.Mix(uint64(*d)) % n
}

// perWorld is the number of histories that share a course and its snapshots, perBlock
// the number whose results make one hash: blocks stand alone, so that they can be
// shared out, and a difference names the block it is in.
const (
	perWorld = 50
	perBlock = 500
)

// block folds the histories from first on, n of them and at most perBlock, and returns
// the hash of all that came out. first is a multiple of perWorld.
func block(first, n int) (sum [32]byte, err error) {
	var w *world
	for i := first; i < first+min(n, perBlock); i++ {
		if i%perWorld == 0 {
			if w, err = newWorld(uint64(i)); err != nil {
				return sum, fmt.Errorf("world of history %d: %w", i, err)
			}
			sum = digest.Sum256(append(sum[:], w.bytes()...))
		}
		out, err := w.history(uint64(i))
		if err != nil {
			return sum, fmt.Errorf("history %d: %w", i, err)
		}
		sum = digest.Sum256(append(sum[:], out...))
	}
	return sum, nil
}

// histories folds n histories from first on, block by block, and tells each one's hash.
func histories(first, n int, each func(first int, sum [32]byte)) error {
	for at := first; at < first+n; at += perBlock {
		sum, err := block(at, first+n-at)
		if err != nil {
			return err
		}
		each(at, sum)
	}
	return nil
}

// world is a random course with three snapshots, two of them calibrated.
type world struct {
	course    *tutor.Course
	snapshots []*tutor.Snapshot
	tutor     *tutor.Tutor
}

func newWorld(seed uint64) (*world, error) {
	d := dice(digest.Mix(seed + 1))
	w := &world{course: randomCourse(&d)}
	w.snapshots = []*tutor.Snapshot{tutor.Generic(w.course)}
	for range 2 {
		var attempts []tutor.LearnerEvidence
		at := int64(1_700_000_000_00)
		for range d.below(600) {
			learner := d.below(20)
			e := randomEvidence(&d, w.course, &at)
			attempts = append(attempts, tutor.LearnerEvidence{Learner: uint32(learner), Evidence: e})
		}
		next, _, err := tutor.Calibrate(w.course, w.snapshots[len(w.snapshots)-1], attempts)
		if err != nil {
			return nil, err
		}
		w.snapshots = append(w.snapshots, next)
	}
	t, err := tutor.New(w.course, func(n uint32) *tutor.Snapshot { return w.snapshots[n] })
	w.tutor = t
	return w, err
}

func (w *world) bytes() []byte {
	b := w.course.AppendBinary(nil)
	for _, s := range w.snapshots {
		b = s.AppendBinary(b)
	}
	return b
}

func randomCourse(d *dice) *tutor.Course {
	c := &tutor.Course{Skills: make([]tutor.Skill, 1+d.below(12))}
	for s := range c.Skills {
		for p := range s {
			if d.below(uint64(len(c.Skills))) < 2 {
				c.Skills[s].Prereqs = append(c.Skills[s].Prereqs, uint16(p))
			}
		}
		for range 1 + d.below(4) {
			item := tutor.Item{Skill: uint16(s), Level: uint8(d.below(3)), Instances: uint32(1 + d.below(40))}
			if s > 0 && d.below(5) == 0 {
				item.More = []uint16{uint16(d.below(uint64(s)))}
			}
			c.Items = append(c.Items, item)
		}
	}
	return c
}

func randomEvidence(d *dice, c *tutor.Course, at *int64) tutor.Evidence {
	item := uint32(d.below(uint64(len(c.Items))))
	*at += int64(d.below(20_000)) - 500
	if d.below(15) == 0 {
		*at += int64(d.below(30)) * engine.TicksPerDay
	}
	e := tutor.Evidence{
		Item: item, Instance: uint32(d.below(uint64(c.Items[item].Instances))),
		Correct: d.below(10) < 7, Duration: int64(d.below(9000)), At: *at,
	}
	if d.below(6) == 0 {
		e.Hints = uint8(1 + d.below(3))
	}
	if d.below(6) == 0 {
		e.Role = uint8(1 + d.below(2))
		e.Vote, e.FirstRight = uint8(d.below(3)), d.below(2) == 0
	}
	if d.below(20) == 0 {
		e = tutor.Evidence{
			Observed: uint8(1 + d.below(3)), Skill: uint16(d.below(uint64(len(c.Skills)))), Weight: uint8(1 + d.below(engine.MaxWeight)), At: *at,
		}
	}
	return e
}

// history plays one learner: some answers folded from a log under various
// snapshots, then a plan and a session that follows its own choices.
func (w *world) history(seed uint64) ([]byte, error) {
	d := dice(digest.Mix(seed * 31))
	at := int64(1_750_000_000_00)
	var log []tutor.NamedEvidence
	for range d.below(50) {
		log = append(log, tutor.NamedEvidence{
			Evidence: randomEvidence(&d, w.course, &at), Snapshot: uint32(d.below(3)),
		})
	}
	state, err := w.tutor.Advance(seed, nil, log)
	if err != nil {
		return nil, err
	}
	var decisions []tutor.Decision
	for range d.below(3) {
		decisions = append(decisions, tutor.Decision{
			Skill: uint16(d.below(uint64(len(w.course.Skills)))), Kind: uint8(1 + d.below(5)),
		})
	}
	target := 0.7 + float64(d.below(21))/100
	plan, err := w.tutor.IssuePlan(uint32(d.below(3)), seed, state, decisions, target, 1, at)
	if err != nil {
		return nil, err
	}
	out := plan.AppendBinary(state)
	session, err := w.tutor.Open(plan)
	if err != nil {
		return nil, err
	}
	return play(out, session, &d, at)
}

// play answers what the session chooses and appends all it says.
func play(out []byte, session *tutor.Session, d *dice, at int64) ([]byte, error) {
	for range d.below(30) {
		at += int64(d.below(engine.TicksPerDay / 4))
		c := session.Next(at)
		if c.Kind == 0 {
			break
		}
		parts, logit, err := session.Explain(c.Item, at)
		if err != nil {
			return nil, err
		}
		out = appendFloats(out, c.P, logit)
		for _, part := range parts {
			out = appendFloats(out, part.Value)
		}
		change, err := session.Answer(tutor.Evidence{
			Item: c.Item, Instance: c.Instance, Correct: d.below(100) < uint64(c.P*100), At: at,
		})
		if err != nil {
			return nil, err
		}
		for _, v := range change.Skills {
			out = appendFloats(append(out, byte(v.Level)), v.P, v.Known, float64(v.Due))
		}
	}
	return append(out, session.State()...), nil
}

func appendFloats(b []byte, values ...float64) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}
