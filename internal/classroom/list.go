package classroom

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode"

	"darasa/internal/classlist"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

// MaxLearners is how many children one class may have.
const MaxLearners = 500

// Waves is how many groups of children may take turns at the tablets.
const Waves = classlist.MaxWave

// Animals are the pictures of the cards, each in the app's drawings.
var Animals = []string{
	"owl", "lion", "rabbit", "goat", "fox", "cat", "dog", "duck", "elephant", "frog",
	"horse", "cow", "sheep", "turtle", "bee", "butterfly", "camel", "peacock", "parrot", "deer",
}

// What an import does with a line.
const (
	ListNew     = "new"
	ListSame    = "same"    // the child is on the class list and nothing differs
	ListChange  = "change"  // the child is on the class list and something differs
	ListProblem = "problem" // the line cannot be taken
)

// Ambiguous says that several children of the class have this name; the roll
// number tells them apart.
const Ambiguous classlist.Code = "ambiguous"

// Listed is one line of a class list, beside the class as it is.
type Listed struct {
	classlist.Row
	Action  string
	Learner school.ID // of ListSame and ListChange
	Was     string    // the child's name until now, where the number is hers and the name is not
}

// MatchList says what an import of rows would do. A child is known by her number, or
// without one by her name if only one child bears it.
func (r *Roster) MatchList(rows []classlist.Row) []Listed {
	byNumber, byName := map[string]*Learner{}, map[string][]*Learner{}
	for i := range r.Learners {
		l := &r.Learners[i]
		names := map[string]bool{}
		for _, record := range append([]Learner{*l}, l.Also...) {
			if record.Number != "" {
				byNumber[record.Number] = l
			}
			if name := classlist.Fold(record.Name); !names[name] {
				names[name] = true
				byName[name] = append(byName[name], l)
			}
		}
	}
	out := make([]Listed, len(rows))
	taken := map[school.ID]int{}
	for i, row := range rows {
		l := Listed{Row: row, Action: ListNew}
		known := byNumber[row.Number]
		if named := byName[classlist.Fold(row.Name)]; known == nil {
			named = slices.DeleteFunc(slices.Clone(named), func(n *Learner) bool { return row.Number != "" && n.Number != "" })
			switch {
			case len(named) == 1:
				known = named[0]
			case len(named) > 1:
				l.Problems = append(slices.Clone(l.Problems), classlist.Problem{Column: "name", Code: Ambiguous})
			}
		}
		if known != nil {
			l.meet(known)
			if line, twice := taken[known.ID]; twice {
				l.Problems = append(slices.Clone(l.Problems), classlist.Problem{Column: "number", Code: classlist.Twice, Text: strconv.Itoa(line)})
			} else if len(l.Problems) == 0 {
				taken[known.ID] = row.Line
			}
		}
		if len(l.Problems) > 0 {
			l.Action = ListProblem
		}
		out[i] = l
	}
	return out
}

func (l *Listed) meet(known *Learner) {
	l.Learner, l.Action = known.ID, ListSame
	if l.Row.Name != known.Name {
		l.Was = known.Name
	}
	if e := l.edit(known); !e.empty() {
		l.Action = ListChange
	}
}

// edit is what the line changes of a known child.
func (l *Listed) edit(known *Learner) (e Edit) {
	if l.Row.Name != known.Name {
		e.Name = &l.Row.Name
	}
	if l.Number != "" && l.Number != known.Number {
		e.Number = &l.Number
	}
	if g := uint8(max(l.Grade, 0)); l.Grade >= 0 && g != known.Grade {
		e.Grade = &g
	}
	if w := uint8(l.Row.Wave); w != 0 && w != known.Wave {
		e.Wave = &w
	}
	if l.Row.Language != "" && l.Row.Language != known.Language {
		e.Language = &l.Row.Language
	}
	return e
}

// Imported counts what an import did.
type Imported struct {
	New, Changed, Same, Left int // Left are lines with a problem
}

