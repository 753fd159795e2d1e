package solver

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// groupFaults says what is wrong with an exercise of things to put into groups.
func groupFaults(g *generator, in *instance, texts []string) []string {
	var faults []string
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if n := len(in.Tiles); n < 2 || n > 6 || repeats(in.Tiles) {
		add("the tiles %v are too few, too many or not different", in.Tiles)
	}
	if n := len(g.Groups); n < 2 || n > 4 || repeats(g.Groups) {
		add("the groups %v are too few, too many or not different", g.Groups)
	}
	for _, text := range texts {
		members := strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == '|' })
		if strings.Count(text, "|")+1 != len(g.Groups) || !slices.Equal(slices.Sorted(slices.Values(members)), slices.Sorted(slices.Values(in.Tiles))) {
			add("%q cannot be made of the tiles %v in %d groups", text, in.Tiles, len(g.Groups))
		}
	}
	if n := len(in.Pictures); n > 0 && n != len(in.Tiles) {
		return append(faults, "there is not one picture for each tile")
	}
	for i, p := range in.Pictures {
		if p.name() != in.Tiles[i] {
			add("the picture %+v does not show its tile %s", p, in.Tiles[i])
		}
	}
	return faults
}

// member is one thing to put into a group: its number, or what is counted in its
// picture.
type member struct {
	tile    string
	value   *big.Rat
	picture picture
}

// rule is what a group's name says belongs to it; n is the number in the name, and
// all are those of every group of the exercise.
type rule struct {
	drawn string // what must be drawn; "" where a number stands on the tile, or things to count
	holds func(m member, n *big.Rat, all []*big.Rat) bool
}

// rules are the names of groups that this solver can read, with {} for a number. They
// are written down here, and not in the pack, so that a name that says something else
// than its generator computes is seen.
var rules = map[string]map[string]rule{
	"en": {
		"less than {}": lessThan, "more than {}": moreThan, "equal to {}": equalTo,
		"even": even, "odd": odd, "{} tens": tens, "nearest to {}": nearestTo,
		"multiples of {}": multiple, "not multiples of {}": noMultiple,
		"less than {} corners": fewerCorners, "{} corners": thatManyCorners, "more than {} corners": moreCorners,
		"smaller than a right angle": smallAngle, "a right angle": rightAngle, "bigger than a right angle": bigAngle,
	},
	"ur": {
		"{} سے کم": lessThan, "{} سے زیادہ": moreThan, "{} کے برابر": equalTo,
		"جفت": even, "طاق": odd, "{} دہائیاں": tens, "{} کے قریب ترین": nearestTo,
		"{} کے ضعف": multiple, "{} کے ضعف نہیں": noMultiple,
		"{} سے کم کونے": fewerCorners, "{} کونے": thatManyCorners, "{} سے زیادہ کونے": moreCorners,
		"زاویہ قائمہ سے چھوٹا": smallAngle, "زاویہ قائمہ": rightAngle, "زاویہ قائمہ سے بڑا": bigAngle,
	},
}

var (
	lessThan  = rule{"", func(m member, n *big.Rat, _ []*big.Rat) bool { return m.value.Cmp(n) < 0 }}
	moreThan  = rule{"", func(m member, n *big.Rat, _ []*big.Rat) bool { return m.value.Cmp(n) > 0 }}
	equalTo   = rule{"", func(m member, n *big.Rat, _ []*big.Rat) bool { return m.value.Cmp(n) == 0 }}
	even      = rule{"", func(m member, _ *big.Rat, _ []*big.Rat) bool { return takenFrom(m, 2).left == 0 }}
	odd       = rule{"", func(m member, _ *big.Rat, _ []*big.Rat) bool { return takenFrom(m, 2).left == 1 }}
	tens      = rule{"", func(m member, n *big.Rat, _ []*big.Rat) bool { return takenFrom(m, 10).times == entire(n) }}
	nearestTo = rule{"", isNearest}

	multiple   = rule{"", func(m member, n *big.Rat, _ []*big.Rat) bool { return goesInto(entire(n), entire(m.value)) }}
	noMultiple = rule{"", func(m member, n *big.Rat, _ []*big.Rat) bool { return !goesInto(entire(n), entire(m.value)) }}

	fewerCorners    = rule{"polygon", func(m member, n *big.Rat, _ []*big.Rat) bool { return m.picture.Size < entire(n) }}
	thatManyCorners = rule{"polygon", func(m member, n *big.Rat, _ []*big.Rat) bool { return m.picture.Size == entire(n) }}
	moreCorners     = rule{"polygon", func(m member, n *big.Rat, _ []*big.Rat) bool { return m.picture.Size > entire(n) }}

	smallAngle = rule{"angle", func(m member, _ *big.Rat, _ []*big.Rat) bool { return 2*m.picture.Size < 180 }}
	rightAngle = rule{"angle", func(m member, _ *big.Rat, _ []*big.Rat) bool { return 2*m.picture.Size == 180 }}
	bigAngle   = rule{"angle", func(m member, _ *big.Rat, _ []*big.Rat) bool { return 2*m.picture.Size > 180 }}
)

