package packs

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"darasa/internal/curriculum/release"
	"darasa/internal/school"
)

// Depot is what a cloud has for hubs: packs as heads, whose parts lie once among the
// blobs, and the successions of its key. Its methods may be called from many goroutines.
type Depot struct {
	keys  Keys
	blobs Blobs

	mu     sync.Mutex
	kept   []*kept
	digest string
}

// kept is a pack of a depot.
type kept struct {
	*release.Release
	head  []byte
	sizes []int
	by    ed25519.PublicKey
}

// Listed is a pack of a depot as people are told of it.
type Listed struct {
	Pack    string `json:"pack"`
	Version uint32 `json:"version"`
	Parts   int    `json:"parts"`
	Bytes   int64  `json:"bytes"`
	Offered bool   `json:"offered"`
}

// OpenDepot reads the folder of keys. A head that is damaged is an error: a cloud that
// forgets what it offered would offer what is older.
func OpenDepot(ctx context.Context, keys Keys, blobs Blobs) (*Depot, error) {
	d := &Depot{keys: keys, blobs: blobs}
	return d, d.read(ctx)
}

// read fills the depot from its folder, newest version first.
func (d *Depot) read(ctx context.Context) error {
	believed, err := d.keys.Kept()
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(d.keys.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list packs: %w", err)
	}
	var found []*kept
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), Suffix) {
			continue
		}
		head, err := os.ReadFile(filepath.Join(d.keys.Dir, e.Name()))
		if err != nil {
			return fmt.Errorf("read pack: %w", err)
		}
		k, err := d.open(ctx, head, believed)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(d.keys.Dir, e.Name()), err)
		}
		found = append(found, k)
	}
	slices.SortFunc(found, func(a, b *kept) int {
		if a.Pack != b.Pack {
			return strings.Compare(a.Pack, b.Pack)
		}
		return int(int64(b.Version) - int64(a.Version))
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = found
	d.digest, err = d.sum()
	return err
}

func (d *Depot) open(ctx context.Context, head []byte, believed []ed25519.PublicKey) (*kept, error) {
	k := &kept{head: head}
	err := error(release.Refuse(release.ReasonStranger, "no key for packs is pinned here"))
	for _, key := range believed {
		if k.Release, err = release.OpenHead(head, key); err == nil {
			k.by = key
			break
		}
	}
	if err != nil {
		return nil, err
	}
	for _, name := range k.PartNames() {
		body, err := d.raw(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("part %x: %w; add the pack anew", name[:4], err)
		}
		k.sizes = append(k.sizes, len(body))
	}
	return k, nil
}

// sum is a digest of what is offered, empty when nothing is. It wants the lock.
func (d *Depot) sum() (string, error) {
	chain, err := d.keys.Successions()
	if err != nil {
		return "", err
	}
	h, empty := sha256.New(), true
	for _, s := range chain {
		empty = false
		_, _ = h.Write(s.AppendBinary(nil)) // a hash never fails to write
	}
	for _, k := range d.kept {
		if d.offers(k) {
			empty = false
			sum := sha256.Sum256(k.head)
			_, _ = h.Write(sum[:])
		}
	}
	if empty {
		return "", nil
	}
	return shortSum(h.Sum(nil)), nil
}

// offers tells whether k is the newest of its subject by the key that is believed now.
func (d *Depot) offers(k *kept) bool {
	pinned, err := d.keys.Pinned()
	if err != nil {
		return false
	}
	for _, other := range d.kept {
		if other.Pack == k.Pack && bytes.Equal(other.by, pinned) {
			return other == k
		}
	}
	return false
}

// Add keeps a pack file, or the succession of its key. A pack is refused by name when it
// is not signed by the key believed here, not whole, or not newer than what is offered.
func (d *Depot) Add(ctx context.Context, body []byte, named ed25519.PublicKey) (what string, err error) {
	if release.IsSuccession(body) {
		return d.succeed(ctx, body)
	}
	key, pin, err := d.keys.Believe(named)
	if err != nil {
		return "", err
	}
	r, err := release.Open(body, key, func(name release.Part) []byte {
		found, err := d.raw(ctx, name)
		if err != nil {
			return nil // then the pack is not whole
		}
		return found
	})
	if err != nil {
		return "", err
	}
	if err := d.newer(r); err != nil {
		return "", err
	}
	for _, name := range r.PartNames() {
		if _, err := d.blobs.Put(ctx, bytes.NewReader(r.Part(name)), release.MaxPacked); err != nil {
			return "", fmt.Errorf("keep part: %w", err)
		}
	}
	head, err := r.Head()
	if err != nil {
		return "", err
	}
	if pin {
		if err := d.keys.Pin(key); err != nil {
			return "", err
		}
	}
	if err := d.keys.Write(d.path(r.Pack, r.Version), head); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s version %d", r.Pack, r.Version), d.read(ctx)
}

func (d *Depot) path(id string, version uint32) string {
	return filepath.Join(d.keys.Dir, fmt.Sprintf("%s-%d%s", id, version, Suffix))
}

// newer refuses what hubs would refuse.
func (d *Depot) newer(r *release.Release) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.kept {
		if k.Pack == r.Pack && !k.Same(r) && k.Version >= r.Version {
			return release.Refuse(release.ReasonRolledBack, "it is version %d and version %d is here already", r.Version, k.Version)
		}
	}
	return nil
}

