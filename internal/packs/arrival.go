package packs

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"darasa/internal/curriculum/release"
	"darasa/internal/school"
)

// Files of an arrival.
const (
	offerFile = "offer" // as it came
	seenFile  = "seen"  // what was asked for already, and what came of it
	tailFile  = "tail"  // the beginning of one part
)

// restTicks is how long what came damaged, or could not be kept, is left alone: an hour.
const restTicks = school.TicksPerDay / 24

// Shelf is where a pack that is whole goes, and what is there already.
type Shelf interface {
	// Held returns the parts that are there, nil for others, and the version that the
	// next pack has to pass.
	Held() (part func(release.Part) []byte, floor uint32, err error)
	// Take shelves a pack file that brings no part; parts that are not there come from
	// held. A pack that is refused is a release.RefusedError and changes nothing.
	Take(head []byte, held func(release.Part) []byte) error
}

// Config is what an Arrival needs of its surroundings.
type Config struct {
	Keys    Keys
	Dir     string // for what is on its way
	Subject string
	Blobs   Blobs // for its parts only
	Shelf   Shelf
	Free    func() int64 // bytes that packs may still take
	Now     func() int64 // ticks
}

// Arrival is the pack on its way to a hub. It survives power cuts: every part that was
// taken is on the disk, and of the next one its beginning. Its methods may be called
// from many goroutines; one fetches at a time.
type Arrival struct {
	Config

	mu      sync.Mutex
	seen    seen
	offered string // what the cloud said last
	head    *release.Release
	file    []byte // of head
	sizes   map[release.Part]int
	missing []release.Part
	rests   int64 // tick until which nothing is fetched
	held    string
}

// seen is what was done with the newest offer.
type seen struct {
	Digest  string `json:"digest"`
	Refused string `json:"refused,omitempty"`
}

// State is an arrival as people are told of it.
type State struct {
	Pinned  bool   // there is a key to believe
	Offered bool   // the cloud has something that was not asked for
	Version uint32 // on its way, 0 for none
	Bytes   int64  // of its parts
	Have    int64  // of those, here
	Held    string // why it does not come on
	Refused string // why the newest that was offered was not taken
}

