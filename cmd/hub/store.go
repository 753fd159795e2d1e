package main

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"io"
	"path/filepath"
	"sync"
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

// wallClock tells the hub's calendar time in ticks. A machine without a battery
// starts in 1970: then the clock counts on from the newest timestamp in the store,
// until the machine's calendar, a person or the cloud knows better.
type wallClock struct {
	wall  func() time.Time
	start time.Time

	mu       sync.Mutex
	base     int64 // ticks at baseMono
	baseMono int64
	told     bool // base came from somebody who is believed
}

// physical never stands still: it is what was told, moved on by the monotonic
// clock, and before anything was told the later of the machine's calendar and what
// the store remembers.
func (c *wallClock) physical() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	counted := c.base + c.mono() - c.baseMono
	if c.told {
		return counted
	}
	return max(counted, c.wall().UnixMilli()/10)
}

// after makes the clock begin later than the newest timestamp the store knows.
func (c *wallClock) after(last hlc.Timestamp) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.baseMono = last.Tick+1, c.mono()
}

func (c *wallClock) set(tick int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.baseMono, c.told = tick, c.mono(), true
}

// mono counts ticks since the program started; time.Since reads the monotonic
// clock, which no change of date moves.
func (c *wallClock) mono() int64 { return int64(time.Since(c.start) / (10 * time.Millisecond)) }

func openStore(ctx context.Context, dir string, keys *keyRing, ring *schoolRing, content *pack, wall func() time.Time, random io.Reader) (*store, error) {
	var epoch [4]byte
	if _, err := io.ReadFull(random, epoch[:]); err != nil {
		return nil, fmt.Errorf("draw epoch: %w", err)
	}
	clock := &wallClock{wall: wall, start: time.Now()}
	private := keys.private()
	hub, err := sqlite.OpenOrRepair(ctx, sqlite.Config{
		Path: filepath.Join(dir, databaseFile), Before: !keys.drawn, Hub: keys.Hub, Epoch: binary.BigEndian.Uint32(epoch[:]), Library: content.Library, Mono: clock.mono, Gentle: true,
		Clock: func(last hlc.Timestamp) *hlc.Clock {
			clock.after(last)
			return hlc.NewClock(clock.physical, last)
		},
		School: ring,
		Sign:   func(message []byte) []byte { return ed25519.Sign(private, message) },
		Keys: func(hub school.ID) ed25519.PublicKey {
			if hub == keys.Hub {
				return keys.public()
			}
			return nil // sister hubs' keys come through the cloud, which vouches for them
		},
	}, wall())
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
	s.time.set(tick)
	s.Clock().Trust()
}

// Calendar implements uplink.Calendar: the physical clock, and whether anybody told it
// the time since this start.
func (s *store) Calendar() (now time.Time, trusted bool) {
	return time.UnixMilli(s.time.physical() * 10), s.Clock().Trusted()
}
