package sqlite

import (
	"context"
	"fmt"
	"sync"

	"darasa/internal/school"
	"darasa/internal/wire"
)

// checkpointEvery is after how many own segments a directory is written whole, so
// that a start reads at most that many headers.
const checkpointEvery = 64

// directoryKey names a directory: audiences are apart, so that who may not see one
// audience never lacks an entry of another.
type directoryKey struct {
	hub      school.ID
	audience school.Audience
}

// directories holds what is read of the directories, on demand. It has a lock of
// its own because cutting works beside the writer.
type directories struct {
	mu   sync.Mutex
	open map[directoryKey]*wire.Directory
}

// with calls fn with a hub's directory, which fn may extend.
func (h *Hub) withDirectory(ctx context.Context, key directoryKey, fn func(*wire.Directory) (*wire.Directory, error)) error {
	h.directories.mu.Lock()
	defer h.directories.mu.Unlock()
	dir, ok := h.directories.open[key]
	if !ok {
		var err error
		if dir, err = h.loadDirectory(ctx, key); err != nil {
			return fmt.Errorf("read directory: %w", err)
		}
	}
	grown, err := fn(dir)
	if err != nil {
		return err
	}
	if h.directories.open == nil {
		h.directories.open = map[directoryKey]*wire.Directory{}
	}
	h.directories.open[key] = grown
	return nil
}

// forgetDirectory drops what is in memory, after a commit failed.
func (h *Hub) forgetDirectory(key directoryKey) {
	h.directories.mu.Lock()
	defer h.directories.mu.Unlock()
	delete(h.directories.open, key)
}

// loadDirectory reads the newest checkpoint and what later segments declared.
func (h *Hub) loadDirectory(ctx context.Context, key directoryKey) (*wire.Directory, error) {
	rows, err := h.query(ctx, "SELECT upto, body FROM directory WHERE hub = ? AND audience = ?", key.hub[:], int64(key.audience))
	if err != nil {
		return nil, err
	}
	type checkpoint struct {
		upto int64
		body []byte
	}
	found, err := collect(rows, func(scan func(...any) error) (c checkpoint, err error) { return c, scan(&c.upto, &c.body) })
	if err != nil {
		return nil, err
	}
	dir, upto := wire.NewDirectory(), int64(0)
	if len(found) > 0 {
		if dir, err = wire.DecodeDirectory(found[0].body); err != nil {
			return nil, err
		}
		upto = found[0].upto
	}
	rows, err = h.query(ctx, "SELECT body FROM segment WHERE hub = ? AND audience = ? AND id > ? ORDER BY id", key.hub[:], int64(key.audience), upto)
	if err != nil {
		return nil, err
	}
	bodies, err := collect(rows, func(scan func(...any) error) (body []byte, err error) { return body, scan(&body) })
	if err != nil {
		return nil, err
	}
	return extendAll(dir, bodies)
}

// extendAll adds what segments declare, in whatever order they came: those that
// build on nothing known yet are tried again once another has added something.
func extendAll(dir *wire.Directory, bodies [][]byte) (*wire.Directory, error) {
	for len(bodies) > 0 {
		var left [][]byte
		for _, body := range bodies {
			header, err := wire.Parse(body)
			if err != nil {
				return nil, err
			}
			if grown, err := header.Extend(dir); err == nil {
				dir = grown
			} else {
				left = append(left, body)
			}
		}
		if len(left) == len(bodies) {
			break // they wait for a list that has not come
		}
		bodies = left
	}
	return dir, nil
}

// context is what segments of one directory are coded with.
func (h *Hub) wireContext(dir *wire.Directory) wire.Context {
	return wire.Context{Directory: dir, Catalogues: h.config.Library.WireCatalogue, Instance: tutorInstance}
}