// OpenArrival takes up what an earlier process left.
func OpenArrival(ctx context.Context, config Config) (*Arrival, error) {
	a := &Arrival{Config: config}
	if err := os.MkdirAll(a.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder for packs: %w", err)
	}
	if raw, err := os.ReadFile(a.path(seenFile)); err == nil && json.Unmarshal(raw, &a.seen) != nil {
		a.seen = seen{} // asks once more
	}
	body, err := os.ReadFile(a.path(offerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what is on its way: %w", err)
	}
	if err := a.accept(ctx, body); err != nil { // damaged since, or overtaken by hand
		a.seen = seen{}
		a.head = nil
	}
	if a.head == nil {
		return a, a.drop(ctx)
	}
	return a, nil
}

func (a *Arrival) path(name string) string { return filepath.Join(a.Dir, name) }

// Asks reports whether the offer behind a digest is still to be asked for. Where nobody
// is believed nothing is.
func (a *Arrival) Asks(digest string) (bool, error) {
	key, err := a.Keys.Pinned()
	if err != nil {
		return false, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.offered = digest
	return key != nil && digest != "" && digest != a.seen.Digest && !a.resting(), nil
}

// resting wants the lock.
func (a *Arrival) resting() bool {
	now := a.Now()
	return now < a.rests && a.rests-now <= restTicks
}

// Impatient asks again for what was refused or rests: a person wants it now.
func (a *Arrival) Impatient() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rests = 0
	if a.seen.Refused != "" {
		a.seen = seen{}
	}
}

// Offered takes what the cloud offers; nil is nothing. What is refused is remembered
// with its reason and not asked for again before the cloud offers something else.
func (a *Arrival) Offered(ctx context.Context, digest string, offer []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if offer == nil {
		return a.note(seen{Digest: digest})
	}
	err := a.accept(ctx, offer)
	if err == nil && a.head != nil {
		if err := a.Keys.Write(a.path(offerFile), offer); err != nil {
			return err
		}
	}
	return errors.Join(a.settle(ctx, digest, err), a.sweep(ctx))
}

// settle remembers what came of the offer behind a digest.
func (a *Arrival) settle(ctx context.Context, digest string, err error) error {
	switch {
	case err == nil && a.head == nil: // nothing new
		return errors.Join(a.drop(ctx), a.note(seen{Digest: digest}))
	case err == nil:
		return a.note(seen{Digest: digest})
	case release.ReasonOf(err) == "":
		return err
	}
	return errors.Join(a.drop(ctx), a.note(seen{Digest: digest, Refused: sentence(err)}))
}

func (a *Arrival) note(s seen) error {
	if s == a.seen {
		return nil
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write what was offered: %w", err)
	}
	a.seen = s
	return a.Keys.Write(a.path(seenFile), append(raw, '\n'))
}

// accept follows the successions of an offer and begins with its pack, when it is signed
// and newer than what is here; head is nil when it is the same.
func (a *Arrival) accept(ctx context.Context, body []byte) error {
	a.head = nil
	offer, err := release.DecodeOffer(body)
	if err != nil {
		return err
	}
	if _, err := a.Keys.Succeed(offer.Successions); err != nil {
		return err
	}
	key, err := a.Keys.Pinned()
	if err != nil || len(offer.Head) == 0 {
		return err
	}
	head, err := release.OpenHead(offer.Head, key)
	if err != nil {
		return err
	}
	held, floor, err := a.Shelf.Held()
	switch {
	case err != nil:
		return err
	case head.Pack != a.Subject:
		return release.Refuse(release.ReasonSubject, "it teaches %s, this folder %s", head.Pack, a.Subject)
	case head.Version < floor:
		return release.Refuse(release.ReasonRolledBack, "it is version %d and version %d was here already", head.Version, floor)
	case head.Version == floor:
		return nil
	}
	a.begin(ctx, head, offer, held)
	return nil
}

// begin lists what is lacking of a pack.
func (a *Arrival) begin(ctx context.Context, head *release.Release, offer *release.Offer, held func(release.Part) []byte) {
	a.head, a.file, a.sizes, a.missing = head, offer.Head, map[release.Part]int{}, nil
	for i, name := range head.PartNames() {
		if i < len(offer.Sizes) {
			a.sizes[name] = offer.Sizes[i]
		}
		if !head.Has(name) && held(name) == nil && !a.has(ctx, name) {
			a.missing = append(a.missing, name)
		}
	}
}

// has sees that a part is here and as it was; a damaged one is fetched again.
func (a *Arrival) has(ctx context.Context, name release.Part) bool {
	if !a.Blobs.Has(name) {
		return false
	}
	_, err := readBlob(ctx, a.Blobs, name)
	return err == nil
}

// Next returns a part to fetch and how many bytes it has when unpacked; ok is false when
// nothing is to be fetched now. A pack of which nothing is missing goes to the shelf.
func (a *Arrival) Next(ctx context.Context) (name release.Part, size int, ok bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.head == nil || a.resting() {
		return name, 0, false, nil
	}
	a.held = ""
	if err := a.room(); err != nil {
		a.held = sentence(err)
		return name, 0, false, nil //nolint:nilerr // people are told by State
	}
	if len(a.missing) == 0 {
		return name, 0, false, a.finish(ctx)
	}
	return a.missing[0], a.sizes[a.missing[0]], true, nil
}

// room sees that the rest of the pack, and then all of it on the shelf, has room.
func (a *Arrival) room() error {
	needed, free := int64(len(a.file)), a.Free()
	for _, size := range a.sizes {
		needed += int64(size)
	}
	for _, name := range a.missing {
		needed += int64(a.sizes[name])
	}
	if needed > free {
		return school.Errorf(school.CodeUnavailable, "no room for pack %d: %s needed, %s free", a.head.Version, megabytes(needed), megabytes(max(0, free)))
	}
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// finish hands the whole pack to the shelf.
func (a *Arrival) finish(ctx context.Context) error {
	err := a.Shelf.Take(a.file, func(name release.Part) []byte {
		body, err := readBlob(ctx, a.Blobs, name)
		if err != nil {
			return nil // then the pack is not whole
		}
		return body
	})
	if err != nil && (release.ReasonOf(err) == "" || release.ReasonOf(err) == release.ReasonIncomplete) {
		a.wait(err)
		return err
	}
	a.head = nil
	return a.settle(ctx, a.seen.Digest, err)
}

// wait leaves the pack alone for a while.
func (a *Arrival) wait(why error) { a.rests, a.held = a.Now()+restTicks, sentence(why) }

// Take keeps a part that came whole. One that is not what was signed is refused by name.
func (a *Arrival) Take(ctx context.Context, name release.Part, packed []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	body, err := release.UnpackPart(name, packed)
	if err != nil {
		return err
	}
	if _, err := a.Blobs.Put(ctx, bytes.NewReader(body), release.MaxPacked); err != nil {
		return fmt.Errorf("keep part: %w", err)
	}
	for i, missing := range a.missing {
		if missing == name {
			a.missing = append(a.missing[:i:i], a.missing[i+1:]...)
			break
		}
	}
	return a.removeTail()
}

// Hold notes why the pack does not come on: the policy's word, the link's or another's,
// after which it rests.
func (a *Arrival) Hold(why error, rest bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held = sentence(why); rest {
		a.wait(why)
	}
}

// State tells how far it is.
func (a *Arrival) State() (State, error) {
	key, err := a.Keys.Pinned()
	if err != nil {
		return State{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s := State{Pinned: key != nil, Offered: a.offered != "" && a.offered != a.seen.Digest, Held: a.held, Refused: a.seen.Refused}
	if a.head == nil {
		return s, nil
	}
	s.Version = a.head.Version
	for _, size := range a.sizes {
		s.Bytes += int64(size)
	}
	s.Have = s.Bytes
	for _, name := range a.missing {
		s.Have -= int64(a.sizes[name])
	}
	return s, nil
}

// drop forgets what is on its way, its parts too.
func (a *Arrival) drop(ctx context.Context) error {
	a.head, a.file, a.sizes, a.missing = nil, nil, nil, nil
	err := os.Remove(a.path(offerFile))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, a.removeTail(), a.sweep(ctx))
}

// sweep deletes parts that no pack on its way has.
func (a *Arrival) sweep(ctx context.Context) error {
	for _, name := range a.Blobs.Names() {
		if _, ok := a.sizes[name]; !ok {
			if err := a.Blobs.Delete(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// sentence is what people are told of an error.
func sentence(err error) string {
	if school.ErrorCode(err) == school.CodeInternal {
		return err.Error()
	}
	return school.ErrorMessage(err)
}

func shortSum(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum[:8]) }
