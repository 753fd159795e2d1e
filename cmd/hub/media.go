package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"darasa/internal/blob"
	"darasa/internal/command"
	"darasa/internal/curriculum"
	"darasa/internal/media"
	"darasa/internal/school"
)

// What people add to a hub lies in the folder media: films and talks of lessons, and
// for each language what a person recorded. The list beside the files says what is what.
const (
	mediaFolder = "media"
	lessonShelf = "lessons"
	voiceShelf  = "voice-"
	shelfList   = "list.json"
	shelfFiles  = "files"
	damagedMark = ".damaged"
)

// Bounds of what is added. A clip is a piece of a sentence: at most ten seconds as a
// phone's recorder writes them.
const (
	filmBytes  = 256 << 20
	filmsBytes = 4 << 30
	films      = 256
	clipBytes  = 200_000
	voiceBytes = 6 << 20 // of a language, as the bound of docs/content.md
	voiceClips = 600
	maxVoices  = 8
	voiceSpare = clipBytes // a new recording is written before the old one goes
)

// shelves is what people added to this hub.
type shelves struct {
	lessons *media.Shelf
	voices  map[string]*media.Shelf // by language
}

func openShelves(ctx context.Context, dir string, languages []string) (*shelves, []error) {
	s := &shelves{voices: map[string]*media.Shelf{}}
	var refused []error
	open := func(name string, quota int64, bounds media.Bounds) *media.Shelf {
		shelf, errs := openShelf(ctx, filepath.Join(dir, mediaFolder, name), quota, bounds)
		refused = append(refused, errs...)
		return shelf
	}
	s.lessons = open(lessonShelf, filmsBytes, media.Bounds{Bytes: filmBytes, Files: films, Types: media.Films})
	for _, language := range languages {
		s.voices[language] = open(voiceShelf+language, voiceBytes+voiceSpare, media.Bounds{Bytes: clipBytes, Total: voiceBytes, Files: voiceClips, Types: media.Sounds})
	}
	return s, refused
}

// openShelf opens one folder; a damaged one is set aside as it is and a new one
// begun, so that a hub without its films still teaches. Without either there is no
// shelf, and errs say why.
func openShelf(ctx context.Context, dir string, quota int64, bounds media.Bounds) (shelf *media.Shelf, errs []error) {
	for range 2 {
		shelf, err := tryShelf(ctx, dir, quota, bounds)
		if err == nil {
			return shelf, errs
		}
		errs = append(errs, fmt.Errorf("open %s: %w", filepath.Base(dir), err))
		if school.ErrorCode(err) != school.CodeInvalid || os.Rename(dir, dir+damagedMark) != nil {
			break
		}
	}
	return nil, errs
}

func tryShelf(ctx context.Context, dir string, quota int64, bounds media.Bounds) (*media.Shelf, error) {
	store, err := blob.Open(filepath.Join(dir, shelfFiles), quota)
	if err != nil {
		return nil, err
	}
	return media.Open(ctx, blobs{store}, listFile(filepath.Join(dir, shelfList)), bounds)
}

// blobs is a blob store as package media asks for it.
type blobs struct{ *blob.Store }

func (b blobs) Put(ctx context.Context, r io.Reader, limit int64) ([32]byte, error) {
	return b.Store.Put(ctx, r, limit)
}

func (b blobs) Get(ctx context.Context, hash [32]byte) (io.ReadSeekCloser, error) {
	return b.Store.Get(ctx, hash)
}

func (b blobs) Keep(ctx context.Context, wanted func([32]byte) bool) error {
	return b.Store.Keep(ctx, func(hash blob.Hash) bool { return wanted(hash) })
}

// listFile is the list of a shelf on the disk.
type listFile string

func (l listFile) Read() ([]byte, error) {
	raw, err := os.ReadFile(string(l))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return raw, err
}

func (l listFile) Write(raw []byte) error { return command.WriteFile(string(l), raw) }

// putBackup puts the recordings of people into a backup. Films are not in it: they
// are large, and whoever brought them has them.
func (s *shelves) putBackup(put func([]byte) error) error {
	for language, shelf := range s.voices {
		if shelf == nil {
			continue
		}
		for key := range shelf.All() {
			_, file, err := shelf.Open(context.Background(), key)
			if err != nil {
				continue // damaged, and set aside: the piece is to be recorded again
			}
			body, err := io.ReadAll(file)
			if err := errors.Join(err, file.Close()); err != nil {
				return fmt.Errorf("read recording %s: %w", key, err)
			}
			if err := put(slices.Concat([]byte{partVoice}, []byte(language+"/"+key+"\x00"), body)); err != nil {
				return err
			}
		}
	}
	return nil
}

