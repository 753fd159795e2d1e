package wire

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// leastPacked is the length from which repetition in a text pays for a zstd frame.
const leastPacked = 256

// zstdMagic opens every frame, so segments leave it out.
const zstdMagic = "\x28\xb5\x2f\xfd"

// The codecs keep tables of some hundred kilobytes and may be used by many
// goroutines; they are made when a long text first needs them.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(false),
			zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<17), zstd.WithLowerEncoderMem(true))
		if err != nil {
			panic(err) // the options are constants
		}
		return e
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true),
			zstd.WithDecoderMaxMemory(1<<20), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err) // the options are constants
		}
		return d
	})
)

// pack returns a shorter form of a long text, nil when there is none.
func pack(text []byte) []byte {
	if len(text) < leastPacked {
		return nil
	}
	packed := packer().EncodeAll(text, nil)[len(zstdMagic):]
	if len(packed) > len(text)*3/4 {
		return nil // letter by letter does as well
	}
	return packed
}

// unpack returns the text of n bytes that pack was given. It never makes more
// than n bytes, whatever the frame claims.
func unpack(packed []byte, n int) ([]byte, error) {
	text, err := unpacker().DecodeAll(append([]byte(zstdMagic), packed...), make([]byte, 0, n))
	if err != nil || len(text) != n {
		return nil, damaged("a packed text is not what it claims")
	}
	return text, nil
}
