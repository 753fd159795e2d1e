// Package desk is the tablet's side of the tutor without the browser: bytes and
// numbers in, short JSON strings out, one learner at a time.
//
// It exists so that all of the module but the calls into the browser can be tested
// anywhere. It writes its JSON by hand, because encoding/json would bring reflect,
// fmt and os to the tablet, and it reads none.
package desk

import (
	"errors"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"
)

// Reasons for which the desk refuses before the tutor is asked.
var (
	errNoCourse  = errors.New("desk: no course is loaded")
	errNoSession = errors.New("desk: no plan is open")
	errNothing   = errors.New("desk: nothing to offer, every skill is blocked")
	errNumber    = errors.New("desk: number out of range")
)

// maxSnapshots bounds how many snapshots are kept; the oldest loaded goes first.
const maxSnapshots = 8

// Desk holds what was loaded and the session that is open, if any.
type Desk struct {
	name      []byte
	course    *tutor.Course
	snapshots []*tutor.Snapshot
	session   *tutor.Session
	absent    []uint16 // skills whose exercises the tablet does not have yet
}

// Load takes a course and a snapshot of it. With the course already loaded it adds
// the snapshot; another course replaces everything, also an open plan.
func (d *Desk) Load(course, snapshot []byte) error {
	s, err := tutor.DecodeSnapshot(snapshot)
	if err != nil {
		return err
	}
	if d.course == nil || string(d.name) != string(course) {
		c, err := tutor.DecodeCourse(course)
		if err != nil {
			return err
		}
		if err := s.Fits(c); err != nil {
			return err
		}
		*d = Desk{name: append([]byte(nil), course...), course: c}
	}
	if err := s.Fits(d.course); err != nil {
		return err
	}
	kept := d.snapshots[:0]
	for _, old := range d.snapshots {
		if old.Number != s.Number {
			kept = append(kept, old)
		}
	}
	if len(kept) == maxSnapshots {
		kept = append(kept[:0], kept[1:]...)
	}
	d.snapshots = append(kept, s)
	return nil
}

// Open begins a session on a plan, in place of the one before.
func (d *Desk) Open(plan []byte) error {
	if d.course == nil {
		return errNoCourse
	}
	p, err := tutor.DecodePlan(plan)
	if err != nil {
		return err
	}
	session, err := tutor.Open(d.course, d.snapshots, p)
	if err != nil {
		return err
	}
	session.Withhold(d.absent)
	d.session = session
	return nil
}

// Withhold says which skills the tablet cannot show yet: one byte a skill of the
// course, anything but 0 for those. It holds for plans opened later, until it is said
// again or another course is loaded.
func (d *Desk) Withhold(mask []byte) {
	d.absent = d.absent[:0]
	for skill := range min(len(mask), engine.MaxSkills) {
		if mask[skill] != 0 {
			d.absent = append(d.absent, uint16(skill))
		}
	}
	if d.session != nil {
		d.session.Withhold(d.absent)
	}
}

// Next returns the next exercise at a tick as
// {"item":…,"instance":…,"kind":…,"p":…,"reasons":[{"code":…,"values":[…]}]}.
func (d *Desk) Next(now int64) (string, error) {
	if d.session == nil {
		return "", errNoSession
	}
	return offered(d.session.Next(now))
}

// NextOf is Next for a learner who chose a skill herself.
func (d *Desk) NextOf(now int64, skill float64) (string, error) {
	if d.session == nil {
		return "", errNoSession
	}
	if !(skill >= 0 && skill < engine.MaxSkills) {
		return "", errNumber
	}
	return offered(d.session.NextOf(now, uint16(skill)))
}

func offered(c tutor.Choice) (string, error) {
	if c.Kind == selection.None {
		return "", errNothing
	}
	return string(appendChoice(nil, &c)), nil
}

// Answer folds an answer and returns {"changed":[…]} with the skills it asked.
func (d *Desk) Answer(e tutor.Evidence) (string, error) {
	if d.session == nil {
		return "", errNoSession
	}
	change, err := d.session.Answer(e)
	if err != nil {
		return "", err
	}
	return string(append(appendViews([]byte(`{"changed":`), change.Skills, false), '}')), nil
}

// Skills returns every skill of the course at a tick as a JSON array.
func (d *Desk) Skills(now int64) (string, error) {
	if d.session == nil {
		return "", errNoSession
	}
	return string(appendViews(nil, d.session.Skills(now), true)), nil
}

// Digest returns the state's digest as 16 hexadecimal digits, or "" without a plan.
func (d *Desk) Digest() string {
	if d.session == nil {
		return ""
	}
	return hex16(d.session.Digest())
}

