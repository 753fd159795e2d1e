package main

import (
	"context"
	"fmt"

	"darasa/internal/school"
)

type sameFlags struct {
	folder
	Learner string `arg:"" help:"Number on the roll, whole name, or id of the record that is one too many."`
	As      string `arg:"" optional:"" help:"The record that stays, named likewise."`
	Undo    bool   `help:"Take the word back: the two are two children after all."`
}

type sameOrder struct {
	Learner string `json:"learner"`
	As      string `json:"as,omitempty"` // empty: take it back
}

type sameResult struct {
	Name string    `json:"name"`
	ID   school.ID `json:"id"`
	As   string    `json:"as,omitempty"`
}

func (h *hub) same(ctx context.Context, o sameOrder) (done sameResult, err error) {
	child, err := h.class.FindLearner(ctx, o.Learner)
	if err != nil {
		return done, err
	}
	done.Name, done.ID = child.Name, child.ID
	if o.As == "" {
		return done, h.class.SameAs(ctx, child.ID, school.ID{})
	}
	other, err := h.class.FindLearner(ctx, o.As)
	if err != nil {
		return done, err
	}
	done.As = other.Name
	return done, h.class.SameAs(ctx, child.ID, other.ID)
}

func (m *Main) same(ctx context.Context, f sameFlags) error {
	if f.Undo == (f.As != "") {
		return school.Errorf(school.CodeInvalid, "name the record that stays, or --undo and none")
	}
	done, err := sameJob.ask(ctx, m, f.Data, sameOrder{Learner: f.Learner, As: f.As})
	if err != nil {
		return err
	}
	if f.Undo {
		_, err = fmt.Fprintf(m.Stdout, "%s (%s) is a child of her own again\n", done.Name, done.ID)
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "%s (%s) is the same child as %s: all she did counts there, and either card signs her in\n"+
		"hub learner same %s --undo takes it back\n", done.Name, done.ID, done.As, done.ID)
	return err
}
