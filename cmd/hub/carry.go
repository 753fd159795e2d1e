package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"darasa/internal/hubapi"
	"darasa/internal/school"
	"darasa/internal/stick"
)

// carrier lets a teacher's phone be the stick. A file is made and read in a folder of
// its own beside the store, which is removed with it.
type carrier struct{ *hub }

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

// give lets write put one file into a folder that goes when the file is closed.
func (c carrier) give(write func(folder string) error) (_ hubapi.Sealed, err error) {
	folder, err := os.MkdirTemp(c.dir, carryPattern)
	if err != nil {
		return hubapi.Sealed{}, fmt.Errorf("make room for a file: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(folder)
		}
	}()
	if err := write(folder); err != nil {
		return hubapi.Sealed{}, err
	}
	files, _, err := stick.Find(folder)
	if err != nil {
		return hubapi.Sealed{}, err
	}
	if len(files) != 1 {
		return hubapi.Sealed{}, fmt.Errorf("%d files were written", len(files))
	}
	file, err := os.Open(files[0])
	if err != nil {
		return hubapi.Sealed{}, fmt.Errorf("open file: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return hubapi.Sealed{}, errors.Join(err, file.Close())
	}
	return hubapi.Sealed{ReadCloser: carried{file, folder}, Name: filepath.Base(files[0]), Size: info.Size()}, nil
}

// receive keeps a file in a folder for as long as read takes.
func (c carrier) receive(file io.Reader, read func(folder string) error) error {
	folder, err := os.MkdirTemp(c.dir, carryPattern)
	if err != nil {
		return fmt.Errorf("make room for a file: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }() // it was read, or comes again
	kept, err := os.Create(filepath.Join(folder, "bundle.darasa"))
	if err != nil {
		return fmt.Errorf("make room for a file: %w", err)
	}
	_, err = io.Copy(kept, file)
	if err = errors.Join(err, kept.Close()); err != nil {
		return fmt.Errorf("receive file: %w", err)
	}
	return read(folder)
}

// WriteBundle implements hubapi.Carrier.
func (c carrier) WriteBundle(ctx context.Context) (hubapi.Sealed, error) {
	return c.give(func(folder string) error {
		_, err := c.cloud.bundle(ctx, bundleOrder{Path: folder, Write: true})
		return err
	})
}

// ReadBundle implements hubapi.Carrier.
func (c carrier) ReadBundle(ctx context.Context, file io.Reader) (j hubapi.BundleJSON, err error) {
	err = c.receive(file, func(folder string) error {
		done, err := c.cloud.bundle(ctx, bundleOrder{Path: folder})
		j = hubapi.BundleJSON{
			Segments: done.Segments, Receipts: done.Receipts, Bytes: done.Bytes, Files: done.Files, Others: done.Others, Problems: done.Problems,
		}
		return err
	})
	return j, err
}

// WriteTransfer implements hubapi.Registrar.
func (c carrier) WriteTransfer(ctx context.Context, learner school.ID) (hubapi.Sealed, error) {
	var code string
	file, err := c.give(func(folder string) error {
		done, err := c.transfer(ctx, transferOrder{Learner: learner.String(), Path: folder})
		code = done.Code
		return err
	})
	file.Code = code
	return file, err
}

// ReadTransfer implements hubapi.Registrar.
func (c carrier) ReadTransfer(ctx context.Context, code string, file io.Reader) (hubapi.ArrivedJSON, error) {
	var done transferResult
	err := c.receive(file, func(folder string) (err error) {
		done, err = c.importLearner(ctx, transferOrder{Path: folder, Code: code})
		return err
	})
	if err != nil {
		return hubapi.ArrivedJSON{}, err
	}
	child, err := c.class.FindLearner(ctx, done.ID.String())
	return hubapi.ArrivedJSON{Learner: done.ID, Name: child.Name, Ops: done.Ops}, err
}

// Erase implements hubapi.Registrar.
func (c carrier) Erase(ctx context.Context, learner school.ID) (hubapi.ErasedJSON, error) {
	done, err := c.erase(ctx, eraseOrder{Learner: learner.String(), Yes: true})
	return hubapi.ErasedJSON{Blanked: done.Blanked}, err
}
