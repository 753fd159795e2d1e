package ranking_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/ranking"

	"pgregory.net/rapid"
)

// course has two skills of n items each.
func course(n int) *engine.Course {
	c := &engine.Course{Skills: make([]engine.Skill, 2)}
	for i := range 2 * n {
		c.Items = append(c.Items, engine.Item{Skill: uint16(i / n), Level: engine.Medium, Instances: 9})
	}
	return c
}

func history(t testing.TB, c *engine.Course, outcomes ...ranking.Outcome) ranking.History {
	t.Helper()
	h, err := ranking.NewHistory(c, outcomes)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func population(t testing.TB, c *engine.Course, all []ranking.History) *ranking.Population {
	t.Helper()
	p := ranking.NewPopulation(c)
	for _, h := range all {
		if err := p.Add(h); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func items(places []ranking.Place) []uint32 {
	out := make([]uint32, len(places))
	for i := range places {
		out[i] = places[i].Item
	}
	return out
}

func TestFirstEncounterCounts(t *testing.T) {
	c := course(2)
	h := history(t, c, ranking.Outcome{3, ranking.Right}, ranking.Outcome{0, ranking.Wrong}, ranking.Outcome{3, ranking.Wrong})
	want := ranking.History{{0, ranking.Wrong}, {3, ranking.Right}}
	if !slices.Equal(h, want) {
		t.Errorf("got %v, want %v", h, want)
	}
}

// Six items; she and her neighbour find 0 easy and 1 hard, the stranger the other way
// round. The neighbour's order of 4 and 5 must win over the stranger's, and over what
// two more of the stranger's kind say.
func TestNeighboursVote(t *testing.T) {
	c := course(3)
	alike := func(extra ...ranking.Outcome) ranking.History {
		base := []ranking.Outcome{{0, ranking.Right}, {1, ranking.Wrong}, {2, ranking.Helped}, {3, ranking.Right}}
		return history(t, c, append(base, extra...)...)
	}
	stranger := history(t, c, ranking.Outcome{0, ranking.Wrong}, ranking.Outcome{1, ranking.Right}, ranking.Outcome{2, ranking.Helped},
		ranking.Outcome{3, ranking.Wrong}, ranking.Outcome{4, ranking.Right}, ranking.Outcome{5, ranking.Wrong})
	neighbour := alike(ranking.Outcome{4, ranking.Wrong}, ranking.Outcome{5, ranking.Retried})
	others := []ranking.History{stranger, neighbour, stranger, stranger}
	p := population(t, c, others)

	votes, err := p.Votes(&ranking.Query{Own: alike(), Others: others, Items: []uint32{4, 5}})
	if err != nil || votes[0] != -votes[1] || votes[1] <= 0 || votes[1] >= 0.25 {
		t.Errorf("votes %v, %v", votes, err)
	}
	got, err := p.Rank(&ranking.Query{Own: alike(), Others: others, Items: []uint32{4, 5}})
	if err != nil || !slices.Equal(items(got), []uint32{4, 5}) {
		t.Errorf("everybody's order leads where one neighbour speaks against many: %v, %v", got, err)
	}
	got, err = p.Rank(&ranking.Query{Own: alike(), Others: others[1:2], Items: []uint32{4, 5}, Odds: []float64{-4, 4}})
	if err != nil || !slices.Equal(items(got), []uint32{5, 4}) {
		t.Errorf("tracing and votes together turn the order: %v, %v", got, err)
	}
}

func TestNewcomerGetsEverybodysOrder(t *testing.T) {
	c := course(3)
	var all []ranking.History
	for i := range 20 {
		grade := func(easy bool) uint8 {
			if easy {
				return ranking.Right
			}
			return ranking.Wrong
		}
		all = append(all, history(t, c, ranking.Outcome{0, grade(i%4 == 0)}, ranking.Outcome{1, grade(i%4 != 0)}, ranking.Outcome{4, grade(i%2 == 0)}))
	}
	p := population(t, c, all)
	got, err := p.Rank(&ranking.Query{Others: all, Items: []uint32{0, 4, 1, 2, 5}})
	if err != nil || !slices.Equal(items(got), []uint32{1, 2, 4, 5, 0}) {
		t.Errorf("got %v, %v", got, err)
	}
	if p.Met(0) != 20 || p.Met(2) != 0 || p.Met(99) != 0 {
		t.Error("met")
	}
}

func TestRefuses(t *testing.T) {
	c := course(3)
	p := ranking.NewPopulation(c)
	good := history(t, c, ranking.Outcome{1, ranking.Right})
	for _, h := range []ranking.History{{{6, 0}}, {{0, 4}}, {{1, 0}, {1, 0}}, {{1, 0}, {0, 0}}} {
		if err := p.Add(h); !errors.Is(err, ranking.ErrHistory) {
			t.Errorf("%v added: %v", h, err)
		}
		if _, err := p.Rank(&ranking.Query{Own: h}); !errors.Is(err, ranking.ErrHistory) {
			t.Errorf("%v ranked: %v", h, err)
		}
		if _, err := p.Rank(&ranking.Query{Others: []ranking.History{good, h}}); !errors.Is(err, ranking.ErrHistory) {
			t.Errorf("%v voted: %v", h, err)
		}
	}
	for _, o := range []ranking.Outcome{{6, 0}, {0, 4}} {
		if _, err := ranking.NewHistory(c, []ranking.Outcome{o}); !errors.Is(err, ranking.ErrHistory) {
			t.Errorf("%v: %v", o, err)
		}
	}
	for _, list := range [][]uint32{{6}, {1, 1}} {
		if _, err := p.Rank(&ranking.Query{Items: list}); !errors.Is(err, ranking.ErrItems) {
			t.Errorf("%v: %v", list, err)
		}
	}
	for _, odds := range [][]float64{{}, {math.NaN()}, {math.Inf(-1)}, {1, 2}} {
		if _, err := p.Rank(&ranking.Query{Items: []uint32{1}, Odds: odds}); !errors.Is(err, ranking.ErrOdds) {
			t.Errorf("%v: %v", odds, err)
		}
	}
	if got, err := p.Rank(&ranking.Query{Own: good, Others: []ranking.History{good}}); err != nil || len(got) != 0 {
		t.Errorf("nothing to rank: %v, %v", got, err)
	}
}

func drawn(c *engine.Course) *rapid.Generator[ranking.History] {
	return rapid.Custom(func(t *rapid.T) ranking.History {
		outcomes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ranking.Outcome {
			return ranking.Outcome{
				Item:  rapid.Uint32Range(0, uint32(len(c.Items)-1)).Draw(t, "item"),
				Grade: rapid.Uint8Range(0, ranking.Right).Draw(t, "grade"),
			}
		}), 0, 12).Draw(t, "outcomes")
		h, err := ranking.NewHistory(c, outcomes)
		if err != nil {
			t.Fatal(err)
		}
		return h
	})
}

// Whatever stands in which order: the same bits; and the votes are those of a second,
// slower way of counting them.
func TestVotesByAnotherRoute(t *testing.T) {
	c := course(4)
	rapid.Check(t, func(t *rapid.T) {
		own := drawn(c).Draw(t, "own")
		others := rapid.SliceOfN(drawn(c), 0, 12).Draw(t, "others")
		candidates := rapid.Permutation([]uint32{0, 2, 3, 5, 7}).Draw(t, "candidates")
		p := ranking.NewPopulation(c)
		for _, h := range others {
			if p.Add(h) != nil {
				t.Fatal("add")
			}
		}
		q := &ranking.Query{Own: own, Others: others, Items: candidates}
		votes, err := p.Votes(q)
		if err != nil || !slices.Equal(votes, slowVotes(q)) {
			t.Fatalf("%v, %v; by the other route %v", votes, err, slowVotes(q))
		}
		first, _ := p.Rank(q)
		q.Others = rapid.Permutation(others).Draw(t, "shuffled")
		q.Items = rapid.Permutation(candidates).Draw(t, "candidates again")
		if again, _ := p.Rank(q); !slices.Equal(first, again) {
			t.Fatalf("%v, shuffled %v", first, again)
		}
	})
}

func slowVotes(q *ranking.Query) []float64 {
	graded := func(h ranking.History) map[uint32]int {
		m := map[uint32]int{}
		for _, o := range h {
			m[o.Item] = int(o.Grade)
		}
		return m
	}
	sign := func(n int) int { return min(max(n, -1), 1) }
	own := graded(q.Own)
	weights := make([]int, len(q.Others))
	for v, h := range q.Others {
		same, other, theirs := 0, 0, graded(h)
		for _, a := range q.Own {
			for _, b := range q.Own {
				if _, ok := theirs[a.Item]; !ok || a.Item >= b.Item {
					continue
				}
				if _, ok := theirs[b.Item]; !ok {
					continue
				}
				switch sign(own[a.Item]-own[b.Item]) * sign(theirs[a.Item]-theirs[b.Item]) {
				case 1:
					same++
				case -1:
					other++
				}
			}
		}
		if w := (same - other) * 1024 / (same + other + 10); w >= 51 {
			weights[v] = w
		}
	}
	votes := make([]float64, len(q.Items))
	for i, a := range q.Items {
		won := 0
		for _, b := range q.Items {
			margin := 0
			for v, h := range q.Others {
				theirs := graded(h)
				x, hasA := theirs[a]
				if y, hasB := theirs[b]; hasA && hasB {
					margin += weights[v] * sign(x-y)
				}
			}
			won += margin * 1024 / (max(margin, -margin) + 2048)
		}
		votes[i] = float64(won) / 1024 / float64(len(q.Items))
	}
	return votes
}

// Only MaxNeighbours vote, and they are those who agree most: 200 who agree fully
// outvote 400 who agree but for a little.
func TestNeighboursAreBounded(t *testing.T) {
	c := course(8)
	known := func(flip int) []ranking.Outcome {
		var base []ranking.Outcome
		for i := range uint32(12) {
			grade := uint8(ranking.Right)
			if (i%2 == 0) != (int(i) < flip) {
				grade = ranking.Wrong
			}
			base = append(base, ranking.Outcome{i, grade})
		}
		return base
	}
	var others []ranking.History
	for i := range 600 {
		outcomes := append(known(1), ranking.Outcome{14, ranking.Wrong}, ranking.Outcome{15, ranking.Right})
		if i%3 == 0 {
			outcomes = append(known(0), ranking.Outcome{14, ranking.Right}, ranking.Outcome{15, ranking.Wrong})
		}
		others = append(others, history(t, c, outcomes...))
	}
	p := population(t, c, others)
	votes, err := p.Votes(&ranking.Query{Own: history(t, c, known(0)...), Others: others, Items: []uint32{14, 15}})
	if err != nil || votes[0] < 0.45 || votes[0] >= 0.5 {
		t.Errorf("%v, %v", votes, err)
	}
}

// Two families of invented learners: in the one everybody shares one order, in the
// other two kinds find opposite halves hard. The blend must not lose to the one order
// where that is all there is, and must win where it is not.
func TestBlendAgainstOneOrder(t *testing.T) {
	for _, f := range []struct {
		name  string
		kinds int
		worst float64 // by how much the blend may have more wrong pairs
	}{{"one order", 1, 0.005}, {"two kinds", 2, -0.1}} {
		t.Run(f.name, func(t *testing.T) {
			blend, one := contest(t, f.kinds, 400)
			t.Logf("wrong pairs: blend %.3f, one order %.3f", blend, one)
			if blend > one+f.worst {
				t.Errorf("wrong pairs: blend %.3f, one order %.3f", blend, one)
			}
		})
	}
}

func contest(t *testing.T, kinds, rounds int) (blend, one float64) {
	c := course(20)
	rng := rand.New(rand.NewPCG(7, uint64(kinds)))
	ease := make([]float64, 40)
	for i := range ease {
		ease[i] = rng.NormFloat64()
	}
	answer := func(kind, item int) ranking.Outcome {
		odds := ease[item]
		if kinds == 2 {
			odds += 2 * float64(1-2*((item+kind)%2))
		}
		o := ranking.Outcome{Item: uint32(item), Grade: ranking.Wrong}
		if rng.Float64() < 1/(1+math.Exp(-odds)) {
			o.Grade = ranking.Right
		}
		return o
	}
	var all []ranking.History
	for n := range 60 {
		var outcomes []ranking.Outcome
		for _, i := range rng.Perm(40)[:30] {
			outcomes = append(outcomes, answer(n%kinds, i))
		}
		all = append(all, history(t, c, outcomes...))
	}
	p := population(t, c, all)
	for n := range rounds {
		order := rng.Perm(40)
		var own []ranking.Outcome
		q := &ranking.Query{Others: all}
		right := map[uint32]bool{}
		for k, i := range order {
			o := answer(n%kinds, i)
			if k < 20 {
				own = append(own, o)
				continue
			}
			q.Items = append(q.Items, o.Item)
			right[o.Item] = o.Grade == ranking.Right
		}
		plain, _ := p.Rank(&ranking.Query{Items: q.Items})
		one += wrongPairs(plain, right) / float64(rounds)
		q.Own = history(t, c, own...)
		places, err := p.Rank(q)
		if err != nil {
			t.Fatal(err)
		}
		blend += wrongPairs(places, right) / float64(rounds)
	}
	return blend, one
}

// wrongPairs is the share of pairs of a right and a wrong answer in the wrong order.
func wrongPairs(places []ranking.Place, right map[uint32]bool) float64 {
	wrong, all := 0.0, 0.0
	for i := range places {
		for j := i + 1; j < len(places); j++ {
			if right[places[i].Item] != right[places[j].Item] {
				all++
				if right[places[j].Item] {
					wrong++
				}
			}
		}
	}
	if all == 0 {
		return 0
	}
	return wrong / all
}

// TestFollowed counts what neighbours came through, and keeps silent for few.
func TestFollowed(t *testing.T) {
	c := &engine.Course{Skills: make([]engine.Skill, 1), Items: make([]engine.Item, 14)}
	history := func(grades ...int) ranking.History {
		var outcomes []ranking.Outcome
		for item, grade := range grades {
			if grade >= 0 {
				outcomes = append(outcomes, ranking.Outcome{Item: uint32(item), Grade: uint8(grade)})
			}
		}
		h, err := ranking.NewHistory(c, outcomes)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	own := []int{3, 3, 3, 3, 3, 0, 0, 0, 0, 0}
	like, unlike := history(append(slices.Clone(own), 3, 0, 3)...), history(0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 0, 3, 0)
	others := []ranking.History{unlike, unlike, unlike, unlike, unlike, unlike, like, like, like, like, history(append(slices.Clone(own), 0, 0)...)}
	q := &ranking.Query{Own: history(own...), Others: others, Items: []uint32{10, 11, 12, 13}}
	got, err := ranking.NewPopulation(c).Followed(q)
	if err != nil || !slices.Equal(got, []float64{0.8, 0, -1, -1}) {
		t.Errorf("followed %v, %v", got, err)
	}
	q.Items = []uint32{14}
	if _, err := ranking.NewPopulation(c).Followed(q); !errors.Is(err, ranking.ErrItems) {
		t.Errorf("an item that is not there: %v", err)
	}
}
