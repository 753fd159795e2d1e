package main

import (
	"context"

	"darasa/internal/school"
)

func (m *Main) find(ctx context.Context, f findFlags) error {
	_, _ = ctx, f
	return school.Errorf(school.CodeUnavailable, "hubs cannot be found yet")
}

// announce tells the network where this hub is.
func (h *hub) announce(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
