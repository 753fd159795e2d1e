package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"darasa/internal/hubapi"
	"darasa/internal/stick"
)

// carrier lets a teacher's phone be the stick. A bundle is made and read in a folder
// of its own beside the store, which is removed with it.
type carrier struct {
	cloud *cloud
	dir   string
}

const carryPattern = "carry-*"

// sweep removes what a stop left.
func (c carrier) sweep() {
	left, _ := filepath.Glob(filepath.Join(c.dir, carryPattern)) // the pattern is well formed
	for _, name := range left {
		_ = os.RemoveAll(name) // it is only room that would be lost
	}
}

// carried is a file that goes with its folder.
type carried struct {
	*os.File
	folder string
}

func (f carried) Close() error { return errors.Join(f.File.Close(), os.RemoveAll(f.folder)) }

// WriteBundle implements hubapi.Carrier.
func (c carrier) WriteBundle(ctx context.Context) (name string, size int64, _ io.ReadCloser, err error) {
	folder, err := os.MkdirTemp(c.dir, carryPattern)
	if err != nil {
		return "", 0, nil, fmt.Errorf("make room for a bundle: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(folder)
		}
	}()
	if _, err := c.cloud.bundle(ctx, bundleOrder{Path: folder, Write: true}); err != nil {
		return "", 0, nil, err
	}
	files, _, err := stick.Find(folder)
	if err != nil {
		return "", 0, nil, err
	}
	if len(files) != 1 {
		return "", 0, nil, fmt.Errorf("%d bundles were written", len(files))
	}
	file, err := os.Open(files[0])
	if err != nil {
		return "", 0, nil, fmt.Errorf("open bundle: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return "", 0, nil, errors.Join(err, file.Close())
	}
	return filepath.Base(files[0]), info.Size(), carried{file, folder}, nil
}

// ReadBundle implements hubapi.Carrier.
func (c carrier) ReadBundle(ctx context.Context, name string, file io.Reader) (hubapi.BundleJSON, error) {
	folder, err := os.MkdirTemp(c.dir, carryPattern)
	if err != nil {
		return hubapi.BundleJSON{}, fmt.Errorf("make room for a bundle: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }() // it was read, or comes again
	kept, err := os.Create(filepath.Join(folder, name+".darasa"))
	if err != nil {
		return hubapi.BundleJSON{}, fmt.Errorf("make room for a bundle: %w", err)
	}
	_, err = io.Copy(kept, file)
	if err = errors.Join(err, kept.Close()); err != nil {
		return hubapi.BundleJSON{}, fmt.Errorf("receive bundle: %w", err)
	}
	done, err := c.cloud.bundle(ctx, bundleOrder{Path: folder})
	if err != nil {
		return hubapi.BundleJSON{}, err
	}
	return hubapi.BundleJSON{
		Segments: done.Segments, Receipts: done.Receipts, Bytes: done.Bytes, Files: done.Files, Others: done.Others, Problems: done.Problems,
	}, nil
}
