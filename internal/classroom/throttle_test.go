package classroom_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// TestSignIn_Property drives one child's sign-in with any sequence of tries, waits,
// let-ins and restarts, and holds the two promises against a count of its own: no
// more than ten wrong tries are looked at between let-ins and days, and from the
// third wrong one in a row on never two within ten seconds of a running hub.
func TestSignIn_Property(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 3
		t.Log("short: 3 seeds instead of 12")
	}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(rt *testing.T) {
			random := rand.New(rand.NewPCG(seed, 7))
			c := classroomtest.Open(t, t.TempDir())
			defer func() { c.Close() }()
			child := c.Children(1)[0]
			d := c.Tablet().Device
			looked, row, lastLook, now := 0, 0, int64(-1_000_000), int64(0)
			left := 10
			steps := []string{"wrong", "wrong", "wrong", "wrong", "wrong", "wrong", "wait", "wait", "wait", "right", "let in", "restart", "day"}
			for range 60 {
				switch steps[random.IntN(len(steps))] {
				case "wrong":
					s := signIn(t, c, d, child, 1, 2)
					if s.OK { // a let-in was waiting
						looked, row, left = 0, 0, 10
						continue
					}
					if s.Left == left {
						continue // not looked at
					}
					looked, left = looked+1, s.Left
					if row >= 3 && now-lastLook < 10*second {
						rt.Fatalf("two wrong tries were looked at within %d ticks", now-lastLook)
					}
					row, lastLook = row+1, now
				case "right":
					if s := signIn(t, c, d, child, 3, 7); s.OK {
						row = 0
						if s.Assurance == school.AssuranceTeacher {
							looked, left = 0, 10
						}
					}
				case "wait":
					step := 1 + random.Int64N(30*second)
					c.Store.Advance(step)
					now += step
				case "let in":
					if err := c.LetIn(ctx, child); err != nil {
						rt.Fatal(err)
					}
				case "restart":
					c = c.Reopen()
				case "day":
					c.Store.Advance(school.TicksPerDay)
					now += school.TicksPerDay
					looked, left = 0, 10
				}
				if looked > 10 {
					rt.Fatalf("%d wrong tries were looked at", looked)
				}
			}
		})
	}
}

// brokenLog fails where it is told to.
type brokenLog struct {
	classroom.Log
	apply, write, have bool
}

var errDisk = errors.New("disk full")

func (b *brokenLog) Apply(ctx context.Context, ops []*crdt.Op) (replication.Result, error) {
	if b.apply {
		return replication.Result{}, errDisk
	}
	return b.Log.Apply(ctx, ops)
}

func (b *brokenLog) Write(ctx context.Context, audience school.Audience, ops ...*crdt.Op) error {
	if b.write {
		return errDisk
	}
	return b.Log.Write(ctx, audience, ops...)
}

func (b *brokenLog) Have(ctx context.Context, s crdt.Stream) (crdt.Ranges, error) {
	if b.have {
		return nil, errDisk
	}
	return b.Log.Have(ctx, s)
}

// TestSubmit_NoPromiseWithoutCommit breaks the store at each place and sees no
// acknowledgement; sent again on a healthy store, everything is there once.
func TestSubmit_NoPromiseWithoutCommit(t *testing.T) {
	for name, broken := range map[string]*brokenLog{"Apply": {apply: true}, "Attest": {write: true}, "Have": {have: true}} {
		t.Run(name, func(t *testing.T) {
			c := classroomtest.Open(t, t.TempDir())
			child := c.Children(1)[0]
			d := c.Tablet().Device
			if s, err := c.SignIn(ctx, d, child, []uint8{3, 7}); err != nil || !s.OK {
				t.Fatal(s, err)
			}
			opened := session(d, 1, child, school.AssurancePictures)
			batch := classroom.Batch{Stream: classroomtest.Stream(d), Ops: []*crdt.Op{opened, c.Attempt(d, 2, child, 0, "1", 0)}}
			whole := c.Log
			broken.Log = whole
			c.Log = broken
			if ack, err := c.Submit(ctx, d, batch); !errors.Is(err, errDisk) || ack.Durable != nil {
				t.Fatalf("acknowledged %+v, %v", ack, err)
			}
			c.Log = whole
			ack, err := c.Submit(ctx, d, batch)
			if err != nil || ack.Durable.String() != "1-2" {
				t.Fatalf("sent again: %+v, %v", ack, err)
			}
			if row, _, err := c.Store.Learner(ctx, child); err != nil || row.Answers != 1 {
				t.Errorf("counted %d answers, %v", row.Answers, err)
			}
			if got := attested(t, c, opened); len(got) != 1 || got[0] != 2 {
				t.Errorf("the session is attested as %v", got)
			}
		})
	}
}

func TestEnrol_NothingHalf(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	whole := c.Log
	c.Log = &brokenLog{Log: whole, write: true}
	if e, err := c.Enrol(ctx, classroomtest.Token, nil); !errors.Is(err, errDisk) || e.Secret != "" {
		t.Errorf("enrolled %+v, %v", e, err)
	}
	c.Log = whole
	if e := c.Tablet(); e.Number != 1 {
		t.Errorf("the first tablet is %d", e.Number)
	}
}

func TestSubmit_Limits(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	d := c.Tablet().Device
	ops := make([]*crdt.Op, classroom.MaxOps+1)
	if _, err := c.Submit(ctx, d, classroom.Batch{Stream: classroomtest.Stream(d), Ops: ops}); school.ErrorCode(err) != school.CodeLimit {
		t.Errorf("201 ops: %v", err)
	}
	var archive crdt.Ranges
	for i := range uint64(500) {
		archive = append(archive, crdt.Range{From: i*2 + 1, To: i*2 + 1})
	}
	ack, err := c.Submit(ctx, d, classroom.Batch{Stream: classroomtest.Stream(d), Archive: archive})
	if err != nil || len(ack.Want) != 64 {
		t.Errorf("asked back %d ranges, %v", len(ack.Want), err)
	}
}
