package crdt

import (
	"unicode/utf8"

	"darasa/internal/school"
)

// MaxVersion bounds the name of a generator version in bytes.
const MaxVersion = 256

// voidFormat opens the body of an op of KindVoid.
const voidFormat = 0

// Void is the body of an op of KindVoid: a person's word that a generator version is
// wrong, for example by its answer key, or that it is not wrong after all. The newest
// word on a version stands. Version is as curriculum.Catalogue.Version names it.
type Void struct {
	Version string
	Wrong   bool
}

// Op returns an op that says so, for a hub to number and stamp.
func (v Void) Op() *Op {
	return &Op{Kind: KindVoid, Body: append([]byte{voidFormat, boolByte(v.Wrong)}, v.Version...)}
}

// RegisterID names the register that keeps the newest word on the version.
func (v Void) RegisterID() RegisterID {
	return RegisterID{Noun: school.NounGenerator, Field: school.GeneratorWrong, Key: v.Version}
}

// Value returns the word as the register keeps it.
func (v Void) Value() []byte { return []byte{boolByte(v.Wrong)} }

// ReadVoid reads the body of an op of KindVoid; ok is false for one that a later
// program wrote or that is damaged.
func ReadVoid(body []byte) (v Void, ok bool) {
	if len(body) < 3 || len(body) > 2+MaxVersion || body[0] != voidFormat || body[1] > 1 || !utf8.Valid(body[2:]) {
		return Void{}, false
	}
	return Void{Version: string(body[2:]), Wrong: body[1] == 1}, true
}
