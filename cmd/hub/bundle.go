package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/stick"
)

type bundleFlags struct {
	Write bundleWriteFlags `cmd:"" help:"Put what the cloud has not signed for on a stick, sealed."`
	Read  bundleReadFlags  `cmd:"" help:"Take what the cloud put on a stick for this hub."`
}

type bundlePath struct {
	folder
	Path string `arg:"" help:"Folder of the stick or phone."`
}

type bundleWriteFlags struct{ bundlePath }

type bundleReadFlags struct{ bundlePath }

// bundleOrder asks the hub on a folder to write or read a stick.
type bundleOrder struct {
	Path  string `json:"path"`
	Write bool   `json:"write"`
}

// bundleResult says what came of it.
type bundleResult struct {
	Segments int            `json:"segments"`
	Receipts int            `json:"receipts"`
	Bytes    int64          `json:"bytes"`
	Files    int            `json:"files"`   // that were for us
	Others   int            `json:"others"`  // for other hubs, left alone
	Cleared  int            `json:"cleared"` // read to the end and taken off the stick
	Problems stick.Problems `json:"problems,omitempty"`
}

// bundle carries out one order of a person with a stick.
func (c *cloud) bundle(ctx context.Context, o bundleOrder) (bundleResult, error) {
	p, _ := c.current()
	if p == nil {
		return bundleResult{}, school.Errorf(school.CodeNotFound, "this hub is not enrolled with a cloud, so no stick can be sealed for one; use hub enroll")
	}
	c.single.Lock()
	defer c.single.Unlock()
	if o.Write {
		return c.writeStick(ctx, p, o.Path)
	}
	return c.readStick(ctx, p, o.Path)
}

func (c *cloud) writeStick(ctx context.Context, p *pinned, path string) (done bundleResult, err error) {
	if err := c.store.CutTravelling(ctx); err != nil {
		return done, err
	}
	var nonce [8]byte
	if _, err := io.ReadFull(c.random, nonce[:]); err != nil {
		return done, fmt.Errorf("draw name: %w", err)
	}
	private := c.keys.private()
	writer := replication.Bundler{
		Self: c.keys.Hub, Shelf: c.store.Travelling(ctx), Now: c.store.Stamp().At.Tick,
		Sign: func(message []byte) []byte { return ed25519.Sign(private, message) },
	}
	done.Bytes, err = stick.Write(path, c.keys.Hub, p.Cloud, p.Key, nonce, func(put func([]byte) error) error {
		held, err := writer.Write(p.Cloud, nil, put)
		done.Segments, done.Receipts, done.Files = held.Segments, held.Receipts, 1
		return err
	})
	return done, err
}

func (c *cloud) readStick(ctx context.Context, p *pinned, path string) (done bundleResult, err error) {
	files, halves, err := stick.Find(path)
	if err != nil {
		return done, err
	}
	for _, name := range halves {
		done.Problems.Add(name, stick.ErrHalf)
	}
	for _, name := range files {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		taker := &replication.Taker{Self: c.keys.Hub, Peer: replication.Peer{ID: p.Cloud, Key: p.Key}, Shelf: c.store.Travelling(ctx)}
		err := stick.ReadFile(name, c.keys.private(), replication.MaxPart, taker.Take)
		if errors.Is(err, stick.ErrNotForUs) || errors.Is(err, replication.ErrNotOurs) {
			done.Others++
			continue
		}
		done.Files++
		done.Segments += taker.Report.Segments
		done.Receipts += taker.Report.Receipts
		if err = errors.Join(err, taker.Report.LastErr); err != nil {
			done.Problems.Add(name, err)
		} else if taker.Report.Waiting == 0 && stick.Clear(path, name) {
			done.Cleared++
		}
	}
	if _, err = c.store.Release(ctx); err != nil {
		return done, err
	}
	return done, c.brought(ctx)
}

func (m *Main) bundle(ctx context.Context, f bundlePath, write bool) error {
	path, err := filepath.Abs(f.Path)
	if err != nil {
		return fmt.Errorf("find the stick: %w", err)
	}
	done, err := bundleJob.ask(ctx, m, f.Data, bundleOrder{Path: path, Write: write})
	if err != nil {
		return err
	}
	if write {
		_, err = fmt.Fprintf(m.Stdout, "wrote %d segments in %d bytes for the cloud; this hub keeps them until a receipt comes back\n", done.Segments, done.Bytes)
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "read %d bundles for this hub: %d segments, %d receipts; %d for others left alone\n", done.Files, done.Segments, done.Receipts, done.Others)
	if done.Cleared > 0 {
		_, err = fmt.Fprintf(m.Stdout, "took %d off the stick: all of it is here\n", done.Cleared)
	}
	for _, problem := range done.Problems {
		_, err = fmt.Fprintln(m.Stdout, "problem:", problem)
	}
	return err
}
