package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"darasa/internal/school"
)

const (
	// groupLimit is how many jobs may share one commit.
	groupLimit = 200
	// queueLimit bounds the jobs that wait; a caller beyond it blocks until there
	// is room or its context ends.
	queueLimit = 1024
)

// How bulk jobs give way to people. An answer that comes while another transaction
// commits waits for it. Bulk jobs keep so far apart that one in forty does: with one in
// twenty the 95th percentile would lie just among those that wait.
const (
	restTimes = 39                     // a rest is so many times as long as the bulk job before it,
	restMost  = 400 * time.Millisecond // but no longer than this,
	lively    = 2 * time.Second        // and only while a live job was not longer ago
)

// Writer is the single goroutine that writes. Jobs that queue while a commit runs
// share the next one; none of them ever waits for a timer. Live jobs go before bulk
// ones, which come in slices of a few milliseconds and, where gentle is set, far apart
// while there are live jobs.
type Writer struct {
	live, bulk chan *job
	quit       chan struct{}
	done       chan struct{}
	closing    sync.Once
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	stats      WriterStats
	gentle     atomic.Bool
	lastLive   time.Time // only the writer's goroutine touches this and the next
	restsUntil time.Time
}

// WriterStats counts what the writer did. Fields are read atomically.
type WriterStats struct {
	Commits, Jobs, Failed atomic.Int64
	CommitNanos           atomic.Int64 // time spent in COMMIT, which is the disk's
}

type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	done chan error
}

func newWriter(ctx context.Context, db *sql.DB) (*Writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open writer: %w", err)
	}
	w := &Writer{
		live: make(chan *job, queueLimit), bulk: make(chan *job),
		quit: make(chan struct{}), done: make(chan struct{}),
		conn: conn, statements: map[string]*sql.Stmt{},
	}
	go w.run()
	return w, nil
}

// Do runs fn inside a transaction shared with whoever queued meanwhile and returns
// after the commit. When it returns nil the change is on disk (synchronous=FULL).
// When fn fails its own changes are rolled back, the others' stay. fn may run on
// another goroutine and must not keep the Tx.
func (w *Writer) Do(ctx context.Context, fn func(*Tx) error) error { return w.submit(ctx, w.live, fn) }

// Bulk is Do for background work: it waits while live jobs are queued. Keep each
// call to about 5 ms of work.
func (w *Writer) Bulk(ctx context.Context, fn func(*Tx) error) error {
	return w.submit(ctx, w.bulk, fn)
}

func (w *Writer) submit(ctx context.Context, queue chan *job, fn func(*Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan error, 1)}
	select {
	case <-w.quit:
		return errClosing
	default:
	}
	select {
	case queue <- j:
	case <-ctx.Done():
		return fmt.Errorf("wait for the writer: %w", ctx.Err())
	case <-w.quit:
		return errClosing
	}
	// Once queued the job runs whatever becomes of the caller; its result still
	// must not be taken for an acknowledgement when the caller has left.
	select {
	case err := <-j.done:
		return err
	case <-w.done:
		select {
		case err := <-j.done:
			return err
		default:
			return errClosing
		}
	}
}

var errClosing = school.Errorf(school.CodeUnavailable, "the hub is stopping; try again in a moment")

func (w *Writer) run() {
	defer close(w.done)
	rest := time.NewTimer(time.Hour)
	defer rest.Stop()
	for {
		select {
		case j := <-w.live:
			w.runLive(j)
			continue
		default:
		}
		bulk := w.bulk
		if left := time.Until(w.restsUntil); left > 0 {
			bulk = nil
			rest.Reset(left)
		}
		select {
		case j := <-w.live:
			w.runLive(j)
		case j := <-bulk:
			w.runBulk(j)
		case <-rest.C:
		case <-w.quit:
			w.drain()
			return
		}
	}
}

func (w *Writer) runLive(j *job) {
	w.group(j)
	w.lastLive = time.Now()
}

func (w *Writer) runBulk(j *job) {
	start := time.Now()
	w.group(j)
	if end := time.Now(); w.gentle.Load() && start.Sub(w.lastLive) < lively {
		w.restsUntil = end.Add(min(restTimes*end.Sub(start), restMost))
	}
}

// drain finishes what was queued before the store began to close.
func (w *Writer) drain() {
	for {
		select {
		case j := <-w.live:
			w.group(j)
		default:
			return
		}
	}
}

// group runs first and whatever live jobs are already queued in one transaction.
func (w *Writer) group(first *job) {
	ctx := context.Background()
	t := &Tx{ctx: ctx, w: w}
	if err := t.exec("BEGIN IMMEDIATE"); err != nil {
		first.done <- commitError(err)
		return
	}
	ran := make([]*job, 0, 8)
	results := make([]error, 0, 8)
	for j := first; j != nil; j = w.next(len(ran)) {
		ran = append(ran, j)
		results = append(results, t.runJob(j))
	}
	start := time.Now()
	if err := t.exec("COMMIT"); err != nil {
		err = commitError(err)
		for i := range results {
			results[i] = errors.Join(err, results[i])
		}
		t.undoAll()
		_ = t.exec("ROLLBACK") // fails harmlessly when SQLite already rolled back
	}
	w.stats.CommitNanos.Add(time.Since(start).Nanoseconds())
	w.stats.Commits.Add(1)
	w.stats.Jobs.Add(int64(len(ran)))
	for i, j := range ran {
		if results[i] != nil {
			w.stats.Failed.Add(1)
		}
		j.done <- results[i]
	}
}

func (w *Writer) next(ran int) *job {
	if ran >= groupLimit {
		return nil
	}
	select {
	case j := <-w.live:
		return j
	default:
		return nil
	}
}

func commitError(err error) error {
	return fmt.Errorf("commit: %w", school.Errorf(school.CodeUnavailable, "the hub could not save: %v; free some room on its disk", err))
}

func (w *Writer) close() error {
	w.closing.Do(func() { close(w.quit) })
	<-w.done
	var errs []error
	for _, s := range w.statements {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// Stats returns the writer's counters.
func (w *Writer) Stats() *WriterStats { return &w.stats }

// QueueDepth returns how many live jobs wait.
func (w *Writer) QueueDepth() int { return len(w.live) }