// restoreVoices puts recordings back into an empty folder.
func restoreVoices(ctx context.Context, dir string, recordings map[string][]byte) error {
	byLanguage := map[string]map[string][]byte{}
	for name, body := range recordings {
		language, key, ok := strings.Cut(name, "/")
		if !ok || !languageCode.MatchString(language) {
			continue
		}
		if byLanguage[language] == nil {
			byLanguage[language] = map[string][]byte{}
		}
		byLanguage[language][key] = body
	}
	opened, refused := openShelves(ctx, dir, slices.Collect(maps.Keys(byLanguage)))
	if len(refused) > 0 {
		return errors.Join(refused...)
	}
	for language, all := range byLanguage {
		for key, body := range all {
			if _, err := opened.voices[language].Put(ctx, key, bytes.NewReader(body)); err != nil {
				return fmt.Errorf("put back recording %s: %w", key, err)
			}
		}
	}
	return nil
}

// languageCode is what names a folder of recordings.
var languageCode = regexp.MustCompile(`^[a-z]{2,8}$`)

// mediaFlags are the commands for films and talks of lessons.
type mediaFlags struct {
	Add    mediaAdd    `cmd:"" help:"Give a lesson a film or a talk: mp4, webm, m4a, mp3, ogg or wav, at most 256 MB. Another one of that lesson gives way."`
	Remove mediaRemove `cmd:"" help:"Take the film or talk of a lesson away."`
	List   mediaList   `cmd:"" help:"List the lessons that have one."`
}

type mediaAdd struct {
	mediaRemove
	File string `arg:"" help:"The film or sound file."`
}

type mediaRemove struct {
	folder
	Lesson string `arg:"" help:"Id of the lesson, as hub content media list names them."`
}

type mediaList struct{ folder }

type mediaOrder struct {
	Lesson string `json:"lesson"`
	Add    string `json:"add"` // path of the file, empty to remove; no lesson only lists
}

type mediaLine struct {
	Lesson string `json:"lesson"`
	Type   string `json:"type"` // empty for a lesson without
	Bytes  int64  `json:"bytes"`
}

type mediaResult struct {
	Lessons []mediaLine `json:"lessons"`
}

// media adds or removes what a lesson shows beside its screens, and lists what there is.
func (h *hub) media(ctx context.Context, o mediaOrder) (done mediaResult, err error) {
	shelf := h.shelves.lessons
	if shelf == nil {
		return done, school.Errorf(school.CodeUnavailable, "the folder of films cannot be used; the log says why")
	}
	lessons := h.content.guide.Lessons
	if o.Lesson != "" && !slices.ContainsFunc(lessons, func(l curriculum.Lesson) bool { return l.ID == o.Lesson }) {
		return done, school.Errorf(school.CodeNotFound, "there is no lesson %q; hub content media list names them", o.Lesson)
	}
	switch {
	case o.Lesson == "":
	case o.Add == "":
		err = shelf.Remove(ctx, o.Lesson)
	default:
		err = putFile(ctx, shelf, o.Lesson, o.Add)
	}
	held := shelf.All()
	for _, l := range lessons {
		done.Lessons = append(done.Lessons, mediaLine{Lesson: l.ID, Type: held[l.ID].Type, Bytes: held[l.ID].Bytes})
	}
	return done, err
}

func putFile(ctx context.Context, shelf *media.Shelf, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return school.Errorf(school.CodeInvalid, "cannot read the file: %v", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return school.Errorf(school.CodeInvalid, "%s is no file", filepath.Base(path))
	}
	_, err = shelf.Put(ctx, name, file)
	return err
}

func (m *Main) media(ctx context.Context, chosen string, f mediaFlags) error {
	data, order := f.List.Data, mediaOrder{}
	switch chosen {
	case "content media add <lesson> <file>":
		path, err := filepath.Abs(f.Add.File)
		if err != nil {
			return fmt.Errorf("find the file: %w", err)
		}
		data, order = f.Add.Data, mediaOrder{Lesson: f.Add.Lesson, Add: path}
	case "content media remove <lesson>":
		data, order = f.Remove.Data, mediaOrder{Lesson: f.Remove.Lesson}
	}
	done, err := mediaJob.ask(ctx, m, data, order)
	if err != nil {
		return err
	}
	for _, l := range done.Lessons {
		line := l.Lesson
		if l.Type != "" {
			line = fmt.Sprintf("%s %s %d", l.Lesson, l.Type, l.Bytes)
		}
		if _, err := fmt.Fprintln(m.Stdout, line); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}
