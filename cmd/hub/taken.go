package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"darasa/content"
	"darasa/internal/command"
	"darasa/internal/curriculum"
	"darasa/internal/curriculum/release"
	"darasa/internal/library"
	"darasa/internal/packs"
	"darasa/internal/school"
)

// The folder packs in the data folder: every pack taken, whole, as ID-VERSION.pack, the
// newest two; the key that signs for this hub; and what is on its way.
const (
	takenFolder = "packs"
	takenSuffix = packs.Suffix
	takenKept   = 2
)

// taken is the shelf of signed packs in a data folder.
type taken struct{ dir string }

func takenIn(data string) taken { return taken{filepath.Join(data, takenFolder)} }

// keys are those this hub believes.
func (t taken) keys() packs.Keys { return packs.Keys{Dir: t.dir, Write: command.WriteFile} }

// shelved is a pack on the shelf, as its name says.
type shelved struct {
	id      string
	version uint32
	path    string
}

// shelf lists what is there, newest first, without opening it.
func (t taken) shelf() (found []shelved, err error) {
	entries, err := os.ReadDir(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list packs: %w", err)
	}
	for _, e := range entries {
		if s, ok := readShelved(e.Name()); ok {
			s.path = filepath.Join(t.dir, e.Name())
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b shelved) int { return int(int64(b.version) - int64(a.version)) })
	return found, nil
}

