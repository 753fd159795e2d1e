// Package selection chooses what a learner meets next and says why: people's
// decisions first, then reviews that are due, then the outer fringe of what she
// knows, always an item whose chance of success is near the target.
//
// It is a pure function of what it is given and keeps no state. It deliberately
// never estimates anything: beliefs, levels and due days come from tracing, memory
// and the fold of her answers.
package selection

import (
	"math"

	"darasa/internal/engine"
	"darasa/internal/engine/digest"
)

// Kind is why an item is offered, in one word. None means that nothing can be
// offered, which happens only when people have blocked everything.
type Kind uint8

// The kinds of choice.
const (
	None Kind = iota
	Placement
	Practice
	Review
	Extension
)

var kindNames = [...]string{"none", "placement", "practice", "review", "extension"}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// The codes of reasons, all there are, in the order of their numbers in a plan.
const (
	ReasonFringe    = "fringe"     // skill, number of its prerequisites: all of them known
	ReasonReviewDue = "review-due" // skill, chance to recall, days since it fell due
	ReasonPinned    = "pinned"     // skill: a person wants it now
	ReasonStepBack  = "step-back"  // the skill that would not go, the prerequisite offered
	ReasonExtension = "extension"  // skill: everything open is known, so on to more
	ReasonLevelFits = "level-fits" // chance of success, target
	ReasonPlacement = "placement"  // skill, answers of the placement so far
	ReasonPerson    = "person"     // skill: it fails, and so does all there is to step back to
)

// Codes lists every reason code; its order never changes.
var Codes = [...]string{
	ReasonFringe, ReasonReviewDue, ReasonPinned, ReasonStepBack, ReasonExtension, ReasonLevelFits,
	ReasonPlacement, ReasonPerson,
}

// Family returns the family that people meet a code as: a placement looks for where her
// path begins, as the fringe is where it goes on, and a person is the last step back.
func Family(code string) string {
	switch code {
	case ReasonPlacement:
		return ReasonFringe
	case ReasonPerson:
		return ReasonStepBack
	}
	return code
}

// Reason is one true statement about a choice, as a code and its values.
type Reason struct {
	Code   string
	Values []float64
}

// Choice is what to show next. P is the predicted chance of success.
type Choice struct {
	Item, Instance uint32
	Kind           Kind
	P              float64
	Reasons        []Reason
}

// Skill is what selection needs to know of one learner and skill. Fast is the fast
// average of outcomes, Overdue the days since a review fell due.
type Skill struct {
	Known   float64
	Level   Level
	Seen    uint32
	Wrong   uint32
	Wait    uint32
	Fast    float64
	Due     bool
	Recall  float64
	Overdue int64

	Solid, Ready bool // set by Place
	said         words
}

// words are people's decisions about one skill.
type words struct {
	known, notKnown, pin, block bool
	unit                        uint8 // quarters of the answers that the week's unit may have
}

// Scene is everything a choice depends on. Skills has one entry a skill of the
// course. Recent lists the items answered last, newest first, Sitting all those of the
// sitting that goes on; Answered counts all
// answers and SeenOf those on one item. LastInstance belongs to Recent[0]. Predict
// gives the damped chance of success on an item. Success is the share of right answers
// among her latest, Achieved among many that she gave alone. Wish is the skill the learner chose
// herself, as the function Wish writes it, 0 for none: it comes before other reviews and
// the rest of the fringe, never before people's decisions. Probe, nil when no placement is going
// on, returns the skill that the placement would ask among those that may be, none when
// all are too far above her, or the easiest of them; Asked is how many answers it has had.
type Scene struct {
	Skills       []Skill
	Decisions    []engine.Decision
	Recent       []uint32
	Sitting      []uint32
	LastInstance uint32
	Answered     uint32
	SeenOf       func(item uint32) uint32
	Predict      func(item uint32) float64
	Target       float64
	Success      float64
	Achieved     float64
	Seed         uint64
	Wish         uint32
	Void         []bool // by item: those nobody is offered; nil for none
	Asked        uint8
	Probe        func(may func(skill uint16) bool, easiest bool) (uint16, bool)

	support support // set by Choose
}

// void reports whether an item is offered to nobody.
func (s *Scene) void(item uint32) bool { return s.Void != nil && s.Void[item] }

// Selector is a course made ready for choosing. It is immutable.
type Selector struct {
	course  *engine.Course
	itemsOf [][]uint32
}

// NewSelector returns a selector for a course.
func NewSelector(course *engine.Course) *Selector {
	s := &Selector{course: course, itemsOf: make([][]uint32, len(course.Skills))}
	for i := range course.Items {
		skill := course.Items[i].Skill
		s.itemsOf[skill] = append(s.itemsOf[skill], uint32(i))
	}
	return s
}

