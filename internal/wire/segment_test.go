package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/crdt/crdttest"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/wire"
)

var (
	hubKey  = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	hubOpen = hubKey.Public().(ed25519.PublicKey)
	hubID   = school.ID{1, 2, 3}
)

func sign(message []byte) []byte { return ed25519.Sign(hubKey, message) }

func header(number uint64) wire.Header {
	return wire.Header{Protocol: school.Protocol, Hub: hubID, Epoch: 77, Audience: school.AudienceMinistry, Number: number}
}

// sums is a catalogue of made-up additions: skill s has size items, item i asks
// for i + instance.
type sums struct{ skills, size int }

func (c sums) NumItems() int                { return c.skills * c.size }
func (c sums) Skill(item uint32) uint32     { return item / uint32(c.size) }
func (c sums) Instances(item uint32) uint32 { return 40 }
func (c sums) Key(item, instance uint32) string {
	return fmt.Sprint(item + instance)
}

func (c sums) Wrong(item, instance uint32) []string {
	return []string{fmt.Sprint(item + instance + 1), fmt.Sprint(item * 10)}
}

func (c sums) ItemsOf(skill uint32) []uint32 {
	out := make([]uint32, c.size)
	for i := range out {
		out[i] = skill*uint32(c.size) + uint32(i)
	}
	return out
}

var sumsHash = [32]byte{5, 31: 5}

func stride(seed uint64, item, count, n uint32) uint32 {
	return uint32((seed%uint64(n) + uint64(item) + uint64(count)*7) % uint64(n))
}

func shared() wire.Context {
	return wire.Context{
		Directory: wire.NewDirectory(), Instance: stride,
		Catalogues: func(hash [32]byte) (wire.Catalogue, bool) { return sums{skills: 6, size: 9}, hash == sumsHash },
	}
}

// lesson makes the ops of one tablet's lesson as a tablet writes them.
func lesson(device uint32, first uint64, learner school.ID, start int64, n int) []*crdt.Op {
	stream := crdt.Stream{Writer: crdt.Writer{Hub: hubID, Device: device}, Epoch: 9000 + device, Audience: school.AudienceMinistry}
	stamp := func(at int64) hlc.Stamp {
		return hlc.Stamp{At: hlc.Timestamp{Tick: at}, Moment: hlc.Moment{Boot: 50 + device, Mono: at - start + 4000}}
	}
	ops := []*crdt.Op{{
		Dot: crdt.Dot{Stream: stream, Seq: first}, Stamp: stamp(start), Kind: crdt.KindSession,
		Session: &crdt.Session{Learner: learner, Assurance: school.AssurancePictures},
	}}
	at := start
	counts := map[uint32]uint32{}
	for i := 1; i <= n; i++ {
		duration := int64(900 + (i*i*37+int(device)*11)%2600)
		at += duration + int64(200+i*91%300)
		item := uint32(i/5%6*9 + i*i%9)
		instance := stride(wire.Seed(learner), item, counts[item], 40)
		counts[item]++
		a := &crdt.Attempt{
			Learner: learner, Catalogue: sumsHash, Item: item, Instance: instance,
			Response: fmt.Sprint(item + instance), Correct: true, Duration: duration,
		}
		switch {
		case i%7 == 3:
			a.Response, a.Correct = fmt.Sprint(item+instance+1), false
		case i%11 == 4:
			a.Response, a.Correct, a.Hints = fmt.Sprint(i*3), false, 2
		}
		op := &crdt.Op{Dot: crdt.Dot{Stream: stream, Seq: first + uint64(i)}, Stamp: stamp(at), Kind: crdt.KindAttempt, Attempt: a}
		op.SetUint(crdt.ColumnSession, first)
		op.SetUint(crdt.ColumnPlan, 3)
		ops = append(ops, op)
	}
	return ops
}

