// Package replicationtest holds the conformance suite of a replica's store and the
// small lessons it is fed with. It is for tests only.
package replicationtest

import (
	"hash/fnv"
	"slices"
	"sync"

	"darasa/content"
	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// HubID is the hub that Lesson's tablets are enrolled at.
var HubID = school.ID{0: 0x01, 6: 0x70, 8: 0x80, 15: 0x01}

// Built returns the starter pack, built once.
var Built = sync.OnceValue(func() *curriculum.Built {
	folder, err := content.Numeracy()
	if err != nil {
		panic(err)
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		panic(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		panic(err)
	}
	return built
})

// Epoch returns a number that stands for a name, so that tests do not collide.
func Epoch(name string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return h.Sum32()
}

// Lesson returns the ops of a lesson: per learner a session and answers, one tablet
// each, interleaved in time. The same arguments give the same ops.
func Lesson(learners, answers int) []*crdt.Op {
	catalogue := Built().Catalogue
	var out []*crdt.Op
	for l := range learners {
		stream := crdt.Stream{Writer: crdt.Writer{Hub: HubID, Device: uint32(l + 1)}, Epoch: 100 + uint32(l), Audience: school.AudienceMinistry}
		learner := school.ID{0: 0x02, 15: byte(l + 1)}
		stamp := func(i int) hlc.Stamp {
			return hlc.Stamp{
				At:     hlc.Timestamp{Tick: 179_543_600_000 + int64(i*1500+l*37)},
				Moment: hlc.Moment{Boot: 7000 + uint32(l), Mono: int64(i*1500 + 20)},
			}
		}
		out = append(out, &crdt.Op{
			Dot: crdt.Dot{Stream: stream, Seq: 1}, Stamp: stamp(0), Kind: crdt.KindSession,
			Session: &crdt.Session{Learner: learner, Assurance: school.AssurancePictures},
		})
		for i := range answers {
			item := uint32((i*7 + l) % catalogue.NumItems())
			instance := uint32(i) % catalogue.Instances(item)
			op := &crdt.Op{
				Dot: crdt.Dot{Stream: stream, Seq: uint64(i + 2)}, Stamp: stamp(i + 1), Kind: crdt.KindAttempt,
				Attempt: &crdt.Attempt{
					Learner: learner, Catalogue: catalogue.Hash(), Item: item, Instance: instance,
					Response: catalogue.Key(item, instance), Correct: true, Duration: int64(300 + i%40*10), Hints: uint8(i % 9 / 8),
				},
			}
			if wrong := catalogue.Wrong(item, instance); i%4 == 3 && len(wrong) > 0 {
				op.Attempt.Response, op.Attempt.Correct = wrong[0], false
			}
			op.SetUint(crdt.ColumnSession, 1)
			out = append(out, op)
		}
	}
	slices.SortFunc(out, crdt.CompareCanonical)
	return out
}
