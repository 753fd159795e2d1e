// Command memory measures how well FSRS says whether a skill met at least a day ago
// is still known, on a file of real answers with a clock, beside Leitner boxes and
// the learner's share of right answers so far. It takes the product's own schedule:
// the first answer of a day on a skill is its review.
//
// Its last line of output is one JSON object.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"

	"darasa/internal/engine"
	"darasa/internal/engine/memory"
	"darasa/internal/lab/answers"
	"darasa/internal/lab/score"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lab/memory:", err)
		os.Exit(1)
	}
}

// result is the last line of output: figures of FSRS, then those of the others.
type result struct {
	Reviews        int     `json:"reviews"`
	LogLoss        float64 `json:"logloss"`
	AUC            float64 `json:"auc"`
	LogLossLeitner float64 `json:"logloss_leitner"`
	AUCLeitner     float64 `json:"auc_leitner"`
	LogLossPercent float64 `json:"logloss_percent"`
	AUCPercent     float64 `json:"auc_percent"`
	LogLossShare   float64 `json:"logloss_share"` // of FSRS moved by the share of right answers so far
	AUCShare       float64 `json:"auc_share"`
}

func run(args []string) error {
	flags := flag.NewFlagSet("memory", flag.ContinueOnError)
	path := flags.String("data", "", "gzip CSV: student,item,skill,correct,t,fold, t in seconds")
	if err := flags.Parse(args); err != nil {
		return err
	}
	f, err := answers.Open(*path)
	if err != nil {
		return err
	}
	res, err := measure(f)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(res)
}

// errNoClock is returned for a file whose times are only positions.
var errNoClock = errors.New("the file has no clock: a review needs a day")

// retention is the product's.
const retention = 0.9

func measure(f *answers.File) (*result, error) {
	scheduler, err := memory.NewScheduler(memory.Default(), retention)
	if err != nil {
		return nil, err
	}
	m := &meter{scheduler: scheduler}
	for i := range f.Students {
		if f.Students[i].Clocked {
			m.student(f, &f.Students[i])
		}
	}
	if len(m.fsrs.P) == 0 {
		return nil, errNoClock
	}
	r := &result{Reviews: len(m.fsrs.P), AUC: m.fsrs.AUC(), AUCLeitner: m.leitner.AUC(), AUCPercent: m.percent.AUC()}
	r.LogLoss, _, _ = m.fsrs.Errors()
	r.LogLossLeitner, _, _ = m.leitner.Errors()
	r.LogLossPercent, _, _ = m.percent.Errors()
	r.LogLossShare, _, _ = m.share.Errors()
	r.AUCShare = m.share.AUC()
	return r, nil
}

type meter struct {
	scheduler              *memory.Scheduler
	fsrs, leitner, percent score.Score
	share                  score.Score
}

// trace is what the three models keep of one learner and skill.
type trace struct {
	card         memory.Card
	day          int64 // of the latest review
	box          int
	right, seen  float64
	everReviewed bool
}

// recallWeight is how much of FSRS's log-odds, counted from those of the retention it
// schedules for, moves the share of right answers so far. docs/adr/0090 tells how it
// was chosen.
const recallWeight = 0.2

// withShare is the chance of a right answer by both: FSRS with shipped parameters knows
// how recall fades, and nothing of how well this learner ever knew the skill.
func withShare(recall float64, t *trace) float64 {
	share := (t.right + 1) / (t.seen + 2)
	recall = min(max(recall, 0.001), 0.999)
	z := logit(share) + recallWeight*(logit(recall)-logit(retention))
	return 1 / (1 + math.Exp(-z))
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func (m *meter) student(f *answers.File, s *answers.Student) {
	traces := map[uint16]*trace{}
	for _, r := range s.Rows {
		skill, day := f.Course.Items[r.Item].Skill, engine.Day(r.At)
		t := traces[skill]
		if t == nil {
			t = &trace{}
			traces[skill] = t
		}
		if !t.everReviewed || day > t.day {
			m.review(t, day, r.Correct)
		}
		t.seen++
		if r.Correct {
			t.right++
		}
	}
}

func (m *meter) review(t *trace, day int64, correct bool) {
	if t.everReviewed {
		recall := m.scheduler.Retrievability(t.card, day)
		m.fsrs.Add(recall, correct)
		m.share.Add(withShare(recall, t), correct)
		m.leitner.Add(leitner(t.box, day-t.day), correct)
		m.percent.Add((t.right+1)/(t.seen+2), correct)
	}
	grade := memory.Again
	if correct {
		grade = memory.Good
	}
	t.card = m.scheduler.Review(t.card, day, grade)
	t.box = move(t.box, correct)
	t.day, t.everReviewed = day, true
}
