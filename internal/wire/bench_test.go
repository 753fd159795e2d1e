package wire_test

import (
	"slices"
	"testing"

	"darasa/internal/wire"
)

func BenchmarkEncode(b *testing.B) {
	ops := class(40, 45)
	for b.Loop() {
		if _, err := wire.Encode(slices.Clone(ops), header(1), shared(), sign); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(ops)), "ns/op-coded")
}

func BenchmarkDecode(b *testing.B) {
	ops := class(40, 45)
	segment := encode(b, ops, header(1), shared())
	for b.Loop() {
		if _, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(ops)), "ns/op-coded")
}
