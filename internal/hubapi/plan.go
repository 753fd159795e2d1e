package hubapi

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/web"
)

type planJSON struct {
	Learner   school.ID    `json:"learner"`
	Number    uint32       `json:"number"`
	Catalogue string       `json:"catalogue"`
	Pack      string       `json:"pack"`
	Snapshot  uint32       `json:"snapshot"`
	Blob      base64url    `json:"blob"`
	Ready     []choiceJSON `json:"ready"`
	Care      careJSON     `json:"care"`
}

// choiceJSON names with the item the file that holds it and its place there, so that
// a tablet without anything needs nothing else to show it.
type choiceJSON struct {
	Item     uint32       `json:"item"`
	Instance uint32       `json:"instance"`
	Part     string       `json:"part,omitempty"`
	At       uint32       `json:"at"`
	Kind     string       `json:"kind"`
	P        float64      `json:"p"`
	Reasons  []reasonJSON `json:"reasons"`
}

type reasonJSON struct {
	Code   string    `json:"code"`
	Values []float64 `json:"values"`
}

func (a *API) fromPlan(learner school.ID, p *tutor.Plan, care classroom.Care) planJSON {
	body := planJSON{
		Learner: learner, Number: p.Number, Catalogue: hex.EncodeToString(p.Catalogue[:]), Pack: a.contents(p.Catalogue), Snapshot: p.Snapshot,
		Blob: p.AppendBinary(nil), Ready: make([]choiceJSON, 0, len(p.Ready)), Care: fromCare(care),
	}
	for _, c := range p.Ready {
		choice := choiceJSON{Item: c.Item, Instance: c.Instance, Kind: c.Kind.String(), P: c.P, Reasons: []reasonJSON{}}
		if part, at, ok := a.Files.PartOf(p.Catalogue, c.Item); ok {
			choice.Part, choice.At = hex.EncodeToString(part[:]), at
		}
		for _, r := range c.Reasons {
			choice.Reasons = append(choice.Reasons, reasonJSON{Code: r.Code, Values: append([]float64{}, r.Values...)})
		}
		body.Ready = append(body.Ready, choice)
	}
	return body
}

// contents names the contents page of a catalogue's pack, "" when it is not here.
func (a *API) contents(catalogue [32]byte) string {
	name, ok := a.Files.Contents(catalogue)
	if !ok {
		return ""
	}
	return hex.EncodeToString(name[:])
}

func (a *API) plan(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	learner, err := school.ParseID(r.URL.Query().Get("learner"))
	if err != nil {
		return err
	}
	plan, err := a.Class.Plan(r.Context(), learner)
	if err != nil {
		return err
	}
	care, err := a.Class.Care(r.Context(), learner)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, a.fromPlan(learner, plan, care))
	return nil
}

func (a *API) course(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	hash, err := ParseHash(r.PathValue("catalogue"))
	if err != nil {
		return err
	}
	name := "course-" + hex.EncodeToString(hash[:])
	return a.immutable(w, r, "application/octet-stream", name, func() ([]byte, bool) { return a.Files.Course(hash) })
}

func (a *API) pack(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	hash, err := ParseHash(r.PathValue("catalogue"))
	if err != nil {
		return err
	}
	name := "pack-" + hex.EncodeToString(hash[:])
	return a.immutable(w, r, "application/json", name, func() ([]byte, bool) { return a.Files.Pack(hash) })
}

func (a *API) part(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	hash, err := ParseHash(r.PathValue("part"))
	if err != nil {
		return err
	}
	name := "part-" + hex.EncodeToString(hash[:])
	return a.immutable(w, r, "application/json", name, func() ([]byte, bool) { return a.Files.Part(hash) })
}

func (a *API) snapshot(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	number, err := strconv.ParseUint(r.PathValue("number"), 10, 32)
	if err != nil {
		return school.Errorf(school.CodeInvalid, "a snapshot is a number")
	}
	name := "snapshot-" + strconv.FormatUint(number, 10)
	return a.immutable(w, r, "application/octet-stream", name, func() ([]byte, bool) { return a.Files.Snapshot(uint32(number)) })
}
