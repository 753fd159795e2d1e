// Package library is what a replica knows about items: every catalogue it ever
// met, kept for ever, and the calibration snapshots over the current one. It
// answers the questions of projection (what is this attempt about?) and of wire
// (what can be predicted?).
//
// It deliberately keeps everything in memory and reads no disk: whoever owns a
// store hands in what the store holds.
package library

import (
	"fmt"
	"sync"

	"darasa/internal/curriculum"
	"darasa/internal/engine/tracing"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// Library is safe for use by several goroutines, except for the tutor that Current
// returns, which belongs to the one goroutine that folds.
type Library struct {
	mu         sync.RWMutex
	current    *curriculum.Catalogue
	course     *tutor.Course
	folder     *tutor.Tutor
	byHash     map[[32]byte]*curriculum.Catalogue
	courses    map[[32]byte]*tutor.Course
	toCurrent  map[[32]byte][]int64  // item of that catalogue → current item, −1 for none
	versions   map[[32]byte][]string // by item of that catalogue
	byIdentity map[curriculum.ItemIdentity]uint32
	skills     map[string]uint16 // of the current catalogue
	snapshots  map[uint32]*tutor.Snapshot
	newest     uint32
	hub        school.ID
	highest    uint32 // number ever given to a snapshot here
}

// New makes a library around the current catalogue, with the shipped calibration
// as snapshot 0.
func New(current *curriculum.Catalogue) (*Library, error) {
	l := &Library{
		current: current, course: current.Course(), byHash: map[[32]byte]*curriculum.Catalogue{}, courses: map[[32]byte]*tutor.Course{},
		toCurrent: map[[32]byte][]int64{}, versions: map[[32]byte][]string{}, byIdentity: map[curriculum.ItemIdentity]uint32{}, snapshots: map[uint32]*tutor.Snapshot{},
		skills: map[string]uint16{},
	}
	for skill := range current.NumSkills() {
		l.skills[current.SkillID(uint32(skill))] = uint16(skill)
	}
	for item := range uint32(current.NumItems()) {
		id, _ := current.Identity(item)
		l.byIdentity[id] = item
	}
	l.snapshots[0] = tracing.Generic(l.course)
	l.Add(current)
	var err error
	if l.folder, err = l.NewTutor(); err != nil {
		return nil, err
	}
	return l, nil
}

// NewTutor returns a tutor over the current course for one goroutine's use.
func (l *Library) NewTutor() (*tutor.Tutor, error) {
	t, err := tutor.New(l.course, l.Snapshot)
	if err != nil {
		return nil, fmt.Errorf("prepare course: %w", err)
	}
	return t, nil
}

// Add makes a catalogue known. It is idempotent.
func (l *Library) Add(c *curriculum.Catalogue) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.byHash[c.Hash()]; ok {
		return
	}
	places := make([]int64, c.NumItems())
	for item := range places {
		id, _ := c.Identity(uint32(item))
		places[item] = -1
		if current, ok := l.byIdentity[id]; ok {
			places[item] = int64(current)
		}
	}
	l.byHash[c.Hash()], l.courses[c.Hash()], l.toCurrent[c.Hash()] = c, c.Course(), places
}

// AddSnapshot makes a calibration snapshot over the current course known. It
// refuses one that does not fit, and another one of a known number.
func (l *Library) AddSnapshot(s *tutor.Snapshot) error {
	if err := s.Fits(l.course); err != nil {
		return fmt.Errorf("snapshot %d: %w", s.Number, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if have, ok := l.snapshots[s.Number]; ok && have.Hash() != s.Hash() {
		return fmt.Errorf("snapshot %d: %w", s.Number, tutor.ErrSnapshot)
	}
	l.snapshots[s.Number] = s
	l.newest, l.highest = max(l.newest, s.Number), max(l.highest, s.Number)
	return nil
}

// Snapshot returns the snapshot of that number, nil when it is not here.
func (l *Library) Snapshot(number uint32) *tutor.Snapshot {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.snapshots[number]
}

// Newest returns the snapshot that new plans use.
func (l *Library) Newest() *tutor.Snapshot {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.snapshots[l.newest]
}

// Own tells whose numbers the snapshots here have, and the highest ever given, also
// to snapshots that do not fit the current course or were lost.
func (l *Library) Own(hub school.ID, highest uint32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hub, l.highest = hub, max(l.highest, highest)
}

// Highest returns the highest number ever given to a snapshot of this hub.
func (l *Library) Highest() uint32 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.highest
}

// Under implements projection.Courses. A snapshot that is lost, or is another hub's,
// is replaced by the shipped one; one above all numbers given here is yet to come.
func (l *Library) Under(hub school.ID, number uint32) (uint32, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	foreign := !l.hub.IsZero() && hub != l.hub
	if _, ok := l.snapshots[number]; ok && !foreign {
		return number, true
	}
	return 0, foreign || number <= l.highest
}

// Current implements projection.Courses.
func (l *Library) Current() ([32]byte, *tutor.Course, *tutor.Tutor) {
	return l.current.Hash(), l.course, l.folder
}

// CurrentCatalogue returns the catalogue that new plans use.
func (l *Library) CurrentCatalogue() *curriculum.Catalogue { return l.current }

// Skill implements projection.Courses.
func (l *Library) Skill(name string) (uint16, bool) {
	skill, ok := l.skills[name]
	return skill, ok
}

// Locate implements projection.Courses. An item that the pack has since dropped,
// and an instance that was never enumerated, are unknown items.
func (l *Library) Locate(catalogue [32]byte, item, instance uint32) (uint32, replication.Reason) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	places, ok := l.toCurrent[catalogue]
	if !ok {
		return 0, replication.ReasonCatalogue
	}
	if item >= uint32(len(places)) || places[item] < 0 || instance >= l.byHash[catalogue].Instances(item) {
		return 0, replication.ReasonItem
	}
	current := uint32(places[item])
	if instance >= l.course.Items[current].Instances {
		return 0, replication.ReasonItem
	}
	return current, ""
}

// Version implements projection.Courses. Only what people once called wrong is ever
// asked for, so versions are made when they are.
func (l *Library) Version(catalogue [32]byte, item uint32) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	versions, ok := l.versions[catalogue]
	if !ok {
		c, known := l.byHash[catalogue]
		if !known {
			return "", false
		}
		versions = c.Versions()
		l.versions[catalogue] = versions
	}
	if int64(item) >= int64(len(versions)) {
		return "", false
	}
	return versions[item], true
}

// Catalogue returns a known catalogue by hash.
func (l *Library) Catalogue(hash [32]byte) (*curriculum.Catalogue, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	c, ok := l.byHash[hash]
	return c, ok
}

// Course returns the course of a known catalogue by hash.
func (l *Library) Course(hash [32]byte) (*tutor.Course, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	c, ok := l.courses[hash]
	return c, ok
}

// WireCatalogue is Catalogue in the form wire asks for.
func (l *Library) WireCatalogue(hash [32]byte) (wire.Catalogue, bool) {
	c, ok := l.Catalogue(hash)
	return c, ok
}
