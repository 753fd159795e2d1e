package classroom

import (
	"context"
	"encoding/binary"
	"fmt"

	"darasa/internal/crdt"
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
// plans are made with now.
func (c *Class) Observe(ctx context.Context, o Observation) error {
	body := crdt.Observation{
		Learner: o.Learner, Skill: o.Skill, Outcome: observedOutcomes[o.Outcome], Means: observedMeans[o.Means], Weight: usualWeight,
	}
	if o.Weight != 0 {
		body.Weight = uint8(min(max(o.Weight, 0), crdt.MaxWeight+1))
	}
	if err := body.Validate(); err != nil {
		return err
	}
	if _, ok := c.Content.Skill(o.Skill); !ok {
		return school.Errorf(school.CodeNotFound, "there is no skill %q in this pack", o.Skill)
	}
	roster, err := c.Roster(ctx)
	if err != nil {
		return err
	}
	if _, ok := roster.Find(o.Learner); !ok {
		return school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	op := &crdt.Op{Kind: crdt.KindObservation, Body: body.AppendBinary(nil)}
	op.SetColumn(crdt.ColumnPlan, binary.AppendUvarint(nil, uint64(c.Content.Newest().Number)))
	if err := c.Log.Write(ctx, school.AudienceMinistry, op); err != nil {
		return fmt.Errorf("write observation: %w", err)
	}
	if device, ok := c.deviceOf(o.Learner); ok {
		c.Live.Plan(device, o.Learner)
	}
	c.Live.Changed()
	return nil
}
