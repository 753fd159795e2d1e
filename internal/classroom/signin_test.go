package classroom_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
)

const second = school.TicksPerSecond

func signIn(t *testing.T, c *classroomtest.Class, d classroom.Device, learner school.ID, pictures ...uint8) classroom.SignIn {
	t.Helper()
	s, err := c.SignIn(ctx, d, learner, pictures)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignIn_WaitsAndMercy(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	want := []classroom.SignIn{
		{Left: 9}, {Left: 8}, {Left: 7, Wait: 10, Mercy: true},
	}
	for i, w := range want {
		if got := signIn(t, c, d, child, 1, 2); got != w {
			t.Errorf("wrong try %d: %+v, want %+v", i+1, got, w)
		}
	}
	// The right pictures do not help before the ten seconds are over, and cost nothing.
	if got := signIn(t, c, d, child, 3, 7); got != (classroom.SignIn{Left: 7, Wait: 10, Mercy: true}) {
		t.Errorf("at once: %+v", got)
	}
	c.Store.Advance(10 * second)
	if got := signIn(t, c, d, child, 3, 7); !got.OK || got.Assurance != school.AssurancePictures {
		t.Errorf("after ten seconds: %+v", got)
	}
	if got := signIn(t, c, d, child, 7, 3); got.OK || got.Left != 6 || got.Mercy {
		t.Errorf("the other way round, after a right one: %+v", got)
	}
}

func TestSignIn_TenADaySurviveRestart(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	looked := 0
	for try := range 40 { // a classmate with patience, and a hub that restarts
		s := signIn(t, c, d, child, uint8(try%10), 11)
		if s.Left < 10-looked {
			looked = 10 - s.Left
		}
		if try%3 == 2 {
			c = c.Reopen()
		}
		c.Store.Advance(11 * second)
	}
	if looked != 10 {
		t.Errorf("%d wrong tries were looked at", looked)
	}
	if s := signIn(t, c, d, child, 3, 7); s.OK || !s.Mercy || s.Left != 0 {
		t.Errorf("the eleventh: %+v", s)
	}
	if err := c.LetIn(ctx, child); err != nil {
		t.Fatal(err)
	}
	if s := signIn(t, c, d, child); !s.OK || s.Assurance != school.AssuranceTeacher || s.Left != 10 {
		t.Errorf("let in: %+v", s)
	}
	if s := signIn(t, c, d, child); s.OK {
		t.Errorf("let in twice by one tap: %+v", s)
	}
	for range 10 {
		signIn(t, c, d, child, 0, 1)
		c.Store.Advance(11 * second)
	}
	c.Store.Advance(school.TicksPerDay)
	if s := signIn(t, c, d, child, 3, 7); !s.OK {
		t.Errorf("the next day: %+v", s)
	}
}

func TestSignIn_WaitBeginsAnewAtRestart(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	for range 3 {
		signIn(t, c, d, child, 1, 2)
	}
	c = c.Reopen()
	if s := signIn(t, c, d, child, 3, 7); s.OK || s.Wait != 10 {
		t.Errorf("a restart forgave the wait: %+v", s)
	}
}

func TestSignIn_AllAtOnceCountAsMany(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	answers := make([]classroom.SignIn, 40)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i], _ = c.SignIn(ctx, d, child, []uint8{0, 1}) })
	}
	wg.Wait()
	looked := 0
	for _, a := range answers {
		looked = max(looked, 10-a.Left)
	}
	if looked != 3 {
		t.Errorf("%d of forty tries at once were looked at, want 3", looked)
	}
}

func TestLetIn(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	d, other := c.Tablet().Device, c.Tablet().Device
	for range 3 {
		signIn(t, c, d, kids[0], 1, 2)
	}
	b, err := c.Board(ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.Learners, func(l classroom.BoardLearner) bool { return l.ID == kids[0] })
	if l := b.Learners[i]; !l.Waiting || l.Device != d.Number {
		t.Errorf("the board does not show who waits: %+v", l)
	}
	if err := c.LetIn(ctx, kids[0]); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(c.Live.Heard, "let-in "+kids[0].String()) {
		t.Errorf("the tablet heard %v", c.Live.Heard)
	}
	if s := signIn(t, c, other, kids[0]); s.OK {
		t.Error("another tablet used the let-in")
	}
	c.Store.Advance(11 * 60 * second)
	if s := signIn(t, c, d, kids[0]); s.OK {
		t.Error("a let-in works for ever")
	}
	if err := c.LetIn(ctx, school.ID{9}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger: %v", err)
	}
}

func TestSignIn_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	if _, err := c.SignIn(ctx, d, school.ID{9}, []uint8{3, 7}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger: %v", err)
	}
	for _, pictures := range [][]uint8{{3}, {3, 3}, {3, 12}, {3, 7, 1}} {
		if _, err := c.SignIn(ctx, d, child, pictures); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("pictures %v: %v", pictures, err)
		}
	}
}

