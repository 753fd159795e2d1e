package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"

	"darasa/internal/school"
)

// personRequest asks the hub to add a teacher, give one a new password, or name the
// class; Do is add, password or class.
type personRequest struct {
	Do       string `json:"do"`
	Name     string `json:"name"`
	Password string `json:"password"`
}

func (h *hub) person(ctx context.Context, r personRequest) (err error) {
	switch r.Do {
	case "add":
		_, err = h.class.CreateTeacher(ctx, r.Name, r.Password)
	case "password":
		err = h.class.SetPassword(ctx, r.Name, r.Password)
	case "class":
		_, err = h.class.NameClassroom(ctx, r.Name)
	default:
		err = school.Errorf(school.CodeInvalid, "%q is nothing this hub does", r.Do)
	}
	return err
}

// person carries out one command about a teacher or the class, beside a running hub
// or alone. A password is drawn here and printed once; nobody can read it again.
func (m *Main) person(ctx context.Context, do string, f personFlags) error {
	request := personRequest{Do: do, Name: f.Name}
	if do != "class" {
		var drawn [9]byte
		if _, err := io.ReadFull(m.Random, drawn[:]); err != nil {
			return fmt.Errorf("draw password: %w", err)
		}
		request.Password = base64.RawURLEncoding.EncodeToString(drawn[:])
	}
	if _, err := personJob.ask(ctx, m, f.Data, request); err != nil {
		return err
	}
	if do == "class" {
		_, err := fmt.Fprintf(m.Stdout, "class %s\n", f.Name)
		return err
	}
	_, err := fmt.Fprintf(m.Stdout, "teacher %s password %s\n", f.Name, request.Password)
	return err
}
