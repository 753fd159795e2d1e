package hubapi_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Everything that waits, is refused or is missing is listed for the teacher with its
// reason, and in the form the document promises; lists are never null.
func TestAttention(t *testing.T) {
	b := open(t)
	b.signInTeacher()
	read := func() (a classroom.Attention) {
		t.Helper()
		status, body := b.call("GET", "/teacher/attention", "")
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		if err := json.Unmarshal(body, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := read(); len(a.Held)+len(a.Refused)+len(a.Alarms)+len(a.Lost)+len(a.Copies)+len(a.Repairs) != 0 {
		t.Fatalf("a new hub needs %+v", a)
	}
	stream := crdt.Stream{Writer: crdt.Writer{Hub: b.class.Store.ID(), Device: 7}, Epoch: 5, Audience: school.AudienceMinistry}
	op := func(seq uint64, body string) *crdt.Op {
		op := &crdt.Op{Dot: crdt.Dot{Stream: stream, Seq: seq}, Kind: 210, Body: []byte(body)}
		op.Stamp.At.Tick = 1000
		return op
	}
	if _, err := b.class.Store.Apply(ctx, []*crdt.Op{op(1, "new"), op(5, "new"), op(1, "other")}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := b.class.Store.Refuse(ctx, stream.String(), school.Errorf(school.CodeInvalid, "no op"), []byte("{")); err != nil {
			t.Fatal(err)
		}
	}
	a := read()
	if len(a.Held) != 1 || a.Held[0] != (classroom.HeldGroup{Reason: "unknown-kind", Ops: 2, Since: 1000}) {
		t.Errorf("held %+v", a.Held)
	}
	if len(a.Lost) != 1 || a.Lost[0] != (classroom.LostRange{Device: 7, Epoch: 5, Audience: "ministry", From: 2, To: 4}) {
		t.Errorf("lost %+v", a.Lost)
	}
	if len(a.Alarms) != 1 || a.Alarms[0] != (classroom.AlarmGroup{Device: 7, Ops: 1}) {
		t.Errorf("alarms %+v", a.Alarms)
	}
	if len(a.Refused) != 1 || a.Refused[0].Texts != 2 || a.Refused[0].Source != stream.String() || a.Refused[0].At == 0 {
		t.Errorf("refused %+v", a.Refused)
	}
	if a.Waiting.Ops != 2 || a.Waiting.Since != 1000 || a.Waiting.Bytes == 0 {
		t.Errorf("waiting %+v", a.Waiting)
	}
}
