package hubapi

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"darasa/internal/school"
	"darasa/internal/web"
)

// MaxBundle is how many bytes a bundle from a phone may have: years of a school.
const MaxBundle = 64 << 20

// carryFor is how long a phone may take to hand a bundle over.
const carryFor = 5 * time.Minute

// Sealed is a file for somebody to carry. Closing it removes it.
type Sealed struct {
	io.ReadCloser
	Name string
	Size int64  // bytes
	Code string // opens it; empty where the reader has a key of its own
}

// Carrier takes what waits to the ministry and back by whoever carries a file.
type Carrier interface {
	// WriteBundle seals what waits into a file.
	WriteBundle(ctx context.Context) (Sealed, error)
	// ReadBundle takes a file from the ministry in. A file that comes to nothing is
	// told in the result, not as an error.
	ReadBundle(ctx context.Context, file io.Reader) (BundleJSON, error)
}

// BundleJSON says what came of a bundle.
type BundleJSON struct {
	Segments int      `json:"segments"`
	Receipts int      `json:"receipts"`
	Bytes    int64    `json:"bytes"`
	Files    int      `json:"files"`    // that were for this hub
	Others   int      `json:"others"`   // for other hubs, left alone
	Problems []string `json:"problems"` // named reasons, for whoever looks after the hub
}

// send answers with the file, and then it is gone.
func (s Sealed) send(w http.ResponseWriter) error {
	defer func() { _ = s.Close() }() // it was read; nothing is lost with it
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(carryFor))
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(s.Size, 10))
	w.Header().Set("Content-Disposition", `attachment; filename="`+s.Name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err := io.Copy(w, s)
	return err
}

// receive hands the body, a file of at most MaxBundle bytes, to read.
func receive(w http.ResponseWriter, r *http.Request, read func(file io.Reader) error) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/octet-stream" {
		return school.Errorf(school.CodeInvalid, "send the file itself, as application/octet-stream")
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(carryFor))
	err := read(http.MaxBytesReader(w, r.Body, MaxBundle))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return school.Errorf(school.CodeLimit, "a file has at most %d bytes", MaxBundle)
	}
	return err
}

// takeBundle gives what waits for the ministry as a file to carry.
func (a *API) takeBundle(w http.ResponseWriter, r *http.Request) error {
	file, err := a.Carrier.WriteBundle(r.Context())
	if err != nil {
		return err
	}
	return file.send(w)
}

// bringBundle takes in a file that came from the ministry.
func (a *API) bringBundle(w http.ResponseWriter, r *http.Request) error {
	return receive(w, r, func(file io.Reader) error {
		done, err := a.Carrier.ReadBundle(r.Context(), file)
		if err != nil {
			return err
		}
		if done.Problems == nil {
			done.Problems = []string{}
		}
		web.WriteJSON(w, http.StatusOK, done)
		return nil
	})
}
