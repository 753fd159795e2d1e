// Package digest names the engine's canonical bytes: Sum256 is SHA-256 (FIPS
// 180-4), Sum64 a short non-cryptographic check for equality.
//
// It deliberately does not use crypto/sha256, whose package would bring os to the
// tablet's module, and is not meant for secrets or for large inputs.
package digest

import "math/bits"

// Sum64 returns the 64-bit FNV-1a hash of b. Equal bytes give equal sums; it
// protects against mistakes, not against an attacker.
func Sum64(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// Mix spreads the bits of x over the whole word, one to one (the finaliser of
// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
func Mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Sum256 returns the SHA-256 hash of b.
func Sum256(b []byte) [32]byte {
	h := initial
	whole := len(b) &^ 63
	for i := 0; i < whole; i += 64 {
		compress(&h, b[i:i+64])
	}
	var last [128]byte
	n := copy(last[:], b[whole:])
	last[n] = 0x80
	end := 64
	if n >= 56 {
		end = 128
	}
	length := uint64(len(b)) * 8
	for i := range 8 {
		last[end-1-i] = byte(length >> (8 * i))
	}
	for i := 0; i < end; i += 64 {
		compress(&h, last[i:i+64])
	}
	var sum [32]byte
	for i, word := range h {
		sum[4*i], sum[4*i+1], sum[4*i+2], sum[4*i+3] = byte(word>>24), byte(word>>16), byte(word>>8), byte(word)
	}
	return sum
}

// compress folds one block of 64 bytes into h (FIPS 180-4, section 6.2.2).
func compress(h *[8]uint32, block []byte) {
	var w [64]uint32
	for i := range 16 {
		w[i] = uint32(block[4*i])<<24 | uint32(block[4*i+1])<<16 | uint32(block[4*i+2])<<8 | uint32(block[4*i+3])
	}
	for i := 16; i < 64; i++ {
		x, y := w[i-15], w[i-2]
		s0 := bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3
		s1 := bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10
		w[i] = w[i-16] + s0 + w[i-7] + s1
	}
	v := *h
	for i := range 64 {
		s1 := bits.RotateLeft32(v[4], -6) ^ bits.RotateLeft32(v[4], -11) ^ bits.RotateLeft32(v[4], -25)
		t1 := v[7] + s1 + (v[4]&v[5] ^ ^v[4]&v[6]) + rounds[i] + w[i]
		s0 := bits.RotateLeft32(v[0], -2) ^ bits.RotateLeft32(v[0], -13) ^ bits.RotateLeft32(v[0], -22)
		t2 := s0 + (v[0]&v[1] ^ v[0]&v[2] ^ v[1]&v[2])
		v = [8]uint32{t1 + t2, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]}
	}
	for i := range h {
		h[i] += v[i]
	}
}
