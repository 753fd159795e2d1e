package main

import (
	"context"
	"time"

	"darasa/internal/school"
)

// upkeepEvery is how often whole lessons in the log's tail become segments, also on
// a hub that never meets a cloud: segments are what keeps a year of answers small.
const upkeepEvery = time.Minute

// upkeep runs until ctx ends. What fails is said once a minute and tried again.
func (h *hub) upkeep(ctx context.Context) error {
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := h.retire(ctx); err != nil && ctx.Err() == nil {
			h.logger.Error("remove damaged files that had their time", "error", err)
		}
		if _, err := h.store.Redact(ctx); err != nil && ctx.Err() == nil {
			h.logger.Error("blank segments of erased pupils", "error", err)
		}
		for audience := school.AudienceHub; audience.Valid(); audience++ {
			if _, err := h.store.Cut(ctx, audience, false); err != nil && ctx.Err() == nil {
				h.logger.Error("cut", "audience", audience.String(), "error", err)
			}
		}
	}
}
