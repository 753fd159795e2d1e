package uplink

import (
	"sync"
	"time"

	"darasa/internal/replication"
	"darasa/internal/school"
)

// Pauses of a segment that the cloud refused, or took and could not read.
const (
	firstRest   = time.Minute
	longestRest = 6 * time.Hour
	maxResting  = 1 << 12
)

// resting are the segments that came to nothing. They are offered again, ever less
// often, so that one bad segment costs neither the others nor the link.
type resting struct {
	now    func() time.Duration
	partly func(hash [32]byte) bool // the beginning of it may be over there

	mu    sync.Mutex
	pause map[[32]byte]rest
	taken map[[32]byte]bool // over there, and not signed for
}

type rest struct{ pause, until time.Duration }

// note takes down how a segment that was sent fared.
func (r *resting) note(hash [32]byte, taken bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.pause[hash].pause
	delete(r.pause, hash)
	if taken {
		delete(r.taken, hash)
	}
	if taken || len(r.pause) >= maxResting {
		return
	}
	if r.pause == nil {
		r.pause = map[[32]byte]rest{}
	}
	pause := min(longestRest, max(firstRest, 2*was))
	r.pause[hash] = rest{pause, r.now() + pause}
}

func (r *resting) rests(hash [32]byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, ok := r.pause[hash]
	return ok && r.now() < one.until
}

func (r *resting) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.pause)
}

func (r *resting) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pause, r.taken = nil, nil
}

// patient is a shelf that does not bring up what rests.
type patient struct {
	replication.Shelf
	resting *resting
}

// patientRedactor is one that blanks segments besides.
type patientRedactor struct {
	patient
	replication.Redactor
}

func (r *resting) over(shelf replication.Shelf) replication.Shelf {
	p := patient{shelf, r}
	if redactor, ok := shelf.(replication.Redactor); ok {
		return patientRedactor{p, redactor}
	}
	return p
}

// Rests implements replication.Rester.
func (p patient) Rests(hash [32]byte) bool { return p.resting.rests(hash) }

// Took implements replication.Rester.
func (p patient) Took(hash [32]byte) {
	p.resting.mu.Lock()
	defer p.resting.mu.Unlock()
	if p.resting.taken == nil || len(p.resting.taken) >= maxResting {
		p.resting.taken = map[[32]byte]bool{}
	}
	p.resting.taken[hash] = true
}

// HasTaken implements replication.Rester.
func (p patient) HasTaken(hash [32]byte) bool {
	p.resting.mu.Lock()
	defer p.resting.mu.Unlock()
	return p.resting.taken[hash]
}

// Begun implements replication.Rester.
func (p patient) Begun(hash [32]byte) bool { return p.resting.partly(hash) }

// Waiting implements replication.Sender.
func (p patient) Waiting(peer school.ID, limit int) ([]replication.SegmentRef, error) {
	refs, err := p.Shelf.Waiting(peer, limit+p.resting.count())
	var out []replication.SegmentRef
	for _, ref := range refs {
		if len(out) < limit && !p.Rests(ref.Hash) {
			out = append(out, ref)
		}
	}
	return out, err
}