// readyKnown is the probability at which a prerequisite counts as known.
const readyKnown = 0.8

// Place judges each skill by people's decisions, of which later ones overrule
// earlier ones, and by the evidence: whether it may be built upon (Solid) and
// whether everything it is built upon is (Ready).
func (s *Selector) Place(skills []Skill, decisions []engine.Decision) {
	for i := range skills {
		skills[i].said = words{}
	}
	for _, d := range decisions {
		if int(d.Skill) < len(skills) {
			skills[d.Skill].said.hear(d.Kind)
		}
	}
	for i := range skills {
		skill := &skills[i]
		skill.Solid = skill.said.known ||
			!skill.said.notKnown && (skill.Known >= readyKnown || skill.Level >= Proficient)
	}
	for i := range skills {
		skills[i].Ready = true
		for _, p := range s.course.Skills[i].Prereqs {
			if !skills[p].Solid {
				skills[i].Ready = false
			}
		}
	}
	s.wayToUnit(skills)
}

// hear takes one decision; of known and not known the later one stands.
func (w *words) hear(kind uint8) {
	switch kind {
	case engine.Known:
		w.known, w.notKnown = true, false
	case engine.NotKnown:
		w.known, w.notKnown = false, true
	case engine.Pin:
		w.pin = true
	case engine.Block:
		w.block = true
	case engine.Unit:
		w.unit = 2
	case engine.UnitQuarter:
		w.unit = 1
	case engine.UnitMost, engine.UnitAll:
		w.unit = kind - engine.UnitMost + 3
	}
}

// offer is a skill that could be next. Better offers have a higher score.
type offer struct {
	skill  uint16
	kind   Kind
	reason Reason
	score  float64
	item   uint32
	p      float64
}

// Choose returns the next exercise. Its kind is None only when no skill with items
// is left unblocked. The exercise just answered comes again only when there is no
// other, or when a person has pinned it.
func (s *Selector) Choose(scene *Scene) Choice {
	s.Place(scene.Skills, scene.Decisions)
	scene.support = supportOf(scene.Decisions)
	var again offer
	for _, source := range []func(*Scene, func(uint16, Kind, float64, Reason)){
		s.pinned, s.probe, s.daily, s.beyond, s.anything,
	} {
		best := offer{score: math.Inf(-1)}
		source(scene, func(skill uint16, kind Kind, score float64, reason Reason) {
			o := offer{skill: skill, kind: kind, reason: reason}
			fit, ok := s.fit(scene, &o)
			if !ok {
				return
			}
			o.score = score - fit + s.jitter(scene, uint64(skill)) + s.wished(scene, &o)
			if o.score > best.score {
				best = o
			}
		})
		if best.kind == None {
			continue
		}
		if s.repetition(scene, best.item) < sameCost || best.reason.Code == ReasonPinned {
			return s.choice(scene, &best)
		}
		if again.kind == None {
			again = best
		}
	}
	if again.kind == None {
		return Choice{}
	}
	return s.choice(scene, &again)
}

func (s *Selector) choice(scene *Scene, o *offer) Choice {
	n, reasons := 1, []Reason{o.reason, {}, {}}
	if skill := uint16(o.reason.Values[0]); o.kind == Practice && s.lost(scene, skill) {
		reasons[n], n = Reason{ReasonPerson, []float64{float64(skill)}}, n+1
	}
	if o.kind != Placement { // which asks what tells most, be it hard or easy
		reasons[n], n = Reason{ReasonLevelFits, []float64{o.p, scene.Target}}, n+1
	}
	return Choice{
		Item:     o.item,
		Instance: engine.Instance(scene.Seed, o.item, scene.SeenOf(o.item), s.course.Items[o.item].Instances),
		Kind:     o.kind,
		P:        o.p,
		Reasons:  reasons[:n],
	}
}

// pinned offers what people want now, whatever the graph says.
func (s *Selector) pinned(scene *Scene, add func(uint16, Kind, float64, Reason)) {
	for i := range scene.Skills {
		skill := &scene.Skills[i]
		if !skill.said.pin || skill.said.block {
			continue
		}
		kind := Practice
		if skill.Due && skill.Level >= Proficient {
			kind = Review
		}
		add(uint16(i), kind, s.turn(scene, uint16(i)), Reason{ReasonPinned, []float64{float64(i)}})
	}
}

// reviewShare lets every third answer be practice while reviews wait, so that a
// long absence does not keep a learner from anything new.
// reviewFirst puts a review before whatever has waited longest.
const (
	reviewShare = 3
	reviewFirst = 5
)

