package uplink

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"net/http"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/seal"
)

// Pairing is what a hub keeps after a code shown at a sister was typed here.
type Pairing struct {
	Sister replication.Peer
	Token  [32]byte // of calls in both directions
	Secret []byte   // of the school
}

// Pair makes the hub at config.URL a sister by the code it shows. key is our own.
// Whatever answers without knowing the code is replication.ErrPair or ErrNotCloud.
func Pair(ctx context.Context, config Config, code []byte, key ed25519.PublicKey) (p Pairing, err error) {
	config.Token = ""
	c, err := New(config)
	if err != nil {
		return p, err
	}
	defer c.Close()
	r := &replication.PairRequest{Hub: config.Self, Key: [ed25519.PublicKeySize]byte(key)}
	if _, err := io.ReadFull(config.Random, r.Nonce[:]); err != nil {
		return p, fmt.Errorf("draw nonce: %w", err)
	}
	r.Prove(code)
	raw, err := c.send(ctx, http.MethodPost, "pair", outgoing{body: r.AppendBinary(nil)})
	if err != nil {
		return p, fmt.Errorf("pair: %w", err)
	}
	a, err := replication.DecodePairAnswer(raw)
	if err != nil {
		return p, fmt.Errorf("pair: %w", ErrNotCloud)
	}
	if !a.Proven(code, r) || a.Hub == config.Self {
		return p, replication.ErrPair
	}
	secrets, err := replication.DerivePair(code, r, a.Nonce)
	if err != nil {
		return p, err
	}
	if p.Secret, err = seal.Open(seal.Key(secrets.Seal), a.Hub[:], a.Secret); err != nil {
		return p, school.Errorf(school.CodeVersion, "the other hub's answer cannot be opened; update the older of the two")
	}
	p.Sister, p.Token = replication.Peer{ID: a.Hub, Key: a.Key[:]}, secrets.Token
	return p, nil
}
