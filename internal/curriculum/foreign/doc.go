// Package foreign reads questions that other programs export, GIFT and Moodle XML,
// and writes them as the folder of a pack. What a pack cannot express is refused
// question by question with its reason, never guessed.
//
// It deliberately checks no answer: a question of somebody else's is as right as
// whoever wrote it, and the second solver cannot read it.
package foreign

// MaxQuestions bounds one file.
const MaxQuestions = 1000

// MaxBytes bounds one file.
const MaxBytes = 4 << 20

// Question is one that a pack can express: a choice among Options, or a number.
type Question struct {
	Place   string // where it stands in the file, for people
	Text    string
	Answer  string
	Options []string // all, the right one included; empty for a number
}

// Refusal names a question, or a part of one, that was left out, and why.
type Refusal struct {
	Place, Why string
}

// String writes the refusal on one line.
func (r Refusal) String() string { return r.Place + ": " + r.Why }

// Questions are what a file came to.
type Questions struct {
	Sound   []Question
	Refused []Refusal
}

func (q *Questions) refuse(place, why string) { q.Refused = append(q.Refused, Refusal{place, why}) }

// add takes in a question that a pack can express.
func (q *Questions) add(question Question) {
	switch why := question.fault(); {
	case why != "":
		q.refuse(question.Place, why)
	case len(q.Sound) == MaxQuestions:
		q.refuse(question.Place, "the file has more questions than one pack takes; split it")
	default:
		q.Sound = append(q.Sound, question)
	}
}