// ImportList writes the lines of a list into the class: new children, and what
// changed of known ones. grade is that of new children whose line says none. The
// same list again changes nothing. A classroom is made if there is none.
func (c *Class) ImportList(ctx context.Context, rows []classlist.Row, grade uint8) (done Imported, err error) {
	c.listing.Lock()
	defer c.listing.Unlock()
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return done, err
	}
	var fresh []NewLearner
	draw := newcomers{class: roster}
	for _, l := range roster.MatchList(rows) {
		switch l.Action {
		case ListProblem:
			done.Left++
		case ListSame:
			done.Same++
		case ListChange:
			known, _ := roster.Find(l.Learner)
			if err := c.edit(ctx, l.Learner, l.edit(known)); err != nil {
				return done, err
			}
			done.Changed++
		default:
			n, err := draw.next(c.Random, l.Row, grade)
			if err != nil {
				return done, err
			}
			fresh = append(fresh, n)
		}
	}
	if err := c.admit(ctx, roster, fresh); err != nil {
		return done, err
	}
	done.New = len(fresh)
	return done, nil
}

// ListFile writes the class list as ImportList reads it.
func (c *Class) ListFile(ctx context.Context) ([]byte, error) {
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]classlist.Row, len(roster.Learners))
	for i := range roster.Learners {
		l := &roster.Learners[i]
		rows[i] = classlist.Row{Name: l.Name, Grade: int(l.Grade), Wave: int(l.Wave), Language: l.Language, Number: l.Number}
	}
	return classlist.Write(rows)
}

// CallWave calls a wave of children to the tablets, which then show its cards first;
// 0 calls none.
func (c *Class) CallWave(ctx context.Context, wave uint8) error {
	if wave > Waves {
		return school.Errorf(school.CodeInvalid, "a wave is 1 to %d, or 0 for none", Waves)
	}
	c.listing.Lock()
	defer c.listing.Unlock()
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return err
	}
	if roster.Classroom.IsZero() {
		return school.Errorf(school.CodeNotFound, "there is no class yet")
	}
	if roster.Wave == wave {
		return nil
	}
	defer c.Live.Changed()
	defer c.rosterChanged()
	return c.Log.Write(ctx, school.AudienceSchool, set(school.NounClassroom, roster.Classroom, school.ClassroomWave, "", []byte{wave}))
}

// AddNumbered puts n children onto the list who have numbers instead of names for
// now: they can begin today, and a list with the same numbers names them later.
func (c *Class) AddNumbered(ctx context.Context, n int, grade uint8, language string) error {
	if n < 1 || n > MaxLearners {
		return school.Errorf(school.CodeInvalid, "add 1 to %d pupils at once", MaxLearners)
	}
	if language != "en" && language != "ur" {
		return school.Errorf(school.CodeInvalid, "the language is en or ur")
	}
	c.listing.Lock()
	defer c.listing.Unlock()
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return err
	}
	highest := 0
	for i := range roster.Learners {
		if v, err := strconv.Atoi(roster.Learners[i].Number); err == nil && v < 1_000_000 {
			highest = max(highest, v)
		}
	}
	draw, fresh := newcomers{class: roster}, make([]NewLearner, n)
	for i := range fresh {
		text := strconv.Itoa(highest + 1 + i)
		if fresh[i], err = draw.next(c.Random, classlist.Row{Name: text, Number: text, Grade: -1, Language: language}, grade); err != nil {
			return err
		}
	}
	return c.admit(ctx, roster, fresh)
}

// freshRoster reads the list anew: what was written a moment ago must be in it.
func (c *Class) freshRoster(ctx context.Context) (*Roster, error) {
	c.rosterChanged()
	return c.Roster(ctx)
}

func (c *Class) admit(ctx context.Context, roster *Roster, fresh []NewLearner) error {
	if len(fresh) == 0 {
		return nil
	}
	if len(roster.Learners)+len(fresh) > MaxLearners {
		return school.Errorf(school.CodeLimit, "a class has at most %d pupils", MaxLearners)
	}
	room := roster.Classroom
	if room.IsZero() {
		var err error
		if room, err = c.CreateClassroom(ctx, ""); err != nil {
			return err
		}
	}
	defer c.Live.Changed()
	_, err := c.CreateLearners(ctx, room, fresh)
	return err
}

// newcomers gives new children what their line leaves open: the wave with fewest
// children, the animal that fewest have, the language of the name's script, and
// pictures drawn for them alone.
type newcomers struct {
	class   *Roster
	waves   [Waves + 1]int
	animals map[string]int
}

