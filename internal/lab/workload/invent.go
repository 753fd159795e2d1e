package workload

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
)

// An invented school: classes one after the other at the same tablets, a lesson
// of each a day. None of its figures was measured anywhere.
const (
	inventedClasses  = 5
	inventedChildren = 40 // in each class, one at each tablet
	inventedAnswers  = 48 // of each child a day
	inventedSkills   = 60
	inventedItems    = 12 // in each skill
	firstMorning     = 1_790_226_000_000
	dayMS            = 86_400_000
	lessonMS         = 45 * 60_000
)

type invented struct {
	at   int64
	text string
}

// Invent writes a workload of so many school days, the same for the same seed.
func Invent(out io.Writer, days int, seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 1))
	sequence := make([]int, inventedChildren)
	for day := range days {
		for class := range inventedClasses {
			start := int64(firstMorning + day*dayMS + class*lessonMS)
			var lesson []invented
			for place := range inventedChildren {
				lesson = append(lesson, inventChild(random, day, class, place, start, &sequence[place])...)
			}
			slices.SortStableFunc(lesson, func(a, b invented) int { return cmp.Compare(a.at, b.at) })
			for _, line := range lesson {
				if _, err := io.WriteString(out, line.text); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// inventChild is one child's lesson: three skills that follow each other from day
// to day, items drawn mostly from the easy end, three in four right.
func inventChild(random *rand.Rand, day, class, place int, at int64, sequence *int) []invented {
	lines := make([]invented, 0, inventedAnswers)
	normal := func(median, spread float64) int64 { return int64(median * math.Exp(spread*random.NormFloat64())) }
	at += normal(20_000, .8)
	for n := range inventedAnswers {
		skill := (class*7 + day/2 + n/16 + place%3) % inventedSkills
		item := skill*inventedItems + min(random.IntN(inventedItems), random.IntN(inventedItems))
		response, right := item%89+3, 1
		if random.IntN(4) == 0 {
			response, right = response+[]int{1, -1, 10, 2, 7}[min(random.IntN(5), random.IntN(5))], 0
		}
		hints := max(0, random.IntN(20)-18)
		took := 800 + normal(9_000, .7)
		at += took + normal(2_500, .9)
		*sequence++
		lines = append(lines, invented{at, fmt.Sprintf(
			`{"t":"a","id":"t%02d-%06d","stu":"u%d%02d","item":"i%04d","skill":"k%02d","resp":"%d","ok":%d,"hints":%d,"ms":%d,"hlc":"%012x-0000-t%02d"}`+"\n",
			place, *sequence, class, place, item, skill, response, right, hints, took, at, place)})
	}
	return lines
}

// WriteLines writes attempts in the form they were read in, their times at 10 ms.
func (w *Workload) WriteLines(out io.Writer, attempts []Attempt) error {
	for i := range attempts {
		a := &attempts[i]
		right := 0
		if a.right {
			right = 1
		}
		tablet := w.Tablets.Names[a.tablet]
		if _, err := fmt.Fprintf(out,
			`{"t":"a","id":"%s-%06d","stu":%s,"item":%s,"skill":%s,"resp":%s,"ok":%d,"hints":%d,"ms":%d,"hlc":"%012x-%04x-%s"}`+"\n",
			tablet, a.seq, quoted(w.Students.Names[a.Student]), quoted(w.Items.Names[a.item]), quoted(w.Skills.Names[w.SkillOf[a.item]]),
			quoted(a.response), right, a.hints, a.duration*10, a.At*10, a.count, tablet); err != nil {
			return err
		}
	}
	return nil
}

func quoted(text string) []byte {
	raw, err := json.Marshal(text)
	if err != nil { // a text always has a JSON form
		panic(err)
	}
	return raw
}
