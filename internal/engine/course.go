// Package engine holds the words that the rooms of the engine share: the course as
// dense integers, one answer as evidence, and people's decisions.
//
// It deliberately knows no names, no languages and no person: an item is a number
// with a skill, a level and a count of instances, and a learner appears only as
// what she answered. It imports nothing that would grow the tablet's module.
package engine

import (
	"errors"

	"darasa/internal/engine/codec"
)

// Version is the engine version written into plans and ops. It changes whenever
// the same evidence could give other bits.
const Version = 9

// Bounds of a course; a decoder refuses more.
const (
	MaxSkills  = 4096
	MaxItems   = 1 << 17
	MaxPrereqs = 64
	MaxMore    = 7
)

// The levels an author gives an item.
const (
	Easy = iota
	Medium
	Hard
)

// ErrCourse is returned for a course that no pack can mean: a skill or item out of
// range, too many of something, or prerequisites that form a circle.
var ErrCourse = errors.New("engine: course is not valid")

// Skill is one node of the prerequisite graph; Prereqs are indexes of the skills
// that come directly before it.
type Skill struct {
	Prereqs []uint16
}

// Item is what the engine chooses: a generator at one level in one format. Skill is
// the skill it practises, More further ones it needs, at most MaxMore; Level is Easy,
// Medium or Hard; Format is opaque; Instances counts the different exercises the
// item can show, at least one.
type Item struct {
	Skill     uint16
	More      []uint16
	Level     uint8
	Format    uint8
	Instances uint32
}

// Course is a pack as the engine sees it: immutable, shared by every learner.
type Course struct {
	Skills []Skill
	Items  []Item
}

// Validate returns ErrCourse unless every reference is in range, every item has an
// instance and the prerequisites form no circle.
func (c *Course) Validate() error {
	if len(c.Skills) > MaxSkills || len(c.Items) > MaxItems {
		return ErrCourse
	}
	for _, skill := range c.Skills {
		if len(skill.Prereqs) > MaxPrereqs || !c.inRange(skill.Prereqs) {
			return ErrCourse
		}
	}
	for i := range c.Items {
		item := &c.Items[i]
		if int(item.Skill) >= len(c.Skills) || len(item.More) > MaxMore || !c.inRange(item.More) ||
			item.Level > Hard || item.Instances == 0 {
			return ErrCourse
		}
	}
	if !c.acyclic() {
		return ErrCourse
	}
	return nil
}

func (c *Course) inRange(skills []uint16) bool {
	for _, s := range skills {
		if int(s) >= len(c.Skills) {
			return false
		}
	}
	return true
}

// acyclic removes skills whose prerequisites are all removed until none is left or
// a circle remains.
func (c *Course) acyclic() bool {
	removed, left := make([]bool, len(c.Skills)), len(c.Skills)
	for before := left + 1; left < before; {
		before = left
		for s := range c.Skills {
			if !removed[s] && all(c.Skills[s].Prereqs, removed) {
				removed[s] = true
				left--
			}
		}
	}
	return left == 0
}

func all(skills []uint16, removed []bool) bool {
	for _, s := range skills {
		if !removed[s] {
			return false
		}
	}
	return true
}

const courseFormat = 1

// AppendBinary appends the canonical form of the course to b.
func (c *Course) AppendBinary(b []byte) []byte {
	b = append(b, courseFormat)
	b = codec.AppendUint(b, uint64(len(c.Skills)))
	for _, skill := range c.Skills {
		b = appendSkills(b, skill.Prereqs)
	}
	b = codec.AppendUint(b, uint64(len(c.Items)))
	for i := range c.Items {
		item := &c.Items[i]
		b = codec.AppendUint(b, uint64(item.Skill))
		b = appendSkills(b, item.More)
		b = append(b, item.Level, item.Format)
		b = codec.AppendUint(b, uint64(item.Instances))
	}
	return b
}

func appendSkills(b []byte, skills []uint16) []byte {
	b = codec.AppendUint(b, uint64(len(skills)))
	for _, s := range skills {
		b = codec.AppendUint(b, uint64(s))
	}
	return b
}

// DecodeCourse reads a course written by AppendBinary. It returns an error of
// package codec for damaged bytes and ErrCourse for a course that is not valid.
func DecodeCourse(b []byte) (*Course, error) {
	r := codec.NewReader(b)
	if r.Byte(255) != courseFormat {
		r.Fail(codec.ErrVersion)
	}
	c := &Course{Skills: make([]Skill, r.Count(MaxSkills, 1))}
	for s := range c.Skills {
		c.Skills[s].Prereqs = readSkills(r, MaxPrereqs)
	}
	c.Items = make([]Item, r.Count(MaxItems, 5))
	for i := range c.Items {
		item := &c.Items[i]
		item.Skill = uint16(r.Uint(MaxSkills))
		item.More = readSkills(r, MaxMore)
		item.Level, item.Format = r.Byte(Hard), r.Byte(255)
		item.Instances = uint32(r.Uint(1<<32 - 1))
	}
	if err := r.Close(); err != nil {
		return nil, err
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return c, nil
}

func readSkills(r *codec.Reader, limit int) []uint16 {
	n := r.Count(limit, 1)
	if n == 0 {
		return nil
	}
	skills := make([]uint16, n)
	for i := range skills {
		skills[i] = uint16(r.Uint(MaxSkills))
	}
	return skills
}
