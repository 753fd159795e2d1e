package classroom_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

func onBoard(t *testing.T, c *classroomtest.Class, id school.ID) (classroom.BoardLearner, classroom.Board) {
	t.Helper()
	b, err := c.Board(ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.Learners, func(l classroom.BoardLearner) bool { return l.ID == id })
	if i < 0 {
		t.Fatal("the board lacks a child")
	}
	return b.Learners[i], b
}

func TestBoard_States(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	child := kids[0]
	d := c.Tablet().Device
	state := func() string { t.Helper(); l, _ := onBoard(t, c, child); return l.State }
	if got := state(); got != classroom.StateAway {
		t.Errorf("before anything: %s", got)
	}
	c.Presence(d.Number, child, school.ID{}, 0, 0)
	if got := state(); got != classroom.StateWorking {
		t.Errorf("sat down: %s", got)
	}
	c.Store.Advance(91 * second)
	if got := state(); got != classroom.StateIdle {
		t.Errorf("91 s without an answer: %s", got)
	}
	support := func(bits uint8) {
		t.Helper()
		if err := c.SetSupport(ctx, child, bits); err != nil {
			t.Fatal(err)
		}
	}
	support(school.SupportSlower)
	if got := state(); got != classroom.StateWorking {
		t.Errorf("91 s without an answer, with more time: %s", got)
	}
	support(0)
	seq := uint64(0)
	answer := func(response string, hints uint8) {
		t.Helper()
		seq++
		submit(t, c, d, c.Attempt(d, seq, child, 0, response, hints))
	}
	answer(classroomtest.Answer(0), 0)
	if got := state(); got != classroom.StateWorking {
		t.Errorf("answered: %s", got)
	}
	answer("999", 0)
	answer("999", 0)
	if got := state(); got != classroom.StateWorking {
		t.Errorf("two wrong: %s", got)
	}
	answer("999", 0)
	l, _ := onBoard(t, c, child)
	if l.State != classroom.StateStuck || l.Right != 1 || l.Wrong != 3 || l.Device != d.Number || l.Skill == "" {
		t.Errorf("three wrong: %+v", l)
	}
	answer(classroomtest.Answer(0), 0)
	answer("999", 2)
	if got := state(); got != classroom.StateStuck {
		t.Errorf("one wrong with two hints: %s", got)
	}
	for range 9 {
		answer(classroomtest.Answer(0), 0)
	}
	if got := state(); got != classroom.StateAhead {
		t.Errorf("nine right: %s", got)
	}
	c.Gone(d.Number)
	if got := state(); got == classroom.StateAway {
		t.Error("a socket that just closed is away at once")
	}
	c.Store.Advance(21 * second)
	if got := state(); got != classroom.StateAway {
		t.Errorf("21 s without a signal: %s", got)
	}
	c.Presence(d.Number, kids[1], school.ID{}, 0, 0)
	if got := state(); got != classroom.StateAway {
		t.Errorf("another child at her tablet: %s", got)
	}
	c.Presence(d.Number, school.ID{}, school.ID{}, 0, 0)
	if _, b := onBoard(t, c, child); b.Count.Away != 2 {
		t.Errorf("nobody sits there: %+v", b.Count)
	}
	c.Presence(d.Number, school.ID{9}, school.ID{}, 0, 0) // a made-up child
	if _, b := onBoard(t, c, child); b.Count.Away != 2 {
		t.Errorf("a stranger sits there: %+v", b.Count)
	}
}

func TestBoard_SurvivesRestart(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	for seq := range uint64(3) {
		submit(t, c, d, c.Attempt(d, seq+1, child, 0, "999", 0))
	}
	c = c.Reopen()
	if l, _ := onBoard(t, c, child); l.State != classroom.StateAway || l.Wrong != 3 {
		t.Errorf("after a restart: %+v", l)
	}
	c.Presence(d.Number, child, school.ID{}, 0, 0)
	if l, _ := onBoard(t, c, child); l.State != classroom.StateStuck {
		t.Errorf("the tablet is back: %+v", l)
	}
}

func TestBoard_Reteach(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(3)
	item, wrong := uint32(0), ""
	for i := range uint32(60) {
		for _, w := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"} {
			if wrong == "" && c.Content.Misconception(i, 0, w) != "" {
				item, wrong = i, w
			}
		}
	}
	if wrong == "" {
		t.Fatal("the starter pack names no misconception")
	}
	for i, id := range kids {
		d := c.Tablet().Device
		response := wrong
		if i == 2 {
			response = classroomtest.Answer(item)
		}
		submit(t, c, d, c.Attempt(d, 1, id, item, response, 0))
		_, b := onBoard(t, c, id)
		if (b.Reteach != nil) != (i > 0) {
			t.Errorf("after child %d reteach is %+v", i, b.Reteach)
		}
	}
	_, b := onBoard(t, c, kids[0])
	if b.Reteach == nil || b.Reteach.Learners != 2 || b.Reteach.Of != 3 || b.Reteach.Example.Response != wrong || b.Reteach.Misconception != c.Content.Misconception(item, 0, wrong) {
		t.Errorf("reteach %+v", b.Reteach)
	}
}

