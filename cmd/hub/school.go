package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"

	"darasa/internal/school"
	"darasa/internal/wire"
)

// The school's secret makes what its hubs send each other readable to them and to
// nobody between. The first hub draws it; a person carries it to the others, as a
// code on paper. It never passes a cloud.

const schoolSecret = wire.SecretSize

type schoolFlags struct {
	Code folderFlags     `cmd:"" help:"Show the school's code: typed on another hub of the school, or on one that replaces this, it opens the class lists there."`
	Join schoolJoinFlags `cmd:"" help:"Type the school's code that another hub of the school shows."`
}

type folderFlags struct{ folder }

type schoolJoinFlags struct {
	folder
	Code string `arg:"" help:"The code, with or without blanks and dashes."`
}

type schoolOrder struct {
	Join string `json:"join,omitempty"` // a code; empty asks for ours
}

type schoolResult struct {
	Code   string `json:"code"`
	Opened int    `json:"opened"` // sealed segments that waited for the code
}

// schoolRing holds the school's secrets while the hub runs, the one in use first, and
// keeps them in the key file. It implements sqlite.Ring.
type schoolRing struct {
	keys *keyRing
	dir  string

	mu        sync.RWMutex
	envelopes []*wire.EnvelopeKey
	news      bool // a secret was learned since the last look
}

func newSchoolRing(keys *keyRing, dir string) (*schoolRing, error) {
	r := &schoolRing{keys: keys, dir: dir}
	return r, r.derive(keys.School)
}

func (r *schoolRing) derive(secrets [][]byte) error {
	var envelopes []*wire.EnvelopeKey
	for i, secret := range secrets {
		var former [][]byte
		if i == 0 {
			former = secrets[1:]
		}
		key, err := wire.NewEnvelopeKey(secret, former...)
		if err != nil {
			return err
		}
		envelopes = append(envelopes, key)
	}
	r.envelopes = envelopes
	return nil
}

// put keeps other secrets than before; they are on disk before they are used.
func (r *schoolRing) put(secrets [][]byte) error {
	before := r.keys.School
	r.keys.School = secrets[:min(len(secrets), 1+wire.MaxFormer)]
	if err := r.keys.write(r.dir); err != nil {
		r.keys.School = before
		return err
	}
	r.news = true
	return r.derive(r.keys.School)
}

// join makes secret the one in use.
func (r *schoolRing) join(secret []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	rest := slices.DeleteFunc(slices.Clone(r.keys.School), func(s []byte) bool { return bytes.Equal(s, secret) })
	return r.put(slices.Insert(rest, 0, secret))
}

// Learn implements sqlite.Ring.
func (r *schoolRing) Learn(former [][]byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	secrets := slices.Clone(r.keys.School)
	for _, secret := range former {
		if !slices.ContainsFunc(secrets, func(s []byte) bool { return bytes.Equal(s, secret) }) && len(secrets) <= wire.MaxFormer {
			secrets = append(secrets, bytes.Clone(secret))
		}
	}
	if len(secrets) == len(r.keys.School) {
		return nil
	}
	return r.put(secrets)
}

// Envelopes implements sqlite.Ring.
func (r *schoolRing) Envelopes() []*wire.EnvelopeKey {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.envelopes
}

// current returns the secret in use.
func (r *schoolRing) current() []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.keys.School[0]
}

// learned reports, once, whether secrets came since the last look.
func (r *schoolRing) learned() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	news := r.news
	r.news = false
	return news
}

// school shows the school's code or takes another hub's.
func (h *hub) school(ctx context.Context, o schoolOrder) (schoolResult, error) {
	if o.Join == "" {
		return schoolResult{Code: writeCode(h.ring.current())}, nil
	}
	secret, err := readCode(o.Join)
	if err != nil {
		return schoolResult{}, school.Errorf(school.CodeInvalid, "a school's code has 26 letters and digits, as hub school code writes it")
	}
	opened, err := h.joinSchool(ctx, secret)
	return schoolResult{Code: writeCode(h.ring.current()), Opened: opened}, err
}

// joinSchool makes secret the school's. What is sealed to the earlier ones stays
// readable here, and the others learn to read it with the next envelope.
func (h *hub) joinSchool(ctx context.Context, secret []byte) (opened int, err error) {
	h.cloud.single.Lock()
	defer h.cloud.single.Unlock()
	if err := h.ring.join(secret); err != nil {
		return 0, err
	}
	if err := h.class.JoinSchool(ctx, secret); err != nil {
		return 0, err
	}
	return h.schoolNews(ctx)
}

// schoolNews opens what the secrets that an exchange or a person brought can open.
func (h *hub) schoolNews(ctx context.Context) (opened int, err error) {
	for h.ring.learned() {
		n, err := h.store.Travelling(ctx).OpenEnvelopes()
		if opened += n; err != nil {
			return opened, err
		}
	}
	return opened, nil
}

func (m *Main) school(ctx context.Context, f folder, join string) error {
	done, err := schoolJob.ask(ctx, m, f.Data, schoolOrder{Join: join})
	if err != nil {
		return err
	}
	if join == "" {
		_, err = fmt.Fprintf(m.Stdout, "school code %s\nWhoever has it reads the class lists that this school's hubs send each other: keep it on paper, where no pupil goes.\n", done.Code)
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "this hub is of the school now; %d sealed segments opened, others come with the next exchange\n", done.Opened)
	return err
}
