package sqlite_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

// BenchmarkApply applies one answer per call from many callers at once, as a class
// does: what one acknowledged answer costs with engine, board and FULL commit.
func BenchmarkApply(b *testing.B) {
	h := sqlitetest.MustOpenHub(b, filepath.Join(b.TempDir(), "hub.sqlite"), 1)
	catalogue := sqlitetest.Built().Catalogue
	var devices atomic.Uint32
	b.SetParallelism(100)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		device := devices.Add(1)
		stream := crdt.Stream{Writer: crdt.Writer{Hub: h.ID(), Device: device}, Epoch: 1, Audience: school.AudienceMinistry}
		for seq := uint64(1); pb.Next(); seq++ {
			item := uint32(seq) % uint32(catalogue.NumItems())
			instance := uint32(seq) % catalogue.Instances(item)
			op := &crdt.Op{
				Dot: crdt.Dot{Stream: stream, Seq: seq}, Stamp: h.Stamp(), Kind: crdt.KindAttempt,
				Attempt: &crdt.Attempt{
					Learner: school.ID{0: 3, 14: byte(device >> 8), 15: byte(device)}, Catalogue: catalogue.Hash(), Item: item, Instance: instance,
					Response: catalogue.Key(item, instance), Correct: seq%4 > 0, Duration: 500,
				},
			}
			if _, err := h.Apply(context.Background(), []*crdt.Op{op}); err != nil {
				b.Error(err)
				return
			}
		}
	})
	stats, _ := h.Stats()
	b.ReportMetric(float64(stats.Jobs.Load())/float64(stats.Commits.Load()), "jobs/commit")
	b.ReportMetric(float64(stats.CommitNanos.Load())/float64(b.N), "commit-ns/op")
}
