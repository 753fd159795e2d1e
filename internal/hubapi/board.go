package hubapi

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/curriculum"
	"darasa/internal/web"
)

// boardJSON is the board with the words for whatever it names, and the exercise
// the shared mistake was made in.
type boardJSON struct {
	classroom.Board
	Words   wordsJSON    `json:"words"`
	Example *exampleJSON `json:"example"`
}

// wordsJSON holds what teachers read about skills and misconceptions, by id.
type wordsJSON struct {
	Skills         map[string]curriculum.Advice `json:"skills"`
	Misconceptions map[string]curriculum.Advice `json:"misconceptions"`
}

// exampleJSON is one exercise as learners see it, and what was answered.
type exampleJSON struct {
	Exercise json.RawMessage `json:"exercise"`
	Response string          `json:"response"`
}

func (a *API) board(w http.ResponseWriter, r *http.Request) error {
	board, err := a.boardNow(r.Context())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, board)
	return nil
}

func (a *API) boardNow(ctx context.Context) (boardJSON, error) {
	board, err := a.Class.Board(ctx)
	if err != nil {
		return boardJSON{}, err
	}
	out := boardJSON{Board: board, Words: newWords()}
	for i := range board.Learners {
		l := &board.Learners[i]
		a.name(&out.Words, l.Skill, l.Misconception)
		for _, s := range l.Signals {
			a.name(&out.Words, s.Skill, s.Misconception)
		}
	}
	if r := board.Reteach; r != nil {
		if shown := a.Example(r.Example.Item, r.Example.Instance); shown != nil {
			out.Example = &exampleJSON{Exercise: shown, Response: r.Example.Response}
		}
	}
	return out, nil
}

func newWords() wordsJSON {
	return wordsJSON{Skills: map[string]curriculum.Advice{}, Misconceptions: map[string]curriculum.Advice{}}
}

// name adds the words for a skill and a misconception, empty for none.
func (a *API) name(words *wordsJSON, skill, misconception string) {
	if advice, ok := a.Guide.Skills[skill]; ok {
		words.Skills[skill] = advice
	}
	if advice, ok := a.Guide.Misconceptions[misconception]; ok {
		words.Misconceptions[misconception] = advice
	}
}

// Board returns the board as teachers' sockets carry it, and a mark that differs
// whenever anything but the time does.
func (a *API) Board(ctx context.Context) (body []byte, mark uint64, err error) {
	board, err := a.boardNow(ctx)
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
	Policy      string `json:"policy"`      // free, metered, night or off
	Daily       int64  `json:"daily"`       // bytes a day that the policy allows, 0 for no bound
	Spent       int64  `json:"spent"`       // bytes in the last day, handshakes included
	Holds       string `json:"holds"`       // why no exchange begins now: off, day, budget, small; empty when one may
}

// StatusJSON is the hub's health in few numbers.
type StatusJSON struct {
	Cloud   CloudJSON `json:"cloud"`
	Held    int64     `json:"held"`
	Refused int64     `json:"refused"`
	Alarms  int64     `json:"alarms"`
	Lost    uint64    `json:"lost"`
	Disk    uint64    `json:"disk"` // bytes free

	Erasures ErasuresJSON `json:"erasures"`
	Content  ContentJSON  `json:"content"`
}

// ContentJSON is what is taught here, and what is to come.
type ContentJSON struct {
	Pack     string      `json:"pack"`
	Version  uint32      `json:"version"`            // served
	Next     uint32      `json:"next,omitempty"`     // here, and served from the next start
	Coming   *ComingJSON `json:"coming,omitempty"`   // on its way from the cloud
	Unpinned bool        `json:"unpinned,omitempty"` // the cloud offers packs, and nobody said whose are believed
	Refused  []string    `json:"refused,omitempty"`  // packs that are not served, each with its reason
}

// ComingJSON is a pack on its way.
type ComingJSON struct {
	Version uint32 `json:"version"`
	Bytes   int64  `json:"bytes"` // of its parts
	Have    int64  `json:"have"`  // of those, here
	Held    string `json:"held,omitempty"`
}

// Percent is how much of it is here.
func (c *ComingJSON) Percent() int64 {
	if c.Bytes == 0 {
		return 0
	}
	return c.Have * 100 / c.Bytes
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
	erasures, err := a.Erasures(ctx)
	return StatusJSON{Cloud: cloud, Held: s.Held, Refused: s.Refused, Alarms: s.Alarms, Lost: s.Lost, Disk: a.Disk(), Erasures: erasures, Content: a.Content()}, err
}

func (a *API) status(w http.ResponseWriter, r *http.Request) error {
	status, err := a.Status(r.Context())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, status)
	return nil
}
