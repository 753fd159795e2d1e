package sqlite

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestWriter_BulkGivesWay lets bulk jobs of 20 ms follow each other while people
// write every 30 ms: in the bubble only sleeping takes time.
func TestWriter_BulkGivesWay(t *testing.T) {
	tests := map[string]struct {
		gentle, lively bool
		least, most    time.Duration // that three bulk jobs take
	}{
		"OK/keeps apart":   {true, true, 3*20*time.Millisecond + 2*restMost, 3*20*time.Millisecond + 3*restMost},
		"OK/nobody writes": {true, false, 0, 3 * 20 * time.Millisecond},
		"OK/not asked to":  {false, true, 0, 3 * 20 * time.Millisecond},
	}
	migrations, err := fs.Sub(hubMigrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		path := filepath.Join(t.TempDir(), "hub.db")
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db, err := open(t.Context(), place{path: path}, migrations)
				if err != nil {
					t.Fatal(err)
				}
				db.writer.gentle.Store(tt.gentle)
				time.Sleep(lively) // the start is forgotten
				took, worst := bulkBeside(t, db.writer, tt.lively)
				if took < tt.least || took > tt.most {
					t.Errorf("three bulk jobs took %v, want %v to %v", took, tt.least, tt.most)
				}
				if worst > 20*time.Millisecond {
					t.Errorf("a live job waited %v, longer than one bulk job", worst)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// bulkBeside runs three bulk jobs, and live ones beside them if wanted, and returns
// how long the three took and the longest that a live one waited.
func bulkBeside(t *testing.T, w *Writer, live bool) (took, worst time.Duration) {
	t.Helper()
	nothing := func(*Tx) error { return nil }
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for live {
			start := time.Now()
			if err := w.Do(t.Context(), nothing); err != nil {
				t.Error(err)
			}
			worst = max(worst, time.Since(start))
			select {
			case <-stop:
				return
			case <-time.After(30 * time.Millisecond):
			}
		}
	}()
	synctest.Wait()
	start := time.Now()
	for range 3 {
		if err := w.Bulk(t.Context(), func(*Tx) error { time.Sleep(20 * time.Millisecond); return nil }); err != nil {
			t.Error(err)
		}
	}
	took = time.Since(start)
	close(stop)
	<-stopped
	return took, worst
}
