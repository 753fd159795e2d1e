package codec_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"darasa/internal/engine/codec"

	"pgregory.net/rapid"
)

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Uint64().Draw(t, "u")
		i := rapid.Int64().Draw(t, "i")
		f := rapid.Float64Range(-1e9, 1e9).Draw(t, "f")
		if f == 0 {
			f = 0 // never minus zero
		}
		g := float64(float32(f))
		bs := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")

		b := codec.AppendUint(nil, u)
		b = codec.AppendInt(b, i)
		b = codec.AppendFloat64(b, f)
		b = codec.AppendFloat32(b, g)
		b = codec.AppendBytes(b, bs)
		r := codec.NewReader(b)
		if got := r.Uint(math.MaxUint64); got != u {
			t.Fatalf("uint: got %d, want %d", got, u)
		}
		if got := r.Int(); got != i {
			t.Fatalf("int: got %d, want %d", got, i)
		}
		if got := r.Float64(-1e9, 1e9); got != f {
			t.Fatalf("float64: got %v, want %v", got, f)
		}
		if got := r.Float32(-1e10, 1e10); got != g {
			t.Fatalf("float32: got %v, want %v", got, g)
		}
		if got := r.Bytes(len(bs)); !bytes.Equal(got, bs) {
			t.Fatalf("bytes: got %v, want %v", got, bs)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []byte
		read func(*codec.Reader)
		want error
	}{
		{"empty", nil, func(r *codec.Reader) { r.Uint(9) }, codec.ErrShort},
		{"unfinished varint", []byte{0x80, 0x80}, func(r *codec.Reader) { r.Uint(9) }, codec.ErrShort},
		{"padded varint", []byte{0x85, 0x00}, func(r *codec.Reader) { r.Uint(9) }, codec.ErrCanonical},
		{"over the limit", []byte{10}, func(r *codec.Reader) { r.Uint(9) }, codec.ErrRange},
		{"more than 64 bits", bytes.Repeat([]byte{0xff}, 11), func(r *codec.Reader) { r.Uint(math.MaxUint64) }, codec.ErrShort},
		{"count larger than the input", []byte{200, 1, 1, 1}, func(r *codec.Reader) { r.Count(1000, 4) }, codec.ErrShort},
		{"byte over the limit", []byte{3}, func(r *codec.Reader) { r.Byte(2) }, codec.ErrRange},
		{"NaN", codec.AppendFloat64(nil, math.NaN()), func(r *codec.Reader) { r.Float64(-1, 1) }, codec.ErrRange},
		{"infinite", codec.AppendFloat32(nil, math.Inf(1)), func(r *codec.Reader) { r.Float32(-1, 1) }, codec.ErrRange},
		{"minus zero", codec.AppendFixed64(nil, 1<<63), func(r *codec.Reader) { r.Float64(-1, 1) }, codec.ErrRange},
		{"short hash", make([]byte, 31), func(r *codec.Reader) { r.Array32() }, codec.ErrShort},
		{"left over", []byte{1, 2}, func(r *codec.Reader) { r.Uint(9) }, codec.ErrTrailing},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := codec.NewReader(c.in)
			c.read(r)
			if err := r.Close(); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if got := r.Uint(9); got != 0 && !errors.Is(c.want, codec.ErrTrailing) {
				t.Errorf("read %d after a failure", got)
			}
		})
	}
}

func FuzzUint(f *testing.F) {
	f.Add([]byte{0x80, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := codec.NewReader(b)
		v := r.Uint(math.MaxUint64)
		if r.Err() != nil {
			return
		}
		used := len(b) - r.Len()
		if got := codec.AppendUint(nil, v); !bytes.Equal(got, b[:used]) {
			t.Errorf("%d was read from % x, written as % x", v, b[:used], got)
		}
	})
}
