package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"darasa/internal/cloudapi"
	"darasa/internal/command"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// Files of the data folder beside the lock.
const (
	keyFile      = "cloud.key"
	databaseFile = "cloud.sqlite"
	accountFile  = "ministry.json"
	socketFile   = "cloudsync.sock"
)

// identity is who this cloud is. Hubs pin the public key, so the file is as much
// worth a backup as the database, and lies beside it, not in it.
type identity struct {
	Cloud school.ID `json:"cloud"`
	Seed  []byte    `json:"seed"` // Ed25519
}

func (i *identity) private() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(i.Seed) }

func (i *identity) public() ed25519.PublicKey {
	return i.private().Public().(ed25519.PublicKey) //nolint:forcetypeassert // documented by crypto/ed25519
}

func (i *identity) sign(message []byte) []byte { return ed25519.Sign(i.private(), message) }

// loadIdentity reads the folder's identity and draws one for an empty folder.
func loadIdentity(dir string, unixMilli int64, random io.Reader) (*identity, error) {
	path := filepath.Join(dir, keyFile)
	raw, err := os.ReadFile(path)
	if err == nil {
		i := &identity{}
		if err := json.Unmarshal(raw, i); err != nil || len(i.Seed) != ed25519.SeedSize || i.Cloud.IsZero() {
			return nil, school.Errorf(school.CodeInvalid, "%s is damaged; put it back from a backup, for hubs trust no other key", path)
		}
		return i, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, school.Errorf(school.CodeUnavailable, "cannot read %s: %v", path, err)
	}
	if _, err := os.Stat(filepath.Join(dir, databaseFile)); err == nil {
		return nil, school.Errorf(school.CodeNotFound, "%s is missing beside its database; put it back from a backup, for hubs trust no other key", path)
	}
	i := &identity{Seed: make([]byte, ed25519.SeedSize)}
	if i.Cloud, err = school.NewID(unixMilli, random); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(random, i.Seed); err != nil {
		return nil, fmt.Errorf("draw key: %w", err)
	}
	if raw, err = json.Marshal(i); err != nil {
		return nil, fmt.Errorf("write key: %w", err)
	}
	return i, command.WriteFile(path, append(raw, '\n'))
}

// account is what ministry.json holds: the first sign-in of the ministry.
type account struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// openAccount makes the ministry's account at the first start. The file is written
// before the account, so that a stop between leaves nobody locked out.
func (m *Main) openAccount(ctx context.Context, dir string, store *sqlite.Cloud, logger *slog.Logger) error {
	n, err := store.CountAccounts(ctx)
	if err != nil || n > 0 {
		return err
	}
	raw := make([]byte, 15)
	if _, err := io.ReadFull(m.Random, raw); err != nil {
		return fmt.Errorf("draw password: %w", err)
	}
	a := account{Name: "ministry", Password: base64.RawURLEncoding.EncodeToString(raw)}
	text, err := cloudapi.HashPassword(a.Password, m.Random)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return fmt.Errorf("write account: %w", err)
	}
	path := filepath.Join(dir, accountFile)
	if err := command.WriteFile(path, append(body, '\n')); err != nil {
		return err
	}
	if err := store.PutAccount(ctx, a.Name, text); err != nil {
		return err
	}
	logger.Info("the ministry's name and password are in a file", "file", path)
	return nil
}
