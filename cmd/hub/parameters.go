package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"darasa/internal/calibration"
	"darasa/internal/command"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/tutor"
)

// parameterOrder asks the hub on a folder to write a parameter pack to a file, or to
// learn from the one in it.
type parameterOrder struct {
	Path   string            `json:"path"`
	Export bool              `json:"export"`
	Key    ed25519.PublicKey `json:"key"` // that a person vouches for, for a pack by a stranger
}

// parameterResult says what came of it: whose pack, which of its, and the number of the
// snapshot it was written from or led to.
type parameterResult struct {
	Issuer   school.ID `json:"issuer"`
	Serial   uint64    `json:"serial"`
	Snapshot uint32    `json:"snapshot"`
	Bytes    int       `json:"bytes"`
	Key      []byte    `json:"key"` // the issuer's
}

// parameters carries out one order of a person with a file.
func (h *hub) parameters(ctx context.Context, o parameterOrder) (parameterResult, error) {
	if o.Export {
		return h.exportParameters(o.Path)
	}
	return h.importParameters(ctx, o)
}

// exportParameters writes what this hub learned, under its signature. Its serial is
// the snapshot's number.
func (h *hub) exportParameters(path string) (done parameterResult, err error) {
	newest := h.content.Newest()
	if newest.Number == 0 {
		return done, school.Errorf(school.CodeNotFound, "this hub has learned nothing yet; hub calibrate does it when there are enough answers")
	}
	private := h.keys.private()
	p := calibration.Pack{Issuer: h.keys.Hub, Catalogue: h.class.Content.Current(), Serial: uint64(newest.Number), Snapshot: newest}
	body := p.Seal(func(message []byte) []byte { return ed25519.Sign(private, message) })
	if len(body) > calibration.MaxPack {
		return done, school.Errorf(school.CodeLimit, "a parameter pack has at most %d bytes, this one would have %d", calibration.MaxPack, len(body))
	}
	if err := command.WriteFile(path, body); err != nil {
		return done, err
	}
	return parameterResult{Issuer: p.Issuer, Serial: p.Serial, Snapshot: newest.Number, Bytes: len(body), Key: h.keys.public()}, nil
}

// importParameters checks a pack, keeps it, and makes a snapshot that begins with it.
func (h *hub) importParameters(ctx context.Context, o parameterOrder) (done parameterResult, err error) {
	body, err := readBounded(o.Path, calibration.MaxPack)
	if err != nil {
		return done, err
	}
	var key ed25519.PublicKey
	p, err := h.openParameters(ctx, body, true, func(issuer school.ID) ed25519.PublicKey {
		if key = h.store.PublicKey(issuer); key == nil {
			key = o.Key
		}
		return key
	})
	if err != nil {
		return done, err
	}
	if p.Issuer == h.keys.Hub {
		return done, school.Errorf(school.CodeConflict, "the parameter pack is this hub's own: it would count its answers twice")
	}
	if err := h.store.PutParameters(ctx, sqlite.Parameters{Issuer: p.Issuer, Serial: p.Serial, Catalogue: p.Catalogue, Key: key, Body: body}); err != nil {
		return done, err
	}
	done = parameterResult{Issuer: p.Issuer, Serial: p.Serial, Bytes: len(body), Key: key}
	answers, err := h.answers(ctx)
	if err != nil {
		return done, err
	}
	done.Snapshot, err = h.learn(ctx, answers, func(ctx context.Context) error { return pause(ctx, h.rest()) })
	return done, err
}

// openParameters reads a pack for this hub. Anew refuses one that is no newer than what
// is held of its issuer.
func (h *hub) openParameters(ctx context.Context, body []byte, anew bool, keys func(school.ID) ed25519.PublicKey) (*calibration.Pack, error) {
	catalogue, course, _ := h.content.Library.Current()
	var held error
	p, err := calibration.OpenPack(body, keys, catalogue, course, func(issuer school.ID) (serial uint64) {
		if anew {
			serial, held = h.store.ParametersHeld(ctx, issuer)
		}
		return serial
	})
	if held != nil {
		return nil, held
	}
	if err == nil && p.Serial > math.MaxInt64 {
		err = school.Errorf(school.CodeInvalid, "the parameter pack's serial is too large")
	}
	return p, err
}

// begin returns what calibrations begin with, the pack that arrived last or the shipped
// weights, and the hub whose answers are in it already. A pack that cannot be read any
// more is said and left aside.
func (h *hub) begin(ctx context.Context) (from *tutor.Snapshot, issuer school.ID, err error) {
	shipped := h.content.Library.Snapshot(0)
	kept, ok, err := h.store.NewestParameters(ctx)
	if err != nil || !ok {
		return shipped, issuer, err
	}
	p, err := h.openParameters(ctx, kept.Body, false, func(school.ID) ed25519.PublicKey { return kept.Key })
	if err != nil {
		h.logger.Error("read parameter pack", "error", err)
		return shipped, issuer, nil
	}
	_, course, _ := h.content.Library.Current()
	return p.Start(course), p.Issuer, nil
}

// readBounded reads a file of at most limit bytes; one byte more is read, so that the
// reader of its form can say that it is too long.
func readBounded(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, school.Errorf(school.CodeNotFound, "the file cannot be opened: %v", err)
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return body, nil
}

func (m *Main) parameters(ctx context.Context, f parameterFlags, export bool, key string) error {
	vouched, err := hex.DecodeString(key)
	if err != nil || len(vouched) != 0 && len(vouched) != ed25519.PublicKeySize {
		return school.Errorf(school.CodeInvalid, "%q is no hub's key, which is as hub calibrate export prints it", key)
	}
	path, err := filepath.Abs(f.Path) // the running hub works in another folder
	if err != nil {
		return fmt.Errorf("find %s: %w", f.Path, err)
	}
	done, err := parameterJob.ask(ctx, m, f.Data, parameterOrder{Path: path, Export: export, Key: vouched})
	if err != nil {
		return err
	}
	if export {
		_, err = fmt.Fprintf(m.Stdout, "wrote snapshot %d of hub %s, %d bytes, key %s\n",
			done.Snapshot, done.Issuer.Short(), done.Bytes, hex.EncodeToString(done.Key))
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "took what hub %s learned (its number %d); snapshot %d is used from now on\n", done.Issuer.Short(), done.Serial, done.Snapshot)
	return err
}
