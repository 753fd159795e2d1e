package audit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// MinLearners is how many learners a group and the rest must each have before a
// comparison says more than "cannot tell".
const MinLearners = 200

// alarm is the chance of a false alarm on one axis, over all its groups and measures.
const alarm = 0.05

// The verdicts on a gap.
const (
	CannotTell = "cannot-tell" // a group is too small
	NoGap      = "no-gap"      // none larger than chance makes
	Gap        = "gap"
)

// The measures on which groups are compared, all there are: each is the group's figure
// less that of the rest, apart from the last, which has no sign.
const (
	Calibration = "calibration" // observed less predicted success: above 0 she is thought less of than she shows
	Exposure    = "exposure"    // predicted success of what is offered: above 0 it is easier
	Mastery     = "mastery"     // share of skills called proficient less share shown by the last five answers
	AUC         = "auc"         // how well right and wrong answers are told apart
	ABROCA      = "abroca"      // area between the two ROC curves (Gardner, Brooks, Baker 2019)
)

var measures = [...]string{Calibration, Exposure, Mastery, AUC, ABROCA}

// Answer is one answer with the chance that was predicted before it.
type Answer struct {
	P     float64
	Right bool
}

// Person is one learner as an axis sees her. Skills counts those she practised, of
// which Proficient were called so and Shown by at least four of her last five answers.
type Person struct {
	Group                     string
	Answers                   []Answer
	Skills, Proficient, Shown int
}

// GroupFigures describes one group.
type GroupFigures struct {
	Group        string  `json:"group"`
	Learners     int     `json:"learners"`
	Answers      int     `json:"answers"`
	Success      float64 `json:"success"`
	Predicted    float64 `json:"predicted"`
	ECE          float64 `json:"ece"`
	AUC          float64 `json:"auc"`
	Exposure     float64 `json:"exposure"`
	MasteryShare float64 `json:"mastery_share"`
}

// Comparison is one measure of a group against the rest. P is the chance that learners
// drawn into the group by lot differ as much; Holm corrects it for everything else
// that was tested on the axis.
type Comparison struct {
	Group   string  `json:"group"`
	Measure string  `json:"measure"`
	Value   float64 `json:"value"`
	P       float64 `json:"p"`
	Holm    float64 `json:"holm"`
	Verdict string  `json:"verdict"`
}

// Fairness is the report on one axis. Left counts answers that were no chances.
type Fairness struct {
	Axis        string         `json:"axis"`
	Groups      []GroupFigures `json:"groups"`
	Comparisons []Comparison   `json:"comparisons"`
	Left        int            `json:"left"`
}

// CompareGroups compares every group of an axis with the rest by a randomisation test
// over learners, draws times. People without a group or an answer are left out, and so
// are answers whose P is no number from 0 to 1. The same people in any order and the
// same rng give the same verdicts, apart from the luck of the draws.
func CompareGroups(axis string, people []Person, draws int, rng *rand.Rand) Fairness {
	f := Fairness{Axis: axis}
	t := table{}
	for i := range people {
		f.Left += t.add(&people[i])
	}
	slices.Sort(t.names)
	t.number()
	for g := range t.names {
		f.Groups = append(f.Groups, t.figures(g))
	}
	if len(t.names) < 2 {
		return f
	}
	tested := len(t.names)
	if tested == 2 {
		tested = 1 // the second group against the first says the same again
	}
	f.Comparisons = t.test(tested, draws, rng)
	return f
}

// Tests returns how many comparisons an axis needs: the draws have to be many times
// that for the correction to leave a gap visible.
func Tests(people []Person) int {
	names := map[string]bool{}
	for i := range people {
		if len(people[i].Answers) > 0 && people[i].Group != "" {
			names[people[i].Group] = true
		}
	}
	if len(names) <= 2 {
		return len(measures)
	}
	return len(names) * len(measures)
}

// bins is how finely predictions are told apart; rate curves are straight between.
const bins = 200

// row is one learner made ready to be summed.
type row struct {
	name                   string
	group                  int
	answers, right, p      float64
	skills, called, proven float64
	at                     []int32 // bin of each answer, doubled, plus 1 for a right one
	all                    []Answer
}

type table struct {
	rows  []row
	names []string
}

func (t *table) add(p *Person) (left int) {
	r := row{name: p.Group, skills: float64(p.Skills), called: float64(p.Proficient), proven: float64(p.Shown)}
	for _, a := range p.Answers {
		if !(a.P >= 0 && a.P <= 1) {
			left++
			continue
		}
		at := int32(min(a.P*bins, bins-1)) * 2
		r.answers++
		r.p += a.P
		if a.Right {
			r.right++
			at++
		}
		r.at, r.all = append(r.at, at), append(r.all, a)
	}
	if p.Group == "" || r.answers == 0 {
		return left
	}
	if !slices.Contains(t.names, p.Group) {
		t.names = append(t.names, p.Group)
	}
	t.rows = append(t.rows, r)
	return left
}

func (t *table) number() {
	for i := range t.rows {
		t.rows[i].group = slices.Index(t.names, t.rows[i].name)
	}
}

// side is the sum over one side of a comparison.
type side struct {
	learners, answers, right, p, skills, called, proven float64
	count                                               [2 * bins]float64
}

