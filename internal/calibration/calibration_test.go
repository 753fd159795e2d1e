package calibration

import (
	"context"
	"crypto/ed25519"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/engine/tracing"
	"darasa/internal/library"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

func lib(t testing.TB) *library.Library {
	t.Helper()
	l, err := library.New(replicationtest.Built().Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func busy(context.Context) error { return nil }

func attempts(n, each int) (ops []*crdt.Op) {
	for _, op := range replicationtest.Lesson(n, each) {
		if op.Attempt != nil {
			ops = append(ops, op)
		}
	}
	return ops
}

func fold(t testing.TB, items *library.Library, ops []*crdt.Op, limit int) *tutor.Snapshot {
	t.Helper()
	l := NewLog(items)
	l.rows.limit = limit
	for _, op := range ops {
		l.Add(op, op.Attempt.Learner)
	}
	_, course, _ := items.Current()
	s, err := l.Fold(context.Background(), course, items.Snapshot(0), 1, busy)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTwoHubsSameBits feeds one log in any order, with repeats, to hubs that number
// learners and streams as they come.
func TestTwoHubsSameBits(t *testing.T) {
	items, ops := lib(t), attempts(5, 30)
	limits := []int{MaxAnswers, 40} // the second bound is reached
	var want [2][32]byte
	for i, limit := range limits {
		want[i] = fold(t, items, ops, limit).Hash()
	}
	if want[0] == want[1] || want[0] == items.Snapshot(0).Hash() {
		t.Fatal("the snapshots say nothing of the answers")
	}
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := rapid.Permutation(append(ops[:len(ops):len(ops)], ops[:40]...)).Draw(rt, "order")
		for i, limit := range limits {
			if got := fold(t, items, shuffled, limit).Hash(); got != want[i] {
				rt.Fatalf("limit %d: another order gives other bits", limit)
			}
		}
	})
}

func TestLog_LeavesOutAndCounts(t *testing.T) {
	items, ops := lib(t), attempts(1, 6)
	strange := *ops[0]
	attempt := *strange.Attempt
	attempt.Catalogue[0] ^= 1
	strange.Attempt = &attempt
	l := NewLog(items)
	l.Add(&strange, attempt.Learner)
	l.Add(&crdt.Op{Kind: crdt.KindClock}, attempt.Learner)
	for _, op := range ops {
		l.Add(op, op.Attempt.Learner)
		l.Add(op, op.Attempt.Learner)
	}
	if l.Len() != len(ops) || l.Left() != 1 {
		t.Errorf("%d answers, %d left out; want %d and 1", l.Len(), l.Left(), len(ops))
	}
}

func TestFold_CanBeStopped(t *testing.T) {
	items := lib(t)
	_, course, _ := items.Current()
	l := NewLog(items)
	for _, op := range attempts(2, 10) {
		l.Add(op, op.Attempt.Learner)
	}
	stop := errors.New("the lesson begins")
	_, err := l.Fold(context.Background(), course, items.Snapshot(0), 1, func(context.Context) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		then, now int
		want      bool
	}{{0, 199, false}, {0, 200, true}, {8000, 8999, false}, {8000, 9000, true}, {500, 100, false}} {
		if got := Due(c.then, c.now); got != c.want {
			t.Errorf("Due(%d, %d) = %v", c.then, c.now, got)
		}
	}
}

func TestPack(t *testing.T) {
	items := lib(t)
	catalogue, course, _ := items.Current()
	learned := fold(t, items, attempts(5, 30), MaxAnswers)
	issuer, key := replicationtest.Hub(1), replicationtest.Key(1)
	keys := func(id school.ID) ed25519.PublicKey {
		if id == issuer {
			return key.Public()
		}
		return nil
	}
	none := func(school.ID) uint64 { return 0 }
	sealed := func(bend func(*Pack)) []byte {
		p := &Pack{Issuer: issuer, Catalogue: catalogue, Serial: 3, Snapshot: learned}
		bend(p)
		return p.Seal(key.Sign)
	}
	good := sealed(func(*Pack) {})
	p, err := OpenPack(good, keys, catalogue, course, none)
	if err != nil || p.Serial != 3 || p.Snapshot.Hash() != learned.Hash() {
		t.Fatalf("pack %+v, %v", p, err)
	}
	start := p.Start(course)
	generic := items.Snapshot(0)
	for i, w := range start.Items {
		if w.Mean != learned.Items[i].Mean || w.Var < learned.Items[i].Var || w.Var > generic.Items[i].Var {
			t.Errorf("item %d begins with %+v, was learned as %+v, unknown is %+v", i, w, learned.Items[i], generic.Items[i])
		}
	}
	if _, err := tutor.DecodeSnapshot(start.AppendBinary(nil)); err != nil || start.Number != 0 {
		t.Errorf("the start cannot travel: %v", err)
	}

	nan := sealed(func(p *Pack) {
		s := *learned
		s.Items = append([]tracing.Weight{}, s.Items...)
		s.Items[0].Mean = math.NaN()
		p.Snapshot = &s
	})
	broken := append([]byte{}, good...)
	broken[len(broken)/2] ^= 1
	other := tutor.Generic(&tutor.Course{Skills: make([]tutor.Skill, 1), Items: []tutor.Item{{Instances: 1}}})
	for _, c := range []struct {
		name string
		body []byte
		held uint64
		want string
	}{
		{"NotAPack", []byte("hello"), 0, "no parameter pack"},
		{"Empty", nil, 0, "no parameter pack"},
		{"TooLong", make([]byte, MaxPack+1), 0, "at most"},
		{"BrokenSignature", broken, 0, "signature"},
		{"CutShort", good[:len(good)-1], 0, "signature"},
		{"Stranger", sealed(func(p *Pack) { p.Issuer = school.ID{9} }), 0, "key is not known"},
		{"OtherContent", sealed(func(p *Pack) { p.Catalogue[0] ^= 1 }), 0, "other content"},
		{"OtherCourse", sealed(func(p *Pack) { p.Snapshot = other }), 0, "weights"},
		{"NotANumber", nan, 0, "weights"},
		{"RolledBack", good, 3, "already here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := OpenPack(c.body, keys, catalogue, course, func(school.ID) uint64 { return c.held })
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a word of %q", err, c.want)
			}
		})
	}
}

func FuzzOpenPack(f *testing.F) {
	items := lib(f)
	catalogue, course, _ := items.Current()
	key := replicationtest.Key(1)
	p := &Pack{Issuer: replicationtest.Hub(1), Catalogue: catalogue, Serial: 1, Snapshot: items.Snapshot(0)}
	f.Add(p.Seal(key.Sign))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = OpenPack(b, func(school.ID) ed25519.PublicKey { return key.Public() }, catalogue, course, func(school.ID) uint64 { return 0 })
	})
}
