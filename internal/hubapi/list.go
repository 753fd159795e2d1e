package hubapi

import (
	"net/http"
	"slices"

	"darasa/internal/classlist"
	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

type listedJSON struct {
	learnerJSON
	Number string `json:"number"`
}

// list tells the class list as its teacher sees it.
func (a *API) list(w http.ResponseWriter, r *http.Request) error {
	roster, err := a.Class.Roster(r.Context())
	if err != nil {
		return err
	}
	body := struct {
		School    string       `json:"school"`
		Classroom string       `json:"classroom"`
		Learners  []listedJSON `json:"learners"`
	}{School: roster.School, Classroom: roster.Name, Learners: make([]listedJSON, 0, len(roster.Learners))}
	for i := range roster.Learners {
		l := &roster.Learners[i]
		body.Learners = append(body.Learners, listedJSON{fromLearner(l), l.Number})
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

// listFile gives the class list as a file that importing brings back.
func (a *API) listFile(w http.ResponseWriter, r *http.Request) error {
	file, err := a.Class.ListFile(r.Context())
	if err != nil {
		return err
	}
	name := "class-list.csv"
	if a.Class.Demo {
		name = "class-list-of-invented-pupils.csv"
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}

type listRequest struct {
	File  *base64url `json:"file"`
	Grade *uint8     `json:"grade"`
	Write *bool      `json:"write"`
	Leave []int      `json:"leave"`
}

type lineJSON struct {
	Line     int           `json:"line"`
	Name     string        `json:"name"`
	Grade    int           `json:"grade"`
	Wave     int           `json:"wave"`
	Language string        `json:"language"`
	Number   string        `json:"number"`
	Action   string        `json:"action"`
	Was      string        `json:"was"`
	Problems []problemJSON `json:"problems"`
}

type problemJSON struct {
	Column string         `json:"column"`
	Code   classlist.Code `json:"code"`
	Text   string         `json:"text"`
}

type importedJSON struct {
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Left    int `json:"left"`
}

// importList says what a class list would do, and does it when asked to.
func (a *API) importList(w http.ResponseWriter, r *http.Request) error {
	var request listRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.File == nil || request.Grade == nil || request.Write == nil || *request.Grade > classlist.MaxGrade || len(request.Leave) > classlist.MaxRows {
		return school.Errorf(school.CodeInvalid, "send file, a grade from 0 to %d, and whether to write", classlist.MaxGrade)
	}
	rows, err := classlist.Parse(*request.File)
	if err != nil {
		return err
	}
	roster, err := a.Class.Roster(r.Context())
	if err != nil {
		return err
	}
	body := struct {
		Lines []lineJSON    `json:"lines"`
		Done  *importedJSON `json:"done"`
	}{Lines: []lineJSON{}}
	for _, l := range roster.MatchList(rows) {
		body.Lines = append(body.Lines, fromLine(&l))
	}
	if *request.Write {
		rows = slices.DeleteFunc(rows, func(row classlist.Row) bool { return slices.Contains(request.Leave, row.Line) })
		done, err := a.Class.ImportList(r.Context(), rows, *request.Grade)
		if err != nil {
			return err
		}
		body.Done = &importedJSON{New: done.New, Changed: done.Changed, Same: done.Same, Left: done.Left}
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

func fromLine(l *classroom.Listed) lineJSON {
	line := lineJSON{
		Line: l.Line, Name: l.Name, Grade: l.Grade, Wave: l.Wave, Language: l.Language, Number: l.Number,
		Action: l.Action, Was: l.Was, Problems: []problemJSON{},
	}
	for _, p := range l.Problems {
		line.Problems = append(line.Problems, problemJSON(p))
	}
	return line
}

func (a *API) addNumbered(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		N        *int    `json:"n"`
		Grade    *uint8  `json:"grade"`
		Language *string `json:"language"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.N == nil || request.Grade == nil || request.Language == nil || *request.Grade > classlist.MaxGrade {
		return school.Errorf(school.CodeInvalid, "say how many, their grade and language")
	}
	if err := a.Class.AddNumbered(r.Context(), *request.N, *request.Grade, *request.Language); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

func (a *API) nameClassroom(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Name string `json:"name"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if _, err := a.Class.NameClassroom(r.Context(), request.Name); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

type editRequest struct {
	Name     *string `json:"name"`
	Number   *string `json:"number"`
	Animal   *string `json:"animal"`
	Language *string `json:"language"`
	Grade    *uint8  `json:"grade"`
	Wave     *uint8  `json:"wave"`
	Left     *bool   `json:"left"`
}

// editLearner changes an entry. A child comes back before she is changed, and is
// changed before she leaves.
func (a *API) editLearner(w http.ResponseWriter, r *http.Request) error {
	learner, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	var request editRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Left != nil && !*request.Left {
		if err := a.Class.Return(r.Context(), learner); err != nil {
			return err
		}
	}
	err = a.Class.EditLearner(r.Context(), learner, classroom.Edit{
		Name: request.Name, Number: request.Number, Animal: request.Animal, Language: request.Language, Grade: request.Grade, Wave: request.Wave,
	})
	if err == nil && request.Left != nil && *request.Left {
		err = a.Class.Leave(r.Context(), learner)
	}
	if err != nil {
		return err
	}
	writeDone(w)
	return nil
}

type cardJSON struct {
	listedJSON
	Pictures []int `json:"pictures"`
}

func (a *API) cards(w http.ResponseWriter, r *http.Request) error {
	cards, err := a.Class.Cards(r.Context())
	if err != nil {
		return err
	}
	body := struct {
		Cards []cardJSON `json:"cards"`
	}{Cards: make([]cardJSON, 0, len(cards))}
	for _, c := range cards {
		body.Cards = append(body.Cards, cardJSON{listedJSON{fromLearner(c.Learner), c.Number}, numbers(c.Pictures)})
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

// numbers keeps JSON from writing bytes as text.
func numbers(pictures []uint8) []int {
	out := make([]int, len(pictures))
	for i, p := range pictures {
		out[i] = int(p)
	}
	return out
}

func (a *API) newPictures(w http.ResponseWriter, r *http.Request) error {
	learner, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	pictures, err := a.Class.NewPictures(r.Context(), learner)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, struct {
		Pictures []int `json:"pictures"`
	}{numbers(pictures)})
	return nil
}
