// Package cloudtest cuts segments as a hub would, right ones and wrong ones, and
// opens cloud stores. It is for tests only.
package cloudtest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"path/filepath"
	"sync/atomic"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// CloudID is the identity of the clouds that MustOpen opens; their key is
// sqlitetest.Key(200).
var CloudID = school.ID{0: 0xc1, 6: 0x70, 8: 0x80, 15: 0xc1}

// CloudKey signs for the cloud.
var CloudKey = sqlitetest.Key(200)

// Start is what Clock shows at first, in ticks.
const Start = int64(179_543_520_000)

// Clock is a clock that tests move.
type Clock struct{ tick atomic.Int64 }

// Now returns ticks since 1970.
func (c *Clock) Now() int64 { return Start + c.tick.Load() }

// Pass moves the clock.
func (c *Clock) Pass(ticks int64) { c.tick.Add(ticks) }

// Config is the configuration of a cloud in a folder.
func Config(folder string, clock *Clock) sqlite.CloudConfig {
	return sqlite.CloudConfig{
		Path: filepath.Join(folder, "cloud.sqlite"), ID: CloudID, Key: CloudKey.Public(), Now: clock.Now, Random: rand.Reader,
	}
}

// MustOpen opens a cloud that knows the starter pack's catalogue.
func MustOpen(tb testing.TB, folder string, clock *Clock) *sqlite.Cloud {
	tb.Helper()
	c := MustOpenEmpty(tb, folder, clock)
	catalogue := sqlitetest.Built().Catalogue
	if err := c.AddCatalogue(context.Background(), catalogue.Hash(), catalogue.AppendBinary(nil)); err != nil {
		tb.Fatal(err)
	}
	return c
}

// MustOpenEmpty opens a cloud that knows no catalogue.
func MustOpenEmpty(tb testing.TB, folder string, clock *Clock) *sqlite.Cloud {
	tb.Helper()
	c, err := sqlite.OpenCloud(context.Background(), Config(folder, clock))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

// HubID is the identity of hub n.
func HubID(n byte) school.ID { return school.ID{0: 0x01, 6: 0x70, 8: 0x80, 15: n} }

// MustEnroll makes hub n, with sqlitetest.Key(n), a hub of the school, which is
// created when it is new to the test. It returns the caller and the token.
func MustEnroll(tb testing.TB, c *sqlite.Cloud, owner school.ID, n byte) (hub sqlite.CloudHub, token string) {
	tb.Helper()
	ctx := context.Background()
	code, err := c.AddCode(ctx, owner)
	if err != nil {
		tb.Fatal(err)
	}
	if _, token, err = c.Enroll(ctx, code, HubID(n), sqlitetest.Key(n).Public(), "hub"); err != nil {
		tb.Fatal(err)
	}
	if hub, err = c.FindHub(ctx, token); err != nil {
		tb.Fatal(err)
	}
	return hub, token
}

// MustAddSchool creates a school.
func MustAddSchool(tb testing.TB, c *sqlite.Cloud, name string) school.ID {
	tb.Helper()
	id, _, err := c.AddSchool(context.Background(), name)
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

// Cutter cuts segments of one hub, each building on those before.
type Cutter struct {
	Hub       school.ID
	Epoch     uint32
	Audience  school.Audience
	Key       sqlitetest.SigningKey
	Directory *wire.Directory
	Next      uint64
	Newer     uint32 // by how many versions its program is ahead
}

// NewCutter makes a cutter for hub n and the ministry.
func NewCutter(n byte, epoch uint32) *Cutter {
	return &Cutter{
		Hub: HubID(n), Epoch: epoch, Audience: school.AudienceMinistry, Key: sqlitetest.Key(n), Directory: wire.NewDirectory(), Next: 1,
	}
}

// MustCut makes the next segment of ops, which may be in any order.
func (c *Cutter) MustCut(tb testing.TB, ops []*crdt.Op) *wire.Segment {
	tb.Helper()
	header := wire.Header{Protocol: school.Protocol + c.Newer, Hub: c.Hub, Epoch: c.Epoch, Audience: c.Audience, Number: c.Next}
	built := sqlitetest.Built().Catalogue
	x := wire.Context{Directory: c.Directory, Instance: tutor.Instance, Catalogues: func(hash [32]byte) (wire.Catalogue, bool) {
		return built, hash == built.Hash()
	}}
	segment, err := wire.Encode(append([]*crdt.Op(nil), ops...), header, x, ed25519Sign(c.Key))
	if err != nil {
		tb.Fatal(err)
	}
	c.Next++
	return segment
}

func ed25519Sign(key sqlitetest.SigningKey) func([]byte) []byte {
	return func(message []byte) []byte { return ed25519.Sign(ed25519.PrivateKey(key), message) }
}

// Answers makes n attempts of one tablet, numbered from first, whose learner is
// numbered too. Every fourth is wrong, every ninth with a hint.
func Answers(hub school.ID, device uint32, learner byte, first uint64, n int) []*crdt.Op {
	catalogue := sqlitetest.Built().Catalogue
	var out []*crdt.Op
	for i := range n {
		seq := first + uint64(i)
		items := catalogue.ItemsOf(uint32(seq) % uint32(catalogue.NumSkills()))
		item := items[seq%uint64(len(items))]
		op := &crdt.Op{
			Dot:   crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: hub, Device: device}, Epoch: 100, Audience: school.AudienceMinistry}, Seq: seq},
			Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: Start + int64(seq)*1500}, Moment: hlc.Moment{Boot: 7, Mono: int64(seq) * 1500}}, Kind: crdt.KindAttempt,
			Attempt: &crdt.Attempt{
				Learner: school.ID{0: 0x02, 15: learner}, Catalogue: catalogue.Hash(), Item: item, Instance: uint32(seq) % catalogue.Instances(item),
				Correct: seq%4 != 3, Duration: 500, Hints: uint8(seq % 9 / 8),
			},
		}
		op.Attempt.Response = catalogue.Key(op.Attempt.Item, op.Attempt.Instance)
		if !op.Attempt.Correct {
			op.Attempt.Response += "0"
		}
		out = append(out, op)
	}
	return out
}
