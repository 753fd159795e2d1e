package sqlite

import (
	"context"
	"crypto/ed25519"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"darasa/internal/curriculum"
	"darasa/internal/school"
	"darasa/internal/wire"
)

//go:embed cloudmigrations/*.sql
var cloudMigrations embed.FS

// CloudConfig is what a Cloud needs of its surroundings.
type CloudConfig struct {
	Path   string
	ID     school.ID         // this cloud's identity
	Key    ed25519.PublicKey // hubs pin it; a file made for another key is refused
	Now    func() int64      // ticks since 1970
	Random io.Reader         // for codes, tokens and ids
}

// Cloud is the cloud's embedded store: the registry of schools and hubs, verified
// segments as they came, and sums derived from them. It keeps no row per attempt.
type Cloud struct {
	*DB
	config CloudConfig

	// Only the writer goroutine touches it.
	directories map[school.ID]*wire.Directory

	mu         sync.RWMutex
	catalogues map[[32]byte]*curriculum.Catalogue
}

// directoriesKept bounds the directories in memory; the others are read again.
const directoriesKept = 128

// OpenCloud opens the store and counts what kept segments waited for and can now
// be counted. A file that belongs to another cloud is refused with
// school.CodeConflict, one of a newer program with school.CodeVersion.
func OpenCloud(ctx context.Context, config CloudConfig) (*Cloud, error) {
	migrations, err := fs.Sub(cloudMigrations, "cloudmigrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	db, err := open(ctx, place{path: config.Path}, migrations)
	if err != nil {
		return nil, err
	}
	c := &Cloud{DB: db, config: config, directories: map[school.ID]*wire.Directory{}, catalogues: map[[32]byte]*curriculum.Catalogue{}}
	if err := c.start(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("start store: %w", err)
	}
	return c, nil
}

func (c *Cloud) start(ctx context.Context) error {
	err := c.writer.Do(ctx, func(t *Tx) error {
		for name, value := range map[string][]byte{"cloud": c.config.ID[:], "key": c.config.Key} {
			stored, ok, err := t.meta(name)
			if err != nil {
				return err
			}
			if ok && string(stored) != string(value) {
				return school.Errorf(school.CodeConflict,
					"this data folder belongs to another cloud: its %s differs from the one given; put cloud.key and cloud.sqlite of one folder together again", name)
			}
			if !ok {
				if err := t.setMeta(name, value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.recount(ctx); err != nil {
		return err
	}
	hubs, err := c.waitingHubs(ctx)
	if err != nil {
		return err
	}
	for _, hub := range hubs {
		if err := c.retry(ctx, hub); err != nil {
			return err
		}
	}
	return nil
}

// AddCatalogue keeps a catalogue that came with the program. It is idempotent.
func (c *Cloud) AddCatalogue(ctx context.Context, hash [32]byte, body []byte) error {
	return c.learnCatalogue(ctx, hash, body)
}

func (c *Cloud) now() int64 { return c.config.Now() }

func (c *Cloud) draw(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(c.config.Random, b); err != nil {
		return nil, fmt.Errorf("draw random bytes: %w", err)
	}
	return b, nil
}

// Stats returns the writer's counters and the number of jobs waiting.
func (c *Cloud) Stats() (*WriterStats, int) { return c.writer.Stats(), c.writer.QueueDepth() }
