package tracing

import (
	"math"

	"darasa/internal/engine"
	"darasa/internal/engine/num"
)

// Rates of the two-speed averages on the skill and over everything she answers.
const (
	skillFastRate, skillSlowRate     = 0.35, 0.12
	learnerFastRate, learnerSlowRate = 0.3, 0.1
)

// piOver8 turns a variance into the damping of log-odds (MacKay, "The evidence
// framework applied to classification networks", 1992).
const piOver8 = math.Pi / 8

// maxGapMinutes is 60 days: a clock that was wrong by years costs no more than that.
const (
	ticksPerMinute = 6000
	maxGapMinutes  = 60 * 24 * 60
)

// masteryOdds is the logit of .85: a skill is known when the true chance on its
// medium items is at least that.
const masteryOdds = 1.7346010553881064

// Model is a snapshot made ready for a course. It is immutable and may be shared.
type Model struct {
	course   *engine.Course
	snapshot *Snapshot
	targets  []target
	logs     [256]float64
	sets     []uint64 // of skills, one for each item
	// learning marks the model of a calibration, where a skill's base is learned
	// beside the learner's own weight instead of being part of it.
	learning bool
}

// target is what a skill's medium items have in common: the mean of their weights
// with the level's, and the mean of their variances.
type target struct {
	mean, itemVar float64
}

// NewModel returns the model of a snapshot, or ErrSnapshot when it does not fit.
func NewModel(course *engine.Course, snapshot *Snapshot) (*Model, error) {
	if err := snapshot.Fits(course); err != nil {
		return nil, err
	}
	m := &Model{course: course, snapshot: snapshot}
	for i := range m.logs {
		m.logs[i] = num.Log(float64(i + 1))
	}
	m.targets = targets(course, snapshot)
	m.sets = skillSets(course)
	return m, nil
}

// Snapshot returns what the model was made from.
func (m *Model) Snapshot() *Snapshot { return m.snapshot }

// targets describes each skill's medium items, or all its items where it has none.
func targets(course *engine.Course, s *Snapshot) []target {
	medium := make([]int, len(course.Skills))
	for i := range course.Items {
		if course.Items[i].Level == engine.Medium {
			medium[course.Items[i].Skill]++
		}
	}
	found := make([]target, len(course.Skills))
	counts := make([]float64, len(course.Skills))
	for i := range course.Items {
		item := &course.Items[i]
		if item.Level != engine.Medium && medium[item.Skill] > 0 {
			continue
		}
		t := &found[item.Skill]
		t.mean += s.Items[i].Mean + s.level(item.Level)
		t.itemVar += s.Items[i].Var
		counts[item.Skill]++
	}
	for i := range found {
		if n := counts[i]; n > 0 {
			t := &found[i]
			t.mean /= n
			t.itemVar /= n
		}
	}
	return found
}

func (s *Snapshot) level(level uint8) float64 {
	switch level {
	case engine.Easy:
		return s.Shared[LevelEasy].Mean
	case engine.Hard:
		return s.Shared[LevelHard].Mean
	}
	return 0
}

// logCount returns log(1+n).
func (m *Model) logCount(n uint32) float64 {
	if n < uint32(len(m.logs)) {
		return m.logs[n]
	}
	return num.Log(float64(n) + 1)
}

// input is one answer as the model sees it: the features, the skills asked, the
// places in the tables, and the prediction from them before recalibration.
type input struct {
	x      [NumFeatures]float64
	skills [1 + engine.MaxMore]uint16
	n      int
	share  float64 // 1/n, the weight of each skill

	pattern             int
	skillPatterns       [1 + engine.MaxMore]uint8
	linked              bool // there is an answer to come from
	itemLink, skillLink int

	mean     float64 // log-odds
	variance float64 // of what is the learner's and the item's own
}

// fill computes the input for an item at a tick.
func (m *Model) fill(in *input, l *Learner, item uint32, at int64) {
	it := &m.course.Items[item]
	in.skills[0], in.n = it.Skill, 1
	for _, s := range it.More {
		in.skills[in.n] = s
		in.n++
	}
	in.share = 1 / float64(in.n)
	m.features(in, l, item, at)

	s := m.snapshot
	mean := s.Items[item].Mean + l.Ability.Mean
	variance := s.Items[item].Var + l.Ability.Var
	for i, x := range in.x {
		mean += float64(s.Shared[i].Mean * x)
	}
	mean += s.Patterns[in.pattern].Mean
	if in.linked {
		mean += float64(s.ItemLinks[in.itemLink].Mean) + float64(s.SkillLinks[in.skillLink].Mean)
	}
	for i, skill := range in.skills[:in.n] {
		recent := s.Skills[skill].Patterns[in.skillPatterns[i]].Mean
		mean += float64((m.skillMean(l, skill) + recent) * in.share)
		variance += float64(m.own(l, skill).Var * float64(in.share*in.share))
	}
	in.mean, in.variance = mean, variance
}

