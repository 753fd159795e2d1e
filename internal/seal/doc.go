// Package seal closes personal values (names, secrets, notes) under a key that
// belongs to one learner, so that destroying the key erases the value on every
// replica that ever copied it.
//
// A sealed value is a version byte, a random nonce of 24 bytes and the
// XChaCha20-Poly1305 ciphertext with its tag. The package keeps no keys, reads
// no clock and draws no randomness of its own, and it does not decide which
// values are personal: callers say so and name the place of a value in the
// additional data.
package seal
