package hubapi

import (
	"context"
	"io"
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

// CodeHeader carries the code of a child's file beside the file itself.
const CodeHeader = "Darasa-Code"

// Registrar lets children come by a file, go with one, and be forgotten.
type Registrar interface {
	// WriteTransfer seals a child's name and history to a code drawn for it.
	WriteTransfer(ctx context.Context, learner school.ID) (Sealed, error)
	// ReadTransfer takes in the child of a file that the code opens.
	ReadTransfer(ctx context.Context, code string, file io.Reader) (ArrivedJSON, error)
	// Erase forgets a child for ever, here and wherever the log goes.
	Erase(ctx context.Context, learner school.ID) (ErasedJSON, error)
}

// ArrivedJSON says who came by a file.
type ArrivedJSON struct {
	Learner school.ID `json:"learner"`
	Name    string    `json:"name"`
	Ops     int       `json:"ops"` // that were not here before
}

// ErasedJSON says what erasing a child did here.
type ErasedJSON struct {
	Blanked int `json:"blanked"` // segments
}

// ErasuresJSON says how far erasing has come.
type ErasuresJSON struct {
	Learners int   `json:"learners"` // erased, for ever
	Pending  int   `json:"pending"`  // of whom segments here may still hold something
	Blanked  int64 `json:"blanked"`  // segments here
	Waiting  int   `json:"waiting"`  // blanked segments the cloud still holds as they were
}

// exportLearner gives what a child takes along to another school.
func (a *API) exportLearner(w http.ResponseWriter, r *http.Request) error {
	learner, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	file, err := a.Registrar.WriteTransfer(r.Context(), learner)
	if err != nil {
		return err
	}
	w.Header().Set(CodeHeader, file.Code)
	return file.send(w)
}

// importLearner takes in a child from another school.
func (a *API) importLearner(w http.ResponseWriter, r *http.Request) error {
	return receive(w, r, func(file io.Reader) error {
		arrived, err := a.Registrar.ReadTransfer(r.Context(), r.Header.Get(CodeHeader), file)
		if err == nil {
			web.WriteJSON(w, http.StatusOK, arrived)
		}
		return err
	})
}

// eraseLearner forgets a child for ever. Whoever asks writes whom she means, so that no
// slip of a thumb does it.
func (a *API) eraseLearner(w http.ResponseWriter, r *http.Request) error {
	learner, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	var request struct {
		Written string `json:"written"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	child, err := a.Class.FindLearner(r.Context(), learner.String())
	if err != nil {
		return err
	}
	if !child.GoesBy(request.Written) {
		return school.Errorf(school.CodeInvalid, "write the child's whole name or her number on the roll")
	}
	done, err := a.Registrar.Erase(r.Context(), learner)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, done)
	return nil
}
