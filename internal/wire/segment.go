package wire

import (
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// Segment is an encoded segment: its header, its bytes as stored and sent, and
// its name.
type Segment struct {
	Header Header
	Bytes  []byte
	Hash   [32]byte
}

// signedPrefix keeps a signature on a segment from standing for anything else.
const signedPrefix = "darasa segment 0\x00"

// Encode makes a segment of ops, in any order, that all belong to h.Audience. Of
// h it reads Protocol, Hub, Epoch, Audience, Number and Redacts. sign returns the
// hub's 64-byte Ed25519 signature on the message it is given. What entries the
// segment needs are appended to x.Directory and declared in its header. ops are
// sorted by origin and number in place.
//
// It returns a school.Error for ops that are invalid, of another audience or
// twice the same, and ErrTooLarge when they do not fit into one segment.
func Encode(ops []*crdt.Op, h Header, x Context, sign func(message []byte) []byte) (*Segment, error) {
	mark := x.Directory.Len()
	s, err := encode(ops, h, x, mark, sign)
	if err != nil {
		x.Directory.truncate(mark)
		return nil, err
	}
	return s, nil
}

// encode makes a segment that builds on the first base entries of the directory.
func encode(ops []*crdt.Op, h Header, x Context, base uint32, sign func([]byte) []byte) (*Segment, error) {
	if len(ops) > maxOps {
		return nil, ErrTooLarge
	}
	if err := plan(ops, &h, x, base); err != nil {
		return nil, err
	}
	w := &writer{r: newRangeWriter(h.append(nil))}
	m, err := newModel(w, false, &h, x, defaultOutput)
	if err != nil {
		return nil, err
	}
	rest := ops
	for _, run := range h.Runs {
		m.run(rest[:run.Length], rest[0].Stream, run)
		rest = rest[run.Length:]
	}
	if err := m.failure(); err != nil {
		return nil, err
	}
	b := w.r.finish()
	if m.weight > (Limits{}).output(len(b)) || len(b) > maxSegment-signatureSize {
		return nil, ErrTooLarge
	}
	hash := sha256.Sum256(b)
	signature := sign(signedMessage(hash))
	if len(signature) != signatureSize {
		return nil, school.Errorf(school.CodeInternal, "a signature has %d bytes, not %d", signatureSize, len(signature))
	}
	return &Segment{Header: h, Bytes: append(b, signature...), Hash: hash}, nil
}

func signedMessage(hash [32]byte) []byte { return append([]byte(signedPrefix), hash[:]...) }

// Hash returns the name of a segment: the SHA-256 of everything but the signature
// at its end. It returns a DamagedError for bytes that are too short to be one.
func Hash(b []byte) ([32]byte, error) {
	if len(b) < signatureSize {
		return [32]byte{}, damaged("it ends early")
	}
	return sha256.Sum256(b[:len(b)-signatureSize]), nil
}

// Name returns what a segment with this header is called: its own hash, or that of
// the segment whose place it takes.
func Name(b []byte, h *Header) ([32]byte, error) {
	if h.Redacts != nil {
		return *h.Redacts, nil
	}
	return Hash(b)
}

// Verify returns ErrSignature unless key signed the segment b. It decodes nothing.
func Verify(b []byte, key ed25519.PublicKey) error {
	hash, err := Hash(b)
	if err != nil {
		return err
	}
	if (len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, signedMessage(hash), b[len(b)-signatureSize:])) && !planted.On(planted.UnsignedTaken) {
		return ErrSignature
	}
	return nil
}

// Decode returns the ops of a segment, sorted by origin and number, after it has
// checked the signature. Each op equals the encoded one in every byte of
// crdt.Op.AppendBinary. Ops share memory and must not be changed.
//
// What a NeedDirectoryError or NeedCatalogueError stops can be decoded later: the
// signature was checked, so the segment can be stored and counted as held.
// Meanwhile Header.Extend lets the segments that build on it be decoded.
//
// It returns ErrSignature, a DamagedError, a NeedDirectoryError, a
// NeedCatalogueError, ErrNeedRule or ErrTooLarge, and then no op.
func Decode(b []byte, x Context, key ed25519.PublicKey, limits Limits) ([]*crdt.Op, error) {
	if err := Verify(b, key); err != nil {
		return nil, err
	}
	h, err := Parse(b)
	if err != nil {
		return nil, err
	}
	mark := x.Directory.Len()
	grown, err := h.Extend(x.Directory)
	if err != nil {
		return nil, err
	}
	x.Directory = grown
	ops, err := h.decode(b[h.body:len(b)-signatureSize], x, limits.output(len(b)-signatureSize))
	if err != nil && grown.Len() > mark {
		grown.truncate(mark)
	}
	return ops, err
}

func (h *Header) decode(body []byte, x Context, output int) ([]*crdt.Op, error) {
	if int(h.Ops)*opWeight > output {
		return nil, ErrTooLarge
	}
	held, err := h.Held(x.Directory)
	if err != nil {
		return nil, err
	}
	m, err := newModel(&numberReader{r: newRangeReader(body)}, true, h, x, output)
	if err != nil {
		return nil, err
	}
	ops := make([]*crdt.Op, 0, h.Ops)
	for i, run := range h.Runs {
		fresh := make([]crdt.Op, run.Length)
		for i := range fresh {
			ops = append(ops, &fresh[i])
		}
		m.run(ops[len(ops)-len(fresh):], held[i].Stream, run)
		if err := m.failure(); err != nil {
			return nil, err
		}
	}
	for _, o := range ops {
		if planted.On(planted.HintsLost) && o.Attempt != nil {
			o.Attempt.Hints = min(o.Attempt.Hints, 1)
		}
		if err := o.Validate(); err != nil {
			return nil, damaged(err.Error())
		}
	}
	return ops, nil
}

