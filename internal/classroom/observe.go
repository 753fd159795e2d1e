package classroom

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// Observation is what a teacher saw for herself. Outcome is right, partly or not-yet,
// Means oral, paper or project, Weight how many answers it is worth, 1 to 5, or 0 for
// the usual.
type Observation struct {
	Learner school.ID
	Skill   string
	Outcome string
	Means   string
	Weight  int
}

// usualWeight is what a short oral check is worth.
const usualWeight = 3

var observedOutcomes = map[string]uint8{
	"right": crdt.ObservedRight, "partly": crdt.ObservedPartly, "not-yet": crdt.ObservedNotYet,
}

var observedMeans = map[string]uint8{
	"oral": crdt.MeansOral, "paper": crdt.MeansPaper, "project": crdt.MeansProject,
}

// Observe writes a teacher's own evidence into the log, under the calibration that
// plans are made with now, and returns what it is taken back by.
func (c *Class) Observe(ctx context.Context, o Observation) (crdt.Dot, error) {
	body := crdt.Observation{
		Learner: o.Learner, Skill: o.Skill, Outcome: observedOutcomes[o.Outcome], Means: observedMeans[o.Means], Weight: usualWeight,
	}
	if o.Weight != 0 {
		body.Weight = uint8(min(max(o.Weight, 0), crdt.MaxWeight+1))
	}
	if err := body.Validate(); err != nil {
		return crdt.Dot{}, err
	}
	if _, ok := c.Content.Skill(o.Skill); !ok {
		return crdt.Dot{}, school.Errorf(school.CodeNotFound, "there is no skill %q in this pack", o.Skill)
	}
	child, err := c.onRoster(ctx, o.Learner)
	if err != nil {
		return crdt.Dot{}, err
	}
	body.Learner = child.ID
	op := &crdt.Op{Kind: crdt.KindObservation, Body: body.AppendBinary(nil)}
	op.SetColumn(crdt.ColumnPlan, binary.AppendUvarint(nil, uint64(c.Content.Newest().Number)))
	if err := c.Log.Write(ctx, school.AudienceMinistry, op); err != nil {
		return crdt.Dot{}, fmt.Errorf("write observation: %w", err)
	}
	c.tellPlan(o.Learner)
	return op.Dot, nil
}

// TakeBackObservation makes a teacher's observation of a child count for nobody.
func (c *Class) TakeBackObservation(ctx context.Context, learner school.ID, observation crdt.Dot) error {
	alike, err := c.alike(ctx)
	if err != nil {
		return err
	}
	evidence, err := c.evidenceOf(ctx, alike.Group(learner))
	if err != nil {
		return fmt.Errorf("find observation: %w", err)
	}
	i := slices.IndexFunc(evidence, func(op *crdt.Op) bool { return op.Dot == observation && op.Kind == crdt.KindObservation })
	if i < 0 {
		return school.Errorf(school.CodeNotFound, "this hub holds no such observation of this child")
	}
	record, _ := evidence[i].About()
	id := projection.TakenBackRegister(record, observation)
	if err := c.Log.Write(ctx, school.AudienceMinistry, set(id.Noun, id.Entity, id.Field, id.Key, []byte{1})); err != nil {
		return fmt.Errorf("take back observation: %w", err)
	}
	c.tellPlan(learner)
	return nil
}

// tellPlan tells the tablet a learner sits at that her plan is another, and the
// teachers' screens that something changed.
func (c *Class) tellPlan(learner school.ID) {
	if device, ok := c.deviceOf(learner); ok {
		c.Live.Plan(device, learner)
	}
	c.Live.Changed()
}

// Observed is an observation as the child's page lists it; names are those of
// Observation.
type Observed struct {
	Dot     crdt.Dot
	At      int64
	Skill   string
	Outcome string
	Means   string
	Weight  int
}

const maxObserved = 20 // shown of one child

// observed lists the observations that stand, the newest first, and removes those
// that were taken back from the evidence.
func (c *Class) observed(ctx context.Context, records []school.ID, evidence []*crdt.Op) (stand []*crdt.Op, list []Observed, err error) {
	back := map[string]bool{}
	for _, id := range records {
		taken, err := c.Facts.Registers(ctx, school.NounLearner, school.LearnerTakenBack, id)
		if err != nil {
			return nil, nil, fmt.Errorf("read observations taken back: %w", err)
		}
		for _, e := range taken {
			back[e.Key] = len(e.Value) > 0
		}
	}
	stand = slices.DeleteFunc(evidence, func(op *crdt.Op) bool { return op.Kind == crdt.KindObservation && back[op.Dot.String()] })
	for _, op := range slices.Backward(stand) {
		n, ok := op.Observation()
		if !ok || len(list) == maxObserved {
			continue
		}
		list = append(list, Observed{
			Dot: op.Dot, At: op.Stamp.At.Tick, Skill: n.Skill, Weight: int(n.Weight),
			Outcome: nameOf(observedOutcomes, n.Outcome), Means: nameOf(observedMeans, n.Means),
		})
	}
	return stand, list, nil
}

func nameOf(names map[string]uint8, code uint8) string {
	for name, c := range names {
		if c == code {
			return name
		}
	}
	return ""
}
