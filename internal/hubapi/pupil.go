package hubapi

import (
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

type pupilJSON struct {
	Now      int64         `json:"now"`
	Learner  learnerJSON   `json:"learner"`
	Answers  int           `json:"answers"`
	Correct  int           `json:"correct"`
	Skills   []skillJSON   `json:"skills"`
	Sessions []sittingJSON `json:"sessions"`
	Helps    []helpJSON    `json:"helps"`
	Said     *saidJSON     `json:"said,omitempty"`
	Lately   latelyJSON    `json:"lately"`
	Shelf    shelfJSON     `json:"shelf"`
	Words    wordsJSON     `json:"words"`
	Observed []seenJSON    `json:"observed"`
	Support  []string      `json:"support"`
	Likes    []string      `json:"interests"`
	Also     []recordJSON  `json:"also"`
}

type seenJSON struct {
	Observation string `json:"observation"` // what takes it back
	At          int64  `json:"at"`
	Skill       string `json:"skill"`
	Outcome     string `json:"outcome"`
	Means       string `json:"means"`
	Weight      int    `json:"weight"`
}

type helpJSON struct {
	At   int64  `json:"at"`
	What string `json:"what"`
}

// saidJSON is a reflection; its numbers are those of the op.
type saidJSON struct {
	At      int64 `json:"at"`
	Feeling uint8 `json:"feeling"`
	Helped  uint8 `json:"helped"`
}

type skillJSON struct {
	Skill    string        `json:"skill"`
	Level    string        `json:"level"`
	P        float64       `json:"p"`
	Known    float64       `json:"known"`
	Answers  int           `json:"answers"`
	Sure     bool          `json:"sure"`
	Ready    bool          `json:"ready"`
	Needs    []string      `json:"needs"`
	Due      int64         `json:"due"`
	Decision string        `json:"decision"`
	Reasons  []becauseJSON `json:"reasons"`

	Standing []standingJSON `json:"standing"`
	Without  *withoutJSON   `json:"without,omitempty"`
}

type standingJSON struct {
	Code   string  `json:"code"`
	Values []int64 `json:"values"`
}

// withoutJSON is what would be believed without her last answers.
type withoutJSON struct {
	Left  int     `json:"left"`
	P     float64 `json:"p"`
	Known float64 `json:"known"`
	Level string  `json:"level"`
}

type becauseJSON struct {
	Family string  `json:"family"`
	Value  float64 `json:"value"`
	Count  int     `json:"count"`
}

// latelyJSON is her pace and how she comes.
type latelyJSON struct {
	Met     int `json:"met"`
	Came    int `json:"came"`
	Answers int `json:"answers"`
	Right   int `json:"right"`
	Steady  int `json:"steady"`
}

// shelfJSON are picks beside the path.
type shelfJSON struct {
	Picks  []pickJSON `json:"picks"`
	Scarce bool       `json:"scarce"`
}

func fromShelf(s classroom.Shelf) shelfJSON {
	body := shelfJSON{Picks: make([]pickJSON, 0, len(s.Picks)), Scarce: s.Scarce}
	for _, pick := range s.Picks {
		body.Picks = append(body.Picks, pickJSON(pick))
	}
	return body
}

// besideJSON is a child's shelf as she herself sees it, and what she likes.
type besideJSON struct {
	Picks     []pickJSON `json:"picks"`
	Interests []string   `json:"interests"`
}

func (a *API) shelf(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	learner, err := school.ParseID(r.URL.Query().Get("learner"))
	if err != nil {
		return err
	}
	beside, err := a.Class.Beside(r.Context(), learner)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, besideJSON{Picks: fromShelf(beside.Shelf).Picks, Interests: append([]string{}, beside.Interests...)})
	return nil
}

type pickJSON struct {
	Skill  string  `json:"skill"`
	P      float64 `json:"p"`
	Code   string  `json:"code"`
	Before string  `json:"before"`
	Values []int64 `json:"values"`
}

type sittingJSON struct {
	Session string    `json:"session"` // the session op's dot
	Device  uint32    `json:"device"`
	Card    school.ID `json:"card"`
	Owner   school.ID `json:"owner"` // empty: void
	First   int64     `json:"first"`
	Last    int64     `json:"last"`
	Answers int       `json:"answers"`
	Correct int       `json:"correct"`
}

// pupil tells what is known of one child, why, and what may be corrected.
func (a *API) pupil(w http.ResponseWriter, r *http.Request) error {
	id, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	pupil, err := a.Class.Pupil(r.Context(), id)
	if err != nil {
		return err
	}
	body := fromPupil(&pupil)
	body.Words = newWords()
	for i := range pupil.Skills {
		a.name(&body.Words, pupil.Skills[i].Skill, "")
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

func fromPupil(p *classroom.Pupil) pupilJSON {
	body := pupilJSON{
		Now: p.Now, Learner: fromLearner(&p.Learner), Answers: p.Answers, Correct: p.Correct,
		Skills: make([]skillJSON, 0, len(p.Skills)), Sessions: make([]sittingJSON, 0, len(p.Sessions)),
		Helps: make([]helpJSON, 0, len(p.Helps)), Observed: make([]seenJSON, 0, len(p.Observed)),
		Support: fromSupport(p.Learner.Support), Likes: append([]string{}, p.Learner.Interests...),
	}
	body.Also = make([]recordJSON, 0, len(p.Learner.Also))
	for i := range p.Learner.Also {
		also := &p.Learner.Also[i]
		body.Also = append(body.Also, recordJSON{ID: also.ID, Name: also.Name, Number: also.Number})
	}
	for _, o := range p.Observed {
		body.Observed = append(body.Observed, seenJSON{
			Observation: o.Dot.String(), At: o.At, Skill: o.Skill, Outcome: o.Outcome, Means: o.Means, Weight: o.Weight,
		})
	}
	body.Lately = latelyJSON(p.Lately)
	body.Shelf = fromShelf(p.Shelf)
	for _, h := range p.Helps {
		body.Helps = append(body.Helps, helpJSON(h))
	}
	if p.Said != nil {
		said := saidJSON(*p.Said)
		body.Said = &said
	}
	for i := range p.Skills {
		s := &p.Skills[i]
		skill := skillJSON{
			Skill: s.Skill, Level: s.Level, P: s.P, Known: s.Known, Answers: s.Answers, Sure: s.Sure, Ready: s.Ready,
			Needs: append([]string{}, s.Needs...), Due: s.Due, Decision: s.Decision, Reasons: make([]becauseJSON, 0, len(s.Reasons)),
		}
		for _, b := range s.Reasons {
			skill.Reasons = append(skill.Reasons, becauseJSON(b))
		}
		skill.Standing = make([]standingJSON, 0, len(s.Standing))
		for _, one := range s.Standing {
			skill.Standing = append(skill.Standing, standingJSON(one))
		}
		if s.Without != nil {
			without := withoutJSON(*s.Without)
			skill.Without = &without
		}
		body.Skills = append(body.Skills, skill)
	}
	for _, s := range p.Sessions {
		body.Sessions = append(body.Sessions, sittingJSON{
			Session: s.Session.String(), Device: s.Session.Writer.Device, Card: s.Card, Owner: s.Owner,
			First: s.First, Last: s.Last, Answers: s.Answers, Correct: s.Correct,
		})
	}
	return body
}
