package selection

import (
	"cmp"
	"math"
	"slices"
)

// MaxShelf is how many picks a shelf has at most.
const MaxShelf = 5

// Codes of picks: why one lies on the shelf.
const (
	PickReview    = "review-due" // skill, chance to recall, days since it fell due
	PickAsked     = "pinned"     // skill: a person wants it
	PickBegun     = "begun"      // skill: begun and not finished
	PickFollowed  = "followed"   // skill, share of learners who answer as she does who came through it
	PickNeighbour = "neighbour"  // skill, the known one it builds on
	PickOpen      = "open"       // skill: never met, and nothing it needs is missing
	PickExtension = "extension"  // skill: known, with harder exercises
)

// Picks lists every code, in the order in which they take turns.
var Picks = [...]string{PickReview, PickAsked, PickBegun, PickFollowed, PickNeighbour, PickOpen, PickExtension}

// Pick is one exercise on the shelf, beside the path. P is the chance of success.
type Pick struct {
	Skill  uint16
	Item   uint32
	P      float64
	Reason Reason
}

// A pick fits when its chance lies this near the target. With fewer than scarceBelow of
// them good matches have run out, and what comes next best fills up to that.
const (
	fitsWithin  = 0.15
	scarceBelow = 2
)

// Shelf returns at most MaxShelf picks for a learner to choose from, one a skill, none
// of it the path's own: the sources take turns, so that no kind crowds out another.
// Followed gives for a skill the share of learners like her who came through it; nil
// when that is not known. Scarce tells that good matches have run out.
func (s *Selector) Shelf(scene *Scene, path Choice, followed func(skill uint16) (float64, bool)) (picks []Pick, scarce bool) {
	s.Place(scene.Skills, scene.Decisions)
	plain := *scene
	plain.Success = plain.Target // picks lie near the target, whatever the path makes up for
	plain.support = supportOf(scene.Decisions)
	scene = &plain
	taken := make([]bool, len(scene.Skills))
	if path.Kind != None {
		taken[s.course.Items[path.Item].Skill] = true
	}
	sources := s.sources(scene, followed)
	picks = s.take(scene, sources, taken, nil, fitsWithin, MaxShelf)
	if len(picks) >= scarceBelow {
		return picks, false
	}
	return s.take(scene, sources, taken, picks, 1, scarceBelow), true
}

// take lets the sources take turns until there are most picks or nobody has one within
// a distance of the target.
func (s *Selector) take(scene *Scene, sources [][]candidate, taken []bool, picks []Pick, within float64, most int) []Pick {
	for more := true; more; {
		more = false
		for _, source := range sources {
			if len(picks) == most {
				return picks
			}
			if pick, ok := s.first(scene, source, taken, within); ok {
				taken[pick.Skill], more = true, true
				picks = append(picks, pick)
			}
		}
	}
	return picks
}

// candidate is a skill that a source would put on the shelf; better ones have a higher
// score.
type candidate struct {
	skill  uint16
	score  float64
	reason Reason
}

// first takes the best candidate whose skill is not taken and has an item that fits. A
// review that is due and what a person asks for fit always.
func (s *Selector) first(scene *Scene, from []candidate, taken []bool, within float64) (Pick, bool) {
	for _, c := range from {
		o := offer{skill: c.skill}
		if taken[c.skill] || scene.Skills[c.skill].said.block {
			continue
		}
		if _, ok := s.fit(scene, &o); !ok {
			continue
		}
		always := c.reason.Code == PickReview || c.reason.Code == PickAsked
		if always || math.Abs(o.p-scene.Target) <= within {
			return Pick{Skill: c.skill, Item: o.item, P: o.p, Reason: c.reason}, true
		}
	}
	return Pick{}, false
}

// sources lists the candidates of every code of Picks, the best first.
func (s *Selector) sources(scene *Scene, followed func(skill uint16) (float64, bool)) [][]candidate {
	out := make([][]candidate, len(Picks))
	for i := range scene.Skills {
		skill, id := &scene.Skills[i], uint16(i)
		add := func(code string, score float64, values ...float64) {
			k := slices.Index(Picks[:], code)
			out[k] = append(out[k], candidate{id, score, Reason{code, append([]float64{float64(i)}, values...)}})
		}
		if skill.Due && skill.Level >= Proficient {
			add(PickReview, -skill.Recall, skill.Recall, float64(skill.Overdue))
			continue
		}
		switch {
		case skill.said.pin:
			add(PickAsked, 0)
		case skill.Solid:
			add(PickExtension, -float64(skill.Level)-skill.Known) // the less sure first
		case skill.Ready && skill.Level > New:
			add(PickBegun, skill.Known)
		case skill.Ready:
			if before, ok := s.mastered(scene, id); ok {
				add(PickNeighbour, float64(scene.Skills[before].Level)+scene.Skills[before].Known, float64(before))
			} else {
				add(PickOpen, skill.Known)
			}
		}
		if followed == nil || skill.Solid || !skill.Ready {
			continue
		}
		if share, ok := followed(id); ok {
			add(PickFollowed, share, share)
		}
	}
	for _, source := range out {
		slices.SortStableFunc(source, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	}
	return out
}

// mastered returns the prerequisite of a skill that is known best, of those at least
// proficient.
func (s *Selector) mastered(scene *Scene, skill uint16) (best uint16, ok bool) {
	for _, p := range s.course.Skills[skill].Prereqs {
		before := &scene.Skills[p]
		if before.Level >= Proficient && (!ok || before.Known > scene.Skills[best].Known) {
			best, ok = p, true
		}
	}
	return best, ok
}
