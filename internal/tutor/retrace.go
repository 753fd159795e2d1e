package tutor

// Retrace folds a learner's answers in canonical order as Advance does, from nothing,
// and tells before each answer the chance it was given under the snapshot it names;
// each is not called for a teacher's observation, which has none. It returns how far
// she came with every skill, and the errors of Advance.
func (t *Tutor) Retrace(seed uint64, history []NamedEvidence, each func(i int, p float64)) ([]Level, error) {
	s := newState(t.course, seed)
	for i := range history {
		e := history[i].Evidence
		m, err := t.model(history[i].Snapshot)
		if err != nil {
			return nil, err
		}
		if err := Check(t.course, e); err != nil {
			return nil, err
		}
		if e.Observed == 0 {
			each(i, m.Predict(s.learner, e.Item, e.At))
		}
		t.fold(s, m, e)
	}
	levels := make([]Level, len(s.progress))
	for i := range levels {
		levels[i] = s.progress[i].Level
	}
	return levels, nil
}
