package wire_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// plain makes n attempts of one learner at one tablet that hold no surprise but
// their times.
func plain(n int) []*crdt.Op {
	ops := lesson(1, 10, school.ID{0xaa, 15: 1}, 179_543_520_000, n)
	for _, o := range ops[1:] {
		o.Attempt.Response, o.Attempt.Correct, o.Attempt.Hints = sums{}.Key(o.Attempt.Item, o.Attempt.Instance), true, 0
	}
	return ops
}

// bodySize encodes ops, checks that they come back, and returns the bytes of the
// body.
func bodySize(t *testing.T, ops []*crdt.Op) int {
	t.Helper()
	segment := encode(t, ops, header(1), shared())
	got, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
	return len(wire.Body(segment.Bytes))
}

// What the ops before predict must cost nearly nothing. Each case changes 400
// attempts in a way that a prediction covers, and says what all of them may cost.
func TestModel_PredictedIsNearlyFree(t *testing.T) {
	tests := []struct {
		name   string
		change func(i int, o *crdt.Op)
		most   int // bytes more than without the change
	}{
		{"the same clock offset", func(i int, o *crdt.Op) { o.Stamp.Mono -= 777_777 }, 8},
		{"another boot", func(i int, o *crdt.Op) { o.Stamp.Boot = 4_000_000_000 }, 4},
		{"a named wrong answer each", func(i int, o *crdt.Op) {
			o.Attempt.Response, o.Attempt.Correct = sums{}.Wrong(o.Attempt.Item, o.Attempt.Instance)[0], false
		}, 260}, // a wrong answer changes what comes next: the same item or skill again
		{"a hint each", func(i int, o *crdt.Op) { o.Attempt.Hints = 3 }, 12},
		{"one more column, the same each", func(i int, o *crdt.Op) { o.SetColumn(crdt.ColumnLanguage, []byte("ur")) }, 24},
		{"the session column points elsewhere, for all", func(i int, o *crdt.Op) { o.SetUint(crdt.ColumnSession, 3) }, 8},
		{"a count each", func(i int, o *crdt.Op) { o.Stamp.At.Count = 1 }, 12},
		{"half of two minds", func(i int, o *crdt.Op) { o.Attempt.Hints = uint8(i * 7 % 13 % 2) }, 75}, // a bit each, at most
	}
	base := bodySize(t, plain(400))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ops := plain(400)
			for i, o := range ops[1:] {
				tt.change(i, o)
			}
			if got := bodySize(t, ops) - base; got > tt.most {
				t.Errorf("it costs %d bytes, want at most %d", got, tt.most)
			}
		})
	}
}

