package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"darasa/internal/command"
	"darasa/internal/school"
)

// Files of the data folder beside lock and socket.
const (
	keyFile      = "hub.key"
	databaseFile = "hub.db"
	demoFile     = "demo.json"
	pastFile     = "demo-past.json"
	cloudFile    = "cloud.json"
	sisterFile   = "sisters.json"
	spendingFile = "spending.json"
	socketFile   = "hub.sock"
)

// keyRing is what lies beside the database, so that the database alone opens
// nothing and signs nothing: the hub's identity and signing key, the secret behind
// pepper and seals, and the token on the poster.
type keyRing struct {
	Hub    school.ID `json:"hub"`
	Seed   []byte    `json:"seed"`   // Ed25519
	Secret []byte    `json:"secret"` // 32 bytes
	Token  string    `json:"token"`
	School [][]byte  `json:"school"` // secrets of the school, the one in use first

	drawn bool // just now: the folder is new
}

func (k *keyRing) private() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(k.Seed) }

func (k *keyRing) public() ed25519.PublicKey {
	return k.private().Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
}

// loadKeys reads the folder's key ring, or draws one when the folder is new. A
// folder with a database and no key ring is not new: it lost its identity.
func loadKeys(dir string, unixMilli int64, random io.Reader) (*keyRing, error) {
	raw, err := os.ReadFile(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(dir, databaseFile)); err == nil {
			return nil, school.Errorf(school.CodeConflict, "%s is missing beside the database; put it back from the backup", keyFile)
		}
		return drawKeys(dir, unixMilli, random)
	}
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	var k keyRing
	if err := json.Unmarshal(raw, &k); err != nil || k.Hub.IsZero() || len(k.Seed) != ed25519.SeedSize || len(k.Secret) != 32 || k.Token == "" {
		return nil, school.Errorf(school.CodeInvalid, "%s is damaged; put it back from the backup", keyFile)
	}
	if len(k.School) > 0 {
		return &k, nil
	}
	secret := make([]byte, schoolSecret) // the folder is of before hubs shared anything
	if _, err := io.ReadFull(random, secret); err != nil {
		return nil, fmt.Errorf("draw keys: %w", err)
	}
	k.School = [][]byte{secret}
	return &k, k.write(dir)
}

func (k *keyRing) write(dir string) error {
	raw, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	return command.WriteFile(filepath.Join(dir, keyFile), append(raw, '\n'))
}

func drawKeys(dir string, unixMilli int64, random io.Reader) (*keyRing, error) {
	id, err := school.NewID(unixMilli, random)
	if err != nil {
		return nil, err
	}
	var drawn [ed25519.SeedSize + 32 + 16 + schoolSecret]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return nil, fmt.Errorf("draw keys: %w", err)
	}
	k := &keyRing{
		drawn: true, Hub: id, Seed: drawn[:32], Secret: drawn[32:64], Token: base64.RawURLEncoding.EncodeToString(drawn[64:80]),
		School: [][]byte{drawn[80:]},
	}
	return k, k.write(dir)
}
