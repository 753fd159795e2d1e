package classroom

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// Plan issues a learner's plan. Its number grows when it says something new: other
// decisions, calibration or catalogue, or another learner state.
func (c *Class) Plan(ctx context.Context, learner school.ID) (*tutor.Plan, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return nil, err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return nil, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	plan, _, err := c.issue(ctx, roster, child, nil)
	return plan, err
}

// planIfNews issues a plan when the tablet's fold differs from the hub's, or the
// tablet's plan was made with other decisions, calibration or catalogue.
func (c *Class) planIfNews(ctx context.Context, claim Claim) (*tutor.Plan, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return nil, err
	}
	child, ok := roster.Find(claim.Learner)
	if !ok {
		return nil, nil //nolint:nilnil // a child of another class has no plan here, and her answers are kept all the same
	}
	plan, agree, err := c.issue(ctx, roster, child, &claim)
	if err != nil || agree {
		return nil, err
	}
	return plan, nil
}

// issue makes the plan unless claim shows that the tablet needs none.
func (c *Class) issue(ctx context.Context, roster *Roster, child *Learner, claim *Claim) (plan *tutor.Plan, agree bool, err error) {
	learner, care := child.ID, roster.care(child)
	lock := c.lock("plan " + learner.String())
	lock.Lock()
	defer lock.Unlock()
	row, _, err := c.Facts.Learner(ctx, learner)
	if err != nil {
		return nil, false, fmt.Errorf("read learner: %w", err)
	}
	decisions, err := c.heard(ctx, roster, child)
	if err != nil {
		return nil, false, err
	}
	void, err := c.voidItems(ctx)
	if err != nil {
		return nil, false, err
	}
	catalogue, snapshot := c.Content.Current(), c.Content.Newest()
	if row.Catalogue != catalogue {
		row.State = nil // the fold over another catalogue is being made anew
	}
	if len(row.State) == 0 {
		fresh, err := c.make(learner, nil, snapshot, nil, nil, 1)
		if err != nil {
			return nil, false, err
		}
		row.State, row.Digest = fresh.State, tutor.Digest(fresh.State)
	}
	last, err := c.Desk.Issued(ctx, learner)
	if err != nil {
		return nil, false, fmt.Errorf("read last plan: %w", err)
	}
	basis := basisOf(catalogue, c.hashOf(snapshot), decisions, void, care.Rewards)
	if claim != nil && claim.Digest == row.Digest && last.Basis == basis && claim.Plan >= last.Since && claim.Plan <= last.Number {
		return nil, true, nil
	}
	next := last
	if last.Number == 0 || last.Basis != basis || last.Digest != row.Digest {
		next.Number, next.Digest = last.Number+1, row.Digest
	}
	if last.Number == 0 || last.Basis != basis {
		next.Basis, next.Since = basis, next.Number
	}
	if next != last {
		if err := c.Desk.PutIssued(ctx, learner, next); err != nil {
			return nil, false, fmt.Errorf("number plan: %w", err)
		}
	}
	plan, err = c.make(learner, row.State, snapshot, decisions, void, next.Number)
	if err != nil {
		return nil, false, err
	}
	plan.Catalogue = catalogue
	return plan, false, nil
}

func (c *Class) make(learner school.ID, state []byte, snapshot *tutor.Snapshot, decisions []tutor.Decision, void []uint32, number uint32) (*tutor.Plan, error) {
	now := c.Time.Stamp().At.Tick
	c.tutoring.Lock()
	defer c.tutoring.Unlock()
	if err := c.tutor.SetVoid(void); err != nil {
		return nil, fmt.Errorf("leave out what is wrong: %w", err)
	}
	plan, err := c.tutor.IssuePlan(snapshot.Number, wire.Seed(learner), state, decisions, tutor.DefaultTarget, number, now)
	if err != nil {
		return nil, fmt.Errorf("issue plan: %w", err)
	}
	return plan, nil
}

// hashed is a snapshot with its hash, which takes longer to make than a plan's other parts.
type hashed struct {
	snapshot *tutor.Snapshot
	hash     [32]byte
}

