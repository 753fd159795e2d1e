package classroom

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// ExchangeRegister names where this hub's policy of exchanges is kept.
func ExchangeRegister(hub school.ID) crdt.RegisterID {
	return crdt.RegisterID{Noun: school.NounHub, Entity: hub, Field: school.HubExchange}
}

// SetExchange says when, and how much, this hub exchanges with its cloud.
func (c *Class) SetExchange(ctx context.Context, p replication.Policy) error {
	p, err := replication.ParsePolicy(p.String())
	if err != nil {
		return err
	}
	if err := c.Log.Write(ctx, school.AudienceHub, set(school.NounHub, c.Hub, school.HubExchange, "", []byte(p.String()))); err != nil {
		return fmt.Errorf("write policy: %w", err)
	}
	return nil
}
