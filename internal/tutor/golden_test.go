package tutor_test

import (
	"os"
	"path/filepath"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/tutor"
)

// Golden files keep one course, snapshot, plan and state as this engine version
// writes them. Attempts name snapshots for years, so old bytes must stay readable;
// other bytes mean another engine.Version or format number.

// goldenParts makes what is kept in testdata.
func goldenParts(t *testing.T) map[string][]byte {
	t.Helper()
	snapshot := shelf(t)(2)
	tu, err := tutor.New(course(), func(uint32) *tutor.Snapshot { return snapshot })
	if err != nil {
		t.Fatal(err)
	}
	var history []tutor.NamedEvidence
	for i := range uint32(40) {
		history = append(history, tutor.NamedEvidence{Snapshot: 2, Evidence: tutor.Evidence{
			Item: i * 7 % 15, Instance: i * 11 % 30, Correct: i%5 != 2, Hints: uint8(i % 9 / 8),
			Role: uint8(i % 13 / 12), Duration: int64(i) * 37, At: start + int64(i)*engine.TicksPerDay/6,
		}})
	}
	history = append(history, tutor.NamedEvidence{Snapshot: 2, Evidence: tutor.Evidence{
		Item: 3, Instance: 8, Correct: true, Role: engine.Checker, Vote: engine.TryAgain, At: start + 7*engine.TicksPerDay,
	}}, tutor.NamedEvidence{Snapshot: 2, Evidence: tutor.Evidence{
		Observed: engine.Partly, Skill: 4, Weight: 3, At: start + 7*engine.TicksPerDay,
	}})
	state, err := tu.Advance(77, nil, history)
	if err != nil {
		t.Fatal(err)
	}
	decisions := []tutor.Decision{{Skill: 4, Kind: engine.Block}, {Skill: 2, Kind: engine.Known}}
	plan, err := tu.IssuePlan(2, 77, state, decisions, 0.75, 12, start+7*engine.TicksPerDay)
	if err != nil {
		t.Fatal(err)
	}
	plan.Catalogue = [32]byte{1, 2, 3}
	return map[string][]byte{
		"course": course().AppendBinary(nil), "snapshot": snapshot.AppendBinary(nil),
		"plan": plan.AppendBinary(nil), "state": state,
	}
}

func TestGoldenBytes(t *testing.T) {
	for name, got := range goldenParts(t) {
		path := filepath.Join("testdata", name+".golden")
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s: %d bytes that differ from the %d kept", name, len(got), len(want))
		}
	}
}

func TestGoldenBytesAreReadable(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", name+".golden"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	c, err := tutor.DecodeCourse(read("course"))
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := tutor.DecodeSnapshot(read("snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := tutor.DecodePlan(read("plan"))
	if err != nil {
		t.Fatal(err)
	}
	if string(plan.State) != string(read("state")) || plan.Catalogue != [32]byte{1, 2, 3} || plan.Number != 12 {
		t.Errorf("plan %d of catalogue %x has another state", plan.Number, plan.Catalogue)
	}
	s, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Next(start + 7*engine.TicksPerDay); got.Item != plan.Ready[0].Item || got.P != plan.Ready[0].P {
		t.Errorf("the kept plan chooses %+v, its queue begins with %+v", got, plan.Ready[0])
	}
}