func TestTeacher_Session(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	id, err := c.CreateTeacher(ctx, "Miss Rabia", "a long password")
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.SignInTeacher(ctx, " miss rabia", "a long password")
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.SignInTeacher(ctx, "Miss Rabia", "a long password")
	if err != nil || first == second {
		t.Fatalf("tokens %q and %q, %v", first, second, err)
	}
	c = c.Reopen()
	if got, err := c.Teacher(ctx, first); err != nil || got != id {
		t.Errorf("after a restart: %v %v", got, err)
	}
	if err := c.SignOutTeacher(ctx, first); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Teacher(ctx, first); school.ErrorCode(err) != school.CodeUnauthorized {
		t.Errorf("signed out: %v", err)
	}
	if _, err := c.Teacher(ctx, second); err != nil {
		t.Errorf("the other browser: %v", err)
	}
	for _, token := range []string{"", "x", strings.Repeat("A", 43), second + "="} {
		if _, err := c.Teacher(ctx, token); school.ErrorCode(err) != school.CodeUnauthorized {
			t.Errorf("token %q: %v", token, err)
		}
	}
	c.Store.Advance(11 * 60 * 60 * school.TicksPerSecond)
	if _, err := c.Teacher(ctx, second); err != nil {
		t.Errorf("after eleven hours: %v", err)
	}
	c.Store.Advance(11 * 60 * 60 * school.TicksPerSecond)
	if _, err := c.Teacher(ctx, second); err != nil {
		t.Errorf("used and eleven hours more: %v", err)
	}
	const later = 200_000_000_000 // the date is set, years on: nobody is signed out by that
	if err := c.PhoneTime(ctx, later); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Teacher(ctx, second); err != nil {
		t.Errorf("the date was set: %v", err)
	}
	c.Store.Advance(13 * 60 * 60 * school.TicksPerSecond)
	if _, err := c.Teacher(ctx, second); school.ErrorCode(err) != school.CodeUnauthorized {
		t.Errorf("thirteen hours without use: %v", err)
	}
}

func TestTeacher_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	if _, err := c.CreateTeacher(ctx, "T", "short"); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a short password: %v", err)
	}
	if _, err := c.CreateTeacher(ctx, "", "long enough"); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("no name: %v", err)
	}
	if _, err := c.CreateTeacher(ctx, "T", "long enough"); err != nil {
		t.Fatal(err)
	}
	_, unknown := c.SignInTeacher(ctx, "Nobody", "long enough")
	_, wrong := c.SignInTeacher(ctx, "T", "long enouGh")
	if school.ErrorCode(unknown) != school.CodeUnauthorized || unknown.Error() != wrong.Error() {
		t.Errorf("unknown name %v, wrong password %v", unknown, wrong)
	}
}

// TestTeacher_GuessingAllDay is the attack of forty bots: a hundred wrong
// passwords a day and no more, whatever the hub's restarts.
func TestTeacher_GuessingAllDay(t *testing.T) {
	if testing.Short() {
		t.Skip("a hundred password hashes; run without -short")
	}
	c := classroomtest.Open(t, t.TempDir())
	if _, err := c.CreateTeacher(ctx, "T", "the right one"); err != nil {
		t.Fatal(err)
	}
	looked := 0
	for try := range 250 {
		_, err := c.SignInTeacher(ctx, "T", "wrong guess")
		wait, waiting := errors.AsType[*classroom.WaitError](err)
		switch {
		case waiting && wait.Seconds < 1:
			t.Fatalf("wait of %d s", wait.Seconds)
		case !waiting:
			looked++
		}
		c.Store.Advance(60 * second)
		if try%50 == 49 {
			c = c.Reopen()
		}
		if looked > 6 && !waiting {
			c.Store.Advance(15 * 60 * second) // the most a bot must wait
		}
		if looked > 60 {
			break // a day of 24 hours has no room for more at this pace
		}
	}
	if looked > 100 {
		t.Errorf("%d guesses were looked at", looked)
	}
	c.Store.Advance(school.TicksPerDay)
	if _, err := c.SignInTeacher(ctx, "T", "the right one"); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestTeacher_DailyLimit(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	id, err := c.CreateTeacher(ctx, "T", "the right one")
	if err != nil {
		t.Fatal(err)
	}
	day := c.Store.Stamp().At.Tick / school.TicksPerDay
	if err := c.Store.PutTries(ctx, "teacher "+id.String(), classroom.Tries{Day: day, Today: 100}); err != nil {
		t.Fatal(err)
	}
	_, err = c.SignInTeacher(ctx, "T", "the right one")
	if wait, ok := errors.AsType[*classroom.WaitError](err); !ok || wait.Seconds > 24*60*60 || school.ErrorCode(err) != school.CodeWait {
		t.Errorf("try 101 of a day: %v", err)
	}
}
