package wire_test

import (
	"bytes"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/wire"
)

func anyNumber(t *rapid.T) wire.Number {
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		n := rapid.Uint64Range(1, math.MaxUint64).Draw(t, "uniform")
		return wire.Number{Uniform: n, Value: rapid.Uint64Range(0, n-1).Draw(t, "value")}
	case 1:
		text := strings.Repeat(rapid.String().Draw(t, "text"), rapid.IntRange(0, 40).Draw(t, "times"))
		n := wire.Number{Text: []byte(text)}
		if rapid.Bool().Draw(t, "like") {
			n.Like = []byte(rapid.SampledFrom([]string{"", "12", text, text + "x"}).Draw(t, "to"))
		}
		return n
	}
	return wire.Number{
		Column:  uint8(rapid.IntRange(0, wire.Columns-1).Draw(t, "column")),
		Context: rapid.IntRange(0, 63).Draw(t, "context"),
		Value:   rapid.Uint64().Draw(t, "value") >> rapid.IntRange(0, 63).Draw(t, "shift"),
	}
}

func TestCoder_ReadsWhatItWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.Custom(anyNumber), 0, 200).Draw(t, "numbers")
		got, err := wire.ReadNumbers(wire.WriteNumbers(numbers), numbers)
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		same := func(a, b wire.Number) bool { return a.Value == b.Value && bytes.Equal(a.Text, b.Text) }
		if !slices.EqualFunc(got, numbers, same) {
			t.Fatalf("got %v, want %v", got, numbers)
		}
	})
}

// Carries run through many bytes when unlikely bits follow each other.
func TestCoder_LongCarries(t *testing.T) {
	for value := range uint64(3) {
		var numbers []wire.Number
		for i := range 4000 {
			numbers = append(numbers, wire.Number{Uniform: 1 << 16, Value: 1<<16 - 1 - value*uint64(i&1)})
			if i%97 == 0 {
				numbers = append(numbers, wire.Number{Value: value})
			}
		}
		got, err := wire.ReadNumbers(wire.WriteNumbers(numbers), numbers)
		if err != nil || !slices.EqualFunc(got, numbers, func(a, b wire.Number) bool { return a.Value == b.Value }) {
			t.Fatalf("value %d: not what was written, err %v", value, err)
		}
	}
}

func TestCoder_SizeIsNearTheEntropy(t *testing.T) {
	tests := []struct {
		name    string
		numbers func() []wire.Number
		most    int // bytes
	}{
		{"zeros cost nearly nothing", func() []wire.Number { return make([]wire.Number, 4000) }, 16},
		{"one in sixteen at 0.34 bits", func() (out []wire.Number) {
			x := uint32(1)
			for range 8000 {
				x = x*1664525 + 1013904223
				v := uint64(0)
				if x>>28 == 0 {
					v = 1
				}
				out = append(out, wire.Number{Value: v})
			}
			return out
		}, 370},
		{"uniform numbers at their own size", func() (out []wire.Number) {
			for i := range uint64(1000) {
				out = append(out, wire.Number{Uniform: 200, Value: i * 7 % 200})
			}
			return out
		}, 958},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := len(wire.WriteNumbers(tt.numbers())); got > tt.most {
				t.Errorf("%d bytes, want at most %d", got, tt.most)
			}
		})
	}
}

func TestCoder_EndlessReadingStops(t *testing.T) {
	asked := make([]wire.Number, 5000)
	for i := range asked {
		asked[i] = wire.Number{Text: make([]byte, 100)}
	}
	if _, err := wire.ReadNumbers([]byte{0xff, 0x10, 0x80}, asked); err == nil {
		t.Fatal("5,000 texts came out of 3 bytes")
	}
}

func TestPack_LongTextsOnly(t *testing.T) {
	if got := wire.Pack([]byte("short short short short")); got != nil {
		t.Errorf("a short text was packed into %d bytes", len(got))
	}
	text := []byte(strings.Repeat("The farmer has 12 goats. ", 60))
	packed := wire.Pack(text)
	if packed == nil || len(packed) > len(text)/8 {
		t.Fatalf("%d bytes were packed into %d", len(text), len(packed))
	}
	got, err := wire.Unpack(packed, len(text))
	if err != nil || !bytes.Equal(got, text) {
		t.Fatalf("unpack: %q, %v", got, err)
	}
}

// A frame of some bytes that unfolds to megabytes must not.
func TestUnpack_Bomb(t *testing.T) {
	bomb := wire.Pack(make([]byte, 32<<20))
	if len(bomb) > 8<<10 {
		t.Fatalf("the bomb has %d bytes and is none", len(bomb))
	}
	for _, claimed := range []int{256, 1 << 16} {
		if _, err := wire.Unpack(bomb, claimed); err == nil {
			t.Errorf("32 MiB came out of a text of %d bytes", claimed)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = wire.Unpack(bomb, 1<<16)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("refusing the bomb took %d bytes", got)
	}
}

func TestPacked_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Uint64(), 0, 50).Draw(t, "values")
		got, rest, err := wire.ReadPacked(append(wire.AppendPacked(nil, values), 9), len(values), math.MaxUint64)
		if err != nil || len(rest) != 1 || !slices.Equal(got, values) {
			t.Fatalf("got %v, rest %v, err %v, want %v", got, rest, err, values)
		}
		if len(values) > 0 {
			if _, _, err := wire.ReadPacked(wire.AppendPacked(nil, values), len(values), slices.Max(values)); err != nil {
				t.Fatalf("at the limit: %v", err)
			}
			if top := slices.Max(values); top > 0 {
				if _, _, err := wire.ReadPacked(wire.AppendPacked(nil, values), len(values), top-1); err == nil {
					t.Fatal("a number above the limit was read")
				}
			}
		}
	})
}
