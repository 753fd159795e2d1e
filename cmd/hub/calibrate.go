package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"darasa/internal/calibration"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

// When the hub calibrates: between lessons, and at most a third of one core.
const (
	lookEvery = time.Minute
	quietFor  = 10 * time.Minute // without an answer
	restFor   = 20 * time.Millisecond
)

// errLesson ends a calibration because somebody answers again.
var errLesson = errors.New("a lesson goes on")

// calibrations runs until ctx ends. What fails is said and tried again later.
func (h *hub) calibrations(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	applied, since := h.class.Applied(), time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if now := h.class.Applied(); now != applied {
			applied, since = now, time.Now()
		}
		if time.Since(since) < quietFor {
			continue
		}
		number, err := h.calibrate(ctx, restFor)
		switch {
		case errors.Is(err, errLesson), ctx.Err() != nil:
		case err != nil:
			h.logger.Error("calibrate", "error", err)
			since = time.Now()
		case number > 0:
			h.logger.Info("calibrate", "snapshot", number)
		}
	}
}

// calibrate makes the next snapshot when the log has grown enough, with a rest after
// each slice of work, and returns its number, 0 when none is due.
func (h *hub) calibrate(ctx context.Context, rest time.Duration) (uint32, error) {
	answers, err := h.answers(ctx)
	if err != nil {
		return 0, err
	}
	then, err := h.store.Calibrated(ctx)
	if err != nil || !calibration.Due(then, answers) {
		return 0, err
	}
	applied := h.class.Applied()
	return h.learn(ctx, answers, func(ctx context.Context) error {
		if h.class.Applied() != applied {
			return errLesson
		}
		return pause(ctx, rest)
	})
}

// answers returns how many answers the learners' rows count.
func (h *hub) answers(ctx context.Context) (n int, err error) {
	learners, err := h.store.Learners(ctx)
	for i := range learners {
		n += learners[i].Answers
	}
	return n, err
}

// learn folds the log, which counts answers, into the next snapshot, and returns its
// number.
func (h *hub) learn(ctx context.Context, answers int, pace calibration.Pace) (uint32, error) {
	h.learning.Lock()
	defer h.learning.Unlock()
	from, issuer, err := h.begin(ctx)
	if err != nil {
		return 0, err
	}
	log := calibration.NewLog(h.content)
	if err := h.store.EachAttempt(ctx, func(op *crdt.Op, owner school.ID) {
		if op.Writer.Hub != issuer { // whose answers the pack has learned from
			log.Add(op, owner)
		}
	}); err != nil {
		return 0, err
	}
	_, course, _ := h.content.Library.Current()
	number := h.content.Highest() + 1
	snapshot, err := log.Fold(ctx, course, from, number, pace)
	if err != nil {
		return 0, err
	}
	return number, h.store.PutSnapshot(ctx, snapshot, answers)
}

// pause waits between slices of work, or ends with ctx.
func pause(ctx context.Context, rest time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rest):
		return nil
	}
}

// rest is how long work that a person asks for pauses between slices: beside a running
// class, and not without one.
func (h *hub) rest() time.Duration {
	if h.server == nil {
		return 0
	}
	return restFor
}

// calibrated says what a calibration came to: the number of the new snapshot, or 0.
type calibrated struct {
	Snapshot uint32 `json:"snapshot"`
}

// calibrateNow does it because a person asks.
func (h *hub) calibrateNow(ctx context.Context) (c calibrated, err error) {
	c.Snapshot, err = h.calibrate(ctx, h.rest())
	return c, err
}

func (m *Main) calibrate(ctx context.Context, f calibrateFlags) error {
	c, err := calibrateJob.ask(ctx, m, f.Data, nothing{})
	if err != nil {
		return err
	}
	said := "the log has not grown enough since the last calibration"
	if c.Snapshot > 0 {
		said = fmt.Sprintf("snapshot %d is used from now on", c.Snapshot)
	}
	_, err = fmt.Fprintln(m.Stdout, said)
	return err
}