// State returns the canonical bytes of the learner's state, none without a plan.
func (d *Desk) State() []byte {
	if d.session == nil {
		return nil
	}
	return d.session.State()
}

// Evidence makes an answer of the numbers a browser sends, or returns an error for
// one that cannot be meant.
func Evidence(item, instance float64, correct bool, hints, duration, at float64) (tutor.Evidence, error) {
	const safe = 1 << 53
	if !(item >= 0 && item < engine.MaxItems && instance >= 0 && instance < 1<<32 &&
		hints >= 0 && duration >= 0 && duration < safe && at > -safe && at < safe) {
		return tutor.Evidence{}, errNumber
	}
	return tutor.Evidence{
		Item: uint32(item), Instance: uint32(instance), Correct: correct,
		Hints: uint8(min(hints, 255)), Duration: int64(duration), At: int64(at),
	}, nil
}

// Together adds to an answer the part the learner had in a pair: role 1 entered it, role
// 2 checked it, with her vote on the first answer and whether that was right.
func Together(e tutor.Evidence, role, vote float64, firstRight bool) (tutor.Evidence, error) {
	if !(role >= 0 && role <= engine.Checker && vote >= 0 && vote <= engine.TryAgain) {
		return tutor.Evidence{}, errNumber
	}
	e.Role, e.Vote, e.FirstRight = uint8(role), uint8(vote), firstRight
	return e, nil
}

// Tick makes a tick of the number a browser sends; what is no time at all is 0.
func Tick(now float64) int64 {
	if !(now > -1<<53 && now < 1<<53) {
		return 0
	}
	return int64(now)
}

// Failure returns {"error":…}.
func Failure(err error) string {
	b := append([]byte(nil), `{"error":"`...)
	for _, c := range []byte(err.Error()) {
		// The module's own errors are plain; anything else must not break the JSON.
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			c = '?'
		}
		b = append(b, c)
	}
	return string(append(b, `"}`...))
}

func appendChoice(b []byte, c *tutor.Choice) []byte {
	b = appendNumber(append(b, `{"item":`...), uint64(c.Item))
	b = appendNumber(append(b, `,"instance":`...), uint64(c.Instance))
	b = append(append(append(b, `,"kind":"`...), c.Kind.String()...), '"')
	b = appendFloat(append(b, `,"p":`...), c.P)
	b = append(b, `,"reasons":[`...)
	for i, reason := range c.Reasons {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, `{"code":"`...), reason.Code...), `","values":[`...)
		for j, v := range reason.Values {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendFloat(b, v)
		}
		b = append(b, `]}`...)
	}
	return append(b, `]}`...)
}

func appendViews(b []byte, views []tutor.SkillView, placed bool) []byte {
	b = append(b, '[')
	for i := range views {
		v := &views[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(append(b, `{"skill":`...), uint64(v.Skill))
		b = appendFloat(append(b, `,"p":`...), v.P)
		b = appendFloat(append(b, `,"known":`...), v.Known)
		b = append(append(append(b, `,"level":"`...), v.Level.String()...), '"')
		b = appendInt(append(b, `,"due":`...), v.Due)
		b = appendNumber(append(b, `,"answers":`...), uint64(v.Answers))
		if placed {
			b = appendBool(append(b, `,"solid":`...), v.Solid)
			b = appendBool(append(b, `,"ready":`...), v.Ready)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, "true"...)
	}
	return append(b, "false"...)
}

func appendInt(b []byte, v int64) []byte {
	if v < 0 {
		return appendNumber(append(b, '-'), uint64(-v))
	}
	return appendNumber(b, uint64(v))
}

func appendNumber(b []byte, v uint64) []byte {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + v%10)
		if v /= 10; v == 0 {
			return append(b, digits[i:]...)
		}
	}
}

// appendFloat writes v to six decimals without trailing zeros. It stands in for
// strconv, whose tables would cost the module some twenty kilobytes.
func appendFloat(b []byte, v float64) []byte {
	const unit = 1_000_000
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	if !(v < 1e12) {
		v = 0
	}
	millionths := uint64(float64(v*unit) + 0.5)
	b = appendNumber(b, millionths/unit)
	rest := millionths % unit
	if rest == 0 {
		return b
	}
	b = append(b, '.')
	for digit := uint64(unit / 10); rest > 0; digit /= 10 {
		b = append(b, byte('0'+rest/digit))
		rest %= digit
	}
	return b
}

func hex16(v uint64) string {
	const digits = "0123456789abcdef"
	var b [16]byte
	for i := range b {
		b[i] = digits[v>>(60-4*i)&15]
	}
	return string(b[:])
}
