package tutor_test

import (
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// teachUntil lets a learner answer one skill's items right, twenty a day, until the
// level is reached, and returns the day's last tick.
func teachUntil(t *testing.T, s *tutor.Session, skill uint16, level tutor.Level) int64 {
	t.Helper()
	for i := range int64(400) {
		at := start + i/20*engine.TicksPerDay + i%20*3000
		item := uint32(skill)*3 + uint32(i%2)
		change, err := s.Answer(tutor.Evidence{Item: item, Instance: uint32(i % 30), Correct: true, At: at})
		if err != nil {
			t.Fatal(err)
		}
		if change.Skills[0].Level >= level && s.Next(at).Kind != selection.Placement {
			return at
		}
	}
	t.Fatalf("level %v and the end of the placement were not reached in 400 right answers", level)
	return 0
}

func levelOf(s *tutor.Session, skill int, now int64) tutor.SkillView { return s.Skills(now)[skill] }

func TestWaitingLowersNothing(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := teachUntil(t, s, 0, selection.Mastered)
	before := s.Skills(at)
	after := s.Skills(at + 3*365*engine.TicksPerDay)
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("three years of waiting changed skill %d from %+v to %+v", i, before[i], after[i])
		}
	}
	if c := s.Next(at + 3*365*engine.TicksPerDay); c.Kind != selection.Review || course().Items[c.Item].Skill != 0 {
		t.Errorf("after three years: %+v, want a review of skill 0", c)
	}
}

func TestOnlyAFailedReviewLowersALevel(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := teachUntil(t, s, 0, selection.Mastered)
	v := levelOf(s, 0, at)
	if v.Due <= at {
		t.Fatalf("due at %d, before %d", v.Due, at)
	}
	wrong := func(at int64, instance uint32) tutor.SkillView {
		change, err := s.Answer(tutor.Evidence{Item: 1, Instance: instance, At: at})
		if err != nil {
			t.Fatal(err)
		}
		return change.Skills[0]
	}
	// The first unaided answer of this day was right, so these are no reviews.
	for i := range uint32(3) {
		if got := wrong(at+int64(i+1)*3000, 20+i); got.Level != selection.Mastered {
			t.Fatalf("mistake %d on the same day: %v, want mastered", i, got.Level)
		}
	}
	later := v.Due + 100
	if got := wrong(later, 5); got.Level != selection.Proficient {
		t.Errorf("a failed review: %v, want proficient", got.Level)
	}
	if got := wrong(later+4000, 6); got.Level != selection.Proficient {
		t.Errorf("the next mistake that day: %v, want proficient still", got.Level)
	}
	if got := levelOf(s, 0, later); got.Due != (engine.Day(later)+1)*engine.TicksPerDay {
		t.Errorf("after a lapse due at %d, want the next day", got.Due)
	}
}

// TestLevelsRiseWhenTheViewsSaySo holds the levels against what people are shown.
func TestLevelsRiseWhenTheViewsSaySo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, mustIssue(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		level := selection.New
		for i := range uint32(rapid.IntRange(1, 40).Draw(t, "answers")) {
			e := tutor.Evidence{Item: i % 3, Instance: i % 30, Correct: rapid.IntRange(0, 3).Draw(t, "right") > 0, At: start + int64(i)}
			change, err := s.Answer(e)
			if err != nil {
				t.Fatal(err)
			}
			v := change.Skills[0]
			want := level
			if level == selection.New {
				level, want = selection.Attempted, selection.Attempted
			}
			switch {
			case level == selection.Attempted && e.Correct && v.Known >= 0.5 && v.Answers >= 3:
				want = selection.Familiar
			case level == selection.Familiar && e.Correct && v.Answers >= 7 && v.Known >= selection.ProficientBar(v.Answers):
				want = selection.Proficient
			}
			if v.Level != want || v.Answers != i+1 {
				t.Fatalf("answer %d: %+v, want %v", i, v, want)
			}
			level = v.Level
		}
	})
}

