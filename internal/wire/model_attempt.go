package wire

import (
	"slices"

	"darasa/internal/crdt"
)

// subject is a catalogue that attempts count their items in, and what the
// segment's attempts at it so far tell.
type subject struct {
	hash      [32]byte
	catalogue Catalogue // nil when the encoder did not have it
	items     uint32
	skills    ranking
	responses map[uint64]*responses // by item and instance
	counts    map[uint64]uint32     // by learner and item: attempts so far, by the rule's counting
}

// responses lists the unforeseen responses to one instance, oldest first.
type responses struct {
	texts   []string
	correct []bool
}

const maxResponses = 64

func newSubject(use CatalogueUse, x Context, end uint32) (subject, error) {
	hash, ok := x.Directory.Catalogue(use.Ordinal)
	if !ok || use.Ordinal >= x.Directory.count(EntryCatalogue, end) {
		return subject{}, damaged("it names a catalogue that its directory lacks")
	}
	s := subject{hash: hash, responses: map[uint64]*responses{}, counts: map[uint64]uint32{}}
	if !use.Coded {
		return s, nil
	}
	if x.Catalogues != nil {
		s.catalogue, _ = x.Catalogues(hash)
	}
	if s.catalogue == nil {
		return subject{}, &NeedCatalogueError{Hash: hash}
	}
	s.items = uint32(s.catalogue.NumItems())
	return s, nil
}

// learnerState is what a learner's attempts in the segment so far tell about the
// next one.
type learnerState struct {
	seed    uint64
	subject int // whose item the latest attempt was at, −1 = none
	item    uint32
	correct bool
	streak  int // right answers in a row at one skill
}

func (m *model) attempt(o *crdt.Op, s *originState) {
	a := o.Attempt
	ordinal, l := m.learner(a, s)
	if s.started && m.failure() != nil {
		return
	}
	i := m.subject
	if !m.reading {
		i = slices.IndexFunc(m.subjects, func(b subject) bool { return b.hash == a.Catalogue })
	}
	i = int(m.small(colCatalogue, 0, uint64(i), maxCatalogues))
	if i >= len(m.subjects) {
		m.fail(damaged("an attempt names no catalogue"))
		return
	}
	m.subject = i
	b := &m.subjects[i]
	a.Catalogue = b.hash
	move := l.subject == i
	a.Item = m.item(a.Item, b, l, move)
	a.Instance = m.instance(a, b, ordinal, l)
	a.Hints = uint8(m.small(colHints, int(bit(l.correct)), uint64(a.Hints), 255))
	m.response(a, b, l)
	a.Duration = int64(m.small(colDuration, 0, uint64(a.Duration), 1<<63-1))
	m.at(o, s, colGap, 0, a.Duration)
	l.subject, l.item, l.correct = i, a.Item, a.Correct
	if !a.Correct {
		l.streak = 0
	} else {
		l.streak++
	}
}

// learner codes who answered: as a rule who sits at the tablet already.
func (m *model) learner(a *crdt.Attempt, s *originState) (uint32, *learnerState) {
	ordinal := m.ordinal(a.Learner)
	if s.learner == 0 || m.small(colLearner, 0, bit(s.learner != ordinal+1), 1) == 1 {
		s.learner = m.id(ordinal) + 1
	}
	ordinal = s.learner - 1
	a.Learner, _ = m.directory.ID(ordinal)
	l := m.learners[ordinal]
	if l == nil {
		l = &learnerState{subject: -1}
		if m.rule != nil {
			l.seed = Seed(a.Learner)
		}
		m.learners[ordinal] = l
	}
	return ordinal, l
}

// item codes which item it was: does the learner stay with the skill, which other
// skill, which item of it.
func (m *model) item(item uint32, b *subject, l *learnerState, known bool) uint32 {
	if b.catalogue == nil {
		return uint32(m.small(colRawItem, 0, uint64(item), 1<<32-1))
	}
	skill := uint32(0)
	if !m.reading && item < b.items {
		skill = b.catalogue.Skill(item)
	}
	known = known && l.item < b.items
	now := uint32(0)
	if known {
		now = b.catalogue.Skill(l.item)
		moves := m.small(colMove, min(l.streak, 7), bit(item >= b.items || skill != now), 1) == 1
		if !moves {
			return m.itemOf(item, b, now, l)
		}
	}
	l.streak = 0
	rank, ranks := 0, len(b.skills.order)
	if !m.reading {
		if rank = b.skills.rank(skill); item >= b.items {
			rank = ranks + 1
		}
	}
	rank = int(m.small(colSkill, int(bit(known)), uint64(rank), uint64(ranks)+1))
	switch {
	case rank < ranks:
		skill = b.skills.order[rank]
		b.skills.count(rank)
		return m.itemOf(item, b, skill, nil)
	case rank == ranks && b.items > 0:
		item = uint32(m.uniform(uint64(b.items), uint64(item)))
		if skill = b.catalogue.Skill(item); b.skills.rank(skill) == ranks {
			b.skills.add(skill)
		}
		return item
	}
	return uint32(m.small(colRawItem, 0, uint64(item), 1<<32-1))
}

