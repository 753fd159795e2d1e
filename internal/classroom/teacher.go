package classroom

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
)

// Passwords of adults: argon2id as OWASP advises for small machines, at most two
// at once (38 MiB), at most a hundred wrong ones per account and day.
const (
	argonTime, argonMemory, argonThreads = 2, 19 << 10, 1
	minPassword, maxPassword             = 8, 200
	maxHashing                           = 64                         // checks that run or wait; a flood beyond is turned away
	passwordFree                         = 5                          // wrong ones in a row that cost nothing
	passwordWait                         = 30 * school.TicksPerSecond // after the next, then doubled
	passwordLongest                      = 15 * 60 * school.TicksPerSecond
	passwordDaily                        = 100
	sessionIdle                          = 12 * 60 * 60 * school.TicksPerSecond
	sessionTouch                         = 10 * 60 * school.TicksPerSecond // how stale "last used" may be
)

// WaitError says that an account must wait; it wraps a school.Error of CodeWait.
type WaitError struct {
	Err     error
	Seconds int
}

// Error returns the sentence.
func (e *WaitError) Error() string { return e.Err.Error() }

// Unwrap returns the school.Error.
func (e *WaitError) Unwrap() error { return e.Err }

func waitError(ticks int64) error {
	seconds := int((ticks + school.TicksPerSecond - 1) / school.TicksPerSecond)
	return &WaitError{Err: school.Errorf(school.CodeWait, "too many wrong passwords; try again in %d seconds", seconds), Seconds: seconds}
}

// CreateTeacher writes a teacher with that sign-in name and password.
func (c *Class) CreateTeacher(ctx context.Context, name, password string) (school.ID, error) {
	if name == "" || len(name) > maxNameBytes {
		return school.ID{}, school.Errorf(school.CodeInvalid, "a name has 1 to %d bytes", maxNameBytes)
	}
	if err := checkPassword(password); err != nil {
		return school.ID{}, err
	}
	if known, _, err := c.findTeacher(ctx, name); err != nil || !known.IsZero() {
		return school.ID{}, cmp.Or(err, error(school.Errorf(school.CodeConflict, "there is a teacher with this name already")))
	}
	id, err := school.NewID(c.Time.Stamp().At.Tick*10, c.Random)
	if err != nil {
		return id, err
	}
	sealed, err := seal.Seal(c.keys.names, c.Random, about(school.NounTeacher, id, school.TeacherName), []byte(name))
	if err != nil {
		return id, fmt.Errorf("seal name: %w", err)
	}
	if err := c.writePassword(ctx, id, password); err != nil {
		return id, err
	}
	return id, c.Log.Write(ctx, school.AudienceSchool, set(school.NounTeacher, id, school.TeacherName, "", sealed))
}

func checkPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < minPassword || len(password) > maxPassword {
		return school.Errorf(school.CodeInvalid, "a password has at least %d characters", minPassword)
	}
	return nil
}

func (c *Class) writePassword(ctx context.Context, teacher school.ID, password string) error {
	var salt [16]byte
	if _, err := io.ReadFull(c.Random, salt[:]); err != nil {
		return fmt.Errorf("draw salt: %w", err)
	}
	text, err := c.hashText(ctx, password, salt[:])
	if err != nil {
		return err
	}
	if err := c.Log.Write(ctx, school.AudienceHub, set(school.NounTeacher, teacher, school.TeacherPassword, "", []byte(text))); err != nil {
		return fmt.Errorf("write password: %w", err)
	}
	return nil
}

// SetPassword gives a teacher another password and ends all her sessions;
// school.CodeNotFound for a name that no teacher has.
func (c *Class) SetPassword(ctx context.Context, name, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	teacher, _, err := c.findTeacher(ctx, name)
	if err != nil {
		return err
	}
	if teacher.IsZero() {
		return school.Errorf(school.CodeNotFound, "there is no teacher with this name")
	}
	if err := c.writePassword(ctx, teacher, password); err != nil {
		return err
	}
	defer c.Live.Changed()
	return c.Vault.DeleteSessions(ctx, teacher)
}

