package curriculum

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/expr-lang/expr/vm"

	"darasa/internal/school"
)

// Instance is one exercise with its numbers filled in. Values stand in the order
// of the generator's parameters and derived values; each is an int or a string.
// Options (of choice and picture) and Tiles (of order and group) stand as they are shown;
// Work is the paper of steps.
type Instance struct {
	Values  []any
	Answer  string
	Wrong   []WrongKey
	Options []string
	Tiles   []string
	Work    *Work // of steps
}

// WrongKey is a wrong answer that a misconception produces. Misconception is the
// place in the catalogue's list of misconceptions.
type WrongKey struct {
	Key           string
	Misconception uint32
}

// search enumerates one generator, depth first in the order of its values, and
// checks every constraint as soon as all it reads is known.
type search struct {
	g        *Generator
	pack     *Pack
	machine  vm.VM
	names    []string
	values   map[string]any
	derived  []*expression
	checks   [][]*expression // by the last value they read
	levels   []*expression
	answer   *expression
	wrong    []*expression
	when     []*expression // nil where a misconception always applies
	others   []*expression
	tiles    []*expression
	bound    int // how many values are given
	tried    int
	found    [][]Instance // by level rule
	produced []bool       // by misconception
}

// enumerate lists the instances of a generator for each of its level rules, in an
// order that is shuffled once for ever, so that neighbours differ.
func (p *Pack) enumerate(g *Generator) ([][]Instance, error) {
	s := &search{g: g, pack: p, names: g.names(), values: map[string]any{}, produced: make([]bool, len(g.Misconceptions))}
	s.found = make([][]Instance, len(g.Levels))
	if err := s.compile(); err != nil {
		return nil, err
	}
	if err := s.try(0); err != nil {
		return nil, err
	}
	total := 0
	for i, rule := range g.Levels {
		if len(s.found[i]) == 0 {
			return nil, faultf(g.file, "level %s is empty: no values meet the constraints and %q; widen the parameters or drop the level", rule.Level, rule.Where)
		}
		s.found[i] = g.shuffle(s.found[i])
		if rule.Keep > 0 && len(s.found[i]) > rule.Keep {
			s.found[i] = s.found[i][:rule.Keep:rule.Keep]
		}
		total += len(s.found[i])
	}
	if total > MaxInstances {
		return nil, school.Errorf(school.CodeLimit, "%s: %d instances; the bound is %d, set keep in its levels", g.file, total, MaxInstances)
	}
	for i, m := range g.Misconceptions {
		if !s.produced[i] {
			return nil, faultf(g.file, "misconception %s never produces a wrong answer of its own; correct its procedure or put it before the ones it agrees with", m.ID)
		}
	}
	return s.found, nil
}

func (s *search) compile() error {
	g := s.g
	types := map[string]any{}
	for _, q := range g.Parameters {
		types[q.Name] = q.sample()
	}
	for _, d := range g.Derived {
		e, err := compile(d.Is, types, wantValue)
		if err != nil {
			return faultf(g.file, "derived %s: %v", d.Name, err)
		}
		s.derived = append(s.derived, e)
		types[d.Name] = e.sample()
	}
	s.checks = make([][]*expression, len(s.names))
	for i, source := range g.Constraints {
		e, err := compile(source, types, wantBool)
		if err != nil {
			return faultf(g.file, "constraint %d: %v", i+1, err)
		}
		last := 0
		for _, name := range e.reads {
			last = max(last, slices.Index(s.names, name))
		}
		s.checks[last] = append(s.checks[last], e)
	}
	for _, rule := range g.Levels {
		e, err := compile(rule.Where, types, wantBool)
		if err != nil {
			return faultf(g.file, "level %s: %v", rule.Level, err)
		}
		s.levels = append(s.levels, e)
	}
	return s.compileAnswers(types)
}

func (s *search) compileAnswers(types map[string]any) (err error) {
	g := s.g
	want := g.keyKind()
	if s.answer, err = compile(g.Answer, types, want); err != nil {
		return faultf(g.file, "answer: %v", err)
	}
	for _, m := range g.Misconceptions {
		e, err := compile(m.Wrong, types, want)
		if err != nil {
			return faultf(g.file, "misconception %s: %v", m.ID, err)
		}
		s.wrong = append(s.wrong, e)
		var when *expression
		if m.When != "" {
			if when, err = compile(m.When, types, wantBool); err != nil {
				return faultf(g.file, "misconception %s, when: %v", m.ID, err)
			}
		}
		s.when = append(s.when, when)
	}
	return s.compileOptions(types)
}

// sample returns a value of the parameter's type.
func (q *Parameter) sample() any {
	if q.Type == "word" {
		return q.Words[0]
	}
	return q.From
}

