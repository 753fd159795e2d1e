package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

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

// checkLive refuses simulated tablets in a real class.
func (h *hub) checkLive() error {
	if h.flags.Live && !h.isDemo() {
		return school.Errorf(school.CodeInvalid, "--live lets invented children work; it needs a class made by --demo N")
	}
	return nil
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
	if err := h.enrolInvented(ctx, s, demo.TabletsFor(len(class.Learners))); err != nil {
		return err
	}
	if err := s.Write(ctx, h.content, h.store, class.Learners); err != nil {
		return err
	}
	s.Done = true
	return h.keepPast(s)
}

// enrolInvented makes sure that there are n simulated tablets. They are enrolled
// once and kept, so that no start uses up numbers.
func (h *hub) enrolInvented(ctx context.Context, s *pastState, n int) error {
	if len(s.Tablets) >= n {
		return nil
	}
	for len(s.Tablets) < n {
		enrolled, err := h.class.Enrol(ctx, h.keys.Token, nil)
		if err != nil {
			return err
		}
		s.Tablets, s.Secrets = append(s.Tablets, enrolled.Number), append(s.Secrets, enrolled.Secret)
	}
	return h.keepPast(s)
}

// live lets simulated tablets work until ctx ends, when that was asked for.
func (h *hub) live(ctx context.Context) {
	if !h.flags.Live {
		return
	}
	if err := h.runLive(ctx); err != nil && ctx.Err() == nil {
		h.logger.Error("simulated tablets", "error", err)
	}
}

func (h *hub) runLive(ctx context.Context) error {
	var class demo.Class
	if err := readJSONFile(filepath.Join(h.dir, demoFile), &class); err != nil {
		return err
	}
	s := pastState{Done: true} // without a history there are only tablets
	if err := readJSONFile(filepath.Join(h.dir, pastFile), &s); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := h.enrolInvented(ctx, &s, demo.LiveTablets); err != nil {
		return err
	}
	l := demo.Live{
		URL: h.loopback(), Client: h.ownClient(), Pack: h.content, Hub: h.keys.Hub, Learners: class.Learners,
		Seat: h.class.Seat, Now: func() int64 { return h.store.Stamp().At.Tick }, Seed: uint64(h.store.Epoch()),
		Pace: demo.LivePace, Logger: h.logger,
	}
	for i := range demo.LiveTablets {
		l.Tablets = append(l.Tablets, demo.Tablet{Number: s.Tablets[i], Secret: s.Secrets[i]})
	}
	l.Run(ctx)
	return nil
}

// loopback is the hub's address for programs on this machine.
func (h *hub) loopback() string {
	scheme := "http"
	if h.flags.Cert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(h.server.Addr().String())
	if ip := net.ParseIP(host); err != nil || ip != nil && !ip.IsUnspecified() {
		return scheme + "://" + h.server.Addr().String()
	}
	return scheme + "://" + net.JoinHostPort("localhost", port)
}

// ownClient trusts the certificate this hub serves with, whatever name it is for.
func (h *hub) ownClient() *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: demo.LiveTablets}
	if own := h.certificate; own != nil {
		transport.TLSClientConfig = &tls.Config{
			InsecureSkipVerify: true, // the peer is this very process: its certificate is compared byte for byte
			VerifyConnection: func(state tls.ConnectionState) error {
				if len(state.PeerCertificates) == 0 || !bytes.Equal(state.PeerCertificates[0].Raw, own.Certificate[0]) {
					return errors.New("that is not this hub")
				}
				return nil
			},
		}
	}
	return &http.Client{Timeout: 30 * time.Second, Transport: transport}
}
