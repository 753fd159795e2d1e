package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"darasa/internal/blob"
	"darasa/internal/command"
	"darasa/internal/curriculum/release"
	"darasa/internal/packs"
	"darasa/internal/school"
)

// Folders of the data folder that hold signed packs, and how many bytes of parts.
const (
	packFolder  = "packs"
	partFolder  = "packs/parts"
	packedQuota = 4 << 30
)

type packFlags struct {
	Add    packAddFlags    `cmd:"" help:"Offer a signed pack to the hubs that teach its subject, or hand over to the key that signs from now on."`
	List   packListFlags   `cmd:"" help:"List the packs that are kept, and which are offered."`
	Remove packRemoveFlags `cmd:"" help:"Offer a version no longer; hubs that took it keep it."`
}

type packAddFlags struct {
	folder
	File string `arg:"" placeholder:"FILE" help:"Pack file, as hub content build --key wrote it, or what hub content succeed wrote."`
	Key  string `placeholder:"KEY" help:"Whose packs this cloud offers, as hub content build printed it; needed once."`
}

type packListFlags struct{ folder }

type packRemoveFlags struct {
	folder
	Pack    string `arg:"" placeholder:"PACK" help:"Id of the pack."`
	Version uint32 `arg:"" placeholder:"VERSION" help:"Its version."`
}

// packOrder adds the file at a path, removes a version, or lists.
type packOrder struct {
	Path    string            `json:"path,omitempty"`
	Key     ed25519.PublicKey `json:"key,omitempty"`
	Remove  string            `json:"remove,omitempty"`
	Version uint32            `json:"version,omitempty"`
}

func openPacks(ctx context.Context, dir string) (*packs.Depot, error) {
	parts, err := blob.Open(filepath.Join(dir, partFolder), packedQuota)
	if err != nil {
		return nil, err
	}
	return packs.OpenDepot(ctx, packs.Keys{Dir: filepath.Join(dir, packFolder), Write: command.WriteFile}, parts)
}

func (c *cloud) pack(ctx context.Context, o packOrder) (added string, kept []packs.Listed, err error) {
	switch {
	case o.Path != "":
		body, err := readPackFile(o.Path)
		if err != nil {
			return "", nil, err
		}
		added, err = c.packs.Add(ctx, body, o.Key)
		return added, nil, err
	case o.Remove != "":
		return "", nil, c.packs.Remove(ctx, o.Remove, o.Version)
	}
	return "", c.packs.List(), nil
}

func readPackFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, school.Errorf(school.CodeNotFound, "%s cannot be read: %v", path, err)
	}
	defer func() { _ = file.Close() }()
	body, err := io.ReadAll(io.LimitReader(file, release.MaxFile+1))
	if err != nil {
		return nil, school.Errorf(school.CodeUnavailable, "%s cannot be read: %v", path, err)
	}
	return body, nil // release refuses what is longer
}

func (m *Main) addPack(ctx context.Context, f packAddFlags) error {
	o := packOrder{}
	var err error
	if f.Key != "" {
		if o.Key, err = packs.ParseKey(f.Key); err != nil {
			return err
		}
	}
	if o.Path, err = filepath.Abs(f.File); err != nil {
		return fmt.Errorf("find %s: %w", f.File, err)
	}
	out, err := m.ask(ctx, f.Data, order{Pack: &o})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "offered from now on: %s\n", out.Added)
	return err
}

func (m *Main) listPacks(ctx context.Context, f packListFlags) error {
	out, err := m.ask(ctx, f.Data, order{Pack: &packOrder{}})
	if err != nil {
		return err
	}
	for _, p := range out.Packs {
		state := "kept"
		if p.Offered {
			state = "offered"
		}
		if _, err := fmt.Fprintf(m.Stdout, "%s\tversion %d\t%d parts\t%d bytes\t%s\n", p.Pack, p.Version, p.Parts, p.Bytes, state); err != nil {
			return err
		}
	}
	return nil
}

func (m *Main) removePack(ctx context.Context, f packRemoveFlags) error {
	if _, err := m.ask(ctx, f.Data, order{Pack: &packOrder{Remove: f.Pack, Version: f.Version}}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(m.Stdout, "%s version %d is offered no longer; hubs that took it keep it\n", f.Pack, f.Version)
	return err
}
