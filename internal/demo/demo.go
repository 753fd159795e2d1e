// Package demo invents a class, so that everything can be tried without a real
// child's name: learners balanced by gender and region, in two scripts, with
// animals, grades, waves and picture secrets, and a teacher.
//
// It writes ops through the class's own use cases and nowhere else. Secrets are
// drawn anew for every class; nothing here is a default that opens another hub.
package demo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"darasa/internal/classroom"
	"darasa/internal/school"
)

// MaxLearners is how many children a class can be invented with: every card is
// different up to it.
const MaxLearners = 400

// Class is what the invented class is opened with: it is written to demo.json,
// readable by its owner alone.
type Class struct {
	Teacher   Teacher   `json:"teacher"`
	Token     string    `json:"token"`
	Learners  []Learner `json:"learners"`
	Classroom school.ID `json:"classroom"`
}

// Teacher is the invented teacher's sign-in.
type Teacher struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// Learner is one invented child with the secret that no real roster would tell.
type Learner struct {
	ID       school.ID `json:"id"`
	Name     string    `json:"name"`
	Animal   string    `json:"animal"`
	Pictures []int     `json:"pictures"`
	Grade    uint8     `json:"grade"`
	Wave     uint8     `json:"wave"`
}

// Writer is the part of a class that puts people on its roster.
type Writer interface {
	CreateClassroom(ctx context.Context, name string) (school.ID, error)
	CreateLearners(ctx context.Context, classroom school.ID, children []classroom.NewLearner) ([]school.ID, error)
	CreateTeacher(ctx context.Context, name, password string) (school.ID, error)
}

// Write invents n learners and a teacher and writes them. token is the hub's own
// and only passed on.
func Write(ctx context.Context, w Writer, random io.Reader, token string, n int) (Class, error) {
	if n < 1 || n > MaxLearners {
		return Class{}, school.Errorf(school.CodeInvalid, "a class is invented with 1 to %d learners, not %d", MaxLearners, n)
	}
	password, err := drawPassword(random)
	if err != nil {
		return Class{}, err
	}
	class := Class{Token: token, Teacher: Teacher{Name: "demo", Password: password}}
	if class.Classroom, err = w.CreateClassroom(ctx, "Demo class"); err != nil {
		return Class{}, fmt.Errorf("invent classroom: %w", err)
	}
	children := make([]classroom.NewLearner, n)
	for i := range children {
		if children[i], err = invent(random, i); err != nil {
			return Class{}, err
		}
	}
	ids, err := w.CreateLearners(ctx, class.Classroom, children)
	if err != nil {
		return Class{}, fmt.Errorf("invent learners: %w", err)
	}
	for i, l := range children {
		class.Learners = append(class.Learners, Learner{
			ID: ids[i], Name: l.Name, Animal: l.Animal, Pictures: []int{int(l.Pictures[0]), int(l.Pictures[1])}, Grade: l.Grade, Wave: l.Wave,
		})
	}
	// The teacher comes last: a class cut short has no way in, and is begun anew.
	if _, err := w.CreateTeacher(ctx, class.Teacher.Name, password); err != nil {
		return Class{}, fmt.Errorf("invent teacher: %w", err)
	}
	return class, nil
}

// invent makes the i-th child: girls and boys, regions, scripts, grades and waves
// take turns with different periods, so that none goes with another.
func invent(random io.Reader, i int) (classroom.NewLearner, error) {
	given := girls
	if i%2 == 1 {
		given = boys
	}
	g, f := given[i/2%len(given)], families[(i/2*3+i/40+i%2)%len(families)]
	l := classroom.NewLearner{
		Name: g.latin + " " + f.latin, Language: "en", Animal: classroom.Animals[(i+i/len(classroom.Animals)*7)%len(classroom.Animals)],
		Grade: uint8(2 + i/2%2), Wave: uint8(1 + i%3),
	}
	if i/4%2 == 1 {
		l.Name, l.Language = g.urdu+" "+f.urdu, "ur"
	}
	var err error
	l.Pictures, err = classroom.DrawPictures(random)
	return l, err
}

func drawPassword(random io.Reader) (string, error) {
	var b [9]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw password: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// Marshal writes the class as demo.json holds it.
func (c *Class) Marshal() ([]byte, error) {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write demo class: %w", err)
	}
	return append(b, '\n'), nil
}
