package classroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"darasa/internal/classroom/struggle"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// When a child needs a look. Away is not idle: a tablet without signal may well be
// working.
const (
	idleAfter   = 90 * school.TicksPerSecond
	slowerTimes = 2                          // as long, with a plan that says slower
	silentAfter = 20 * school.TicksPerSecond // without an open socket
	aheadRight  = 8                          // newest answers, all right, no hint
	sittingFor  = 30 * 60 * school.TicksPerSecond
	shared      = 2 // learners who share a misconception
	sharedNewer = 8 // newest answers in which it must have been made
)

// States of a learner on the board.
const (
	StateWorking = "working"
	StateStuck   = "stuck"
	StateIdle    = "idle"
	StateAhead   = "ahead"
	StateAway    = "away"
)

// BoardLearner is one child on the board. Right and Wrong count the newest answers
// of this sitting (at most projection.MaxMarks), Hints those since her last right
// one on Skill. Since is when she last answered or sat down, in ticks of the hub's
// clock, 0 when that was before this run of the hub. Seated: at a tablet now, with
// signal or without. Here: at a tablet today. Absent: a teacher said so today.
// Helped is how often a teacher helped in the last seven days, HelpedAt when last.
type BoardLearner struct {
	ID            school.ID `json:"id"`
	Name          string    `json:"name"`
	Animal        string    `json:"animal"`
	Wave          uint8     `json:"wave"`
	Device        uint32    `json:"device"`
	State         string    `json:"state"`
	Seated        bool      `json:"seated"`
	Here          bool      `json:"here"`
	Absent        bool      `json:"absent"`
	Skill         string    `json:"skill"`
	Since         int64     `json:"since"`
	Right         int       `json:"right"`
	Wrong         int       `json:"wrong"`
	Hints         int       `json:"hints"`
	Misconception string    `json:"misconception"`
	Signals       []Signal  `json:"signals"`
	Helped        int       `json:"helped"`
	HelpedAt      int64     `json:"helpedAt"`
	Waiting       bool      `json:"waiting"`

	slip projection.Slip
}

// Reteach is the mistake that most children share now: Learners of Of at work. One
// of the answers it was made in stands for all.
type Reteach struct {
	Misconception string `json:"misconception"`
	Skill         string `json:"skill"`
	Learners      int    `json:"learners"`
	Of            int    `json:"of"`

	Example projection.Slip `json:"-"`
}

// Board is what a teacher sees at a glance. People are those who need a person
// now, the most urgent first, at most MaxPeople.
type Board struct {
	Now      int64          `json:"now"`
	Trusted  bool           `json:"trusted"` // the hub knows what time it is
	Wave     uint8          `json:"wave"`    // called to the tablets, 0 for none
	Rewards  uint8          `json:"rewards"` // RewardsUsual …, of the whole class
	Learners []BoardLearner `json:"learners"`
	People   []Person       `json:"people"`
	Count    BoardCount     `json:"count"`
	Reteach  *Reteach       `json:"reteach"`
}

// BoardCount says how many children are in each state, those at no tablet among
// the ones who are away, and how many of the class list were here today.
type BoardCount struct {
	Working int `json:"working"`
	Stuck   int `json:"stuck"`
	Idle    int `json:"idle"`
	Ahead   int `json:"ahead"`
	Away    int `json:"away"`
	Here    int `json:"here"`
	Absent  int `json:"absent"`
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
	noted, err := c.noted(ctx)
	if err != nil {
		return Board{}, err
	}
	byID := make(map[school.ID]*projection.Learner, len(rows))
	boards := make([]*projection.Board, len(rows))
	for i := range rows {
		byID[rows[i].ID], boards[i] = &rows[i], &rows[i].Board
	}
	stamp := c.Time.Stamp()
	now := moment{tick: stamp.At.Tick, mono: stamp.Mono, usual: struggle.Times(boards)}
	board := Board{Now: now.tick, Trusted: c.Time.Clock().Trusted(), Wave: roster.Wave, Rewards: roster.Rewards, Learners: make([]BoardLearner, 0, len(roster.Learners))}
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range roster.Learners {
		now.slower = roster.Learners[i].Support&school.SupportSlower != 0
		l := c.boardLearner(&roster.Learners[i], byID[roster.Learners[i].ID], now)
		noted.tell(&l, now.tick)
		board.Count.add(&l)
		board.Learners = append(board.Learners, l)
	}
	board.People = people(board.Learners, now.tick)
	board.Reteach = reteach(board.Learners)
	return board, nil
}

// moment is now, by both of the hub's clocks, and what answers usually take.
type moment struct {
	tick, mono int64
	usual      struggle.Usual
	slower     bool // the child asked about has more time
}