// daily offers reviews that are due and the outer fringe, where a skill that keeps
// failing gives way to the weakest of its prerequisites for a while.
func (s *Selector) daily(scene *Scene, add func(uint16, Kind, float64, Reason)) {
	for i := range scene.Skills {
		skill := &scene.Skills[i]
		switch {
		case skill.said.block:
		case skill.said.notKnown || !skill.said.known && skill.Level < Proficient:
			if !skill.Ready {
				continue
			}
			at, reason := uint16(i), Reason{ReasonFringe, []float64{float64(i), float64(len(s.course.Skills[i].Prereqs))}}
			if back, ok := s.stepBack(scene, at); ok {
				at, reason = back, Reason{ReasonStepBack, []float64{float64(i), float64(back)}}
			}
			add(at, Practice, s.turn(scene, at)+s.newness(scene, uint16(i))+s.week(scene, at), reason)
		case skill.Due && skill.Level >= Proficient:
			score := reviewFirst - skill.Recall
			if scene.Answered%reviewShare == reviewShare-1 {
				score = -reviewFirst
			}
			add(uint16(i), Review, score,
				Reason{ReasonReviewDue, []float64{float64(i), skill.Recall, float64(skill.Overdue)}})
		}
	}
}

// beyond offers known skills again, the less practised first, when nothing else is
// open: harder items, and the way from proficient to mastered.
func (s *Selector) beyond(scene *Scene, add func(uint16, Kind, float64, Reason)) {
	for i := range scene.Skills {
		if skill := &scene.Skills[i]; !skill.said.block && skill.Solid {
			score := s.turn(scene, uint16(i))
			if skill.Level < Mastered {
				score += 0.2
			}
			add(uint16(i), Extension, score, Reason{ReasonExtension, []float64{float64(i)}})
		}
	}
}

// anything is the last resort, when blocks have cut the graph: the skill most
// likely to be known of those people left open.
func (s *Selector) anything(scene *Scene, add func(uint16, Kind, float64, Reason)) {
	for i := range scene.Skills {
		if skill := &scene.Skills[i]; !skill.said.block {
			add(uint16(i), Extension, skill.Known, Reason{ReasonExtension, []float64{float64(i)}})
		}
	}
}

func (s *Selector) skillOf(scene *Scene, recent int) uint16 {
	return s.course.Items[scene.Recent[recent]].Skill
}

// hasItem reports whether a skill has an item that may be offered.
func (s *Selector) hasItem(scene *Scene, skill uint16) bool {
	for _, item := range s.itemsOf[skill] {
		if !scene.void(item) {
			return true
		}
	}
	return false
}

// Costs of showing again what was just shown, in units of chance.
const (
	sameItemCost   = 0.08
	recentItemCost = 0.02
	sameCost       = 4 // the very same exercise
)

// fit sets the item of a skill that lies nearest the target and returns how far off
// it is, or false when the skill has no item whose other skills are open.
func (s *Selector) fit(scene *Scene, o *offer) (float64, bool) {
	best, found := 0.0, false
	for _, item := range s.itemsOf[o.skill] {
		if scene.void(item) || o.kind != Placement && !s.open(scene, item) {
			continue
		}
		p := scene.Predict(item)
		cost := math.Abs(p-scene.aim()) + s.repetition(scene, item)
		if o.kind == Placement {
			cost = s.oddness(item) + s.repetition(scene, item)
		}
		if !found || cost < best {
			best, found = cost, true
			o.item, o.p = item, p
		}
	}
	return best, found
}

// open reports whether the further skills of an item are unblocked and known, or at
// least ready.
func (s *Selector) open(scene *Scene, item uint32) bool {
	for _, more := range s.course.Items[item].More {
		skill := &scene.Skills[more]
		if skill.said.block || !skill.Solid && !skill.Ready {
			return false
		}
	}
	return true
}

func (s *Selector) repetition(scene *Scene, item uint32) float64 {
	if s.exhausted(scene, item) {
		return sameCost
	}
	for i, recent := range scene.Recent {
		if recent != item {
			continue
		}
		if i > 0 {
			return recentItemCost
		}
		next := engine.Instance(scene.Seed, item, scene.SeenOf(item), s.course.Items[item].Instances)
		if next == scene.LastInstance {
			return sameCost
		}
		return sameItemCost
	}
	return 0
}

// exhausted reports whether every exercise of an item came in this sitting, so that the
// next one would be a repeat.
func (s *Selector) exhausted(scene *Scene, item uint32) bool {
	left := s.course.Items[item].Instances
	if int(left) > len(scene.Sitting) {
		return false
	}
	for _, sat := range scene.Sitting {
		if sat == item {
			left--
			if left == 0 {
				return true
			}
		}
	}
	return false
}

// jitter, below .01, breaks ties differently for each learner and answer, always the same way.
func (s *Selector) jitter(scene *Scene, skill uint64) float64 {
	h := digest.Mix(scene.Seed ^ digest.Mix(uint64(scene.Answered)<<16|skill))
	return float64(float64(h>>11) * 0x1p-60)
}
