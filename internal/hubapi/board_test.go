package hubapi_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

type wordsBody map[string]struct{ Title, Say, Do map[string]string }

// TestBoard_Speaks lets two children make the same mistake, and reads the board as
// a teacher's phone does: everything it names has words in both languages, and the
// mistake has an exercise to show.
func TestBoard_Speaks(t *testing.T) {
	b := open(t)
	kids := b.class.Children(2)
	b.enrol()
	b.signInTeacher()
	item, wrong, misconception := mistake(t)
	for i, id := range kids {
		b.class.Presence(uint32(i+1), id, school.ID{}, 0, 0)
		var ops []string
		for n := range 3 {
			seq := 3*i + n + 1
			ops = append(ops, fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":7,"mono":%d,"kind":"attempt","attempt":{"learner":%q,"catalogue":"%x","item":%d,"instance":0,`+
				`"response":%q,"correct":false,"duration":900,"hints":1}}`, seq, 179_543_520_000+seq*100, seq*100, id, sqlitetest.Built().Catalogue.Hash(), item, wrong))
		}
		b.must("POST", "/ops", batch(ops...), nil)
	}
	b.class.Presence(2, kids[0], school.ID{}, 0, 0) // two tablets; the answers came over one
	var board struct {
		People []struct {
			Learners []school.ID
			State    string
		}
		Learners []struct {
			Signals []struct {
				Code                 string
				Values               []int
				Skill, Misconception string
			}
		}
		Reteach *struct {
			Misconception string
			Learners, Of  int
		}
		Words   struct{ Skills, Misconceptions wordsBody }
		Example *struct {
			Exercise struct{ Instance struct{ Answer string } }
			Response string
		}
	}
	b.must("GET", "/teacher/board", "", &board)
	signal := board.Learners[0].Signals
	if len(signal) != 1 || signal[0].Code != "wrong" || fmt.Sprint(signal[0].Values) != "[3 3]" || signal[0].Misconception != misconception {
		t.Fatalf("signals %+v", signal)
	}
	skill := board.Words.Skills[signal[0].Skill]
	advice := board.Words.Misconceptions[misconception]
	for _, language := range []string{"en", "ur"} {
		if skill.Title[language] == "" || advice.Say[language] == "" || advice.Do[language] == "" {
			t.Errorf("no words in %s: %+v %+v", language, skill, advice)
		}
	}
	if r := board.Reteach; r == nil || r.Learners != 2 || r.Of != 2 || board.Example == nil || board.Example.Response != wrong {
		t.Errorf("reteach %+v, example %+v", r, board.Example)
	}
	if want := sqlitetest.Built().Catalogue.Key(item, 0); board.Example.Exercise.Instance.Answer != want {
		t.Errorf("the example's answer is %s, want %s", board.Example.Exercise.Instance.Answer, want)
	}
}

// mistake finds an item whose first instance has a wrong answer with a name.
func mistake(t *testing.T) (item uint32, wrong, misconception string) {
	t.Helper()
	c := sqlitetest.Built().Catalogue
	for item := range uint32(c.NumItems()) {
		for _, wrong := range c.Wrong(item, 0) {
			if _, id, _ := c.Grade(item, 0, wrong); id != "" {
				return item, wrong, id
			}
		}
	}
	t.Fatal("the starter pack names no misconception")
	return 0, "", ""
}

func TestNote_Refuses(t *testing.T) {
	b := open(t)
	kids := b.class.Children(1)
	b.refuses("POST", "/teacher/helped", fmt.Sprintf(`{"learner":%q}`, kids[0]), school.CodeUnauthorized)
	b.signInTeacher()
	stranger := school.ID{6: 0x70, 8: 0x80, 15: 9}
	for body, code := range map[string]string{
		`{}`:                                    school.CodeInvalid,
		fmt.Sprintf(`{"learner":%q}`, stranger): school.CodeNotFound,
		fmt.Sprintf(`{"learner":%q,"undo":5}`, kids[0]):        school.CodeNotFound,
		fmt.Sprintf(`{"learner":%q,"more":true}`, kids[0]):     school.CodeInvalid,
		fmt.Sprintf(`{"learner":%q,"what":%s}`, kids[0], long): school.CodeInvalid,
	} {
		b.refuses("POST", "/teacher/helped", body, code)
	}
	b.refuses("POST", "/teacher/attendance", `{}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/attendance", fmt.Sprintf(`{"absent":[%q]}`, stranger), school.CodeNotFound)
}

var long = func() string {
	text, _ := json.Marshal(string(make([]rune, 201)))
	return string(text)
}()
