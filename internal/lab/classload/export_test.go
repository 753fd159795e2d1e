package main

import "context"

// Names for the tests.
type (
	Options = options
	Result  = result
)

// Run is run.
func Run(ctx context.Context, o Options) (*Result, error) { return run(ctx, o) }

// Check compares one made-up tablet with what a made-up hub holds.
func Check(sent, acked []uint64, held [][2]uint64, before, after int) *Result {
	t := &tablet{client: newClient("http://h"), child: rosterChild{ID: "a"}, device: 1, epoch: 2, sent: sent, acked: acked}
	var b, a holdings
	fill := func(h *holdings, answers int) {
		h.Learners = append(h.Learners, struct {
			ID      string `json:"id"`
			Answers int    `json:"answers"`
		}{"a", answers})
	}
	fill(&b, before)
	fill(&a, after)
	a.Streams = append(a.Streams, struct {
		Writer struct {
			Device uint32 `json:"device"`
		} `json:"writer"`
		Epoch    uint32      `json:"epoch"`
		Audience string      `json:"audience"`
		Ranges   [][2]uint64 `json:"ranges"`
	}{Epoch: 2, Audience: "ministry", Ranges: held})
	a.Streams[0].Writer.Device = 1
	return check([]*tablet{t}, &b, &a)
}
