package classroom_test

import (
	"reflect"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
)

// stuckClass seats n children, each at a tablet of her own, all of them stuck.
func stuckClass(t *testing.T, n int) (*classroomtest.Class, []school.ID) {
	t.Helper()
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(n)
	for _, id := range kids {
		d := c.Tablet().Device
		c.Presence(d.Number, id, school.ID{}, 0, 0)
		for seq := range uint64(3) {
			submit(t, c, d, c.Attempt(d, seq+1, id, 0, "999", 0))
		}
	}
	return c, kids
}

func peopleNow(t *testing.T, c *classroomtest.Class) (out []school.ID) {
	t.Helper()
	b, err := c.Board(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.People {
		out = append(out, p.Learners...)
	}
	return out
}

func TestHelped(t *testing.T) {
	c, kids := stuckClass(t, 6)
	if got := peopleNow(t, c); !reflect.DeepEqual(got, kids[:5]) {
		t.Fatalf("people %v, want the first five of the class list", got)
	}
	at, err := c.Helped(ctx, kids[0], "wrong add-within-10")
	if err != nil {
		t.Fatal(err)
	}
	if got := peopleNow(t, c); !reflect.DeepEqual(got, kids[1:]) {
		t.Errorf("after help: %v, want the others", got)
	}
	if l, _ := onBoard(t, c, kids[0]); l.Helped != 1 || l.HelpedAt != at || l.State != classroom.StateStuck {
		t.Errorf("helped once: %+v", l)
	}
	c.Store.Advance(5*60*second + 1)
	c.Presence(1, kids[0], school.ID{}, 0, 0)
	if got := peopleNow(t, c); len(got) != 5 || got[4] == kids[0] {
		t.Errorf("who was not helped this week comes first: %v", got)
	}
	if err := c.TakeBackHelp(ctx, kids[0], at); err != nil {
		t.Fatal(err)
	}
	if l, _ := onBoard(t, c, kids[0]); l.Helped != 0 || l.HelpedAt != 0 {
		t.Errorf("taken back: %+v", l)
	}
	for name, err := range map[string]error{
		school.CodeNotFound + " at":      c.TakeBackHelp(ctx, kids[0], at+1),
		school.CodeNotFound + " learner": errOf(c.Helped(ctx, school.ID{9}, "")),
		school.CodeInvalid + " text":     errOf(c.Helped(ctx, kids[0], string(make([]byte, 201)))),
	} {
		if got := school.ErrorCode(err); len(name) < len(got) || name[:len(got)] != got {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func errOf(_ int64, err error) error { return err }

// Help is in the log: another start of the hub knows it, and a week later it no
// longer counts.
func TestHelped_LastsAWeek(t *testing.T) {
	c, kids := stuckClass(t, 1)
	if _, err := c.Helped(ctx, kids[0], "wrong"); err != nil {
		t.Fatal(err)
	}
	c = c.Reopen()
	if l, _ := onBoard(t, c, kids[0]); l.Helped != 1 {
		t.Errorf("after a restart: %+v", l)
	}
	c.Store.Advance(7 * school.TicksPerDay)
	if l, _ := onBoard(t, c, kids[0]); l.Helped != 0 {
		t.Errorf("a week later: %+v", l)
	}
}

func TestAttend(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(3)
	count := func() classroom.BoardCount { t.Helper(); _, b := onBoard(t, c, kids[0]); return b.Count }
	if err := c.Attend(ctx, kids[1:]); err != nil {
		t.Fatal(err)
	}
	if got := count(); got.Absent != 2 || got.Here != 0 {
		t.Errorf("two absent: %+v", got)
	}
	c.Presence(1, kids[1], school.ID{}, 0, 0)
	if got := count(); got.Absent != 1 || got.Here != 1 {
		t.Errorf("one of them sat down: %+v", got)
	}
	if err := c.Attend(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if got := count(); got.Absent != 0 {
		t.Errorf("nobody absent: %+v", got)
	}
	if err := c.Attend(ctx, kids[2:]); err != nil {
		t.Fatal(err)
	}
	c.Store.Advance(16 * 60 * 60 * second)
	if got := count(); got.Absent != 0 {
		t.Errorf("the next morning: %+v", got)
	}
	if err := c.Attend(ctx, []school.ID{{9}}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger: %v", err)
	}
}
