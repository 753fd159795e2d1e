package demo_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/demo"
	"darasa/internal/hubapi"
	"darasa/internal/school"
)

// liveClass is an invented class behind real calls, with three simulated tablets.
func liveClass(t *testing.T) (*classroomtest.Class, *demo.Live) {
	t.Helper()
	c := classroomtest.Open(t, t.TempDir())
	class := write(t, c.Class, 6)
	server := httptest.NewServer(hubapi.New(hubapi.Config{Class: c.Class, Files: files{}, Live: noSockets{}, Now: time.Now}))
	t.Cleanup(server.Close)
	l := &demo.Live{
		URL: server.URL, Client: server.Client(), Pack: pack(t), Hub: c.Hub, Learners: class.Learners,
		Seat: c.Seat, Now: func() int64 { return c.Time.Stamp().At.Tick }, Seed: 3, Pace: time.Millisecond, Logger: slog.New(slog.DiscardHandler),
	}
	for range 3 {
		enrolled := c.Tablet()
		l.Tablets = append(l.Tablets, demo.Tablet{Number: enrolled.Number, Secret: enrolled.Secret})
	}
	return c, l
}

// work lets the tablets work until answers more came, or fails.
func work(t *testing.T, c *classroomtest.Class, l *demo.Live, more int) map[school.ID]int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	begin := total(t, c)
	go func() {
		for ctx.Err() == nil && total(t, c) < begin+more {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	l.Run(ctx)
	counts, sum := map[school.ID]int{}, 0
	rows, err := c.Facts.Learners(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		counts[row.ID], sum = row.Answers, sum+row.Answers
	}
	if sum < begin+more {
		t.Fatalf("%d answers, %d more were waited for", sum, begin+more-sum)
	}
	return counts
}

func total(t *testing.T, c *classroomtest.Class) (n int) {
	rows, err := c.Facts.Learners(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Error(err)
	}
	for _, row := range rows {
		n += row.Answers
	}
	return n
}

// files are none: a simulated tablet brings its own pack.
type files struct{ hubapi.Files }

func (files) Contents([32]byte) (contents [32]byte, ok bool)              { return contents, false }
func (files) PartOf([32]byte, uint32) (part [32]byte, at uint32, ok bool) { return part, 0, false }

type noSockets struct{}

func (noSockets) Live(http.ResponseWriter, *http.Request)        {}
func (noSockets) TeacherLive(http.ResponseWriter, *http.Request) {}

func TestLive_Works(t *testing.T) {
	c, l := liveClass(t)
	counts := work(t, c, l, 60)
	if len(counts) < 3 {
		t.Errorf("three tablets served %d learners", len(counts))
	}
	facts, err := c.Facts.Counts(ctx)
	if err != nil || facts.Held+facts.Refused+facts.Alarms > 0 {
		t.Errorf("%+v %v", facts, err)
	}
}

func TestLive_LeavesRealChildrenAlone(t *testing.T) {
	c, l := liveClass(t)
	for _, child := range l.Learners[:4] {
		c.Presence(c.Tablet().Number, child.ID, school.ID{}, 0, 0)
	}
	counts := work(t, c, l, 40)
	for _, child := range l.Learners[:4] {
		if counts[child.ID] > 0 {
			t.Errorf("%s sits at a real tablet and got %d answers", child.Name, counts[child.ID])
		}
	}
}

func TestLive_GivesWayToARealTablet(t *testing.T) {
	c, l := liveClass(t)
	l.Learners = l.Learners[:1]
	child := l.Learners[0]
	own := c.Tablet()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan struct{})
	go func() { l.Run(ctx); close(done) }()
	for total(t, c) < 5 && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	// A tap lands while an answer of ours is on its way, which seats her at ours again; the
	// child taps on. However slow the machine, an answer takes less than a second.
	before, quiet := -1, 0
	for quiet < 100 && ctx.Err() == nil {
		c.Presence(own.Number, child.ID, school.ID{}, 0, 0)
		time.Sleep(10 * time.Millisecond)
		if now := total(t, c); now != before {
			before, quiet = now, 0
		}
		quiet++
	}
	time.Sleep(100 * time.Millisecond) // a hundred turns of the simulated tablets
	if after := total(t, c); after != before {
		t.Errorf("%d answers after a real tablet took the child", after-before)
	}
	cancel()
	<-done
	if before < 5 || ctx.Err() == context.DeadlineExceeded {
		t.Errorf("only %d answers", before)
	}
}
