package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"darasa/internal/command"
	"darasa/internal/curriculum/release"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/stick"
)

type restoreFlags struct {
	folder
	Path string `arg:"" help:"Folder of the stick or phone."`
	Code string `required:"" help:"The recovery code that hub backup wrote."`
}

// restoration takes one backup into an empty folder.
type restoration struct {
	dir   string
	about *backupAbout
	files map[string][]byte
	packs map[string][]byte // signed ones, by name
	voice map[string][]byte // recordings, by language and key
	size  int64
	out   *os.File
}

// restore makes an empty folder the hub that a backup was made of.
func (m *Main) restore(ctx context.Context, f restoreFlags) error {
	code, err := readCode(f.Code)
	if err != nil {
		return err
	}
	if err := command.Folder(f.Data); err != nil {
		return err
	}
	unlock, err := command.Lock(f.Data)
	if err != nil {
		return err
	}
	defer unlock()
	if err := mustBeEmpty(f.Data); err != nil {
		return err
	}
	name, about, err := newestBackup(f.Path, recoveryKey(code))
	if err != nil {
		return err
	}
	r := &restoration{dir: f.Data, files: map[string][]byte{}, packs: map[string][]byte{}, voice: map[string][]byte{}}
	if err := r.take(ctx, name, recoveryKey(code)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "restored hub %s as of %s, %d bytes\nStart hub serve: it asks the cloud and the tablets for what came after. The machine this replaces must not run again.\n",
		about.Hub.Short(), when(about.Written), r.size)
	return err
}

// mustBeEmpty refuses a folder with anything in it but the lock.
func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read the data folder: %w", err)
	}
	for _, e := range entries {
		if e.Name() != command.LockFile {
			return school.Errorf(school.CodeConflict, "%s is not empty (%s); restore into a new folder, nothing is ever overwritten", dir, e.Name())
		}
	}
	return nil
}

// newestBackup finds the newest backup on the stick that the code opens. Damaged
// ones and those of others are passed over while a good one is there.
func newestBackup(path string, key ed25519.PrivateKey) (name string, about backupAbout, err error) {
	files, _, err := stick.Find(path)
	if err != nil {
		return "", about, err
	}
	var problems stick.Problems
	others := 0
	for _, file := range files {
		found, err := aboutBackup(file, key)
		switch {
		case errors.Is(err, stick.ErrNotForUs):
			others++
		case err != nil:
			problems.Add(file, err)
		case name == "" || found.Written > about.Written:
			name, about = file, found
		}
	}
	if name != "" {
		return name, about, nil
	}
	if len(problems) > 0 {
		return "", about, school.Errorf(school.CodeInvalid, "no backup here can be read: %s", problems[0])
	}
	return "", about, school.Errorf(school.CodeNotFound, "none of the %d files on %s opens with this code; check the code and the stick", others, path)
}

// aboutBackup reads a whole backup's parts and keeps what it is about: a file that
// was copied half is found before anything is written.
func aboutBackup(file string, key ed25519.PrivateKey) (about backupAbout, err error) {
	r := &restoration{files: map[string][]byte{}}
	err = stick.ReadFile(file, key, 1+backupPiece, r.look)
	if err == nil && (r.about == nil || r.size == 0) {
		err = school.Errorf(school.CodeInvalid, "the file is no backup")
	}
	if err != nil {
		return about, err
	}
	return *r.about, nil
}

// take writes the backup into the folder. The database has its name only when it is
// whole, and the key ring comes last, so that half a restore is no hub.
func (r *restoration) take(ctx context.Context, name string, key ed25519.PrivateKey) (err error) {
	temp := filepath.Join(r.dir, restoreTemp)
	if r.out, err = os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return fmt.Errorf("write the database: %w", err)
	}
	defer func() { _ = os.Remove(temp) }()
	err = stick.ReadFile(name, key, 1+backupPiece, r.look)
	if err = errors.Join(err, r.out.Sync(), r.out.Close()); err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	if err := sqlite.MarkRestored(ctx, temp); err != nil {
		return err
	}
	if err := os.Rename(temp, filepath.Join(r.dir, databaseFile)); err != nil {
		return fmt.Errorf("name the database: %w", err)
	}
	if err := takenIn(r.dir).restore(r.packs); err != nil {
		return err
	}
	if err := restoreVoices(ctx, r.dir, r.voice); err != nil {
		return err
	}
	for _, file := range backupFiles {
		if body, ok := r.files[file]; ok {
			if err := command.WriteFile(filepath.Join(r.dir, file), body); err != nil {
				return err
			}
		}
	}
	return nil
}

// look takes one part; without an open file it only looks.
func (r *restoration) look(part []byte) error {
	if len(part) == 0 || r.about == nil && part[0] != partAbout {
		return school.Errorf(school.CodeInvalid, "the file is no backup")
	}
	body := part[1:]
	switch part[0] {
	case partAbout:
		var about backupAbout
		if err := json.Unmarshal(body, &about); err != nil || about.Hub.IsZero() {
			return school.Errorf(school.CodeInvalid, "the file is no backup")
		}
		if about.Format != backupFormat {
			return school.Errorf(school.CodeVersion, "the backup is of format %d, this program reads %d; use a newer program", about.Format, backupFormat)
		}
		r.about = &about
	case partFile:
		name, content, ok := bytes.Cut(body, []byte{0})
		if !ok || !slices.Contains(backupFiles, string(name)) {
			return nil // of a newer program; what this one needs is all here
		}
		r.files[string(name)] = bytes.Clone(content)
	case partPack:
		name, piece, ok := bytes.Cut(body, []byte{0})
		if _, known := readShelved(string(name)); !ok || !known || r.out == nil {
			return nil
		}
		if r.packs[string(name)] = append(r.packs[string(name)], piece...); len(r.packs[string(name)]) > release.MaxFile || len(r.packs) > takenKept {
			return school.Errorf(school.CodeLimit, "the backup holds more of signed packs than a hub keeps")
		}
	case partVoice:
		name, body, ok := bytes.Cut(body, []byte{0})
		if !ok || r.out == nil {
			return nil
		}
		if r.voice[string(name)] = bytes.Clone(body); len(r.voice) > voiceClips*maxVoices {
			return school.Errorf(school.CodeLimit, "the backup holds more recordings than a hub keeps")
		}
	case partDatabase:
		r.size += int64(len(body))
		if r.out != nil {
			if _, err := r.out.Write(body); err != nil {
				return fmt.Errorf("write the database: %w", err)
			}
		}
	}
	return nil
}
