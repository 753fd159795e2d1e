package solver_test

import (
	"slices"
	"sync"
	"testing"
)

// groups is the part of the pack that TestMutations_Groups damages.
var groups = sync.OnceValue(func() []byte {
	return some(func(_ int, id string) bool {
		return slices.Contains([]string{"compare-two-digit", "right-angles", "sides-and-corners", "round-to-ten"}, id)
	})
})

// The classes of mutations for things to put into groups.
func TestMutations_Groups(t *testing.T) {
	const numbers, angles, shapes, near = "group-less-or-more", "group-angles", "group-shapes", "group-nearest-ten"
	for _, test := range []struct {
		name   string
		mutate func(tree)
		place  string
		want   string
	}{
		{"GroupsSwappedInOneLanguage", func(p tree) {
			text := p.text(numbers, "ur")
			text["group1"], text["group2"] = text["group2"], text["group1"]
		}, numbers, "the pack says"},
		{"AGroupForNobody", func(p tree) { p.text(angles, "en")["group2"] = "smaller than a right angle" }, angles, "of the groups"},
		{"GroupThatSaysNothing", func(p tree) { p.text(angles, "en")["group2"] = "a nice angle" }, angles, "can read"},
		{"OtherBorder", func(p tree) { p.value(numbers, 0, 0)["n"] = 99.0 }, numbers, "the pack says"},
		{"TileInTheOtherGroup", func(p tree) {
			in := p.instance(near, 0, 0)
			for key := range in["wrong"].(map[string]any) {
				in["answer"] = key
			}
		}, near, "the pack says"},
		{"TileLost", func(p tree) {
			in := p.instance(numbers, 0, 0)
			in["tiles"] = in["tiles"].([]any)[1:]
		}, numbers, "cannot be made of the tiles"},
		{"TileTwice", func(p tree) {
			tiles := p.instance(numbers, 0, 0)["tiles"].([]any)
			tiles[0] = tiles[1]
		}, numbers, "not different"},
		{"AThirdGroup", func(p tree) { p.generator(numbers)["groups"] = []any{"group1", "group2", "stem"} }, numbers, "in 3 groups"},
		{"OtherShapeDrawn", func(p tree) {
			picture := p.instance(shapes, 0, 0)["pictures"].([]any)[0].(map[string]any)
			picture["size"] = 11.0 - picture["size"].(float64)
		}, shapes, "does not show its tile"},
		{"ShapesAsAngles", func(p tree) {
			for _, picture := range p.instance(shapes, 0, 0)["pictures"].([]any) {
				picture.(map[string]any)["kind"] = "angle"
			}
		}, shapes, "belongs to 0 of the groups"},
		{"HintShowsAllGroups", func(p tree) { p.text(near, "ur")["hint1"] = "{x}، {y}، {z} میں رکھیں۔" }, near, "gives the answer away"},
	} {
		t.Run(test.name, func(t *testing.T) { mustSeeIn(t, groups(), test.mutate, test.place, test.want) })
	}
}
