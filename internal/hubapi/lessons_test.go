package hubapi_test

import (
	"bytes"
	"testing"

	"darasa/internal/school"
)

// TestLessons lists lessons and takes two sheets of one, which differ.
func TestLessons(t *testing.T) {
	b := open(t)
	b.refuses("GET", "/teacher/lessons", "", school.CodeUnauthorized)
	b.signInTeacher()
	var body struct {
		Lessons []struct {
			ID, Skill, Picture, Strand string
			Screens                    []struct{ Say map[string]string }
		}
		Words struct {
			Skills map[string]struct {
				Title  map[string]string
				Lesson string
			}
		}
	}
	b.must("GET", "/teacher/lessons", "", &body)
	if len(body.Lessons) < 20 {
		t.Fatalf("%d lessons", len(body.Lessons))
	}
	for _, l := range body.Lessons {
		words := body.Words.Skills[l.Skill]
		if l.Picture == "" || l.Strand == "" || len(l.Screens) == 0 || words.Lesson != l.ID || words.Title["ur"] == "" {
			t.Errorf("lesson %+v with %+v", l, words)
		}
	}
	_, first := b.call("GET", "/teacher/lessons/fill-the-ten/handout", "")
	_, again := b.call("GET", "/teacher/lessons/fill-the-ten/handout?sheet=1", "")
	_, second := b.call("GET", "/teacher/lessons/fill-the-ten/handout?sheet=2", "")
	if !bytes.Equal(first, again) || bytes.Equal(first, second) {
		t.Errorf("sheets %.80s, %.80s, %.80s", first, again, second)
	}
	b.refuses("GET", "/teacher/lessons/no-such/handout", "", school.CodeNotFound)
	for _, sheet := range []string{"0", "1000", "x", "-1"} {
		b.refuses("GET", "/teacher/lessons/fill-the-ten/handout?sheet="+sheet, "", school.CodeInvalid)
	}
}
