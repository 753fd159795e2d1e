package hubapi_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

type pupilBody struct {
	Now     int64
	Learner struct{ Name string }
	Answers int
	Skills  []pupilSkill
	Said    *struct {
		At              int64
		Feeling, Helped int
	}
	Observed []struct{ Observation, Skill, Outcome string }
	Sessions []struct {
		Session          string
		Device           uint32
		Card, Owner      string
		Answers, Correct int
		First, Last      int64
	}
}

type pupilSkill struct {
	Skill, Level, Decision string
	P, Known               float64
	Answers                int
	Sure                   bool
	Reasons                []struct {
		Family string
		Value  float64
		Count  int
	}
}

func (b *bench) pupil(id school.ID) (body pupilBody) {
	b.t.Helper()
	b.must("GET", "/teacher/learners/"+id.String(), "", &body)
	return body
}

// TestPupil gives answers under one child's card, looks at her page, corrects it
// by what the page offers, and takes the corrections back.
func TestPupil(t *testing.T) {
	b := open(t)
	kids := b.class.Children(2)
	number := b.enrol()
	b.signInTeacher()
	if p := b.pupil(kids[0]); p.Answers != 0 || len(p.Sessions) != 0 || p.Skills[0].Level != "new" || p.Skills[0].Sure {
		t.Errorf("before anything: %+v", p)
	}
	ops := []string{fmt.Sprintf(`{"seq":1,"at":[179543520000,0],"boot":7,"mono":1,"kind":"session","session":{"learner":%q,"assurance":0}}`, kids[0])}
	for seq := 2; seq < 6; seq++ {
		ops = append(ops, attempt(b, seq, kids[0], classroomtest.Answer(0)))
	}
	ops = append(ops, attempt(b, 6, kids[0], "999"))
	b.class.Store.Advance(1000)
	b.must("POST", "/ops", batch(ops...), nil)

	p := b.pupil(kids[0])
	if p.Answers != 5 || len(p.Sessions) != 1 {
		t.Fatalf("after five answers: %+v", p)
	}
	s := p.Sessions[0]
	if s.Answers != 5 || s.Correct != 4 || s.Device != number || s.Card != kids[0].String() || s.Owner != s.Card || s.First >= s.Last {
		t.Errorf("session %+v", s)
	}
	decide := func(kind string) {
		t.Helper()
		b.must("POST", "/teacher/decisions", fmt.Sprintf(`{"learner":%q,"skill":%q,"kind":%q}`, kids[0], p.Skills[0].Skill, kind), nil)
		if got := b.pupil(kids[0]).Skills[0].Decision; got != kind {
			t.Errorf("decided %s, the page says %s", kind, got)
		}
	}
	for _, kind := range []string{"known", "not-known", "pin", "block", "none"} {
		decide(kind)
	}
	give := func(owner string) {
		t.Helper()
		b.must("POST", "/teacher/sessions", fmt.Sprintf(`{"session":%q,"owner":%q}`, s.Session, owner), nil)
	}
	give(kids[1].String())
	hers, other := b.pupil(kids[0]), b.pupil(kids[1])
	if hers.Answers != 0 || len(hers.Sessions) != 1 || hers.Sessions[0].Owner != kids[1].String() || other.Answers != 5 || len(other.Sessions) != 1 {
		t.Errorf("given away: %+v\n%+v", hers, other)
	}
	give("")
	hers, other = b.pupil(kids[0]), b.pupil(kids[1])
	if hers.Answers != 0 || hers.Sessions[0].Owner != "" || other.Answers != 0 || len(other.Sessions) != 0 {
		t.Errorf("void: %+v\n%+v", hers, other)
	}
	give(kids[0].String())
	if back := b.pupil(kids[0]); back.Answers != 5 || fmt.Sprint(back.Skills) != fmt.Sprint(p.Skills) {
		t.Errorf("taken back: %+v\nbefore %+v", back, p)
	}
}

// TestPupil_KeepsSecrets looks for what no page may carry.
func TestPupil_KeepsSecrets(t *testing.T) {
	b := open(t)
	child := b.class.Children(1)[0]
	b.signInTeacher()
	_, answer := b.call("GET", "/teacher/learners/"+child.String(), "")
	var body struct{ Learner map[string]any }
	if err := json.Unmarshal(answer, &body); err != nil {
		t.Fatal(err)
	}
	for field := range body.Learner {
		if !strings.Contains("id name animal wave grade language", field) {
			t.Errorf("the page carries %s", field)
		}
	}
}

