package classroom_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	one, err := c.SignInTeacher(ctx, " miss rabia", "a long password", "")
	if err != nil {
		t.Fatal(err)
	}
	two, err := c.SignInTeacher(ctx, "Miss Rabia", "a long password", "")
	if err != nil || one.Token == two.Token || one.Known == two.Known {
		t.Fatalf("%q and %q, %v", one, two, err)
	}
	first, second := one.Token, two.Token
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
	_, unknown := c.SignInTeacher(ctx, "Nobody", "long enough", "")
	_, wrong := c.SignInTeacher(ctx, "T", "long enouGh", "")
	if school.ErrorCode(unknown) != school.CodeUnauthorized || unknown.Error() != wrong.Error() {
		t.Errorf("unknown name %v, wrong password %v", unknown, wrong)
	}
}

// TestTeacher_GuessesSlowDown is the attack of bots that try whenever they may: the
// waits double up to a quarter of an hour, whatever the hub's restarts, so that a
// day has no room for a hundred.
func TestTeacher_GuessesSlowDown(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	if _, err := c.CreateTeacher(ctx, "T", "the right one"); err != nil {
		t.Fatal(err)
	}
	var waits []int
	for guesses := 0; guesses < 14; {
		_, err := c.SignInTeacher(ctx, "T", "wrong guess", "")
		if wait, ok := errors.AsType[*classroom.WaitError](err); ok {
			waits = append(waits, wait.Seconds)
			c.Store.Advance(int64(wait.Seconds) * second)
			continue
		}
		if guesses++; school.ErrorCode(err) != school.CodeUnauthorized {
			t.Fatalf("guess %d: %v", guesses, err)
		}
	}
	if got := fmt.Sprint(waits); got != "[30 60 120 240 480 900 900 900]" {
		t.Errorf("waits %s", got)
	}
	c = c.Reopen()
	if _, err := c.SignInTeacher(ctx, "T", "the right one", ""); err != nil {
		t.Errorf("the teacher after all that: %v", err)
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
	_, err = c.SignInTeacher(ctx, "T", "the right one", "")
	if wait, ok := errors.AsType[*classroom.WaitError](err); !ok || wait.Seconds > 24*60*60 || school.ErrorCode(err) != school.CodeWait {
		t.Errorf("try 101 of a day: %v", err)
	}
}

// TestTeacher_ChildrenCannotLockHerOut lets a class try passwords until nobody may,
// and signs the teacher in from her own phone.
func TestTeacher_ChildrenCannotLockHerOut(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	for _, name := range []string{"T", "Other"} {
		if _, err := c.CreateTeacher(ctx, name, "the right one"); err != nil {
			t.Fatal(err)
		}
	}
	phone, err := c.SignInTeacher(ctx, "T", "the right one", "")
	if err != nil {
		t.Fatal(err)
	}
	for range 7 {
		_, err = c.SignInTeacher(ctx, "T", "wrong guess", "")
	}
	if school.ErrorCode(err) != school.CodeWait {
		t.Fatalf("after seven wrong ones: %v", err)
	}
	again, err := c.SignInTeacher(ctx, "T", "the right one", phone.Known)
	if err != nil || again.Known != phone.Known {
		t.Errorf("from her own phone: %+v %v", again, err)
	}
	for name, known := range map[string]string{"forged": strings.Repeat("A", len(phone.Known)), "cut": phone.Known[:20], "changed": "A" + phone.Known[1:]} {
		if phone.Known == known {
			continue
		}
		if _, err := c.SignInTeacher(ctx, "T", "the right one", known); school.ErrorCode(err) != school.CodeWait {
			t.Errorf("%s proof: %v", name, err)
		}
	}
	for range 7 { // her proof is no better than a name for another teacher
		_, err = c.SignInTeacher(ctx, "Other", "wrong guess", phone.Known)
	}
	if school.ErrorCode(err) != school.CodeWait {
		t.Errorf("another teacher: %v", err)
	}
	for range 7 { // and it is throttled as well
		_, err = c.SignInTeacher(ctx, "T", "wrong guess", phone.Known)
	}
	if school.ErrorCode(err) != school.CodeWait {
		t.Errorf("the phone, stolen: %v", err)
	}
}

func TestTeacher_FloodIsTurnedAway(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	var wg sync.WaitGroup
	var away, wrong atomic.Int64
	for range 200 {
		wg.Go(func() {
			_, err := c.SignInTeacher(ctx, "Nobody", "x", "")
			switch school.ErrorCode(err) {
			case school.CodeWait:
				away.Add(1)
			case school.CodeUnauthorized:
				wrong.Add(1)
			}
		})
	}
	wg.Wait()
	if away.Load() == 0 || wrong.Load() == 0 || away.Load()+wrong.Load() != 200 {
		t.Errorf("of 200 at once %d were turned away and %d looked at", away.Load(), wrong.Load())
	}
}
