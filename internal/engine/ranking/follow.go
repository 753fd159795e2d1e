package ranking

// fewestVoices is how many neighbours must have met an item before their share means
// anything.
const fewestVoices = 5

// Followed returns for every candidate the share of neighbours, by their weight, who
// came through it at the first encounter, of those who met it; below zero where fewer
// than fewestVoices did.
func (p *Population) Followed(q *Query) ([]float64, error) {
	if err := p.check(q); err != nil {
		return nil, err
	}
	voters := neighbours(q.Own, q.Others)
	shares := make([]float64, len(q.Items))
	for i, item := range q.Items {
		through, met, voices := int64(0), int64(0), 0
		for v := range voters {
			grade, ok := voters[v].grade(item)
			if !ok {
				continue
			}
			voices++
			met += voters[v].weight
			if grade >= Helped {
				through += voters[v].weight
			}
		}
		shares[i] = -1
		if voices >= fewestVoices {
			shares[i] = float64(through) / float64(met)
		}
	}
	return shares, nil
}
