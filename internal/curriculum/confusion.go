package curriculum

import (
	"fmt"
	"io"
	"slices"
)

// Confusion says how well wrong answers tell misconceptions apart. Shares are of the
// exercises of a generator, 0 to 1.
type Confusion struct {
	// Fires is the greatest share of a generator's exercises on which the misconception
	// gives a wrong answer that is its own.
	Fires map[string]float64
	// Meets is, for two misconceptions of one generator, the least share over such
	// generators of exercises where both apply and give the same answer.
	Meets map[[2]string]float64
}

// Confusion follows every wrong procedure on every exercise of the pack again.
func (b *Built) Confusion() (*Confusion, error) {
	c := &Confusion{Fires: map[string]float64{}, Meets: map[[2]string]float64{}}
	for i := range b.Pack.Generators {
		if err := b.confuse(c, i); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (b *Built) confuse(c *Confusion, generator int) error {
	g := &b.Pack.Generators[generator]
	s := &search{g: g, pack: b.Pack, names: g.names(), values: map[string]any{}, produced: make([]bool, len(g.Misconceptions))}
	if err := s.compile(); err != nil {
		return err
	}
	n := len(g.Misconceptions)
	fires, both, meets, exercises := make([]int, n), make([]int, n*n), make([]int, n*n), 0
	for _, it := range b.Items {
		if it.Generator != generator || it.Format != formatNames[g.Formats[0]] {
			continue
		}
		for k := range it.Instances {
			exercises++
			keys, err := s.procedures(&it.Instances[k])
			if err != nil {
				return err
			}
			for x, key := range keys {
				if own := slices.ContainsFunc(it.Instances[k].Wrong, func(w WrongKey) bool {
					return b.Pack.Misconceptions[w.Misconception] == g.Misconceptions[x].ID
				}); own {
					fires[x]++
				}
				for y := range keys[:x] {
					if key != "" && keys[y] != "" {
						both[x*n+y]++
						if g.same(key, keys[y]) {
							meets[x*n+y]++
						}
					}
				}
			}
		}
	}
	c.add(g, exercises, fires, both, meets)
	return nil
}

func (c *Confusion) add(g *Generator, exercises int, fires, both, meets []int) {
	n := len(g.Misconceptions)
	for x, m := range g.Misconceptions {
		c.Fires[m.ID] = max(c.Fires[m.ID], float64(fires[x])/float64(exercises))
		for y, other := range g.Misconceptions[:x] {
			if both[x*n+y] == 0 {
				continue
			}
			pair := [2]string{min(m.ID, other.ID), max(m.ID, other.ID)}
			share := float64(meets[x*n+y]) / float64(both[x*n+y])
			if before, ok := c.Meets[pair]; ok {
				share = min(share, before)
			}
			c.Meets[pair] = share
		}
	}
}

// procedures returns what each wrong procedure writes, "" where it does not apply,
// cannot be written, or is right by accident.
func (s *search) procedures(in *Instance) ([]string, error) {
	for i, name := range s.names {
		s.values[name] = in.Values[i]
	}
	keys := make([]string, len(s.wrong))
	for i, e := range s.wrong {
		if s.when[i] != nil {
			applies, err := s.when[i].run(&s.machine, s.values)
			if err != nil {
				return nil, s.fault("misconception "+s.g.Misconceptions[i].ID+", when", err)
			}
			if applies != true {
				continue
			}
		}
		key, err := s.key(e)
		if err != nil {
			return nil, s.fault("misconception "+s.g.Misconceptions[i].ID, err)
		}
		if !s.g.same(key, in.Answer) {
			keys[i] = key
		}
	}
	return keys, nil
}

// Print writes the matrix: a line for each misconception with the share of exercises
// on which it fires, and in percent how often it meets those that share a generator
// with it.
func (c *Confusion) Print(out io.Writer, ids []string) error {
	for _, id := range ids {
		line := fmt.Sprintf("%-34s fires %3.0f %%", id, 100*c.Fires[id])
		for _, other := range ids {
			if share, ok := c.Meets[[2]string{min(id, other), max(id, other)}]; ok && other != id {
				line += fmt.Sprintf("  %s %.0f", other, 100*share)
			}
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return fmt.Errorf("print confusion: %w", err)
		}
	}
	return nil
}
