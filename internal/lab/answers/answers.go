// Package answers reads files of real answers (gzip CSV with the header
// student,item,skill,correct,t,fold) as the engine sees them: a course of dense
// numbers and histories of evidence. It knows nothing of any one file but its form.
package answers

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"darasa/internal/engine"
)

// Row is one answer; item is an index of the course.
type Row struct {
	Item    uint32
	Correct bool
	At      int64 // ticks of 10 ms
}

// Student is one history, rows in the order of the file. Clocked tells that its times
// are times and not positions.
type Student struct {
	ID      int
	Fold    int
	Rows    []Row
	Clocked bool
}

// File is a file as the engine sees it. Names are those of items; Students are in
// ascending numeric id.
type File struct {
	Course   *engine.Course
	Names    []string
	Students []Student
}

// TicksPerStep stands for the time between answers where the file has none.
const TicksPerStep = 3000

// Open reads the file at path, as Read does.
func Open(path string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open data: %w", err)
	}
	f, err := Read(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return nil, fmt.Errorf("read data: %w", err)
	}
	return f, nil
}

// Read reads a file, or says which line cannot be read.
func Read(r io.Reader) (*File, error) {
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) < 2 || strings.Join(lines[0], ",") != "student,item,skill,correct,t,fold" {
		return nil, errors.New("header is not student,item,skill,correct,t,fold")
	}
	b := builder{
		data:  &File{Course: &engine.Course{}},
		items: map[string]uint32{}, skills: map[string]uint16{}, students: map[string]int{},
	}
	for i, line := range lines[1:] {
		if err := b.add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	for i := range b.data.Students {
		b.data.Students[i].setClock()
	}
	slices.SortStableFunc(b.data.Students, func(a, c Student) int { return cmp.Compare(a.ID, c.ID) })
	return b.data, b.data.Course.Validate()
}

type builder struct {
	data     *File
	items    map[string]uint32
	skills   map[string]uint16
	students map[string]int
}

func (b *builder) add(line []string) error {
	seconds, err := strconv.ParseFloat(line[4], 64)
	if err != nil {
		return err
	}
	index, ok := b.students[line[0]]
	if !ok {
		id, err := strconv.Atoi(line[0])
		if err != nil {
			return err
		}
		fold, err := strconv.Atoi(line[5])
		if err != nil {
			return err
		}
		index = len(b.data.Students)
		b.students[line[0]] = index
		b.data.Students = append(b.data.Students, Student{ID: id, Fold: fold})
	}
	s := &b.data.Students[index]
	s.Rows = append(s.Rows, Row{Item: b.item(line[1], line[2]), Correct: line[3] == "1", At: int64(seconds * 100)})
	return nil
}

// item returns the engine's item for an item and its skills, written "a;b"; the same
// item with other skills is another one, the same skills in another order or twice are
// the same. Of more skills than an item can have the first are kept.
func (b *builder) item(name, skills string) uint32 {
	tags := tagsOf(skills)
	key := name + "|" + strings.Join(slices.Sorted(slices.Values(tags)), ";")
	if i, ok := b.items[key]; ok {
		return i
	}
	item := engine.Item{Level: engine.Medium, Instances: math.MaxUint32}
	for i, skill := range tags {
		number, ok := b.skills[skill]
		if !ok {
			number = uint16(len(b.data.Course.Skills))
			b.skills[skill] = number
			b.data.Course.Skills = append(b.data.Course.Skills, engine.Skill{})
		}
		switch {
		case i == 0:
			item.Skill = number
		case len(item.More) < engine.MaxMore:
			item.More = append(item.More, number)
		}
	}
	index := uint32(len(b.data.Course.Items))
	b.items[key] = index
	b.data.Course.Items = append(b.data.Course.Items, item)
	b.data.Names = append(b.data.Names, name)
	return index
}

// tagsOf returns the skills of an item, each once and in the order of the file; an item
// without any has the nameless one.
func tagsOf(skills string) (tags []string) {
	for tag := range strings.SplitSeq(skills, ";") {
		if tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return []string{""}
	}
	return tags
}

// setClock gives a history whose times are only positions a steady pace.
func (s *Student) setClock() {
	for i := range s.Rows {
		if s.Rows[i].At != int64(i)*100 {
			s.Clocked = true
			return
		}
	}
	for i := range s.Rows {
		s.Rows[i].At = int64(i) * TicksPerStep
	}
}

// HideTest takes the students of the test fold away and lets fold 1 stand in for it,
// so that settings can be chosen without having seen what they will be judged by.
func (d *File) HideTest() {
	d.Students = slices.DeleteFunc(d.Students, func(s Student) bool { return s.Fold == 0 })
	for i := range d.Students {
		if d.Students[i].Fold == 1 {
			d.Students[i].Fold = 0
		}
	}
}

// minLabelRows is how often an item must have been answered to be labelled.
const minLabelRows = 5

// Label gives every item an author's level: tertiles of the item means over folds 1
// to 4, every fifth item one level off, seldom answered ones medium.
func (d *File) Label() {
	right, rows := make([]float64, len(d.Names)), make([]float64, len(d.Names))
	for _, s := range d.Students {
		if s.Fold == 0 {
			continue
		}
		for _, r := range s.Rows {
			rows[r.Item]++
			if r.Correct {
				right[r.Item]++
			}
		}
	}
	var means []float64
	for i := range rows {
		if rows[i] >= minLabelRows {
			means = append(means, right[i]/rows[i])
		}
	}
	slices.Sort(means)
	for i := range d.Course.Items {
		level := engine.Medium
		if rows[i] >= minLabelRows && len(means) >= 3 {
			switch mean := right[i] / rows[i]; {
			case mean >= means[len(means)*2/3]:
				level = engine.Easy
			case mean < means[len(means)/3]:
				level = engine.Hard
			}
		}
		d.Course.Items[i].Level = mislabel(d.Names[i], level)
	}
}

// mislabel moves every fifth item one level, up if the next bit of the hash is 1.
func mislabel(name string, level int) uint8 {
	h := fnv.New32a()
	h.Write([]byte("label:" + name))
	sum := h.Sum32()
	if sum%5 != 0 {
		return uint8(level)
	}
	if sum/5&1 == 1 {
		return uint8(min(level+1, engine.Hard))
	}
	return uint8(max(level-1, engine.Easy))
}

// Asked returns the skills of an item.
func (d *File) Asked(item uint32) []uint16 {
	it := &d.Course.Items[item]
	return append([]uint16{it.Skill}, it.More...)
}

// OnlyFold returns the students of one fold.
func (d *File) OnlyFold(fold int) []Student {
	var kept []Student
	for _, s := range d.Students {
		if s.Fold == fold {
			kept = append(kept, s)
		}
	}
	return kept
}
