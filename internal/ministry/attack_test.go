package ministry_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"darasa/internal/ministry"
)

// The attacker sees an overview and knows the rules. She tries every country that
// would look the same and names what they all agree on.
//
// Her unknowns are the learners of hidden schools, the country's learners, and the
// learners of hidden skills and shares. She knows that nobody learns without an
// attempt, and that a skill's learners are learners of schools.
type attacker struct {
	seen  string
	shown ministry.Overview
}

func look(c ministry.Country) string {
	raw, err := json.Marshal(ministry.Publish(c, titles, 0, false))
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// candidates calls fn with every country that fits what is seen.
func (a *attacker) candidates(c ministry.Country, fn func(ministry.Country)) {
	guess := ministry.Country{Schools: append([]ministry.School(nil), c.Schools...), Skills: append([]ministry.Skill(nil), c.Skills...)}
	var schools func(i int)
	var skills func(i, all int)
	schools = func(i int) {
		if i == len(guess.Schools) {
			all := 0
			for _, s := range guess.Schools {
				all += s.Learners
			}
			skills(0, all)
			return
		}
		if a.shown.Schools[i].Learners != nil {
			schools(i + 1)
			return
		}
		for n := 1; n < ministry.Least && int64(n) <= guess.Schools[i].Attempts; n++ {
			guess.Schools[i].Learners = n
			schools(i + 1)
		}
	}
	skills = func(i, all int) {
		if i == len(guess.Skills) {
			if look(guess) == a.seen {
				fn(guess)
			}
			return
		}
		low, high := 0, all
		if n := a.shown.Skills[i].Learners; n != nil {
			low, high = *n, *n
		}
		for n := low; n <= high; n++ {
			if n > all {
				break
			}
			for _, known := range []int{0, 1, min(5, n), min(9, n), n / 2, max(0, n-9), max(0, n-1), n} {
				guess.Skills[i].Counts = spread(guess.Schools, n, min(known, n), a.shown.Totals.Learners != nil)
				skills(i+1, all)
			}
		}
	}
	schools(0)
}

// spread gives learners of a skill to schools, those with the most first; only sums
// are published, so one way stands for all. Without everywhere, schools that are
// hidden come last.
func spread(schools []ministry.School, learners, known int, everywhere bool) []ministry.Count {
	var out []ministry.Count
	for _, late := range []bool{false, true} {
		for i, s := range schools {
			if (!everywhere && s.Learners < ministry.Least) != late {
				continue
			}
			n := min(learners, s.Learners)
			k := min(known, n)
			out = append(out, ministry.Count{School: i, Learners: n, Known: k})
			learners, known = learners-n, known-k
		}
	}
	return out
}

func sum(s ministry.Skill) (n int) {
	for _, c := range s.Counts {
		n += c.Learners
	}
	return n
}

// cells lists what there is to know about a country, by name.
func cells(c ministry.Country) map[string]int {
	out := map[string]int{}
	all := 0
	for i, s := range c.Schools {
		out[fmt.Sprintf("school %d", i)] = s.Learners
		all += s.Learners
	}
	out["total"] = all
	for i, s := range c.Skills {
		out[fmt.Sprintf("skill %d", i)] = sum(s)
	}
	return out
}

// hidden lists the cells an overview withholds.
func hidden(o ministry.Overview) map[string]bool {
	out := map[string]bool{"total": o.Totals.Learners == nil}
	for i, s := range o.Schools {
		out[fmt.Sprintf("school %d", i)] = s.Learners == nil
	}
	for i, s := range o.Skills {
		out[fmt.Sprintf("skill %d", i)] = s.Learners == nil
	}
	return out
}

// attack returns the hidden cells that every candidate agrees on, and how many
// cells were hidden.
func attack(c ministry.Country) (recovered map[string]int, withheld int) {
	o := ministry.Publish(c, titles, 0, false)
	a := &attacker{seen: look(c), shown: o}
	values := map[string]map[int]bool{}
	a.candidates(c, func(guess ministry.Country) {
		for name, n := range cells(guess) {
			if values[name] == nil {
				values[name] = map[int]bool{}
			}
			values[name][n] = true
		}
	})
	recovered = map[string]int{}
	truth := cells(c)
	for name, is := range hidden(o) {
		if !is {
			continue
		}
		withheld++
		if len(values[name]) == 0 || !values[name][truth[name]] {
			panic("the attacker did not even consider the truth of " + name)
		}
		if len(values[name]) == 1 {
			recovered[name] = truth[name]
		}
	}
	return recovered, withheld
}

func randomCountry(r *rand.Rand, mostHidden int) ministry.Country {
	var learners []int
	small := 0
	for range 1 + r.IntN(5) {
		n := r.IntN(14)
		if r.IntN(3) == 0 {
			n = 10 + r.IntN(15)
		}
		if r.IntN(6) == 0 {
			n = []int{1, 9}[r.IntN(2)]
		}
		if n > 0 && n < ministry.Least {
			if small++; small > mostHidden {
				n += ministry.Least
			}
		}
		learners = append(learners, n)
	}
	c := country(learners)
	all := 0
	for i := range c.Schools {
		// A learner has two to nine attempts, so that attempts bound learners.
		c.Schools[i].Attempts = int64(c.Schools[i].Learners) * int64(2+r.IntN(8))
		all += c.Schools[i].Learners
	}
	n := r.IntN(all + 1)
	if r.IntN(3) == 0 {
		n = all
	}
	known := []int{0, min(1, n), min(5, n), min(9, n), n / 2, max(0, n-9), max(0, n-1), n}[r.IntN(8)]
	everywhere := ministry.Publish(c, titles, 0, false).Totals.Learners != nil
	c.Skills = []ministry.Skill{{ID: "add", Counts: spread(c.Schools, n, known, everywhere)}}
	return c
}

func TestPublish_AttackerRecoversNothing(t *testing.T) {
	countries := 100
	if testing.Short() {
		countries = 30
	}
	const seed = 20261123
	r := rand.New(rand.NewPCG(seed, 1))
	withheld := 0
	for i := range countries {
		c := randomCountry(r, 3)
		recovered, n := attack(c)
		withheld += n
		if len(recovered) > 0 {
			t.Fatalf("seed %d, country %d: recovered %v of\n%+v\nfrom %s", seed, i, recovered, c, look(c))
		}
	}
	t.Logf("%d countries, %d hidden cells, 0 recovered", countries, withheld)
	if withheld < countries/2 {
		t.Errorf("only %d cells were hidden; the test proves little", withheld)
	}
}

// The attacker is worth something: without complementary suppression she wins.
func TestAttack_FindsWhatSubtractionTells(t *testing.T) {
	c := country([]int{40, 6})
	o := ministry.Publish(c, titles, 0, false)
	all := 46
	o.Totals.Learners = &all // what a naive cloud would show
	shown := 0
	for _, s := range o.Schools {
		if s.Learners != nil {
			shown += *s.Learners
		}
	}
	if *o.Totals.Learners-shown != 6 {
		t.Fatal("subtraction itself fails")
	}
	if recovered, withheld := attack(c); len(recovered) != 0 || withheld != 2 {
		t.Errorf("recovered %v of %d", recovered, withheld)
	}
}

// bounds is the linear-programming attacker for countries too large to enumerate:
// the feasible sets are one sum with a box each, for which the smallest and largest
// value of a cell have a closed form.
func TestPublish_BoundsOfLargeCountries(t *testing.T) {
	const seed = 7
	r := rand.New(rand.NewPCG(seed, 2))
	for range 2000 {
		var learners []int
		for range 1 + r.IntN(60) {
			learners = append(learners, r.IntN(30))
		}
		c := country(learners, skill("add", r.IntN(200), 0))
		o := ministry.Publish(c, titles, 0, false)
		rest, count := 0, 0
		for _, s := range c.Schools {
			if s.Learners > 0 && s.Learners < ministry.Least {
				rest += s.Learners
				count++
			}
		}
		if o.Totals.Learners == nil || count == 0 {
			continue
		}
		if rest < ministry.Least {
			t.Fatalf("a group of %d can be subtracted: %v", rest, learners)
		}
		for i, s := range o.Schools {
			if s.Learners != nil {
				continue
			}
			low := max(1, rest-(ministry.Least-1)*(count-1))
			high := min(ministry.Least-1, rest-(count-1))
			if low == high {
				t.Fatalf("school %d must have %d learners: %v", i, low, learners)
			}
		}
	}
}
