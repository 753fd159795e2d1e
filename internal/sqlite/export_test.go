package sqlite

// SetGather bounds how many answers are held at once while learners are folded anew.
func (h *Hub) SetGather(answers int) { h.gather = answers }