// try gives value number depth every value it can have and goes on to the next.
func (s *search) try(depth int) error {
	switch {
	case depth == len(s.names):
		return s.keep()
	case depth >= len(s.g.Parameters):
		v, err := s.derived[depth-len(s.g.Parameters)].run(&s.machine, s.values)
		if err != nil {
			return s.fault("derived "+s.names[depth], err)
		}
		return s.bind(depth, v)
	}
	q := &s.g.Parameters[depth]
	if q.Type == "word" {
		for _, word := range q.Words {
			if err := s.bind(depth, word); err != nil {
				return err
			}
		}
		return nil
	}
	for v := q.From; v <= q.To; v += max(q.Step, 1) {
		if err := s.bind(depth, v); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) bind(depth int, value any) error {
	if s.tried++; s.tried > MaxSearch {
		return school.Errorf(school.CodeLimit, "%s: more than %d values tried; narrow the parameters, or let a constraint on the first of them cut earlier", s.g.file, MaxSearch)
	}
	s.values[s.names[depth]] = value
	s.bound = depth + 1
	for _, check := range s.checks[depth] {
		ok, err := check.run(&s.machine, s.values)
		if err != nil {
			return s.fault("a constraint", err)
		}
		if ok != true {
			return nil
		}
	}
	return s.try(depth + 1)
}

// keep puts the values at hand under the level they fit.
func (s *search) keep() error {
	level := -1
	for i, rule := range s.levels {
		fits, err := rule.run(&s.machine, s.values)
		if err != nil {
			return s.fault("level "+s.g.Levels[i].Level, err)
		}
		if fits != true {
			continue
		}
		if level >= 0 {
			return s.fault("levels", fmt.Errorf("the values fit both %s and %s; make the rules exclude each other", s.g.Levels[level].Level, s.g.Levels[i].Level))
		}
		level = i
	}
	if level < 0 {
		return nil
	}
	instance, err := s.instance()
	if err == nil {
		s.found[level] = append(s.found[level], instance)
	}
	return err
}

func (s *search) instance() (Instance, error) {
	instance := Instance{Values: make([]any, len(s.names))}
	for i, name := range s.names {
		instance.Values[i] = s.values[name]
	}
	var err error
	if instance.Answer, err = s.key(s.answer); err != nil {
		return Instance{}, s.fault("answer", err)
	}
	for i, m := range s.g.Misconceptions {
		if s.when[i] != nil {
			applies, err := s.when[i].run(&s.machine, s.values)
			if err != nil {
				return Instance{}, s.fault("misconception "+m.ID+", when", err)
			}
			if applies != true {
				continue
			}
		}
		key, err := s.key(s.wrong[i])
		if err != nil {
			return Instance{}, s.fault("misconception "+m.ID, err)
		}
		// Two procedures may meet in one number: the one listed first keeps it.
		taken := slices.ContainsFunc(instance.Wrong, func(w WrongKey) bool { return s.g.same(w.Key, key) })
		if s.g.same(key, instance.Answer) || taken {
			continue
		}
		place, _ := slices.BinarySearch(s.pack.Misconceptions, m.ID)
		instance.Wrong = append(instance.Wrong, WrongKey{Key: key, Misconception: uint32(place)})
		s.produced[i] = true
	}
	if err := s.options(&instance); err != nil {
		return Instance{}, s.fault("options", err)
	}
	if err := s.paper(&instance); err != nil {
		return Instance{}, s.fault("work", err)
	}
	return instance, nil
}

// key evaluates an answer and writes it as it is typed.
func (s *search) key(e *expression) (string, error) {
	v, err := e.run(&s.machine, s.values)
	if err != nil {
		return "", err
	}
	if word, ok := v.(string); ok {
		if word == "" || len(word) > MaxName || Normalize(word) != word || s.g.has("value") && !isNumber(word) {
			return "", fmt.Errorf("%q cannot be the text of an answer", word)
		}
		return word, nil
	}
	n, ok := v.(int)
	if !ok {
		return "", fmt.Errorf("%v is neither a whole number nor a text", v)
	}
	key := strconv.Itoa(n)
	if n < 0 || len(key) > MaxKeypad {
		return "", fmt.Errorf("%d cannot be typed on the keypad (0 to %d digits); add a constraint or a when", n, MaxKeypad)
	}
	return key, nil
}

// fault names the generator and the values at hand.
func (s *search) fault(where string, err error) error {
	values := ""
	for _, name := range s.names[:s.bound] {
		values += fmt.Sprintf(" %s=%v", name, s.values[name])
	}
	return faultf(s.g.file, "%s with%s: %v", where, values, err)
}

// shuffle orders instances by a hash of their parameters. It depends on nothing
// but the generator's id and the numbers, so an instance that a later pack adds
// moves no other out of its order.
func (g *Generator) shuffle(instances []Instance) []Instance {
	type placed struct {
		place    uint64
		instance Instance
	}
	order := make([]placed, len(instances))
	for i, instance := range instances {
		order[i] = placed{g.place(instance.Values), instance}
	}
	slices.SortStableFunc(order, func(a, b placed) int {
		if a.place < b.place {
			return -1
		}
		if a.place > b.place {
			return 1
		}
		return 0
	})
	for i := range order {
		instances[i] = order[i].instance
	}
	return instances
}

// place is the hash of an instance's parameters.
func (g *Generator) place(values []any) uint64 {
	h := mix(hashString(0xcbf29ce484222325, g.ID))
	for _, v := range values[:len(g.Parameters)] {
		h = mix(hashString(h, fmt.Sprint(v)))
	}
	return h
}

// hashString folds s into h (FNV-1a, 64 bits).
func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

// mix spreads the bits of h (the finisher of splitmix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