func (s *side) add(r *row) {
	s.learners++
	s.answers += r.answers
	s.right += r.right
	s.p += r.p
	s.skills += r.skills
	s.called += r.called
	s.proven += r.proven
	for _, at := range r.at {
		s.count[at]++
	}
}

// split sums a group and the rest, by the given labels.
func (t *table) split(labels []int, group int) (in, out *side) {
	in, out = &side{}, &side{}
	for i := range t.rows {
		if labels[i] == group {
			in.add(&t.rows[i])
		} else {
			out.add(&t.rows[i])
		}
	}
	return in, out
}

// values returns a group's figure on every measure, less that of the rest.
func values(in, out *side) [len(measures)]float64 {
	return [...]float64{
		(in.right-in.p)/in.answers - (out.right-out.p)/out.answers,
		in.p/in.answers - out.p/out.answers,
		(in.called-in.proven)/max(in.skills, 1) - (out.called-out.proven)/max(out.skills, 1),
		in.auc() - out.auc(),
		between(in, out),
	}
}

// auc is the chance that a right answer has a higher prediction than a wrong one; one
// half where there are none of a kind.
func (s *side) auc() float64 {
	below, sum := 0.0, 0.0
	for b := range bins {
		wrong, right := s.count[2*b], s.count[2*b+1]
		sum += right * (below + wrong/2)
		below += wrong
	}
	if s.right == 0 || below == 0 {
		return 0.5
	}
	return sum / (s.right * below)
}

// curve returns the true positive rate at each of bins+1 even false positive rates.
func (s *side) curve() [bins + 1]float64 {
	var out [bins + 1]float64
	wrongs := s.answers - s.right
	if wrongs == 0 || s.right == 0 {
		for i := range out {
			out[i] = float64(i) / bins
		}
		return out
	}
	next, x, y := 0, 0.0, 0.0
	for b := bins - 1; b >= 0; b-- {
		x1, y1 := x+s.count[2*b]/wrongs, y+s.count[2*b+1]/s.right
		for next <= bins && float64(next)/bins <= x1+1e-12 {
			out[next] = y1
			if at := float64(next) / bins; x1 > x {
				out[next] = y + (y1-y)*(at-x)/(x1-x)
			}
			next++
		}
		x, y = x1, y1
	}
	for ; next <= bins; next++ {
		out[next] = 1
	}
	return out
}

// between is the area between two ROC curves.
func between(a, b *side) float64 {
	x, y, sum := a.curve(), b.curve(), 0.0
	for i := range x {
		sum += math.Abs(x[i] - y[i])
	}
	return sum / float64(len(x))
}

func (t *table) figures(group int) GroupFigures {
	labels := t.labels()
	in, _ := t.split(labels, group)
	g := GroupFigures{
		Group: t.names[group], Learners: int(in.learners), Answers: int(in.answers), Success: in.right / in.answers,
		Predicted: in.p / in.answers, AUC: in.auc(), Exposure: in.p / in.answers, MasteryShare: in.called / max(in.skills, 1),
	}
	var p, right [10]float64
	for i := range t.rows {
		if labels[i] != group {
			continue
		}
		for _, a := range t.rows[i].all {
			bin := min(int(a.P*10), 9)
			p[bin] += a.P
			if a.Right {
				right[bin]++
			}
		}
	}
	for b := range p {
		g.ECE += math.Abs(p[b]-right[b]) / in.answers
	}
	return g
}

func (t *table) labels() []int {
	labels := make([]int, len(t.rows))
	for i := range labels {
		labels[i] = t.rows[i].group
	}
	return labels
}

// test compares the first groups of the axis with the rest.
func (t *table) test(groups, draws int, rng *rand.Rand) []Comparison {
	labels := t.labels()
	var found []Comparison
	for g := range groups {
		in, out := t.split(labels, g)
		small := min(in.learners, out.learners) < MinLearners
		for m, v := range values(in, out) {
			c := Comparison{Group: t.names[g], Measure: measures[m], Value: v, P: 1, Holm: 1, Verdict: NoGap}
			if small {
				c.Verdict = CannotTell
			}
			found = append(found, c)
		}
	}
	asMuch := make([]int, len(found))
	for range draws {
		rng.Shuffle(len(labels), func(i, j int) { labels[i], labels[j] = labels[j], labels[i] })
		for g := range groups {
			if found[g*len(measures)].Verdict == CannotTell {
				continue
			}
			in, out := t.split(labels, g)
			for m, v := range values(in, out) {
				if i := g*len(measures) + m; math.Abs(v) >= math.Abs(found[i].Value) {
					asMuch[i]++
				}
			}
		}
	}
	for i := range found {
		if found[i].Verdict != CannotTell {
			found[i].P = float64(asMuch[i]+1) / float64(draws+1)
		}
	}
	holm(found)
	return found
}

// holm corrects the chances of all that was tested (Holm 1979) and gives verdicts.
func holm(found []Comparison) {
	var tested []*Comparison
	for i := range found {
		if found[i].Verdict != CannotTell {
			tested = append(tested, &found[i])
		}
	}
	slices.SortStableFunc(tested, func(a, b *Comparison) int { return cmp.Compare(a.P, b.P) })
	least := 0.0
	for i, c := range tested {
		least = max(least, min(1, c.P*float64(len(tested)-i)))
		if c.Holm = least; least <= alarm {
			c.Verdict = Gap
		}
	}
}
