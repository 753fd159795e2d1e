package hubapi_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/crdt/crdttest"
	"darasa/internal/hubapi"
	"darasa/internal/school"
)

func TestOp_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op := crdttest.Op(t)
		encoded, err := hubapi.EncodeOp(op)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		got, err := hubapi.DecodeOp(encoded, op.Stream)
		if err != nil {
			t.Fatalf("decode %s: %v", encoded, err)
		}
		if !got.Equal(op) {
			t.Fatalf("%s\nread as %+v\nwant    %+v", encoded, got, op)
		}
	})
}

func TestOp_NewerProgram(t *testing.T) {
	text := `{"seq":9,"at":[5,0],"boot":1,"mono":2,"kind":201,"body":"__79","cols":{"501":"","65535":"AAEC"}}`
	op, err := hubapi.DecodeOp([]byte(text), crdttest.Golden()["unknown"].Stream)
	if err != nil {
		t.Fatal(err)
	}
	again, err := hubapi.EncodeOp(op)
	if err != nil || string(again) != text {
		t.Errorf("written as %s (%v), want %s", again, err, text)
	}
	if op.Kind != 201 || !bytes.Equal(op.Body, []byte{0xff, 0xfe, 0xfd}) || len(op.Columns) != 2 {
		t.Errorf("read as %+v", op)
	}
}

