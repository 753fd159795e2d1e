package classroom

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"

	"darasa/internal/projection"
	"darasa/internal/school"
)

// When a child needs a look. Away is not idle: a tablet without signal may well be
// working.
const (
	idleAfter   = 90 * school.TicksPerSecond
	silentAfter = 20 * school.TicksPerSecond // without an open socket
	stuckWrong  = 3                          // wrong in a row on one skill
	stuckHints  = 2                          // hints, with at least one wrong
	aheadRight  = 8                          // newest answers, all right, no hint
	shared      = 2                          // learners who share a misconception
)

// States of a learner on the board.
const (
	StateWorking = "working"
	StateStuck   = "stuck"
	StateIdle    = "idle"
	StateAhead   = "ahead"
	StateAway    = "away"
)

// BoardLearner is one child on the board. Right, Wrong and Hints are about her
// newest answers (at most 16); Since is when she last answered or sat down, in
// ticks of the hub's clock, 0 when that was before this run of the hub.
type BoardLearner struct {
	ID            school.ID `json:"id"`
	Name          string    `json:"name"`
	Animal        string    `json:"animal"`
	Device        uint32    `json:"device"`
	State         string    `json:"state"`
	Skill         string    `json:"skill"`
	Since         int64     `json:"since"`
	Right         int       `json:"right"`
	Wrong         int       `json:"wrong"`
	Hints         int       `json:"hints"`
	Misconception string    `json:"misconception"`
	Waiting       bool      `json:"waiting"`
}

// Reteach is the mistake that most children share now.
type Reteach struct {
	Misconception string `json:"misconception"`
	Skill         string `json:"skill"`
	Learners      int    `json:"learners"`
}

// Board is what a teacher sees at a glance.
type Board struct {
	Now      int64          `json:"now"`
	Learners []BoardLearner `json:"learners"`
	Count    BoardCount     `json:"count"`
	Reteach  *Reteach       `json:"reteach"`
}

// BoardCount says how many children are in each state.
type BoardCount struct {
	Working int `json:"working"`
	Stuck   int `json:"stuck"`
	Idle    int `json:"idle"`
	Ahead   int `json:"ahead"`
	Away    int `json:"away"`
}

// Board returns the class as it is now.
func (c *Class) Board(ctx context.Context) (Board, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return Board{}, err
	}
	rows, err := c.Facts.Learners(ctx)
	if err != nil {
		return Board{}, fmt.Errorf("read board: %w", err)
	}
	byID := make(map[school.ID]*projection.Learner, len(rows))
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
	}
	stamp := c.Time.Stamp()
	board := Board{Now: stamp.At.Tick, Learners: make([]BoardLearner, 0, len(roster.Learners))}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range roster.Learners {
		l := c.boardLearner(&roster.Learners[i], byID[roster.Learners[i].ID], stamp.Mono)
		board.Count.add(l.State)
		board.Learners = append(board.Learners, l)
	}
	board.Reteach = reteach(board.Learners)
	return board, nil
}

func (n *BoardCount) add(state string) {
	switch state {
	case StateWorking:
		n.Working++
	case StateStuck:
		n.Stuck++
	case StateIdle:
		n.Idle++
	case StateAhead:
		n.Ahead++
	default:
		n.Away++
	}
}

// boardLearner needs c.mu.
func (c *Class) boardLearner(child *Learner, row *projection.Learner, mono int64) BoardLearner {
	l := BoardLearner{ID: child.ID, Name: child.Name, Animal: child.Animal, State: StateAway}
	if row != nil && row.Answers > 0 {
		b := &row.Board
		newest := min(row.Answers, 16)
		l.Right = bits.OnesCount16(b.Recent & (1<<newest - 1))
		l.Wrong, l.Hints = newest-l.Right, int(b.Hints)
		l.Skill = c.Content.SkillID(b.Skill)
		if b.Device.Hub == c.Hub {
			l.Device = b.Device.Device
		}
		if !b.Right {
			l.Misconception = c.Content.Misconception(b.Item, b.Instance, b.Response)
		}
	}
	if w, ok := c.letIns[child.ID]; ok && w.asked > 0 && mono-w.asked < letInFor {
		l.Waiting, l.Device = true, w.device
	}
	s, ok := c.seats[child.ID]
	if !ok {
		return l
	}
	l.Device = s.device
	l.Since = s.tick
	l.State = state(s, row, mono)
	return l
}

func state(s *seat, row *projection.Learner, mono int64) string {
	if !s.connected && mono-s.heard > silentAfter {
		return StateAway
	}
	if row != nil {
		b := &row.Board
		if b.WrongInRow >= stuckWrong || b.WrongInRow >= 1 && b.Hints >= stuckHints {
			return StateStuck
		}
	}
	if mono-max(s.since, s.answered) > idleAfter {
		return StateIdle
	}
	if row != nil && row.Answers >= aheadRight && row.Board.Hints == 0 && row.Board.Recent&(1<<aheadRight-1) == 1<<aheadRight-1 {
		return StateAhead
	}
	return StateWorking
}

// reteach picks the mistake that most children made last, among those at work; of
// equals the first by name, so that the board does not flicker.
func reteach(learners []BoardLearner) *Reteach {
	counts := map[Reteach]int{}
	for _, l := range learners {
		if l.Misconception != "" && l.State != StateAway {
			counts[Reteach{Misconception: l.Misconception, Skill: l.Skill}]++
		}
	}
	var all []Reteach
	for r, n := range counts {
		if n >= shared {
			r.Learners = n
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		return nil
	}
	best := slices.MinFunc(all, func(a, b Reteach) int {
		return cmp.Or(cmp.Compare(b.Learners, a.Learners), cmp.Compare(a.Misconception, b.Misconception), cmp.Compare(a.Skill, b.Skill))
	})
	return &best
}
