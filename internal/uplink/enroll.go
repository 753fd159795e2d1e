package uplink

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"

	"darasa/internal/replication"
	"darasa/internal/school"
)

// Enrolment is what a hub keeps of its enrolment: whose hub it is, the token it
// calls with, and the key that everything the cloud signs is checked against.
type Enrolment struct {
	School school.ID
	Token  string
	Cloud  replication.Peer
}

type enrollRequest struct {
	Code string    `json:"code"`
	Hub  school.ID `json:"hub"`
	Key  string    `json:"key"`
}

type enrollAnswer struct {
	School school.ID `json:"school"`
	Token  string    `json:"token"`
	Cloud  school.ID `json:"cloud"`
	Key    string    `json:"key"`
}

// Enroll trades a one-time code for a place in a school. key is the hub's public
// key. The code is used up when the answer is lost; then a new one is needed.
// Errors are school.CodeForbidden and CodeConflict with the cloud's reason,
// school.CodeUnavailable when nobody answers, or ErrNotCloud.
func Enroll(ctx context.Context, config Config, code string, key ed25519.PublicKey) (Enrolment, error) {
	config.Token = ""
	c, err := New(config)
	if err != nil {
		return Enrolment{}, err
	}
	defer c.Close()
	body, err := json.Marshal(enrollRequest{Code: code, Hub: config.Self, Key: base64.RawURLEncoding.EncodeToString(key)})
	if err != nil {
		return Enrolment{}, fmt.Errorf("write enrolment: %w", err)
	}
	raw, err := c.send(ctx, http.MethodPost, "enroll", outgoing{kind: "application/json", body: body})
	if err != nil {
		return Enrolment{}, fmt.Errorf("enrol: %w", err)
	}
	var answer enrollAnswer
	if err := json.Unmarshal(raw, &answer); err != nil {
		return Enrolment{}, fmt.Errorf("enrol: %w", ErrNotCloud)
	}
	public, err := base64.RawURLEncoding.DecodeString(answer.Key)
	if err != nil || len(public) != ed25519.PublicKeySize || answer.Cloud.IsZero() || answer.School.IsZero() || answer.Token == "" {
		return Enrolment{}, fmt.Errorf("enrol: %w", ErrNotCloud)
	}
	return Enrolment{School: answer.School, Token: answer.Token, Cloud: replication.Peer{ID: answer.Cloud, Key: public}}, nil
}