func (c *Class) hashText(ctx context.Context, password string, salt []byte) (string, error) {
	hash, err := c.hash(ctx, password, salt)
	if err != nil {
		return "", err
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, encode(salt), encode(hash)), nil
}

// hash waits for one of the two places, so that forty tries at once cannot take
// the memory of a small machine.
func (c *Class) hash(ctx context.Context, password string, salt []byte) ([]byte, error) {
	if c.waiting.Add(1) > maxHashing {
		c.waiting.Add(-1)
		return nil, waitError(5 * school.TicksPerSecond)
	}
	defer c.waiting.Add(-1)
	select {
	case c.hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check the password: %w", ctx.Err())
	}
	defer func() { <-c.hashing }()
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, 32), nil
}

func (c *Class) matches(ctx context.Context, text, password string) (bool, error) {
	parts := strings.Split(text, "$")
	parameters := fmt.Sprintf("m=%d,t=%d,p=%d", argonMemory, argonTime, argonThreads)
	if len(parts) != 6 || parts[1] != "argon2id" || parts[3] != parameters {
		return false, fmt.Errorf("password has a form this program does not know: %s %s", parts[min(1, len(parts)-1)], parts[min(3, len(parts)-1)])
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) != 32 {
		return false, fmt.Errorf("password text is damaged")
	}
	got, err := c.hash(ctx, password, salt)
	return subtle.ConstantTimeCompare(got, want) == 1, err
}

// SignedIn is what a teacher's browser keeps: the token of the session, and proof
// that this teacher once signed in here.
type SignedIn struct {
	Token string
	Known string
}

// SignInTeacher checks a password and opens a session; the token is 256 random
// bits and kept here only as a hash. A wrong name or password is
// school.CodeUnauthorized in the same words and time, too many a WaitError. known
// is what an earlier SignedIn left in the browser, or empty: such a browser is
// throttled by itself, so that children who try passwords cannot lock their
// teacher out.
func (c *Class) SignInTeacher(ctx context.Context, name, password, known string) (SignedIn, error) {
	wrong := school.Errorf(school.CodeUnauthorized, "that name and password do not fit")
	if len(password) > maxPassword {
		return SignedIn{}, wrong
	}
	teacher, text, err := c.findTeacher(ctx, name)
	if err != nil {
		return SignedIn{}, err
	}
	if teacher.IsZero() {
		_, err := c.hash(ctx, password, make([]byte, 16)) // the same work as for a known name
		if err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, wrong
	}
	account := "teacher " + teacher.String()
	browser, isKnown := c.keys.knownBrowser(teacher, known)
	if isKnown {
		account += " " + browser
	}
	if err := c.try(ctx, account, func() (bool, error) { return c.matches(ctx, text, password) }, wrong); err != nil {
		return SignedIn{}, err
	}
	if !isKnown {
		known = ""
	}
	return c.signInAs(ctx, teacher, known)
}

// signInAs opens a session; known is the browser's proof, empty for a new one.
func (c *Class) signInAs(ctx context.Context, teacher school.ID, known string) (s SignedIn, err error) {
	if s.Known = known; known == "" {
		if s.Known, err = c.keys.newBrowser(teacher, c.Random); err != nil {
			return SignedIn{}, err
		}
	}
	s.Token, err = c.openSession(ctx, teacher)
	return s, err
}

func (c *Class) findTeacher(ctx context.Context, name string) (id school.ID, password string, err error) {
	names, err := c.Facts.Registers(ctx, school.NounTeacher, school.TeacherName, school.ID{})
	if err != nil {
		return id, "", fmt.Errorf("find teacher: %w", err)
	}
	for _, e := range names {
		plain, err := seal.Open(c.keys.names, about(school.NounTeacher, e.Entity, school.TeacherName), e.Value)
		if err != nil || !strings.EqualFold(strings.TrimSpace(string(plain)), strings.TrimSpace(name)) {
			continue
		}
		version, ok, err := c.Facts.Register(ctx, passwordOf(e.Entity))
		if err != nil {
			return id, "", fmt.Errorf("find teacher: %w", err)
		}
		if ok {
			return e.Entity, string(version.Value), nil
		}
	}
	return id, "", nil
}

