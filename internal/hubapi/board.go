package hubapi

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/web"
)

func (a *API) board(w http.ResponseWriter, r *http.Request) error {
	board, err := a.Class.Board(r.Context())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, board)
	return nil
}

// Board returns the board as teachers' sockets carry it, and a mark that differs
// whenever anything but the time does.
func (a *API) Board(ctx context.Context) (body []byte, mark uint64, err error) {
	board, err := a.Class.Board(ctx)
	if err != nil {
		return nil, 0, err
	}
	if body, err = json.Marshal(board); err != nil {
		return nil, 0, fmt.Errorf("write board: %w", err)
	}
	board.Now = 0
	still, err := json.Marshal(board)
	if err != nil {
		return nil, 0, fmt.Errorf("write board: %w", err)
	}
	h := fnv.New64a()
	_, _ = h.Write(still) // a hash never fails to write
	return body, h.Sum64(), nil
}

// CloudJSON is what is known of the exchange with the cloud.
type CloudJSON struct {
	URL         string `json:"url"`
	LastContact int64  `json:"lastContact"` // ticks, 0 for never
	Waiting     int64  `json:"waiting"`     // ops nobody else has signed for
	Bytes       int64  `json:"bytes"`       // of segments nobody else has signed for
}

// StatusJSON is the hub's health in few numbers.
type StatusJSON struct {
	Cloud   CloudJSON `json:"cloud"`
	Held    int64     `json:"held"`
	Refused int64     `json:"refused"`
	Alarms  int64     `json:"alarms"`
	Lost    uint64    `json:"lost"`
	Disk    uint64    `json:"disk"` // bytes free
}

// Status returns the hub's health. The command beside a running hub asks it too.
func (a *API) Status(ctx context.Context) (StatusJSON, error) {
	status, err := a.Class.Status(ctx)
	if err != nil {
		return StatusJSON{}, err
	}
	return a.fromStatus(ctx, status)
}

func (a *API) fromStatus(ctx context.Context, s classroom.Status) (StatusJSON, error) {
	cloud, err := a.Cloud(ctx)
	if err != nil {
		return StatusJSON{}, err
	}
	cloud.Waiting, cloud.Bytes = s.Waiting, s.Bytes
	return StatusJSON{Cloud: cloud, Held: s.Held, Refused: s.Refused, Alarms: s.Alarms, Lost: s.Lost, Disk: a.Disk()}, nil
}

func (a *API) status(w http.ResponseWriter, r *http.Request) error {
	status, err := a.Status(r.Context())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, status)
	return nil
}