func TestHintedAnswersAreNoReviews(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := teachUntil(t, s, 0, selection.Mastered)
	due := levelOf(s, 0, at).Due
	change, err := s.Answer(tutor.Evidence{Item: 1, Instance: 4, Hints: 1, At: due})
	if err != nil {
		t.Fatal(err)
	}
	if v := change.Skills[0]; v.Level != selection.Mastered || v.Due != due {
		t.Errorf("a hinted mistake: %v due %d, want mastered and due %d still", v.Level, v.Due, due)
	}
	change, err = s.Answer(tutor.Evidence{Item: 1, Instance: 5, Correct: true, At: due + 3000})
	if err != nil {
		t.Fatal(err)
	}
	if v := change.Skills[0]; v.Due <= due {
		t.Errorf("the first unaided answer did not count as the review: due %d", v.Due)
	}
}

func TestNothingUnreadyIsOffered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		session, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, mustIssue(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		at := int64(start)
		right := rapid.IntRange(0, 10).Draw(t, "right of ten")
		for range rapid.IntRange(1, 120).Draw(t, "answers") {
			c := session.Next(at)
			if c.Kind == selection.None {
				t.Fatal("a dead end")
			}
			skill := course().Items[c.Item].Skill
			views := session.Skills(at)
			if c.Reasons[0].Code == selection.ReasonFringe && !views[skill].Ready {
				t.Fatalf("skill %d is offered: %+v", skill, views)
			}
			if !(c.P > 0 && c.P < 1) {
				t.Fatalf("chance %v", c.P)
			}
			if _, err := session.Answer(tutor.Evidence{
				Item: c.Item, Instance: c.Instance, Correct: rapid.IntRange(0, 9).Draw(t, "luck") < right, At: at,
			}); err != nil {
				t.Fatal(err)
			}
			at += rapid.Int64Range(500, 20_000).Draw(t, "pause")
		}
	})
}

func TestTheSameExerciseNeverComesTwiceInARow(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	var last tutor.Choice
	for i := range int64(300) {
		c := s.Next(start + i*3000)
		if i > 0 && c.Item == last.Item && c.Instance == last.Instance {
			t.Fatalf("answer %d: %+v again", i, c)
		}
		if _, err := s.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: i%5 != 0, At: start + i*3000}); err != nil {
			t.Fatal(err)
		}
		last = c
	}
}

func TestReadyQueueShowsDifferentExercises(t *testing.T) {
	p := mustPlan(t, nil)
	if len(p.Ready) != 8 {
		t.Fatalf("%d choices ready, want 8", len(p.Ready))
	}
	seen := map[[2]uint32]bool{}
	for _, c := range p.Ready {
		key := [2]uint32{c.Item, c.Instance}
		if seen[key] {
			t.Errorf("item %d instance %d twice in the queue", c.Item, c.Instance)
		}
		seen[key] = true
		if c.Kind == selection.None || len(c.Reasons) == 0 {
			t.Errorf("choice %+v", c)
		}
	}
}

func TestReadyQueueFollowsTheInstanceRule(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	counts := map[uint32]uint32{}
	for i := range uint32(10) {
		if _, err := s.Answer(tutor.Evidence{Item: i % 3, Instance: i, Correct: true, At: start}); err != nil {
			t.Fatal(err)
		}
		counts[i%3]++
	}
	for _, c := range mustPlan(t, s.State()).Ready {
		want := tutor.Instance(7, c.Item, counts[c.Item], course().Items[c.Item].Instances)
		if c.Instance != want {
			t.Errorf("item %d, attempt %d: instance %d, the rule says %d", c.Item, counts[c.Item], c.Instance, want)
		}
		counts[c.Item]++
	}
}

