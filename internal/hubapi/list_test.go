package hubapi_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func listBody(text string, write bool, more string) string {
	return fmt.Sprintf(`{"file":%q,"grade":2,"write":%t%s}`, base64.RawURLEncoding.EncodeToString([]byte(text)), write, more)
}

func TestList(t *testing.T) {
	b := open(t)
	b.signInTeacher()
	const text = "name,grade,number\n=cmd|' /C calc'!A0,2,1\nAli,2,2\n,,\nZara,99,3\nHira,3,4\n"
	var answer struct {
		Lines []struct {
			Line         int
			Name, Action string
			Problems     []struct{ Column, Code string }
		}
		Done *struct{ New, Changed, Same, Left int }
	}
	b.must("POST", "/teacher/list", listBody(text, false, ""), &answer)
	if len(answer.Lines) != 4 || answer.Done != nil || answer.Lines[2].Action != "problem" || answer.Lines[2].Problems[0].Column != "grade" {
		t.Errorf("looked: %+v", answer)
	}
	var list struct {
		Learners []struct{ ID, Name, Number string }
	}
	if b.must("GET", "/teacher/list", "", &list); len(list.Learners) != 0 {
		t.Errorf("looking wrote %d children", len(list.Learners))
	}
	b.must("POST", "/teacher/list", listBody(text, true, `,"leave":[3]`), &answer)
	if answer.Done == nil || answer.Done.New != 2 || answer.Done.Left != 1 {
		t.Errorf("wrote: %+v", answer.Done)
	}
	b.must("POST", "/teacher/list", listBody(text, true, ""), &answer)
	if answer.Done.New != 1 || answer.Done.Same != 2 {
		t.Errorf("wrote again: %+v", answer.Done)
	}
	b.must("GET", "/teacher/list", "", &list)
	if len(list.Learners) != 3 || list.Learners[0].Name == "" {
		t.Fatalf("%+v", list)
	}
	id := list.Learners[0].ID
	b.must("POST", "/teacher/learners/"+id, `{"name":"Sana","wave":3,"left":true}`, nil)
	b.must("POST", "/teacher/learners/"+id, `{"left":false}`, nil)
	b.must("POST", "/teacher/list/numbered", `{"n":2,"grade":1,"language":"ur"}`, nil)
	b.must("POST", "/teacher/classroom", `{"name":"Grade 2"}`, nil)
	var cards struct {
		Cards []struct {
			ID       string
			Pictures []int
		}
	}
	if b.must("GET", "/teacher/cards", "", &cards); len(cards.Cards) != 5 || len(cards.Cards[0].Pictures) != 2 {
		t.Errorf("%+v", cards)
	}
	b.must("POST", "/teacher/learners/"+id+"/pictures", "", nil)
}

func TestList_Hostile(t *testing.T) {
	b := open(t)
	paths := []string{"/teacher/list", "/teacher/list/numbered", "/teacher/classroom", "/teacher/learners/00000000-0000-7000-8000-000000000001"}
	for _, path := range paths {
		b.refuses("POST", path, "{}", "unauthorized")
	}
	b.refuses("GET", "/teacher/cards", "", "unauthorized")
	b.refuses("GET", "/teacher/list", "", "unauthorized")
	b.enrol() // a tablet is no teacher
	b.refuses("GET", "/teacher/cards", "", "unauthorized")
	b.signInTeacher()
	for _, path := range paths[:3] {
		b.refuses("POST", path, "{}", "invalid")
	}
	b.refuses("POST", "/teacher/list", listBody(strings.Repeat("a\nb\nc\n", 200), false, ""), "limit")
	b.refuses("POST", "/teacher/list", listBody("\xff\x00\x01", false, ""), "invalid")
	b.refuses("POST", "/teacher/list/numbered", `{"n":501,"grade":2,"language":"en"}`, "invalid")
	b.refuses("POST", paths[3], `{"name":"A"}`, "not_found")
	b.refuses("POST", paths[3]+"/pictures", "", "not_found")
}

// manageList makes every call about the class list once.
func (b *bench) manageList(kid string) {
	b.t.Helper()
	b.must("POST", "/teacher/list", listBody("Zara\n", true, ""), nil)
	b.must("GET", "/teacher/list", "", nil)
	b.must("POST", "/teacher/learners/"+kid, `{"wave":2}`, nil)
	b.must("POST", "/teacher/list/numbered", `{"n":1,"grade":2,"language":"en"}`, nil)
	b.must("POST", "/teacher/classroom", `{"name":"Two"}`, nil)
	b.must("GET", "/teacher/list/file", "", nil)
	b.must("POST", "/teacher/wave", `{"wave":2}`, nil)
	b.refuses("POST", "/teacher/wave", `{"wave":4}`, "invalid")
	b.refuses("POST", "/teacher/wave", `{}`, "invalid")
	b.must("GET", "/teacher/cards", "", nil)
	b.must("POST", "/teacher/learners/"+kid+"/pictures", "", nil)
}
