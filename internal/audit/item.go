package audit

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Try is one answer at an item: a generator at one level in one format. Key names the
// item for people, Instance which of its exercises was shown, Learner is any number, P
// the chance predicted before it, Language what the page was in.
type Try struct {
	Key      string
	Instance uint32
	Learner  int
	Language string
	Right    bool
	Response string
	P        float64
}

// The codes of what may be wrong with an item.
const (
	WrongKey    = "wrong-key"    // able learners agree on another answer: share of them right, share that agree, how many
	TellsLittle = "tells-little" // the able are not better at it: correlation, answers
	LanguageGap = "language-gap" // success beyond the predicted in one language less that in the other: gap, answers in each
	TooHard     = "too-hard"     // success, predicted
	TooEasy     = "too-easy"     // success, predicted
)

// Finding is one suspicion with what it rests on.
type Finding struct {
	Code     string    `json:"code"`
	Language string    `json:"language,omitempty"` // of a language gap: the one it is harder in
	Instance int64     `json:"instance"`           // −1: the item as a whole
	Response string    `json:"response,omitempty"` // of an instance's key: what the able say instead
	Values   []float64 `json:"values"`
}

// LanguageFigures describes one item in one language.
type LanguageFigures struct {
	Language  string  `json:"language"`
	Answers   int     `json:"answers"`
	Success   float64 `json:"success"`
	Predicted float64 `json:"predicted"`
}

// ItemFigures describes one item, suspicious or not. Discrimination is the correlation
// of success with how its learners do at other items, 0 while nothing varies.
type ItemFigures struct {
	Key            string            `json:"item"`
	Answers        int               `json:"answers"`
	Learners       int               `json:"learners"`
	Success        float64           `json:"success"`
	Predicted      float64           `json:"predicted"`
	Discrimination float64           `json:"discrimination"`
	Languages      []LanguageFigures `json:"languages"` // by name
	Findings       []Finding         `json:"findings"`
}

// When a suspicion is spoken of. An able learner is one of the upper half by success
// beyond the predicted, at other items.
const (
	minAnswers    = 30   // of an item, for anything but an instance's key
	minAble       = 6    // able answers, for a key
	ableRight     = 0.25 // at most so many of them right …
	ableAgree     = 0.65 // … and so many of them with one and the same other answer
	minCorrelated = 60
	maxCorrelated = -0.15
	hardGap       = 0.2
	languageGap   = 0.1
	sigmas        = 4 // how sure a gap must be, since many items are looked at
)

// Items examines every item, the most suspicious first and then by key. Tries whose P
// is no number from 0 to 1 or that name no item are left out and counted.
func Items(tries []Try) (items []ItemFigures, left int) {
	byKey, sums := map[string][]Try{}, map[int]tendency{}
	for _, t := range tries {
		if t.Key == "" || !(t.P >= 0 && t.P <= 1) {
			left++
			continue
		}
		byKey[t.Key] = append(byKey[t.Key], t)
		s := sums[t.Learner]
		sums[t.Learner] = tendency{s.over + over(t), s.n + 1}
	}
	for key, ts := range byKey {
		items = append(items, examine(key, ts, sums))
	}
	slices.SortFunc(items, func(a, b ItemFigures) int {
		return cmp.Or(cmp.Compare(len(b.Findings), len(a.Findings)), cmp.Compare(a.Key, b.Key))
	})
	return items, left
}

// tendency sums a learner's success beyond the predicted.
type tendency struct{ over, n float64 }

func over(t Try) float64 {
	if t.Right {
		return 1 - t.P
	}
	return -t.P
}

// examine looks at one item; others are its learners' tendencies over all items.
func examine(key string, tries []Try, sums map[int]tendency) ItemFigures {
	f := ItemFigures{Key: key, Answers: len(tries)}
	own := map[int]tendency{}
	variance := 0.0
	for _, t := range tries {
		s := own[t.Learner]
		own[t.Learner] = tendency{s.over + over(t), s.n + 1}
		f.Predicted += t.P / float64(len(tries))
		if t.Right {
			f.Success += 1 / float64(len(tries))
		}
		variance += t.P * (1 - t.P)
	}
	f.Learners = len(own)
	ability := func(learner int) float64 {
		all, here := sums[learner], own[learner]
		return (all.over - here.over) / (all.n - here.n + 5)
	}
	f.Discrimination = correlation(tries, ability)
	f.Languages = perLanguage(tries)
	f.Findings = append(f.Findings, keys(tries, ability)...)
	if len(tries) < minAnswers {
		return f
	}
	if len(tries) >= minCorrelated && f.Discrimination <= maxCorrelated {
		f.Findings = append(f.Findings, Finding{Code: TellsLittle, Instance: -1, Values: []float64{f.Discrimination, float64(len(tries))}})
	}
	gap := f.Success - f.Predicted
	if math.Abs(gap) >= hardGap && math.Abs(gap)*float64(len(tries)) >= sigmas*math.Sqrt(variance) {
		code := TooHard
		if gap > 0 {
			code = TooEasy
		}
		f.Findings = append(f.Findings, Finding{Code: code, Instance: -1, Values: []float64{f.Success, f.Predicted}})
	}
	f.Findings = append(f.Findings, languages(tries)...)
	return f
}

