package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
)

// Immutable is one body that never changes under its name, kept plain and
// compressed.
type Immutable struct{ file }

// NewImmutable compresses body once.
func NewImmutable(kind, tag string, body []byte) (*Immutable, error) {
	var compressed bytes.Buffer
	z, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if _, err := z.Write(body); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	f := file{body: inMemory(body), kind: kind, tag: tag, cache: CacheHashed}
	if compressed.Len() < len(body) {
		f.gzip = inMemory(bytes.Clone(compressed.Bytes()))
	}
	return &Immutable{f}, nil
}

// ServeHTTP answers with the body, for ever cacheable.
func (i *Immutable) ServeHTTP(w http.ResponseWriter, r *http.Request) { i.serve(w, r) }