func class(tablets, attempts int) []*crdt.Op {
	var ops []*crdt.Op
	for i := range tablets {
		learner := school.ID{0xaa, byte(i), 15: byte(i * 3)}
		ops = append(ops, lesson(uint32(i+1), uint64(100+i*13), learner, 179_543_520_000+int64(i*700), attempts)...)
	}
	return ops
}

func encode(t testing.TB, ops []*crdt.Op, h wire.Header, x wire.Context) *wire.Segment {
	t.Helper()
	segment, err := wire.Encode(slices.Clone(ops), h, x, sign)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return segment
}

func assertSameOps(t interface {
	Helper()
	Fatalf(string, ...any)
}, got, want []*crdt.Op,
) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d ops, want %d", len(got), len(want))
	}
	byDot := func(ops []*crdt.Op) []*crdt.Op {
		return slices.SortedFunc(slices.Values(ops), func(a, b *crdt.Op) int { return a.Dot.Compare(b.Dot) })
	}
	got, want = byDot(got), byDot(want)
	for i := range got {
		if !got[i].Equal(want[i]) {
			t.Fatalf("op %d:\ngot  %x\nwant %x", i, got[i].AppendBinary(nil), want[i].AppendBinary(nil))
		}
	}
}

func TestEncode_RoundTripOfALesson(t *testing.T) {
	ops := class(12, 60)
	segment := encode(t, ops, header(1), shared())
	got, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
	t.Logf("%d ops in %d bytes: %.2f each", len(ops), len(segment.Bytes), float64(len(segment.Bytes))/float64(len(ops)))
}

func TestEncode_RoundTripOfAnyOps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ops := anyOps(t)
		x := shared()
		if rapid.Bool().Draw(t, "without rule") {
			x.Instance = nil
		}
		segment, err := wire.Encode(slices.Clone(ops), header(1), x, sign)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		got, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		assertSameOps(t, got, ops)
	})
}

// anyOps draws ops of one audience with different dots; some attempts are at a
// catalogue both ends know, with items and instances inside and outside of it.
func anyOps(t *rapid.T) []*crdt.Op {
	ops := rapid.SliceOfN(rapid.Custom(crdttest.Op), 0, 30).Draw(t, "ops")
	for i, o := range ops {
		o.Audience = school.AudienceMinistry
		if rapid.Bool().Draw(t, "small seq") {
			o.Seq = uint64(i + 1)
		}
		if o.Attempt != nil && rapid.Bool().Draw(t, "known catalogue") {
			o.Attempt.Catalogue = sumsHash
			o.Attempt.Item = rapid.Uint32Range(0, 60).Draw(t, "item")
			if rapid.Bool().Draw(t, "right") {
				o.Attempt.Response = sums{}.Key(o.Attempt.Item, o.Attempt.Instance)
			}
		}
		if rapid.Bool().Draw(t, "session") {
			o.SetUint(crdt.ColumnSession, rapid.Uint64Range(0, 9).Draw(t, "of"))
		}
		if o.Register != nil && o.Kind != crdt.KindRemove && rapid.Bool().Draw(t, "value is an id") {
			id := crdttest.ID(t)
			o.Register.Value = id[:]
		}
	}
	seen := map[crdt.Dot]bool{}
	return slices.DeleteFunc(ops, func(o *crdt.Op) bool {
		twice := seen[o.Dot]
		seen[o.Dot] = true
		return twice
	})
}

func TestDecode_EveryFlippedByteIsNoticed(t *testing.T) {
	segment := encode(t, class(3, 8), header(1), shared())
	for i := range segment.Bytes {
		bad := bytes.Clone(segment.Bytes)
		bad[i] ^= 1 << (i % 8)
		if _, err := wire.Decode(bad, shared(), hubOpen, wire.Limits{}); !errors.Is(err, wire.ErrSignature) {
			t.Fatalf("byte %d flipped: err = %v, want ErrSignature", i, err)
		}
	}
}
