package solver

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	taskNames   task = "the word for a picture"
	taskFirst   task = "the first letter of a picture's word"
	taskLast    task = "the last letter of a picture's word"
	taskGap     task = "a letter that is missing"
	taskLetters task = "how many letters"
	taskMany    task = "the word for more than one"
	taskAnimal  task = "the word for an animal"
)

var wordCues = map[string][]cue{
	"en": {
		{"names the picture", taskNames},
		{"begin with", taskFirst},
		{"end with", taskLast},
		{"is missing", taskGap},
		{"How many letters", taskLetters},
		{"for more than one", taskMany},
		{"is an animal", taskAnimal},
	},
	"ur": {
		{"تصویر کا نام", taskNames},
		{"کس حرف سے شروع", taskFirst},
		{"کس حرف پر ختم", taskLast},
		{"حرف غائب", taskGap},
		{"کتنے حروف", taskLetters},
		{"ایک سے زیادہ کے لیے", taskMany},
		{"جانور کا نام", taskAnimal},
	},
}

var wordTasks = map[task]func(*exerciseView, string) (string, error){
	taskNames: plainly((*exerciseView).drawnWord),
	taskFirst: plainly(func(v *exerciseView) (string, error) { return v.ofDrawn(func(w string) string { return w[:1] }) }),
	taskLast:  plainly(func(v *exerciseView) (string, error) { return v.ofDrawn(func(w string) string { return w[len(w)-1:] }) }),
	taskLetters: plainly(func(v *exerciseView) (string, error) {
		return v.ofDrawn(func(w string) string { return strconv.Itoa(len(w)) })
	}),
	taskGap:    plainly((*exerciseView).missingLetter),
	taskMany:   plainly((*exerciseView).plural),
	taskAnimal: plainly((*exerciseView).animal),
}

// dictionary has the English word of each picture that packs of words draw, and
// whether it is an animal. It is written down here and not taken from a pack.
var dictionary = map[string]bool{
	"goat": true, "cow": true, "sheep": true, "horse": true, "duck": true, "dog": true, "cat": true, "rabbit": true, "lion": true, "elephant": true,
	"fox": true, "deer": true, "camel": true, "parrot": true, "owl": true, "peacock": true, "bird": true, "frog": true, "turtle": true, "bee": true,
	"butterfly": true, "fish": true,
	"sun": false, "moon": false, "star": false, "tree": false, "flower": false, "house": false, "boat": false, "ball": false, "kite": false,
	"drum": false, "key": false, "mango": false,
}

// drawnWord is the word of the one thing that is drawn.
func (v *exerciseView) drawnWord() (string, error) {
	thing := v.value("thing")
	if _, known := dictionary[thing]; v.layout["kind"] != "picture" || !known {
		return "", fmt.Errorf("the drawing shows no thing with a known word but %q", thing)
	}
	return thing, nil
}

func (v *exerciseView) ofDrawn(f func(string) string) (string, error) {
	word, err := v.drawnWord()
	if err != nil {
		return "", err
	}
	return f(word), nil
}

// missingLetter tries every option in the gap until it makes the drawn thing's word.
func (v *exerciseView) missingLetter() (string, error) {
	word, err := v.drawnWord()
	if err != nil {
		return "", err
	}
	for _, text := range v.stem {
		for _, broken := range strings.Fields(text) {
			if strings.Count(broken, "_") != 1 {
				continue
			}
			for _, letter := range v.options {
				if strings.Replace(broken, "_", letter, 1) == word {
					return letter, nil
				}
			}
		}
	}
	return "", errors.New("no letter to choose makes the word of the picture")
}

func (v *exerciseView) plural() (string, error) {
	word, err := v.drawnWord()
	if err != nil {
		return "", err
	}
	if n, err := strconv.Atoi(v.value("count")); err != nil || n < 2 {
		return "", errors.New("the drawing shows no more than one")
	}
	if i := slices.IndexFunc(v.options, func(o string) bool { return o == word+"s" || strings.HasSuffix(word, "x") && o == word+"es" }); i >= 0 {
		return v.options[i], nil
	}
	return "", errors.New("no option is the word for more than one")
}

func (v *exerciseView) animal() (string, error) {
	found := ""
	for _, option := range v.options {
		animal, known := dictionary[option]
		if !known || animal && found != "" {
			return "", fmt.Errorf("the options %v do not have one animal", v.options)
		}
		if animal {
			found = option
		}
	}
	if found == "" {
		return "", fmt.Errorf("the options %v have no animal", v.options)
	}
	return found, nil
}

// isWord reports a word or letter that an answer may be, not a number.
func isWord(text string) bool {
	return text != "" && len(text) <= 20 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}

// says reports whether a message says a word; of a single letter, whether it stands
// in quotation marks.
func says(text, word string) bool {
	if len(word) == 1 {
		return strings.Contains(text, "“"+word+"”")
	}
	return slices.Contains(strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && c != '_' }), word)
}

// withoutWords takes the taught words out of a message in another script.
func withoutWords(text string, in *instance) string {
	if !isWord(in.Answer) && !slices.ContainsFunc(in.Options, isWord) && len(dictionaryWords(in)) == 0 {
		return text
	}
	var words []string
	for _, value := range in.Values {
		if word, ok := value.(string); ok && word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_") == "" {
			words = append(words, word)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // goats before goat
	for _, word := range words {
		text = strings.ReplaceAll(text, word, "")
	}
	return text
}

// dictionaryWords are the values of an exercise that are taught words.
func dictionaryWords(in *instance) (words []string) {
	for _, value := range in.Values {
		if word, ok := value.(string); ok {
			if _, known := dictionary[word]; known {
				words = append(words, word)
			}
		}
	}
	return words
}
