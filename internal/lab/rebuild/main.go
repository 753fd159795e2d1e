// Command rebuild measures how fast learners' states are computed anew from a hub's
// log, as after a change of the engine or of the content: by the tutor alone, which
// is given the answers, and by the store, which first reads and decodes its segments.
// The answers are invented: they fill a log and stand for nobody.
//
// Its last line of output is one JSON object.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"syscall"
	"time"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lab/rebuild:", err)
		os.Exit(1)
	}
}

// result is the last line of output; rates are in answers a second of processor time,
// and of the clock, where several processors work at once. PeakMB is by how much the
// heap was larger at its highest while the hub rebuilt, in 10^6 bytes.
type result struct {
	Learners           int     `json:"learners"`
	Answers            int     `json:"answers"`
	FoldPerSec         float64 `json:"fold_per_sec"`
	RebuildPerSec      float64 `json:"rebuild_per_sec"`
	RebuildPerClockSec float64 `json:"rebuild_per_clock_sec"`
	PeakMB             float64 `json:"peak_mb"`
}

func run(args []string) error {
	flags := flag.NewFlagSet("rebuild", flag.ContinueOnError)
	learners := flags.Int("learners", 40, "learners of the hub, 1 to 10000")
	answers := flags.Int("answers", 3000, "answers of each, at least 1")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *learners < 1 || *learners > 10_000 || *answers < 1 {
		return fmt.Errorf("%d learners with %d answers are no class", *learners, *answers)
	}
	dir, err := os.MkdirTemp("", "rebuild")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	res, err := measure(context.Background(), filepath.Join(dir, "hub.db"), *learners, *answers)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(res)
}

func measure(ctx context.Context, path string, learners, answers int) (result, error) {
	res := result{Learners: learners, Answers: learners * answers}
	lib, err := starter()
	if err != nil {
		return res, err
	}
	ops := class{lib.CurrentCatalogue(), learners, answers}.ops()
	if res.FoldPerSec, err = fold(lib, ops, learners); err != nil {
		return res, err
	}
	h, err := sqlite.OpenHub(ctx, config(path, lib))
	if err != nil {
		return res, err
	}
	if err := fill(ctx, h, ops); err != nil {
		_ = h.Close()
		return res, err
	}
	if err := rebuild(ctx, h, &res); err != nil {
		_ = h.Close()
		return res, err
	}
	return res, h.Close()
}

// courses is what the tutor's own part needs of the library.
type courses interface {
	NewTutor() (*tutor.Tutor, error)
}

// fold lets the tutor alone fold every learner from nothing.
func fold(lib courses, ops []*crdt.Op, learners int) (perSecond float64, err error) {
	histories := make([][]tutor.NamedEvidence, learners)
	answers := 0
	for _, op := range ops {
		if op.Attempt == nil {
			continue
		}
		answers++
		n := number(op.Attempt.Learner)
		histories[n] = append(histories[n], tutor.NamedEvidence{Evidence: projection.Evidence(op, op.Attempt.Item)})
	}
	t, err := lib.NewTutor()
	if err != nil {
		return 0, err
	}
	perSecond, _, err = rate(answers, func() error {
		for i, history := range histories {
			if _, err := t.Advance(wire.Seed(learner(i)), nil, history); err != nil {
				return err
			}
		}
		return nil
	})
	return perSecond, err
}

// fill writes the answers into the store and cuts them into segments.
func fill(ctx context.Context, h *sqlite.Hub, ops []*crdt.Op) error {
	const batch = 2000
	for at := 0; at < len(ops); at += batch {
		if _, err := h.Apply(ctx, ops[at:min(at+batch, len(ops))]); err != nil {
			return err
		}
	}
	_, err := h.Cut(ctx, school.AudienceMinistry, true)
	return err
}

// rebuild lets the store fold every learner anew.
func rebuild(ctx context.Context, h *sqlite.Hub, res *result) (err error) {
	ids := make([]school.ID, res.Learners)
	for i := range ids {
		ids[i] = learner(i)
	}
	runtime.GC()
	highest := watchHeap()
	res.RebuildPerSec, res.RebuildPerClockSec, err = rate(res.Answers, func() error { return h.Refold(ctx, ids...) })
	res.PeakMB = float64(highest()) / 1e6
	return err
}

// watchHeap looks at the heap until it is asked by how much that grew at most.
func watchHeap() (highest func() uint64) {
	const every = 5 * time.Millisecond
	size := func() uint64 {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	begin, most := size(), uint64(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most = max(most, size())
			select {
			case <-stop:
				return
			case <-time.After(every):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return most - min(most, begin)
	}
}

// rate returns how many answers a second of processor time the work takes, so that
// other work on the machine matters less, and how many a second of the clock.
func rate(answers int, work func() error) (processing, clock float64, err error) {
	began := time.Now()
	begin, err := processor()
	if err != nil {
		return 0, 0, err
	}
	if err := work(); err != nil {
		return 0, 0, err
	}
	end, err := processor()
	took := time.Since(began)
	return float64(answers) / max(end-begin, time.Microsecond).Seconds(), float64(answers) / max(took, time.Microsecond).Seconds(), err
}

// processor returns how much processor time this process has used.
func processor() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
