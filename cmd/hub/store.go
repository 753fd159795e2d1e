package main

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"io"
	"path/filepath"
	"sync/atomic"
	"time"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// store is the hub's store as package classroom asks for it.
type store struct {
	*sqlite.Hub
	time *wallClock
}

var (
	_ classroom.Log   = (*store)(nil)
	_ classroom.Facts = (*store)(nil)
	_ classroom.Desk  = (*store)(nil)
	_ classroom.Vault = (*store)(nil)
	_ classroom.Time  = (*store)(nil)
)

// wallClock is the machine's calendar, moved by what people and the cloud say.
type wallClock struct {
	wall   func() time.Time
	start  time.Time
	offset atomic.Int64 // ticks
}

func (c *wallClock) physical() int64 { return c.wall().UnixMilli()/10 + c.offset.Load() }

// mono counts ticks since the program started; time.Since reads the monotonic
// clock, which no change of date moves.
func (c *wallClock) mono() int64 { return int64(time.Since(c.start) / (10 * time.Millisecond)) }

func openStore(ctx context.Context, dir string, keys *keyRing, content *pack, wall func() time.Time, random io.Reader) (*store, error) {
	var epoch [4]byte
	if _, err := io.ReadFull(random, epoch[:]); err != nil {
		return nil, fmt.Errorf("draw epoch: %w", err)
	}
	clock := &wallClock{wall: wall, start: time.Now()}
	private := keys.private()
	hub, err := sqlite.OpenHub(ctx, sqlite.Config{
		Path: filepath.Join(dir, databaseFile), Hub: keys.Hub, Epoch: binary.BigEndian.Uint32(epoch[:]), Library: content.Library, Mono: clock.mono,
		Clock: func(last hlc.Timestamp) *hlc.Clock { return hlc.NewClock(clock.physical, last) },
		Sign:  func(message []byte) []byte { return ed25519.Sign(private, message) },
		Keys: func(hub school.ID) ed25519.PublicKey {
			if hub == keys.Hub {
				return keys.public()
			}
			return nil // sister hubs' keys come through the cloud, which vouches for them
		},
	})
	if err != nil {
		return nil, err
	}
	return &store{Hub: hub, time: clock}, nil
}

// Registers implements classroom.Facts.
func (s *store) Registers(ctx context.Context, noun school.Noun, field school.Field, entity school.ID) ([]classroom.Entry, error) {
	var found []sqlite.Entry
	var err error
	if entity.IsZero() {
		found, err = s.Hub.Registers(ctx, noun, field)
	} else {
		found, err = s.RegistersOf(ctx, noun, field, entity)
	}
	out := make([]classroom.Entry, len(found))
	for i, e := range found {
		out[i] = classroom.Entry(e)
	}
	return out, err
}

// Replicated implements classroom.Log.
func (s *store) Replicated(ctx context.Context, stream crdt.Stream) (crdt.Ranges, error) {
	return s.Signed(ctx, stream)
}

// SetReal implements classroom.Time.
func (s *store) SetReal(tick int64) {
	s.time.offset.Add(tick - s.time.physical())
	s.Clock().Trust()
}