// features fills in.x. Features of a skill are averaged over the skills asked.
func (m *Model) features(in *input, l *Learner, item uint32, at int64) {
	x := &in.x
	*x = [NumFeatures]float64{}
	x[Bias] = 1
	switch m.course.Items[item].Level {
	case engine.Easy:
		x[LevelEasy] = 1
	case engine.Hard:
		x[LevelHard] = 1
	}
	x[ItemRight], x[ItemWrong] = m.logCount(l.Items[item].Right), m.logCount(l.Items[item].Wrong)
	x[LearnerRight], x[LearnerWrong] = m.logCount(l.Right), m.logCount(l.Wrong)
	x[LearnerFast], x[LearnerSlow] = l.Fast-0.5, l.Slow-0.5
	m.recent(in, l, item)
	for i, skill := range in.skills[:in.n] {
		s := &l.Skills[skill]
		in.skillPatterns[i] = s.History
		x[Windows+window(at, s)] += in.share
		x[SkillRight] += float64(m.logCount(s.Right) * in.share)
		x[SkillWrong] += float64(m.logCount(s.Wrong) * in.share)
		if s.Seen == 0 {
			x[FirstTime] += in.share
			continue
		}
		x[SkillFast] += float64((s.Fast - 0.5) * in.share)
		x[SkillSlow] += float64((s.Slow - 0.5) * in.share)
		gap := float64(logGap(at-s.Last) * in.share)
		x[Gap] += gap
		x[GapStrength] += float64(gap * m.logCount(s.Right))
		x[SkillPause] += float64(m.logCount(l.Seen-s.At) * in.share)
	}
}

// recent fills in what depends on her latest answers, whatever their skill.
func (m *Model) recent(in *input, l *Learner, item uint32) {
	in.pattern = (int(l.History)*runStates + runState(l.Run)) * 2
	in.linked = l.History != 0
	if !in.linked {
		return
	}
	if l.Prev == item {
		in.pattern++
		in.x[ItemAgain] = 1
	}
	s, right := m.snapshot, l.History&1 == 1
	in.itemLink = link(len(s.ItemLinks), itemLinkSalt, uint64(l.Prev), uint64(item), right)
	in.skillLink = link(len(s.SkillLinks), skillLinkSalt, m.sets[l.Prev], m.sets[item], right)
	if it := &l.Items[item]; it.At > 0 {
		in.x[ItemPause] = m.logCount(l.Seen - it.At)
		in.x[ItemLast] = float64(bit(it.LastRight)) - 0.5
	}
}

// logGap returns log(1 + minutes), 0 for a clock that ran backward.
func logGap(ticks int64) float64 {
	if ticks <= 0 {
		return 0
	}
	return num.Log(1 + min(float64(ticks)/ticksPerMinute, maxGapMinutes))
}

// own returns the learner's weight on a skill; before her first answer the doubt
// about the skill itself is part of it.
func (m *Model) own(l *Learner, skill uint16) Weight {
	if l.Placed || l.Skills[skill].Seen > 0 {
		return l.Skills[skill].Own
	}
	if m.learning {
		return Weight{0, ownVar}
	}
	return Weight{0, ownVar + m.snapshot.Skills[skill].Base.Var}
}

// skillMean returns what a skill alone adds to the log-odds beside the shared
// features: its base, its own slopes, and the learner's deviation.
func (m *Model) skillMean(l *Learner, skill uint16) float64 {
	return m.skillMeanWith(l, skill, l.Skills[skill].Own)
}

func (m *Model) skillMeanWith(l *Learner, skill uint16, own Weight) float64 {
	w, s := &m.snapshot.Skills[skill], &l.Skills[skill]
	return w.Base.Mean + own.Mean +
		(float64(w.Right.Mean*m.logCount(s.Right)) + float64(w.Wrong.Mean*m.logCount(s.Wrong)))
}

