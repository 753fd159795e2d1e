package simtest

import (
	"slices"
	"sync"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/replication/replicationtest"
)

// smallSkills is the size of the course most seeds teach: enough for prerequisites
// and several formats, and a learner's state is folded ten times faster.
const smallSkills = 12

// realCourse says which seeds teach the whole starter pack: one in this many.
const realCourse = 25

// small is the beginning of the starter pack, built once.
var small = sync.OnceValue(func() *curriculum.Built {
	folder, err := content.Numeracy()
	if err != nil {
		panic(err)
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		panic(err)
	}
	pack.Skills = pack.Skills[:smallSkills]
	taught := func(id string) bool {
		return slices.ContainsFunc(pack.Skills, func(s curriculum.Skill) bool { return s.ID == id })
	}
	pack.Generators = slices.DeleteFunc(pack.Generators, func(g curriculum.Generator) bool {
		return !taught(g.Skill) || slices.ContainsFunc(g.More, func(id string) bool { return !taught(id) })
	})
	built, err := curriculum.Build(pack)
	if err != nil {
		panic(err)
	}
	return built
})

// courseOf returns the course a seed's world learns.
func courseOf(seed uint64) *curriculum.Catalogue {
	if seed%realCourse == 0 {
		return replicationtest.Built().Catalogue
	}
	return small().Catalogue
}
