package wire_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// fortnight is ten days of a class: every day each tablet is loaded anew, learners
// change tablets, and now and then one joins.
type fortnight struct {
	context  wire.Context
	segments []*wire.Segment
	ops      []*crdt.Op
}

func newFortnight(t *testing.T) *fortnight {
	t.Helper()
	f := &fortnight{context: shared()}
	next := map[uint32]uint64{}
	for day := range int64(10) {
		var ops []*crdt.Op
		for tablet := range uint32(6) {
			learner := school.ID{0xaa, byte((int64(tablet)*5 + day*day) % (7 + day/3))}
			start := 179_543_520_000 + day*8_640_000 + int64(tablet)*431
			session := lesson(tablet+1, next[tablet]+1, learner, start, 18+int(tablet+uint32(day))%5)
			next[tablet] += uint64(len(session))
			for _, o := range session {
				o.Stamp.Boot = uint32(day)*977 + tablet
			}
			ops = append(ops, session...)
		}
		f.segments = append(f.segments, encode(t, ops, header(uint64(day+1)), f.context))
		f.ops = append(f.ops, ops...)
	}
	return f
}

// receiver is a peer that keeps what it cannot read yet.
type receiver struct {
	context wire.Context
	held    []*wire.Segment
	seen    map[[32]byte]bool
	ops     []*crdt.Op
}

func newReceiver() *receiver { return &receiver{context: shared(), seen: map[[32]byte]bool{}} }

func (r *receiver) take(t *testing.T, s *wire.Segment) {
	t.Helper()
	if r.seen[s.Hash] {
		return
	}
	r.seen[s.Hash] = true
	r.held = append(r.held, s)
	r.retry(t)
}

// retry decodes what is held until nothing more can be.
func (r *receiver) retry(t *testing.T) {
	t.Helper()
	for progress := true; progress; {
		progress = false
		r.held = slices.DeleteFunc(r.held, func(s *wire.Segment) bool {
			ops, err := wire.Decode(s.Bytes, r.context, hubOpen, wire.Limits{})
			var directory *wire.NeedDirectoryError
			var catalogue *wire.NeedCatalogueError
			switch {
			case err == nil:
				r.ops = append(r.ops, ops...)
				progress = true
				return true
			case errors.As(err, &directory), errors.As(err, &catalogue):
				return false
			}
			t.Fatalf("segment %d: %v", s.Header.Number, err)
			return false
		})
	}
}

func TestFortnight_AnyOrderWithRepeats(t *testing.T) {
	f := newFortnight(t)
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			r := newReceiver()
			arrivals := append(slices.Clone(f.segments), f.segments...)
			random.Shuffle(len(arrivals), func(i, j int) { arrivals[i], arrivals[j] = arrivals[j], arrivals[i] })
			for _, s := range arrivals {
				r.take(t, s)
			}
			if len(r.held) > 0 {
				t.Fatalf("%d segments are still held", len(r.held))
			}
			assertSameOps(t, r.ops, f.ops)
		})
	}
}

// A segment that never arrives keeps nobody waiting who asks for the directory.
func TestFortnight_LostSegment(t *testing.T) {
	f := newFortnight(t)
	r := newReceiver()
	for i, s := range f.segments {
		if i != 3 {
			r.take(t, s)
		}
	}
	if len(r.held) != len(f.segments)-4 {
		t.Fatalf("%d segments are held, want all behind the lost one", len(r.held))
	}
	full, err := wire.DecodeDirectory(f.context.Directory.AppendBinary(nil))
	if err != nil {
		t.Fatal(err)
	}
	if first := r.held[0].Header; !full.Knows(first.Base, first.BaseDigest) {
		t.Fatal("the answer is not the directory that was asked for")
	}
	r.context.Directory = full
	r.retry(t)
	lost, err := f.segments[3].Header.Held(full)
	if err != nil {
		t.Fatal(err)
	}
	missing := func(o *crdt.Op) bool {
		return slices.ContainsFunc(lost, func(h wire.Held) bool {
			return h.Stream == o.Stream && h.Range.From <= o.Seq && o.Seq <= h.Range.To
		})
	}
	assertSameOps(t, r.ops, slices.DeleteFunc(slices.Clone(f.ops), missing))
}

// A receiver without the catalogue goes on reading what needs none, and its
// directory grows by what it cannot read yet.
func TestFortnight_CatalogueComesLater(t *testing.T) {
	f := newFortnight(t)
	edit := edits(3, func(i int) (crdt.Kind, crdt.Register) {
		return crdt.KindSet, crdt.Register{Noun: school.NounLearner, Entity: school.ID{0xaa, byte(i)}, Field: school.LearnerGrade, Value: []byte{4}}
	})
	urgent := encode(t, edit, header(11), f.context)
	r := newReceiver()
	find := r.context.Catalogues
	r.context.Catalogues = nil
	for _, s := range f.segments {
		r.take(t, s)
		grown, err := s.Header.Extend(r.context.Directory)
		if err != nil {
			t.Fatalf("segment %d: %v", s.Header.Number, err)
		}
		r.context.Directory = grown
	}
	r.take(t, urgent)
	assertSameOps(t, r.ops, edit)
	r.context.Catalogues = find
	r.retry(t)
	assertSameOps(t, r.ops, append(edit, f.ops...))
}

// Ids travel once: the second week's segments are smaller than the first day's,
// and none repeats an id.
func TestFortnight_IDsTravelOnce(t *testing.T) {
	f := newFortnight(t)
	ids := map[school.ID]int{}
	for _, s := range f.segments {
		for _, e := range s.Header.Declared {
			if e.Kind == wire.EntryID {
				ids[e.ID]++
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %s was declared %d times", id, n)
		}
	}
	first, later := len(f.segments[0].Bytes), len(f.segments[9].Bytes)
	if later > first-100 {
		t.Errorf("the tenth day takes %d bytes, the first %d", later, first)
	}
	if ratio := float64(later) / float64(f.segments[9].Header.Ops); ratio > 6 {
		t.Errorf("%.2f bytes an op on the tenth day, want at most 6", ratio)
	}
}

// The goals for small segments, on a class of our own: 20 attempts of 20 learners
// and 20 of one learner, with hash and signature.
func TestSmallSegments(t *testing.T) {
	x := shared()
	var warm, mixed []*crdt.Op
	for i := range 20 {
		ops := lesson(uint32(i+1), 1000+uint64(i*37), school.ID{0xaa, byte(i), 15: 9}, 179_543_520_000+int64(i*211), 12)
		warm, mixed = append(warm, ops[:12]...), append(mixed, ops[12])
	}
	encode(t, warm, header(1), x)
	if got := len(encode(t, mixed, header(2), x).Bytes) + 32; got > 340 {
		t.Errorf("20 attempts of 20 learners take %d bytes, want at most 340", got)
	}
	one := lesson(3, 5000, school.ID{0xaa, 2, 15: 9}, 179_543_600_000, 20)[1:]
	for _, o := range one {
		o.Stamp.Boot = 53
	}
	if got := len(encode(t, one, header(3), x).Bytes) + 32; got > 250 {
		t.Errorf("20 attempts of one learner take %d bytes, want at most 250", got)
	}
}
