package curriculum

import (
	"crypto/sha256"
	"encoding/json"
)

// Level says how hard an item is among the items of its skill.
type Level uint8

// The levels a generator may fill, in the engine's order.
const (
	Easy   Level = 0
	Medium Level = 1
	Hard   Level = 2
)

var levelNames = []string{"easy", "medium", "hard"}

// String returns the level's name in pack files.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return "unknown"
}

// Format says how an exercise is answered. Its number is part of catalogues and
// never changes its meaning; 0 is no format.
type Format uint8

// The formats: a keypad for a whole number of at most MaxKeypad digits, a choice
// among written options, numbers tapped in order, a choice among pictures, a typed
// number that is right if its value is, a typed text that is right as it stands,
// an amount laid with notes and coins, a mark on a number line, written arithmetic
// cell by cell, parts of a bar to colour, the hands of a clock to set, and things to
// put into named groups.
const (
	FormatKeypad  Format = 1
	FormatChoice  Format = 2
	FormatOrder   Format = 3
	FormatPicture Format = 4
	FormatValue   Format = 5
	FormatForm    Format = 6
	FormatMoney   Format = 7
	FormatLine    Format = 8
	FormatSteps   Format = 9
	FormatBar     Format = 10
	FormatClock   Format = 11
	FormatGroup   Format = 12
)

var formatNames = map[string]Format{
	"keypad": FormatKeypad, "choice": FormatChoice, "order": FormatOrder, "picture": FormatPicture,
	"value": FormatValue, "form": FormatForm, "money": FormatMoney, "line": FormatLine, "steps": FormatSteps,
	"bar": FormatBar, "clock": FormatClock, "group": FormatGroup,
}

// String returns the format's name in pack files.
func (f Format) String() string {
	for name, format := range formatNames {
		if format == f {
			return name
		}
	}
	return "unknown"
}

// Bounds of a pack. A pack that passes one of them is refused with the bound and
// what to do about it.
const (
	MaxFile       = 4 << 20 // bytes of one JSON file
	MaxMedia      = 8 << 20 // bytes of one media file
	MaxSkills     = 1024
	MaxGenerators = 1024
	MaxParameters = 16     // of one generator, and as many derived values
	MaxSearch     = 300000 // values tried while one generator is enumerated
	MaxInstances  = 2000   // kept of one generator
	MaxKeypad     = 6      // digits of a typed answer
	MaxName       = 64     // bytes of an id
	MaxText       = 600    // bytes of one message
)

// Pack is a pack folder, read and checked but not enumerated. Skills stand after
// everything they build on, generators in the order of their file names, and
// Misconceptions in alphabetical order.
type Pack struct {
	ID             string
	Version        uint32
	Languages      []string // the first is the one others are compared with
	Skills         []Skill
	Generators     []Generator
	Misconceptions []string
	Media          []Media
	Lessons        []Lesson
	Puzzles        []Puzzle
	Words          []Word
	Locked         []string // skills that wait for media
	locales        map[string]*locale
}

// Skill is one thing a learner can come to know.
type Skill struct {
	ID       string    `json:"id"`
	Picture  string    `json:"picture"` // name of a drawing in the app, or of a file in media/
	Outcomes []Outcome `json:"outcomes"`
	After    []Edge    `json:"after"`
}

// Outcome ties a skill to one outcome of a national curriculum. Mapping says who
// vouches for the tie.
type Outcome struct {
	Code    string `json:"code"`
	Mapping string `json:"mapping"`
}

// Edge says that a skill builds on an earlier one, and why.
type Edge struct {
	Skill string `json:"skill"`
	Why   string `json:"why"`
}

