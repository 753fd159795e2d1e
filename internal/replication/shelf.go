package replication

import (
	"crypto/ed25519"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// Shelf is what an exchange needs of a replica's segments. Every method is one
// transaction of its own; nothing an exchange does is half done.
type Shelf interface {
	Sender
	Receiver
	Learner
}

// Sender is the calling half: what we have for others.
type Sender interface {
	// Waiting returns our own segments that the peer has not receipted, most urgent
	// first, at most limit.
	Waiting(peer school.ID, limit int) ([]SegmentRef, error)
	// Segment returns stored bytes by hash.
	Segment(hash [32]byte) (body []byte, ok bool, err error)
	// Confirmed sums up our own segments that the peer has receipted.
	Confirmed(peer school.ID) (Summary, error)
	// SaveReceipt keeps a verified receipt about our own segments.
	SaveReceipt(Receipt) error
	// Directory returns the entries from number on that our segments refer to, in
	// the form the other's LearnDirectory reads, and how many entries there are.
	Directory(from uint64) (body []byte, count uint64, err error)
	// Catalogue returns a catalogue's bytes by hash.
	Catalogue(hash [32]byte) (body []byte, ok bool, err error)
}

// Holder tells what we keep.
type Holder interface {
	// Holdings returns what we hold of every hub's segments that peer may see,
	// streams of peer itself included, in canonical order.
	Holdings(peer school.ID) ([]Holding, error)
	// HoldingOf returns what Holdings says of one stream; one without refs when that
	// is nothing.
	HoldingOf(peer school.ID, stream SegmentStream) (Holding, error)
}

// Receiver is the answering half: what we keep of others.
type Receiver interface {
	Holder
	// Receive verifies and keeps one segment that peer brought, and applies its ops
	// unless it must wait. It is idempotent. ref names the segment; waits says what
	// it still lacks, for example a catalogue. A segment that is not what it claims
	// is refused with an error and not kept; one that lacks its hub's key is not kept.
	Receive(peer school.ID, body []byte) (ref SegmentRef, waits Lack, err error)
	// Known returns how many entries of the hub's directory we know, and 0 while a kept
	// segment of it builds on entries that we lack.
	Known(hub school.ID) (uint64, error)
	// Lacking returns the catalogues that segments of peer wait for, at most 64.
	Lacking(peer school.ID) ([][32]byte, error)
	// Retry reads what peer brought, waits, and need not wait any more: a process that
	// ended between two steps must not leave it lying.
	Retry(peer school.ID) error
	// KeyOf returns the public key of a hub that peer may hear of, or
	// school.CodeNotFound.
	KeyOf(peer, hub school.ID) (ed25519.PublicKey, error)
}

// Learner takes what segments waited for and applies those that wait no longer.
type Learner interface {
	LearnDirectory(hub school.ID, body []byte) error
	LearnCatalogue(hash [32]byte, body []byte) error
	// LearnKey keeps the key of a sister hub, for which our peer vouched.
	LearnKey(hub school.ID, key ed25519.PublicKey) error
}

// Redactor is a Shelf that blanks segments after an erasure. What a peer holds of
// them is brought up to date by sending them again under the name they had.
type Redactor interface {
	// Stale returns blanked segments whose blanked form the peer has not taken, at
	// most limit.
	Stale(peer school.ID, limit int) ([]SegmentRef, error)
	// Delivered notes that the peer took one, or holds none.
	Delivered(peer school.ID, hash [32]byte) error
}

// Rester is a Shelf that remembers, from one exchange to the next, which segments came
// to nothing.
type Rester interface {
	// Rests reports whether a segment is not to be sent yet.
	Rests(hash [32]byte) bool
	// Took notes that the peer has a segment and has not signed for it.
	Took(hash [32]byte)
	// HasTaken reports whether it has.
	HasTaken(hash [32]byte) bool
	// Begun reports whether the beginning of a segment may be over there, so that the
	// rest is enough.
	Begun(hash [32]byte) bool
}

// Lack says what a kept segment waits for. The zero Lack means nothing.
type Lack struct {
	Key       bool // of the hub that signed it; without it nothing is kept
	Directory bool
	Catalogue [32]byte
	Known     bool // its ops were read all the same: only what is derived of them waits
}

// Waits reports whether anything is lacking.
func (l Lack) Waits() bool { return l.Key || l.Directory || l.Catalogue != [32]byte{} }

// Unread reports whether the segment's ops cannot be read: nobody may be told that
// they are safe here.
func (l Lack) Unread() bool { return l.Waits() && !l.Known }

// Holding is what a replica holds of one stream of segments.
type Holding struct {
	SegmentStream
	Numbers crdt.Ranges
	Refs    []SegmentRef // in order of number
	Unread  crdt.Ranges  // of Numbers: kept, and not readable without something that is lacking
}

// Vouched returns what of the holding a receipt may name: a segment that waits for its
// directory is worth nothing if what declares it never comes.
func (h Holding) Vouched() Holding {
	if len(h.Unread) == 0 || planted.On(planted.UnreadVouched) {
		return h
	}
	out := Holding{SegmentStream: h.SegmentStream, Numbers: h.Numbers.Subtract(h.Unread)}
	for _, ref := range h.Refs {
		if !h.Unread.Contains(ref.Number) {
			out.Refs = append(out.Refs, ref)
		}
	}
	return out
}

// Summary sums up the holding.
func (h Holding) Summary() Summary {
	var s Summary
	for _, ref := range h.Refs {
		s = s.Add(ref.Hash)
	}
	return s
}