// damp shrinks log-odds towards even by the variance behind them.
func damp(mean, variance float64) float64 {
	return mean / math.Sqrt(1+float64(piOver8*variance))
}

// recalibrated returns the published log-odds for damped ones.
func (s *Snapshot) recalibrated(damped float64) float64 {
	return float64(s.Scale.Mean*damped) + s.Shift.Mean
}

// Predict returns the chance that the learner answers the item right at this tick,
// damped by the variance behind it and recalibrated.
func (m *Model) Predict(l *Learner, item uint32, at int64) float64 {
	var in input
	m.fill(&in, l, item, at)
	return num.Sigmoid(m.snapshot.recalibrated(damp(in.mean, in.variance)))
}

// View is what the engine believes of one learner and skill. P is the expected
// success on the skill's medium items, Known the probability that the true chance
// there is at least .85. Neither falls by waiting.
type View struct {
	P, Known float64
}

// View returns the belief about a skill.
func (m *Model) View(l *Learner, skill uint16) View {
	return m.viewOf(m.stand(m.belief(l, skill)))
}

// belief returns the log-odds on the skill's medium items, met fresh and without a
// pause, with the variance of what is the learner's and what one such item adds. The
// latter is no doubt about the learner: her own weight has taken it up by the time
// she has answered those items.
func (m *Model) belief(l *Learner, skill uint16) (mean, variance, itemVar float64) {
	own := m.own(l, skill)
	return m.skillBelief(l, skill, own), own.Var + l.Ability.Var, m.targets[skill].itemVar
}

// skillBelief returns the log-odds of belief under another weight of the learner's own.
func (m *Model) skillBelief(l *Learner, skill uint16, own Weight) float64 {
	s, w := &l.Skills[skill], &m.snapshot.Shared
	mean := w[Bias].Mean + m.targets[skill].mean + l.Ability.Mean + m.skillMeanWith(l, skill, own)
	mean += float64(w[SkillRight].Mean*m.logCount(s.Right)) + float64(w[SkillWrong].Mean*m.logCount(s.Wrong))
	mean += float64(w[LearnerRight].Mean*m.logCount(l.Right)) + float64(w[LearnerWrong].Mean*m.logCount(l.Wrong))
	mean += float64(w[LearnerFast].Mean*(l.Fast-0.5)) + float64(w[LearnerSlow].Mean*(l.Slow-0.5))
	if s.Seen == 0 {
		mean += w[FirstTime].Mean
	} else {
		mean += float64(w[SkillFast].Mean*(s.Fast-0.5)) + float64(w[SkillSlow].Mean*(s.Slow-0.5))
	}
	return mean
}

// Belief returns the published log-odds on a skill's medium items and their standard
// deviation.
func (m *Model) Belief(l *Learner, skill uint16) (mean, sd float64) {
	mean, variance, _ := m.belief(l, skill)
	scale, shift := m.snapshot.Scale.Mean, m.snapshot.Shift.Mean
	return float64(scale*mean) + shift, float64(scale * math.Sqrt(variance+modelVar))
}

// Ease returns by how many log-odds an item is easier than what its skill is judged by.
func (m *Model) Ease(item uint32) float64 {
	it := &m.course.Items[item]
	return m.snapshot.Items[item].Mean + m.snapshot.level(it.Level) - m.targets[it.Skill].mean
}

// modelVar is what the features themselves may be wrong by: one slip moves the fast
// average and with it the mean, but should not overturn what is known.
const modelVar = 0.2

// minKnownSigmas keeps Known from claiming certainty that a skill is not known.
const minKnownSigmas = -3

// standing is a belief before it becomes chances: the damped log-odds on a medium
// item, and by how many standard deviations the skill lies above the mastery bar.
type standing struct {
	damped, sigmas float64
}

func (m *Model) stand(mean, variance, itemVar float64) standing {
	scale, shift := m.snapshot.Scale.Mean, m.snapshot.Shift.Mean
	sigmas := (float64(scale*mean) + shift - masteryOdds) / float64(scale*math.Sqrt(variance+modelVar))
	return standing{damp(mean, variance+itemVar), max(sigmas, minKnownSigmas)}
}

func (m *Model) viewOf(s standing) View {
	return View{
		P:     num.Sigmoid(m.snapshot.recalibrated(s.damped)),
		Known: num.Normal(s.sigmas),
	}
}
