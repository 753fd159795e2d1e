package classroom_test

import (
	"fmt"
	"slices"
	"testing"

	"darasa/internal/classlist"
	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
)

func parse(t *testing.T, text string) []classlist.Row {
	t.Helper()
	rows, err := classlist.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func importList(t *testing.T, c *classroomtest.Class, text string, want classroom.Imported) *classroom.Roster {
	t.Helper()
	got, err := c.ImportList(t.Context(), parse(t, text), 2)
	if err != nil || got != want {
		t.Fatalf("imported %+v, %v; want %+v", got, err, want)
	}
	roster, err := c.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return roster
}

const list = "name,grade,wave,language,number\nSana Rind,3,1,en,1\nثنا بگٹی,,,,2\nAli,2,,,3\nAli,2,,,4\n"

func TestImportList(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	roster := importList(t, c, list, classroom.Imported{New: 4})
	waves, animals := map[uint8]int{}, map[string]bool{}
	for _, l := range roster.Learners {
		waves[l.Wave]++
		animals[l.Animal] = true
		if l.Number == "2" && (l.Language != "ur" || l.Grade != 2) {
			t.Errorf("%+v: the language of her script, the grade that was said", l)
		}
	}
	if waves[1] != 2 || waves[2] != 1 || waves[3] != 1 || len(animals) != 4 {
		t.Errorf("waves %v, %d animals", waves, len(animals))
	}
	importList(t, c, list, classroom.Imported{Same: 4})
	changed := importList(t, c, "name,grade,number\nSana Bugti,3,1\nAli,5,3\nAli,,\n,,9\n", classroom.Imported{Changed: 2, Left: 2})
	if len(changed.Learners) != 4 {
		t.Errorf("%d children after a correction", len(changed.Learners))
	}
}

func TestMatchList(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	roster := importList(t, c, list, classroom.Imported{New: 4})
	for text, want := range map[string]string{
		"Sana  RIND": classroom.ListChange, // another spelling of the only one
		"Sana Rind":  classroom.ListSame,
		"Ali":        classroom.ListProblem, // which of the two?
		"Ali,2,,,3":  classroom.ListSame,
		"Ali,2,,,7":  classroom.ListNew,
		"Zara":       classroom.ListNew,
		"Zara,2,,,3": classroom.ListChange,
	} {
		got := roster.MatchList(parse(t, text+"\n"))
		if len(got) != 1 || got[0].Action != want {
			t.Errorf("%q: %+v, want %s", text, got, want)
		}
	}
	twice := roster.MatchList(parse(t, "A,2,,,3\nB,2,,,3\n"))
	if twice[0].Was != "Ali" || twice[1].Action != classroom.ListProblem {
		t.Errorf("one number on two lines: %+v", twice)
	}
}

func TestAddNumbered_NamesLater(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	if err := c.AddNumbered(t.Context(), 3, 2, "ur"); err != nil {
		t.Fatal(err)
	}
	roster := importList(t, c, "name,number\nSana,1\nAli,2\nZara,4\n", classroom.Imported{New: 1, Changed: 2})
	names := map[string]string{}
	for _, l := range roster.Learners {
		names[l.Number] = l.Name
	}
	if names["1"] != "Sana" || names["2"] != "Ali" || names["3"] != "3" || names["4"] != "Zara" {
		t.Errorf("%v", names)
	}
	for _, n := range []int{0, -1, classroom.MaxLearners + 1} {
		if err := c.AddNumbered(t.Context(), n, 2, "en"); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%d pupils: %v", n, err)
		}
	}
	if err := c.AddNumbered(t.Context(), classroom.MaxLearners-3, 2, "en"); school.ErrorCode(err) != school.CodeLimit {
		t.Errorf("one too many: %v", err)
	}
}

func TestEditAndLeave(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	roster := importList(t, c, list, classroom.Imported{New: 4})
	id := roster.Learners[0].ID
	name, wave, animal, taken := "Sana Noor", uint8(3), "owl", "3"
	if err := c.EditLearner(t.Context(), id, classroom.Edit{Name: &name, Wave: &wave, Animal: &animal}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		do   func() error
		left int
	}{
		{func() error { return c.Leave(t.Context(), id) }, 3},
		{func() error { return c.Return(t.Context(), id) }, 4},
		{func() error { return c.Return(t.Context(), id) }, 4},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		now, err := c.Roster(t.Context())
		if err != nil || len(now.Learners) != step.left {
			t.Errorf("%d children, %v; want %d", len(now.Learners), err, step.left)
		}
		if l, ok := now.Find(id); ok && (l.Name != name || l.Wave != 3 || l.Animal != "owl") {
			t.Errorf("%+v", l)
		}
	}
	empty, far := " ", uint8(4)
	for _, e := range []classroom.Edit{{Name: &empty}, {Wave: &far}, {Animal: &name}, {Language: &name}} {
		if err := c.EditLearner(t.Context(), id, e); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if err := c.EditLearner(t.Context(), id, classroom.Edit{Number: &taken}); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("another child's number: %v", err)
	}
	for _, err := range []error{c.Leave(t.Context(), school.ID{9}), c.Return(t.Context(), school.ID{9}), c.EditLearner(t.Context(), school.ID{9}, classroom.Edit{})} {
		if school.ErrorCode(err) != school.CodeNotFound {
			t.Errorf("a stranger: %v", err)
		}
	}
}

