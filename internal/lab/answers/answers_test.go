package answers_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/lab/answers"
)

const header = "student,item,skill,correct,t,fold\n"

func zipped(t *testing.T, text string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func mustRead(t *testing.T, text string) *answers.File {
	t.Helper()
	f, err := answers.Read(zipped(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRead(t *testing.T) {
	f := mustRead(t, header+"20,a,1,1,0,0\n20,b,1;2,0,1,0\n3,a,1,1,50,1\n3,a,2,0,99.5,1\n")
	if len(f.Students) != 2 || f.Students[0].ID != 3 || len(f.Course.Items) != 3 || len(f.Course.Skills) != 2 {
		t.Fatalf("%+v", f)
	}
	if s := f.Students[0]; !s.Clocked || s.Rows[1].At != 9950 || s.Fold != 1 || s.Rows[1].Item == s.Rows[0].Item {
		t.Errorf("a clocked student: %+v", s)
	}
	if s := f.Students[1]; s.Clocked || s.Rows[1].At != answers.TicksPerStep || s.Rows[1].Correct {
		t.Errorf("a student whose times are positions: %+v", s)
	}
	if asked := f.Asked(f.Students[1].Rows[1].Item); len(asked) != 2 {
		t.Errorf("skills %v, want two", asked)
	}
	if kept := f.OnlyFold(1); len(kept) != 1 || kept[0].ID != 3 {
		t.Errorf("fold 1: %+v", kept)
	}
	f.HideTest()
	if len(f.Students) != 1 || f.Students[0].Fold != 0 {
		t.Errorf("without the test fold: %+v", f.Students)
	}
}

// TestSeveralSkills reads items that ask for more than one skill.
func TestSeveralSkills(t *testing.T) {
	item := func(f *answers.File, row int) engine.Item { return f.Course.Items[f.Students[0].Rows[row].Item] }
	f := mustRead(t, header+"1,a,x;y,1,0,0\n1,a,y;x,1,1,0\n1,a,x;y;x,1,2,0\n1,a,x;;y;,1,3,0\n1,a,x,1,4,0\n1,b,x;y,1,5,0\n1,c,,1,6,0\n1,d,1;2;3;4;5;6;7;8;9;10,1,7,0\n")
	if both := item(f, 0); both.Skill != 0 || len(both.More) != 1 || both.More[0] != 1 {
		t.Errorf("x;y is %+v", both)
	}
	for row := 1; row < 4; row++ {
		if f.Students[0].Rows[row].Item != f.Students[0].Rows[0].Item {
			t.Errorf("row %d has the same skills and is another item", row)
		}
	}
	if one := item(f, 4); one.Skill != 0 || len(one.More) != 0 || f.Students[0].Rows[4].Item == f.Students[0].Rows[0].Item {
		t.Errorf("x alone is %+v", one)
	}
	if f.Students[0].Rows[5].Item == f.Students[0].Rows[0].Item {
		t.Error("two items with the same skills are one")
	}
	if none := item(f, 6); len(none.More) != 0 {
		t.Errorf("an item without a skill is %+v", none)
	}
	if many := item(f, 7); len(many.More) != engine.MaxMore {
		t.Errorf("an item with ten skills has %d", 1+len(many.More))
	}
}

func TestReadErrors(t *testing.T) {
	for _, bad := range []string{"a,b\n1,2\n", header + "x,1,1,1,0,0\n", header + "1,1,1,1,never,0\n", header + "1,1,1,1,0,z\n", header} {
		if _, err := answers.Read(zipped(t, bad)); err == nil {
			t.Errorf("read %q", bad)
		}
	}
}

// TestLabel moves about every fifth label away from what the answers say.
func TestLabel(t *testing.T) {
	text := header
	for item := range 300 {
		for i := range 6 {
			correct := 0
			if i < item/100*3 {
				correct = 1
			}
			text += fmt.Sprintf("%d,%d,1,%d,%d,1\n", i, item, correct, item)
		}
	}
	f := mustRead(t, text)
	f.Label()
	moved := 0
	for i := range f.Course.Items {
		if f.Course.Items[i].Level != uint8([]int{engine.Hard, engine.Medium, engine.Easy}[i/100]) {
			moved++
		}
	}
	if moved < 25 || moved > 75 {
		t.Errorf("%d of 300 labels moved, want about 55", moved)
	}
}
