package packs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"darasa/internal/curriculum/release"
)

// A tail is the beginning of the one part, or offer, that is on its way: its name, the
// length of the tag its sender gave it, the tag, and the bytes so far.
const maxTag = 64

// Beginning returns what is here of a part, and the tag of the bytes it is of.
func (a *Arrival) Beginning(name release.Part) (tag string, body []byte) {
	raw, err := os.ReadFile(a.path(tailFile))
	if err != nil {
		return "", nil
	}
	of, tag, body, ok := readTail(raw)
	if !ok || of != name {
		return "", nil
	}
	return tag, body
}

func readTail(raw []byte) (name release.Part, tag string, body []byte, ok bool) {
	head := len(name) + 1
	if len(raw) < head || int(raw[len(name)]) > min(maxTag, len(raw)-head) {
		return name, "", nil, false
	}
	copy(name[:], raw)
	body = raw[head+int(raw[len(name)]):]
	return name, string(raw[head : len(raw)-len(body)]), body, len(body) <= release.MaxOffer
}

// Grow keeps more of a part: at 0 it begins anew. It is on the disk when Grow returns.
func (a *Arrival) Grow(name release.Part, tag string, at int, more []byte) error {
	if len(tag) > maxTag || tag == "" {
		return nil // nothing to go on from
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_APPEND
	if at == 0 {
		mode |= os.O_TRUNC
		more = append(append(append(name[:len(name):len(name)], byte(len(tag))), tag...), more...)
	}
	file, err := os.OpenFile(a.path(tailFile), mode, 0o600)
	if err != nil {
		return fmt.Errorf("keep the beginning of a part: %w", err)
	}
	_, err = file.Write(more)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("keep the beginning of a part: %w", err)
	}
	return nil
}

// Forget drops the beginning of a part: it was none.
func (a *Arrival) Forget() error { return a.removeTail() }

func (a *Arrival) removeTail() error {
	err := os.Remove(a.path(tailFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