func TestCards(t *testing.T) {
	dir := t.TempDir()
	c := classroomtest.Open(t, dir)
	importList(t, c, list, classroom.Imported{New: 4})
	device := c.Tablet().Device
	signIn := func(card classroom.Card) bool {
		s, err := c.SignIn(t.Context(), device, card.ID, card.Pictures)
		return err == nil && s.OK
	}
	cards, err := c.Cards(t.Context())
	if err != nil || len(cards) != 4 {
		t.Fatalf("%d cards, %v", len(cards), err)
	}
	for _, card := range cards {
		if !signIn(card) {
			t.Errorf("the card of %s does not sign in", card.Name)
		}
	}
	old := cards[0]
	if _, err := c.NewPictures(t.Context(), old.ID); err != nil {
		t.Fatal(err)
	}
	if signIn(old) {
		t.Error("a lost card still signs in")
	}
	if cards, err = c.Cards(t.Context()); err != nil || !signIn(cards[0]) {
		t.Errorf("the new card does not sign in: %v", err)
	}
	if _, err := c.NewPictures(t.Context(), school.ID{9}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger: %v", err)
	}
}

func TestNameClassroom(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	first, err := c.NameClassroom(t.Context(), "Grade 2")
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.NameClassroom(t.Context(), "Grade 3")
	if err != nil || again != first {
		t.Errorf("a second name made a second class: %v", err)
	}
	if roster := importList(t, c, list, classroom.Imported{New: 4}); roster.Classroom != first {
		t.Error("the list made another class")
	}
	if _, err := c.NameClassroom(t.Context(), ""); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("no name: %v", err)
	}
}

func TestSetPassword(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	if _, err := c.CreateTeacher(t.Context(), "Nadia", "first password"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateTeacher(t.Context(), " nadia ", "other password"); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("a second teacher of that name: %v", err)
	}
	old, err := c.SignInTeacher(t.Context(), "Nadia", "first password", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetPassword(t.Context(), "Nadia", "second password"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Teacher(t.Context(), old.Token); school.ErrorCode(err) != school.CodeUnauthorized {
		t.Errorf("a session outlives the password: %v", err)
	}
	if _, err := c.SignInTeacher(t.Context(), "Nadia", "first password", ""); school.ErrorCode(err) != school.CodeUnauthorized {
		t.Errorf("the old password: %v", err)
	}
	if _, err := c.SignInTeacher(t.Context(), "Nadia", "second password", ""); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if err := c.SetPassword(t.Context(), "Nobody", "second password"); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger: %v", err)
	}
}

// TestListFile: the file that is saved brings the same class back, and changes nothing.
func TestListFile(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	importList(t, c, list+"=SUM(A1),1,,,\n\"Ali, the \"\"tall\"\"\",,2,ur,+7\n", classroom.Imported{New: 6})
	file, err := c.ListFile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	importList(t, c, string(file), classroom.Imported{Same: 6})
	other := classroomtest.Open(t, t.TempDir())
	roster := importList(t, other, string(file), classroom.Imported{New: 6})
	first, err := c.Roster(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain := func(l classroom.Learner) string {
		return fmt.Sprint(l.Name, "|", l.Grade, "|", l.Wave, "|", l.Language, "|", l.Number)
	}
	for _, l := range first.Learners {
		if !slices.ContainsFunc(roster.Learners, func(o classroom.Learner) bool { return plain(o) == plain(l) }) {
			t.Errorf("%s did not come back", plain(l))
		}
	}
}

func TestCallWave(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	if err := c.CallWave(t.Context(), 2); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("without a class: %v", err)
	}
	c.Children(2)
	for _, wave := range []uint8{2, 2, 3, 0} {
		if err := c.CallWave(t.Context(), wave); err != nil {
			t.Fatal(err)
		}
		board, err := c.Board(t.Context())
		if err != nil || board.Wave != wave {
			t.Errorf("the board says wave %d, %v; want %d", board.Wave, err, wave)
		}
	}
	if err := c.CallWave(t.Context(), 4); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("wave 4: %v", err)
	}
}
