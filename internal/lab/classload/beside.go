package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// beside is what the hub was busy with during the second part of a lesson, and how
// answers fared before and meanwhile.
type beside struct {
	QuietP95  float64 `json:"quiet_p95_ms"`
	BesideP95 float64 `json:"beside_p95_ms"`
	Ratio     float64 `json:"beside_ratio"`
	QuietMax  float64 `json:"quiet_max_ms"`
	BesideMax float64 `json:"beside_max_ms"`
	Quiet     int     `json:"quiet_answers"`
	Beside    int     `json:"beside_answers"`
	Seconds   float64 `json:"beside_s"`
	Reads     int     `json:"reads"` // of a teacher's pages meanwhile

	begin, end time.Time
	busy       int
}

// sample is one answer: when it was sent and how long it took.
type sample struct {
	sent time.Time
	took time.Duration
}

// statusError is an answer of the hub that is not 200, in its own words.
type statusError struct {
	path, status, body string
	code               int
}

func (e *statusError) Error() string {
	return fmt.Sprintf("%s: %s %.200s", e.path, e.status, e.body)
}

// isBusy tells whether the hub turned somebody away for having too much to do: it
// had no place, or its database none.
func isBusy(err error) bool {
	e, ok := errors.AsType[*statusError](err)
	return ok && (e.code == http.StatusServiceUnavailable || e.code == http.StatusTooManyRequests ||
		strings.Contains(e.body, "locked") || strings.Contains(e.body, "busy"))
}

// fill hands over a tablet's share of answers that nobody asked for yet, as one that
// was away for weeks: in the largest batches a hub takes.
func (t *tablet) fill(ctx context.Context, n int) error {
	const most = 200
	for n > 0 {
		ops := make([]op, 0, most)
		for range min(n, most) {
			t.ready = nil // plans are for the lesson
			o, err := t.choose()
			if err != nil {
				return err
			}
			ops = append(ops, o)
		}
		if err := t.deliver(ctx, ops...); err != nil {
			return err
		}
		for _, o := range ops {
			t.acked = append(t.acked, o.Seq)
		}
		n -= len(ops)
	}
	return nil
}

// run waits for the quiet part to pass, then carries out the command while a
// teacher, if wanted, reads her pages, and returns when both have ended.
func (b *beside) run(ctx context.Context, o *options, teacher *client, learner string) error {
	if !sleep(ctx, o.Duration) {
		return nil
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	read := make(chan error, 1)
	b.begin = time.Now()
	go func() { read <- b.read(reading, o.Reads, teacher, learner) }()
	cmd := exec.CommandContext(ctx, "bash", "-c", o.Beside)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	err := cmd.Run()
	b.end = time.Now()
	stop()
	if err != nil {
		err = fmt.Errorf("beside the lesson: %w", err)
	}
	return errors.Join(err, <-read)
}

// betweenReads is the time between two pages of a teacher, who turns them faster
// than anybody reads.
const betweenReads = 100 * time.Millisecond

// read asks for everything a teacher's pages show, over and over.
func (b *beside) read(ctx context.Context, wanted bool, teacher *client, learner string) error {
	paths := []string{"/board", "/skills", "/week", "/attention", "/status", "/list", "/learners/" + learner, "/learners/" + learner + "/answers"}
	for wanted {
		for _, path := range paths {
			err := teacher.call(ctx, "GET", "/teacher"+path, nil, nil)
			switch {
			case ctx.Err() != nil:
				return nil
			case isBusy(err):
				b.busy++
			case err != nil:
				return err
			}
			b.Reads++
			if !sleep(ctx, betweenReads) {
				return nil
			}
		}
	}
	return nil
}

func (b *beside) fill(r *result, samples []sample) {
	var quiet, meanwhile []time.Duration
	for _, s := range samples {
		switch end := s.sent.Add(s.took); {
		case end.Before(b.begin):
			quiet = append(quiet, s.took)
		case s.sent.Before(b.end):
			meanwhile = append(meanwhile, s.took)
		}
	}
	b.Quiet, b.Beside, b.Seconds = len(quiet), len(meanwhile), b.end.Sub(b.begin).Seconds()
	b.QuietP95, b.QuietMax = quantile(quiet, .95), quantile(quiet, 1)
	b.BesideP95, b.BesideMax = quantile(meanwhile, .95), quantile(meanwhile, 1)
	if b.QuietP95 > 0 {
		b.Ratio = b.BesideP95 / b.QuietP95
	}
	r.Busy += b.busy
	r.beside = b
}

// quantile returns the given quantile in milliseconds, 0 of nothing.
func quantile(all []time.Duration, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[min(len(all)-1, int(q*float64(len(all))))].Microseconds()) / 1000
}
