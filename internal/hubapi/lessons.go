package hubapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"darasa/internal/curriculum"
	"darasa/internal/school"
	"darasa/internal/web"
)

// Bounds of a handout: one worked example and what fits on a page, and sheets.
const (
	handoutExercises = 7
	maxSheet         = 999
)

type lessonsJSON struct {
	Lessons []lessonJSON `json:"lessons"`
	Words   wordsJSON    `json:"words"`
}

// lessonJSON is a lesson as tablets have it, with its place in the curriculum.
type lessonJSON struct {
	curriculum.Lesson
	Picture string `json:"picture"`
	Grade   uint8  `json:"grade"`
	Strand  string `json:"strand"`

	Media *filmJSON `json:"media,omitempty"`
}

type handoutJSON struct {
	Lesson    string            `json:"lesson"`
	Sheet     int               `json:"sheet"`
	Exercises []json.RawMessage `json:"exercises"` // the first one is worked out
}

// lessons lists what explains single skills, as the class sees it, in the order of
// the curriculum.
func (a *API) lessons(w http.ResponseWriter, _ *http.Request) error {
	body := lessonsJSON{Lessons: []lessonJSON{}, Words: newWords()}
	for _, at := range a.Guide.Outline {
		for _, l := range a.Guide.Lessons {
			if l.Skill != at.Skill {
				continue
			}
			body.Lessons = append(body.Lessons, lessonJSON{Lesson: l, Picture: at.Picture, Grade: at.Grade, Strand: at.Strand, Media: a.filmOf(l.ID)})
			a.name(&body.Words, l.Skill, "")
		}
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

// lesson finds a lesson by its id.
func (a *API) lesson(id string) (curriculum.Lesson, error) {
	at := slices.IndexFunc(a.Guide.Lessons, func(l curriculum.Lesson) bool { return l.ID == id })
	if at < 0 {
		return curriculum.Lesson{}, school.Errorf(school.CodeNotFound, "there is no lesson %q", id)
	}
	return a.Guide.Lessons[at], nil
}

// handout gives the exercises of a lesson's sheet of paper; every sheet has its own.
func (a *API) handout(w http.ResponseWriter, r *http.Request) error {
	lesson, err := a.lesson(r.PathValue("lesson"))
	if err != nil {
		return err
	}
	sheet := 1
	if text := r.URL.Query().Get("sheet"); text != "" {
		if sheet, err = strconv.Atoi(text); err != nil || sheet < 1 || sheet > maxSheet {
			return school.Errorf(school.CodeInvalid, "sheet is a number from 1 to %d", maxSheet)
		}
	}
	body := handoutJSON{Lesson: lesson.ID, Sheet: sheet, Exercises: a.Handout(lesson.Skill, sheet-1, handoutExercises)}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}
