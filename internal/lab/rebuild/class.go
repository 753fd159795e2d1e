package main

import (
	"crypto/ed25519"

	"darasa/content"
	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// hubID, begins and seed make every run the same.
var (
	hubID = school.ID{0: 1, 6: 0x70, 8: 0x80, 15: 1}
	key   = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
)

const begins = 179_543_520_000

func starter() (*library.Library, error) {
	folder, err := content.Numeracy()
	if err != nil {
		return nil, err
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		return nil, err
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return nil, err
	}
	return library.New(built.Catalogue)
}

func config(path string, lib *library.Library) sqlite.Config {
	tick := int64(begins)
	return sqlite.Config{
		Path: path, Hub: hubID, Epoch: 1, Library: lib, Mono: func() int64 { return tick - begins },
		Sign: func(message []byte) []byte { return ed25519.Sign(key, message) },
		Keys: func(school.ID) ed25519.PublicKey { return ed25519.PublicKey(key[ed25519.SeedSize:]) },
		Clock: func(last hlc.Timestamp) *hlc.Clock {
			return hlc.NewClock(func() int64 { tick++; return tick }, last)
		},
	}
}

func learner(n int) school.ID {
	return school.ID{0: 2, 6: 0x70, 8: 0x80, 14: byte(n >> 8), 15: byte(n)}
}

func number(id school.ID) int { return int(id[14])<<8 | int(id[15]) }

// class is learners who each give answers at a tablet of their own.
type class struct {
	catalogue         *curriculum.Catalogue
	learners, answers int
}

// sitting is how many answers a learner gives in a day, all in one session.
const sitting = 30

// ops returns sessions and attempts in the order in which they were given.
func (c class) ops() (out []*crdt.Op) {
	seq := make([]uint64, c.learners)
	opened := make([]uint64, c.learners)
	for i := range c.answers {
		for n := range c.learners {
			at := int64(i/sitting)*school.TicksPerDay + int64(i%sitting)*1500 + int64(n)
			stamp := func(before int64) (crdt.Dot, hlc.Stamp) {
				seq[n]++
				return crdt.Dot{
					Stream: crdt.Stream{Writer: crdt.Writer{Hub: hubID, Device: uint32(n + 1)}, Epoch: 1, Audience: school.AudienceMinistry}, Seq: seq[n],
				}, hlc.Stamp{At: hlc.Timestamp{Tick: begins + at - before}, Moment: hlc.Moment{Boot: uint32(i / sitting), Mono: int64(i%sitting)*1500 + 500 - before}}
			}
			if i%sitting == 0 {
				session := &crdt.Op{Kind: crdt.KindSession, Session: &crdt.Session{Learner: learner(n), Assurance: school.AssurancePictures}}
				session.Dot, session.Stamp = stamp(500)
				opened[n] = session.Seq
				out = append(out, session)
			}
			item := uint32((i/3*7 + n) % c.catalogue.NumItems())
			instance := uint32(i) % c.catalogue.Instances(item)
			op := &crdt.Op{Kind: crdt.KindAttempt, Attempt: &crdt.Attempt{
				Learner: learner(n), Catalogue: c.catalogue.Hash(), Item: item, Instance: instance,
				Response: c.catalogue.Key(item, instance), Correct: (i*i+n)%7 > 1, Duration: int64(600 + i%50*10),
			}}
			op.Dot, op.Stamp = stamp(0)
			op.SetUint(crdt.ColumnSession, opened[n])
			out = append(out, op)
		}
	}
	return out
}