// What predictions do not cover comes back all the same.
func TestModel_SurprisesComeBack(t *testing.T) {
	tests := map[string]func(i int, o *crdt.Op){
		"an item beyond the catalogue":      func(i int, o *crdt.Op) { o.Attempt.Item = uint32(54 + i*i%5) },
		"the greatest item":                 func(i int, o *crdt.Op) { o.Attempt.Item = math.MaxUint32 },
		"an instance beyond the item":       func(i int, o *crdt.Op) { o.Attempt.Instance = 40 + uint32(i) },
		"any instance":                      func(i int, o *crdt.Op) { o.Attempt.Instance = uint32(i*i) % 40 },
		"right with a wrong answer":         func(i int, o *crdt.Op) { o.Attempt.Response = "no" },
		"wrong with the right answer":       func(i int, o *crdt.Op) { o.Attempt.Correct = false },
		"wrong, all with the same text":     func(i int, o *crdt.Op) { o.Attempt.Response, o.Attempt.Correct = "7/8", false },
		"another learner each time":         func(i int, o *crdt.Op) { o.Attempt.Learner[3] = byte(i) },
		"two learners by turns":             func(i int, o *crdt.Op) { o.Attempt.Learner[3] = byte(i & 1) },
		"another catalogue now and then":    func(i int, o *crdt.Op) { o.Attempt.Catalogue[9] = byte(i % 3) },
		"another boot each time":            func(i int, o *crdt.Op) { o.Stamp.Boot = uint32(i) },
		"three boots by turns":              func(i int, o *crdt.Op) { o.Stamp.Boot = uint32(i % 3) },
		"a monotonic clock that is stopped": func(i int, o *crdt.Op) { o.Stamp.Mono = 5 },
		"a calendar that jumps":             func(i int, o *crdt.Op) { o.Stamp.At.Tick += int64(i%3-1) << 40 },
		"the first and last moments there are": func(i int, o *crdt.Op) {
			o.Stamp = hlc.Stamp{At: hlc.Timestamp{Tick: math.MinInt64, Count: math.MaxUint32}, Moment: hlc.Moment{Boot: math.MaxUint32, Mono: math.MaxInt64}}
			if i&1 == 1 {
				o.Stamp.At.Tick, o.Stamp.Mono = math.MaxInt64, math.MinInt64
			}
		},
		"the longest and shortest answers": func(i int, o *crdt.Op) { o.Attempt.Duration = math.MaxInt64 * int64(i&1) },
		"every number of hints":            func(i int, o *crdt.Op) { o.Attempt.Hints = uint8(i * 5) },
		"holes in the numbers":             func(i int, o *crdt.Op) { o.Seq += uint64(i / 3) },
		"numbers far apart":                func(i int, o *crdt.Op) { o.Seq <<= 50 },
		"columns come and go": func(i int, o *crdt.Op) {
			o.Columns = o.Columns[:i%3]
			if i%5 == 0 {
				o.SetColumn(65_535, []byte{byte(i)})
			}
		},
		"columns of no value":               func(i int, o *crdt.Op) { o.Columns = []crdt.Column{{Number: crdt.ColumnAbandoned}} },
		"a session column of another form":  func(i int, o *crdt.Op) { o.SetColumn(crdt.ColumnSession, []byte{0x80, 0x00}) },
		"a session column that is no count": func(i int, o *crdt.Op) { o.SetColumn(crdt.ColumnSession, []byte("soon")) },
		"a session column of all numbers":   func(i int, o *crdt.Op) { o.SetUint(crdt.ColumnSession, math.MaxUint64>>i) },
		"as many columns as there may be": func(i int, o *crdt.Op) {
			o.Columns = nil
			for n := range crdt.MaxColumns {
				o.Columns = append(o.Columns, crdt.Column{Number: uint16(n * n), Value: []byte{byte(i * n)}})
			}
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			ops := plain(50)
			for i, o := range ops[1:] {
				change(i, o)
			}
			bodySize(t, ops)
		})
	}
}

// Instances that follow the rule cost less than instances that do not, also when
// the learner has met the items before the segment.
func TestModel_InstancesByTheRule(t *testing.T) {
	build := func(instance func(seed uint64, item, count uint32) uint32) int {
		ops, counts := plain(300), map[uint32]uint32{}
		for _, o := range ops[1:] {
			a := o.Attempt
			a.Instance = instance(wire.Seed(a.Learner), a.Item, counts[a.Item])
			a.Response = sums{}.Key(a.Item, a.Instance)
			counts[a.Item]++
		}
		return bodySize(t, ops)
	}
	first := build(func(seed uint64, item, count uint32) uint32 { return stride(seed, item, count, 40) })
	later := build(func(seed uint64, item, count uint32) uint32 { return stride(seed, item, count+5, 40) })
	unruly := build(func(seed uint64, item, count uint32) uint32 { return (item*31 + count*count*17 + 3) % 40 })
	if later > first+54 { // once for each of the items, less than a byte
		t.Errorf("met before: %d bytes, want nearly %d", later, first)
	}
	if unruly < first+100 {
		t.Errorf("without rule %d bytes, with it %d: the rule does not help", unruly, first)
	}
}

