package sqlite

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// scanFunc scans a BLOB by handing it to a function, which must copy what it keeps.
type scanFunc func([]byte) error

// Scan implements sql.Scanner.
func (f scanFunc) Scan(value any) error {
	b, ok := value.([]byte)
	if !ok && value != nil {
		return fmt.Errorf("want a blob, got %T", value)
	}
	return f(b)
}

// scanInt scans an INTEGER by handing it to a function.
type scanInt func(int64)

// Scan implements sql.Scanner.
func (f scanInt) Scan(value any) error {
	v, ok := value.(int64)
	if !ok {
		return fmt.Errorf("want an integer, got %T", value)
	}
	f(v)
	return nil
}

// encodeDot is the stored form of a dot: 16 + 4 + 4 + 1 + 8 bytes.
func encodeDot(d crdt.Dot) []byte {
	b := make([]byte, 0, 33)
	b = append(b, d.Writer.Hub[:]...)
	b = binary.BigEndian.AppendUint32(b, d.Writer.Device)
	b = binary.BigEndian.AppendUint32(b, d.Epoch)
	b = append(b, byte(d.Audience))
	return binary.BigEndian.AppendUint64(b, d.Seq)
}

func decodeDot(b []byte) (crdt.Dot, error) {
	if len(b) != 33 {
		return crdt.Dot{}, errors.New("a stored dot is damaged")
	}
	return crdt.Dot{Stream: crdt.Stream{
		Writer: crdt.Writer{Hub: school.ID(b[:16]), Device: binary.BigEndian.Uint32(b[16:])},
		Epoch:  binary.BigEndian.Uint32(b[20:]), Audience: school.Audience(b[24]),
	}, Seq: binary.BigEndian.Uint64(b[25:])}, nil
}

func parseHash(text string) (hash [32]byte, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(hash) {
		return hash, errors.New("a stored hash is damaged")
	}
	return [32]byte(raw), nil
}

func encodeDigest(d replication.Digest) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(d))
}
