package curriculum

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
)

// Bounds of what is put into groups, and what stands between two groups in an
// answer.
const (
	maxGrouped    = 6
	maxGroups     = 4
	betweenGroups = "|"
)

// groupFault reports whether what format group needs is missing or too much.
func (g *Generator) groupFault() bool {
	return len(g.Groups) < 2 || len(g.Groups) > maxGroups || len(g.Tiles) < 2 || len(g.Tiles) > maxGrouped || g.layoutKind() != "none"
}

// row lists the tiles of an answer; nil for an answer of group that has too many
// groups or too few.
func (g *Generator) row(key string) []string {
	if !g.has("group") {
		return strings.Split(key, ",")
	}
	groups := strings.Split(key, betweenGroups)
	if len(groups) != len(g.Groups) {
		return nil
	}
	return strings.FieldsFunc(key, func(c rune) bool { return c == ',' || c == '|' })
}

// groupedOption writes the answer of group: grouped(2, 0, "12", 1, "7", 0, 3) is
// "3,12|7", each number behind the place of its group, from 0. In a group numbers
// stand by their value, so that the order in which they came there is no part of it.
var groupedOption = expr.Function("grouped", func(arguments ...any) (any, error) {
	all, err := words("grouped", arguments)
	if err != nil || len(all) < 5 || len(all)%2 == 0 {
		return nil, errors.Join(err, errors.New("grouped takes how many groups there are, then places and numbers"))
	}
	count, _ := digits(all[0])
	if count < 2 || count > maxGroups {
		return nil, fmt.Errorf("grouped makes 2 to %d groups", maxGroups)
	}
	groups := make([][]string, count)
	for i := 1; i < len(all); i += 2 {
		place, ok := digits(all[i])
		if !ok || place >= count {
			return nil, fmt.Errorf("there is no group %s of %d", all[i], count)
		}
		groups[place] = append(groups[place], all[i+1])
	}
	out := make([]string, count)
	for i, group := range groups {
		slices.SortFunc(group, func(a, b string) int { return cmp.Or(compareTexts(a, b), strings.Compare(a, b)) })
		out[i] = strings.Join(group, ",")
	}
	return strings.Join(out, betweenGroups), nil
}, new(func(int, ...any) string))

// groupOption reads one group of what grouped wrote, to be said: group("3,12|7", 0)
// is "3, 12".
var groupOption = expr.Function("group", func(arguments ...any) (any, error) {
	if len(arguments) == 2 {
		text, ok1 := arguments[0].(string)
		place, ok2 := arguments[1].(int)
		groups := strings.Split(text, betweenGroups)
		if ok1 && ok2 && place >= 0 && place < len(groups) && groups[place] != "" {
			return strings.ReplaceAll(groups[place], ",", ", "), nil
		}
	}
	return nil, errors.New("group takes what grouped wrote and the place of a group that is not empty")
}, new(func(string, int) string))
