package cloudapi

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Passwords: argon2id as OWASP advises for small machines, two at once (38 MiB).
const (
	argonTime, argonMemory, argonThreads = 2, 19 << 10, 1
	maxPassword                          = 200 // bytes
	saltBytes, hashBytes                 = 16, 32
)

// nobody is checked for accounts that do not exist, so that they cost the same.
var nobody = passwordText(make([]byte, saltBytes), make([]byte, hashBytes))

// HashPassword returns the argon2id text to store for a password.
func HashPassword(password string, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("draw salt: %w", err)
	}
	return passwordText(salt, derive(password, salt)), nil
}

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, hashBytes)
}

func passwordText(salt, hash []byte) string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, encode(salt), encode(hash))
}

// check waits for one of the two places, so that forty tries at once cannot take
// the memory of the machine.
func (a *API) check(ctx context.Context, password, stored string) (bool, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || strings.Join(parts[:4], "$") != strings.Join(strings.Split(nobody, "$")[:4], "$") {
		return false, errors.New("the stored password has a form this program does not know")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(err1, err2); err != nil {
		return false, fmt.Errorf("read stored password: %w", err)
	}
	select {
	case a.hashing <- struct{}{}:
	case <-ctx.Done():
		return false, fmt.Errorf("wait to check the password: %w", ctx.Err())
	}
	defer func() { <-a.hashing }()
	return subtle.ConstantTimeCompare(derive(password, salt), want) == 1, nil
}