// edits makes n edits by the hub.
func edits(n int, register func(i int) (crdt.Kind, crdt.Register)) []*crdt.Op {
	stream := crdt.Stream{Writer: crdt.Writer{Hub: hubID}, Epoch: 4, Audience: school.AudienceMinistry}
	var ops []*crdt.Op
	for i := range n {
		kind, r := register(i)
		at := 179_543_520_000 + int64(i)*90
		ops = append(ops, &crdt.Op{
			Dot: crdt.Dot{Stream: stream, Seq: uint64(i + 1)}, Kind: kind, Register: &r,
			Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: at}, Moment: hlc.Moment{Boot: 3, Mono: at - 179_543_000_000}},
		})
	}
	return ops
}

func TestModel_Registers(t *testing.T) {
	learner := func(i int) school.ID { return school.ID{0xcc, byte(i / 256), 15: byte(i)} }
	tests := []struct {
		name     string
		register func(i int) (crdt.Kind, crdt.Register)
		most     float64 // bytes of the body per edit
	}{
		{"one field of one learner after the other", func(i int) (crdt.Kind, crdt.Register) {
			return crdt.KindSet, crdt.Register{Noun: school.NounLearner, Entity: learner(i), Field: school.LearnerGrade, Value: []byte{3}}
		}, 0.7}, // the time alone takes 3 bits
		{"three fields of one learner after the other", func(i int) (crdt.Kind, crdt.Register) {
			return crdt.KindSet, crdt.Register{Noun: school.NounLearner, Entity: learner(i / 3), Field: school.LearnerGrade + school.Field(i%3), Value: []byte{1}}
		}, 0.8},
		{"decisions with keys and few values", func(i int) (crdt.Kind, crdt.Register) {
			return crdt.KindSet, crdt.Register{
				Noun: school.NounDecision, Entity: learner(i * i % 30), Field: school.DecisionKind,
				Key: fmt.Sprintf("add-within-%d", 10*(i*7%9)), Value: []byte{byte(i % 3)},
			}
		}, 2.6},
		{"learners put into one class", func(i int) (crdt.Kind, crdt.Register) {
			id := learner(i)
			return crdt.KindAdd, crdt.Register{Noun: school.NounClassroom, Entity: school.ID{9}, Field: school.ClassroomLearners, Value: id[:]}
		}, 1.5},
		{"adds taken back", func(i int) (crdt.Kind, crdt.Register) {
			r := crdt.Register{Noun: school.NounClassroom, Entity: school.ID{9}, Field: school.ClassroomLearners}
			if i&1 == 0 {
				r.Value = []byte("x")
				return crdt.KindAdd, r
			}
			stream := crdt.Stream{Writer: crdt.Writer{Hub: hubID}, Epoch: 4, Audience: school.AudienceMinistry}
			r.Dots = []crdt.Dot{{Stream: stream, Seq: uint64(i)}}
			return crdt.KindRemove, r
		}, 0.8},
		{"removes of nothing, and of much", func(i int) (crdt.Kind, crdt.Register) {
			r := crdt.Register{Noun: 900, Entity: school.ID{byte(i)}, Field: 65_535, Key: "k"}
			for n := range i % 5 * 60 {
				stream := crdt.Stream{Writer: crdt.Writer{Hub: school.ID{byte(n % 3)}, Device: uint32(n % 4)}, Epoch: 1, Audience: school.Audience(n % 5)}
				r.Dots = append(r.Dots, crdt.Dot{Stream: stream, Seq: uint64(n)})
			}
			return crdt.KindRemove, r
		}, 400},
		{"another field every time", func(i int) (crdt.Kind, crdt.Register) {
			return crdt.KindSet, crdt.Register{Noun: school.Noun(i * 7), Entity: school.ID{1}, Field: school.Field(i * 11), Value: []byte{byte(i)}}
		}, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ops := edits(200, tt.register)
			if got := float64(bodySize(t, ops)) / float64(len(ops)); got > tt.most {
				t.Errorf("%.2f bytes an edit, want at most %.2f", got, tt.most)
			}
		})
	}
}

