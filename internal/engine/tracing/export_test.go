package tracing

import "darasa/internal/engine"

// ItemLinkIndex returns the place of a transition between items in its table.
func ItemLinkIndex(s *Snapshot, from, to uint32, right bool) int {
	return link(len(s.ItemLinks), itemLinkSalt, uint64(from), uint64(to), right)
}

// SkillLinkIndex returns the place of a transition between the skills of two items.
func SkillLinkIndex(course *engine.Course, s *Snapshot, from, to uint32, right bool) int {
	sets := skillSets(course)
	return link(len(s.SkillLinks), skillLinkSalt, sets[from], sets[to], right)
}
