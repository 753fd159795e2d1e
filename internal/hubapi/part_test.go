package hubapi_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
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

// TestWeekOfOneLearner counts what a tablet fetches for one learner's week,
// compressed as it travels, the tutor module apart: plan, contents page, course,
// snapshot, and the parts of the skills that are near: those the plan is ready for,
// and those that build on them directly. The tablet fetches these before all others
// (nearFirst in webapp/src/learner/library.ts).
func TestWeekOfOneLearner(t *testing.T) {
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
		Skills []struct{ After []int }
		Parts  []struct {
			Name  string
			Skill int
			Items []int
		}
	}
	b.must("GET", "/parts/"+class.Pack, "", &contents)
	head := size("/courses/"+class.Catalogue) + size("/snapshots/0") + size("/parts/"+class.Pack)
	for _, learner := range b.class.Children(1) {
		var plan struct {
			Ready []struct{ Item int }
		}
		path := "/plan?learner=" + learner.String()
		b.must("GET", path, "", &plan)
		near := map[int]bool{}
		for _, choice := range plan.Ready {
			for _, part := range contents.Parts {
				if slices.Contains(part.Items, choice.Item) {
					near[part.Skill] = true
				}
			}
		}
		ready := maps.Clone(near)
		for skill := range contents.Skills {
			if slices.ContainsFunc(contents.Skills[skill].After, func(before int) bool { return ready[before] }) {
				near[skill] = true
			}
		}
		total, whole := head+size(path), head+size(path)
		for _, part := range contents.Parts {
			n := size("/parts/" + part.Name)
			whole += n
			if near[part.Skill] {
				total += n
			}
		}
		t.Logf("%d bytes for %d skills near, head %d, whole %d", total, len(near), head, whole)
		if len(ready) == 0 || total > 150<<10 {
			t.Errorf("a learner's week takes %d bytes for %d skills, more than 150 KB", total, len(near))
		}
	}
}
