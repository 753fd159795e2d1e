package main

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"runtime"
	"slices"
	"syscall"

	"darasa/internal/crdt"
	"darasa/internal/lab/workload"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// How the log of attempts is cut: whole lessons, told apart by a lull, of at
// least leastCut attempts; at most mostCut.
const (
	leastCut = 1000
	mostCut  = 2400
	lull     = 5 * 60 * school.TicksPerSecond
	window   = 15 // attempts whose middle time is the time of day, whatever one tablet's clock says
)

// bench encodes and decodes segments and adds up what they cost.
type bench struct {
	send, receive wire.Context
	number        uint64
	encodeSeconds float64
	decodeSeconds float64
	peak          uint64
}

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))

func newBench(c *workload.Catalogue) *bench {
	find := func(hash [32]byte) (wire.Catalogue, bool) { return c, hash == c.Hash }
	return &bench{
		send:    wire.Context{Directory: wire.NewDirectory(), Catalogues: find, Instance: onlyInstance},
		receive: wire.Context{Directory: wire.NewDirectory(), Catalogues: find, Instance: onlyInstance},
	}
}

func onlyInstance(_ uint64, _, _, _ uint32) uint32 { return 0 }

// aside returns a bench that goes on from the same directory by itself.
func (b *bench) aside() *bench {
	out := *b
	out.send.Directory = b.send.Directory.Prefix(b.send.Directory.Len())
	out.receive.Directory = b.receive.Directory.Prefix(b.receive.Directory.Len())
	return &out
}

// segment encodes ops, decodes them again, compares, and returns the bytes of the
// segment with its name.
func (b *bench) segment(ops []*crdt.Op) (int, error) {
	b.number++
	header := wire.Header{
		Protocol: school.Protocol, Hub: workload.ID("hub", ""), Epoch: workload.Drawn("epoch", "hub"),
		Audience: school.AudienceMinistry, Number: b.number,
	}
	want := slices.Clone(ops)
	var segment *wire.Segment
	var got []*crdt.Op
	var err error
	b.encodeSeconds += b.cost(func() {
		segment, err = wire.Encode(ops, header, b.send, func(m []byte) []byte { return ed25519.Sign(key, m) })
	})
	if err != nil {
		return 0, fmt.Errorf("encode segment %d: %w", b.number, err)
	}
	b.decodeSeconds += b.cost(func() {
		got, err = wire.Decode(segment.Bytes, b.receive, key.Public().(ed25519.PublicKey), wire.Limits{})
	})
	if err != nil {
		return 0, fmt.Errorf("decode segment %d: %w", b.number, err)
	}
	slices.SortFunc(want, func(x, y *crdt.Op) int { return x.Dot.Compare(y.Dot) })
	slices.SortFunc(got, func(x, y *crdt.Op) int { return x.Dot.Compare(y.Dot) })
	if !slices.EqualFunc(got, want, (*crdt.Op).Equal) {
		return 0, fmt.Errorf("segment %d: decoded ops are not the encoded ones", b.number)
	}
	return len(segment.Bytes) + len(segment.Hash), nil
}

// cost returns the seconds of CPU that do took and keeps the most bytes that one
// do allocated, which bounds the memory it needed from above.
func (b *bench) cost(do func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpu()
	do()
	seconds := cpu() - start
	runtime.ReadMemStats(&after)
	b.peak = max(b.peak, after.TotalAlloc-before.TotalAlloc)
	return seconds
}

func cpu() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}

func measure(w *workload.Workload, sessions bool) (*result, error) {
	c := workload.NewCatalogue(w)
	m := workload.NewMaker(w, c, sessions)
	res := &result{Attempts: len(w.Attempts)}
	b := newBench(c)
	if len(w.Attempts) > 0 {
		if err := measureAttempts(w, m, b, res); err != nil {
			return nil, err
		}
	}
	edits := newBench(c)
	if err := measureEdits(w, m, edits, res); err != nil {
		return nil, err
	}
	res.PeakMB = float64(max(b.peak, edits.peak)) / 1e6
	res.Catalogue = c.Size + m.TablesSize()
	return res, nil
}

func measureAttempts(w *workload.Workload, m *workload.Maker, b *bench, res *result) error {
	days, lulls := rhythm(w.Attempts)
	from, to := pickDay(days)
	middle := from + (to-from)/2
	ops := make([][]*crdt.Op, 0, len(w.Attempts)) // by attempt: itself and what the product adds
	for i := range w.Attempts {
		ops = append(ops, m.Attempts(w.Attempts[i:i+1]))
	}
	total := 0
	for _, cut := range cuts(lulls, from, to) {
		if cut[0] == from {
			if err := measureDay(w, ops, b.aside(), lulls, from, to, middle, res); err != nil {
				return err
			}
		}
		n, err := b.segment(slices.Concat(ops[cut[0]:cut[1]]...))
		if err != nil {
			return err
		}
		total += n
	}
	count := float64(len(w.Attempts))
	res.All = ptr(float64(total) / count)
	res.EncodeSecond = ptr(b.encodeSeconds / count * 1e5)
	res.DecodeSecond = ptr(b.decodeSeconds / count * 1e5)
	return nil
}

