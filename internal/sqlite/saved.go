package sqlite

import (
	"crypto/ed25519"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"slices"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/salvage"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// saved is what could be read out of a damaged store and proves itself: segments by
// their hash, ops by their sum, snapshots by their signature, catalogues by theirs.
// The rest of a hub is a fold of these.
type saved struct {
	hub        school.ID
	key        ed25519.PublicKey
	catalogues map[[32]byte][]byte
	segments   map[[32]byte]savedSegment
	lists      []savedList
	tail       map[crdt.Dot]savedOp
	second     []*crdt.Op // contents of dots seen twice
	snapshots  map[int64]savedSnapshot
	keys       map[school.ID][]byte // of learners, sealed
	tries      map[string][3]int64
	meta       map[string]uint64
	refused    []savedRefusal
	repairs    []classroom.Repair
	bad        int // rows that looked like ours and did not prove themselves
}

type savedSegment struct {
	number int64 // of its row, which is the order they came in
	body   []byte
}

type savedList struct {
	key  directoryKey
	body []byte
}

type savedOp struct {
	position int64
	op       *crdt.Op
}

type savedSnapshot struct {
	catalogue       []byte
	answers         int64
	body, signature []byte
}

type savedRefusal struct {
	source, code, message string
	at                    int64
}

func readSaved(path string, hub school.ID, key ed25519.PublicKey) (*saved, error) {
	file, done, err := openSalvage(path)
	if err != nil {
		return nil, err
	}
	defer done()
	s := &saved{
		hub: hub, key: key, catalogues: map[[32]byte][]byte{}, segments: map[[32]byte]savedSegment{}, tail: map[crdt.Dot]savedOp{},
		snapshots: map[int64]savedSnapshot{}, keys: map[school.ID][]byte{}, tries: map[string][3]int64{}, meta: map[string]uint64{},
	}
	return s, file.Rows(func(row salvage.Row) error { s.take(row); return nil })
}

// take recognises a row by its shape and keeps it if it proves itself. Rows of
// indexes and of other tables are passed over.
func (s *saved) take(row salvage.Row) {
	c := cells(row.Columns)
	switch {
	case c.shape("nbbiiii*b") && len(c.blob(1)) == 32 && len(c.blob(2)) == 16:
		s.segment(row.Number, c)
	case c.shape("niiii*b") || c.shape("niiii*b*"):
		s.op(row.Number, c)
	case c.shape("bb") && len(c.blob(0)) == 32:
		s.catalogue(c)
	case c.shape("bb") && len(c.blob(0)) == 16:
		s.keys[school.ID(c.blob(0))] = c.blob(1)
	case c.shape("biib") && len(c.blob(0)) == 16:
		s.list(c.blob(0), c[1], c.blob(3))
	case c.shape("nbib") && len(c.blob(1)) == 16:
		s.list(c.blob(1), c[2], c.blob(3))
	case c.shape("nbibb") && len(c.blob(1)) == 32:
		s.snapshot(row.Number, c)
	case c.shape("niib"):
		s.alarm(c.blob(3))
	case c.shape("tb"):
		s.fact(c)
	case c.shape("tiii"):
		s.try(c)
	case c.shape("nittiii"):
		s.repair(c)
	case c.shape("ntttb*") || c.shape("ntttb"):
		source, _ := c[1].(string)
		code, _ := c[2].(string)
		message, _ := c[3].(string)
		at, _ := c[len(c)-1].(int64)
		s.refused = append(s.refused, savedRefusal{source, code, message, at})
	}
}

// cells are the columns of one row.
type cells []any

// shape compares types: n NULL, i integer, t text, b blob, * anything.
func (c cells) shape(types string) bool {
	if len(c) != len(types) {
		return false
	}
	for i, want := range types {
		var is rune
		switch c[i].(type) {
		case nil:
			is = 'n'
		case int64:
			is = 'i'
		case string:
			is = 't'
		case []byte:
			is = 'b'
		}
		if want != '*' && is != want {
			return false
		}
	}
	return true
}

func (c cells) blob(i int) []byte {
	b, _ := c[i].([]byte)
	return b
}

func (s *saved) segment(number int64, c cells) {
	body := c.blob(8)
	hash, err := wire.NameOf(body)
	if err != nil || string(hash[:]) != string(c.blob(1)) {
		s.bad++
		return
	}
	s.segments[hash] = savedSegment{number: number, body: body}
}

func (s *saved) op(position int64, c cells) {
	var sum sql.NullInt64
	if len(c) == 8 {
		sum.Int64, sum.Valid = c[7].(int64)
	}
	op, err := soundOp(c.blob(6), sum)
	if err != nil || int64(op.Seq) != c[2] || int64(op.Kind) != c[4] {
		s.bad++
		return
	}
	if have, ok := s.tail[op.Dot]; !ok || position < have.position {
		s.tail[op.Dot] = savedOp{position, op}
	}
}

func (s *saved) catalogue(c cells) {
	decoded, err := curriculum.DecodeCatalogue(c.blob(1))
	if err != nil || decoded.Hash() != [32]byte(c.blob(0)) {
		s.bad++
		return
	}
	s.catalogues[decoded.Hash()] = c.blob(1)
}

func (s *saved) list(hub []byte, audience any, body []byte) {
	number, _ := audience.(int64)
	if _, err := wire.DecodeDirectory(body); err != nil || !school.Audience(number).Valid() {
		s.bad++
		return
	}
	s.lists = append(s.lists, savedList{directoryKey{school.ID(hub), school.Audience(number)}, body})
}

func (s *saved) snapshot(number int64, c cells) {
	if len(s.key) != ed25519.PublicKeySize || number <= 0 || !ed25519.Verify(s.key, snapshotMessage(c.blob(1), uint64(number), c.blob(3)), c.blob(4)) {
		s.bad++
		return
	}
	answers, _ := c[2].(int64)
	s.snapshots[number] = savedSnapshot{c.blob(1), answers, c.blob(3), c.blob(4)}
}

func (s *saved) alarm(raw []byte) {
	if op, err := soundOp(raw, sql.NullInt64{}); err == nil {
		s.second = append(s.second, op)
	}
}

// fact keeps the greatest of each number: an older page may say less.
func (s *saved) fact(c cells) {
	name, _ := c[0].(string)
	if value := c.blob(1); len(value) == 8 && slices.Contains([]string{"starts", "last-tick", metaRestored, metaFloor}, name) {
		s.meta[name] = max(s.meta[name], binary.BigEndian.Uint64(value))
	}
}

func (s *saved) try(c cells) {
	account, _ := c[0].(string)
	have := s.tries[account]
	for i := range have {
		n, _ := c[i+1].(int64)
		have[i] = max(have[i], n)
	}
	s.tries[account] = have
}

func (s *saved) repair(c cells) {
	file, _ := c[2].(string)
	causes, _ := c[3].(string)
	var number [4]int
	for i, at := range []int{1, 4, 5, 6} {
		n, _ := c[at].(int64)
		number[i] = int(n)
	}
	r := classroom.Repair{At: int64(number[0]), File: file, Segments: number[1], Ops: number[2], Bad: number[3]}
	if json.Unmarshal([]byte(causes), &r.Causes) == nil {
		s.repairs = append(s.repairs, r)
	}
}

// maxStarts and maxTick keep a flipped bit in a small number from throwing the hub
// into the far future.
const (
	maxStarts = 1 << 24
	maxTick   = 1 << 42 // of 10 ms since 1970: beyond the year 3300
)
