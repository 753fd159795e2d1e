// Package packs keeps signed packs in a folder: whose key is believed there, what a
// cloud has for hubs (Depot), and the one pack that is on its way to a hub (Arrival).
//
// What a pack is, and whether it is whole and signed, is said by package release. This
// package opens no connection and serves nothing; whether a pack's exercises can be
// built is its caller's to see.
package packs

import (
	"context"
	"io"

	"darasa/internal/curriculum/release"
)

// Blobs is where parts lie, by the SHA-256 of their bytes.
type Blobs interface {
	// Put keeps what the reader gives, at most limit bytes.
	Put(ctx context.Context, r io.Reader, limit int64) (release.Part, error)
	// Get opens a part, compared with its name.
	Get(ctx context.Context, name release.Part) (io.ReadSeekCloser, error)
	// Has tells whether a part is held.
	Has(name release.Part) bool
	// Names lists what is held.
	Names() []release.Part
	// Delete forgets a part, also one that is not held.
	Delete(ctx context.Context, name release.Part) error
}

// Write puts a file on the disk whole or not at all.
type Write func(path string, body []byte) error

// Suffix ends the name of a pack's file, ID-VERSION.pack.
const Suffix = ".pack"
