package hubapi_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"testing"

	"darasa/internal/sqlite/sqlitetest"
)

// TestParts fetches what a plan names as a tablet with nothing does: the part of the
// first item, then the contents page, then the rest.
func TestParts(t *testing.T) {
	b := open(t)
	b.enrol()
	var class struct{ Catalogue, Pack string }
	b.must("GET", "/class", "", &class)
	var plan struct {
		Pack  string
		Ready []struct {
			Item, Instance, At int
			Part               string
		}
	}
	b.must("GET", "/plan?learner="+b.class.Children(1)[0].String(), "", &plan)
	if plan.Pack != class.Pack || len(plan.Ready) == 0 {
		t.Fatalf("the plan is of pack %s with %d choices, the class of %s", plan.Pack, len(plan.Ready), class.Pack)
	}
	built := sqlitetest.Built()
	for _, choice := range plan.Ready {
		var part struct {
			Items []struct {
				Format    string
				Instances []struct{ Answer string }
			}
		}
		b.must("GET", "/parts/"+choice.Part, "", &part)
		got, want := part.Items[choice.At], built.Items[choice.Item]
		if len(got.Instances) != len(want.Instances) || got.Format != want.Format.String() ||
			got.Instances[choice.Instance].Answer != want.Instances[choice.Instance].Answer {
			t.Errorf("item %d is not at %d of its part", choice.Item, choice.At)
		}
	}
	var contents struct {
		Catalogue string
		Parts     []struct{ Name string }
	}
	b.must("GET", "/parts/"+plan.Pack, "", &contents)
	if contents.Catalogue != class.Catalogue || len(contents.Parts) == 0 {
		t.Fatalf("contents of %s with %d parts", contents.Catalogue, len(contents.Parts))
	}
	for _, line := range contents.Parts {
		code, body := b.call("GET", "/parts/"+line.Name, "")
		if code != 200 || !json.Valid(bytes.TrimSpace(body)) {
			t.Errorf("part %s answers %d", line.Name, code)
		}
	}
}

// TestWholeCourseFitsAWeek counts what a tablet fetches for one learner, compressed
// as it travels, the tutor module apart: plan, contents page, every part, course and
// snapshot. A week's plan needs no more than all of it.
func TestWholeCourseFitsAWeek(t *testing.T) {
	b := open(t)
	b.enrol()
	size := func(path string) int {
		t.Helper()
		r := httptest.NewRequest("GET", "/api/v1"+path, nil)
		r.Header.Set("Authorization", "Bearer "+b.bearer)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		b.api.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("%s answers %d", path, w.Code)
		}
		return w.Body.Len()
	}
	var class struct{ Catalogue, Pack string }
	b.must("GET", "/class", "", &class)
	var contents struct {
		Parts []struct {
			Name  string
			Skill int
		}
	}
	b.must("GET", "/parts/"+class.Pack, "", &contents)
	// The first twenty skills are what a learner of the first years meets in months.
	total := size("/plan?learner="+b.class.Children(1)[0].String()) + size("/courses/"+class.Catalogue) + size("/snapshots/0") + size("/parts/"+class.Pack)
	for _, line := range contents.Parts {
		if line.Skill < 20 {
			total += size("/parts/" + line.Name)
		}
	}
	t.Logf("%d bytes", total)
	if total > 150<<10 {
		t.Errorf("a learner's course takes %d bytes, more than 150 KB; send less than all of it", total)
	}
}
