package wire_test

import (
	"bytes"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/wire"
)

func secret(i byte) []byte { return bytes.Repeat([]byte{i}, wire.SecretSize) }

func mustKey(tb testing.TB, secret []byte, former ...[]byte) *wire.EnvelopeKey {
	tb.Helper()
	key, err := wire.NewEnvelopeKey(secret, former...)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

// schoolSegment is a segment that names a child in its register.
func schoolSegment(tb testing.TB) *wire.Segment {
	tb.Helper()
	op := &crdt.Op{
		Dot:  crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: replicationtest.HubID}, Epoch: 7, Audience: school.AudienceSchool}, Seq: 1},
		Kind: crdt.KindSet, Register: &crdt.Register{Noun: school.NounClassroom, Entity: school.ID{9}, Field: school.ClassroomName, Value: []byte("class of Amina Khan")},
	}
	segment, err := wire.Encode([]*crdt.Op{op}, wire.Header{Hub: replicationtest.HubID, Epoch: 7, Audience: school.AudienceSchool, Number: 300},
		wire.Context{Directory: wire.NewDirectory()}, replicationtest.Key(1).Sign)
	if err != nil {
		tb.Fatal(err)
	}
	return segment
}

func TestEnvelope(t *testing.T) {
	segment := schoolSegment(t)
	key := mustKey(t, secret(1), secret(2), secret(3))
	sealed, err := key.Seal(segment.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if len(sealed) > len(segment.Bytes)+wire.EnvelopeOverhead || bytes.Contains(sealed, []byte("Amina")) {
		t.Errorf("%d bytes became %d, or the name shows", len(segment.Bytes), len(sealed))
	}
	again, err := key.Seal(segment.Bytes)
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("sealed twice the same (%v): a nonce was used again", err)
	}
	for _, b := range [][]byte{sealed, again, segment.Bytes} {
		if name, err := wire.NameOf(b); err != nil || name != segment.Hash {
			t.Errorf("named %x, %v; want %x", name[:4], err, segment.Hash[:4])
		}
	}
	e, err := wire.ParseEnvelope(sealed)
	if err != nil || e.Hub != replicationtest.HubID || e.Epoch != 7 || e.Audience != school.AudienceSchool || e.Number != 300 || e.Key != key.ID {
		t.Fatalf("%+v, %v", e, err)
	}
	opened, former, err := key.Open(e)
	if err != nil || !bytes.Equal(opened, segment.Bytes) || len(former) != 2 || !bytes.Equal(former[0], secret(2)) {
		t.Errorf("opened to %d bytes, former %v, %v", len(opened), former, err)
	}
	if _, _, err := mustKey(t, secret(2)).Open(e); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("another school's key: %v", err)
	}
}

// Every flipped byte of an envelope is found, wherever it stands.
func TestEnvelope_EveryFlippedByte(t *testing.T) {
	key := mustKey(t, secret(1))
	sealed, err := key.Seal(schoolSegment(t).Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for at := range sealed {
		bent := slices.Clone(sealed)
		bent[at] ^= 0x20
		e, err := wire.ParseEnvelope(bent)
		if err != nil {
			continue
		}
		if _, _, err := key.Open(e); err == nil {
			t.Errorf("a flipped byte at %d went unnoticed", at)
		}
	}
	for n := range len(sealed) {
		if e, err := wire.ParseEnvelope(sealed[:n]); err == nil {
			if _, _, err := key.Open(e); err == nil {
				t.Fatalf("%d of %d bytes passed", n, len(sealed))
			}
		}
	}
}

// Whatever is parsed opens to what was sealed or not at all. Every process that
// fuzzes seals anew, so what was sealed is compared and not the envelope.
func FuzzParseEnvelope(f *testing.F) {
	key, within := mustKey(f, secret(1)), schoolSegment(f).Bytes
	sealed, err := key.Seal(within)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:60])
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := wire.ParseEnvelope(b)
		if err != nil {
			return
		}
		if opened, _, err := key.Open(e); err == nil && !bytes.Equal(opened, within) {
			t.Errorf("something else than what was sealed opened")
		}
	})
}