func (c *Class) hashOf(snapshot *tutor.Snapshot) [32]byte {
	if n := c.newest.Load(); n != nil && n.snapshot == snapshot {
		return n.hash
	}
	n := &hashed{snapshot, snapshot.Hash()}
	c.newest.Store(n)
	return n.hash
}

func basisOf(catalogue, snapshot [32]byte, decisions []tutor.Decision, void []uint32, rewards uint8) [32]byte {
	b := append(slices.Clone(catalogue[:]), snapshot[:]...)
	if rewards != RewardsUsual {
		b = append(b, 0xfe, rewards) // no decision is of kind 254
	}
	for _, d := range decisions {
		b = append(binary.BigEndian.AppendUint16(b, d.Skill), d.Kind)
	}
	for _, item := range void {
		b = binary.BigEndian.AppendUint32(append(b, 0xff), item) // no decision is of kind 255
	}
	return sha256.Sum256(b)
}

// heard returns all that a tutor hears of a child when it chooses for her, on the hub as
// on her tablet: how she is served, the week's unit, and what people decided.
func (c *Class) heard(ctx context.Context, roster *Roster, child *Learner) ([]tutor.Decision, error) {
	decisions, err := c.decisions(ctx, child.records())
	if err != nil {
		return nil, err
	}
	return slices.Concat(roster.care(child).decisions(), c.unit(roster, child.Grade), decisions), nil
}

// decisions returns what people decided about a learner, in the order of skills of
// the current course; decisions about skills it no longer has stay in the log.
func (c *Class) decisions(ctx context.Context, records []school.ID) ([]tutor.Decision, error) {
	entries, err := c.newestWords(ctx, records)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	var out []tutor.Decision
	for _, e := range entries {
		skill, ok := c.Content.Skill(e.Key)
		if kind := oneByte(e.Value); ok && kind >= school.DecisionKnown && kind <= school.DecisionBlock {
			out = append(out, tutor.Decision{Skill: skill, Kind: kind})
		}
	}
	slices.SortFunc(out, func(a, b tutor.Decision) int { return cmp.Compare(a.Skill, b.Skill) })
	return out, nil
}

// newestWords returns the decisions about a child. Of words on the same skill under
// several records of hers the newest stands.
func (c *Class) newestWords(ctx context.Context, records []school.ID) ([]Entry, error) {
	var all []Entry
	newest, places := map[string]crdt.Version{}, map[string]int{}
	for _, record := range records {
		entries, err := c.Facts.Registers(ctx, school.NounDecision, school.DecisionKind, record)
		if err != nil || len(records) == 1 {
			return entries, err
		}
		for _, e := range entries {
			word, _, err := c.Facts.Register(ctx, crdt.RegisterID{Noun: school.NounDecision, Entity: record, Field: school.DecisionKind, Key: e.Key})
			if err != nil {
				return nil, err
			}
			i, had := places[e.Key]
			switch {
			case !had:
				places[e.Key], newest[e.Key] = len(all), word
				all = append(all, e)
			case word.Wins(newest[e.Key]):
				all[i], newest[e.Key] = e, word
			}
		}
	}
	return all, nil
}

var decisionKinds = map[string]byte{
	"none": school.DecisionNone, "known": school.DecisionKnown, "not-known": school.DecisionNotKnown,
	"pin": school.DecisionPin, "block": school.DecisionBlock,
}

// Decide writes a person's decision about one learner and skill; kind is known,
// not-known, pin, block or none. It outranks the engine, survives every merge, and
// none takes it back.
func (c *Class) Decide(ctx context.Context, learner school.ID, skill, kind string) error {
	value, ok := decisionKinds[kind]
	if !ok {
		return school.Errorf(school.CodeInvalid, "a decision is known, not-known, pin, block or none")
	}
	if _, ok := c.Content.Skill(skill); !ok {
		return school.Errorf(school.CodeNotFound, "there is no skill %q in this pack", skill)
	}
	child, err := c.onRoster(ctx, learner)
	if err != nil {
		return err
	}
	if err := c.Log.Write(ctx, school.AudienceMinistry, set(school.NounDecision, child.ID, school.DecisionKind, skill, []byte{value})); err != nil {
		return fmt.Errorf("write decision: %w", err)
	}
	c.tellPlan(learner)
	return nil
}
