package sqlite_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// A school erases a learner. Whatever the order in which answers, the erasure and
// blanked segments reach the cloud, her sums are gone, everybody else's stand, and the
// last word on a segment is the blanked one.
func TestCloud_ErasureInAnyOrder(t *testing.T) {
	tablet := cloudtest.HubID(1)
	cutter := cloudtest.NewCutter(1, 10)
	x := wire.Context{Directory: cutter.Directory, Instance: tutor.Instance, Catalogues: func(hash [32]byte) (wire.Catalogue, bool) {
		return sqlitetest.Built().Catalogue, hash == sqlitetest.Built().Catalogue.Hash()
	}}
	learner := cloudtest.Answers(tablet, 1, 1, 1, 1)[0].Attempt.Learner
	var bodies [][]byte
	blanks := map[int][]byte{}
	for part := range 3 {
		first := uint64(part*10 + 1)
		segment := cutter.MustCut(t, append(cloudtest.Answers(tablet, 1, 1, first, 10), cloudtest.Answers(tablet, 2, 2, first, 10)...))
		blank, _, err := wire.Redact(segment.Bytes, x, sqlitetest.Key(1).Public(), func(op *crdt.Op) bool {
			about, ok := op.Concerns()
			return ok && about == learner
		}, sqlitetest.Key(1).Sign)
		if err != nil || blank == nil {
			t.Fatal(err)
		}
		bodies, blanks[len(bodies)] = append(bodies, segment.Bytes), blank.Bytes
	}
	erase := crdt.EraseOp(learner)
	erase.Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: tablet}, Epoch: 10, Audience: school.AudienceMinistry}, Seq: 1}
	bodies = append(bodies, cutter.MustCut(t, []*crdt.Op{erase}).Bytes)
	order := []int{0, 1, 2, 3}
	run := func(t testing.TB, folder string, order []int, early map[int]bool) string {
		c := cloudtest.MustOpen(t, folder, &cloudtest.Clock{})
		owner := cloudtest.MustAddSchool(t, c, "Chak 12")
		hub, _ := cloudtest.MustEnroll(t, c, owner, 1)
		for _, i := range order {
			if early[i] && blanks[i] != nil {
				mustReceive(t, c, hub, blanks[i]) // before it ever saw the first form
			}
			mustReceive(t, c, hub, bodies[i])
		}
		for i := range len(bodies) {
			if blanks[i] != nil {
				mustReceive(t, c, hub, blanks[i])
				mustReceive(t, c, hub, bodies[i]) // a stick from before brings the first form again
				got, _, err := c.For(context.Background(), hub).Segment(nameOf(t, bodies[i]))
				if err != nil || string(got) != string(blanks[i]) {
					t.Fatalf("segment %d is held as it was (%v)", i, err)
				}
			}
		}
		return strings.ReplaceAll(tallies(t, c), strings.ReplaceAll(owner.String(), "-", ""), "school")
	}
	want := learnerLines(run(t, t.TempDir(), order, nil))
	if want == "" || strings.Contains(want, strings.ReplaceAll(learner.String(), "-", "")) {
		t.Fatalf("sums after the erasure:\n%s", want)
	}
	rapid.Check(t, func(rt *rapid.T) {
		drawn := rapid.Permutation(order).Draw(rt, "order")
		early := map[int]bool{rapid.IntRange(0, 2).Draw(rt, "early"): rapid.Bool().Draw(rt, "blank first")}
		if got := learnerLines(run(t, t.TempDir(), drawn, early)); got != want {
			rt.Fatalf("order %v, early %v:\n%s\nwant\n%s", drawn, early, got, want)
		}
	})
}

// Of an erased learner not even the beginning of a segment stays in the cloud, and the
// beginnings of other schools do.
func TestCloud_ErasureForgetsBeginnings(t *testing.T) {
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "Chak 12"), 1)
	other, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "Chak 14"), 2)
	answers := cloudtest.Answers(cloudtest.HubID(1), 1, 1, 1, 10)
	begun := cloudtest.NewCutter(1, 10).MustCut(t, answers)
	for _, h := range []sqlite.CloudHub{hub, other} {
		if _, err := c.For(t.Context(), h).PutPart(begun.Hash, int64(len(begun.Bytes)), 0, begun.Bytes[:100]); err != nil {
			t.Fatal(err)
		}
	}
	erase := crdt.EraseOp(answers[0].Attempt.Learner)
	erase.Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: hub.ID}, Epoch: 10, Audience: school.AudienceMinistry}, Seq: 1}
	mustReceive(t, c, hub, cloudtest.NewCutter(1, 10).MustCut(t, []*crdt.Op{erase}).Bytes)
	for i, want := range []int64{0, 100} {
		if have, err := c.For(t.Context(), []sqlite.CloudHub{hub, other}[i]).PartHave(begun.Hash); err != nil || have != want {
			t.Errorf("of school %d %d bytes of what was begun are held, %v; want %d", i, have, err, want)
		}
	}
}

// A blanked segment that says something else than blanks is refused.
func TestCloud_ErrBlankedToSomethingElse(t *testing.T) {
	cutter := cloudtest.NewCutter(1, 10)
	prefix := cutter.Directory.Prefix(0)
	segment := cutter.MustCut(t, cloudtest.Answers(cloudtest.HubID(1), 1, 1, 1, 10))
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "Chak 12"), 1)
	mustReceive(t, c, hub, segment.Bytes)
	forged := cloudtest.Answers(cloudtest.HubID(1), 1, 1, 1, 10)
	forged[3].Attempt.Correct = !forged[3].Attempt.Correct
	header := segment.Header
	header.Redacts = &segment.Hash
	other, err := wire.Encode(forged, header, wire.Context{Directory: prefix, Instance: tutor.Instance, Catalogues: func([32]byte) (wire.Catalogue, bool) {
		return sqlitetest.Built().Catalogue, true
	}}, sqlitetest.Key(1).Sign)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.For(context.Background(), hub).Receive(hub.ID, other.Bytes); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a changed answer passed for a blanked one: %v", err)
	}
}

func nameOf(t testing.TB, body []byte) [32]byte {
	t.Helper()
	name, err := wire.NameOf(body)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// learnerLines leaves the school's totals out: answers that were given stay in them,
// however they came.
func learnerLines(tallies string) string {
	var lines []string
	for line := range strings.Lines(tallies) {
		if strings.Count(line, " ") > 3 {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}
