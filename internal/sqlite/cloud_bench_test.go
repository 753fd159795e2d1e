package sqlite_test

import (
	"context"
	"testing"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// BenchmarkCloud_Receive takes up segments of 1,000 attempts: forty tablets, one
// learner each, 25 answers.
func BenchmarkCloud_Receive(b *testing.B) {
	c := cloudtest.MustOpen(b, b.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(b, c, cloudtest.MustAddSchool(b, c, "A"), 1)
	cutter := cloudtest.NewCutter(1, 1)
	bodies := make([][]byte, b.N)
	for i := range bodies {
		var ops []*crdt.Op
		for tablet := range 40 {
			ops = append(ops, cloudtest.Answers(hub.ID, uint32(tablet+1), byte(tablet), uint64(i*25+1), 25)...)
		}
		bodies[i] = cutter.MustCut(b, ops).Bytes
	}
	shelf := c.For(context.Background(), hub)
	b.ResetTimer()
	for _, body := range bodies {
		if _, _, err := shelf.Receive(hub.ID, body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "attempts/s")
}

// BenchmarkCloud_Put takes up segments of ten attempts and signs for each. Other hubs
// of the school brought none, or two thousand: it should cost the same.
func BenchmarkCloud_Put(b *testing.B) {
	for name, others := range map[string]int{"alone": 0, "beside2000": 2000} {
		b.Run(name, func(b *testing.B) {
			c := cloudtest.MustOpen(b, b.TempDir(), &cloudtest.Clock{})
			owner := cloudtest.MustAddSchool(b, c, "A")
			put(b, c, owner, 2, others)
			b.ResetTimer()
			put(b, c, owner, 1, b.N)
		})
	}
}

// put lets the i-th hub of a school bring n small segments.
func put(b *testing.B, c *sqlite.Cloud, owner school.ID, i byte, n int) {
	b.Helper()
	hub, _ := cloudtest.MustEnroll(b, c, owner, i)
	cutter := cloudtest.NewCutter(i, 1)
	bodies := make([][]byte, n)
	for at := range bodies {
		bodies[at] = cutter.MustCut(b, cloudtest.Answers(hub.ID, 1, i, uint64(at*10+1), 10)).Bytes
	}
	b.ResetTimer()
	shelf := c.For(context.Background(), hub)
	responder := replication.Responder{Shelf: shelf, Store: shelf, Sign: func([]byte) []byte { return make([]byte, 64) }}
	for _, body := range bodies {
		if _, _, err := responder.Put(hub.ID, body); err != nil {
			b.Fatal(err)
		}
	}
}