func correlation(tries []Try, ability func(int) float64) float64 {
	var n, x, y, xx, yy, xy float64
	for _, t := range tries {
		a, r := ability(t.Learner), over(t)
		n, x, y, xx, yy, xy = n+1, x+a, y+r, xx+a*a, yy+r*r, xy+a*r
	}
	spread := (xx - x*x/n) * (yy - y*y/n)
	if spread <= 1e-12 {
		return 0
	}
	return (xy - x*y/n) / math.Sqrt(spread)
}

func perLanguage(tries []Try) []LanguageFigures {
	by := map[string]LanguageFigures{}
	for _, t := range tries {
		l := by[t.Language]
		l.Language = t.Language
		l.Answers++
		l.Predicted += t.P
		if t.Right {
			l.Success++
		}
		by[t.Language] = l
	}
	var out []LanguageFigures
	for _, name := range slices.Sorted(maps.Keys(by)) {
		l := by[name]
		l.Success /= float64(l.Answers)
		l.Predicted /= float64(l.Answers)
		out = append(out, l)
	}
	return out
}

// languages compares success beyond the predicted between every language and the rest.
func languages(tries []Try) []Finding {
	by := map[string][]Try{}
	for _, t := range tries {
		by[t.Language] = append(by[t.Language], t)
	}
	var found []Finding
	for language, here := range by {
		var rest []Try
		for _, t := range tries {
			if t.Language != language {
				rest = append(rest, t)
			}
		}
		if len(here) < minAnswers || len(rest) < minAnswers {
			continue
		}
		m, v := meanOver(here)
		m2, v2 := meanOver(rest)
		if gap := m2 - m; gap >= languageGap && gap >= sigmas*math.Sqrt(v+v2) {
			found = append(found, Finding{
				Code: LanguageGap, Language: language, Instance: -1, Values: []float64{gap, float64(len(here)), float64(len(rest))},
			})
		}
	}
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Compare(a.Language, b.Language) })
	return found
}

func meanOver(tries []Try) (mean, variance float64) {
	n := float64(len(tries))
	sum, squares := 0.0, 0.0
	for _, t := range tries {
		r := over(t)
		sum += r
		squares += r * r
	}
	mean = sum / n
	return mean, max(squares/n-mean*mean, 0.01) / n
}

// keys looks for a wrong answer key: first in the item as a whole, by how often able
// learners agree with each other at one instance on something else than the key, then
// in instances that were often shown.
func keys(tries []Try, ability func(int) float64) []Finding {
	var levels []float64
	for _, t := range tries {
		levels = append(levels, ability(t.Learner))
	}
	slices.Sort(levels)
	middle := levels[len(levels)/2]
	by := map[uint32][]Try{}
	able, right := 0.0, 0.0
	for _, t := range tries {
		if ability(t.Learner) < middle {
			continue
		}
		by[t.Instance] = append(by[t.Instance], t)
		able++
		if t.Right {
			right++
		}
	}
	met, agreed := 0.0, 0.0
	var found []Finding
	for instance, ts := range by {
		n, most, r, instead := agree(ts)
		if n >= 2 {
			met += n
			agreed += most
		}
		if n >= minAble && r <= ableRight*n && most >= ableAgree*n {
			found = append(found, Finding{Code: WrongKey, Instance: int64(instance), Response: instead, Values: []float64{r / n, most / n, n}})
		}
	}
	if met >= minAble && able >= minAble && right <= ableRight*able && agreed >= ableAgree*met {
		return []Finding{{Code: WrongKey, Instance: -1, Values: []float64{right / able, agreed / met, able}}}
	}
	slices.SortFunc(found, func(a, b Finding) int { return cmp.Compare(a.Instance, b.Instance) })
	return found
}

// agree counts tries at one instance, those that gave the most common answer that is
// not the key, if at least two did, and the right ones; instead is that answer.
func agree(tries []Try) (n, most, right float64, instead string) {
	counts := map[string]float64{}
	for _, t := range tries {
		n++
		if t.Right {
			right++
			continue
		}
		counts[t.Response]++
		if c := counts[t.Response]; c >= 2 && t.Response != "" && c > most {
			most, instead = c, t.Response
		}
	}
	return n, most, right, instead
}