func (d *newcomers) next(random io.Reader, row classlist.Row, grade uint8) (NewLearner, error) {
	if d.animals == nil {
		d.animals = map[string]int{}
		for i := range d.class.Learners {
			l := &d.class.Learners[i]
			d.animals[l.Animal]++
			if int(l.Wave) < len(d.waves) {
				d.waves[l.Wave]++
			}
		}
	}
	n := NewLearner{Name: row.Name, Number: row.Number, Wave: uint8(row.Wave), Grade: grade, Language: row.Language}
	if row.Grade >= 0 {
		n.Grade = uint8(row.Grade)
	}
	if n.Wave == 0 {
		n.Wave = slices.MinFunc([]uint8{1, 2, 3}, func(a, b uint8) int { return cmp.Compare(d.waves[a], d.waves[b]) })
	}
	d.waves[n.Wave]++
	n.Animal = slices.MinFunc(Animals, func(a, b string) int { return cmp.Compare(d.animals[a], d.animals[b]) })
	d.animals[n.Animal]++
	if n.Language == "" {
		n.Language = scriptOf(row.Name)
	}
	var err error
	n.Pictures, err = DrawPictures(random)
	return n, err
}

func scriptOf(name string) string {
	for _, c := range name {
		if unicode.Is(unicode.Arabic, c) {
			return "ur"
		}
	}
	return "en"
}

// DrawPictures draws a secret: two different pictures, each pair equally likely.
func DrawPictures(random io.Reader) ([]uint8, error) {
	first, err := drawBelow(random, Pictures)
	if err != nil {
		return nil, err
	}
	second, err := drawBelow(random, Pictures-1)
	if err != nil {
		return nil, err
	}
	if second >= first {
		second++
	}
	return []uint8{first, second}, nil
}

// drawBelow returns a number below n, each equally likely.
func drawBelow(random io.Reader, n uint8) (uint8, error) {
	limit := 256 / int(n) * int(n)
	for {
		var b [1]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("draw secret: %w", err)
		}
		if int(b[0]) < limit {
			return b[0] % n, nil
		}
	}
}

// NameClassroom names the class, or makes one if there is none.
func (c *Class) NameClassroom(ctx context.Context, name string) (school.ID, error) {
	if name == "" || len(name) > maxNameBytes {
		return school.ID{}, school.Errorf(school.CodeInvalid, "a name has 1 to %d bytes", maxNameBytes)
	}
	c.listing.Lock()
	defer c.listing.Unlock()
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return school.ID{}, err
	}
	if roster.Classroom.IsZero() {
		return c.CreateClassroom(ctx, name)
	}
	defer c.rosterChanged()
	return roster.Classroom, c.Log.Write(ctx, school.AudienceSchool, set(school.NounClassroom, roster.Classroom, school.ClassroomName, "", []byte(name)))
}

// NameSchool names the school this hub stands in.
func (c *Class) NameSchool(ctx context.Context, name string) error {
	if name == "" || len(name) > maxNameBytes {
		return school.Errorf(school.CodeInvalid, "a name has 1 to %d bytes", maxNameBytes)
	}
	defer c.rosterChanged()
	return c.Log.Write(ctx, school.AudienceSchool, set(school.NounSchool, school.ID{}, school.SchoolName, "", []byte(name)))
}

// Leave takes a child off the class list: she left the class. Her answers stay, and
// Return undoes it.
func (c *Class) Leave(ctx context.Context, learner school.ID) error {
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	set := crdt.RegisterID{Noun: school.NounClassroom, Entity: roster.Classroom, Field: school.ClassroomLearners}
	var dots []crdt.Dot
	for _, id := range child.records() {
		adds, err := c.Facts.Adds(ctx, set, id[:])
		if err != nil {
			return fmt.Errorf("find enrolment: %w", err)
		}
		dots = append(dots, adds...)
	}
	defer c.Live.Changed()
	defer c.rosterChanged()
	return c.Log.Write(ctx, school.AudienceSchool, &crdt.Op{Kind: crdt.KindRemove, Register: &crdt.Register{
		Noun: set.Noun, Entity: set.Entity, Field: set.Field, Dots: dots,
	}})
}

// Return puts a child who left back on the list.
func (c *Class) Return(ctx context.Context, learner school.ID) error {
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return err
	}
	if _, ok := roster.Find(learner); ok {
		return nil
	}
	if _, err := c.keyOf(ctx, learner); err != nil || roster.Classroom.IsZero() {
		return school.Errorf(school.CodeNotFound, "this hub knows no such child")
	}
	if len(roster.Learners) >= MaxLearners {
		return school.Errorf(school.CodeLimit, "a class has at most %d pupils", MaxLearners)
	}
	defer c.Live.Changed()
	defer c.rosterChanged()
	return c.Log.Write(ctx, school.AudienceSchool, member(roster.Classroom, learner))
}
