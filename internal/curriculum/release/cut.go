package release

import (
	"crypto/sha256"
	"encoding/binary"
)

// Bounds of a part before compression. Cuts are where the content says, so that a word
// added to a long file moves no cut but those next to it.
const (
	leastPart = 4 << 10
	mostPart  = 64 << 10
	cutShift  = 19 // the top 13 bits are zero: on average every 8 KB past the least
)

// gear gives every byte a number of its own, the same for ever: cuts depend on it.
var gear = func() (g [256]uint32) {
	for i := range g {
		sum := sha256.Sum256([]byte{'c', 'u', 't', byte(i)})
		g[i] = binary.BigEndian.Uint32(sum[:])
	}
	return g
}()

// cut divides a file where a rolling hash over its last 32 bytes says so.
func cut(body []byte) (parts [][]byte) {
	for len(body) > 0 {
		end := min(len(body), mostPart)
		hash := uint32(0)
		for i := range end {
			hash = hash<<1 + gear[body[i]]
			if i+1 >= leastPart && hash>>cutShift == 0 {
				end = i + 1
				break
			}
		}
		parts = append(parts, body[:end])
		body = body[end:]
	}
	return parts
}
