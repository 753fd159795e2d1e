package hubapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"darasa/internal/classroom"
	"darasa/internal/curriculum"
	"darasa/internal/media"
	"darasa/internal/school"
	"darasa/internal/web"
)

// maxRecording is how many bytes of a recording are read before it is refused.
const maxRecording = 1 << 20

// recordedVoice says in a file of sound that a person speaks.
const recordedVoice = "a person of this school"

type clipJSON struct {
	Key      string `json:"key"`
	Text     string `json:"text"`
	Uses     int    `json:"uses"`
	Recorded bool   `json:"recorded"`
}

type toRecordJSON struct {
	Languages []string   `json:"languages"`
	Language  string     `json:"language"`
	Recorded  int        `json:"recorded"`
	Bytes     int64      `json:"bytes"`
	Clips     []clipJSON `json:"clips"` // what is said most first
}

// heardJSON names a recording for tablets.
type heardJSON struct {
	Language string `json:"language"`
	Text     string `json:"text"`
	Name     string `json:"name"`
}

// soundJSON is one recording as tablets keep it: as a file of sound of a pack.
type soundJSON struct {
	Format   int               `json:"format"`
	Language string            `json:"language"`
	Voice    string            `json:"voice"`
	Clips    map[string][]byte `json:"clips"`
}

// voices finds what is recorded in a language, and what may be.
func (a *API) voices(language string) (*media.Shelf, []curriculum.Clip, error) {
	clips, known := a.Clips[language]
	if !known {
		return nil, nil, school.Errorf(school.CodeNotFound, "nothing is said in %q here", language)
	}
	shelf := a.Voices[language]
	if shelf == nil {
		return nil, nil, school.Errorf(school.CodeUnavailable, "the folder of recordings cannot be used; the hub's log says why")
	}
	return shelf, clips, nil
}

// toRecord lists what a teacher may record, and what she has.
func (a *API) toRecord(w http.ResponseWriter, r *http.Request) error {
	language := r.PathValue("language")
	shelf, clips, err := a.voices(language)
	if err != nil {
		return err
	}
	held := shelf.All()
	body := toRecordJSON{Languages: a.Languages, Language: language, Bytes: media.Total(held), Clips: make([]clipJSON, 0, len(clips))}
	for _, c := range clips {
		_, recorded := held[c.Key]
		if recorded {
			body.Recorded++
		}
		body.Clips = append(body.Clips, clipJSON{Key: c.Key, Text: c.Text, Uses: c.Uses, Recorded: recorded})
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

// record keeps a recording, in the place of an earlier one of that piece.
func (a *API) record(w http.ResponseWriter, r *http.Request) error {
	shelf, clips, err := a.voices(r.PathValue("language"))
	if err != nil {
		return err
	}
	key := r.PathValue("key")
	if !slices.ContainsFunc(clips, func(c curriculum.Clip) bool { return c.Key == key }) {
		return school.Errorf(school.CodeNotFound, "no exercise is said with %q", key)
	}
	if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "audio/") && kind != "application/octet-stream" {
		return school.Errorf(school.CodeInvalid, "send the recording itself, as audio")
	}
	// Read whole first, so that a slow phone holds up nobody else.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRecording))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return school.Errorf(school.CodeLimit, "a recording has at most %d bytes; say only this piece", maxRecording)
	}
	if err != nil {
		return school.Errorf(school.CodeInvalid, "the recording broke off; send it again")
	}
	if _, err := shelf.Put(r.Context(), key, bytes.NewReader(body)); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

// forgetClip removes a recording; tablets say that piece as before.
func (a *API) forgetClip(w http.ResponseWriter, r *http.Request) error {
	shelf, _, err := a.voices(r.PathValue("language"))
	if err != nil {
		return err
	}
	if err := shelf.Remove(r.Context(), r.PathValue("key")); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

// recorded gives a recording to listen to.
func (a *API) recorded(w http.ResponseWriter, r *http.Request) error {
	shelf, _, err := a.voices(r.PathValue("language"))
	if err != nil {
		return err
	}
	f, body, err := shelf.Open(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // it was only read
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Cache-Control", "no-store")
	_, err = io.Copy(w, body)
	return err
}

// voice names every recording that an exercise is said with, for tablets to fetch.
func (a *API) voice(w http.ResponseWriter, _ *http.Request, _ classroom.Device) error {
	found := []heardJSON{}
	for _, language := range a.Languages {
		shelf, clips, err := a.voices(language)
		if err != nil {
			continue // nothing is recorded there
		}
		held := shelf.All()
		for _, c := range clips {
			if f, ok := held[c.Key]; ok {
				found = append(found, heardJSON{Language: language, Text: c.Text, Name: nameOf(language, c.Key, f)})
			}
		}
	}
	web.WriteJSON(w, http.StatusOK, map[string]any{"clips": found})
	return nil
}

// clip gives one recording as a file of sound.
func (a *API) clip(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	for _, language := range a.Languages {
		shelf, clips, err := a.voices(language)
		if err != nil {
			continue
		}
		held := shelf.All()
		for _, c := range clips {
			if f, ok := held[c.Key]; ok && nameOf(language, c.Key, f) == r.PathValue("name") {
				return writeSound(w, r, shelf, language, c)
			}
		}
	}
	return school.Errorf(school.CodeNotFound, "there is no such recording")
}

// nameOf names a recording of a piece: another one has another name, and so has the
// same sound for another piece.
func nameOf(language, key string, f media.File) string {
	sum := sha256.Sum256(slices.Concat([]byte(language+"\n"+key+"\n"), f.Hash[:]))
	return hex.EncodeToString(sum[:])
}

func writeSound(w http.ResponseWriter, r *http.Request, shelf *media.Shelf, language string, c curriculum.Clip) error {
	_, body, err := shelf.Open(r.Context(), c.Key)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // it was only read
	sound, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, soundJSON{Language: language, Voice: recordedVoice, Clips: map[string][]byte{c.Text: sound}})
	return nil
}
