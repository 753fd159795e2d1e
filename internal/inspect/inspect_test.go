package inspect_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/inspect"
	"darasa/internal/library"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

func lib(t testing.TB) *library.Library {
	t.Helper()
	l, err := library.New(replicationtest.Built().Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// lesson is what eight learners answered, in two languages.
func lesson() (ops []*crdt.Op) {
	for _, op := range replicationtest.Lesson(8, 25) {
		if op.Attempt != nil {
			op.SetColumn(crdt.ColumnLanguage, []byte([]string{"ur", "en"}[op.Attempt.Learner[15]%2]))
			ops = append(ops, op)
		}
	}
	return ops
}

func busy(context.Context) error { return nil }

func trace(t testing.TB, l *library.Library, ops []*crdt.Op) *inspect.Traced {
	t.Helper()
	log := inspect.NewLog(l)
	for _, op := range ops {
		log.Add(op, op.Attempt.Learner)
	}
	_, course, folder := l.Current()
	traced, err := log.Trace(context.Background(), course, folder, busy)
	if err != nil {
		t.Fatal(err)
	}
	return traced
}

func reports(t testing.TB, traced *inspect.Traced) string {
	t.Helper()
	b, err := json.Marshal([]any{traced.Fairness(), traced.Items(func(item uint32) string { return fmt.Sprint("item", item) })})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAnyOrderSameReport gathers one log in any order and with repeats.
func TestAnyOrderSameReport(t *testing.T) {
	l, ops := lib(t), lesson()
	traced := trace(t, l, ops)
	if looked, left := traced.Answers(); looked != len(ops) || left != 0 || traced.Learners() != 8 {
		t.Fatalf("%d answers of %d learners, %d left out; want %d of 8", looked, traced.Learners(), left, len(ops))
	}
	want := reports(t, traced)
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := rapid.Permutation(append(ops[:len(ops):len(ops)], ops[:30]...)).Draw(rt, "order")
		if reports(t, trace(t, l, shuffled)) != want {
			rt.Fatal("another order gives another report")
		}
	})
}

// TestChancesAreTheTutors compares the sum of chances with what the tutor says of one
// learner's answers.
func TestChancesAreTheTutors(t *testing.T) {
	l, ops := lib(t), lesson()
	_, _, folder := l.Current()
	sums := map[string]float64{}
	n := 0
	byLearner := map[[16]byte][]*crdt.Op{}
	for _, op := range ops {
		byLearner[op.Attempt.Learner] = append(byLearner[op.Attempt.Learner], op)
	}
	for id, own := range byLearner {
		var history []tutor.NamedEvidence
		for _, op := range own {
			history = append(history, tutor.NamedEvidence{Evidence: tutor.Evidence{
				Item: op.Attempt.Item, Instance: op.Attempt.Instance, Correct: op.Attempt.Correct, Hints: op.Attempt.Hints,
				Duration: op.Attempt.Duration, At: op.Stamp.At.Tick,
			}})
		}
		language := []string{"ur", "en"}[id[15]%2]
		levels, err := folder.Retrace(wire.Seed(id), history, func(i int, p float64) { sums[language] += p; n++ })
		if err != nil || len(levels) == 0 {
			t.Fatal(err)
		}
	}
	if n != len(ops) {
		t.Fatalf("%d of %d answers have a chance", n, len(ops))
	}
	for _, g := range trace(t, l, ops).Fairness()[0].Groups {
		if got := g.Predicted * float64(g.Answers); got < sums[g.Group]-1e-9 || got > sums[g.Group]+1e-9 {
			t.Errorf("%s: chances sum to %f, want %f", g.Group, got, sums[g.Group])
		}
	}
}

// TestLeavesOutAndCounts counts what the course cannot have asked for.
func TestLeavesOutAndCounts(t *testing.T) {
	ops := lesson()
	strange, attempt := *ops[0], *ops[0].Attempt
	attempt.Catalogue[0] ^= 1
	strange.Attempt, strange.Seq = &attempt, 1<<40
	early := *ops[1]
	early.Seq = 1<<40 + 1
	early.Columns = nil
	early.SetUint(crdt.ColumnPlan, 99) // a snapshot that nobody has made yet
	l := lib(t)
	l.Own(early.Writer.Hub, 3)
	if looked, left := trace(t, l, append(ops, &strange, &early)).Answers(); looked != len(ops) || left != 2 {
		t.Errorf("looked at %d of %d, %d left out", looked, len(ops), left)
	}
}

func TestTrace_CanBeStopped(t *testing.T) {
	l := lib(t)
	log := inspect.NewLog(l)
	for _, op := range lesson() {
		log.Add(op, op.Attempt.Learner)
	}
	_, course, folder := l.Current()
	stop := errors.New("a lesson begins")
	if _, err := log.Trace(context.Background(), course, folder, func(context.Context) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}