// measureDay encodes the day by itself, and the two small sets as they would
// leave in its middle: the receiver has met the ids of what went before.
func measureDay(w *workload.Workload, ops [][]*crdt.Op, b *bench, lulls []int, from, to, middle int, res *result) error {
	before := b.aside()
	total, encode, decode := 0, b.encodeSeconds, b.decodeSeconds
	for _, cut := range cuts(lulls, from, to) {
		if cut[0] < from || cut[1] > to {
			continue
		}
		n, err := b.segment(slices.Concat(ops[cut[0]:cut[1]]...))
		if err != nil {
			return err
		}
		total += n
	}
	res.Day = ptr(float64(total) / float64(to-from))
	res.dayResult = &dayResult{Attempts: to - from, Bytes: total, Encode: b.encodeSeconds - encode, Decode: b.decodeSeconds - decode, from: from}
	if middle > from {
		if _, err := before.segment(slices.Concat(ops[from:middle]...)); err != nil {
			return err
		}
	}
	tiny, err := before.aside().segment(slices.Concat(ops[middle:min(middle+20, len(ops))]...))
	if err != nil {
		return err
	}
	one, err := before.segment(slices.Concat(oneStudent(w, ops, middle, to)...))
	res.Tiny20, res.One20 = &tiny, &one
	return err
}

// oneStudent returns 20 consecutive attempts of the student of the middle
// attempt: from there on, or the last 20 of the day, or of the file.
func oneStudent(w *workload.Workload, ops [][]*crdt.Op, middle, to int) [][]*crdt.Op {
	var all [][]*crdt.Op
	start, day := 0, 0
	for i := range w.Attempts {
		if w.Attempts[i].Student != w.Attempts[middle].Student {
			continue
		}
		if i < middle {
			start++
		}
		if i < to {
			day++
		}
		all = append(all, ops[i])
	}
	end := min(start+20, max(day, 20), len(all))
	return all[max(0, end-20):end]
}

func measureEdits(w *workload.Workload, m *workload.Maker, b *bench, res *result) error {
	total := 0
	for from := 0; from < len(w.Edits); from += 100 {
		var ops []*crdt.Op
		for i := from; i < min(from+100, len(w.Edits)); i++ {
			op, err := m.Edit(&w.Edits[i])
			if err != nil {
				return err
			}
			ops = append(ops, op)
		}
		n, err := b.segment(ops)
		if err != nil {
			return err
		}
		total += n
	}
	if len(w.Edits) > 0 {
		res.Edit = ptr(float64(total) / float64(len(w.Edits)))
	}
	return nil
}

// rhythm returns where, in order of arrival, a new day starts and where an
// attempt follows a lull; both lists end with the number of attempts. The time of
// arrival is taken to be the middle stamp of the attempts that come next, so that
// no tablet's clock decides it.
func rhythm(attempts []workload.Attempt) (days, lulls []int) {
	next := make([]int64, 0, window)
	last, day := int64(0), int64(0)
	for i := range attempts {
		next = next[:0]
		for _, a := range attempts[i:min(i+window, len(attempts))] {
			next = append(next, a.At)
		}
		slices.Sort(next)
		now := min(next[len(next)/2], attempts[i].At) // before the lull is over, the middle runs ahead
		if i == 0 || now-last > lull {
			lulls = append(lulls, i)
		}
		if d := now / school.TicksPerDay; i == 0 || d > day {
			days, day = append(days, i), d
		}
		last = max(last, now)
	}
	return append(days, len(attempts)), append(lulls, len(attempts))
}

// pickDay returns the bounds of the 26th day, or of the middle one.
func pickDay(days []int) (from, to int) {
	at := 25
	if at+1 >= len(days) {
		at = (len(days) - 1) / 2
	}
	return days[at], days[at+1]
}

// cuts returns the bounds of the segments of a log: at a lull once there is
// enough, at the bounds of the day, and before there is too much.
func cuts(lulls []int, from, to int) [][2]int {
	var out [][2]int
	start := 0
	for i, at := range lulls {
		if at == start {
			continue
		}
		last := i+1 == len(lulls)
		for bounds := []int{from, to}; len(bounds) > 0; bounds = bounds[1:] {
			if start < bounds[0] && bounds[0] < at {
				out = append(out, [2]int{start, bounds[0]})
				start = bounds[0]
			}
		}
		for at-start > mostCut {
			size := (at - start) / ((at - start + mostCut - 1) / mostCut)
			out = append(out, [2]int{start, start + size})
			start += size
		}
		if last || at == from || at == to || at-start >= leastCut {
			out = append(out, [2]int{start, at})
			start = at
		}
	}
	return out
}

func ptr(v float64) *float64 { return &v }
