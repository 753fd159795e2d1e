package foreign

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

type moodleText struct {
	Text string `xml:"text"`
	File []struct {
		Name string `xml:"name,attr"`
	} `xml:"file"`
}

type moodleQuestion struct {
	Type    string     `xml:"type,attr"`
	Name    moodleText `xml:"name"`
	Text    moodleText `xml:"questiontext"`
	Single  string     `xml:"single"`
	Answers []struct {
		Fraction  string     `xml:"fraction,attr"`
		Text      string     `xml:"text"`
		Tolerance string     `xml:"tolerance"`
		Feedback  moodleText `xml:"feedback"`
	} `xml:"answer"`
}

// MoodleXML reads Moodle's XML. Supported are multichoice with one right answer,
// truefalse, and numerical and shortanswer with one number. The error is for bytes
// that are no such file.
func MoodleXML(body []byte) (*Questions, error) {
	if len(body) > MaxBytes {
		return nil, fmt.Errorf("larger than %d bytes", MaxBytes)
	}
	q := &Questions{}
	decoder := xml.NewDecoder(strings.NewReader(string(body)))
	root := false
	for n := 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && root {
			return q, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read Moodle XML: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !root {
			if root = start.Name.Local == "quiz"; !root {
				return nil, fmt.Errorf("read Moodle XML: it begins with %s, not with quiz", start.Name.Local)
			}
			continue
		}
		if start.Name.Local != "question" {
			if err := decoder.Skip(); err != nil {
				return nil, fmt.Errorf("read Moodle XML: %w", err)
			}
			continue
		}
		var question moodleQuestion
		if err := decoder.DecodeElement(&question, &start); err != nil {
			return nil, fmt.Errorf("read Moodle XML: %w", err)
		}
		n++
		q.moodle(n, &question)
	}
}

func (q *Questions) moodle(n int, m *moodleQuestion) {
	place := fmt.Sprintf("question %d (%s)", n, plain(m.Name.Text))
	if m.Type == "category" {
		q.refuse(place, "categories are not kept; all questions become one skill")
		return
	}
	if len(m.Text.File) > 0 || strings.Contains(m.Text.Text, "<img") {
		q.refuse(place, "questions with pictures or other files are not supported")
		return
	}
	question := Question{Place: place, Text: plain(m.Text.Text)}
	switch m.Type {
	case "multichoice", "truefalse":
		if m.Type == "multichoice" && m.Single != "" && m.Single != "true" && m.Single != "1" {
			q.refuse(place, "several right answers are not supported")
			return
		}
	case "numerical", "shortanswer":
	default:
		q.refuse(place, "questions of the type "+m.Type+" are not supported")
		return
	}
	feedback := false
	for _, answer := range m.Answers {
		text := plain(answer.Text)
		feedback = feedback || plain(answer.Feedback.Text) != ""
		switch answer.Fraction {
		case "100":
			if question.Answer != "" {
				q.refuse(place, "several right answers are not supported")
				return
			}
			question.Answer = text
		case "0", "":
		default:
			q.refuse(place, "answers that are right in parts are not supported")
			return
		}
		if tolerance := strings.Trim(answer.Tolerance, " 0."); tolerance != "" {
			q.refuse(place, "a number with tolerance is not supported")
			return
		}
		question.Options = append(question.Options, text)
	}
	if m.Type == "numerical" || m.Type == "shortanswer" {
		if question.Options = nil; !isNumber(question.Answer) {
			q.refuse(place, "an answer that is written in words cannot be typed here")
			return
		}
	}
	if feedback {
		q.refuse(place, "its feedback is left out")
	}
	q.add(question)
}
