package cloudapi

import (
	"context"
	"net/http"

	"darasa/internal/school"
)

// Packs are what a cloud has for hubs to teach with.
type Packs interface {
	// Digest changes when what is offered does; it is empty when nothing is.
	Digest() string
	// Offer returns what there is of a subject, or school.CodeNotFound.
	Offer(subject string) ([]byte, error)
	// Part returns a part of a pack by its name, or school.CodeNotFound.
	Part(ctx context.Context, name [32]byte) ([]byte, error)
}

// PacksHeader is the line of an exchange's answer that tells a hub whether what is
// offered changed. Where nothing is offered there is no such line.
const PacksHeader = "Packs"

// tellPacks costs an exchange 20 bytes, and only where there is a pack.
func (a *API) tellPacks(w http.ResponseWriter) {
	if a.Packs == nil {
		return
	}
	if digest := a.Packs.Digest(); digest != "" {
		w.Header().Set(PacksHeader, digest)
	}
}

// pack offers what there is of a subject: who signs, and the list of parts.
func (a *API) pack(w http.ResponseWriter, r *http.Request, _ caller) error {
	if a.Packs == nil {
		return noPacks()
	}
	offer, err := a.Packs.Offer(r.PathValue("subject"))
	if err != nil {
		return err
	}
	serveBytes(w, r, offer)
	return nil
}

// packPart serves a part, from an offset when the caller has the beginning.
func (a *API) packPart(w http.ResponseWriter, r *http.Request, _ caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	if a.Packs == nil {
		return noPacks()
	}
	part, err := a.Packs.Part(r.Context(), hash)
	if err != nil {
		return err
	}
	serveBytes(w, r, part)
	return nil
}

func noPacks() error { return school.Errorf(school.CodeNotFound, "no packs are offered here") }
