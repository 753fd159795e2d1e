package main

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"darasa/internal/packs"
	"darasa/internal/school"
	"darasa/internal/stick"
)

// A backup is one sealed file on a stick or phone: the database as it was at one
// moment, the hub's keys, and what it knows of its cloud. Only the recovery code
// opens it; the code is the same for all backups of a hub, and the hub says it
// again whenever one is written.

type backupFlags struct {
	folder
	Path string `arg:"" help:"Folder of the stick or phone; an older backup of this hub there is replaced."`
}

type backupOrder struct {
	Path string `json:"path"`
}

type backupResult struct {
	Bytes  int64  `json:"bytes"`
	Code   string `json:"code"`
	Erased int    `json:"erased"` // children who are not in it, and may be in older ones
}

// Kinds of parts of a backup; a part is its kind and a body.
const (
	partAbout    = 'a' // a backupAbout, always first
	partFile     = 'f' // name, a zero byte, content
	partDatabase = 'd' // the next piece of the database
	partPack     = 'p' // name, a zero byte, the next piece of a signed pack
	partVoice    = 'v' // language, a slash, key of the piece, a zero byte, a recording
)

// backupAbout says what a backup is before anything of it is taken.
type backupAbout struct {
	Format  int       `json:"format"`
	Hub     school.ID `json:"hub"`
	Written int64     `json:"written"` // tick by the hub's clock
}

const (
	backupFormat = 1
	backupPiece  = 1 << 20 // bytes of the database per part
	backupTemp   = "backup.tmp"
	restoreTemp  = "restore.tmp"
)

// backupFiles are the small files of a data folder that a backup holds. The key
// ring comes last: a folder without it is not a hub's, so half a restore is none.
var backupFiles = []string{cloudFile, sisterFile, demoFile, packFile, takenFolder + "/" + packs.SuccessionFile, takenFolder + "/" + packs.KeyFile, keyFile}

// recoveryCode is what opens this hub's backups, 128 bits that follow from its
// secret.
func (k *keyRing) recoveryCode() []byte {
	mac := hmac.New(sha256.New, k.Secret)
	mac.Write([]byte("darasa recovery code"))
	return mac.Sum(nil)[:16]
}

var codeLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// writeCode spells a code in groups of five letters and digits.
func writeCode(code []byte) string { return spell(code, 5) }

func spell(code []byte, group int) string {
	text := codeLetters.EncodeToString(code)
	var groups []string
	for len(text) > group {
		groups, text = append(groups, text[:group]), text[group:]
	}
	return strings.Join(append(groups, text), "-")
}

// plainCode forgives what people do to a code when they copy it.
func plainCode(text string) string {
	return strings.NewReplacer("-", "", " ", "", "0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(text))
}

// readCode reads what a person typed: in any case, with any blanks and dashes, and
// with 0, 1 and 8 for the letters they look like.
func readCode(text string) ([]byte, error) {
	code, err := codeLetters.DecodeString(plainCode(text))
	if err != nil || len(code) != 16 {
		return nil, school.Errorf(school.CodeInvalid, "a recovery code has 26 letters and digits, as hub backup wrote it")
	}
	return code, nil
}

// recoveryKey is the identity that backups are sealed to.
func recoveryKey(code []byte) ed25519.PrivateKey {
	seed := sha256.Sum256(append([]byte("darasa backup key\n"), code...))
	return ed25519.NewKeyFromSeed(seed[:])
}

// backup writes a backup of this hub to a stick, beside everything else it does.
func (h *hub) backup(ctx context.Context, o backupOrder) (done backupResult, err error) {
	temp := filepath.Join(h.dir, backupTemp)
	if err := os.Remove(temp); err != nil && !os.IsNotExist(err) {
		return done, fmt.Errorf("remove a backup that was not finished: %w", err)
	}
	defer func() { _ = os.Remove(temp) }()
	if err := h.store.Backup(ctx, temp); err != nil {
		return done, err
	}
	code := h.keys.recoveryCode()
	public := recoveryKey(code).Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
	var nonce [8]byte
	if _, err := io.ReadFull(h.cloud.random, nonce[:]); err != nil {
		return done, fmt.Errorf("draw name: %w", err)
	}
	gone, err := h.store.Erasures(ctx)
	if err != nil {
		return done, err
	}
	done.Code, done.Erased = writeCode(code), gone.Learners
	done.Bytes, err = stick.Write(o.Path, h.keys.Hub, h.keys.Hub, public, nonce, func(put func([]byte) error) error {
		return h.putBackup(temp, put)
	})
	return done, err
}

func (h *hub) putBackup(database string, put func([]byte) error) error {
	about, err := json.Marshal(backupAbout{Format: backupFormat, Hub: h.keys.Hub, Written: h.store.Stamp().At.Tick})
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if err := put(append([]byte{partAbout}, about...)); err != nil {
		return err
	}
	for _, name := range backupFiles {
		body, err := os.ReadFile(filepath.Join(h.dir, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := put(append(append([]byte{partFile}, name+"\x00"...), body...)); err != nil {
			return err
		}
	}
	if err := takenIn(h.dir).putBackup(put); err != nil {
		return err
	}
	if err := h.shelves.putBackup(put); err != nil {
		return err
	}
	file, err := os.Open(database)
	if err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	defer func() { _ = file.Close() }()
	piece := make([]byte, 1+backupPiece)
	piece[0] = partDatabase
	for {
		n, err := io.ReadFull(file, piece[1:])
		if n > 0 {
			if err := put(piece[:1+n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the copy: %w", err)
		}
	}
}

func (m *Main) backup(ctx context.Context, f backupFlags) error {
	path, err := filepath.Abs(f.Path)
	if err != nil {
		return fmt.Errorf("find the stick: %w", err)
	}
	done, err := backupJob.ask(ctx, m, f.Data, backupOrder{Path: path})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "wrote a backup of %d bytes: class list, answers, and this hub's keys, sealed\nrecovery code %s\n"+
		"Without the code nobody opens it, you neither: keep it on paper, away from the stick.\n", done.Bytes, done.Code)
	if err == nil && done.Erased > 0 {
		_, err = fmt.Fprintf(m.Stdout, "%d children were erased from this hub; backups from before that hold them still: destroy those\n", done.Erased)
	}
	return err
}
