package classroom_test

import (
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Two children sit at one tablet: the board shows both there, each with her own
// answers, until another child sits down.
func TestBoard_TwoTogether(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(3)
	d := c.Tablet().Device
	beside := session(d, 2, kids[1], school.AssuranceCard)
	beside.SetColumn(crdt.ColumnPairRole, []byte{2})
	submit(t, c, d, session(d, 1, kids[0], school.AssuranceCard), beside)
	bothThere := func(when string) {
		t.Helper()
		for _, id := range kids[:2] {
			if l, _ := onBoard(t, c, id); l.State == classroom.StateAway || l.Device != d.Number {
				t.Errorf("%s: %+v", when, l)
			}
		}
	}
	bothThere("signed in")
	driver := c.Attempt(d, 3, kids[0], 0, "999", 0)
	driver.SetColumn(crdt.ColumnPairRole, []byte{1})
	checker := c.Attempt(d, 4, kids[1], 0, classroomtest.Answer(0), 0)
	checker.SetColumn(crdt.ColumnPairRole, []byte{2, 2, 0})
	submit(t, c, d, driver, checker)
	bothThere("after an answer")
	if l, _ := onBoard(t, c, kids[0]); l.Right != 0 || l.Wrong != 1 {
		t.Errorf("the driver's first answer: %+v", l)
	}
	if l, _ := onBoard(t, c, kids[1]); l.Right != 1 || l.Wrong != 0 {
		t.Errorf("the checker's last answer: %+v", l)
	}
	c.Presence(d.Number, kids[1], kids[0], 0, 0)
	bothThere("after they changed places")
	c.Presence(d.Number, kids[2], school.ID{}, 0, 0)
	if _, b := onBoard(t, c, kids[2]); b.Count.Away != 2 {
		t.Errorf("another child sits there alone: %+v", b.Count)
	}
	c.Presence(d.Number, kids[2], school.ID{9}, 0, 0) // a made-up partner
	if _, b := onBoard(t, c, kids[2]); b.Count.Away != 2 || len(b.Learners) != 3 {
		t.Errorf("a stranger beside her: %+v", b.Count)
	}
}
