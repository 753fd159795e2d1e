package main

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"darasa/internal/command"
	"darasa/internal/demo"
	"darasa/internal/school"
)

func (h *hub) isDemo() bool {
	_, err := os.Stat(filepath.Join(h.dir, demoFile))
	return err == nil
}

// inventClass writes the demo class once; later starts keep it.
func (m *Main) inventClass(ctx context.Context, h *hub) error {
	if h.flags.Demo == 0 || h.isDemo() {
		return nil
	}
	roster, err := h.class.Roster(ctx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(h.dir, demoFile+".part")); err != nil && len(roster.Learners) > 0 {
		return school.Errorf(school.CodeConflict, "this folder holds a real class; a demo class needs an empty folder")
	}
	if err := command.WriteFile(filepath.Join(h.dir, demoFile+".part"), []byte("being invented\n")); err != nil {
		return err
	}
	class, err := demo.Write(ctx, h.class, m.Random, h.keys.Token, h.flags.Demo)
	if err != nil {
		return err
	}
	if h.flags.History && h.flags.Demo <= demo.PastLearners {
		if err := m.planPast(h); err != nil {
			return err
		}
	}
	body, err := class.Marshal()
	if err != nil {
		return err
	}
	if err := command.WriteFile(filepath.Join(h.dir, demoFile), body); err != nil {
		return err
	}
	return os.Remove(filepath.Join(h.dir, demoFile+".part"))
}

// pastState is demo-past.json: the history the invented class is to have, its
// tablets with their secrets, and whether all of it is written.
type pastState struct {
	demo.Past
	Catalogue string   `json:"catalogue"` // other content would give other answers
	Secrets   []string `json:"secrets"`
	Done      bool     `json:"done"`
}

// planPast writes down what history is wanted, before any of it is made.
func (m *Main) planPast(h *hub) error {
	var seed [8]byte
	if _, err := io.ReadFull(m.Random, seed[:]); err != nil {
		return fmt.Errorf("draw history: %w", err)
	}
	return h.keepPast(&pastState{
		Past: demo.Past{
			Hub: h.keys.Hub, Seed: binary.BigEndian.Uint64(seed[:]), Until: h.store.Stamp().At.Tick, Days: demo.PastDays,
		},
		Catalogue: h.catalogue(),
	})
}

func (h *hub) catalogue() string {
	hash := h.class.Content.Current()
	return hex.EncodeToString(hash[:])
}

func (h *hub) keepPast(s *pastState) error {
	body, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	return command.WriteFile(filepath.Join(h.dir, pastFile), append(body, '\n'))
}

func readJSONFile(path string, into any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// past writes the invented history while the hub already serves. What was cut
// short is written again at the next start: the same ops change nothing twice.
func (h *hub) past(ctx context.Context) {
	var s pastState
	if err := readJSONFile(filepath.Join(h.dir, pastFile), &s); err != nil || s.Done || s.Catalogue != h.catalogue() {
		return // no history is wanted, or all of it is there
	}
	if err := h.writePast(ctx, &s); err != nil {
		if ctx.Err() == nil {
			h.logger.Error("invent history", "error", err)
		}
		return
	}
	h.hall.Changed()
}

func (h *hub) writePast(ctx context.Context, s *pastState) error {
	var class demo.Class
	if err := readJSONFile(filepath.Join(h.dir, demoFile), &class); err != nil {
		return err
	}
	for len(s.Tablets) < demo.TabletsFor(len(class.Learners)) {
		enrolled, err := h.class.Enrol(ctx, h.keys.Token, nil)
		if err != nil {
			return err
		}
		s.Tablets, s.Secrets = append(s.Tablets, enrolled.Number), append(s.Secrets, enrolled.Secret)
	}
	if err := h.keepPast(s); err != nil {
		return err
	}
	if err := s.Write(ctx, h.content, h.store, class.Learners); err != nil {
		return err
	}
	s.Done = true
	return h.keepPast(s)
}
