package sqlite

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"slices"
	"sync"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// sisters holds the keys of sister hubs, as registers of the hub's own audience
// keep them.
type sisters struct {
	mu   sync.RWMutex
	keys map[school.ID]ed25519.PublicKey
}

// loadSisters reads the keys a cloud vouched for in earlier runs.
func (h *Hub) loadSisters(ctx context.Context) error {
	entries, err := h.Registers(ctx, school.NounHub, school.HubKey)
	if err != nil {
		return err
	}
	h.sisters.mu.Lock()
	defer h.sisters.mu.Unlock()
	h.sisters.keys = map[school.ID]ed25519.PublicKey{}
	for _, e := range entries {
		if len(e.Value) == ed25519.PublicKeySize {
			h.sisters.keys[e.Entity] = e.Value
		}
	}
	return nil
}

// publicKey returns what a hub signs with, nil for a stranger.
func (h *Hub) publicKey(hub school.ID) ed25519.PublicKey {
	if h.config.Keys != nil {
		if key := h.config.Keys(hub); key != nil {
			return key
		}
	}
	h.sisters.mu.RLock()
	defer h.sisters.mu.RUnlock()
	return h.sisters.keys[hub]
}

// sisterKeys returns the keys of all sisters.
func (h *Hub) sisterKeys() []ed25519.PublicKey {
	h.sisters.mu.RLock()
	defer h.sisters.mu.RUnlock()
	return slices.Collect(maps.Values(h.sisters.keys))
}

// LearnKey implements replication.Learner.
func (s *Shelf) LearnKey(hub school.ID, key ed25519.PublicKey) error {
	if len(key) != ed25519.PublicKeySize || hub == s.h.config.Hub {
		return school.Errorf(school.CodeInvalid, "not the key of a sister hub")
	}
	err := s.h.Write(s.ctx, school.AudienceHub, &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{
		Noun: school.NounHub, Entity: hub, Field: school.HubKey, Value: key,
	}})
	if err != nil {
		return fmt.Errorf("keep key: %w", err)
	}
	return s.h.loadSisters(s.ctx)
}

// KeyOf implements replication.Receiver.
func (s *Shelf) KeyOf(_, hub school.ID) (ed25519.PublicKey, error) {
	if key := s.h.publicKey(hub); key != nil {
		return key, nil
	}
	return nil, school.Errorf(school.CodeNotFound, "hub %s is not known here", hub.Short())
}
