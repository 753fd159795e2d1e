package curriculum

import "darasa/internal/engine"

// Course returns the catalogue as the engine sees it: dense numbers and no names.
// Skill and item numbers are those of the catalogue.
func (c *Catalogue) Course() *engine.Course {
	course := &engine.Course{}
	for _, s := range c.skills {
		course.Skills = append(course.Skills, engine.Skill{Prereqs: narrow(s.after)})
	}
	for _, it := range c.items {
		course.Items = append(course.Items, engine.Item{
			Skill: uint16(it.skill), More: narrow(it.more), Level: uint8(it.level),
			Format: uint8(it.format), Instances: uint32(len(it.answers)),
		})
	}
	return course
}

// Course returns the catalogue's course; see Catalogue.Course.
func (b *Built) Course() *engine.Course { return b.Catalogue.Course() }

// narrow is safe because MaxSkills fits in 16 bits.
func narrow(places []uint32) []uint16 {
	var out []uint16
	for _, p := range places {
		out = append(out, uint16(p))
	}
	return out
}
