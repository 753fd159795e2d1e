package main

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"
)

// tablet is one device with one child before it.
type tablet struct {
	*client
	o       *options
	address string // host:port
	child   rosterChild
	pack    *pack
	random  *rand.Rand

	catalogue string
	snapshot  uint32
	ready     []choice
	epoch     uint32
	device    uint32
	hub       string
	seq       uint64
	start     time.Time
	base      int64 // the hub's tick at start

	sent      []uint64 // numbers of attempts sent, acknowledged or not
	acked     []uint64
	samples   []sample
	reconnect int
	refused   int
	busy      int
	half      int
}

type choice struct {
	Item     int `json:"item"`
	Instance int `json:"instance"`
}

type op struct {
	Seq     uint64            `json:"seq"`
	At      [2]int64          `json:"at"`
	Boot    uint32            `json:"boot"`
	Mono    int64             `json:"mono"`
	Kind    string            `json:"kind"`
	Attempt *attempt          `json:"attempt,omitempty"`
	Session *session          `json:"session,omitempty"`
	Cols    map[string]string `json:"cols,omitempty"`
}

type attempt struct {
	Learner   string `json:"learner"`
	Catalogue string `json:"catalogue"`
	Item      int    `json:"item"`
	Instance  int    `json:"instance"`
	Response  string `json:"response"`
	Correct   bool   `json:"correct"`
	Duration  int64  `json:"duration"`
	Hints     int    `json:"hints"`
}

type session struct {
	Learner   string `json:"learner"`
	Assurance int    `json:"assurance"`
}

type batch struct {
	Protocol int       `json:"protocol"`
	Epoch    uint32    `json:"epoch"`
	Audience string    `json:"audience"`
	Ops      []op      `json:"ops"`
	Clock    clockNow  `json:"clock"`
	Archive  [][2]int  `json:"archive"`
	State    *struct{} `json:"state"`
}

type clockNow struct {
	Boot uint32 `json:"boot"`
	Mono int64  `json:"mono"`
	Wall int64  `json:"wall"`
}

type ack struct {
	Now     []int64       `json:"now"`
	Durable [][2]uint64   `json:"durable"`
	Refused []interface{} `json:"refused"`
}

// arrive enrols the tablet, signs its child in and fetches what a lesson needs.
func (t *tablet) arrive(ctx context.Context, token string, packs *packCache) error {
	var enrolled struct {
		Writer struct {
			Hub    string `json:"hub"`
			Device uint32 `json:"device"`
		} `json:"writer"`
		Secret string `json:"secret"`
	}
	if err := t.call(ctx, "POST", "/devices", map[string]string{"token": token}, &enrolled); err != nil {
		return err
	}
	t.bearer, t.device, t.hub = enrolled.Secret, enrolled.Writer.Device, enrolled.Writer.Hub
	var class struct {
		Catalogue string `json:"catalogue"`
		Snapshot  uint32 `json:"snapshot"`
	}
	if err := t.call(ctx, "GET", "/class", nil, &class); err != nil {
		return err
	}
	t.catalogue, t.snapshot = class.Catalogue, class.Snapshot
	var welcome struct {
		OK bool `json:"ok"`
	}
	if err := t.call(ctx, "POST", "/sign-in", map[string]any{"learner": t.child.ID, "pictures": t.child.Pictures}, &welcome); err != nil {
		return err
	}
	if !welcome.OK {
		return fmt.Errorf("the pictures of %s do not sign in", t.child.ID)
	}
	var err error
	if t.pack, err = packs.get(ctx, t.client, t.catalogue); err != nil {
		return err
	}
	if err := t.fetchPlan(ctx); err != nil {
		return err
	}
	t.start, t.epoch, t.base = time.Now(), t.random.Uint32(), time.Now().UnixMilli()/10
	return t.open(ctx)
}

func (t *tablet) fetchPlan(ctx context.Context) error {
	var plan struct {
		Ready []choice `json:"ready"`
	}
	if err := t.call(ctx, "GET", "/plan?learner="+url.QueryEscape(t.child.ID), nil, &plan); err != nil {
		return err
	}
	t.ready = plan.Ready
	return nil
}

// open sends the session op, number 1 of the stream.
func (t *tablet) open(ctx context.Context) error {
	o := t.stamp("session")
	o.Session = &session{Learner: t.child.ID, Assurance: 2}
	return t.deliver(ctx, o)
}

