package crdt_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

func seen() crdt.Observation {
	return crdt.Observation{
		Learner: school.ID{1, 2, 3, 15: 16}, Skill: "numeracy/add-10", Outcome: crdt.ObservedPartly, Means: crdt.MeansPaper, Weight: 3,
	}
}

// TestObservation_Golden keeps the bytes: a log is read for ever.
func TestObservation_Golden(t *testing.T) {
	n := seen()
	const want = "0101020300000000000000000000000010" + "020203" + "6e756d65726163792f6164642d3130"
	body := n.AppendBinary(nil)
	if got := hex.EncodeToString(body); got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if back, err := crdt.DecodeObservation(body); err != nil || back != n {
		t.Errorf("read back %+v, %v", back, err)
	}
}

func TestObservation_Refused(t *testing.T) {
	for name, bend := range map[string]func(*crdt.Observation){
		"NoLearner": func(n *crdt.Observation) { n.Learner = school.ID{} },
		"NoOutcome": func(n *crdt.Observation) { n.Outcome = 0 },
		"Outcome":   func(n *crdt.Observation) { n.Outcome = 4 },
		"Means":     func(n *crdt.Observation) { n.Means = 4 },
		"NoWeight":  func(n *crdt.Observation) { n.Weight = 0 },
		"Weight":    func(n *crdt.Observation) { n.Weight = 6 },
		"NoSkill":   func(n *crdt.Observation) { n.Skill = "" },
		"LongSkill": func(n *crdt.Observation) { n.Skill = string(make([]byte, 300)) },
	} {
		n := seen()
		bend(&n)
		op := crdt.Op{Dot: crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: school.ID{9}}, Audience: school.AudienceMinistry}, Seq: 1}, Kind: crdt.KindObservation, Body: n.AppendBinary(nil)}
		if err := op.Validate(); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%s: got %v", name, err)
		}
		if _, ok := op.About(); ok {
			t.Errorf("%s is about somebody", name)
		}
	}
	newer := crdt.Op{Dot: crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: school.ID{9}}, Audience: school.AudienceMinistry}, Seq: 1}, Kind: crdt.KindObservation, Body: []byte{2, 1, 2, 3}}
	if err := newer.Validate(); err != nil {
		t.Errorf("a newer form is not kept: %v", err)
	}
}

func FuzzDecodeObservation(f *testing.F) {
	n := seen()
	f.Add(n.AppendBinary(nil))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := crdt.DecodeObservation(body)
		if err == nil && !bytes.Equal(n.AppendBinary(nil), body) {
			t.Errorf("%x reads as %+v, which is written otherwise", body, n)
		}
	})
}
