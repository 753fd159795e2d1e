package release

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
)

// Bounds of an offer.
const (
	MaxOffer       = 2 << 20       // bytes, both packed and not
	MaxPacked      = mostPart + 64 // bytes of a packed part
	maxSuccessions = 64
	maxParts       = maxWhole / leastPart * 2
)

// An Offer is what a carrier, believed in nothing, has of one subject: who signs now,
// and the newest pack that key signed, without its parts.
type Offer struct {
	Successions []Succession // oldest first
	Head        []byte       // a pack file that brings no part; empty when there is none
	Sizes       []int        // bytes of the parts, in the order of PartNames; they only serve to tell how much is to come
}

// AppendBinary appends the offer as it travels: counts and lengths are varints, and all
// of it is deflated.
func (o *Offer) AppendBinary(b []byte) ([]byte, error) {
	plain := binary.AppendUvarint(nil, uint64(len(o.Successions)))
	for i := range o.Successions {
		plain = o.Successions[i].AppendBinary(plain)
	}
	plain = append(binary.AppendUvarint(plain, uint64(len(o.Head))), o.Head...)
	plain = binary.AppendUvarint(plain, uint64(len(o.Sizes)))
	for _, size := range o.Sizes {
		plain = binary.AppendUvarint(plain, uint64(size))
	}
	packed, err := deflate(plain)
	return append(b, packed...), err
}

// DecodeOffer reads an offer; it does not ask whose key is believed.
func DecodeOffer(packed []byte) (*Offer, error) {
	damaged := Refuse(ReasonDamaged, "what is offered cannot be read; ask for it again")
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), MaxOffer+1))
	if err != nil || len(plain) > MaxOffer || len(packed) > MaxOffer {
		return nil, damaged
	}
	o := &Offer{}
	count := func(limit int) int {
		v, n := binary.Uvarint(plain)
		if n <= 0 || v > uint64(limit) {
			plain, err = nil, damaged
			return 0
		}
		plain = plain[n:]
		return int(v)
	}
	take := func(n int) []byte {
		if n > len(plain) {
			n, err = len(plain), damaged
		}
		out := plain[:n:n]
		plain = plain[n:]
		return out
	}
	for range count(maxSuccessions) {
		s, bad := DecodeSuccession(take(SuccessionBytes))
		if bad != nil {
			return nil, bad
		}
		o.Successions = append(o.Successions, s)
	}
	o.Head = take(count(MaxOffer))
	for range count(maxParts) {
		if o.Sizes = append(o.Sizes, count(mostPart)); err != nil {
			break
		}
	}
	if err != nil || len(plain) > 0 {
		return nil, damaged
	}
	return o, nil
}

// OpenHead reads the list of parts of a pack that key signed; the parts themselves need
// not be there. The error is a RefusedError.
func OpenHead(body, key []byte) (*Release, error) {
	r, rest, err := openSigned(body, key)
	if err != nil {
		return nil, err
	}
	wanted, err := r.wanted()
	if err != nil {
		return nil, err
	}
	return r, r.readParts(rest, wanted)
}

// PartNames returns every part once, in the order in which the files first name them.
func (r *Release) PartNames() (names []Part) {
	seen := map[Part]bool{}
	for _, file := range r.Files {
		for _, name := range file.Parts {
			if part, _ := partName(name); !seen[part] {
				seen[part] = true
				names = append(names, part)
			}
		}
	}
	return names
}

// Head returns the release as a file without parts.
func (r *Release) Head() ([]byte, error) { return r.Encode(func(Part) bool { return true }) }

// PackPart returns a part as it travels.
func PackPart(body []byte) ([]byte, error) { return deflate(body) }

// UnpackPart returns what PackPart was given, and refuses what is not the part named.
func UnpackPart(name Part, packed []byte) ([]byte, error) {
	body, err := inflate(packed)
	if err != nil || NameOf(body) != name {
		return nil, Refuse(ReasonDamaged, "part %x is not what was signed", name[:4])
	}
	return body, nil
}
