package content_test

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/curriculum/solver"
)

// The second pack is small, sound and worked out again like the first; the sounds of
// letters wait for a person's voice, and open once it is there.
func TestWordsPack(t *testing.T) {
	folder, err := content.Pack("words")
	if err != nil {
		t.Fatal(err)
	}
	built, found := curriculum.Faults(folder)
	if len(found) > 0 {
		t.Fatal(found)
	}
	if len(built.Pack.Skills) != 20 || !slices.Equal(built.Pack.Locked, []string{"first-sound"}) {
		t.Errorf("%d skills, locked %v", len(built.Pack.Skills), built.Pack.Locked)
	}
	report, err := solver.Check(built.TabletJSON())
	if err != nil || len(report.Failures) > 0 {
		t.Errorf("%v %v", err, report.Failures)
	}
	spoken := fstest.MapFS{"media/first-sound.human.ogg": {Data: []byte("spoken")}}
	if err := fs.WalkDir(folder, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(folder, file)
		spoken[file] = &fstest.MapFile{Data: body}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	open, err := curriculum.Load(spoken)
	if err != nil || len(open.Skills) != 21 || len(open.Locked) > 0 {
		t.Errorf("with a recording: %v, %d skills, locked %v", err, len(open.Skills), open.Locked)
	}
	if _, err := content.Pack("nothing"); err == nil {
		t.Error("a pack that is not there was opened")
	}
}