// TestReadyQueueMixesReviewsAndPractice has four reviews due: every third choice of
// the queue goes on with something new all the same.
func TestReadyQueueMixesReviewsAndPractice(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	var at int64
	for skill := range uint16(4) {
		at = max(at, teachUntil(t, s, skill, selection.Proficient))
	}
	p, err := tutor.IssuePlan(course(), generic(), 7, s.State(), nil, 0.8, 2, at+60*engine.TicksPerDay)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[selection.Kind]int{}
	for _, c := range p.Ready {
		kinds[c.Kind]++
	}
	if kinds[selection.Review] < 4 || kinds[selection.Practice] < 2 {
		t.Errorf("the queue has %v", kinds)
	}
}

func TestReviewReasonCountsDays(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := teachUntil(t, s, 0, selection.Proficient)
	due := levelOf(s, 0, at).Due
	// Two of three answers may be reviews; the other one goes on.
	for range 3 {
		if c := s.Next(due + 9*engine.TicksPerDay); c.Kind == selection.Review {
			r := c.Reasons[0]
			if r.Code != selection.ReasonReviewDue || r.Values[0] != 0 || r.Values[2] != 9 || r.Values[1] >= 0.9 || r.Values[1] < 0.3 {
				t.Errorf("nine days after a review fell due: %+v", r)
			}
			return
		}
		if _, err := s.Answer(tutor.Evidence{Item: 15, Correct: true, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	t.Error("no review was offered")
}

func TestAnswersCountWhatIsEvidence(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := int64(start)
	answer := func(e tutor.Evidence) tutor.SkillView {
		at += 1000
		e.At = at
		change, err := s.Answer(e)
		if err != nil {
			t.Fatal(err)
		}
		return change.Skills[0]
	}
	for _, c := range []struct {
		name string
		e    tutor.Evidence
		want uint32
	}{
		{"right", tutor.Evidence{Item: 1, Instance: 1, Correct: true}, 1},
		{"wrong", tutor.Evidence{Item: 1, Instance: 2}, 2},
		{"the same again", tutor.Evidence{Item: 1, Instance: 2, Correct: true}, 2},
		{"right after a hint", tutor.Evidence{Item: 1, Instance: 3, Correct: true, Hints: 1}, 2},
		{"wrong after a hint", tutor.Evidence{Item: 1, Instance: 4, Hints: 2}, 3},
		{"a partner's", tutor.Evidence{Item: 1, Instance: 5, Correct: true, Role: engine.Checker}, 3},
		{"right", tutor.Evidence{Item: 0, Instance: 5, Correct: true}, 4},
	} {
		if got := answer(c.e).Answers; got != c.want {
			t.Errorf("%s: %d answers, want %d", c.name, got, c.want)
		}
	}
	if level := levelOf(s, 0, at).Level; level != selection.Attempted && level != selection.Familiar {
		t.Errorf("level %v after four answers", level)
	}
}

// TestMultiSkillAnswersMoveBothSkills uses item 16, which asks skills 3 and 1.
func TestMultiSkillAnswersMoveBothSkills(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	before := s.Skills(start)
	change, err := s.Answer(tutor.Evidence{Item: 16, Instance: 3, Correct: true, At: start})
	if err != nil {
		t.Fatal(err)
	}
	if len(change.Skills) != 2 || change.Skills[0].Skill != 3 || change.Skills[1].Skill != 1 {
		t.Fatalf("changed %+v, want skills 3 and 1", change.Skills)
	}
	for _, v := range change.Skills {
		if v.P <= before[v.Skill].P || v.Level != selection.Attempted || v.Answers != 1 {
			t.Errorf("skill %d: %+v, before %+v", v.Skill, v, before[v.Skill])
		}
	}
	if change.Skills[0].Due == 0 || change.Skills[1].Due != 0 {
		t.Errorf("due %d and %d: only the item's own skill is reviewed", change.Skills[0].Due, change.Skills[1].Due)
	}
}

func TestCalibrateLeavesOutAndCounts(t *testing.T) {
	attempts := []tutor.LearnerEvidence{
		{Learner: 1, Evidence: tutor.Evidence{Item: 1, Correct: true}},
		{Learner: 1, Evidence: tutor.Evidence{Item: 99}},
		{Learner: 2, Evidence: tutor.Evidence{Item: 2, Role: 7}},
	}
	next, left, err := tutor.Calibrate(course(), generic(), attempts)
	if err != nil || left != 2 || next.Number != 1 {
		t.Fatalf("number %d, %d left out, %v", next.Number, left, err)
	}
	same, _, err := tutor.Calibrate(course(), generic(), attempts[:1])
	if err != nil || same.Hash() != next.Hash() {
		t.Errorf("answers that do not fit changed the snapshot, %v", err)
	}
	if next.Hash() == generic().Hash() {
		t.Error("an answer changed nothing")
	}
}

func TestCalibrationGoesOn(t *testing.T) {
	c, err := tutor.NewCalibration(course(), generic())
	if err != nil {
		t.Fatal(err)
	}
	learn := func(from, to uint32) {
		for i := from; i < to; i++ {
			e := tutor.LearnerEvidence{Learner: i % 3, Evidence: tutor.Evidence{Item: i % 15, Instance: i % 30, Correct: i%4 > 0, At: start + int64(i)*2000}}
			if err := c.Learn(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	learn(0, 100)
	first := c.Next(5)
	kept := first.Hash()
	learn(100, 200)
	second := c.Next(6)
	if first.Number != 5 || second.Number != 6 || second.Hash() == kept {
		t.Errorf("numbers %d and %d", first.Number, second.Number)
	}
	if first.Hash() != kept {
		t.Error("learning on changed a snapshot already given out")
	}
	if err := c.Learn(tutor.LearnerEvidence{Evidence: tutor.Evidence{Item: 400}}); !errors.Is(err, tutor.ErrEvidence) {
		t.Errorf("got %v, want ErrEvidence", err)
	}
	if c.Next(6).Hash() != second.Hash() {
		t.Error("a refused answer was learned from")
	}
	foreign := course()
	foreign.Items = foreign.Items[:3]
	if _, err := tutor.NewCalibration(foreign, generic()); err == nil {
		t.Error("a snapshot of another course was taken")
	}
}

func TestDecisionsReachTheViews(t *testing.T) {
	views, err := tutor.Skills(course(), generic(), nil, []tutor.Decision{{Skill: 0, Kind: engine.Known}}, start)
	if err != nil {
		t.Fatal(err)
	}
	if !views[0].Solid || !views[1].Ready || views[3].Ready {
		t.Errorf("with skill 0 known by a person's word: %+v", views)
	}
	if views[0].Level != selection.New || views[0].Known > 0.5 {
		t.Errorf("a person's word changed what the engine believes: %+v", views[0])
	}
}

// TestStateIsSmall builds the largest learner a full pack can make: every skill and
// item answered many times.
func TestStateIsSmall(t *testing.T) {
	c := &tutor.Course{Skills: make([]tutor.Skill, 160)}
	for i := range uint32(1000) {
		c.Items = append(c.Items, tutor.Item{Skill: uint16(i % 160), Level: uint8(i % 3), Instances: 100})
	}
	var history []tutor.NamedEvidence
	for i := range uint32(20_000) {
		history = append(history, tutor.NamedEvidence{Evidence: tutor.Evidence{
			Item: i % 1000, Instance: i % 100, Correct: i%7 != 0, Hints: uint8(i % 11 / 10), At: start + int64(i)*90_000,
		}})
	}
	state, err := tutor.Fold(c, func(uint32) *tutor.Snapshot { return tutor.Generic(c) }, 1<<60, history)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("20,000 answers on 160 skills and 1,000 items: %d bytes of state", len(state))
	if len(state) > 32<<10 {
		t.Errorf("%d bytes of state, at most 32 KiB", len(state))
	}
	for n := range 200 {
		if _, err := tutor.Skills(c, tutor.Generic(c), state[:len(state)-1-n*97%len(state)], nil, start); err == nil {
			t.Fatalf("a state cut by %d bytes was read", 1+n*97%len(state))
		}
	}
}

func TestAnsweringAllocatesNothing(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	i := uint32(0)
	if n := testing.AllocsPerRun(300, func() {
		if _, err := s.Answer(tutor.Evidence{Item: i % 17, Instance: 0, Correct: i%3 > 0, At: start + int64(i)*5000}); err != nil {
			t.Fatal(err)
		}
		i++
	}); n != 0 {
		t.Errorf("%v allocations for an answer, want none", n)
	}
}

func BenchmarkNext(b *testing.B) {
	c := &tutor.Course{Skills: make([]tutor.Skill, 160)}
	for i := range uint32(1000) {
		c.Items = append(c.Items, tutor.Item{Skill: uint16(i % 160), Level: uint8(i % 3), Instances: 100})
	}
	plan, err := tutor.IssuePlan(c, tutor.Generic(c), 1, nil, nil, 0.8, 1, start)
	if err != nil {
		b.Fatal(err)
	}
	s, err := tutor.Open(c, []*tutor.Snapshot{tutor.Generic(c)}, plan)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Next(start)
	}
}

// BenchmarkAdvance is what a hub does for one acknowledged answer.
func BenchmarkAdvance(b *testing.B) {
	tu, err := tutor.New(course(), func(uint32) *tutor.Snapshot { return generic() })
	if err != nil {
		b.Fatal(err)
	}
	var state []byte
	i := uint32(0)
	b.ReportAllocs()
	for b.Loop() {
		state, err = tu.Advance(3, state, []tutor.NamedEvidence{{Evidence: tutor.Evidence{
			Item: i % 15, Instance: i % 30, Correct: i%4 > 0, At: start + int64(i)*4000,
		}}})
		if err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// TestPairsAloneNeverMaster lets two learners answer everything right together for a
// month: proficiency asks for answers given alone.
func TestPairsAloneNeverMaster(t *testing.T) {
	for _, role := range []uint8{engine.Driver, engine.Checker} {
		s := mustOpen(t, mustPlan(t, nil))
		for i := range 600 {
			at := int64(start) + int64(i/20)*engine.TicksPerDay + int64(i%20)*3000
			e := tutor.Evidence{Item: uint32(i % 3), Instance: uint32(i % 30), Correct: true, Role: role, Vote: engine.TryAgain, At: at}
			if _, err := s.Answer(e); err != nil {
				t.Fatal(err)
			}
		}
		if v := levelOf(s, 0, start); v.Level > selection.Attempted || v.Answers != 0 {
			t.Errorf("role %d: %v after %d answers alone", role, v.Level, v.Answers)
		}
	}
}

// TestObservationsAreEvidence lets a teacher see a skill mastered on several days,
// and then fail when its review is due.
func TestObservationsAreEvidence(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	day := int64(0)
	see := func(outcome uint8) tutor.SkillView {
		t.Helper()
		change, err := s.Answer(tutor.Evidence{Observed: outcome, Skill: 1, Weight: 3, At: start + day*engine.TicksPerDay})
		if err != nil {
			t.Fatal(err)
		}
		return change.Skills[0]
	}
	if v := see(engine.Partly); v.Level != selection.Attempted || v.Due != 0 || v.Answers != 0 {
		t.Errorf("after a partial success: %+v", v)
	}
	last := see(engine.Right)
	if last.Due == 0 || last.Answers != 3 {
		t.Errorf("after the first: %+v", last)
	}
	for day = 1; last.Level < selection.Mastered && day < 20; day++ {
		v := see(engine.Right)
		if v.Level < last.Level || v.Known < last.Known || v.P < last.P {
			t.Errorf("day %d: %+v after %+v", day, v, last)
		}
		last = v
	}
	if last.Level != selection.Mastered {
		t.Fatalf("after %d days: %+v", day, last)
	}
	day += 300
	if v := see(engine.Partly); v.Level != selection.Mastered {
		t.Errorf("a partial success lowered the level to %v", v.Level)
	}
	if v := see(engine.NotYet); v.Level != selection.Proficient {
		t.Errorf("a failed review left %v", v.Level)
	}
}
