package tutor_test

import (
	"testing"

	"darasa/internal/tutor"
)

// BenchmarkFold is what rebuilding one learner's state costs for each of her answers:
// a year's history, folded from nothing and written down.
func BenchmarkFold(b *testing.B) {
	const answers = 6000
	c := &tutor.Course{Skills: make([]tutor.Skill, 40)}
	for i := range uint32(200) {
		c.Items = append(c.Items, tutor.Item{Skill: uint16(i % 40), Level: uint8(i % 3), Instances: 50})
	}
	tu, err := tutor.New(c, func(uint32) *tutor.Snapshot { return tutor.Generic(c) })
	if err != nil {
		b.Fatal(err)
	}
	history := make([]tutor.NamedEvidence, answers)
	for i := range history {
		n := uint32(i)
		history[i].Evidence = tutor.Evidence{
			Item: n / 3 * 7 % 200, Instance: n % 50, Correct: n*n%7 > 1, Duration: 900, At: start + int64(i/30)*8_640_000 + int64(i%30)*2000,
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tu.Advance(3, nil, history); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(answers)*float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
