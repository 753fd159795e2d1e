package classroom

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"

	"darasa/internal/school"
	"darasa/internal/seal"
)

// setupDigits is how long the code is that sets an empty hub up: at a hundred wrong
// tries a day, one in a million is guessed in a day.
const setupDigits = 8

// setupAccount counts wrong codes as those of an account.
const setupAccount = "setup"

// Setup is what makes a class's hub of an empty one.
type Setup struct {
	Code      string // as the hub printed it
	School    string // its name; empty to leave it open
	Classroom string // the name of the class; empty to leave it open
	Teacher   string // the first teacher's sign-in name
	Password  string
}

// SetupCode returns the one-time code that sets this hub up, drawn once in each run
// and kept in memory only; empty when somebody may sign in here already.
func (c *Class) SetupCode(ctx context.Context) (string, error) {
	c.setting.Lock()
	defer c.setting.Unlock()
	return c.setupCode(ctx)
}

// setupCode needs c.setting.
func (c *Class) setupCode(ctx context.Context) (string, error) {
	settled, err := c.Settled(ctx)
	if err != nil || settled {
		return "", err
	}
	if c.setup != "" {
		return c.setup, nil
	}
	digits := make([]byte, setupDigits)
	for i := range digits {
		digit, err := drawBelow(c.Random, 10)
		if err != nil {
			return "", err
		}
		digits[i] = '0' + digit
	}
	c.setup = string(digits)
	return c.setup, nil
}

// Settled reports whether a teacher may sign in here.
func (c *Class) Settled(ctx context.Context) (bool, error) {
	if c.settled.Load() {
		return true, nil
	}
	names, err := c.Facts.Registers(ctx, school.NounTeacher, school.TeacherName, school.ID{})
	if err != nil {
		return false, fmt.Errorf("find teachers: %w", err)
	}
	for _, e := range names {
		// A sister hub's teachers sign in there: their names are sealed under its key.
		if _, err := seal.Open(c.keys.names, about(school.NounTeacher, e.Entity, school.TeacherName), e.Value); err != nil {
			continue
		}
		_, ok, err := c.Facts.Register(ctx, passwordOf(e.Entity))
		if err != nil {
			return false, fmt.Errorf("find teachers: %w", err)
		}
		if ok {
			c.settled.Store(true)
			return true, nil
		}
	}
	return false, nil
}

// SetUp names school and class of an empty hub, makes its first teacher and signs
// her in; the code is good for nothing afterwards. A wrong code is
// school.CodeUnauthorized, too many a WaitError, and school.CodeConflict says that
// somebody was first.
func (c *Class) SetUp(ctx context.Context, s Setup) (SignedIn, error) {
	c.setting.Lock()
	defer c.setting.Unlock()
	code, err := c.setupCode(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if code == "" {
		return SignedIn{}, school.Errorf(school.CodeConflict, "this hub is set up already; sign in")
	}
	fits := func() (bool, error) {
		return subtle.ConstantTimeCompare([]byte(plainDigits(s.Code)), []byte(code)) == 1, nil
	}
	if err := c.try(ctx, setupAccount, fits, school.Errorf(school.CodeUnauthorized, "this is not the code that the hub printed")); err != nil {
		return SignedIn{}, err
	}
	s.School, s.Classroom, s.Teacher = strings.TrimSpace(s.School), strings.TrimSpace(s.Classroom), strings.TrimSpace(s.Teacher)
	if err := s.check(); err != nil {
		return SignedIn{}, err
	}
	if s.School != "" {
		if err := c.NameSchool(ctx, s.School); err != nil {
			return SignedIn{}, fmt.Errorf("name school: %w", err)
		}
	}
	if s.Classroom != "" {
		if _, err := c.NameClassroom(ctx, s.Classroom); err != nil {
			return SignedIn{}, fmt.Errorf("name class: %w", err)
		}
	}
	// The teacher last: whatever is cut short before is begun anew with the same code.
	teacher, err := c.CreateTeacher(ctx, s.Teacher, s.Password)
	if err != nil {
		return SignedIn{}, err
	}
	c.setup = ""
	return c.signInAs(ctx, teacher, "")
}

func (s *Setup) check() error {
	if s.Teacher == "" || max(len(s.Teacher), len(s.School), len(s.Classroom)) > maxNameBytes {
		return school.Errorf(school.CodeInvalid, "a name has 1 to %d bytes", maxNameBytes)
	}
	return checkPassword(s.Password)
}

// plainDigits keeps the digits of a typed code, which keyboards of the country may
// write in their own script and people with a dash in the middle.
func plainDigits(typed string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range [...]rune{'0', '\u0660', '\u06f0'} {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return -1
	}, typed[:min(len(typed), 64)])
}
