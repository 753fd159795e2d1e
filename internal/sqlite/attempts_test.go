package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"darasa/internal/crdt"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// A teacher who opens a child's page waits for no writer: the log is read while a
// transaction is open, from the tail as from segments.
func TestAttempts_DoNotWaitForTheWriter(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	ops := replicationtest.Lesson(1, 30)
	id := ops[0].Session.Learner
	apply := func(ops []*crdt.Op) {
		t.Helper()
		if _, err := h.Apply(ctx, ops); err != nil {
			t.Fatal(err)
		}
	}
	apply(ops[:21])
	if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	apply(ops[21:])
	entered, leave, left := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		left <- h.Update(ctx, func(*sqlite.Tx) error {
			close(entered)
			<-leave
			return nil
		})
	}()
	<-entered
	got, err := h.Evidence(ctx, id)
	close(leave)
	if err != nil || len(got) != 30 {
		t.Errorf("%d attempts, %v; want 30", len(got), err)
	}
	if err := <-left; err != nil {
		t.Error(err)
	}
}
