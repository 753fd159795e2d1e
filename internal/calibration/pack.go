package calibration

import (
	"crypto/ed25519"
	"encoding/binary"

	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Pack is what one replica learned, for others to begin with: a snapshot over a
// catalogue, by its issuer's Serial, which grows.
type Pack struct {
	Issuer    school.ID
	Catalogue [32]byte
	Serial    uint64
	Snapshot  *tutor.Snapshot
}

// Bounds and marks of a pack's bytes.
const (
	MaxPack  = 8 << 20
	packForm = 1
	fixed    = 1 + 16 + 32 + 8
)

// signedAs keeps a signature from meaning anything else.
const signedAs = "darasa parameters 1\x00"

// Seal returns the pack's bytes under the issuer's Ed25519 signature: form, issuer,
// catalogue, serial in 8 bytes, the snapshot's canonical bytes, the signature.
func (p *Pack) Seal(sign func(message []byte) []byte) []byte {
	b := append([]byte{packForm}, p.Issuer[:]...)
	b = append(b, p.Catalogue[:]...)
	b = binary.BigEndian.AppendUint64(b, p.Serial)
	b = p.Snapshot.AppendBinary(b)
	return append(b, sign(message(b))...)
}

func message(b []byte) []byte { return append([]byte(signedAs), b...) }

// OpenPack reads a pack and refuses, with a reason for people, what may not be
// learned from: damaged or unsigned bytes, an issuer without a key here, another
// catalogue or course, weights that are no numbers or point a forbidden way, and a
// serial not above the newest one held of that issuer.
func OpenPack(b []byte, keys func(issuer school.ID) ed25519.PublicKey, catalogue [32]byte, course *tutor.Course,
	held func(issuer school.ID) uint64,
) (*Pack, error) {
	if len(b) > MaxPack {
		return nil, school.Errorf(school.CodeLimit, "a parameter pack has at most %d bytes", MaxPack)
	}
	if len(b) < fixed+ed25519.SignatureSize || b[0] != packForm {
		return nil, school.Errorf(school.CodeInvalid, "this is no parameter pack")
	}
	body, signature := b[:len(b)-ed25519.SignatureSize], b[len(b)-ed25519.SignatureSize:]
	p := &Pack{Issuer: school.ID(b[1:17]), Catalogue: [32]byte(b[17:49]), Serial: binary.BigEndian.Uint64(b[49:fixed])}
	key := keys(p.Issuer)
	if len(key) != ed25519.PublicKeySize {
		return nil, school.Errorf(school.CodeForbidden, "the parameter pack is by %s, whose key is not known here", p.Issuer.Short())
	}
	if !ed25519.Verify(key, message(body), signature) {
		return nil, school.Errorf(school.CodeForbidden, "the parameter pack's signature is broken")
	}
	if p.Catalogue != catalogue {
		return nil, school.Errorf(school.CodeConflict, "the parameter pack is about other content than this hub's")
	}
	if newest := held(p.Issuer); p.Serial <= newest {
		return nil, school.Errorf(school.CodeConflict, "the parameter pack has serial %d; %d by the same issuer is already here", p.Serial, newest)
	}
	var err error
	if p.Snapshot, err = tutor.DecodeSnapshot(body[fixed:]); err == nil {
		err = p.Snapshot.Fits(course)
	}
	if err != nil {
		return nil, school.Errorf(school.CodeInvalid, "the parameter pack's weights are not valid: %v", err)
	}
	return p, nil
}

// Start returns what a hub begins its calibrations with: the pack's weights with
// wider doubts, because other children gave those answers, and some of them may have
// been given here.
func (p *Pack) Start(course *tutor.Course) *tutor.Snapshot {
	s := p.Snapshot.Widened(course)
	s.Number = 0
	return s
}
