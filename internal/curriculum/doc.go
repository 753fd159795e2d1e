// Package curriculum reads packs, the folders content is written in, and turns
// each into what the rest of the product uses: every exercise enumerated with its
// answer, an immutable catalogue named by its hash, the engine's course, and the
// JSON a tablet draws from.
//
// It deliberately invents nothing at run time, keeps no state, reads no clock and
// no randomness, and does not judge its own answers: package solver does that
// from the rendered text alone. The format is described in docs/content.md.
package curriculum
