package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"darasa/internal/classroom"
	"darasa/internal/command"
	"darasa/internal/hubapi"
	"darasa/internal/school"
)

// report is what hub status says.
type report struct {
	hubapi.StatusJSON
	Hub     school.ID `json:"hub"`
	Running bool      `json:"running"`
	URL     string    `json:"url"`
	Ops     uint64    `json:"ops"` // on disk here, of every stream
	Tablets int       `json:"tablets"`
	Setup   string    `json:"setup,omitempty"` // where to make the first teacher, and the code

	Attention classroom.Attention `json:"attention"`
}

func (h *hub) report(ctx context.Context) (report, error) {
	status, err := h.api.Status(ctx)
	if err != nil {
		return report{}, err
	}
	vector, err := h.store.Vector(ctx)
	if err != nil {
		return report{}, err
	}
	attention, err := h.attention(ctx)
	if err != nil {
		return report{}, err
	}
	r := report{StatusJSON: status, Hub: h.keys.Hub, Tablets: h.hall.Tablets(), Attention: attention}
	for _, ranges := range vector {
		r.Ops += ranges.Count()
	}
	if h.server != nil {
		r.Running, r.URL = true, h.url()
		if r.Setup, err = h.invitation(ctx); err != nil {
			return report{}, err
		}
	}
	return r, nil
}

func (h *hub) url() string {
	scheme := "http"
	if h.flags.Cert != "" {
		scheme = "https"
	}
	return scheme + "://" + reachable(h.server.Addr())
}

type enrollRequest struct {
	Cloud string `json:"cloud"`
	Code  string `json:"code"`
}

// alone opens the folder for a command while no hub runs on it.
func (m *Main) alone(ctx context.Context, dir string, fn func(*hub) error) error {
	if _, err := os.Stat(filepath.Join(dir, keyFile)); err != nil {
		return school.Errorf(school.CodeNotFound, "%s is not a hub's data folder; start hub serve on it first", dir)
	}
	unlock, err := command.Lock(dir)
	if err != nil {
		return err
	}
	defer unlock()
	h := &hub{dir: dir, flags: serveFlags{folder: folder{Data: dir}}, logger: quiet(m.Stderr)}
	if err := m.open(ctx, h); err != nil {
		return err
	}
	return errors.Join(fn(h), h.store.Close())
}

func (m *Main) status(ctx context.Context, f statusFlags) error {
	r, err := statusJob.ask(ctx, m, f.Data, nothing{})
	if err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(m.Stdout).Encode(r)
	}
	state := "stopped"
	if r.Running {
		state = "running at " + r.URL
	}
	cloud := "not enrolled with a cloud"
	if r.Cloud.URL != "" {
		cloud = "cloud " + r.Cloud.URL + ", last contact " + when(r.Cloud.LastContact) + spentText(r.Cloud)
	}
	_, err = fmt.Fprintf(m.Stdout, "hub %s %s\n%s\nops on disk %d, waiting for a second holder %d, held %d, refused %d, alarms %d, lost %d\ntablets connected %d, disk free %d MB\n",
		r.Hub.Short(), state, cloud, r.Ops, r.Cloud.Waiting, r.Held, r.Refused, r.Alarms, r.Lost, r.Tablets, r.Disk>>20)
	if err == nil {
		_, err = fmt.Fprintln(m.Stdout, strings.Join(sayContent(r.Content), "\n"))
	}
	if err == nil && r.Setup != "" {
		_, err = fmt.Fprintf(m.Stdout, "no teacher yet: open %s\n", r.Setup)
	}
	if e := r.Erasures; err == nil && e.Learners > 0 {
		_, err = fmt.Fprintf(m.Stdout, "erased %d children: %d segments blanked here, %d of them still to be blanked at the cloud, %d children not done with\n",
			e.Learners, e.Blanked, e.Waiting, e.Pending)
	}
	return errors.Join(err, m.sayAttention(r.Attention))
}

func when(tick int64) string {
	if tick == 0 {
		return "never"
	}
	return time.UnixMilli(tick * 10).UTC().Format("2006-01-02 15:04 UTC")
}

func (m *Main) enroll(ctx context.Context, f enrollFlags) error {
	if _, err := enrollJob.ask(ctx, m, f.Data, enrollRequest{Cloud: f.Cloud, Code: f.Code}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(m.Stdout, "enrolled with %s\n", strings.TrimSuffix(f.Cloud, "/"))
	return err
}

func (m *Main) sync(ctx context.Context, f syncFlags) error {
	r, err := syncJob.ask(ctx, m, f.Data, nothing{})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "sent %d segments (%d bytes up, %d down), %d receipts, %d failed\n", r.Sent, r.BytesUp, r.BytesDown, r.Receipted, r.Failed)
	if err == nil && r.Pack != "" {
		_, err = fmt.Fprintf(m.Stdout, "the pack on its way: %s\n", r.Pack)
	}
	return err
}
