package main

import (
	"context"
	"fmt"
	"net/http"

	"darasa/internal/web"
)

type voidRequest struct {
	Version string `json:"version"`
	Wrong   bool   `json:"wrong"`
}

func (h *hub) localVoid(w http.ResponseWriter, r *http.Request) {
	var request voidRequest
	err := web.ReadJSON(w, r, &request)
	if err == nil {
		err = h.class.Void(r.Context(), request.Version, request.Wrong)
	}
	if err != nil {
		web.WriteError(w, r, err)
		return
	}
	web.WriteJSON(w, http.StatusOK, struct{}{})
}

// void writes a person's word on a generator version, through the hub that runs on
// the folder or without one.
func (m *Main) void(ctx context.Context, f voidFlags) error {
	request := voidRequest{Version: f.Name, Wrong: !f.Undo}
	ok, err := beside(ctx, f.Data, http.MethodPost, "/void", request, nil)
	if err == nil && !ok {
		err = m.alone(ctx, f.Data, func(h *hub) error { return h.class.Void(ctx, request.Version, request.Wrong) })
	}
	if err != nil {
		return err
	}
	words := "is called wrong: it is offered to nobody and its answers count for nobody"
	if f.Undo {
		words = "is not called wrong any more"
	}
	_, err = fmt.Fprintf(m.Stdout, "%s %s\n", f.Name, words)
	return err
}