// try runs one check of an account's password under its throttle. The try is
// counted before it is made: whoever kills the hub meanwhile wins nothing.
func (c *Class) try(ctx context.Context, account string, check func() (bool, error), wrong error) error {
	lock := c.lock(account)
	lock.Lock()
	defer lock.Unlock()
	tries, err := c.Desk.Tries(ctx, account)
	if err != nil {
		return fmt.Errorf("read tries: %w", err)
	}
	stamp := c.Time.Stamp()
	if day := stamp.At.Tick / school.TicksPerDay; day > tries.Day {
		tries = Tries{Day: day, Row: tries.Row}
	}
	if tries.Today >= passwordDaily {
		return waitError(school.TicksPerDay - stamp.At.Tick%school.TicksPerDay)
	}
	c.mu.Lock()
	left := c.waits[account].until - stamp.Mono
	c.mu.Unlock()
	if left > 0 {
		return waitError(left)
	}
	tries.Today++
	tries.Row++
	if err := c.Desk.PutTries(ctx, account, tries); err != nil {
		return fmt.Errorf("count try: %w", err)
	}
	ok, err := check()
	if err != nil {
		return fmt.Errorf("check password: %w", err)
	}
	if ok {
		return c.Desk.PutTries(ctx, account, Tries{Day: tries.Day, Today: tries.Today - 1})
	}
	if over := tries.Row - passwordFree; over > 0 {
		c.mu.Lock()
		c.waits[account] = wait{until: stamp.Mono + min(int64(passwordLongest), int64(passwordWait)<<min(over-1, 10))}
		c.mu.Unlock()
	}
	return wrong
}

func (c *Class) openSession(ctx context.Context, teacher school.ID) (string, error) {
	var token [32]byte
	if _, err := io.ReadFull(c.Random, token[:]); err != nil {
		return "", fmt.Errorf("draw token: %w", err)
	}
	if err := c.Vault.PutSession(ctx, sha256.Sum256(token[:]), teacher, c.Time.Stamp().Moment); err != nil {
		return "", fmt.Errorf("open session: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(token[:]), nil
}

// Teacher returns whose session a token opens. Twelve hours of a running hub without
// use end it;
// SignOutTeacher ends it at once.
func (c *Class) Teacher(ctx context.Context, token string) (school.ID, error) {
	unknown := school.Errorf(school.CodeUnauthorized, "please sign in")
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 32 {
		return school.ID{}, unknown
	}
	hash := sha256.Sum256(raw)
	teacher, used, ok, err := c.Vault.Session(ctx, hash)
	if err != nil {
		return school.ID{}, fmt.Errorf("find session: %w", err)
	}
	// Counted on the monotonic clock: setting the date must not sign anybody out. A
	// session of an earlier run is idle since this one began.
	now := c.Time.Stamp().Moment
	idle := now.Mono
	if used.Boot == now.Boot {
		idle = now.Mono - used.Mono
	}
	if !ok || idle > sessionIdle {
		return school.ID{}, unknown
	}
	if idle > sessionTouch || used.Boot != now.Boot {
		if err := c.Vault.PutSession(ctx, hash, teacher, now); err != nil {
			return school.ID{}, fmt.Errorf("keep session: %w", err)
		}
	}
	return teacher, nil
}

// SignOutTeacher ends a session at once, also views that are open.
func (c *Class) SignOutTeacher(ctx context.Context, token string) error {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != 32 {
		return nil
	}
	defer c.Live.Changed()
	return c.Vault.DeleteSession(ctx, sha256.Sum256(raw))
}

func passwordOf(teacher school.ID) crdt.RegisterID {
	return crdt.RegisterID{Noun: school.NounTeacher, Entity: teacher, Field: school.TeacherPassword}
}