// plan sorts the ops, appends what they need to the directory and fills in the
// header.
func plan(ops []*crdt.Op, h *Header, x Context, base uint32) error {
	if !h.Audience.Valid() {
		return school.Errorf(school.CodeInvalid, "audience %d is not known", h.Audience)
	}
	h.Base = base
	h.BaseDigest, _ = x.Directory.Digest(h.Base)
	h.Ops = uint32(len(ops))
	h.flags, h.Runs, h.Catalogues = 0, nil, nil
	if h.Redacts != nil {
		h.flags |= flagRedacts
	}
	if x.Instance != nil {
		h.flags |= flagRule
	}
	if err := h.order(ops, x.Directory); err != nil {
		return err
	}
	for i, o := range ops {
		if i == 0 {
			h.Earliest, h.Latest = o.Stamp.At.Tick, o.Stamp.At.Tick
		}
		h.Earliest, h.Latest = min(h.Earliest, o.Stamp.At.Tick), max(h.Latest, o.Stamp.At.Tick)
		if err := h.need(o, x); err != nil {
			return err
		}
	}
	h.Declared = x.Directory.Entries(h.Base)
	return nil
}

// order sorts the ops by origin and number, declares new origins, and notes the
// runs.
func (h *Header) order(ops []*crdt.Op, dir *Directory) error {
	slices.SortFunc(ops, func(a, b *crdt.Op) int { return a.Dot.Compare(b.Dot) })
	for i, o := range ops {
		if err := o.Validate(); err != nil {
			return err
		}
		switch {
		case o.Audience != h.Audience:
			return school.Errorf(school.CodeInvalid, "op %s is not for audience %s", o.Dot, h.Audience)
		case i > 0 && ops[i-1].Dot == o.Dot:
			return school.Errorf(school.CodeInvalid, "op %s appears twice", o.Dot)
		case o.Seq > maxSeq:
			return school.Errorf(school.CodeLimit, "op %s has a number beyond %d", o.Dot, uint64(maxSeq))
		}
		if i == 0 || ops[i-1].Stream != o.Stream {
			if err := dir.needStream(o.Stream); err != nil {
				return err
			}
		}
	}
	sortByOrigin(ops, dir)
	for i, o := range ops {
		if n := len(h.Runs); i > 0 && ops[i-1].Stream == o.Stream && ops[i-1].Seq+1 == o.Seq {
			h.Runs[n-1].Length++
			continue
		}
		origin, _ := dir.StreamOrdinal(o.Stream)
		h.Runs = append(h.Runs, Run{Origin: origin, First: o.Seq, Length: 1})
	}
	return nil
}

// sortByOrigin brings the streams of sorted ops into the order of their ordinals.
func sortByOrigin(ops []*crdt.Op, dir *Directory) {
	type stretch struct {
		origin   uint32
		from, to int
	}
	var streams []stretch
	for i, o := range ops {
		if i == 0 || ops[i-1].Stream != o.Stream {
			origin, _ := dir.StreamOrdinal(o.Stream)
			streams = append(streams, stretch{origin: origin, from: i})
		}
		streams[len(streams)-1].to = i + 1
	}
	slices.SortFunc(streams, func(a, b stretch) int { return cmp.Compare(a.origin, b.origin) })
	sorted := make([]*crdt.Op, 0, len(ops))
	for _, s := range streams {
		sorted = append(sorted, ops[s.from:s.to]...)
	}
	copy(ops, sorted)
}

// need puts into the directory and the header what one op refers to.
func (h *Header) need(o *crdt.Op, x Context) error {
	d := x.Directory
	origin, _ := d.StreamOrdinal(o.Stream)
	if err := d.needRun(origin, o.Stamp.Boot, o.Stamp.At.Tick-o.Stamp.Mono); err != nil {
		return err
	}
	switch {
	case o.Attempt != nil:
		if err := h.needCatalogue(o.Attempt.Catalogue, x); err != nil {
			return err
		}
		return d.needID(o.Attempt.Learner)
	case o.Session != nil:
		return d.needID(o.Session.Learner)
	case o.Register != nil:
		for _, dot := range o.Register.Dots {
			if err := d.needStream(dot.Stream); err != nil {
				return err
			}
		}
		if len(o.Register.Value) == 16 {
			if err := d.needID(school.ID(o.Register.Value)); err != nil {
				return err
			}
		}
		return d.needID(o.Register.Entity)
	}
	return nil
}

func (h *Header) needCatalogue(hash [32]byte, x Context) error {
	if err := x.Directory.needCatalogue(hash); err != nil {
		return err
	}
	ordinal := x.Directory.catalogues[hash]
	if slices.ContainsFunc(h.Catalogues, func(u CatalogueUse) bool { return u.Ordinal == ordinal }) {
		return nil
	}
	if len(h.Catalogues) == maxCatalogues {
		return ErrTooLarge
	}
	use := CatalogueUse{Ordinal: ordinal}
	if x.Catalogues != nil {
		_, use.Coded = x.Catalogues(hash)
	}
	h.Catalogues = append(h.Catalogues, use)
	return nil
}