// itemOf codes which item of a skill it was; l is nil when the learner comes from
// another skill.
func (m *model) itemOf(item uint32, b *subject, skill uint32, l *learnerState) uint32 {
	items := b.catalogue.ItemsOf(skill)
	last := -1
	if l != nil {
		last = slices.Index(items, l.item)
	}
	if last >= 0 && m.small(colSame, int(bit(l.correct)), bit(item == l.item), 1) == 1 {
		return l.item
	}
	at := 0
	if !m.reading {
		if at = slices.Index(items, item); last >= 0 && at > last {
			at--
		}
	}
	at = int(m.small(colItem, 0, uint64(at), uint64(len(items))))
	if last >= 0 && at >= last {
		at++
	}
	if at >= len(items) {
		m.fail(damaged("a skill has no such item"))
		return 0
	}
	return items[at]
}

// maxSearched bounds how many counts a writer tries in order to explain an
// instance by the rule.
const maxSearched = 1 << 10

// instance codes how far the count that explains the instance lies from the
// expected one: 0 for a learner's first attempt at the item in the segment, then
// one more each time. What the rule cannot explain is coded as it is.
func (m *model) instance(a *crdt.Attempt, b *subject, ordinal uint32, l *learnerState) uint32 {
	if b.catalogue == nil || a.Item >= b.items || m.rule == nil {
		return uint32(m.small(colInstance, 1, uint64(a.Instance), 1<<32-1))
	}
	n := b.catalogue.Instances(a.Item)
	key := uint64(ordinal)<<32 | uint64(a.Item)
	expected := b.counts[key]
	searched := min(n, maxSearched)
	ahead := searched
	if !m.reading && a.Instance < n {
		for ahead = 0; ahead < searched && m.rule(l.seed, a.Item, expected+ahead, n) != a.Instance; ahead++ {
		}
	}
	ahead = uint32(m.small(colInstance, 2+int(bit(expected > 0)), uint64(ahead), uint64(searched)))
	if ahead == searched {
		return uint32(m.small(colInstance, 1, uint64(a.Instance), 1<<32-1))
	}
	b.counts[key] = expected + ahead + 1
	return m.rule(l.seed, a.Item, expected+ahead, n)
}

// How a response is coded.
const (
	responseKey   = iota // it is the answer key
	responseWrong        // one of the wrong ones that have a name
	responseSeen         // one that was given in this segment
	responseNew
)

func (m *model) response(a *crdt.Attempt, b *subject, l *learnerState) {
	var key string
	var like []byte
	wrong := func() []string { return nil }
	keyed := b.catalogue != nil && a.Item < b.items && a.Instance < b.catalogue.Instances(a.Item)
	if keyed {
		key = b.catalogue.Key(a.Item, a.Instance)
		like = []byte(key)
		wrong = func() []string { return b.catalogue.Wrong(a.Item, a.Instance) }
	}
	at := uint64(a.Item)<<32 | uint64(a.Instance)
	seen := b.responses[at]
	how, index := responseNew, 0
	if !m.reading {
		how, index = classify(a.Response, keyed, key, wrong, seen)
	}
	ctx := int(bit(a.Hints > 0)<<1 | bit(l.correct))
	how = int(m.small(colResponse, ctx, uint64(how), responseNew))
	expected := false
	switch {
	case how == responseKey:
		a.Response, expected = key, true
	case how == responseWrong:
		index = int(m.small(colWrong, 0, uint64(index), maxSegment))
		if named := wrong(); index < len(named) {
			a.Response = named[index]
		} else {
			m.fail(damaged("an item has no such wrong response"))
			return
		}
	case how == responseSeen && seen != nil:
		index = int(m.uniform(uint64(len(seen.texts)), uint64(index)))
		a.Response, expected = seen.texts[index], seen.correct[index]
	case how == responseSeen:
		m.fail(damaged("a response was not seen before"))
		return
	default:
		a.Response = string(m.text([]byte(a.Response), like, crdt.MaxText))
	}
	a.Correct = expected != (m.small(colCorrect, how, bit(a.Correct != expected), 1) == 1)
	if how == responseNew {
		b.remember(at, a)
	}
}

func classify(response string, keyed bool, key string, wrong func() []string, seen *responses) (how, index int) {
	if keyed && response == key {
		return responseKey, 0
	}
	if i := slices.Index(wrong(), response); i >= 0 {
		return responseWrong, i
	}
	if seen != nil {
		if i := slices.Index(seen.texts, response); i >= 0 {
			return responseSeen, i
		}
	}
	return responseNew, 0
}

func (b *subject) remember(at uint64, a *crdt.Attempt) {
	seen := b.responses[at]
	if seen == nil {
		seen = &responses{}
		b.responses[at] = seen
	}
	if len(seen.texts) < maxResponses {
		seen.texts = append(seen.texts, a.Response)
		seen.correct = append(seen.correct, a.Correct)
	}
}

// ranking lists skills by how often attempts moved to them, most often first.
type ranking struct {
	order  []uint32
	counts []uint32
	places map[uint32]int
}

// rank returns the place of a skill, len(order) when it is not listed.
func (r *ranking) rank(skill uint32) int {
	if at, ok := r.places[skill]; ok {
		return at
	}
	return len(r.order)
}

func (r *ranking) add(skill uint32) {
	if r.places == nil {
		r.places = map[uint32]int{}
	}
	r.places[skill] = len(r.order)
	r.order, r.counts = append(r.order, skill), append(r.counts, 1)
}

func (r *ranking) count(at int) {
	r.counts[at]++
	for ; at > 0 && r.counts[at-1] < r.counts[at]; at-- {
		r.order[at], r.order[at-1] = r.order[at-1], r.order[at]
		r.counts[at], r.counts[at-1] = r.counts[at-1], r.counts[at]
		r.places[r.order[at]], r.places[r.order[at-1]] = at, at-1
	}
}
