package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/stick"
)

type bundleFlags struct {
	Read  bundleReadFlags  `cmd:"" help:"Take what hubs put on a stick, of however many schools."`
	Write bundleWriteFlags `cmd:"" help:"Answer the hubs whose bundles are on a stick: receipts, and what their sisters brought."`
}

type bundlePath struct {
	folder
	Path string `arg:"" help:"Folder of the stick or phone."`
}

type bundleReadFlags struct{ bundlePath }

type bundleWriteFlags struct{ bundlePath }

type bundleOrder struct {
	Path  string `json:"path"`
	Write bool   `json:"write"`
}

// bundleResult says what came of a stick.
type bundleResult struct {
	Hubs     int            `json:"hubs"`
	Segments int            `json:"segments"`
	Receipts int            `json:"receipts"`
	Bytes    int64          `json:"bytes"`
	Others   int            `json:"others"`  // bundles for somebody else, left alone
	Cleared  int            `json:"cleared"` // of which everything is signed for, taken off the stick
	Problems stick.Problems `json:"problems,omitempty"`
}

// bundle carries out one order of a person with a stick.
func (c *cloud) bundle(ctx context.Context, o bundleOrder) (*bundleResult, error) {
	files, halves, err := stick.Find(o.Path)
	if err != nil {
		return nil, err
	}
	done := &bundleResult{}
	for _, name := range halves {
		done.Problems.Add(name, stick.ErrHalf)
	}
	hubs, written := map[school.ID]*replication.Manifest{}, map[string]*replication.Manifest{}
	for _, name := range files {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		m := c.readBundle(ctx, name, o.Write, done)
		if m == nil {
			continue
		}
		written[name] = m
		if newest := hubs[m.From]; newest == nil || newest.Written < m.Written {
			hubs[m.From] = m
		}
	}
	done.Hubs = len(hubs)
	if !o.Write {
		return done, nil
	}
	if len(hubs) == 0 {
		return done, school.Errorf(school.CodeNotFound, "no hub of this cloud wrote on this stick; begin with hub bundle write at the school")
	}
	for _, id := range slices.SortedFunc(maps.Keys(hubs), school.ID.Compare) {
		if err := c.answerHub(ctx, o.Path, hubs[id], done); err != nil {
			return done, err
		}
	}
	return done, c.clear(ctx, o.Path, written, done)
}

// clear takes bundles off the stick whose writers held nothing of their own, as they wrote,
// that is not signed for here: the answer that is on the stick now says so. One that was
// never read stays.
func (c *cloud) clear(ctx context.Context, path string, written map[string]*replication.Manifest, done *bundleResult) error {
	for _, name := range slices.Sorted(maps.Keys(written)) {
		m := written[name]
		hub, err := c.store.FindHubByID(ctx, m.From)
		if err != nil {
			return err
		}
		holdings, err := c.store.For(ctx, hub).Holdings(m.From)
		if err != nil {
			return fmt.Errorf("read holdings: %w", err)
		}
		if !m.News(holdings) && stick.Clear(path, name) {
			done.Cleared++
		}
	}
	return nil
}

// errOnlyManifest ends the reading of a bundle of which only the manifest is wanted.
var errOnlyManifest = errors.New("only the manifest")

// readBundle takes one file, or only looks who wrote it. It returns its manifest, nil for
// one that is not for us or not a bundle.
func (c *cloud) readBundle(ctx context.Context, name string, onlyManifest bool, done *bundleResult) (m *replication.Manifest) {
	var taker *replication.Taker
	err := stick.ReadFile(name, c.id.private(), replication.MaxPart, func(part []byte) (err error) {
		if taker == nil {
			if taker, err = c.taker(ctx, part); err != nil {
				return err
			}
		}
		if err := taker.Take(part); err != nil {
			return err
		}
		if onlyManifest {
			return errOnlyManifest
		}
		return nil
	})
	switch {
	case errors.Is(err, stick.ErrNotForUs) || errors.Is(err, replication.ErrNotOurs):
		done.Others++
		return nil
	case errors.Is(err, errOnlyManifest):
		err = nil
	}
	if taker != nil && taker.Manifest() != nil {
		m = taker.Manifest()
		done.Segments += taker.Report.Segments
		err = errors.Join(err, taker.Report.LastErr)
		if !onlyManifest {
			err = errors.Join(err, c.store.Touch(ctx, m.From))
		}
	}
	if err != nil {
		done.Problems.Add(name, err)
	}
	return m
}

