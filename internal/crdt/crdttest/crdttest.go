// Package crdttest draws random ops for property tests and holds the fixed ones
// whose bytes are golden. It is for tests only.
package crdttest

import (
	"slices"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// Stream draws one of a few streams, so that collisions happen.
func Stream(t *rapid.T) crdt.Stream {
	return crdt.Stream{
		Writer: crdt.Writer{
			Hub:    school.ID{0: 1, 15: rapid.ByteRange(1, 3).Draw(t, "hub")},
			Device: rapid.Uint32Range(0, 4).Draw(t, "device"),
		},
		Epoch:    rapid.Uint32Range(1, 3).Draw(t, "epoch"),
		Audience: school.Audience(rapid.ByteRange(1, 3).Draw(t, "audience")),
	}
}

// Op draws a valid op of any kind, known or not.
func Op(t *rapid.T) *crdt.Op {
	op := &crdt.Op{
		Dot: crdt.Dot{Stream: Stream(t), Seq: rapid.Uint64Range(1, 1<<40).Draw(t, "seq")},
		Stamp: hlc.Stamp{
			At:     hlc.Timestamp{Tick: rapid.Int64Range(-1<<50, 1<<50).Draw(t, "tick"), Count: rapid.Uint32().Draw(t, "count")},
			Moment: hlc.Moment{Boot: rapid.Uint32().Draw(t, "boot"), Mono: rapid.Int64Range(0, 1<<40).Draw(t, "mono")},
		},
		Kind: crdt.Kind(rapid.SampledFrom([]int{1, 2, 3, 4, 5, 6, 9, 10, 12, 77, 255}).Draw(t, "kind")),
	}
	fill(t, op)
	for _, n := range columnNumbers(t) {
		op.SetColumn(n, rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "column"))
	}
	return op
}

func fill(t *rapid.T, op *crdt.Op) {
	switch op.Kind {
	case crdt.KindAttempt:
		op.Attempt = &crdt.Attempt{
			Learner: ID(t), Catalogue: [32]byte{rapid.Byte().Draw(t, "catalogue")},
			Item: rapid.Uint32Range(0, 500).Draw(t, "item"), Instance: rapid.Uint32Range(0, 99).Draw(t, "instance"),
			Response: rapid.StringN(0, 12, 60).Draw(t, "response"), Correct: rapid.Bool().Draw(t, "correct"),
			Duration: rapid.Int64Range(0, 1<<30).Draw(t, "duration"), Hints: rapid.Byte().Draw(t, "hints"),
		}
	case crdt.KindSet, crdt.KindAdd, crdt.KindRemove:
		op.Register = &crdt.Register{
			Noun: school.Noun(rapid.Uint16Range(1, 10).Draw(t, "noun")), Entity: ID(t),
			Field: school.Field(rapid.Uint16Range(1, 5).Draw(t, "field")), Key: rapid.StringN(0, 8, 30).Draw(t, "key"),
		}
		if op.Kind == crdt.KindRemove {
			op.Register.Dots = []crdt.Dot{{Stream: Stream(t), Seq: rapid.Uint64Range(1, 20).Draw(t, "dot")}}
			return
		}
		op.Register.Value = rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "value")
	case crdt.KindSession:
		op.Session = &crdt.Session{Learner: ID(t), Assurance: school.Assurance(rapid.ByteRange(0, 3).Draw(t, "assurance"))}
	case crdt.KindClock:
		op.Clock = &crdt.Clock{Real: rapid.Int64Range(0, 1<<45).Draw(t, "real"), Within: rapid.Int64Range(0, 1000).Draw(t, "within"), Source: 3}
	default:
		op.Body = rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "body")
	}
}

// ID draws one of a few ids.
func ID(t *rapid.T) school.ID {
	return school.ID{0: 2, 15: rapid.ByteRange(1, 6).Draw(t, "id")}
}

func columnNumbers(t *rapid.T) []uint16 {
	numbers := rapid.SliceOfN(rapid.Uint16Range(1, 1000), 0, 4).Draw(t, "columns")
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// Golden returns one fixed op per kind; their bytes are kept for ever.
func Golden() map[string]*crdt.Op {
	stamp := hlc.Stamp{At: hlc.Timestamp{Tick: 179_543_520_000, Count: 2}, Moment: hlc.Moment{Boot: 4_000_000_001, Mono: 51_234}}
	dot := func(seq uint64, a school.Audience) crdt.Dot {
		writer := crdt.Writer{Hub: school.ID{1, 2, 3, 4, 5, 6, 0x77, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}, Device: 7}
		return crdt.Dot{Stream: crdt.Stream{Writer: writer, Epoch: 0xdeadbeef, Audience: a}, Seq: seq}
	}
	learner := school.ID{0xaa, 15: 0xbb}
	attempt := &crdt.Op{Dot: dot(41, school.AudienceMinistry), Stamp: stamp, Kind: crdt.KindAttempt, Attempt: &crdt.Attempt{
		Learner: learner, Catalogue: [32]byte{1, 31: 2}, Item: 12, Instance: 300, Response: "25", Correct: true, Duration: 812, Hints: 1,
	}}
	attempt.SetUint(crdt.ColumnSession, 40)
	attempt.SetUint(crdt.ColumnPlan, 3)
	return map[string]*crdt.Op{
		"attempt": attempt,
		"session": {Dot: dot(40, school.AudienceMinistry), Stamp: stamp, Kind: crdt.KindSession, Session: &crdt.Session{Learner: learner, Assurance: school.AssurancePictures}},
		"set": {Dot: dot(5, school.AudienceSchool), Stamp: stamp, Kind: crdt.KindSet, Register: &crdt.Register{
			Noun: school.NounLearner, Entity: learner, Field: school.LearnerAnimal, Value: []byte("owl"),
		}},
		"add": {Dot: dot(6, school.AudienceSchool), Stamp: stamp, Kind: crdt.KindAdd, Register: &crdt.Register{
			Noun: school.NounClassroom, Entity: school.ID{0xcc}, Field: school.ClassroomLearners, Value: learner[:],
		}},
		"remove": {Dot: dot(7, school.AudienceSchool), Stamp: stamp, Kind: crdt.KindRemove, Register: &crdt.Register{
			Noun: school.NounClassroom, Entity: school.ID{0xcc}, Field: school.ClassroomLearners, Dots: []crdt.Dot{dot(6, school.AudienceSchool)},
		}},
		"clock":   {Dot: dot(8, school.AudienceMinistry), Stamp: stamp, Kind: crdt.KindClock, Clock: &crdt.Clock{Real: 179_543_520_111, Within: 50, Source: hlc.SourceHub}},
		"unknown": {Dot: dot(9, school.AudienceMinistry), Stamp: stamp, Kind: 99, Body: []byte("kept as it came"), Columns: []crdt.Column{{Number: 501, Value: []byte{1}}}},
	}
}