// The goal of the format: at most 12 bytes an edit in a batch of 100, all counted.
func TestEncode_BatchOfHundredEdits(t *testing.T) {
	x := shared()
	learner := func(i int) school.ID { return school.ID{0xcc, 15: byte(i)} }
	mixed := func(i int) (crdt.Kind, crdt.Register) {
		if i%4 == 3 {
			return crdt.KindSet, crdt.Register{Noun: school.NounLearner, Entity: learner(i * 13 % 40), Field: school.LearnerAnimal, Value: []byte([]string{"owl", "goat", "ibex"}[i%3])}
		}
		return crdt.KindSet, crdt.Register{
			Noun: school.NounDecision, Entity: learner(i * i % 40), Field: school.DecisionKind,
			Key: fmt.Sprintf("add-within-%d", 10*(i*i%23)), Value: []byte{byte(i % 5)},
		}
	}
	encode(t, edits(100, mixed), header(1), x)
	again := edits(100, mixed)
	for _, o := range again {
		o.Seq += 100
		o.Stamp.At.Tick += 8_640_000
	}
	segment := encode(t, again, header(2), x)
	if got := len(segment.Bytes) + len(segment.Hash); got > 1200 {
		t.Errorf("100 edits take %d bytes, want at most 1,200", got)
	}
}

// The bytes do not depend on the order in which ops are given.
func TestEncode_OrderOfOpsDoesNotMatter(t *testing.T) {
	want := encode(t, everything(), header(1), shared())
	ops := everything()
	slices.Reverse(ops)
	if got := encode(t, ops, header(1), shared()); !bytes.Equal(got.Bytes, want.Bytes) {
		t.Error("the same ops in another order make another segment")
	}
}

