package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type answersJSON struct {
	Answers []answeredJSON `json:"answers"`
	Words   wordsJSON      `json:"words"`
}

// answeredJSON is one answer; the example is missing for an exercise that the pack
// does not have any more.
type answeredJSON struct {
	At            int64        `json:"at"`
	Skill         string       `json:"skill"`
	Correct       bool         `json:"correct"`
	Hints         uint8        `json:"hints"`
	Misconception string       `json:"misconception"`
	Response      string       `json:"response"`
	Explanation   string       `json:"explanation"`
	Strategy      string       `json:"strategy"`
	Steps         string       `json:"steps"`
	Example       *exampleJSON `json:"example"`
}

// answers lists a child's newest answers, each with the exercise as she saw it.
func (a *API) answers(w http.ResponseWriter, r *http.Request) error {
	id, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	answers, err := a.Class.Answers(r.Context(), id)
	if err != nil {
		return err
	}
	body := answersJSON{Answers: make([]answeredJSON, 0, len(answers)), Words: newWords()}
	for _, one := range answers {
		a.name(&body.Words, one.Skill, one.Misconception)
		row := answeredJSON{
			At: one.At, Skill: one.Skill, Correct: one.Correct, Hints: one.Hints, Misconception: one.Misconception, Response: one.Response,
			Explanation: one.Explanation,
			Strategy:    one.Strategy, Steps: one.Steps,
		}
		if one.Located {
			if shown := a.Example(one.Item, one.Instance); shown != nil {
				row.Example = &exampleJSON{Exercise: shown, Response: one.Response}
			}
		}
		body.Answers = append(body.Answers, row)
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}
