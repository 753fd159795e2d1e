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
	// History returns, in any order, every attempt recorded under the learner's
	// card and every attempt of sessions whose owner register names her.
	History(school.ID) ([]*crdt.Op, error)
}

// Rows is a store's whole part in projections.
type Rows interface {
	Registers
	Sessions
	Learners
}

// Courses knows items and calibration.
type Courses interface {
	// Current returns the catalogue over which learner states are folded now, its
	// course, and the tutor that folds. The tutor is used by one goroutine.
	Current() (catalogue [32]byte, course *tutor.Course, folder *tutor.Tutor)
	// Locate translates an item of any known catalogue into the current one. The
	// Reason is empty, replication.ReasonCatalogue or replication.ReasonItem.
	Locate(catalogue [32]byte, item, instance uint32) (current uint32, reason replication.Reason)
	// Knows reports whether the calibration snapshot of that number is here.
	Knows(snapshot uint32) bool
}

// Learner is one learner's row: a fold of her attempts in canonical order.
type Learner struct {
	ID        school.ID
	Catalogue [32]byte // what State's dense numbers count in
	State     []byte   // the engine's canonical state
	Digest    uint64   // of State
	Last      hlc.Timestamp
	LastDot   crdt.Dot // with Last: the newest attempt folded
	Answers   int
	Correct   int
	Board     Board
}

// Board is what a teacher sees of a learner at a glance, all of it about her
// newest attempts.
type Board struct {
	Device     crdt.Writer // where the newest answer was given
	Item       uint32      // of the current catalogue
	Instance   uint32
	Skill      uint16
	Response   string // the newest answer
	Right      bool
	WrongInRow uint8  // wrong answers in a row on Skill, up to 255
	Hints      uint8  // hints used in that row
	Recent     uint16 // newest 16 outcomes, newest in bit 0
	Mono       int64  // moment of the newest answer on its writer's clock
	Boot       uint32
}
