package simtest

import (
	"crypto/ed25519"
	"maps"
	"slices"

	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/replication"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// NewReplica makes a hub or a cloud with an empty disk and a clock that stands at 0
// until a world moves it.
func NewReplica(id school.ID, epoch uint32, sign func([]byte) []byte, keys func(school.ID) ed25519.PublicKey) (*Replica, error) {
	return newReplica(replicationtest.Built().Catalogue, id, epoch, sign, keys)
}

func newReplica(course *curriculum.Catalogue, id school.ID, epoch uint32, sign func([]byte) []byte, keys func(school.ID) ed25519.PublicKey) (*Replica, error) {
	lib, err := library.New(course)
	if err != nil {
		return nil, err
	}
	zero := func() int64 { return 0 }
	return &Replica{
		store: newStore(), id: id, epoch: epoch, clock: hlc.NewClock(zero, hlc.Timestamp{}), mono: zero, boot: 1,
		library: lib, keys: keys, sign: sign, dirs: map[school.ID]*wire.Branches{}, cutSize: 1500,
	}, nil
}

// Look reads what the replica holds.
func (r *Replica) Look() (replicationtest.View, error) {
	v := replicationtest.View{Vector: maps.Clone(r.have), Learners: slices.Collect(maps.Values(r.learners))}
	for dot, reason := range r.held {
		v.Held = append(v.Held, replication.Held{Dot: dot, Reason: reason})
	}
	return v, nil
}

// Library returns what the replica knows about items.
func (r *Replica) Library() *library.Library { return r.library }
