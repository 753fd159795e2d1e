package main

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"darasa/internal/blob"
	"darasa/internal/command"
	"darasa/internal/curriculum/release"
	"darasa/internal/hubapi"
	"darasa/internal/packs"
	"darasa/internal/school"
	"darasa/internal/uplink"
)

// What is on its way lies in folders of its own beside the shelf.
const (
	comingFolder = "arriving"
	comingParts  = "arriving/parts"
	comingQuota  = 64 << 20 // bytes of parts
	// answersRoom is what packs leave of the disk: answers go before them.
	answersRoom = 16 << 20
)

var _ uplink.Parcel = (*packs.Arrival)(nil)

// comingShelf is the shelf of a running hub as a pack that arrives asks it.
type comingShelf struct {
	taken
	subject string
	served  fs.FS
}

// Held implements packs.Shelf.
func (s comingShelf) Held() (part func(release.Part) []byte, floor uint32, err error) {
	newest, _, err := s.newest(s.subject)
	if err != nil {
		return nil, 0, err
	}
	return s.held(s.subject, newest, s.served)
}

// Take implements packs.Shelf.
func (s comingShelf) Take(head []byte, parts func(release.Part) []byte) error {
	_, err := s.take(arriving{body: head, parts: parts}, s.subject, s.served)
	settle()
	return err
}

// openComing takes up the pack that was on its way. A hub teaches without it.
func (h *hub) openComing(ctx context.Context) *packs.Arrival {
	shelf := comingShelf{takenIn(h.dir), h.content.subject, h.content.folder}
	parts, err := blob.Open(filepath.Join(shelf.dir, comingParts), comingQuota)
	if err == nil {
		var coming *packs.Arrival
		coming, err = packs.OpenArrival(ctx, packs.Config{
			Keys: shelf.keys(), Dir: filepath.Join(shelf.dir, comingFolder), Subject: shelf.subject, Blobs: parts, Shelf: shelf,
			Free: func() int64 { return int64(command.Free(shelf.dir)) - answersRoom },
			Now:  func() int64 { return h.store.Stamp().At.Tick },
		})
		if err == nil {
			return coming
		}
	}
	h.logger.Error("packs do not come by the exchange", "error", err)
	return nil
}

// fetch brings parts a pack, as far as link and policy let them through, after everything
// else was exchanged. It makes way when answers wait again.
func (c *cloud) fetch(ctx context.Context, client *uplink.Client, byHand bool, did *exchanged) {
	if c.coming == nil {
		return
	}
	if byHand {
		c.coming.Impatient()
	}
	begin := time.Now()
	done, err := client.Fetch(ctx, c.coming.Subject, c.coming, func() bool {
		counts, err := c.store.Counts(ctx)
		return ctx.Err() == nil && err == nil && (byHand || counts.Waiting == 0 || time.Since(begin) < betweenFor)
	})
	c.left.Store(done.Left || ctx.Err() != nil)
	did.moved = did.moved || done.Parts > 0
	if err != nil {
		did.pack = fmt.Errorf("fetch pack: %w", err)
	}
	if s, err := c.coming.State(); err == nil {
		did.Pack = s.Held
	}
}

// contentState is what people are told of what is taught here, and what is to come.
func (h *hub) contentState() hubapi.ContentJSON {
	j := hubapi.ContentJSON{Pack: h.content.subject, Version: h.content.served, Refused: h.content.refused}
	if found, err := takenIn(h.dir).shelf(); err == nil {
		for _, s := range found {
			if s.id == j.Pack && s.version > j.Version {
				j.Next = max(j.Next, s.version)
			}
		}
	}
	if h.coming == nil {
		return j
	}
	s, err := h.coming.State()
	if err != nil {
		j.Refused = append(j.Refused[:len(j.Refused):len(j.Refused)], school.ErrorMessage(err))
		return j
	}
	if s.Refused != "" {
		j.Refused = append(j.Refused[:len(j.Refused):len(j.Refused)], s.Refused)
	}
	j.Unpinned = s.Offered && !s.Pinned
	if s.Version > 0 {
		j.Coming = &hubapi.ComingJSON{Version: s.Version, Bytes: s.Bytes, Have: s.Have, Held: s.Held}
	}
	return j
}

// sayContent says it in lines.
func sayContent(c hubapi.ContentJSON) (lines []string) {
	lines = append(lines, fmt.Sprintf("content %s version %d", c.Pack, c.Version))
	if c.Next > 0 {
		lines = append(lines, fmt.Sprintf("  version %d is here and is served from the next start", c.Next))
	}
	if c.Coming != nil {
		line := fmt.Sprintf("  version %d is on its way, %d%% of %d bytes", c.Coming.Version, c.Coming.Percent(), c.Coming.Bytes)
		if c.Coming.Held != "" {
			line += "; " + c.Coming.Held
		}
		lines = append(lines, line)
	}
	if c.Unpinned {
		lines = append(lines, "  the cloud offers packs, and none is fetched before somebody says whose are believed: hub content key KEY")
	}
	for _, why := range c.Refused {
		lines = append(lines, "  "+why)
	}
	return lines
}
