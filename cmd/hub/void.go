package main

import (
	"context"
	"fmt"
)

type voidRequest struct {
	Version string `json:"version"`
	Wrong   bool   `json:"wrong"`
}

// void writes a person's word on a generator version, through the hub that runs on
// the folder or without one.
func (m *Main) void(ctx context.Context, f voidFlags) error {
	if _, err := voidJob.ask(ctx, m, f.Data, voidRequest{Version: f.Name, Wrong: !f.Undo}); err != nil {
		return err
	}
	words := "is called wrong: it is offered to nobody and its answers count for nobody"
	if f.Undo {
		words = "is not called wrong any more"
	}
	_, err := fmt.Fprintf(m.Stdout, "%s %s\n", f.Name, words)
	return err
}