// TestBoard_StandsStill makes sure that time alone changes nothing but the time,
// so that teachers' sockets stay silent.
func TestBoard_StandsStill(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	c.Presence(d.Number, child, school.ID{}, 0, 0)
	text := func() string {
		_, b := onBoard(t, c, child)
		b.Now = 0
		raw, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	before := text()
	c.Store.Advance(50 * second)
	if after := text(); after != before {
		t.Errorf("board changed from %s to %s", before, after)
	}
}

func TestBoard_PairsShareATablet(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(3)
	d := c.Tablet().Device
	c.Presence(d.Number, kids[0], school.ID{}, 0, 0)
	seq := uint64(0)
	answer := func(child school.ID, role byte) {
		t.Helper()
		seq++
		op := c.Attempt(d, seq, child, 0, "999", 0)
		op.SetColumn(crdt.ColumnPairRole, []byte{role})
		submit(t, c, d, op)
	}
	for range 3 {
		answer(kids[0], 1)
		answer(kids[1], 2)
	}
	c.Store.Advance(30 * second)
	c.Presence(d.Number, kids[0], school.ID{}, 0, 0) // the tablet reconnects, and names the driver
	_, b := onBoard(t, c, kids[0])
	if want := []classroom.Person{{Learners: kids[:2], State: classroom.StateStuck}}; !reflect.DeepEqual(b.People, want) || b.Count.Here != 2 {
		t.Errorf("people %+v, count %+v; want one card for both", b.People, b.Count)
	}
	c.Presence(d.Number, kids[2], school.ID{}, 0, 0)
	if l, b := onBoard(t, c, kids[1]); l.Seated || len(b.People) != 0 {
		t.Errorf("another child sat down, and the pair is still there: %+v", l)
	}
}

// A right answer on another skill neither ends a row nor counts in it.
func TestBoard_WrongOnOneSkill(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	c.Presence(d.Number, child, school.ID{}, 0, 0)
	other := uint32(0)
	for c.SkillOf(other) == c.SkillOf(0) {
		other++
	}
	for i, op := range []*crdt.Op{
		c.Attempt(d, 1, child, 0, "999", 0), c.Attempt(d, 2, child, other, classroomtest.Answer(other), 0), c.Attempt(d, 3, child, 0, "999", 0),
		c.Attempt(d, 4, child, other, "999", 0), c.Attempt(d, 5, child, 0, "999", 1),
	} {
		submit(t, c, d, op)
		l, _ := onBoard(t, c, child)
		if got := len(l.Signals) > 0; got != (i == 4) {
			t.Errorf("after answer %d: %+v", i+1, l.Signals)
		}
	}
	l, _ := onBoard(t, c, child)
	want := []classroom.Signal{{Code: classroom.SignalWrong, Values: []int64{3, 1}, Skill: c.SkillOf(0)}}
	if !reflect.DeepEqual(l.Signals, want) {
		t.Errorf("signals %+v, want %+v", l.Signals, want)
	}
}

func TestBoard_GuessingAndSpinning(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	d, e := c.Tablet().Device, c.Tablet().Device
	var at [2]uint64
	answer := func(device classroom.Device, place int, right bool, duration int64) []classroom.Signal {
		t.Helper()
		at[place]++
		response := "999"
		if right {
			response = classroomtest.Answer(0)
		}
		op := c.Attempt(device, at[place], kids[place], 0, response, 0)
		op.Attempt.Duration = duration
		submit(t, c, device, op)
		l, _ := onBoard(t, c, kids[place])
		return l.Signals
	}
	for i, right := range []bool{false, true, false, true, false} {
		if got := answer(d, 0, right, 150); (len(got) > 0) != (i == 4) {
			t.Errorf("fast answer %d: %+v", i, got)
		} else if i == 4 && (got[0].Code != classroom.SignalGuessing || !slices.Equal(got[0].Values, []int64{3, 5})) {
			t.Errorf("guessing: %+v", got)
		}
	}
	// With a plan that says slower, speed is no signal, and quiet is called later.
	if err := c.SetSupport(ctx, kids[0], school.SupportSlower); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if got := answer(d, 0, false, 150); slices.ContainsFunc(got, func(s classroom.Signal) bool { return s.Code == classroom.SignalGuessing }) {
			t.Errorf("guessing with a plan that says slower: %+v", got)
		}
	}
	for i := range 12 {
		got := answer(e, 1, i%3 != 0, 800) // two right, one wrong, again and again
		if (len(got) > 0) != (i == 9 || i == 10) {
			t.Errorf("try %d: %+v", i+1, got)
		} else if i == 9 && (got[0].Code != classroom.SignalSpinning || !slices.Equal(got[0].Values, []int64{10, 6})) {
			t.Errorf("spinning: %+v", got)
		}
	}
}

// TestBoard_LongExercisesLeaveTime lets a class take forty seconds an answer: who is
// quiet for two minutes may well be at work.
func TestBoard_LongExercisesLeaveTime(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	d := c.Tablet().Device
	c.Presence(d.Number, kids[0], school.ID{}, 0, 0)
	for seq := range uint64(9) {
		op := c.Attempt(d, seq+1, kids[0], 0, classroomtest.Answer(0), 0)
		op.Attempt.Duration = 40 * second
		submit(t, c, d, op)
	}
	for i, after := range []int64{120, 50} {
		c.Store.Advance(after * second)
		if l, _ := onBoard(t, c, kids[0]); (l.State == classroom.StateIdle) != (i == 1) {
			t.Errorf("another %d s later: %s", after, l.State)
		}
	}
}

// Yesterday's mistakes are no trouble of today.
func TestBoard_YesterdayIsOver(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	for seq := range uint64(3) {
		submit(t, c, d, c.Attempt(d, seq+1, child, 0, "999", 0))
	}
	c = c.Reopen()
	c.Store.Advance(school.TicksPerDay)
	c.Presence(d.Number, child, school.ID{}, 0, 0)
	if l, _ := onBoard(t, c, child); l.State != classroom.StateWorking || l.Wrong != 0 || len(l.Signals) != 0 {
		t.Errorf("the next morning: %+v", l)
	}
}
