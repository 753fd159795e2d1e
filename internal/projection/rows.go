package projection

import (
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Registers keeps last-writer-wins registers and add-wins sets.
type Registers interface {
	// PutVersion adds a value a register was set to; the store keeps all and knows
	// the winner by crdt.Version.Wins.
	PutVersion(crdt.RegisterID, crdt.Version) error
	// Winner returns the winning value of a register.
	Winner(crdt.RegisterID) (crdt.Version, bool, error)
	// Owners returns the winning value of every register of school.SessionOwner.
	Owners() (map[crdt.RegisterID][]byte, error)
	// Voids returns the versions of generators that people's newest word calls wrong:
	// the keys of the registers of school.GeneratorWrong whose value is one byte 1.
	Voids() ([]string, error)
	// PutElement adds an element to a set.
	PutElement(id crdt.RegisterID, dot crdt.Dot, element []byte) error
	// PutRemoved takes back adds, also ones that have not arrived.
	PutRemoved([]crdt.Dot) error
}

// Sessions keeps who sat where, and when that was.
type Sessions interface {
	PutSession(crdt.Dot, crdt.Session) error
	// Session returns the session opened by the op dot.
	Session(crdt.Dot) (crdt.Session, bool, error)
	PutObservation(crdt.Dot, hlc.Observation) error
}

// Learners keeps one row per learner.
type Learners interface {
	Learner(school.ID) (Learner, bool, error)
	PutLearner(Learner) error
	// Everybody returns all who have a row, in any order.
	Everybody() ([]school.ID, error)
	// Histories calls each once for every learner given, in that order, with her
	// history in any order: every attempt recorded under her card, every observation
	// of her, and every attempt of sessions whose owner register names her. It reads
	// the log as few times as its memory allows.
	Histories(learners []school.ID, each func(learner school.ID, history []*crdt.Op) error) error
}

// Children knows who has more than one record.
type Children interface {
	// Alike returns which records people called the same child: the winning registers of
	// school.LearnerSameAs with an empty key that name a learner, by theirs.
	Alike() (crdt.Alike, error)
}

// Eraser forgets learners for ever.
type Eraser interface {
	// Erase removes everything derived about a learner and remembers that she was
	// erased. Registers that name her as a session's owner, or as another record of the
	// same child, name nobody from then on. It returns others to whom people gave sessions
	// of hers: those are folded anew.
	Erase(learner school.ID, by crdt.Dot) (others []school.ID, err error)
	// IsErased reports whether a learner was erased.
	IsErased(learner school.ID) (bool, error)
}

// Rows is a store's whole part in projections.
type Rows interface {
	Registers
	Sessions
	Learners
	Children
	Eraser
}

// Courses knows items and calibration.
type Courses interface {
	// Current returns the catalogue over which learner states are folded now, its
	// course, and the tutor that folds. The tutor is used by one goroutine.
	Current() (catalogue [32]byte, course *tutor.Course, folder *tutor.Tutor)
	// NewTutor returns another tutor over the same course, for one goroutine's use.
	NewTutor() (*tutor.Tutor, error)
	// Locate translates an item of any known catalogue into the current one. The
	// Reason is empty, replication.ReasonCatalogue or replication.ReasonItem.
	Locate(catalogue [32]byte, item, instance uint32) (current uint32, reason replication.Reason)
	// Skill finds a skill of the current course by its name.
	Skill(name string) (skill uint16, ok bool)
	// Version names what an item's generator asks and answers, as of any known
	// catalogue; ok is false for an item that is not known.
	Version(catalogue [32]byte, item uint32) (version string, ok bool)
	// Under returns the number of the calibration snapshot to fold evidence under that
	// was given at a hub under a number; ok is false for one that may still arrive.
	Under(hub school.ID, number uint32) (use uint32, ok bool)
}

// Learner is one learner's row: a fold of her attempts, and of what teachers
// observed of her, in canonical order.
type Learner struct {
	ID        school.ID
	Catalogue [32]byte // what State's dense numbers count in
	State     []byte   // the engine's canonical state
	Digest    uint64   // of State
	Last      hlc.Timestamp
	LastDot   crdt.Dot // with Last: the newest op folded
	Answers   int
	Correct   int
	Board     Board
}

// MaxMarks is how many answers a board remembers.
const MaxMarks = 24

// MaxWork is of how many skills a board remembers the work.
const MaxWork = 16

// Board is what a teacher sees of a learner at a glance: her newest answers, all of
// one sitting, and what she has worked at. A new sitting begins without marks.
type Board struct {
	Device  crdt.Writer // where the newest answer was given
	Sitting uint64      // seq of its session op, 0 for none
	Mono    int64       // moment of the newest answer on its writer's clock
	Boot    uint32
	Marks   []Mark // the newest first, at most MaxMarks
	Work    []Work // of all sittings: the skills met last, the newest first, at most MaxWork
	Days    []Day  // on which she answered, the newest first, at most MaxDays
	Slip    Slip   // the newest wrong answer; of an earlier one than Marks tell when none of them is wrong
}

// Mark is one answer as a board remembers it.
type Mark struct {
	Skill uint16
	Right bool
	Hints uint8  // seen before it, at most 3
	Took  uint16 // tenths of a second, at most MaxTook
}

// MaxDays is of how many days a board remembers what was done: some eight weeks of
// lessons.
const MaxDays = 40

// Day is one day on which a learner answered. Day counts from 1970 by the stamps of
// her answers; Steady are skills that became steady for the first time.
type Day struct {
	Day                    int64
	Answers, Right, Steady uint16
}

// MaxTook is the longest a mark tells.
const MaxTook = 1023

// Work counts a learner's answers alone on one skill, until steadyRow of them in a row
// were right without a hint. Row is how many are.
type Work struct {
	Skill        uint16
	Tries, Right uint16
	Row          uint8
}

// steadyRow is how many right answers in a row end the counting.
const steadyRow = 3

// Steady reports whether the work has come to three right in a row.
func (w Work) Steady() bool { return w.Row >= steadyRow }

// Slip is a wrong answer: which item of the current catalogue, and what was entered.
type Slip struct {
	Item     uint32
	Instance uint32
	Response string
}
