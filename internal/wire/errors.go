package wire

import (
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrSignature says that a segment is not signed by the key it was checked with.
var ErrSignature = errors.New("segment: the signature does not fit")

// ErrTooLarge says that a segment holds more than the limits allow. It is returned
// for honest and hostile segments alike, before the memory is spent.
var ErrTooLarge = errors.New("segment: larger than the limits allow")

// ErrNeedRule says that a segment predicts instances by the instance rule and
// Context.Instance is nil.
var ErrNeedRule = errors.New("segment: made with the instance rule, which was not given")

// NeedDirectoryError says that a segment builds on a directory prefix the
// receiver does not know. Store the segment, and ask its hub for the directory.
type NeedDirectoryError struct {
	Count  uint32 // entries of the prefix
	Digest Digest // of the prefix
}

// Error names the missing prefix.
func (e *NeedDirectoryError) Error() string {
	return fmt.Sprintf("segment: needs the first %d directory entries with digest %x", e.Count, e.Digest)
}

// NeedCatalogueError says that a segment was coded with a catalogue the receiver
// lacks. Store the segment, and ask for the catalogue.
type NeedCatalogueError struct{ Hash [32]byte }

// Error names the missing catalogue.
func (e *NeedCatalogueError) Error() string {
	return "segment: needs catalogue " + hex.EncodeToString(e.Hash[:])
}

// DamagedError says that bytes are not a segment, or not one of this form.
type DamagedError struct{ Reason string }

// Error gives the reason.
func (e *DamagedError) Error() string { return "segment: damaged: " + e.Reason }

func damaged(reason string) error { return &DamagedError{Reason: reason} }
