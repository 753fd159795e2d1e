package ranking

import (
	"cmp"
	"math"
	"slices"

	"darasa/internal/engine"
)

// MaxNeighbours bounds how many learners vote: those who agree most.
const MaxNeighbours = 200

// MaxVoters bounds the histories among which neighbours are looked for.
const MaxVoters = 1 << 16

// The blend, in log-odds. Everybody's order leads; tracing, which knows how she does
// at each skill, has a quarter of it; a candidate that wins every vote stands three
// quarters above one that wins as many as it loses. Chosen once, as round numbers
// inside a flat optimum.
const (
	tracingShare = 0.25
	voteScale    = 0.75
)

// Place is a candidate in the order for one learner, Score its easiness for her: the
// higher the easier. A Score is comparable within one order only.
type Place struct {
	Item  uint32
	Score float64
}

// Query is one learner's question. Own is her history, Others those among whom
// neighbours are found, hers not among them. Items are the candidates, each once.
// Odds are what tracing predicts for each, in log-odds; nil when it knows nothing of
// her, which leaves everybody's order and the votes.
type Query struct {
	Own    History
	Others []History
	Items  []uint32
	Odds   []float64
}

// Rank returns the candidates from the easiest for her to the hardest; equals keep
// the order of their numbers. A newcomer gets everybody's order. Time grows as
// candidates × neighbours × what neighbours met of the candidates, memory as
// candidates × neighbours.
func (p *Population) Rank(q *Query) ([]Place, error) {
	votes, err := p.Votes(q)
	if err != nil {
		return nil, err
	}
	places := make([]Place, len(q.Items))
	for i, item := range q.Items {
		score := p.odds(item)
		if q.Odds != nil {
			score = float64((1-tracingShare)*score) + float64(tracingShare*q.Odds[i])
		}
		places[i] = Place{item, score + float64(voteScale*votes[i])}
	}
	slices.SortFunc(places, func(a, b Place) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Item, b.Item)) })
	return places, nil
}

// Votes returns for every candidate what the neighbours alone say of it: pairs won
// less pairs lost, over the number of candidates, between −1 and 1.
func (p *Population) Votes(q *Query) ([]float64, error) {
	if err := p.check(q); err != nil {
		return nil, err
	}
	shares := make([]float64, len(q.Items))
	for i, won := range copeland(neighbours(q.Own, q.Others), q.Items) {
		shares[i] = float64(won) / weightOne / float64(len(q.Items))
	}
	return shares, nil
}

func (p *Population) check(q *Query) error {
	if !q.Own.fits(p.course) || len(q.Others) > MaxVoters {
		return ErrHistory
	}
	for _, other := range q.Others {
		if !other.fits(p.course) {
			return ErrHistory
		}
	}
	seen := make([]bool, len(p.course.Items))
	for _, item := range q.Items {
		if int(item) >= len(seen) || len(q.Items) > engine.MaxItems || seen[item] {
			return ErrItems
		}
		seen[item] = true
	}
	if q.Odds != nil && len(q.Odds) != len(q.Items) {
		return ErrOdds
	}
	for _, o := range q.Odds {
		if math.Abs(o) > math.MaxFloat64 || o != o {
			return ErrOdds
		}
	}
	return nil
}

// neighbour is a learner who agrees with the one who asks.
type neighbour struct {
	weight int64
	History
}

// neighbours returns those who agree most, at most MaxNeighbours of them.
func neighbours(own History, others []History) []neighbour {
	var found []neighbour
	for _, other := range others {
		if w := agreement(own, other); w >= minWeight {
			found = append(found, neighbour{w, other})
		}
	}
	slices.SortFunc(found, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), compareHistories(a.History, b.History))
	})
	return found[:min(len(found), MaxNeighbours)]
}

// compareHistories orders equal neighbours by what they did, not by where they stood.
func compareHistories(a, b History) int {
	return slices.CompareFunc(a, b, func(x, y Outcome) int {
		return cmp.Or(cmp.Compare(x.Item, y.Item), cmp.Compare(x.Grade, y.Grade))
	})
}

// thinMargin is the margin that wins half a pair: two learners who agree fully. Without
// it a single vote would count as much as a hundred, and where all share one order the
// votes would only add noise to it.
const thinMargin = 2 * weightOne

// met is one neighbour's outcome on one candidate.
type met struct {
	candidate int
	grade     uint8
}

// copeland lets neighbours vote on every pair of candidates they met, each with her
// weight, and returns for every candidate the pairs it won as the easier one less
// those it lost (Copeland's rule), in parts of weightOne. A pair is won the more
// wholly the more votes lie between; one that nobody speaks about is nobody's.
func copeland(voters []neighbour, items []uint32) []int64 {
	ballots := make([][]met, len(voters))
	for v := range voters {
		for i, item := range items {
			if grade, ok := voters[v].grade(item); ok {
				ballots[v] = append(ballots[v], met{i, grade})
			}
		}
	}
	margins := make([]int64, len(items))
	won := make([]int64, len(items))
	for i, item := range items {
		clear(margins)
		for v := range voters {
			grade, ok := voters[v].grade(item)
			if !ok {
				continue
			}
			for _, other := range ballots[v] {
				margins[other.candidate] += voters[v].weight * int64(cmp.Compare(grade, other.grade))
			}
		}
		for _, margin := range margins {
			won[i] += margin * weightOne / (max(margin, -margin) + thinMargin)
		}
	}
	return won
}
