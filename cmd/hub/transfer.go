package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
	"darasa/internal/stick"
)

// A child who changes school takes a file along: her name and history, sealed to a
// code that goes on paper, signed by the hub she leaves.

type exportFlags struct {
	folder
	Learner string `arg:"" help:"Number on the roll, whole name, or id."`
	Path    string `arg:"" help:"Folder of the stick or phone."`
}

type takeInFlags struct {
	folder
	Path string `arg:"" help:"Folder of the stick or phone, or the file itself."`
	Code string `required:"" help:"The code that hub learner export wrote."`
}

type transferOrder struct {
	Learner string `json:"learner,omitempty"`
	Path    string `json:"path"`
	Code    string `json:"code,omitempty"` // empty to export
}

type transferResult struct {
	ID    school.ID `json:"id"`
	Code  string    `json:"code,omitempty"`
	Bytes int64     `json:"bytes"`
	Ops   int       `json:"ops"` // in the file, or new here
	From  school.ID `json:"from,omitzero"`
}

// Kinds of parts of a transfer; a part is its kind and a body.
const (
	transferAbout     = 'l' // a transferHead, always first
	transferCatalogue = 'c' // hash and catalogue
	transferOps       = 'o' // ops in their canonical form, one behind the other
	transferSignature = 's' // of all parts before it, always last
	transferFormat    = 1
	transferPart      = 1 << 20 // bytes of ops in one part, about
)

// transferHead says what a transfer is.
type transferHead struct {
	Format  int       `json:"format"`
	Hub     school.ID `json:"hub"`
	Signer  []byte    `json:"signer"` // Ed25519 of the hub
	Learner school.ID `json:"learner"`
	Key     []byte    `json:"key"` // the learner's own
	// other records of the same child; programs that do not know them refuse the ops
	Also []transferRecord `json:"also,omitempty"`
}

type transferRecord struct {
	Learner school.ID `json:"learner"`
	Key     []byte    `json:"key"`
}

// transferKey is the identity that a transfer is sealed to.
func transferKey(code []byte) ed25519.PrivateKey {
	seed := sha256.Sum256(append([]byte("darasa transfer key\n"), code...))
	return ed25519.NewKeyFromSeed(seed[:])
}

func transferMessage(sum hash.Hash) []byte {
	return sum.Sum([]byte("darasa transfer 1\n"))
}

func (h *hub) transfer(ctx context.Context, o transferOrder) (transferResult, error) {
	if o.Code == "" {
		return h.exportLearner(ctx, o)
	}
	return h.importLearner(ctx, o)
}

func (h *hub) exportLearner(ctx context.Context, o transferOrder) (done transferResult, err error) {
	child, err := h.class.FindLearner(ctx, o.Learner)
	if err != nil {
		return done, err
	}
	t, err := h.class.ExportLearner(ctx, child.ID, h.store.Concerning)
	if err != nil {
		return done, err
	}
	drawn := make([]byte, 16+8)
	if _, err := io.ReadFull(h.cloud.random, drawn); err != nil {
		return done, fmt.Errorf("draw code: %w", err)
	}
	code := drawn[:16]
	public := transferKey(code).Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
	done = transferResult{ID: t.Learner, Code: writeCode(code), Ops: len(t.Ops)}
	done.Bytes, err = stick.Write(o.Path, h.keys.Hub, t.Learner, public, [8]byte(drawn[16:]), func(put func([]byte) error) error {
		sum := sha256.New()
		return h.putTransfer(ctx, t, sum, func(kind byte, pieces ...[]byte) error {
			part := append([]byte{kind}, bytes.Join(pieces, nil)...)
			_, _ = sum.Write(part) // a hash never fails to write
			return put(part)
		})
	})
	return done, err
}

func (h *hub) putTransfer(ctx context.Context, t classroom.Transfer, sum hash.Hash, put func(kind byte, pieces ...[]byte) error) error {
	about := transferHead{Format: transferFormat, Hub: h.keys.Hub, Signer: h.keys.public(), Learner: t.Learner, Key: t.Key[:]}
	for _, id := range slices.SortedFunc(maps.Keys(t.Also), school.ID.Compare) {
		key := t.Also[id]
		about.Also = append(about.Also, transferRecord{Learner: id, Key: key[:]})
	}
	head, err := json.Marshal(about)
	if err != nil {
		return fmt.Errorf("write transfer: %w", err)
	}
	if err := put(transferAbout, head); err != nil {
		return err
	}
	shelf, seen := h.store.Travelling(ctx), map[[32]byte]bool{}
	var piece []byte
	for _, op := range t.Ops {
		if op.Attempt != nil && !seen[op.Attempt.Catalogue] {
			seen[op.Attempt.Catalogue] = true
			body, ok, err := shelf.Catalogue(op.Attempt.Catalogue)
			if err == nil && ok {
				err = put(transferCatalogue, op.Attempt.Catalogue[:], body)
			}
			if err != nil {
				return err
			}
		}
		if piece = op.AppendBinary(piece); len(piece) > transferPart {
			if err := put(transferOps, piece); err != nil {
				return err
			}
			piece = nil
		}
	}
	if err := put(transferOps, piece); err != nil {
		return err
	}
	return put(transferSignature, ed25519.Sign(h.keys.private(), transferMessage(sum)))
}