func (n *BoardCount) add(l *BoardLearner) {
	switch l.State {
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
	if l.Here {
		n.Here++
	}
	if l.Absent {
		n.Absent++
	}
}

// boardLearner needs c.mu.
func (c *Class) boardLearner(child *Learner, row *projection.Learner, now moment) BoardLearner {
	l := BoardLearner{ID: child.ID, Name: child.Name, Animal: child.Animal, Wave: child.Wave, State: StateAway, Signals: []Signal{}}
	s, seated := c.seats[child.ID]
	var marks []projection.Mark
	if row != nil && row.Answers > 0 {
		if row.Board.Device.Hub == c.Hub {
			l.Device = row.Board.Device.Device
		}
		age := now.tick - row.Last.Tick // below zero when the tablet's clock is ahead
		l.Here = age > -sittingFor && age < sessionsFor
		if seated && s.answered > 0 || age > -sittingFor && age < sittingFor {
			marks = row.Board.Marks
			c.tellMarks(&l, child, &row.Board, now.usual)
		}
	}
	if w, ok := c.letIns[child.ID]; ok && w.asked > 0 && now.mono-w.asked < letInFor {
		l.Waiting, l.Device = true, w.device
	}
	if !seated {
		return l
	}
	l.Seated, l.Here = true, true
	l.Device = s.device
	l.Since = s.tick
	l.State = state(s, l.Signals, marks, now)
	return l
}

// tellMarks fills in what the answers of this sitting say.
func (c *Class) tellMarks(l *BoardLearner, child *Learner, b *projection.Board, usual struggle.Usual) {
	if len(b.Marks) == 0 {
		return
	}
	l.Skill = c.Content.SkillID(b.Marks[0].Skill)
	for _, m := range b.Marks {
		if m.Right {
			l.Right++
		} else {
			l.Wrong++
		}
	}
	_, l.Hints = struggle.Streak(b.Marks, b.Marks[0].Skill)
	if i := slices.IndexFunc(b.Marks, func(m projection.Mark) bool { return !m.Right }); i >= 0 && i < sharedNewer {
		l.Misconception, l.slip = c.Content.Misconception(b.Slip.Item, b.Slip.Instance, b.Slip.Response), b.Slip
	}
	l.Signals = c.signals(b, usual)
	if child.Support&school.SupportSlower != 0 {
		l.Signals = slices.DeleteFunc(l.Signals, func(s Signal) bool { return s.Code == SignalGuessing })
	}
}

func state(s *seat, signals []Signal, marks []projection.Mark, now moment) string {
	if !s.connected && now.mono-s.heard > silentAfter {
		return StateAway
	}
	if len(signals) > 0 {
		return StateStuck
	}
	if now.mono-max(s.since, s.answered) > now.idleAfter(marks) {
		return StateIdle
	}
	if ahead(marks) {
		return StateAhead
	}
	return StateWorking
}

// idleAfter is for how many ticks a child who does this may be quiet.
func (m moment) idleAfter(marks []projection.Mark) int64 {
	times := int64(1)
	if m.slower {
		times = slowerTimes
	}
	if len(marks) == 0 {
		return times * idleAfter
	}
	const tenth = school.TicksPerSecond / 10
	return times * tenth * m.usual.Quiet(marks[0].Skill, idleAfter/tenth)
}

func ahead(marks []projection.Mark) bool {
	if len(marks) < aheadRight {
		return false
	}
	return !slices.ContainsFunc(marks[:aheadRight], func(m projection.Mark) bool { return !m.Right || m.Hints > 0 })
}

// reteach picks the mistake that most children made lately, among those at work;
// of equals the first by name, so that the board does not flicker.
func reteach(learners []BoardLearner) *Reteach {
	type mistake struct{ misconception, skill string }
	found := map[mistake]*Reteach{}
	atWork := 0
	for i := range learners {
		l := &learners[i]
		if l.State == StateAway {
			continue
		}
		atWork++
		if l.Misconception == "" {
			continue
		}
		m := mistake{l.Misconception, l.Skill}
		if found[m] == nil {
			found[m] = &Reteach{Misconception: l.Misconception, Skill: l.Skill, Example: l.slip}
		}
		found[m].Learners++
	}
	var best *Reteach
	for _, r := range found {
		if r.Learners >= shared && (best == nil || compareReteach(r, best) < 0) {
			best = r
		}
	}
	if best != nil {
		best.Of = atWork
	}
	return best
}

func compareReteach(a, b *Reteach) int {
	return cmp.Or(cmp.Compare(b.Learners, a.Learners), cmp.Compare(a.Misconception, b.Misconception), cmp.Compare(a.Skill, b.Skill))
}
