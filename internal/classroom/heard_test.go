package classroom_test

import (
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/tutor"
)

// TestHubAndTabletChooseAlike: under every support plan the tablet, which has nothing but
// the bytes of its plan, chooses what the hub chose, and what lies on the shelf that the
// hub fills is beside that path and never on it.
func TestHubAndTabletChooseAlike(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	course, _ := c.Content.Course(c.Content.Current())
	chosen := map[uint32]bool{}
	seq := uint64(0)
	for range 3 {
		for support := range uint8(school.SupportSlower | school.SupportSteps | school.SupportCalm + 1) {
			if err := c.SetSupport(ctx, child, support); err != nil {
				t.Fatal(err)
			}
			plan, err := c.Plan(ctx, child)
			if err != nil {
				t.Fatal(err)
			}
			tablet := open(t, course, c.Content.Newest(), plan)
			choice, hub := tablet.Next(c.Store.Stamp().At.Tick), plan.Ready[0]
			if choice.Item != hub.Item || choice.Instance != hub.Instance || choice.Kind != hub.Kind {
				t.Errorf("support %b, answer %d: the tablet chooses %+v, the hub %+v", support, seq, choice, hub)
			}
			for _, pick := range pupil(t, c, child).Shelf.Picks {
				if pick.Skill == c.Content.SkillID(course.Items[choice.Item].Skill) {
					t.Errorf("support %b, answer %d: %s is on the path and on the shelf", support, seq, pick.Skill)
				}
			}
			chosen[choice.Item] = true
			seq++
			op := c.Attempt(d, seq, child, choice.Item, "", 0)
			op.Attempt.Instance, op.Attempt.Correct = choice.Instance, seq < 20
			op.Attempt.Response = sqlitetest.Built().Catalogue.Key(choice.Item, choice.Instance)
			submit(t, c, d, op)
		}
	}
	if len(chosen) < 3 {
		t.Errorf("%d items were chosen, too few to tell", len(chosen))
	}
}

// open starts a session as a tablet does, which gets a plan as bytes.
func open(t *testing.T, course *tutor.Course, snapshot *tutor.Snapshot, plan *tutor.Plan) *tutor.Session {
	t.Helper()
	got, err := tutor.DecodePlan(plan.AppendBinary(nil))
	if err != nil {
		t.Fatal(err)
	}
	session, err := tutor.Open(course, []*tutor.Snapshot{snapshot}, got)
	if err != nil {
		t.Fatal(err)
	}
	return session
}
