package hubapi

import (
	"encoding/hex"
	"net/http"
	"time"

	"darasa/internal/classroom"
	"darasa/internal/media"
	"darasa/internal/school"
	"darasa/internal/web"
)

// playFor is how long a tablet may take to fetch a film: it fetches while it plays.
const playFor = time.Hour

// filmJSON is the film or talk that somebody gave a lesson.
type filmJSON struct {
	Lesson string `json:"lesson"`
	Type   string `json:"type"`
	Bytes  int64  `json:"bytes"`
	Path   string `json:"path"` // of the hub, to be played from
}

// filmOf returns what a lesson has, nil for nothing.
func (a *API) filmOf(lesson string) *filmJSON {
	if a.Films == nil {
		return nil
	}
	f, ok := a.Films.All()[lesson]
	if !ok {
		return nil
	}
	return &filmJSON{Lesson: lesson, Type: f.Type, Bytes: f.Bytes, Path: Base + "/media/" + hex.EncodeToString(f.Hash[:])}
}

// films lists the lessons that have a film or a talk.
func (a *API) films(w http.ResponseWriter, _ *http.Request, _ classroom.Device) error {
	found := []filmJSON{}
	for _, l := range a.Guide.Lessons {
		if f := a.filmOf(l.ID); f != nil {
			found = append(found, *f)
		}
	}
	web.WriteJSON(w, http.StatusOK, map[string]any{"media": found})
	return nil
}

// film gives a lesson's film, or the range of it that was asked for. Elements that
// play cannot carry a tablet's secret: whoever knows the hash was told it by the hub,
// and no child is in these files.
func (a *API) film(w http.ResponseWriter, r *http.Request) {
	hash, err := ParseHash(r.PathValue("hash"))
	if err == nil {
		err = a.play(w, r, a.Films, func(f media.File) bool { return f.Hash == hash })
	}
	if err != nil {
		web.WriteError(w, r, err)
	}
}

// play serves the file of a shelf that fits.
func (a *API) play(w http.ResponseWriter, r *http.Request, shelf *media.Shelf, fits func(media.File) bool) error {
	if shelf == nil {
		return school.Errorf(school.CodeNotFound, "there is no such file")
	}
	for name, f := range shelf.All() {
		if !fits(f) {
			continue
		}
		f, body, err := shelf.Open(r.Context(), name)
		if err != nil {
			return err
		}
		defer func() { _ = body.Close() }() // it was only read
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(playFor))
		w.Header().Set("Content-Type", f.Type)
		w.Header().Set("Cache-Control", web.CacheHashed)
		w.Header().Set("Etag", `"`+hex.EncodeToString(f.Hash[:])+`"`)
		http.ServeContent(w, r, "", time.Time{}, body)
		return nil
	}
	return school.Errorf(school.CodeNotFound, "there is no such file")
}
