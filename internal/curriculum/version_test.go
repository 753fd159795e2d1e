package curriculum_test

import (
	"strings"
	"testing"

	"darasa/internal/curriculum"
)

// A version is a generator's: its items share it and no other generator's have it.
// It can be found again from the catalogue's bytes.
func TestVersion(t *testing.T) {
	c := numeracy(t).Catalogue
	again, err := curriculum.DecodeCatalogue(c.AppendBinary(nil))
	if err != nil {
		t.Fatal(err)
	}
	byGenerator := map[string]string{}
	for item := range uint32(c.NumItems()) {
		id, _ := c.Identity(item)
		version, ok := c.Version(item)
		if !ok || !strings.HasPrefix(version, id.Pack+"/"+id.Generator+"@") {
			t.Fatalf("item %d of %s has version %q", item, id.Generator, version)
		}
		if before, ok := byGenerator[id.Generator]; ok && before != version {
			t.Errorf("%s has versions %s and %s", id.Generator, before, version)
		}
		byGenerator[id.Generator] = version
		if decoded, _ := again.Version(item); decoded != version {
			t.Errorf("read again, %s is %s", version, decoded)
		}
	}
	if _, ok := c.Version(uint32(c.NumItems())); ok {
		t.Error("an item that is not there has a version")
	}
}

// A word on a version holds as long as what it was said of: a new answer makes another
// version, a better text or a rule for a mistake does not.
func TestVersionFollowsTheAnswers(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		same           bool
	}{
		{"answer", `"answer": "a + b"`, `"answer": "a + b + 1"`, false},
		{"fewer", `"keep": 2`, `"keep": 1`, false},
		{"mistake", `"wrong": "diff(a, b)"`, `"wrong": "a + b + 7"`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, err := open(tiny())
			if err != nil {
				t.Fatal(err)
			}
			fsys := tiny()
			replace(t, fsys, "generators/one.json", c.old, c.new)
			after, err := open(fsys)
			if err != nil {
				t.Fatal(err)
			}
			was, _ := before.Catalogue.Version(0)
			if is, ok := after.Catalogue.Version(0); !ok || (was == is) != c.same {
				t.Errorf("was %s, is %s", was, is)
			}
		})
	}
}
