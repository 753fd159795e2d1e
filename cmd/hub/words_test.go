package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Nothing in the program knows numeracy: a hub serves a pack of words, the tutor
// chooses from it, grades, and goes on to skills that build on what was shown.
func TestServesAnotherSubject(t *testing.T) {
	r := boot(t, t.TempDir(), "--demo", "2", "--pack", "words")
	var class demoClass
	body, err := os.ReadFile(filepath.Join(r.dir, "demo.json"))
	if err != nil || json.Unmarshal(body, &class) != nil {
		t.Fatal(err)
	}
	tab := enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	skills := map[string]bool{}
	for seq := uint64(1); seq <= 24; seq++ {
		var plan struct {
			Ready []struct {
				Item, Instance, At int
				Part               string
			}
		}
		tab.must(t, "GET", "/plan?learner="+tab.learner, "", &plan)
		if len(plan.Ready) == 0 {
			t.Fatalf("after %d answers the plan offers nothing", seq-1)
		}
		next := plan.Ready[0]
		var part struct {
			Skill struct{ ID string }
			Items []struct {
				Instances []struct{ Answer string }
			}
		}
		tab.must(t, "GET", "/parts/"+next.Part, "", &part)
		skills[part.Skill.ID] = true
		answer := part.Items[next.At].Instances[next.Instance].Answer
		op := fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":1,"mono":%d,"kind":"attempt","attempt":{"learner":%q,"catalogue":%q,"item":%d,"instance":%d,"response":%q,"correct":true,"duration":900,"hints":0}}`,
			seq, 179_543_520_000+int64(seq)*1000, seq*1000, tab.learner, tab.catalogue, next.Item, next.Instance, answer)
		tab.must(t, "POST", "/ops", tab.batch(op), nil)
	}
	if len(skills) < 4 {
		t.Errorf("24 right answers led to the skills %v only", skills)
	}
	if skills["first-sound"] {
		t.Error("the sounds of letters are asked although nobody has spoken them")
	}
	recordMost(t, r, class)
	r.stop()
	r = boot(t, r.dir)
	tab.url = r.url
	var contents struct{ Skills []struct{ ID string } }
	tab.must(t, "GET", "/packs/"+tab.catalogue, "", &contents)
	for _, skill := range contents.Skills {
		if skill.ID == "first-sound" {
			t.Error("pieces of sentences unlock the sounds of letters, which nobody has spoken")
		}
	}
	r.stop()
	if code, _, stderr := command(t, "serve", "--data", r.dir, "--pack", "numeracy", "--listen", "127.0.0.1:0"); code != 2 || !strings.Contains(stderr, "serves words") {
		t.Errorf("a folder of words took another subject: %d %s", code, stderr)
	}
}

// recordMost keeps recordings of the pieces that are said most.
func recordMost(t *testing.T, r *running, class demoClass) {
	t.Helper()
	teacher := teacherOf(t, r.url, class)
	for _, language := range []string{"en", "ur"} {
		var list voiceList
		voice := r.url + "/api/v1/teacher/voice/" + language
		said(t, teacher, "GET", voice, "application/json", "", &list)
		if len(list.Clips) < 40 {
			t.Errorf("%d pieces to record in %s", len(list.Clips), language)
		}
		for _, clip := range list.Clips[:10] {
			said(t, teacher, "POST", voice+"/"+clip.Key, "audio/ogg", "OggS of a person "+clip.Key, nil)
		}
	}
}