func (d *Depot) succeed(ctx context.Context, body []byte) (string, error) {
	s, err := release.DecodeSuccession(body)
	if err != nil {
		return "", err
	}
	changed, err := d.keys.Succeed([]release.Succession{s})
	if err != nil {
		return "", err
	}
	if !changed {
		return "", release.Refuse(release.ReasonStranger, "the key it succeeds is not the one believed here, or it was succeeded before")
	}
	return fmt.Sprintf("key %x", s.New), d.read(ctx)
}

// List tells what is kept.
func (d *Depot) List() []Listed {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []Listed{}
	for _, k := range d.kept {
		l := Listed{Pack: k.Pack, Version: k.Version, Parts: len(k.sizes), Offered: d.offers(k)}
		for _, size := range k.sizes {
			l.Bytes += int64(size)
		}
		out = append(out, l)
	}
	return out
}

// Remove forgets a pack and the parts that no other has.
func (d *Depot) Remove(ctx context.Context, id string, version uint32) error {
	d.mu.Lock()
	left, gone := []*kept{}, (*kept)(nil)
	for _, k := range d.kept {
		if k.Pack == id && k.Version == version {
			gone = k
		} else {
			left = append(left, k)
		}
	}
	d.mu.Unlock()
	if gone == nil {
		return school.Errorf(school.CodeNotFound, "there is no version %d of %s here; cloudsync pack list tells what is", version, id)
	}
	if err := os.Remove(d.path(id, version)); err != nil {
		return fmt.Errorf("remove pack: %w", err)
	}
	needed := map[release.Part]bool{}
	for _, k := range left {
		for _, name := range k.PartNames() {
			needed[name] = true
		}
	}
	for _, name := range gone.PartNames() {
		if !needed[name] {
			if err := d.blobs.Delete(ctx, name); err != nil {
				return fmt.Errorf("remove part: %w", err)
			}
		}
	}
	return d.read(ctx)
}

// Digest changes when what is offered does, empty when nothing is.
func (d *Depot) Digest() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.digest
}

// Offer returns what there is of a subject, or school.CodeNotFound.
func (d *Depot) Offer(subject string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	chain, err := d.keys.Successions()
	if err != nil {
		return nil, err
	}
	o := release.Offer{Successions: chain}
	for _, k := range d.kept {
		if k.Pack == subject && d.offers(k) {
			o.Head, o.Sizes = k.head, k.sizes
		}
	}
	if len(o.Head) == 0 && len(chain) == 0 {
		return nil, school.Errorf(school.CodeNotFound, "no pack of %s is offered here", subject)
	}
	return o.AppendBinary(nil)
}

// Part returns a part as it travels, or school.CodeNotFound.
func (d *Depot) Part(ctx context.Context, name release.Part) ([]byte, error) {
	body, err := d.raw(ctx, name)
	if err != nil {
		return nil, err
	}
	return release.PackPart(body)
}

func (d *Depot) raw(ctx context.Context, name release.Part) ([]byte, error) {
	return readBlob(ctx, d.blobs, name)
}

func readBlob(ctx context.Context, blobs Blobs, name release.Part) (body []byte, err error) {
	file, err := blobs.Get(ctx, name)
	if err != nil {
		return nil, err
	}
	body, err = io.ReadAll(io.LimitReader(file, release.MaxPacked))
	return body, errors.Join(err, file.Close())
}
