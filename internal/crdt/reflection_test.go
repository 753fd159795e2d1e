package crdt_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

func said() crdt.Reflection {
	return crdt.Reflection{Learner: school.ID{1, 2, 3, 15: 16}, Feeling: crdt.FeelingWell, Helped: crdt.HelpedHint}
}

func reflectionOp(body []byte) crdt.Op {
	stream := crdt.Stream{Writer: crdt.Writer{Hub: school.ID{9}, Device: 1}, Audience: school.AudienceMinistry}
	return crdt.Op{Dot: crdt.Dot{Stream: stream, Seq: 1}, Kind: crdt.KindReflection, Body: body}
}

// TestReflection_Golden keeps the bytes: a log is read for ever.
func TestReflection_Golden(t *testing.T) {
	r := said()
	const want = "0101020300000000000000000000000010" + "0302"
	body := r.AppendBinary(nil)
	if got := hex.EncodeToString(body); got != want {
		t.Errorf("body %s, want %s", got, want)
	}
	if back, err := crdt.DecodeReflection(body); err != nil || back != r {
		t.Errorf("read back %+v, %v", back, err)
	}
	op := reflectionOp(body)
	if err := op.Validate(); err != nil {
		t.Error(err)
	}
	if _, ok := op.About(); ok {
		t.Error("what a child says of a sitting is evidence of a skill")
	}
}

func TestReflection_Refused(t *testing.T) {
	for name, bend := range map[string]func(*crdt.Reflection){
		"NoLearner": func(r *crdt.Reflection) { r.Learner = school.ID{} },
		"NoFeeling": func(r *crdt.Reflection) { r.Feeling = 0 },
		"Feeling":   func(r *crdt.Reflection) { r.Feeling = 4 },
		"Helped":    func(r *crdt.Reflection) { r.Helped = 5 },
	} {
		r := said()
		bend(&r)
		op := reflectionOp(r.AppendBinary(nil))
		if err := op.Validate(); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%s: got %v", name, err)
		}
		if _, ok := op.Reflection(); ok {
			t.Errorf("%s is read", name)
		}
	}
	r := said()
	long := reflectionOp(append(r.AppendBinary(nil), 0))
	if err := long.Validate(); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a longer body: %v", err)
	}
	newer := reflectionOp([]byte{2, 1, 2, 3})
	if err := newer.Validate(); err != nil {
		t.Errorf("a newer form is not kept: %v", err)
	}
}

func FuzzDecodeReflection(f *testing.F) {
	r := said()
	f.Add(r.AppendBinary(nil))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := crdt.DecodeReflection(body)
		if err == nil && !bytes.Equal(r.AppendBinary(nil), body) {
			t.Errorf("%x reads as %+v, which is written otherwise", body, r)
		}
	})
}