// Generator describes a family of exercises by its parameters. Every string in
// Constraints, Derived, Levels, Answer and Misconceptions is an expression over
// the parameters and the derived values that stand before it; so are Others and
// Tiles.
type Generator struct {
	ID             string          `json:"id"`
	Skill          string          `json:"skill"`
	More           []string        `json:"more,omitempty"` // further skills the exercise uses
	Formats        []string        `json:"formats"`
	Parameters     []Parameter     `json:"parameters"`
	Derived        []Derived       `json:"derived,omitempty"`
	Constraints    []string        `json:"constraints,omitempty"`
	Levels         []LevelRule     `json:"levels"`
	Answer         string          `json:"answer"`
	Choices        int             `json:"choices,omitempty"`  // options at most, of choice and picture
	Others         []string        `json:"others,omitempty"`   // more options, where wrong answers are too few
	Pictures       *Pictures       `json:"pictures,omitempty"` // what the options of picture, or the tiles of group, show
	Tiles          []string        `json:"tiles,omitempty"`    // what order puts in order, and group into groups
	Groups         []string        `json:"groups,omitempty"`   // keys of the messages that name the groups of group
	Sign           string          `json:"sign,omitempty"`     // the key beside the digits of value and form: . / or :
	Notes          []int           `json:"notes,omitempty"`    // what money is laid with, in rupees
	Work           *WorkRule       `json:"work,omitempty"`     // the written arithmetic of steps
	Misconceptions []Misconception `json:"misconceptions"`
	Stem           []string        `json:"stem"`
	Hints          []string        `json:"hints"`
	Steps          []string        `json:"steps"`
	Layout         json.RawMessage `json:"layout"`
	Tools          []Tool          `json:"tools,omitempty"` // what it can be worked out with
	Another        *Another        `json:"another,omitempty"`
	Theme          string          `json:"theme,omitempty"` // of a word problem: one of Themes
	Needs          []string        `json:"needs,omitempty"` // media without which nobody is asked

	file   string
	layout map[string]string
}

// Another is a second explanation beside the worked steps: the same exercise seen
// another way. It never shows the answer, so that it can be read before answering.
type Another struct {
	Say    []string        `json:"say"`              // keys of messages
	Layout json.RawMessage `json:"layout,omitempty"` // a drawing that goes with them

	layout map[string]string
}

// Themes are what word problems are about. A learner's interests are the same words.
var Themes = []string{"bazaar", "bus", "cricket", "farm", "kitchen"}

// Parameter is one free value of a generator: whole numbers From, From+Step, …
// up to To, or one of Words.
type Parameter struct {
	Name  string   `json:"name"`
	Type  string   `json:"type"` // "integer" or "word"
	From  int      `json:"from,omitempty"`
	To    int      `json:"to,omitempty"`
	Step  int      `json:"step,omitempty"`
	Words []string `json:"words,omitempty"`
}

// Derived is a value computed from the parameters and the derived values before it.
type Derived struct {
	Name string `json:"name"`
	Is   string `json:"is"`
}

// LevelRule says which instances are of a level, and how many of them are kept
// (0 keeps all). An instance that fits two rules is an error, one that fits none
// is left out.
type LevelRule struct {
	Level string `json:"level"`
	Where string `json:"where"`
	Keep  int    `json:"keep,omitempty"`
}

// Misconception is a wrong procedure: Wrong computes the answer somebody reaches
// who follows it. It applies to the instances for which When holds (always when
// empty) and where it does not reach the right answer by accident.
type Misconception struct {
	ID    string `json:"id"`
	Wrong string `json:"wrong"`
	When  string `json:"when,omitempty"`
}

// Pictures says what the options of a picture exercise are drawn as: Kind is
// "things" (Thing names the value with the thing; the option is the count),
// "fraction" (Shape names the value with the shape; the option is the part), or a
// drawing told by the option alone: "clock" (7:35), "polygon" (its sides), "angle"
// (its degrees) or "fold" (the squares left and right of a line, see fold).
type Pictures struct {
	Kind  string `json:"kind"`
	Thing string `json:"thing,omitempty"`
	Shape string `json:"shape,omitempty"`
}

// Media is one file of the pack's media folder.
type Media struct {
	Path string
	Size int
	Hash [sha256.Size]byte
}

// locale is one language's file: every message of the pack.
type locale struct {
	Language  string `json:"language"`
	Direction string `json:"direction"`
	Review    string `json:"review"`
	Pack      struct {
		Title string `json:"title"`
	} `json:"pack"`
	Skills map[string]struct {
		Title string `json:"title"`
		Can   string `json:"can"`
	} `json:"skills"`
	Words          map[string]wordForms         `json:"words,omitempty"`
	Misconceptions map[string]string            `json:"misconceptions"`
	Generators     map[string]map[string]string `json:"generators"`
}

// text returns the message key of a generator in a language, "" when it is absent.
func (p *Pack) text(language, generator, key string) string {
	return p.locales[language].Generators[generator][key]
}
