package demo_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"unicode"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/demo"
	"darasa/internal/school"
)

var ctx = context.Background()

// paper writes down who was put on the roster.
type paper struct {
	children []classroom.NewLearner
	fail     error
}

func (p *paper) CreateClassroom(context.Context, string) (school.ID, error) {
	return school.ID{1}, p.fail
}

func (p *paper) CreateTeacher(context.Context, string, string) (school.ID, error) {
	return school.ID{2}, nil
}

func (p *paper) CreateLearners(_ context.Context, _ school.ID, children []classroom.NewLearner) ([]school.ID, error) {
	p.children = append(p.children, children...)
	ids := make([]school.ID, len(children))
	for i := range ids {
		ids[i] = school.ID{3, byte(i >> 8), byte(i)}
	}
	return ids, nil
}

func write(t *testing.T, w demo.Writer, n int) demo.Class {
	t.Helper()
	class, err := demo.Write(ctx, w, rand.Reader, "token", n)
	if err != nil {
		t.Fatal(err)
	}
	return class
}

func TestWrite_ThroughTheDoor(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	class := write(t, c.Class, 40)
	roster, err := c.Roster(ctx)
	if err != nil || len(roster.Learners) != 40 || roster.Classroom != class.Classroom {
		t.Fatalf("roster of %d, %v", len(roster.Learners), err)
	}
	d := c.Tablet().Device
	for _, l := range class.Learners {
		kept, ok := roster.Find(l.ID)
		if !ok || kept.Name != l.Name || kept.Animal != l.Animal || kept.Grade != l.Grade || kept.Wave != l.Wave {
			t.Errorf("demo.json says %+v, the roster %+v", l, kept)
		}
		if s, err := c.SignIn(ctx, d, l.ID, []uint8{uint8(l.Pictures[0]), uint8(l.Pictures[1])}); err != nil || !s.OK {
			t.Errorf("the secret of %s does not sign in: %+v %v", l.Name, s, err)
		}
	}
	if _, err := c.SignInTeacher(ctx, class.Teacher.Name, class.Teacher.Password, ""); err != nil {
		t.Errorf("the teacher cannot sign in: %v", err)
	}
}

func TestWrite_Balanced(t *testing.T) {
	p := &paper{}
	write(t, p, 120)
	counts := map[string]int{}
	cards := map[string]bool{}
	for i, l := range p.children {
		counts[[]string{"girl", "boy"}[i%2]]++
		counts[l.Language]++
		counts[map[uint8]string{1: "wave 1", 2: "wave 2", 3: "wave 3"}[l.Wave]]++
		counts[map[uint8]string{2: "grade 2", 3: "grade 3"}[l.Grade]]++
		cards[l.Name+l.Animal] = true
		for _, r := range l.Name {
			if unicode.IsLetter(r) && unicode.Is(unicode.Arabic, r) != (l.Language == "ur") {
				t.Errorf("%q is not in the script of %s", l.Name, l.Language)
			}
		}
	}
	for what, want := range map[string]int{
		"girl": 60, "boy": 60, "en": 60, "ur": 60, "wave 1": 40, "wave 2": 40, "wave 3": 40, "grade 2": 60, "grade 3": 60,
	} {
		if counts[what] != want {
			t.Errorf("%d × %s, want %d", counts[what], what, want)
		}
	}
	if len(cards) != 120 {
		t.Errorf("%d different cards of 120", len(cards))
	}
}

func TestWrite_CardsDiffer(t *testing.T) {
	p := &paper{}
	write(t, p, demo.MaxLearners)
	cards := map[string]bool{}
	for _, l := range p.children {
		cards[l.Name+"/"+l.Animal] = true
	}
	if len(cards) != demo.MaxLearners {
		t.Errorf("%d different cards of %d", len(cards), demo.MaxLearners)
	}
}

func TestWrite_SecretsAreDrawn(t *testing.T) {
	first, second := write(t, &paper{}, 30), write(t, &paper{}, 30)
	same, seen := 0, map[[2]int]bool{}
	for i, l := range first.Learners {
		if l.Pictures[0] == l.Pictures[1] || l.Pictures[0] < 0 || l.Pictures[0] > 11 || l.Pictures[1] > 11 {
			t.Errorf("secret %v", l.Pictures)
		}
		seen[[2]int{l.Pictures[0], l.Pictures[1]}] = true
		if l.Pictures[0] == second.Learners[i].Pictures[0] && l.Pictures[1] == second.Learners[i].Pictures[1] {
			same++
		}
	}
	if same > 8 || len(seen) < 15 || first.Teacher.Password == second.Teacher.Password {
		t.Errorf("%d of 30 secrets are the same in two classes, %d differ within one", same, len(seen))
	}
}

func TestMarshal(t *testing.T) {
	class := write(t, &paper{}, 2)
	raw, err := class.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var again demo.Class
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&again); err != nil || again.Learners[1].ID != class.Learners[1].ID || again.Token != "token" {
		t.Errorf("%s read as %+v, %v", raw, again, err)
	}
}

func TestWrite_Refuses(t *testing.T) {
	for _, n := range []int{-1, 0, demo.MaxLearners + 1} {
		if _, err := demo.Write(ctx, &paper{}, rand.Reader, "t", n); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%d learners: %v", n, err)
		}
	}
	broken := errors.New("disk")
	if _, err := demo.Write(ctx, &paper{fail: broken}, rand.Reader, "t", 1); !errors.Is(err, broken) {
		t.Errorf("a broken store: %v", err)
	}
	if _, err := demo.Write(ctx, &paper{}, io.LimitReader(rand.Reader, 12), "t", 40); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("no randomness: %v", err)
	}
}
