package hubapi_test

import (
	"bytes"
	"encoding/json"
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
