package curriculum_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/speech"
)

// TestSoundTravelsBySkill: a tablet that holds the numbers' file and a skill's own
// can say every stem of that skill, and nothing else of the pack moved.
func TestSoundTravelsBySkill(t *testing.T) {
	folder, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		t.Fatal(err)
	}
	sound := curriculum.Sound{Language: "ur", Voice: "silence", Clips: map[string][]byte{}}
	for _, word := range speech.Numbers("ur") {
		sound.Clips[word] = []byte(word)
	}
	skill := 0
	for _, segment := range built.Segments(skill, "ur") {
		sound.Clips[segment] = []byte(segment)
	}
	plain, spoken := built.TabletParts(), built.TabletParts(sound)
	for name := range plain.Files {
		if _, ok := spoken.Files[name]; !ok && name != plain.Contents {
			t.Errorf("the part %x moved", name[:4])
		}
	}
	var contents struct {
		Audio []struct {
			Name, Language string
			Skill          int
		}
	}
	if err := json.Unmarshal(spoken.Files[spoken.Contents], &contents); err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for _, line := range contents.Audio {
		for name, body := range spoken.Files {
			var file struct{ Clips map[string][]byte }
			if hex.EncodeToString(name[:]) == line.Name && json.Unmarshal(body, &file) == nil && line.Skill <= skill {
				for clip := range file.Clips {
					held[clip] = true
				}
			}
		}
	}
	for _, stem := range built.Stems(skill, "ur") {
		for _, clip := range speech.Clips("ur", stem) {
			if !held[clip] {
				t.Errorf("%q needs %q", stem, clip)
			}
		}
	}
	if early := pack.Skills[0].Early(); !early {
		t.Error("counting to five is not of the first years")
	}
}
