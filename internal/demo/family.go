package demo

import (
	"math/rand/v2"

	"darasa/internal/curriculum"
	"darasa/internal/school"
)

// The family of invented children. All it knows of a child and a skill is a number
// of bricks from 0 to 10: a pile that grows by practice and, now and then, loses
// one overnight. The chance of a right answer is a straight line over the bricks.
// The numbers are round ones of ours, taken from no data; the family only makes
// screens look lived in, and nothing that is measured is ever measured with it.
const (
	maxBricks    = 10
	basePerMille = 90  // chance of a right answer with no brick
	brickMille   = 85  // what each brick adds to it
	levelMille   = 80  // easy items are that much likelier, hard ones that much less
	floorMille   = 40  // nobody is below
	ceilingMille = 970 // nobody is above
	forgetMille  = 30  // a practised skill loses a brick overnight
	habitMille   = 700 // a wrong answer is the child's own habit, else another known mistake
)

// manner is how one kind of child learns. front is where her piles end, as a share
// of the pack's skills, in percent for grade 2; each grade above adds gradePercent.
type manner struct {
	front     int
	paceMille int // an answer adds a brick to the skill's pile
	hintMille int // she asks for a hint, while the pile is low
	seconds   int // a typical answer takes
}

const gradePercent = 20

var (
	steady     = manner{front: 30, paceMille: 250, hintMille: 120, seconds: 14}
	struggling = manner{front: 8, paceMille: 60, hintMille: 300, seconds: 24}
	ahead      = manner{front: 62, paceMille: 400, hintMille: 20, seconds: 9}
)

// mannerOf gives the i-th child her manner: five of forty struggle, five are ahead.
func mannerOf(i int) manner {
	switch i % 8 {
	case 5:
		return struggling
	case 2:
		return ahead
	}
	return steady
}

// child is one invented learner's knowledge.
type child struct {
	manner
	random    *rand.Rand
	bricks    []int
	practised []bool // today
	habit     int    // which of an item's known mistakes is hers
}

func newChild(seed uint64, i, skills int, grade uint8) *child {
	c := &child{
		manner: mannerOf(i), random: rand.New(rand.NewPCG(seed, uint64(i))),
		bricks: make([]int, skills), practised: make([]bool, skills), habit: []int{0, 0, 1, 0, 2}[i%5],
	}
	front := c.front + gradePercent*(int(grade)-2)
	for s := range c.bricks {
		behind := 100*s/skills - front // percent of the pack beyond her front
		c.bricks[s] = clamp(maxBricks-3-behind/3+c.random.IntN(5)-2, 0, maxBricks)
	}
	return c
}

func clamp(v, low, high int) int { return max(low, min(v, high)) }

func (c *child) chance(mille int) bool { return c.random.IntN(1000) < mille }

// answer is what a child does with one exercise.
type answer struct {
	response string
	correct  bool
	hints    uint8
	duration int64 // ticks
}

// meet lets the child answer an instance of an item and learn from it.
func (c *child) meet(catalogue *curriculum.Catalogue, item, instance uint32) answer {
	skill := catalogue.Skill(item)
	mille := basePerMille + brickMille*c.bricks[skill]
	if id, ok := catalogue.Identity(item); ok {
		mille -= levelMille * (int(id.Level) - int(curriculum.Medium))
	}
	a := answer{duration: int64(c.seconds) * school.TicksPerSecond * int64(50+c.random.IntN(120)) / 100}
	if c.bricks[skill] < maxBricks/2 && c.chance(c.hintMille) {
		a.hints = 1
		mille += brickMille
		a.duration += 5 * school.TicksPerSecond
	}
	a.correct = c.chance(clamp(mille, floorMille, ceilingMille))
	a.response = catalogue.Key(item, instance)
	if !a.correct {
		a.response = c.mistake(catalogue.Wrong(item, instance), a.response)
		a.correct, _, _ = catalogue.Grade(item, instance, a.response)
	}
	c.practised[skill] = true
	if c.bricks[skill] < maxBricks && c.chance(c.paceMille) {
		c.bricks[skill]++
	}
	return a
}

// mistake picks a wrong response: mostly the one that is the child's habit.
func (c *child) mistake(known []string, key string) string {
	if len(known) == 0 {
		return key + "0" // a digit too many
	}
	if c.chance(habitMille) {
		return known[c.habit%len(known)]
	}
	return known[c.random.IntN(len(known))]
}

// sleep ends the child's day.
func (c *child) sleep() {
	for s := range c.bricks {
		if c.practised[s] && c.bricks[s] > 0 && c.chance(forgetMille) {
			c.bricks[s]--
		}
		c.practised[s] = false
	}
}
