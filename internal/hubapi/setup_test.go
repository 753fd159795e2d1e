package hubapi_test

import (
	"fmt"
	"testing"
)

func TestSetup(t *testing.T) {
	b := open(t)
	var hub struct{ Setup bool }
	if b.must("GET", "/hub", "", &hub); !hub.Setup {
		t.Error("an empty hub does not say that it waits for its teacher")
	}
	code, err := b.class.SetupCode(ctx)
	if err != nil {
		t.Fatal(err)
	}
	body := func(code, password string) string {
		return fmt.Sprintf(`{"code":%q,"school":"Invented school","classroom":"Grade 2","name":"N","password":%q}`, code, password)
	}
	b.refuses("POST", "/setup", body("00", "long enough"), "unauthorized")
	b.refuses("POST", "/setup", body(code, "short"), "invalid")
	b.refuses("POST", "/setup", `{"code":"`+code+`","colour":"red"}`, "invalid")
	b.must("POST", "/setup", body(code, "long enough"), nil)
	b.must("GET", "/teacher/board", "", nil) // the answer's cookie
	if b.must("GET", "/hub", "", &hub); hub.Setup {
		t.Error("a hub with a teacher still waits for one")
	}
	b.refuses("POST", "/setup", body(code, "long enough"), "conflict")
}

func TestSetup_TooManyTries(t *testing.T) {
	b := open(t)
	for range 6 {
		b.refuses("POST", "/setup", `{"code":"1","name":"N","password":"long enough"}`, "unauthorized")
	}
	b.refuses("POST", "/setup", `{"code":"1","name":"N","password":"long enough"}`, "wait")
}
