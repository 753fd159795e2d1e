package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// roster is demo.json.
type roster struct {
	Teacher struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	} `json:"teacher"`
	Token    string        `json:"token"`
	Learners []rosterChild `json:"learners"`
}

type rosterChild struct {
	ID       string `json:"id"`
	Pictures []int  `json:"pictures"`
}

func readRoster(path string) (*roster, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read roster: %w", err)
	}
	var r roster
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, fmt.Errorf("read roster: %w", err)
	}
	if r.Token == "" || len(r.Learners) == 0 {
		return nil, errors.New("the roster has no token or no learners")
	}
	return &r, nil
}

// pack is what an answer needs of the compiled pack.
type pack struct {
	Items []struct {
		Instances []struct {
			Answer string            `json:"answer"`
			Wrong  map[string]string `json:"wrong"`
		} `json:"instances"`
	} `json:"items"`
}
