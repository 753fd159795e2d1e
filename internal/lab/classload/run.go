package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"time"
)

// packCache fetches each catalogue's pack once for all tablets.
type packCache struct {
	mu    sync.Mutex
	packs map[string]*pack
}

func (p *packCache) get(ctx context.Context, c *client, catalogue string) (*pack, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if kept, ok := p.packs[catalogue]; ok {
		return kept, nil
	}
	var fetched pack
	if err := c.call(ctx, "GET", "/packs/"+catalogue, nil, &fetched); err != nil {
		return nil, err
	}
	p.packs[catalogue] = &fetched
	return &fetched, nil
}

// holdings is GET /teacher/attempts.
type holdings struct {
	Streams []struct {
		Writer struct {
			Device uint32 `json:"device"`
		} `json:"writer"`
		Epoch    uint32      `json:"epoch"`
		Audience string      `json:"audience"`
		Ranges   [][2]uint64 `json:"ranges"`
	} `json:"streams"`
	Learners []struct {
		ID      string `json:"id"`
		Answers int    `json:"answers"`
	} `json:"learners"`
}

func run(ctx context.Context, o options) (*result, error) {
	list, err := readRoster(o.Roster)
	if err != nil {
		return nil, err
	}
	address, err := url.Parse(o.Hub)
	if err != nil || address.Host == "" {
		return nil, fmt.Errorf("%q is not an address", o.Hub)
	}
	teacher := newClient(o.Hub)
	if err := teacher.call(ctx, "POST", "/teacher/sign-in", list.Teacher, nil); err != nil {
		return nil, err
	}
	var before, after holdings
	if err := teacher.call(ctx, "GET", "/teacher/attempts", nil, &before); err != nil {
		return nil, err
	}
	tablets := make([]*tablet, o.Learners)
	for i := range tablets {
		tablets[i] = &tablet{
			client: newClient(o.Hub), o: &o, address: address.Host, child: list.Learners[i%len(list.Learners)],
			random: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), uint64(i))),
		}
	}
	packs := &packCache{packs: map[string]*pack{}}
	if err := together(tablets, func(t *tablet) error { return t.arrive(ctx, list.Token, packs) }); err != nil {
		return nil, fmt.Errorf("arrive: %w", err)
	}
	if err := together(tablets, func(t *tablet) error { return t.fill(ctx, o.Fill/len(tablets)) }); err != nil {
		return nil, fmt.Errorf("fill: %w", err)
	}
	meter := startMeter(o.PID)
	begin := time.Now()
	apart, err := hold(ctx, &o, tablets, teacher)
	took := time.Since(begin)
	used := meter.stop()
	if err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	if err := teacher.call(ctx, "GET", "/teacher/attempts", nil, &after); err != nil {
		return nil, err
	}
	r := check(tablets, &before, &after)
	r.Learners, r.Closed, r.DurationS = o.Learners, o.Closed, took.Seconds()
	r.PerSecond = float64(r.OK) / took.Seconds()
	used.fill(r)
	if apart != nil {
		apart.fill(r, samplesOf(tablets))
	}
	return r, nil
}

// hold lets the lesson happen: for as long as was asked, and then, if something is to
// run beside it, until that has ended.
func hold(ctx context.Context, o *options, tablets []*tablet, teacher *client) (*beside, error) {
	length, end := context.WithTimeout(ctx, o.Duration)
	if o.Beside != "" {
		length, end = context.WithCancel(ctx)
	}
	defer end()
	stopHalf := leaveHalfOpen(length, tablets)
	defer stopHalf()
	defer end() // before half-open sockets are waited for
	var apart *beside
	failed := make(chan error, 1)
	if o.Beside == "" {
		failed <- nil
	} else {
		apart = &beside{}
		go func() {
			defer end()
			failed <- apart.run(length, o, teacher, tablets[0].child.ID)
		}()
	}
	err := together(tablets, func(t *tablet) error { return t.lesson(length) })
	end()
	return apart, errors.Join(err, <-failed)
}

func samplesOf(tablets []*tablet) []sample {
	var all []sample
	for _, t := range tablets {
		all = append(all, t.samples...)
	}
	return all
}

func together(tablets []*tablet, fn func(*tablet) error) error {
	errs := make([]error, len(tablets))
	var wg sync.WaitGroup
	for i, t := range tablets {
		wg.Go(func() { errs[i] = fn(t) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// leaveHalfOpen keeps one socket in ten half open during the lesson.
func leaveHalfOpen(ctx context.Context, tablets []*tablet) (stop func()) {
	var wg sync.WaitGroup
	for i, t := range tablets {
		if i%10 != 0 {
			continue
		}
		wg.Go(func() {
			for ctx.Err() == nil {
				conn, err := halfOpen(t.address)
				if err == nil {
					t.half++
					wait(ctx, conn)
				}
				sleep(ctx, 200*time.Millisecond)
			}
		})
	}
	return wg.Wait
}

// wait returns when the hub closes the half-open socket or the lesson ends.
func wait(ctx context.Context, conn net.Conn) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	var b [1]byte
	for {
		if _, err := conn.Read(b[:]); err != nil {
			_ = conn.Close()
			return
		}
	}
}

// check compares what tablets sent with what the hub holds and counts.
func check(tablets []*tablet, before, after *holdings) *result {
	type stream struct{ device, epoch uint32 }
	held := map[stream][][2]uint64{}
	for _, s := range after.Streams {
		if s.Audience == "ministry" {
			held[stream{s.Writer.Device, s.Epoch}] = s.Ranges
		}
	}
	out := &result{}
	present := map[string]int{} // answers of ours at the hub, by learner
	for _, t := range tablets {
		has := held[stream{t.device, t.epoch}]
		out.OK += len(t.acked)
		out.Reconnects += t.reconnect
		out.HalfOpen += t.half
		out.Unacknowledge += len(t.sent) - len(t.acked)
		out.Refused += t.refused
		out.Busy += t.busy
		for _, seq := range t.acked {
			if !contains(has, seq) {
				out.Lost++
			}
		}
		for _, seq := range t.sent {
			if contains(has, seq) {
				present[t.child.ID]++
			}
		}
	}
	counted := map[string]int{}
	for _, l := range after.Learners {
		counted[l.ID] = l.Answers
	}
	for _, l := range before.Learners {
		counted[l.ID] -= l.Answers
	}
	for id, n := range present {
		switch difference := counted[id] - n; {
		case difference > 0:
			out.Dup += difference
		case difference < 0:
			out.Lost -= difference
		}
	}
	out.percentiles(samplesOf(tablets))
	return out
}

func contains(ranges [][2]uint64, seq uint64) bool {
	for _, r := range ranges {
		if r[0] <= seq && seq <= r[1] {
			return true
		}
	}
	return false
}

func (r *result) percentiles(samples []sample) {
	latency := make([]time.Duration, 0, len(samples))
	for _, s := range samples {
		latency = append(latency, s.took)
	}
	r.P50, r.P95, r.P99, r.Max = quantile(latency, .5), quantile(latency, .95), quantile(latency, .99), quantile(latency, 1)
}
