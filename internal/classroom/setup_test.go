package classroom_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
)

func setup(code string) classroom.Setup {
	return classroom.Setup{Code: code, School: "Invented school", Classroom: "Grade 2", Teacher: "Nadia Khan", Password: "the right one"}
}

func codeOf(t *testing.T, c *classroomtest.Class) string {
	t.Helper()
	code, err := c.SetupCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestSetUp(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	code := codeOf(t, c)
	if len(code) != 8 || code != codeOf(t, c) {
		t.Fatalf("code %q, then %q", code, codeOf(t, c))
	}
	if _, err := c.SetUp(t.Context(), setup("1")); school.ErrorCode(err) != school.CodeUnauthorized {
		t.Errorf("a wrong code: %v", err)
	}
	weak := setup(code)
	weak.Password = "short"
	if _, err := c.SetUp(t.Context(), weak); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a short password: %v", err)
	}
	if settled, err := c.Settled(t.Context()); settled || err != nil {
		t.Fatalf("settled %t before anybody could: %v", settled, err)
	}
	in, err := c.SetUp(t.Context(), setup(code[:4]+"-"+code[4:]))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Teacher(t.Context(), in.Token); err != nil {
		t.Errorf("the session of the set-up: %v", err)
	}
	roster, err := c.Roster(t.Context())
	if err != nil || roster.Name != "Grade 2" || roster.School != "Invented school" {
		t.Errorf("school %q, class %q, %v", roster.School, roster.Name, err)
	}
	if again := codeOf(t, c); again != "" {
		t.Errorf("the code lives on: %q", again)
	}
	if _, err := c.SetUp(t.Context(), setup(code)); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("a second set-up: %v", err)
	}
	c = c.Reopen()
	if again := codeOf(t, c); again != "" {
		t.Errorf("a code after the restart: %q", again)
	}
	if _, err := c.SignInTeacher(t.Context(), "nadia khan", "the right one", ""); err != nil {
		t.Errorf("sign in after the restart: %v", err)
	}
}

// TestSetUp_Scripts: phones of the country may write digits in their own script.
func TestSetUp_Scripts(t *testing.T) {
	for _, zero := range []rune{'۰', '٠'} {
		c := classroomtest.Open(t, t.TempDir())
		typed := strings.Map(func(r rune) rune { return zero + r - '0' }, codeOf(t, c))
		if _, err := c.SetUp(t.Context(), setup(typed)); err != nil {
			t.Errorf("%s: %v", typed, err)
		}
	}
}

// TestSetUp_Guessing counts what a child who tries codes all day gets looked at, also
// over restarts, each of which draws another code.
func TestSetUp_Guessing(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	looked := 0
	for try := range 600 {
		_, err := c.SetUp(t.Context(), setup(fmt.Sprintf("%08d", try)))
		if wait, ok := errors.AsType[*classroom.WaitError](err); ok {
			if wait.Seconds <= 0 {
				t.Fatalf("wait %d seconds", wait.Seconds)
			}
		} else {
			looked++
		}
		c.Store.Advance(60 * second)
		if try == 300 {
			before := codeOf(t, c)
			if c = c.Reopen(); codeOf(t, c) == before {
				t.Error("a restart keeps the code")
			}
		}
	}
	if looked > 100 {
		t.Errorf("%d wrong codes were looked at in a day", looked)
	}
}

func TestSettled_ByCommand(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	code := codeOf(t, c)
	if _, err := c.CreateTeacher(t.Context(), "By command", "the right one"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetUp(t.Context(), setup(code)); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("the code outlived the teacher made by command: %v", err)
	}
}

func FuzzSetupCode(f *testing.F) {
	for _, typed := range []string{"1234-5678", "۱۲۳۴", "", "\xff", strings.Repeat("9", 5000)} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		digits := classroom.PlainDigits(typed)
		if len(digits) > 64 || strings.Trim(digits, "0123456789") != "" {
			t.Errorf("%q reads as %q", typed, digits)
		}
	})
}