// TestObservation lets a teacher add what she heard, and refuses what says nothing.
func TestObservation(t *testing.T) {
	b := open(t)
	kid := b.class.Children(1)[0]
	b.signInTeacher()
	before := b.pupil(kid).Skills[0]
	body := func(learner, skill, outcome, means string, weight int) string {
		return fmt.Sprintf(`{"learner":%q,"skill":%q,"outcome":%q,"means":%q,"weight":%d}`, learner, skill, outcome, means, weight)
	}
	for range 2 {
		b.must("POST", "/teacher/observations", body(kid.String(), before.Skill, "right", "oral", 4), nil)
	}
	after := b.pupil(kid).Skills[0]
	if after.P <= before.P || after.Answers != 8 || after.Level == "new" {
		t.Errorf("from %+v to %+v", before, after)
	}
	if p := b.pupil(kid); p.Answers != 0 || len(p.Sessions) != 0 {
		t.Errorf("an observation is counted among answers: %+v", p)
	}
	b.must("POST", "/teacher/observations", body(kid.String(), before.Skill, "not-yet", "paper", 0), nil)
	if now := b.pupil(kid).Skills[0]; now.P >= after.P || now.Answers != 11 {
		t.Errorf("from %+v to %+v", after, now)
	}
	var noted struct{ Observation string }
	b.must("POST", "/teacher/observations", body(kid.String(), before.Skill, "not-yet", "oral", 5), &noted)
	worse, undo := b.pupil(kid), fmt.Sprintf(`{"learner":%q,"undo":%q}`, kid, noted.Observation)
	if len(worse.Observed) != 4 || worse.Observed[0].Observation != noted.Observation || worse.Observed[0].Outcome != "not-yet" {
		t.Errorf("observed %+v", worse.Observed)
	}
	b.must("POST", "/teacher/observations", undo, nil)
	if now := b.pupil(kid); now.Skills[0].P <= worse.Skills[0].P || now.Skills[0].Answers != 11 || len(now.Observed) != 3 {
		t.Errorf("taken back: from %+v to %+v", worse.Skills[0], now.Skills[0])
	}
	b.must("POST", "/teacher/observations", undo, nil) // twice is once
	b.refuses("POST", "/teacher/observations", fmt.Sprintf(`{"learner":%q,"undo":%q}`, school.ID{7}, noted.Observation), school.CodeNotFound)
	b.refuses("POST", "/teacher/observations", fmt.Sprintf(`{"learner":%q,"undo":"x"}`, kid), school.CodeInvalid)
	for name, bad := range map[string]string{
		"outcome": body(kid.String(), before.Skill, "great", "oral", 1),
		"means":   body(kid.String(), before.Skill, "right", "dream", 1),
		"weight":  body(kid.String(), before.Skill, "right", "oral", 6),
		"below":   body(kid.String(), before.Skill, "right", "oral", -1),
		"skill":   body(kid.String(), "juggling", "right", "oral", 1),
		"learner": body(school.ID{7}.String(), before.Skill, "right", "oral", 1),
		"nobody":  `{"skill":"x","outcome":"right","means":"oral"}`,
	} {
		if code, _ := b.call("POST", "/teacher/observations", bad); code < 400 || code >= 500 {
			t.Errorf("%s: status %d", name, code)
		}
	}
}

