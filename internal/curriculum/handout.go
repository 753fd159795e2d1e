package curriculum

import (
	"cmp"
	"encoding/json"
	"slices"
)

// onPaper are the formats that a pencil answers, the likeliest first: what is dragged
// or set on a screen is left out.
var onPaper = []string{"keypad", "value", "form", "choice"}

// Handout returns n of these exercises that can be done on paper, as Show does but
// with the worked steps, from easy to hard. Every sheet number has exercises of its
// own until those of a level are used up. Fewer than n come where there are no
// more.
func (e *Examples) Handout(sheet, n int) []json.RawMessage {
	items := e.paperItems()
	found := make([]json.RawMessage, 0, n)
	for i, at := range items {
		item := e.items[at]
		share := (n + len(items) - 1 - i) / len(items) // the easier ones take what is over
		for k := range min(share, len(item.Instances)) {
			instance := (sheet*share + k) % len(item.Instances)
			found = append(found, e.show(at, instance, true))
		}
	}
	return found
}

// paperItems lists the places of items for paper by level, one format of
// each generator and level.
func (e *Examples) paperItems() (items []int) {
	type family struct {
		generator int
		level     Level
	}
	best := map[family]int{}
	for at, item := range e.items {
		rank := slices.Index(onPaper, item.Format)
		if rank < 0 || len(item.Instances) == 0 {
			continue
		}
		f := family{item.Generator, item.Level}
		if before, ok := best[f]; !ok || rank < slices.Index(onPaper, e.items[before].Format) {
			best[f] = at
		}
	}
	for _, at := range best {
		items = append(items, at)
	}
	slices.SortFunc(items, func(a, b int) int {
		return cmp.Or(cmp.Compare(e.items[a].Level, e.items[b].Level), cmp.Compare(a, b))
	})
	return items
}
