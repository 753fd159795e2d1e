package tracing

import (
	"darasa/internal/engine"
	"darasa/internal/engine/codec"
)

// Skill is what the model keeps of one learner and one skill. Own is her deviation
// from what is usual, Fast and Slow are averages of outcomes starting at ½, Right
// and Wrong count creditable answers, Seen every answer; Last is the tick of the
// latest one. History holds the last three creditable outcomes, At how many answers
// she had given with the latest of them. All is zero until Seen is not.
type Skill struct {
	Own                Weight
	Fast, Slow         float64
	Right, Wrong, Seen uint32
	Last               int64
	At                 uint32
	History            uint8
}

// Item counts one learner's answers on one item: Seen all of them, Right and Wrong
// the creditable ones. At is how many answers she had given with the latest
// creditable one, LastRight whether that was right.
type Item struct {
	Right, Wrong, Seen uint32
	At                 uint32
	LastRight          bool
}

// Learner is the model's state for one learner of one course: a fold of her own
// answers and nothing else. LastItem and LastInstance are her latest exercise,
// valid when Seen is not 0. History holds her last four creditable outcomes; when it
// is not 0, Prev is the item of the latest and Run, up to longRun, how many in a row
// were on its skill. Placed tells that a placement has given every skill an Own, also
// those never answered.
type Learner struct {
	Ability                Weight
	Fast, Slow             float64
	Right, Wrong, Seen     uint32
	LastItem, LastInstance uint32
	Prev                   uint32
	History, Run           uint8
	Placed                 bool
	Skills                 []Skill
	Items                  []Item
}

// What is believed of a learner before her first answer. The ability's variance is
// below .44, which keeps a right answer on one skill from lowering the chance that
// another is known (docs/adr/0012).
const (
	abilityVar      = 0.4
	ownVar          = 0.25
	abilityVarFloor = 0.02
	ownVarFloor     = 0.03
)

// NewLearner returns the state of a learner who has not answered anything.
func NewLearner(course *engine.Course) *Learner {
	l := &Learner{Skills: make([]Skill, len(course.Skills)), Items: make([]Item, len(course.Items))}
	l.Reset()
	return l
}

// Reset makes l the state of a learner of its course who has not answered anything.
func (l *Learner) Reset() {
	clear(l.Skills)
	clear(l.Items)
	*l = Learner{Ability: Weight{0, abilityVar}, Fast: 0.5, Slow: 0.5, Skills: l.Skills, Items: l.Items}
}

// maxCount bounds every counter; counting stops there.
const maxCount = 1 << 30

func count(n *uint32) {
	if *n < maxCount {
		*n++
	}
}

// AppendBinary appends the canonical form of the state to b; skills and items never
// answered take no space.
func (l *Learner) AppendBinary(b []byte) []byte {
	b = codec.AppendFloat64(codec.AppendFloat64(b, l.Ability.Mean), l.Ability.Var)
	b = codec.AppendFloat64(codec.AppendFloat64(b, l.Fast), l.Slow)
	b = appendCounts(b, l.Right, l.Wrong, l.Seen)
	b = codec.AppendUint(codec.AppendUint(b, uint64(l.LastItem)), uint64(l.LastInstance))
	b = append(codec.AppendUint(b, uint64(l.Prev)), l.History, l.Run, byte(bit(l.Placed)))

	touched := 0
	for i := range l.Skills {
		if l.Skills[i].Seen > 0 {
			touched++
		}
	}
	b = codec.AppendUint(b, uint64(touched))
	next := 0
	for i := range l.Skills {
		if l.Skills[i].Seen > 0 {
			b = l.Skills[i].appendBinary(codec.AppendUint(b, uint64(i-next)))
			next = i + 1
		}
	}
	return l.appendItems(l.appendPlaced(b))
}

func (s *Skill) appendBinary(b []byte) []byte {
	b = codec.AppendFloat64(codec.AppendFloat64(b, s.Own.Mean), s.Own.Var)
	b = codec.AppendFloat64(codec.AppendFloat64(b, s.Fast), s.Slow)
	b = codec.AppendInt(appendCounts(b, s.Right, s.Wrong, s.Seen), s.Last)
	return append(codec.AppendUint(b, uint64(s.At)), s.History)
}