// Several catalogues in one segment, known and unknown ones, keep apart.
func TestEncode_SeveralCatalogues(t *testing.T) {
	other := [32]byte{6}
	find := func(hash [32]byte) (wire.Catalogue, bool) {
		switch hash {
		case sumsHash:
			return sums{skills: 6, size: 9}, true
		case other:
			return sums{skills: 2, size: 30}, true
		}
		return nil, false
	}
	x := wire.Context{Directory: wire.NewDirectory(), Instance: stride, Catalogues: find}
	ops := plain(90)
	for i, o := range ops[1:] {
		switch i % 4 {
		case 1:
			o.Attempt.Catalogue = other
		case 2:
			o.Attempt.Catalogue = [32]byte{8}
		}
	}
	segment := encode(t, ops, header(1), x)
	coded := 0
	for _, use := range segment.Header.Catalogues {
		if use.Coded {
			coded++
		}
	}
	if coded != 2 || len(segment.Header.Catalogues) != 3 {
		t.Errorf("catalogues = %v, want three, two of them coded", segment.Header.Catalogues)
	}
	got, err := wire.Decode(segment.Bytes, wire.Context{Directory: wire.NewDirectory(), Instance: stride, Catalogues: find}, hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
}

func TestEncode_TooManyCatalogues(t *testing.T) {
	for _, n := range []int{64, 65} {
		ops := plain(n)
		for i, o := range ops[1:] {
			o.Attempt.Catalogue = [32]byte{1: 1, 2: byte(i)}
		}
		_, err := wire.Encode(ops, header(1), shared(), sign)
		if (err != nil) != (n > 64) {
			t.Errorf("%d catalogues: err = %v", n, err)
		}
	}
}

// A directory is bounded, and a hub that reaches the bound is told.
func TestDirectory_Bound(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a directory of a million entries")
	}
	d := wire.NewDirectory()
	for _, e := range []wire.Entry{{Kind: wire.EntryID, ID: hubID}, {Kind: wire.EntryOrigin}} {
		if err := d.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	for boot := uint32(0); d.Len() < wire.MaxEntries; boot++ {
		if err := d.Append(wire.Entry{Kind: wire.EntryRun, Boot: boot, Offset: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := wire.Encode(plain(1), header(1), wire.Context{Directory: d}, sign); err == nil {
		t.Error("an entry went in beyond the bound")
	}
	if d.Len() != wire.MaxEntries {
		t.Errorf("%d entries, want %d", d.Len(), wire.MaxEntries)
	}
}

// Many requests encode and decode at once; long texts share one zstd coder.
func TestEncode_AtOnce(t *testing.T) {
	var group sync.WaitGroup
	failed := make(chan error, 4)
	for worker := range 4 {
		group.Go(func() {
			ops := class(2, 10)
			for i, o := range ops {
				o.SetColumn(40, []byte(strings.Repeat(fmt.Sprint("goats ", worker, i, " "), 90)))
			}
			segment, err := wire.Encode(ops, header(1), shared(), sign)
			if err == nil {
				_, err = wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
			}
			if err != nil {
				failed <- err
			}
		})
	}
	group.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
}

func TestErrors_SayWhatToDo(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{&wire.NeedDirectoryError{Count: 12, Digest: wire.Digest{0xab}}, "segment: needs the first 12 directory entries with digest ab00000000000000"},
		{&wire.NeedCatalogueError{Hash: [32]byte{0xcd}}, "segment: needs catalogue cd" + strings.Repeat("0", 62)},
		{&wire.DamagedError{Reason: "it ends early"}, "segment: damaged: it ends early"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// Tablets whose calendars are years apart cost little more than tablets that agree,
// once their page loads are known: the time since then tells as much.
func TestModel_WrongCalendars(t *testing.T) {
	build := func(years int64) int {
		x := shared()
		var warm, ops []*crdt.Op
		for i := range 20 {
			start := 179_543_520_000 + int64(i*211) + int64(i%5-2)*years*365*8_640_000
			session := lesson(uint32(i+1), 1000, school.ID{0xaa, byte(i), 15: 9}, start, 12)
			warm, ops = append(warm, session[:12]...), append(ops, session[12])
		}
		encode(t, warm, header(1), x)
		segment := encode(t, ops, header(2), x)
		return len(wire.Body(segment.Bytes))
	}
	if right, wrong := build(0), build(3); wrong > right+12 {
		t.Errorf("%d bytes with wrong calendars, %d with right ones", wrong, right)
	}
}

// What was typed is mostly like the key: a slip costs less than other words.
func TestModel_SlipsAreCheaperThanOtherWords(t *testing.T) {
	words := wordy{sums{skills: 6, size: 9}}
	build := func(answer func(key string, i int) string) int {
		find := func(hash [32]byte) (wire.Catalogue, bool) { return words, hash == sumsHash }
		ops := plain(100)
		for i, o := range ops[1:] {
			o.Attempt.Response, o.Attempt.Correct = answer(words.Key(o.Attempt.Item, 0), i), false
		}
		x := wire.Context{Directory: wire.NewDirectory(), Catalogues: find, Instance: stride}
		segment := encode(t, ops, header(1), x)
		x.Directory = wire.NewDirectory()
		got, err := wire.Decode(segment.Bytes, x, hubOpen, wire.Limits{})
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		assertSameOps(t, got, ops)
		return len(wire.Body(segment.Bytes))
	}
	letter := func(i int) string { return string(rune('a' + i*i*7%26)) }
	slips := build(func(key string, i int) string { at := i % len(key); return key[:at] + letter(i) + key[at+1:] })
	longer := build(func(key string, i int) string { return key + letter(i) })
	shorter := build(func(key string, i int) string { return key[:i%len(key)] })
	others := build(func(key string, i int) string {
		b := []byte(key)
		for j := range b {
			b[j] = byte('a' + (int(b[j])*31+i*i*13+j*j*5+i*j)%26)
		}
		return string(b)
	})
	if max(slips, longer, shorter) > others*3/4 {
		t.Errorf("slips %d, longer %d, shorter %d bytes, other words %d", slips, longer, shorter, others)
	}
}

// wordy is sums with words of ten letters for answers.
type wordy struct{ sums }

func (c wordy) Key(item, instance uint32) string {
	b := make([]byte, 10)
	for i := range b {
		b[i] = byte('a' + (int(item)*17+i*i*11+i*5)%26)
	}
	return string(b)
}

func (c wordy) Wrong(item, instance uint32) []string { return nil }
