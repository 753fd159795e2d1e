package solver

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// task is what a stem asks for in words; arithmetic and counting need none.
type task string

const (
	taskMost     task = "the picture with the most"
	taskFewest   task = "the picture with the fewest"
	taskBiggest  task = "the biggest number"
	taskInOrder  task = "an order from the smallest"
	taskMissing  task = "a missing number"
	taskOneMore  task = "one more"
	taskOneLess  task = "one less"
	taskComplete task = "how many more make a number"
	taskBlocks   task = "the number that blocks show"
	taskHalf     task = "the picture of a half"
	taskQuarter  task = "the picture of a quarter"
	taskHalfOf   task = "half of a number"
	taskFourth   task = "a quarter of a number"
)

// cue is a phrase that stands in a stem if and only if it asks for the task.
type cue struct {
	phrase string
	task   task
}

// cues are the phrases of each language that the solver can read. They are written
// down here, and not in the pack, so that a stem that asks for something else than
// its generator computes is seen.
var cues = map[string][]cue{
	"en": {
		{"has the most", taskMost},
		{"has the fewest", taskFewest},
		{"the biggest", taskBiggest},
		{"in order. Begin with the smallest", taskInOrder},
		{"in the empty box", taskMissing},
		{"one more than", taskOneMore},
		{"one less than", taskOneLess},
		{"How many more make", taskComplete},
		{"do the blocks show", taskBlocks},
		{"one half coloured", taskHalf},
		{"one quarter coloured", taskQuarter},
		{"half of", taskHalfOf},
		{"a quarter of", taskFourth},
	},
	"ur": {
		{"سب سے زیادہ", taskMost},
		{"سب سے کم", taskFewest},
		{"سب سے بڑا", taskBiggest},
		{"ترتیب سے چھوئیں۔ سب سے چھوٹے عدد سے شروع", taskInOrder},
		{"خالی خانے میں", taskMissing},
		{"سے ایک زیادہ", taskOneMore},
		{"سے ایک کم", taskOneLess},
		{"پورے کرنے کے لیے اور کتنے", taskComplete},
		{"بلاک کون سا عدد", taskBlocks},
		{"آدھا حصہ رنگین", taskHalf},
		{"چوتھائی حصہ رنگین", taskQuarter},
		{"کا آدھا", taskHalfOf},
		{"کا چوتھائی", taskFourth},
	},
}

// asked returns the one task the stem words, "" when it words none.
func asked(language string, stem []string) (task, error) {
	text := strings.Join(stem, "\n")
	var found task
	for _, c := range slices.Concat(cues[language], laterCues[language], wordCues[language]) {
		if !strings.Contains(text, c.phrase) {
			continue
		}
		if found != "" && found != c.task {
			return "", fmt.Errorf("the stem asks both for %s and for %s", found, c.task)
		}
		found = c.task
	}
	return found, nil
}

// exerciseView is an exercise as a learner sees it in one language.
type exerciseView struct {
	stem     []string
	layout   map[string]string
	values   map[string]any
	format   string
	options  []string
	pictures []picture
	tiles    []string
	groups   []string
	sign     string
	notes    []int
	work     *paper
}

func (v *exerciseView) value(field string) string { return show(v.values[v.layout[field]]) }

// solve answers an exercise from its stem, its drawing and what can be tapped,
// which must agree.
func (v *exerciseView) solve(language string) (string, error) {
	want, err := asked(language, v.stem)
	if err != nil {
		return "", err
	}
	switch want {
	case "":
		return v.solveSum()
	case taskMost, taskFewest:
		return v.extremePicture(want == taskMost)
	case taskHalf:
		return v.partPicture(1)
	case taskQuarter:
		return v.partPicture(3)
	case taskBiggest:
		return v.biggest()
	case taskInOrder:
		return v.inOrder()
	case taskMissing:
		return v.missing()
	case taskOneMore, taskOneLess:
		return v.neighbour(want == taskOneMore)
	case taskComplete:
		return v.complete()
	case taskBlocks:
		return v.blocks()
	case taskHalfOf:
		return v.deal(2)
	case taskFourth:
		return v.deal(4)
	}
	if solve, ok := wordTasks[want]; ok {
		return solve(v, language)
	}
	if solve, ok := later[want]; ok {
		return solve(v, language)
	}
	return "", errors.New("the stem asks for " + string(want) + ", which this solver cannot solve")
}

// stemNumbers returns the numbers of a stem that shows count of them and no sign.
func (v *exerciseView) stemNumbers(count int) ([]string, error) {
	var out []string
	for _, text := range v.stem {
		for _, run := range islands(text) {
			if len(run) > 1 {
				return nil, fmt.Errorf("the stem has arithmetic where a number is expected: %s", run)
			}
			out = append(out, run[0])
		}
	}
	if len(out) != count {
		return nil, fmt.Errorf("the stem shows %d numbers, its question needs %d", len(out), count)
	}
	return out, nil
}

// drawn requires a kind of drawing.
func (v *exerciseView) drawn(kind string) error {
	if v.layout["kind"] != kind {
		return fmt.Errorf("the stem needs a drawing of kind %s, there is a %s", kind, v.layout["kind"])
	}
	return nil
}
