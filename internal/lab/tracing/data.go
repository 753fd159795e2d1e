package main

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"darasa/internal/engine"
)

// row is one answer; item is an index of the course.
type row struct {
	item    uint32
	correct bool
	at      int64 // ticks of 10 ms
}

// student is one history, rows in the order of the file.
type student struct {
	id   int
	fold int
	rows []row
}

// data is a file as the engine sees it. Students are in ascending numeric id.
type data struct {
	course   *engine.Course
	names    []string // of items
	students []student
}

// ticksPerStep stands for the time between answers where the file has none.
const ticksPerStep = 3000

func read(r io.Reader) (*data, error) {
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
		data:  &data{course: &engine.Course{}},
		items: map[string]uint32{}, skills: map[string]uint16{}, students: map[string]int{},
	}
	for i, line := range lines[1:] {
		if err := b.add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	for i := range b.data.students {
		b.data.students[i].setClock()
	}
	slices.SortStableFunc(b.data.students, func(a, c student) int { return cmp.Compare(a.id, c.id) })
	return b.data, b.data.course.Validate()
}

type builder struct {
	data     *data
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
		index = len(b.data.students)
		b.students[line[0]] = index
		b.data.students = append(b.data.students, student{id: id, fold: fold})
	}
	s := &b.data.students[index]
	s.rows = append(s.rows, row{item: b.item(line[1], line[2]), correct: line[3] == "1", at: int64(seconds * 100)})
	return nil
}

// item returns the engine's item for an item and its skills; the same item with
// other skills is another one.
func (b *builder) item(name, skills string) uint32 {
	key := name + "|" + skills
	if i, ok := b.items[key]; ok {
		return i
	}
	item := engine.Item{Level: engine.Medium, Instances: math.MaxUint32}
	for i, skill := range strings.Split(skills, ";") {
		number, ok := b.skills[skill]
		if !ok {
			number = uint16(len(b.data.course.Skills))
			b.skills[skill] = number
			b.data.course.Skills = append(b.data.course.Skills, engine.Skill{})
		}
		switch {
		case i == 0:
			item.Skill = number
		case len(item.More) < engine.MaxMore:
			item.More = append(item.More, number)
		}
	}
	index := uint32(len(b.data.course.Items))
	b.items[key] = index
	b.data.course.Items = append(b.data.course.Items, item)
	b.data.names = append(b.data.names, name)
	return index
}

// setClock gives a history whose times are only positions a steady pace.
func (s *student) setClock() {
	for i := range s.rows {
		if s.rows[i].at != int64(i)*100 {
			return
		}
	}
	for i := range s.rows {
		s.rows[i].at = int64(i) * ticksPerStep
	}
}

// hideTest takes the students of the test fold away and lets fold 1 stand in for it,
// so that settings can be chosen without having seen what they will be judged by.
func (d *data) hideTest() {
	d.students = slices.DeleteFunc(d.students, func(s student) bool { return s.fold == 0 })
	for i := range d.students {
		if d.students[i].fold == 1 {
			d.students[i].fold = 0
		}
	}
}

// minLabelRows is how often an item must have been answered to be labelled.
const minLabelRows = 5

// label gives every item an author's level: tertiles of the item means over folds 1
// to 4, every fifth item one level off, seldom answered ones medium.
func (d *data) label() {
	right, rows := make([]float64, len(d.names)), make([]float64, len(d.names))
	for _, s := range d.students {
		if s.fold == 0 {
			continue
		}
		for _, r := range s.rows {
			rows[r.item]++
			if r.correct {
				right[r.item]++
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
	for i := range d.course.Items {
		level := engine.Medium
		if rows[i] >= minLabelRows && len(means) >= 3 {
			switch mean := right[i] / rows[i]; {
			case mean >= means[len(means)*2/3]:
				level = engine.Easy
			case mean < means[len(means)/3]:
				level = engine.Hard
			}
		}
		d.course.Items[i].Level = mislabel(d.names[i], level)
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
