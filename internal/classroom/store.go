package classroom

import (
	"context"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Log is the one door and what lies behind it.
type Log interface {
	// Apply takes ops of others; it returns after they are committed for good.
	Apply(ctx context.Context, ops []*crdt.Op) (replication.Result, error)
	// Write numbers, stamps and applies ops of the hub's own.
	Write(ctx context.Context, audience school.Audience, ops ...*crdt.Op) error
	// Have returns which ops of a stream are on disk here.
	Have(ctx context.Context, s crdt.Stream) (crdt.Ranges, error)
	// Replicated returns which ops of a stream a second holder signed for.
	Replicated(ctx context.Context, s crdt.Stream) (crdt.Ranges, error)
	// Vector returns everything that is on disk here.
	Vector(ctx context.Context) (crdt.Vector, error)
	// Refuse keeps the text of what could not be read as an op, with the reason.
	Refuse(ctx context.Context, source string, cause error, body []byte) error
}

// Entry is the winning value of one register.
type Entry struct {
	Entity school.ID
	Key    string
	Value  []byte
}

// History reads evidence from the log itself.
type History interface {
	// Evidence returns, in any order, every attempt recorded under the learner's
	// card, every observation of her, and every attempt of sessions that people gave
	// her.
	Evidence(ctx context.Context, learner school.ID) ([]*crdt.Op, error)
}

// Sets reads add-wins sets.
type Sets interface {
	// Elements returns the members of an add-wins set.
	Elements(ctx context.Context, id crdt.RegisterID) ([][]byte, error)
	// Adds returns the dots that put value into an add-wins set and are not taken back.
	Adds(ctx context.Context, id crdt.RegisterID, value []byte) ([]crdt.Dot, error)
}

// Facts reads what projections derived from the log.
type Facts interface {
	History
	Sets
	// Register returns the winning value of a register.
	Register(ctx context.Context, id crdt.RegisterID) (crdt.Version, bool, error)
	// Registers returns the winning values of one field, of all entities or, when
	// entity is not zero, of that one.
	Registers(ctx context.Context, noun school.Noun, field school.Field, entity school.ID) ([]Entry, error)
	// Learner returns a learner's row; ok is false while she has no answers.
	Learner(ctx context.Context, id school.ID) (projection.Learner, bool, error)
	// Learners returns the rows of all learners with answers.
	Learners(ctx context.Context) ([]projection.Learner, error)
	// Counts says how much waits, was refused, or raised an alarm.
	Counts(ctx context.Context) (Counts, error)
}

// Counts is how much of the log needs somebody's attention.
type Counts struct {
	Held    int64 `json:"held"`    // durable ops that wait for something
	Refused int64 `json:"refused"` // texts that were no ops
	Alarms  int64 `json:"alarms"`  // numbers used twice with different content
	Waiting int64 `json:"waiting"` // ops for the ministry that no second holder has signed for
	Bytes   int64 `json:"bytes"`   // of their segments
}

// Tries counts wrong sign-ins of one account.
type Tries struct {
	Day   int64 // since 1970, by the hub's clock
	Today int   // wrong ones on that day
	Row   int   // wrong ones since the last right one
}

// Grant says that a device signed a learner in, for the session op that follows.
type Grant struct {
	Device    uint32
	Learner   school.ID
	Assurance school.Assurance
}

// Desk keeps what must survive a restart and must not replicate.
type Desk interface {
	// Tries returns an account's count, the zero value for an account without one.
	Tries(ctx context.Context, account string) (Tries, error)
	PutTries(ctx context.Context, account string, t Tries) error
	// PutGrant replaces the grant of that device and learner.
	PutGrant(ctx context.Context, g Grant) error
	// UseGrant ties the grant of that device and learner to a session and returns
	// its assurance; ok is false when there is none or another session used it.
	UseGrant(ctx context.Context, device uint32, learner school.ID, session string) (a school.Assurance, ok bool, err error)
	// Issued returns the last plan issued for a learner, the zero value if none.
	Issued(ctx context.Context, learner school.ID) (Issued, error)
	PutIssued(ctx context.Context, learner school.ID, i Issued) error
}

// Vault keeps keys and sessions. Keys come and go sealed under the hub's secret,
// sessions as hashes of their tokens.
type Vault interface {
	// Keys returns the sealed keys of all learners.
	Keys(ctx context.Context) (map[school.ID][]byte, error)
	// PutKeys keeps all of them or none.
	PutKeys(ctx context.Context, sealed map[school.ID][]byte) error
	PutSession(ctx context.Context, token [32]byte, teacher school.ID, used hlc.Moment) error
	// Session returns whose session it is and when it was last used.
	Session(ctx context.Context, token [32]byte) (teacher school.ID, used hlc.Moment, ok bool, err error)
	DeleteSession(ctx context.Context, token [32]byte) error
	// DeleteSessions ends all sessions of a teacher.
	DeleteSessions(ctx context.Context, teacher school.ID) error
}

// Issued remembers a plan, so that its number grows exactly when it says something
// new.
type Issued struct {
	Number uint32
	Basis  [32]byte // of decisions, calibration and catalogue
	Since  uint32   // number of the first plan with that basis
	Digest uint64   // of the learner state it carried
}

// Time is the hub's clock.
type Time interface {
	// Stamp issues the next stamp of the hub.
	Stamp() hlc.Stamp
	// Clock returns the clock itself, to ask whether it is trusted.
	Clock() *hlc.Clock
	// SetReal says what the real time is now, in ticks since 1970, from a source
	// that is believed.
	SetReal(tick int64)
}

// Courses finds exercises among those of the current course.
type Courses interface {
	// Course returns the course of a known catalogue; it must not be changed.
	Course(catalogue [32]byte) (*tutor.Course, bool)
	// Locate translates an item of any known catalogue into the current one; the
	// reason says why it cannot.
	Locate(catalogue [32]byte, item, instance uint32) (current uint32, reason replication.Reason)
	// Version names what an item's generator asks and answers, as of a known catalogue.
	Version(catalogue [32]byte, item uint32) (version string, ok bool)
	// Under returns the number of the calibration to fold evidence under that was
	// given at a hub under a number; ok is false for one that may still arrive.
	Under(hub school.ID, number uint32) (use uint32, ok bool)
}

// Content is what the hub knows about exercises. The tutor belongs to the class.
type Content interface {
	Courses
	// Current returns the catalogue that new plans use.
	Current() (catalogue [32]byte)
	// Newest returns the calibration that new plans use.
	Newest() *tutor.Snapshot
	// NewTutor returns a tutor over the current course for one goroutine's use.
	NewTutor() (*tutor.Tutor, error)
	// SkillID names a skill of the current course for people's decisions, which
	// must outlive it; Skill is its reverse.
	SkillID(skill uint16) string
	Skill(id string) (skill uint16, ok bool)
	// Misconception names the mistake behind a wrong response, empty if none is known.
	Misconception(item, instance uint32, response string) string
}

// Live reaches the tablets and teachers that are connected now. Its methods never
// block.
type Live interface {
	LetIn(device uint32, learner school.ID)
	Plan(device uint32, learner school.ID)
	Changed()
}
