package school

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// ID names an entity (learner, classroom, hub, …) for life. It is a UUID, made as
// version 7 by NewID, and never names an attempt: attempts are named by their
// place in their writer's stream. The zero ID names nothing.
type ID [16]byte

// NewID draws an ID whose time part is unixMilli (milliseconds since 1970) and
// whose other 74 bits come from random. The time part only helps storage
// locality; nothing may read it as a date, for a hub's clock may be wrong.
func NewID(unixMilli int64, random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return ID{}, fmt.Errorf("draw id: %w", err)
	}
	for i := range 6 {
		id[i] = byte(unixMilli >> (8 * (5 - i)))
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// ParseID reads the canonical 36-character form. It refuses every other form, so
// that one entity has one spelling.
func ParseID(s string) (ID, error) {
	if len(s) != 36 {
		return ID{}, Errorf(CodeInvalid, "an id has 36 characters, this one has %d", len(s))
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return ID{}, Errorf(CodeInvalid, "%q is not an id", s)
	}
	return ID(u), nil
}

// String returns the canonical 36-character form.
func (id ID) String() string { return uuid.UUID(id).String() }

// Short returns the last eight hexadecimal digits, for people to tell hubs apart.
func (id ID) Short() string { return hex.EncodeToString(id[12:]) }

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// Compare orders ids by their bytes: −1, 0 or +1.
func (id ID) Compare(other ID) int { return bytes.Compare(id[:], other[:]) }

// MarshalText writes the canonical form, the zero ID as the empty string.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads the canonical form, the empty string as the zero ID.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID{}
		return nil
	}
	parsed, err := ParseID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}
