package sqlite_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"darasa/internal/calibration"
	"darasa/internal/crdt"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/tutor"
)

// calibrate does what the hub does between lessons.
func calibrate(t *testing.T, h *sqlite.Hub, config sqlite.Config) *tutor.Snapshot {
	t.Helper()
	log := calibration.NewLog(config.Library)
	if err := h.EachAttempt(context.Background(), log.Add); err != nil {
		t.Fatal(err)
	}
	_, course, _ := config.Library.Current()
	s, err := log.Fold(context.Background(), course, config.Library.Snapshot(0), config.Library.Highest()+1, func(context.Context) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := h.PutSnapshot(context.Background(), s, log.Len()); err != nil {
		t.Fatal(err)
	}
	return s
}

func mustOpen(t *testing.T, config sqlite.Config) *sqlite.Hub {
	t.Helper()
	h, err := sqlite.OpenHub(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestCalibration_SurvivesRestarts makes a snapshot from a log of which half lies in
// segments, answers under it, starts again, and meets a damaged file.
func TestCalibration_SurvivesRestarts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.db")
	config := sqlitetest.Config(t, path, 1)
	h := mustOpen(t, config)
	ops := sqlitetest.Lesson(3, 20)
	mustApply(t, h, ops[:30])
	if _, err := h.Cut(context.Background(), ops[0].Audience, true); err != nil {
		t.Fatal(err)
	}
	mustApply(t, h, ops[30:55])
	made := calibrate(t, h, config)
	if got := config.Library.Newest(); got.Number != 1 || got.Hash() != made.Hash() {
		t.Fatalf("new plans use snapshot %d", got.Number)
	}

	other := sqlitetest.Config(t, filepath.Join(t.TempDir(), "hub.db"), 1)
	second := mustOpen(t, other)
	for i := 54; i >= 0; i-- {
		mustApply(t, second, ops[i:i+1])
	}
	if got := calibrate(t, second, other); got.Hash() != made.Hash() {
		t.Error("a hub that met the same answers in another order has other weights")
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}

	for _, op := range ops[55:] {
		op.SetUint(crdt.ColumnPlan, 1)
	}
	mustApply(t, h, ops[55:])
	want := sqlitetest.States(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}

	config = sqlitetest.Config(t, path, 2)
	h = mustOpen(t, config)
	if got := config.Library.Newest(); got.Number != 1 || got.Hash() != made.Hash() {
		t.Errorf("after a restart new plans use snapshot %d", got.Number)
	}
	if n, err := h.Calibrated(context.Background()); err != nil || n == 0 {
		t.Errorf("calibrated over %d answers, %v", n, err)
	}
	learners, err := h.Learners(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range learners {
		if err := h.Refold(context.Background(), l.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := sqlitetest.States(t, h); len(got) != len(want) || got[0] != want[0] || got[2] != want[2] {
		t.Errorf("states %v, want %v", got, want)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE calibration SET signature = zeroblob(64)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	config = sqlitetest.Config(t, path, 3)
	h = mustOpen(t, config)
	if got := config.Library.Newest().Number; got != 0 || config.Library.Highest() != 1 {
		t.Errorf("with a broken signature plans use %d, the highest number is %d", got, config.Library.Highest())
	}
	if counts, err := h.Counts(context.Background()); err != nil || counts.Refused == 0 {
		t.Errorf("the damage is not listed: %+v, %v", counts, err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}