func (t *tablet) stamp(kind string) op {
	t.seq++
	mono := int64(time.Since(t.start) / (10 * time.Millisecond))
	return op{Seq: t.seq, At: [2]int64{t.base + mono, int64(t.seq % 1000)}, Boot: t.epoch, Mono: mono, Kind: kind}
}

// next makes the next answer: from the plan's queue, then from the pack; four in
// five are right.
func (t *tablet) next(ctx context.Context) (op, error) {
	if len(t.ready) == 0 && len(t.sent)%24 == 0 {
		if err := t.fetchPlan(ctx); err != nil {
			return op{}, err
		}
	}
	return t.choose()
}

func (t *tablet) choose() (op, error) {
	var c choice
	if len(t.ready) > 0 {
		c, t.ready = t.ready[0], t.ready[1:]
	} else {
		c.Item = t.random.IntN(len(t.pack.Items))
		c.Instance = t.random.IntN(len(t.pack.Items[c.Item].Instances))
	}
	if c.Item >= len(t.pack.Items) || c.Instance >= len(t.pack.Items[c.Item].Instances) {
		return op{}, errors.New("the plan names an exercise that the pack does not have")
	}
	instance := t.pack.Items[c.Item].Instances[c.Instance]
	response := instance.Answer
	if t.random.IntN(5) == 0 {
		response = "999"
		for wrong := range instance.Wrong {
			response = wrong
			break
		}
	}
	o := t.stamp("attempt")
	o.Attempt = &attempt{
		Learner: t.child.ID, Catalogue: t.catalogue, Item: c.Item, Instance: c.Instance,
		Response: response, Correct: response == instance.Answer, Duration: int64(100 + t.random.IntN(2000)),
	}
	o.Cols = map[string]string{"9": varint(uint64(t.snapshot)), "12": varint(1)}
	t.sent = append(t.sent, o.Seq)
	return o, nil
}

func varint(v uint64) string {
	return base64.RawURLEncoding.EncodeToString(binary.AppendUvarint(nil, v))
}

// lesson answers until ctx ends.
func (t *tablet) lesson(ctx context.Context) error {
	if !t.o.Closed {
		if !sleep(ctx, time.Duration(t.random.Int64N(int64(t.o.Every)))) {
			return nil
		}
	}
	for ctx.Err() == nil {
		begin := time.Now()
		o, err := t.next(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		if t.o.Cut > 0 && t.random.IntN(t.o.Cut) == 0 {
			t.loseConnection(o)
		}
		sent := time.Now()
		if err := t.deliver(context.WithoutCancel(ctx), o); err != nil {
			return err
		}
		t.samples = append(t.samples, sample{sent, time.Since(sent)})
		t.acked = append(t.acked, o.Seq)
		if !t.o.Closed && !sleep(ctx, t.o.Every-time.Since(begin)) {
			return nil
		}
	}
	return nil
}

func (t *tablet) loseConnection(o op) {
	raw, err := json.Marshal(t.batch(o))
	if err != nil {
		return
	}
	if t.cut(t.address, "/ops", raw) == nil {
		t.reconnect++
	}
}

func (t *tablet) batch(ops ...op) batch {
	return batch{
		Epoch: t.epoch, Audience: "ministry", Ops: ops, Archive: [][2]int{},
		Clock: clockNow{Boot: t.epoch, Mono: ops[len(ops)-1].Mono, Wall: time.Now().UnixMilli() / 10},
	}
}

// deliver sends until the hub says that the ops are durable. Only an answer of the
// right shape that covers all of them is an acknowledgement.
func (t *tablet) deliver(ctx context.Context, ops ...op) error {
	var last error
	for try := range 100 {
		var a ack
		last = t.call(ctx, "POST", "/ops", t.batch(ops...), &a)
		if last == nil {
			t.refused += len(a.Refused)
			for _, o := range ops {
				if len(a.Now) != 2 || !contains(a.Durable, o.Seq) {
					return fmt.Errorf("op %d was answered and is not durable: refused %v", o.Seq, a.Refused)
				}
			}
			return nil
		}
		if isBusy(last) {
			t.busy++
		}
		t.reconnect++
		time.Sleep(time.Duration(50+50*min(try, 20)) * time.Millisecond)
	}
	return fmt.Errorf("op %d was never acknowledged: %w", ops[0].Seq, last)
}

func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