// TestReflection shows a teacher what a child last said of a sitting, in whatever
// order it arrives, and not when the sitting was somebody else's.
func TestReflection(t *testing.T) {
	b := open(t)
	kids := b.class.Children(2)
	b.enrol()
	b.signInTeacher()
	if p := b.pupil(kids[0]); p.Said != nil {
		t.Errorf("said before anything: %+v", p.Said)
	}
	says := func(seq, tick int, body []byte) string {
		return fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":7,"mono":%d,"kind":13,"body":%q,"cols":{"12":"AQ"}}`,
			seq, 179543520000+tick, seq, base64.RawURLEncoding.EncodeToString(body))
	}
	of := func(feeling, helped uint8) []byte {
		r := crdt.Reflection{Learner: kids[0], Feeling: feeling, Helped: helped}
		return r.AppendBinary(nil)
	}
	b.must("POST", "/ops", batch(
		fmt.Sprintf(`{"seq":1,"at":[179543520000,0],"boot":7,"mono":1,"kind":"session","session":{"learner":%q,"assurance":0}}`, kids[0]),
		attempt(b, 2, kids[0], classroomtest.Answer(0)),
		says(3, 900, of(crdt.FeelingWell, crdt.HelpedHint)), says(4, 300, of(crdt.FeelingHard, crdt.HelpedUnsaid))), nil)
	p := b.pupil(kids[0])
	if p.Said == nil || p.Said.Feeling != 3 || p.Said.Helped != 2 || p.Said.At != 179543520900 {
		t.Fatalf("the newest is %+v", p.Said)
	}
	if p.Answers != 1 {
		t.Errorf("%d answers: a reflection is none", p.Answers)
	}
	give := func(owner string) {
		b.must("POST", "/teacher/sessions", fmt.Sprintf(`{"session":%q,"owner":%q}`, p.Sessions[0].Session, owner), nil)
	}
	give(kids[1].String())
	if hers, other := b.pupil(kids[0]), b.pupil(kids[1]); hers.Said != nil || other.Said != nil {
		t.Errorf("of somebody else's session: %+v, %+v", hers.Said, other.Said)
	}
	give(kids[0].String())
	if back := b.pupil(kids[0]); back.Said == nil {
		t.Error("not back with its session")
	}
	var ack struct{ Refused []struct{ Seq int } }
	b.must("POST", "/ops", batch(says(5, 999, of(4, 0))), &ack)
	if len(ack.Refused) != 1 || ack.Refused[0].Seq != 5 {
		t.Errorf("a feeling nobody has: %+v", ack)
	}
}

// column is a text as it travels in a column.
func column(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// TestAnswers: the question stands beside every answer, in the order of answering.
func TestAnswers(t *testing.T) {
	b := open(t)
	kid := b.class.Children(2)[0]
	b.enrol()
	ops := []string{fmt.Sprintf(`{"seq":1,"at":[179543520000,0],"boot":7,"mono":1,"kind":"session","session":{"learner":%q,"assurance":0}}`, kid)}
	cols := map[int]string{30: column("frame/make-ten"), 29: column("<b>"), 28: column("no way")}
	for seq := 2; seq <= 31; seq++ {
		response := classroomtest.Answer(uint32(seq))
		if seq%2 == 0 {
			response = "no number"
		}
		columns := fmt.Sprintf(`"12":"AQ","2":%q,"3":%q`, column("1.20-"), cols[seq])
		if seq%3 == 0 {
			columns += `,"7":"YW5vdGhlcg"` // another
		}
		ops = append(ops, fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":7,"mono":%d,"kind":"attempt","cols":{%s},"attempt":{"learner":%q,"catalogue":"%x","item":%d,"instance":0,"response":%q,"correct":%t,"duration":300,"hints":0}}`,
			seq, 179543520000+seq, seq, columns, kid, sqlitetest.Built().Catalogue.Hash(), seq, response, seq%2 == 1))
	}
	b.must("POST", "/ops", fmt.Sprintf(`{"protocol":0,"epoch":1,"audience":"ministry","ops":[%s]}`, strings.Join(ops, ",")), nil)
	b.refuses("GET", "/teacher/learners/"+kid.String()+"/answers", "", school.CodeUnauthorized)
	b.signInTeacher()
	var body struct {
		Answers []struct {
			At       int64
			Skill    string
			Correct  bool
			Response string

			Explanation, Strategy, Steps string

			Example struct {
				Exercise struct{ Instance struct{ Answer string } }
				Response string
			}
		}
	}
	b.must("GET", "/teacher/learners/"+kid.String()+"/answers", "", &body)
	if len(body.Answers) != 20 {
		t.Fatalf("%d answers", len(body.Answers))
	}
	for i, a := range body.Answers {
		item := uint32(31 - i)
		if a.At != 179543520000+int64(item) || a.Skill != b.class.SkillOf(item) || a.Correct != (item%2 == 1) ||
			a.Example.Exercise.Instance.Answer != classroomtest.Answer(item) || a.Example.Response != a.Response {
			t.Errorf("answer %d of item %d: %+v", i, item, a)
		}
		if want := map[bool]string{true: "another"}[item%3 == 0]; a.Explanation != want {
			t.Errorf("answer to item %d was explained %q, want %q", item, a.Explanation, want)
		}
		if want := map[uint32]string{30: "frame/make-ten"}[item]; a.Strategy != want || a.Steps != "1.20-" {
			t.Errorf("answer of item %d: strategy %q, steps %q, want %q, 1.20-", item, a.Strategy, a.Steps, want)
		}
	}
	b.refuses("GET", "/teacher/learners/"+school.ID{7}.String()+"/answers", "", school.CodeNotFound)
}
