package wire

import (
	"crypto/ed25519"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Redact returns a segment that stands in the place of b: of each op that gone names
// only what crdt.Op.Without leaves is in it. It builds on the same directory, declares
// the same entries and is called as b was, so that whatever counts, sums or signs for
// b goes on to hold. It returns nil when nothing of b is gone. key verifies b; sign is
// of whoever holds b and blanks it.
func Redact(b []byte, x Context, key ed25519.PublicKey, gone func(*crdt.Op) bool, sign func(message []byte) []byte) (*Segment, []*crdt.Op, error) {
	h, err := Parse(b)
	if err != nil {
		return nil, nil, err
	}
	name, err := Name(b, h)
	if err != nil {
		return nil, nil, err
	}
	ops, err := Decode(b, x, key, Limits{})
	if err != nil {
		return nil, nil, err
	}
	changed := false
	for i, op := range ops {
		if gone(op) {
			ops[i], changed = op.Without(), true
		}
	}
	if !changed {
		return nil, ops, nil
	}
	x.Directory = x.Directory.Prefix(h.Base)
	for _, e := range h.Declared {
		if err := x.Directory.Append(e); err != nil {
			return nil, nil, err
		}
	}
	header := Header{Protocol: h.Protocol, Hub: h.Hub, Epoch: h.Epoch, Audience: h.Audience, Number: h.Number, Redacts: &name}
	s, err := encode(ops, header, x, h.Base, sign)
	if err == nil && len(s.Header.Declared) != len(h.Declared) {
		err = school.Errorf(school.CodeInternal, "a blanked segment declares other entries than before")
	}
	return s, ops, err
}