// taker looks up who wrote a bundle. Its manifest is believed once Take has
// verified it with the key the hub enrolled with.
func (c *cloud) taker(ctx context.Context, part []byte) (*replication.Taker, error) {
	if len(part) == 0 || replication.PartKind(part[0]) != replication.PartManifest {
		return nil, school.Errorf(school.CodeInvalid, "the bundle is damaged: it does not begin with a manifest")
	}
	m, err := replication.DecodeManifest(part[1:])
	if err != nil {
		return nil, err
	}
	hub, err := c.store.FindHubByID(ctx, m.From)
	if school.ErrorCode(err) == school.CodeNotFound {
		return nil, fmt.Errorf("hub %s is not enrolled here: %w", m.From.Short(), replication.ErrNotOurs)
	}
	if err != nil {
		return nil, err
	}
	return &replication.Taker{Self: c.id.Cloud, Peer: replication.Peer{ID: hub.ID, Key: hub.Key}, Shelf: c.store.For(ctx, hub)}, nil
}

// answerHub puts on the stick what the cloud has for one hub.
func (c *cloud) answerHub(ctx context.Context, path string, m *replication.Manifest, done *bundleResult) error {
	hub, err := c.store.FindHubByID(ctx, m.From)
	if err != nil {
		return err
	}
	var nonce [8]byte
	if _, err := io.ReadFull(c.main.Random, nonce[:]); err != nil {
		return fmt.Errorf("draw name: %w", err)
	}
	writer := c.bundler(c.store.For(ctx, hub), hub)
	size, err := stick.Write(path, c.id.Cloud, hub.ID, hub.Key, nonce, func(put func([]byte) error) error {
		held, err := writer.Write(hub.ID, m.Heads, put)
		done.Receipts += held.Receipts
		done.Segments += held.Segments
		return err
	})
	done.Bytes += size
	return err
}

func (c *cloud) bundler(shelf *sqlite.CloudShelf, hub sqlite.CloudHub) *replication.Bundler {
	responder := &replication.Responder{Self: c.id.Cloud, Shelf: shelf, Store: shelf, Sign: c.id.sign, Now: c.main.ticks}
	return &replication.Bundler{
		Self: c.id.Cloud, Shelf: shelf, Sign: c.id.sign, Now: c.main.ticks(),
		Sisters: func(sister school.ID) (key replication.HubKey, directory []byte, err error) {
			if key, err = responder.HubKey(hub.ID, sister); err == nil {
				directory, err = shelf.DirectoryOf(sister)
			}
			return key, directory, err
		},
	}
}

func (m *Main) bundle(ctx context.Context, f bundlePath, write bool) error {
	path, err := filepath.Abs(f.Path)
	if err != nil {
		return fmt.Errorf("find the stick: %w", err)
	}
	out, err := m.ask(ctx, f.Data, order{Bundle: &bundleOrder{Path: path, Write: write}})
	if err != nil {
		return err
	}
	done := out.Bundle
	if write {
		_, err = fmt.Fprintf(m.Stdout, "answered %d hubs: %d receipts, %d segments of sisters, %d bytes\n", done.Hubs, done.Receipts, done.Segments, done.Bytes)
	} else {
		_, err = fmt.Fprintf(m.Stdout, "read bundles of %d hubs: %d segments; %d for others left alone\n", done.Hubs, done.Segments, done.Others)
	}
	if done.Cleared > 0 {
		_, err = fmt.Fprintf(m.Stdout, "took %d off the stick: all of it is here, and the receipts are on the stick\n", done.Cleared)
	}
	for _, problem := range done.Problems {
		_, err = fmt.Fprintln(m.Stdout, "problem:", problem)
	}
	return err
}
