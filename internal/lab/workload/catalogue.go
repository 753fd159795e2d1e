package workload

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
)

// Catalogue is what the workload itself tells about its items: their skills, the
// response that is mostly right, and up to four that were wrong often.
type Catalogue struct {
	numberOf []uint32 // engine item by number in the workload's table
	skills   []uint32 // by engine item
	itemsOf  [][]uint32
	keys     []string
	wrongs   [][]string
	Hash     [32]byte // what attempts name; a caller that knows the catalogue in another form sets it
	Size     int      // bytes of the catalogue and of the tables that number texts
}

const (
	maxWrong  = 4 // wrong responses an item names
	leastSeen = 5 // times a wrong response must have been given to be named
)

// NewCatalogue reads the catalogue off the workload.
func NewCatalogue(w *Workload) *Catalogue {
	n := len(w.Items.Names)
	byName := make([]int32, n)
	for i := range byName {
		byName[i] = int32(i)
	}
	slices.SortFunc(byName, func(a, b int32) int { return strings.Compare(w.Items.Names[a], w.Items.Names[b]) })
	c := &Catalogue{
		numberOf: make([]uint32, n), skills: make([]uint32, n), itemsOf: make([][]uint32, len(w.Skills.Names)),
		keys: make([]string, n), wrongs: make([][]string, n),
	}
	for number, item := range byName {
		c.numberOf[item] = uint32(number)
		skill := uint32(w.SkillOf[item])
		c.skills[number] = skill
		c.itemsOf[skill] = append(c.itemsOf[skill], uint32(number))
	}
	c.answers(w)
	c.count(w)
	return c
}

func (c *Catalogue) answers(w *Workload) {
	right, wrong := make([]map[string]int, len(c.keys)), make([]map[string]int, len(c.keys))
	for i := range right {
		right[i], wrong[i] = map[string]int{}, map[string]int{}
	}
	for i := range w.Attempts {
		a := &w.Attempts[i]
		if item := c.numberOf[a.item]; a.right {
			right[item][a.response]++
		} else {
			wrong[item][a.response]++
		}
	}
	for item := range c.keys {
		if best := often(right[item], 1, 1); len(best) > 0 {
			c.keys[item] = best[0]
		}
		c.wrongs[item] = often(wrong[item], maxWrong, leastSeen)
	}
}

// often returns the most frequent texts, at most n, each seen at least least times.
func often(counts map[string]int, n, least int) []string {
	var texts []string
	for text, count := range counts {
		if count >= least {
			texts = append(texts, text)
		}
	}
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	return texts[:min(n, len(texts))]
}

// count serialises the catalogue and the tables, for the hash and the size.
func (c *Catalogue) count(w *Workload) {
	var b []byte
	text := func(s string) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	for item := range c.keys {
		b = binary.AppendUvarint(b, uint64(c.skills[item]))
		text(c.keys[item])
		b = binary.AppendUvarint(b, uint64(len(c.wrongs[item])))
		for _, wrong := range c.wrongs[item] {
			text(wrong)
		}
	}
	c.Hash = sha256.Sum256(b)
	for _, t := range []*Table{&w.Tablets, &w.Students, &w.Items, &w.Skills} {
		for _, name := range t.Names {
			text(name)
		}
	}
	c.Size = len(b)
}

// NumItems and what follows implement wire.Catalogue.
func (c *Catalogue) NumItems() int                 { return len(c.keys) }
func (c *Catalogue) Skill(item uint32) uint32      { return c.skills[item] }
func (c *Catalogue) ItemsOf(skill uint32) []uint32 { return c.itemsOf[skill] }
func (c *Catalogue) Instances(uint32) uint32       { return 1 }
func (c *Catalogue) Key(item, _ uint32) string     { return c.keys[item] }
func (c *Catalogue) Wrong(item, _ uint32) []string { return c.wrongs[item] }
