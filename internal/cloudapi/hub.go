package cloudapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/web"
	"darasa/internal/wire"
)

// Bounds of bodies, in bytes.
const (
	MaxHello     = 1 << 20
	MaxSegment   = 1 << 20
	MaxCatalogue = 8 << 20
	MaxDirectory = 16 << 20
)

// slowest is the link that bodies are waited for, in bytes per second: a quarter
// of what a poor mobile connection gives.
const slowest = 512

type caller struct {
	hub   school.ID
	shelf Shelf
	token string
}

// hub lets a handler see requests of enrolled hubs only.
func (a *API) hub(handler func(http.ResponseWriter, *http.Request, caller) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		notPage(w)
		token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || token == "" {
			return school.Errorf(school.CodeUnauthorized, "this call needs the token of an enrolled hub")
		}
		hub, shelf, err := a.Store.Shelf(r.Context(), token)
		if err != nil {
			return err
		}
		return handler(w, r, caller{hub, shelf, token})
	}
}

// notPage leaves out what browsers are told of pages: only programs with a token call
// here, and the lines cost as much as a small part of a pack.
func notPage(w http.ResponseWriter) {
	for name := range w.Header() {
		w.Header().Del(name)
	}
}

type enrollRequest struct {
	Code string    `json:"code"`
	Hub  school.ID `json:"hub"`
	Key  string    `json:"key"`
	Name string    `json:"name"`
}

type enrollAnswer struct {
	School school.ID `json:"school"`
	Token  string    `json:"token"`
	Cloud  school.ID `json:"cloud"`
	Key    string    `json:"key"`
}

func (a *API) enroll(w http.ResponseWriter, r *http.Request) error {
	var request enrollRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	key, err := base64.RawURLEncoding.DecodeString(request.Key)
	if err != nil {
		return school.Errorf(school.CodeInvalid, "key is an Ed25519 public key in base64url without padding")
	}
	owner, token, err := a.Store.Enroll(r.Context(), request.Code, request.Hub, key, request.Name)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, enrollAnswer{
		School: owner, Token: token, Cloud: a.ID, Key: base64.RawURLEncoding.EncodeToString(a.Key),
	})
	return nil
}

func (a *API) responder(c caller) *replication.Responder {
	return &replication.Responder{Self: a.ID, Shelf: c.shelf, Store: c.shelf, Sign: a.Sign, Now: a.Now}
}

func (a *API) exchange(w http.ResponseWriter, r *http.Request, c caller) error {
	body, err := readBody(w, r, MaxHello)
	if err != nil {
		return err
	}
	hello, err := replication.DecodeHello(body)
	if err != nil {
		return err
	}
	answer, err := a.responder(c).Hello(c.hub, hello)
	if err != nil {
		return err
	}
	if err := a.Store.Touch(r.Context(), c.hub); err != nil {
		return err
	}
	a.tellPacks(w)
	writeBytes(w, answer.AppendBinary(nil))
	return nil
}

func (a *API) putSegment(w http.ResponseWriter, r *http.Request, c caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	body, err := a.readResumable(w, r, c, hash, MaxSegment)
	if err != nil {
		return err
	}
	if got, err := wire.NameOf(body); err != nil || got != hash {
		return school.Errorf(school.CodeInvalid, "the bytes are not the segment their address names; send them again")
	}
	receipt, _, err := a.responder(c).Put(c.hub, body)
	if err != nil {
		return err
	}
	writeBytes(w, receipt.AppendBinary(nil))
	return nil
}

func (a *API) segment(w http.ResponseWriter, r *http.Request, c caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	body, err := a.responder(c).Get(c.hub, hash)
	if err != nil {
		return err
	}
	serveBytes(w, r, body)
	return nil
}

func (a *API) putCatalogue(w http.ResponseWriter, r *http.Request, c caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	body, err := readWhole(w, r, c, MaxCatalogue)
	if err != nil {
		return err
	}
	if sha256.Sum256(body) != hash {
		return school.Errorf(school.CodeInvalid, "the bytes are not the catalogue their address names; send them again")
	}
	if err := c.shelf.LearnCatalogue(hash, body); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) catalogue(w http.ResponseWriter, r *http.Request, c caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	body, ok, err := c.shelf.Catalogue(hash)
	if err != nil {
		return err
	}
	if !ok {
		return school.Errorf(school.CodeNotFound, "that catalogue is not here")
	}
	serveBytes(w, r, body)
	return nil
}

func (a *API) putDirectory(w http.ResponseWriter, r *http.Request, c caller) error {
	hub, err := school.ParseID(r.PathValue("hub"))
	if err != nil {
		return err
	}
	body, err := readWhole(w, r, c, MaxDirectory)
	if err != nil {
		return err
	}
	if err := c.shelf.LearnDirectory(hub, body); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a *API) directory(w http.ResponseWriter, r *http.Request, c caller) error {
	hub, err := school.ParseID(r.PathValue("hub"))
	if err != nil {
		return err
	}
	body, err := c.shelf.DirectoryOf(hub)
	if err != nil {
		return err
	}
	serveBytes(w, r, body)
	return nil
}

// hubKey vouches, by the cloud's signature, for the key of a hub of the same school.
func (a *API) hubKey(w http.ResponseWriter, r *http.Request, c caller) error {
	hub, err := school.ParseID(r.PathValue("hub"))
	if err != nil {
		return err
	}
	key, err := a.responder(c).HubKey(c.hub, hub)
	if err != nil {
		return err
	}
	serveBytes(w, r, key.AppendBinary(nil))
	return nil
}

// readBody reads a whole body of at most limit bytes. A link may be as slow as
// slowest; who is slower loses the connection and what it sent.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	var body bytes.Buffer
	err := readInto(&body, w, r, limit)
	return body.Bytes(), err
}

// readInto is readBody into a writer.
func readInto(into io.Writer, w http.ResponseWriter, r *http.Request, limit int64) error {
	if r.ContentLength > limit {
		return tooLong(limit)
	}
	expected := r.ContentLength
	if expected < 0 {
		expected = limit
	}
	// A server that cannot set deadlines, as in tests, keeps its own.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(30*time.Second + time.Duration(expected/slowest)*time.Second))
	_, err := io.Copy(into, http.MaxBytesReader(w, r.Body, limit))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return tooLong(limit)
	}
	if err != nil {
		return school.Errorf(school.CodeInvalid, "the request broke off; send it again")
	}
	return nil
}

func tooLong(limit int64) error {
	return school.Errorf(school.CodeLimit, "the body may have at most %d bytes", limit)
}

func parseHash(text string) (hash [32]byte, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(hash) || strings.ToLower(text) != text {
		return hash, school.Errorf(school.CodeInvalid, "a hash has 64 lower-case hexadecimal digits")
	}
	return [32]byte(raw), nil
}

// writeBytes answers a PUT or POST: signed, or of no weight, so that nobody needs to be
// told its type. Each header line would be a hundredth of a small segment.
func writeBytes(w http.ResponseWriter, body []byte) {
	w.Header()["Content-Type"], w.Header()["Date"] = nil, nil
	patience(w, len(body))
	_, _ = w.Write(body)
}

// serveBytes answers a GET, from an offset when the caller holds the beginning.
func serveBytes(w http.ResponseWriter, r *http.Request, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Cache-Control", "no-store")
	sum := sha256.Sum256(body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	patience(w, len(body))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// patience lets an answer take the time a slow link needs.
func patience(w http.ResponseWriter, size int) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(30*time.Second + time.Duration(size/slowest)*time.Second))
}