func TestDecodeOp_Refuses(t *testing.T) {
	attempt := `{"learner":"aa000000-0000-0000-0000-0000000000bb","catalogue":"` + strings.Repeat("0a", 32) +
		`","item":3,"instance":17,"response":"25","correct":true,"duration":812,"hints":0}`
	head := `"seq":12,"at":[179543520000,0],"boot":1,"mono":51234`
	good := `{` + head + `,"kind":"attempt","attempt":` + attempt + `}`
	change := func(old, replacement string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not in the example", old)
		}
		return strings.Replace(good, old, replacement, 1)
	}
	tests := map[string]string{
		"UnknownMember":       change(`"seq":12`, `"seq":12,"extra":1`),
		"UnknownInside":       change(`"item":3`, `"item":3,"skill":1`),
		"NoSeq":               change(`"seq":12,`, ``),
		"SeqZero":             change(`"seq":12`, `"seq":0`),
		"SeqNegative":         change(`"seq":12`, `"seq":-1`),
		"SeqFraction":         change(`"seq":12`, `"seq":1.5`),
		"SeqText":             change(`"seq":12`, `"seq":"12"`),
		"SeqHuge":             change(`"seq":12`, `"seq":18446744073709551616`),
		"NoCorrect":           change(`"correct":true,`, ``),
		"CorrectNull":         change(`"correct":true`, `"correct":null`),
		"CorrectNumber":       change(`"correct":true`, `"correct":1`),
		"NoMono":              change(`,"mono":51234`, ``),
		"AtShort":             change(`[179543520000,0]`, `[179543520000]`),
		"AtLong":              change(`[179543520000,0]`, `[179543520000,0,0]`),
		"AtCountNegative":     change(`[179543520000,0]`, `[179543520000,-1]`),
		"KindUnknownName":     change(`"kind":"attempt"`, `"kind":"dance"`),
		"KindKnownNumber":     change(`"kind":"attempt"`, `"kind":1`),
		"KindZero":            change(`"kind":"attempt"`, `"kind":0`),
		"KindLarge":           change(`"kind":"attempt"`, `"kind":256`),
		"KindPadded":          change(`"kind":"attempt"`, `"kind":7.0`),
		"KindMissing":         change(`"kind":"attempt",`, ``),
		"OtherMember":         change(`"kind":"attempt"`, `"kind":"session"`),
		"TwoMembers":          change(`"kind":"attempt"`, `"kind":"attempt","body":""`),
		"NoMember":            `{` + head + `,"kind":"attempt"}`,
		"LearnerZero":         change(`aa000000-0000-0000-0000-0000000000bb`, ``),
		"LearnerBraces":       change(`aa000000-0000-0000-0000-0000000000bb`, `{aa000000-0000-0000-0000-0000000000bb}`),
		"HashUpper":           change(strings.Repeat("0a", 32), strings.Repeat("0A", 32)),
		"HashShort":           change(strings.Repeat("0a", 32), strings.Repeat("0a", 31)),
		"DurationNegative":    change(`"duration":812`, `"duration":-1`),
		"HintsLarge":          change(`"hints":0`, `"hints":256`),
		"ResponseLong":        change(`"response":"25"`, `"response":"`+strings.Repeat("9", crdt.MaxText+1)+`"`),
		"ResponseHalfPair":    change(`"response":"25"`, `"response":"\ud800"`),
		"ColumnName":          change(`"kind"`, `"cols":{"09":""},"kind"`),
		"ColumnNegative":      change(`"kind"`, `"cols":{"-1":""},"kind"`),
		"ColumnLarge":         change(`"kind"`, `"cols":{"65536":""},"kind"`),
		"ColumnTwice":         change(`"kind"`, `"cols":{"9":"","9":"AA"},"kind"`),
		"ColumnPadding":       change(`"kind"`, `"cols":{"9":"AA=="},"kind"`),
		"ColumnBits":          change(`"kind"`, `"cols":{"9":"AB"},"kind"`),
		"ColumnNewline":       change(`"kind"`, `"cols":{"9":"A\nA"},"kind"`),
		"RemoveWithValue":     `{` + head + `,"kind":"remove","register":{"noun":4,"entity":"aa000000-0000-0000-0000-0000000000bb","field":2,"value":"AA"}}`,
		"RemoveBadDot":        `{` + head + `,"kind":"remove","register":{"noun":4,"entity":"aa000000-0000-0000-0000-0000000000bb","field":2,"dots":["x/1/1/hub/01"]}}`,
		"SetWithoutValue":     `{` + head + `,"kind":"set","register":{"noun":4,"entity":"aa000000-0000-0000-0000-0000000000bb","field":2}}`,
		"SetWithDots":         `{` + head + `,"kind":"set","register":{"noun":4,"entity":"aa000000-0000-0000-0000-0000000000bb","field":2,"value":"","dots":[]}}`,
		"SessionIncomplete":   `{` + head + `,"kind":"session","session":{"learner":"aa000000-0000-0000-0000-0000000000bb"}}`,
		"ClockIncomplete":     `{` + head + `,"kind":"clock","clock":{"real":1}}`,
		"NotAnObject":         `[]`,
		"Nothing":             ``,
		"Behind":              good + `1`,
		"MemberInAnotherCase": change(`"seq":12`, `"seq":12,"SEQ":13`),
	}
	stream := crdttest.Golden()["attempt"].Stream
	if _, err := hubapi.DecodeOp([]byte(good), stream); err != nil {
		t.Fatalf("the example is refused: %v", err)
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			op, err := hubapi.DecodeOp([]byte(text), stream)
			if code := school.ErrorCode(err); code != school.CodeInvalid && code != school.CodeLimit {
				t.Errorf("read as %+v, %v", op, err)
			}
		})
	}
}

func TestEncodeOp_ErrText(t *testing.T) {
	op := *crdttest.Golden()["attempt"]
	broken := *op.Attempt
	broken.Response = "\xff"
	op.Attempt = &broken
	if text, err := hubapi.EncodeOp(&op); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("written as %s, %v", text, err)
	}
}

func FuzzDecodeOp(f *testing.F) {
	stream := crdttest.Golden()["attempt"].Stream
	for _, op := range crdttest.Golden() {
		text, err := hubapi.EncodeOp(op)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		op, err := hubapi.DecodeOp(text, stream)
		if err != nil {
			if code := school.ErrorCode(err); code == school.CodeInternal {
				t.Fatalf("%q: an error without a code: %v", text, err)
			}
			return
		}
		written, err := hubapi.EncodeOp(op)
		if err != nil || !json.Valid(written) {
			t.Fatalf("%q cannot be written again: %q, %v", text, written, err)
		}
		again, err := hubapi.DecodeOp(written, stream)
		if err != nil || !again.Equal(op) {
			t.Fatalf("%q written as %q reads as something else: %v", text, written, err)
		}
	})
}