// readShelved reads the name of a pack's file, ID-VERSION.pack.
func readShelved(name string) (s shelved, ok bool) {
	name, ok = strings.CutSuffix(name, takenSuffix)
	cut := strings.LastIndexByte(name, '-')
	if !ok || cut < 1 || strings.ContainsAny(name, `/\`) {
		return s, false
	}
	version, err := strconv.ParseUint(name[cut+1:], 10, 32)
	return shelved{id: name[:cut], version: uint32(version)}, err == nil
}

// newest returns the newest pack of a subject that is still as it was signed, nil when
// there is none; refused has one error for each that is not.
func (t taken) newest(id string) (r *release.Release, refused []error, err error) {
	found, err := t.shelf()
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	keys, err := t.keys().Kept()
	if err != nil {
		return nil, nil, err
	}
	for _, s := range found {
		if id != "" && s.id != id {
			continue
		}
		body, err := readBounded(s.path, release.MaxFile)
		if err == nil {
			r, err = openKept(body, keys)
		}
		if err == nil {
			return r, refused, nil
		}
		refused = append(refused, fmt.Errorf("%s: %w", filepath.Base(s.path), err))
	}
	return nil, refused, nil
}

// openKept opens a pack that was taken before: also a key that was succeeded since may
// have signed it.
func openKept(body []byte, keys []ed25519.PublicKey) (r *release.Release, err error) {
	err = release.Refuse(release.ReasonStranger, "no key for packs is pinned")
	for _, key := range keys {
		if r, err = release.Open(body, key, nil); release.ReasonOf(err) != release.ReasonForged {
			break
		}
	}
	return r, err
}

// arriving is a pack file as somebody brought it.
type arriving struct {
	body  []byte
	key   ed25519.PublicKey         // named by a person, may be nil
	parts func(release.Part) []byte // that came beside the file, may be nil
}

// take checks a pack file and shelves it. subject is what this folder teaches, empty
// for a new one; have is what is served now, whose parts an update may leave out.
// Nothing is changed by what is refused.
func (t taken) take(came arriving, subject string, have fs.FS) (*release.Release, error) {
	key, pin, err := t.keys().Believe(came.key)
	if err != nil {
		return nil, err
	}
	newest, _, err := t.newest(subject)
	if err != nil {
		return nil, err
	}
	held, floor, err := t.held(subject, newest, have)
	if err != nil {
		return nil, err
	}
	r, err := release.Open(came.body, key, func(name release.Part) []byte {
		if part := held(name); part != nil || came.parts == nil {
			return part
		}
		return came.parts(name)
	})
	switch {
	case err != nil:
		return nil, err
	case newest != nil && newest.Same(r):
		return r, nil // taken before
	case subject != "" && r.Pack != subject:
		return nil, release.Refuse(release.ReasonSubject, "it teaches %s, this folder %s", r.Pack, subject)
	case r.Version <= floor:
		return nil, release.Refuse(release.ReasonRolledBack, "it is version %d and version %d was here already", r.Version, floor)
	}
	if err := prove(r); err != nil {
		return nil, err
	}
	return r, t.keep(r, key, pin)
}

// held is the parts that are here, and the version that the next one has to pass.
func (t taken) held(subject string, newest *release.Release, have fs.FS) (part func(release.Part) []byte, floor uint32, err error) {
	var parts map[release.Part][]byte
	if have != nil {
		if parts, err = release.Parts(have); err != nil {
			return nil, 0, err
		}
		if _, floor, err = curriculum.Head(have); err != nil {
			return nil, 0, fmt.Errorf("read what is served: %w", err)
		}
	}
	if newest != nil {
		floor = max(floor, newest.Version)
	}
	found, err := t.shelf()
	for _, s := range found { // a name outlives its bytes: what was damaged here may come again, nothing before it
		if s.id == subject {
			floor = max(floor, s.version-1)
		}
	}
	return func(name release.Part) []byte {
		if body := parts[name]; body != nil || newest == nil {
			return body
		}
		return newest.Part(name)
	}, floor, err
}

// prove builds every exercise, so that what is shelved can be served.
func prove(r *release.Release) error {
	folder, err := r.Folder()
	if err != nil {
		return err
	}
	id, number, err := curriculum.Head(folder)
	if err == nil && (id != r.Pack || number != r.Version) {
		err = school.Errorf(school.CodeInvalid, "it is signed as %s %d and says it is %s %d", r.Pack, r.Version, id, number)
	}
	var built *curriculum.Built
	if err == nil {
		built, err = buildFolder(folder)
	}
	if err == nil {
		_, err = library.New(built.Catalogue)
	}
	if err == nil {
		_, err = curriculum.LoadGuide(folder)
	}
	if err != nil {
		return release.Refuse(release.ReasonFaulty, "%v", err)
	}
	return nil
}

func buildFolder(folder fs.FS) (*curriculum.Built, error) {
	loaded, err := curriculum.Load(folder)
	if err != nil {
		return nil, fmt.Errorf("load content: %w", err)
	}
	built, err := curriculum.Build(loaded)
	if err != nil {
		return nil, fmt.Errorf("build content: %w", err)
	}
	return built, nil
}

// keep writes the whole pack beside those before it, then the key, and lets go of all
// but the newest two. A full disk leaves everything as it was.
func (t taken) keep(r *release.Release, key ed25519.PublicKey, pin bool) error {
	whole, err := r.Encode(nil)
	if err != nil {
		return fmt.Errorf("write pack: %w", err)
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return fmt.Errorf("make folder for packs: %w", err)
	}
	if pin {
		if err := t.keys().Pin(key); err != nil {
			return school.Errorf(school.CodeUnavailable, "the pack cannot be kept, the old one goes on: %v", err)
		}
	}
	name := fmt.Sprintf("%s-%d%s", r.Pack, r.Version, takenSuffix)
	if err := command.WriteFile(filepath.Join(t.dir, name), whole); err != nil {
		return school.Errorf(school.CodeUnavailable, "the pack cannot be kept, the old one goes on: %v", err)
	}
	found, err := t.shelf()
	for _, s := range found[min(len(found), takenKept):] {
		err = errors.Join(err, os.Remove(s.path))
	}
	return err
}

// folderOf is the newest there is of a subject: what came with the program, or what was
// taken since. Of two with the same version it is the one that was taken.
func (t taken) folderOf(subject string) (folder fs.FS, refused []error, err error) {
	folder, embeddedErr := content.Pack(subject)
	newest, refused, err := t.newest(subject)
	if err != nil {
		return nil, refused, err
	}
	if newest == nil {
		if embeddedErr != nil {
			return nil, refused, errors.Join(append(refused, embeddedErr)...)
		}
		return folder, refused, nil
	}
	if embeddedErr == nil {
		if _, shipped, err := curriculum.Head(folder); err == nil && shipped > newest.Version {
			return folder, refused, nil
		}
	}
	folder, err = newest.Folder()
	return folder, refused, err
}

// takeOrder asks the hub on a folder to take the pack in a file.
type takeOrder struct {
	Path string            `json:"path"`
	Key  ed25519.PublicKey `json:"key"`
}

type takeResult struct {
	Pack    string            `json:"pack,omitempty"`
	Version uint32            `json:"version,omitempty"`
	Key     ed25519.PublicKey `json:"key,omitempty"` // believed from now on
}

// takePack shelves a pack for the next start of this hub: within a lesson nobody's
// exercises change.
func (h *hub) takePack(_ context.Context, o takeOrder) (done takeResult, err error) {
	body, err := readBounded(o.Path, release.MaxFile)
	if err != nil {
		return done, err
	}
	if release.IsSuccession(body) {
		return h.succeedKey(body)
	}
	r, err := takenIn(h.dir).take(arriving{body: body, key: o.Key}, h.content.subject, h.content.folder)
	if err != nil {
		return done, err
	}
	settle()
	return takeResult{Pack: r.Pack, Version: r.Version}, nil
}

type takeFlags struct {
	folder
	Path string `arg:"" placeholder:"FILE" help:"Pack file, as hub content build --key wrote it."`
	Key  string `placeholder:"KEY" help:"Whose packs this hub believes from now on; needed once."`
}

func (m *Main) takeContent(ctx context.Context, f takeFlags) error {
	var key ed25519.PublicKey
	if f.Key != "" {
		named, err := packs.ParseKey(f.Key)
		if err != nil {
			return err
		}
		key = named
	}
	path, err := filepath.Abs(f.Path) // the running hub works in another folder
	if err != nil {
		return fmt.Errorf("find %s: %w", f.Path, err)
	}
	done, err := takeJob.ask(ctx, m, f.Data, takeOrder{Path: path, Key: key})
	if err != nil {
		return err
	}
	if done.Key != nil {
		_, err = fmt.Fprintf(m.Stdout, "packs are believed by the key %x from now on\n", []byte(done.Key))
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "took %s version %d; it is served from the next start of this hub\n", done.Pack, done.Version)
	return err
}