func (l *Learner) appendItems(b []byte) []byte {
	touched := 0
	for i := range l.Items {
		if l.Items[i].Seen > 0 {
			touched++
		}
	}
	b = codec.AppendUint(b, uint64(touched))
	next := 0
	for i := range l.Items {
		if item := &l.Items[i]; item.Seen > 0 {
			b = codec.AppendUint(b, uint64(i-next))
			b = appendCounts(b, item.Right, item.Wrong, item.Seen)
			b = codec.AppendUint(b, uint64(item.At)<<1|bit(item.LastRight))
			next = i + 1
		}
	}
	return b
}

func bit(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

// appendCounts writes seen as what is left after right and wrong, usually 0.
func appendCounts(b []byte, right, wrong, seen uint32) []byte {
	b = codec.AppendUint(codec.AppendUint(b, uint64(right)), uint64(wrong))
	return codec.AppendUint(b, uint64(seen-min(seen, right+wrong)))
}

func readCounts(r *codec.Reader) (right, wrong, seen uint32) {
	right, wrong = uint32(r.Uint(maxCount)), uint32(r.Uint(maxCount))
	seen = uint32(r.Uint(maxCount)) + right + wrong
	if seen > maxCount {
		r.Fail(codec.ErrRange)
	}
	return right, wrong, seen
}

// ReadLearner reads a state for a course from r, whose Err tells of failures.
func ReadLearner(r *codec.Reader, course *engine.Course) *Learner {
	l := NewLearner(course)
	l.Read(r)
	return l
}

// Read reads a state of l's course into l, whatever l held.
func (l *Learner) Read(r *codec.Reader) {
	l.Reset()
	l.Ability = readOwn(r)
	l.Fast, l.Slow = r.Float64(0, 1), r.Float64(0, 1)
	l.Right, l.Wrong, l.Seen = readCounts(r)
	l.LastItem = uint32(r.Uint(engine.MaxItems))
	l.LastInstance = uint32(r.Uint(1<<32 - 1))
	l.Prev = uint32(r.Uint(uint64(max(len(l.Items), 1) - 1)))
	l.History, l.Run = readHistory(r, learnerHistory), r.Byte(longRun)
	l.Placed = r.Byte(1) == 1
	next := 0
	for range r.Count(len(l.Skills), 39) {
		i := next + int(r.Uint(engine.MaxSkills))
		if i >= len(l.Skills) {
			r.Fail(codec.ErrRange)
			return
		}
		s := &l.Skills[i]
		s.Own = readOwn(r)
		s.Fast, s.Slow = r.Float64(0, 1), r.Float64(0, 1)
		s.Right, s.Wrong, s.Seen = readCounts(r)
		s.Last = r.Int()
		s.At, s.History = uint32(r.Uint(uint64(l.Seen))), readHistory(r, skillHistory)
		if s.Seen == 0 {
			r.Fail(codec.ErrCanonical)
		}
		next = i + 1
	}
	l.readPlaced(r)
	readItems(r, l.Items, l.Seen)
}

// readHistory reads the history of at most n outcomes, which is 0 or has a leading 1
// and something below it.
func readHistory(r *codec.Reader, n int) uint8 {
	h := r.Byte(2<<n - 1)
	if h == 1 {
		r.Fail(codec.ErrRange)
	}
	return h
}

func readItems(r *codec.Reader, items []Item, answers uint32) {
	next := 0
	for range r.Count(len(items), 5) {
		i := next + int(r.Uint(engine.MaxItems))
		if i >= len(items) {
			r.Fail(codec.ErrRange)
			return
		}
		items[i].Right, items[i].Wrong, items[i].Seen = readCounts(r)
		at := r.Uint(uint64(answers)<<1 | 1)
		items[i].At, items[i].LastRight = uint32(at>>1), at&1 == 1
		if items[i].Seen == 0 {
			r.Fail(codec.ErrCanonical)
		}
		next = i + 1
	}
}

func readOwn(r *codec.Reader) Weight {
	mean := r.Float64(-maxMean, maxMean)
	return Weight{mean, r.Float64(0, maxVar)}
}
