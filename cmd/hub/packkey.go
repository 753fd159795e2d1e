package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"os"

	"darasa/internal/curriculum/release"
	"darasa/internal/packs"
	"darasa/internal/school"
)

// keyFlags name the key whose packs a hub believes, or ask for it.
type keyFlags struct {
	folder
	Key string `arg:"" optional:"" placeholder:"KEY" help:"Whose packs this hub believes from now on, as hub content build printed it; without it, the one it believes is told."`
}

// succeedFlags hand over from one key to another.
type succeedFlags struct {
	Old string `arg:"" placeholder:"OLD" help:"File of the key that hubs believe."`
	New string `arg:"" placeholder:"NEW" help:"File of the key that signs from now on; one that is not there is drawn."`
	Out string `required:"" placeholder:"FILE" help:"File to write, for cloudsync pack add and hub content take."`
}

// keyOrder pins a key, or asks for the one that is.
type keyOrder struct {
	Key ed25519.PublicKey `json:"key,omitempty"`
}

// packKey pins a key that a person names, as long as there is none.
func (h *hub) packKey(_ context.Context, o keyOrder) (keyOrder, error) {
	keys := takenIn(h.dir).keys()
	if o.Key == nil {
		key, err := keys.Pinned()
		return keyOrder{Key: key}, err
	}
	key, pin, err := keys.Believe(o.Key)
	if err == nil && pin {
		err = keys.Pin(key)
	}
	if err == nil {
		h.cloud.rouse()
	}
	return keyOrder{Key: key}, err
}

// succeedKey follows the word of the pinned key for another.
func (h *hub) succeedKey(body []byte) (done takeResult, err error) {
	s, err := release.DecodeSuccession(body)
	if err != nil {
		return done, err
	}
	changed, err := takenIn(h.dir).keys().Succeed([]release.Succession{s})
	if err == nil && !changed {
		err = release.Refuse(release.ReasonStranger, "the key it succeeds is not the one this hub believes, or was succeeded before")
	}
	return takeResult{Key: s.New[:]}, err
}

func (m *Main) contentKey(ctx context.Context, f keyFlags) (err error) {
	o := keyOrder{}
	if f.Key != "" {
		if o.Key, err = packs.ParseKey(f.Key); err != nil {
			return err
		}
	}
	if o, err = keyJob.ask(ctx, m, f.Data, o); err != nil {
		return err
	}
	if o.Key == nil {
		_, err = fmt.Fprintln(m.Stdout, "no key is pinned: no signed pack is believed, and none is fetched")
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "packs are believed by the key %x\n", []byte(o.Key))
	return err
}

func (m *Main) succeedContent(f succeedFlags) error {
	if _, err := os.Stat(f.Old); err != nil { // packKey would draw one that nobody believes
		return school.Errorf(school.CodeNotFound, "%s cannot be read: %v", f.Old, err)
	}
	old, err := packKey(f.Old, m.Random)
	if err != nil {
		return err
	}
	next, err := packKey(f.New, m.Random)
	if err != nil {
		return err
	}
	s, err := release.Succeed(old, next)
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.Out, s.AppendBinary(nil), 0o600); err != nil {
		return fmt.Errorf("write succession: %w", err)
	}
	_, err = fmt.Fprintf(m.Stdout, "the key %x is succeeded by %x\n", s.Old, s.New)
	return err
}
