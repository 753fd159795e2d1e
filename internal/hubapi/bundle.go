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

// Carrier takes what waits to the ministry and back by whoever carries a file.
type Carrier interface {
	// WriteBundle seals what waits into a file; the caller closes it, and then it is gone.
	WriteBundle(ctx context.Context) (name string, size int64, file io.ReadCloser, err error)
	// ReadBundle takes a file from the ministry in. A file that comes to nothing is
	// told in the result, not as an error.
	ReadBundle(ctx context.Context, name string, file io.Reader) (BundleJSON, error)
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

// takeBundle gives what waits for the ministry as a file to carry.
func (a *API) takeBundle(w http.ResponseWriter, r *http.Request) error {
	name, size, file, err := a.Carrier.WriteBundle(r.Context())
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was read; nothing is lost with it
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(carryFor))
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = io.Copy(w, file)
	return err
}

// bringBundle takes in a file that came from the ministry.
func (a *API) bringBundle(w http.ResponseWriter, r *http.Request) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/octet-stream" {
		return school.Errorf(school.CodeInvalid, "send the file itself, as application/octet-stream")
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(carryFor))
	body := http.MaxBytesReader(w, r.Body, MaxBundle)
	done, err := a.Carrier.ReadBundle(r.Context(), "bundle", body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return school.Errorf(school.CodeLimit, "a bundle has at most %d bytes", MaxBundle)
	}
	if err != nil {
		return err
	}
	if done.Problems == nil {
		done.Problems = []string{}
	}
	web.WriteJSON(w, http.StatusOK, done)
	return nil
}