// entire is a number without parts, −1 for another or none.
func entire(n *big.Rat) int {
	if n == nil || !n.IsInt() || !n.Num().IsInt64() {
		return -1
	}
	return int(n.Num().Int64())
}

// takenFrom takes size away as often as it goes: pairs, or bundles of ten.
func takenFrom(m member, size int) (taken struct{ times, left int }) {
	for taken.left = entire(m.value); taken.left >= size; taken.left -= size {
		taken.times++
	}
	return taken
}

// isNearest reports whether no other group's number is as near.
func isNearest(m member, n *big.Rat, all []*big.Rat) bool {
	away := func(from *big.Rat) *big.Rat { d := new(big.Rat).Sub(m.value, from); return d.Abs(d) }
	near := 0
	for _, other := range all {
		if other == nil || away(other).Cmp(away(n)) <= 0 {
			near++
		}
	}
	return near == 1
}

// intoGroups tries every thing in every group by what the group's name says; it must
// fit exactly one.
func (v *exerciseView) intoGroups(language string) (string, error) {
	if err := v.drawn("none"); err != nil || v.format != "group" {
		return "", fmt.Errorf("there are no groups to put things into (%w)", err)
	}
	said, numbers, err := v.readGroups(language)
	if err != nil {
		return "", err
	}
	groups := make([][]member, len(said))
	for i := range v.tiles {
		m, err := v.member(i)
		if err != nil {
			return "", err
		}
		var fits []int
		for place, r := range said {
			if r.drawn == m.picture.Kind || r.drawn == "" && m.picture.Kind == "things" {
				if r.holds(m, numbers[place], numbers) {
					fits = append(fits, place)
				}
			}
		}
		if len(fits) != 1 {
			return "", fmt.Errorf("%s belongs to %d of the groups %v", m.tile, len(fits), v.groups)
		}
		groups[fits[0]] = append(groups[fits[0]], m)
	}
	return inGroups(groups), nil
}

// member reads one thing to put into a group.
func (v *exerciseView) member(i int) (m member, err error) {
	m.tile = v.tiles[i]
	if i < len(v.pictures) {
		m.picture = v.pictures[i]
	}
	if m.picture.Kind == "things" {
		m.value = integer(m.picture.Count)
		return m, nil
	}
	m.value, err = rational(m.tile)
	return m, err
}

// readGroups reads what the names of the groups say, and the number each shows, nil
// for none.
func (v *exerciseView) readGroups(language string) (said []rule, numbers []*big.Rat, err error) {
	for _, name := range v.groups {
		var number *big.Rat
		blanked := name
		for _, run := range islands(name) {
			if number != nil || len(run) != 1 {
				return nil, nil, fmt.Errorf("the group %q shows more than one number", name)
			}
			if number, err = rational(run[0]); err != nil {
				return nil, nil, err
			}
			blanked = strings.Replace(name, run[0], "{}", 1)
		}
		r, known := rules[language][blanked]
		if !known {
			return nil, nil, fmt.Errorf("the group %q says nothing that this solver can read", name)
		}
		said, numbers = append(said, r), append(numbers, number)
	}
	if len(said) == 0 {
		return nil, nil, errors.New("the groups have no names")
	}
	return said, numbers, nil
}

// inGroups writes groups as an answer does: members by their value, equal ones by
// their text.
func inGroups(groups [][]member) string {
	var out []string
	for _, group := range groups {
		slices.SortFunc(group, func(a, b member) int {
			if c := a.value.Cmp(b.value); c != 0 {
				return c
			}
			return strings.Compare(a.tile, b.tile)
		})
		var tiles []string
		for _, m := range group {
			tiles = append(tiles, m.tile)
		}
		out = append(out, strings.Join(tiles, ","))
	}
	return strings.Join(out, "|")
}