// arrival is a transfer while it is read. Nothing of it is used before it is whole
// and its signature holds.
type arrival struct {
	head       *transferHead
	catalogues map[[32]byte][]byte
	ops        []*crdt.Op
	sum        hash.Hash
	signed     bool
}

var errNoTransfer = school.Errorf(school.CodeInvalid, "the file is no child's transfer")

func (a *arrival) take(part []byte) error {
	if len(part) == 0 || a.signed || a.head == nil && part[0] != transferAbout {
		return errNoTransfer
	}
	body := part[1:]
	switch part[0] {
	case transferAbout:
		head := &transferHead{}
		if err := json.Unmarshal(body, head); err != nil || a.head != nil || head.Learner.IsZero() || len(head.Key) != seal.KeySize || len(head.Signer) != ed25519.PublicKeySize {
			return errNoTransfer
		}
		for _, record := range head.Also {
			if record.Learner.IsZero() || len(record.Key) != seal.KeySize {
				return errNoTransfer
			}
		}
		if head.Format != transferFormat {
			return school.Errorf(school.CodeVersion, "the transfer is of format %d, this program reads %d; use a newer program", head.Format, transferFormat)
		}
		a.head = head
	case transferCatalogue:
		if len(body) < 32 {
			return errNoTransfer
		}
		a.catalogues[[32]byte(body)] = bytes.Clone(body[32:])
	case transferOps:
		for rest := body; len(rest) > 0; {
			op, next, err := crdt.DecodeOp(rest)
			if err != nil {
				return errNoTransfer
			}
			a.ops, rest = append(a.ops, op), next
		}
	case transferSignature:
		if !ed25519.Verify(a.head.Signer, transferMessage(a.sum), body) {
			return school.Errorf(school.CodeInvalid, "the transfer's signature does not hold: it was changed on its way")
		}
		a.signed = true
	}
	_, _ = a.sum.Write(part)
	return nil
}

func readTransfer(name string, key ed25519.PrivateKey) (*arrival, error) {
	a := &arrival{catalogues: map[[32]byte][]byte{}, sum: sha256.New()}
	err := stick.ReadFile(name, key, 16<<20, a.take)
	if err == nil && !a.signed {
		err = errNoTransfer
	}
	return a, err
}

// findTransfer finds the file that the code opens.
func findTransfer(path string, code []byte) (*arrival, error) {
	files := []string{path}
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		var err error
		if files, _, err = stick.Find(path); err != nil {
			return nil, err
		}
	}
	key, others := transferKey(code), 0
	var problems stick.Problems
	for _, name := range files {
		a, err := readTransfer(name, key)
		switch {
		case err == nil:
			return a, nil
		case errors.Is(err, stick.ErrNotForUs):
			others++
		default:
			problems.Add(name, err)
		}
	}
	if len(problems) > 0 {
		return nil, school.Errorf(school.CodeInvalid, "no transfer here can be read: %s", problems[0])
	}
	return nil, school.Errorf(school.CodeNotFound, "none of the %d files on %s opens with this code; check the code and the stick", others, path)
}

func (h *hub) importLearner(ctx context.Context, o transferOrder) (done transferResult, err error) {
	code, err := readCode(o.Code)
	if err != nil {
		return done, school.Errorf(school.CodeInvalid, "a transfer's code has 26 letters and digits, as hub learner export wrote it")
	}
	a, err := findTransfer(o.Path, code)
	if err != nil {
		return done, err
	}
	gone, err := h.store.Forgotten(ctx, a.head.Learner)
	if err == nil && gone {
		err = school.Errorf(school.CodeConflict, "this child was erased here, and that is for ever: her file cannot be taken in")
	}
	if err != nil {
		return done, err
	}
	shelf := h.store.Travelling(ctx)
	for hash, body := range a.catalogues {
		if err := shelf.LearnCatalogue(hash, body); err != nil {
			return done, err
		}
	}
	t := classroom.Transfer{Learner: a.head.Learner, Key: seal.Key(a.head.Key), Ops: a.ops, Also: map[school.ID]seal.Key{}}
	for _, record := range a.head.Also {
		t.Also[record.Learner] = seal.Key(record.Key)
	}
	fresh, err := h.class.ImportLearner(ctx, t)
	return transferResult{ID: a.head.Learner, Ops: fresh, From: a.head.Hub}, err
}

func (m *Main) exportLearner(ctx context.Context, f exportFlags) error {
	path, err := filepath.Abs(f.Path)
	if err != nil {
		return fmt.Errorf("find the stick: %w", err)
	}
	done, err := transferJob.ask(ctx, m, f.Data, transferOrder{Learner: f.Learner, Path: path})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "wrote %d entries about one child in %d bytes, sealed\ncode %s\nThe new school types it; give it on paper, not on the stick. Take her off the class list here once she has left.\n", done.Ops, done.Bytes, done.Code)
	return err
}

func (m *Main) importLearner(ctx context.Context, f takeInFlags) error {
	path, err := filepath.Abs(f.Path)
	if err != nil {
		return fmt.Errorf("find the stick: %w", err)
	}
	done, err := transferJob.ask(ctx, m, f.Data, transferOrder{Path: path, Code: f.Code})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "took in child %s from hub %s: %d entries that were not here; print her new card\n", done.ID, done.From.Short(), done.Ops)
	return err
}
