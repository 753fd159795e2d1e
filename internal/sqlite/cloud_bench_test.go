package sqlite_test

import (
	"context"
	"testing"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
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
