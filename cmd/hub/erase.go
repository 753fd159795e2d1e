package main

import (
	"context"
	"fmt"

	"darasa/internal/hubapi"
	"darasa/internal/school"
)

type learnerFlags struct {
	Export exportFlags `cmd:"" help:"Write what a child takes along to another school, sealed to a code."`
	Import takeInFlags `cmd:"" help:"Take in a child from another school."`
	Same   sameFlags   `cmd:"" help:"Say that two records are one child, who was enrolled twice, or take it back."`
	Erase  eraseFlags  `cmd:"" help:"Remove a child for ever, here and wherever her work was copied."`
}

type eraseFlags struct {
	folder
	Learner string `arg:"" help:"Number on the roll, whole name, or id."`
	Yes     bool   `help:"Really. Without it the command only says whom it means."`
}

type eraseOrder struct {
	Learner string `json:"learner"`
	Yes     bool   `json:"yes"`
}

type eraseResult struct {
	Name    string    `json:"name"`
	ID      school.ID `json:"id"`
	Records int       `json:"records"` // that people called the same child
	Blanked int       `json:"blanked"` // segments here
}

func (h *hub) erase(ctx context.Context, o eraseOrder) (done eraseResult, err error) {
	child, err := h.class.FindLearner(ctx, o.Learner)
	if err != nil {
		return done, err
	}
	done.Name, done.ID = child.Name, child.ID
	if !o.Yes {
		return done, nil
	}
	if done.Records, err = h.class.EraseLearner(ctx, child.ID); err != nil {
		return done, err
	}
	done.Blanked, err = h.store.Redact(ctx)
	return done, err
}

// erasures says how far erasing has come.
func (h *hub) erasures(ctx context.Context) (hubapi.ErasuresJSON, error) {
	here, err := h.store.Erasures(ctx)
	e := hubapi.ErasuresJSON{Learners: here.Learners, Pending: here.Pending, Blanked: here.Blanked}
	if p, _ := h.cloud.current(); err == nil && p != nil {
		stale, err := h.store.Travelling(ctx).Stale(p.Cloud, 1000)
		e.Waiting = len(stale)
		return e, err
	}
	return e, err
}

func (m *Main) erase(ctx context.Context, f eraseFlags) error {
	done, err := eraseJob.ask(ctx, m, f.Data, eraseOrder{Learner: f.Learner, Yes: f.Yes})
	if err != nil {
		return err
	}
	if !f.Yes {
		_, err = fmt.Fprintf(m.Stdout, "this would remove %s (%s) and all her work for ever; add --yes to do it\n", done.Name, done.ID)
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "removed for ever: %s, %d of her records, %d segments blanked here\n"+
		"The cloud and other hubs follow at their next exchange; hub status says when the cloud has. Tablets forget the name when they next ask for the class.\n"+
		"Backups and sticks written before today hold her still, sealed: destroy them and write a new backup. One that is restored erases her again as soon as it hears of this.\n", done.ID, done.Records, done.Blanked)
	return err
}
