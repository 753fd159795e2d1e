package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"darasa/internal/command"
	"darasa/internal/packs"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/web"
)

// listenLocal opens the socket for commands beside this process.
func (c *cloud) listenLocal() error {
	listener, err := command.ListenLocal(c.dir, socketFile)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /do", c.localDo)
	c.local = web.NewServer(listener, nil, web.Log(c.logger, mux), c.logger)
	return nil
}

// order is one thing an operator asks for, of a running cloud or of a folder.
type order struct {
	Add    string    `json:"add,omitempty"`  // name of a school to add
	Code   school.ID `json:"code,omitzero"`  // school that needs a further code
	List   bool      `json:"list,omitempty"` // the schools
	Status bool      `json:"status,omitempty"`

	Bundle *bundleOrder `json:"bundle,omitempty"` // read or write a stick
	Pack   *packOrder   `json:"pack,omitempty"`   // add, list or remove packs
}

// outcome is what came of it.
type outcome struct {
	School  school.ID            `json:"school,omitzero"`
	Code    string               `json:"code,omitempty"`
	Schools []sqlite.CloudSchool `json:"schools,omitempty"`
	Status  *report              `json:"status,omitempty"`
	Bundle  *bundleResult        `json:"bundle,omitempty"`
	Added   string               `json:"added,omitempty"` // pack and version, or key
	Packs   []packs.Listed       `json:"packs,omitempty"`
}

// report is what cloudsync status says.
type report struct {
	sqlite.CloudStatus
	Cloud   school.ID `json:"cloud"`
	Running bool      `json:"running"`
	URL     string    `json:"url,omitempty"`
	Disk    uint64    `json:"disk"` // bytes free
}

func (c *cloud) do(ctx context.Context, o order) (out outcome, err error) {
	switch {
	case o.Add != "":
		out.School, out.Code, err = c.store.AddSchool(ctx, o.Add)
	case !o.Code.IsZero():
		out.School = o.Code
		out.Code, err = c.store.AddCode(ctx, o.Code)
	case o.List:
		out.Schools, err = c.store.Schools(ctx)
	case o.Bundle != nil:
		out.Bundle, err = c.bundle(ctx, *o.Bundle)
	case o.Pack != nil:
		out.Added, out.Packs, err = c.pack(ctx, *o.Pack)
	case o.Status:
		out.Status = &report{Cloud: c.id.Cloud, Running: c.server != nil, URL: c.url, Disk: command.Free(c.dir)}
		out.Status.CloudStatus, err = c.store.Status(ctx)
	default:
		err = school.Errorf(school.CodeInvalid, "nothing was asked for")
	}
	return out, err
}

func (c *cloud) localDo(w http.ResponseWriter, r *http.Request) {
	var o order
	err := web.ReadJSON(w, r, &o)
	var out outcome
	if err == nil {
		out, err = c.do(r.Context(), o)
	}
	if err != nil {
		web.WriteError(w, r, err)
		return
	}
	web.WriteJSON(w, http.StatusOK, out)
}

// ask carries an order to the running cloud on the folder, or does it alone. A
// folder that is locked and does not answer is tried again for a moment: a cloud
// is just starting or stopping there.
func (m *Main) ask(ctx context.Context, dir string, o order) (outcome, error) {
	var last error
	for range 20 {
		out, ok, err := beside(ctx, dir, o)
		if ok || err != nil {
			return out, err
		}
		out, err = m.alone(ctx, dir, o)
		if school.ErrorCode(err) != school.CodeConflict {
			return out, err
		}
		last = err
		select {
		case <-ctx.Done():
			return outcome{}, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return outcome{}, last
}

// alone opens the folder for one order while no cloud runs on it. An empty folder
// becomes a cloud's.
func (m *Main) alone(ctx context.Context, dir string, o order) (out outcome, err error) {
	if _, err := os.Stat(filepath.Join(dir, keyFile)); err != nil && o.Add == "" {
		return out, school.Errorf(school.CodeNotFound, "%s is not a cloud's data folder; start cloudsync serve on it first", dir)
	}
	if err := command.Folder(dir); err != nil {
		return out, err
	}
	unlock, err := command.Lock(dir)
	if err != nil {
		return out, err
	}
	defer unlock()
	c, err := m.open(ctx, dir, slog.New(slog.NewJSONHandler(m.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return out, err
	}
	out, err = c.do(ctx, o)
	return out, errors.Join(err, c.store.Close())
}

// beside carries an order to the running cloud; ok is false when none runs.
func beside(ctx context.Context, dir string, o order) (out outcome, ok bool, err error) {
	ok, err = command.Beside(ctx, dir, socketFile, http.MethodPost, "/do", o, &out)
	return out, ok, err
}

func (m *Main) addSchool(ctx context.Context, f addFlags) error {
	if f.Name == "" {
		return school.Errorf(school.CodeInvalid, "a school needs a name")
	}
	out, err := m.ask(ctx, f.Data, order{Add: f.Name})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(m.Stdout, out.Code)
	return err
}

func (m *Main) addCode(ctx context.Context, f codeFlags) error {
	id, err := school.ParseID(f.School)
	if err != nil {
		return err
	}
	out, err := m.ask(ctx, f.Data, order{Code: id})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(m.Stdout, out.Code)
	return err
}

func (m *Main) listSchools(ctx context.Context, f listFlags) error {
	out, err := m.ask(ctx, f.Data, order{List: true})
	if err != nil {
		return err
	}
	for _, s := range out.Schools {
		if _, err := fmt.Fprintf(m.Stdout, "%s\t%d hubs\t%s\n", s.ID, s.Hubs, s.Name); err != nil {
			return err
		}
	}
	return nil
}

func (m *Main) status(ctx context.Context, f statusFlags) error {
	out, err := m.ask(ctx, f.Data, order{Status: true})
	if err != nil {
		return err
	}
	s := out.Status
	if f.JSON {
		return json.NewEncoder(m.Stdout).Encode(s)
	}
	state := "stopped"
	if s.Running {
		state = "running at " + s.URL
	}
	_, err = fmt.Fprintf(m.Stdout, "cloud %s %s\nschools %d, hubs %d, segments %d (%d bytes), attempts %d, of unknown items %d\nalarms %d, refused %d, disk free %d MB\n",
		s.Cloud.Short(), state, s.Schools, s.Hubs, s.Segments, s.Bytes, s.Attempts, s.Unplaced, len(s.Alarms), s.Refused, s.Disk>>20)
	for _, w := range s.Waiting {
		_, err = fmt.Fprintf(m.Stdout, "waiting: %d segments of hub %s for %s\n", w.Segments, w.Hub.Short(), w.For)
	}
	for _, a := range s.Alarms {
		_, err = fmt.Fprintf(m.Stdout, "alarm: %s and %s stand at one place\n", a.First, a.Second)
	}
	for _, r := range s.Refusals {
		_, err = fmt.Fprintf(m.Stdout, "refused: hub %s: %s: %s\n", r.Hub.Short(), r.Code, r.Message)
	}
	return err
}
