package curriculum_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/internal/curriculum"
)

const (
	ordering  = "generators/order-to-20.json"
	comparing = "generators/compare-most.json"
	halves    = "generators/one-half.json"
	choosing  = "generators/make-ten.json"
	missing   = "generators/missing-number-to-20.json"
	grouping  = "generators/group-tens.json"
)

// What formats need, and what they may not have, is said with the file.
func TestFormatFaults(t *testing.T) {
	for _, test := range []struct {
		name, file, old, new string
		wants                []string
	}{
		{"OrderWithOthers", ordering, `["order"]`, `["order", "keypad"]`, []string{"stands alone"}},
		{"OrderWithoutTiles", ordering, `"tiles": ["a", "b", "c"],`, ``, []string{"needs tiles"}},
		{"OneTile", ordering, `["a", "b", "c"]`, `["a"]`, []string{"2 to 5"}},
		{"TilesOnKeypad", adding, `"answer": "s",`, `"answer": "s", "tiles": ["a", "b"],`, []string{"no other format"}},
		{"TileTwice", ordering, `["a", "b", "c"]`, `["a", "b", "b"]`, []string{"stands twice"}},
		{"TileOfWords", ordering, `["a", "b", "c"]`, `["a", "b", "ascending(a, b)"]`, []string{"is no number"}},
		{"AnswerOfOtherTiles", ordering, `"answer": "ascending(a, b, c)"`, `"answer": "ascending(a, b)"`, []string{"does not have the tiles"}},
		{"OrderOfOne", ordering, `"answer": "ascending(a, b, c)"`, `"answer": "ascending(a)"`, []string{"2 to 5 numbers"}},
		{"OrderOfWords", ordering, `"answer": "ascending(a, b, c)"`, `"answer": "ascending(\"a\", b)"`, []string{"answer"}},
		{"GroupWithOthers", grouping, `["group"]`, `["group", "keypad"]`, []string{"stands alone"}},
		{"GroupsOnKeypad", adding, `"answer": "s",`, `"answer": "s", "groups": ["stem", "hint1"],`, []string{"no other format has groups"}},
		{"OneGroup", grouping, `["group1", "group2"]`, `["group1"]`, []string{"2 to 4 groups"}},
		{"AnswerOfMoreGroups", grouping, `"answer": "s"`, `"answer": "grouped(3, 0, a, 0, b, 1, c, 2, d)"`, []string{"does not have the tiles"}},
		{"AnswerWithoutATile", grouping, `"answer": "s"`, `"answer": "grouped(2, 0, a, 0, b, 1, c)"`, []string{"does not have the tiles"}},
		{"GroupThatIsNone", grouping, `"answer": "s"`, `"answer": "grouped(2, 0, a, 2, b)"`, []string{"no group 2 of 2"}},
		{"PlaceWithoutTile", grouping, `"answer": "s"`, `"answer": "grouped(2, 0, a, 1)"`, []string{"places and numbers"}},
		{"EmptyGroupSaid", grouping, `"is": "group(s, 1)"`, `"is": "group(\"34|\", 1)"`, []string{"not empty"}},
		{"GroupWithoutName", "locale/ur.json", `"group2": "{m} دہائیاں",`, ``, []string{"group-tens", "group2"}},
		{"NoChoices", choosing, `"choices": 3,`, ``, []string{"need choices"}},
		{"FiveChoices", choosing, `"choices": 3,`, `"choices": 5,`, []string{"2 to 4"}},
		{"ChoicesOnKeypad", adding, `"answer": "s",`, `"answer": "s", "choices": 3,`, []string{"no other format"}},
		{"OthersOnKeypad", adding, `"answer": "s",`, `"answer": "s", "others": ["a"],`, []string{"only choice and picture"}},
		{"OtherUnknown", choosing, `"choices": 3,`, `"choices": 3, "others": ["zz"],`, []string{"others 1", "unknown name zz"}},
		{"OtherBelowZero", choosing, `"choices": 3,`, `"choices": 4, "others": ["a - 90"],`, []string{"options with", "keypad"}},
		{"PictureWithoutPictures", comparing, `"pictures": {"kind": "things", "thing": "thing"},`, ``, []string{"needs pictures"}},
		{"PicturesOnKeypad", adding, `"answer": "s",`, `"answer": "s", "pictures": {"kind": "things", "thing": "thing"},`, []string{"no other format"}},
		{"PictureKind", comparing, `"kind": "things"`, `"kind": "films"`, []string{"kind things"}},
		{"PictureOfNumber", comparing, `"thing": "thing"}`, `"thing": "lo"}`, []string{"not a parameter of words"}},
		{"PictureOfBoth", comparing, `"thing": "thing"}`, `"thing": "thing", "shape": "thing"}`, []string{"kind things"}},
		{"TooManyThings", comparing, `"answer": "hi"`, `"answer": "hi + 40"`, []string{"no count of 1 to 20"}},
		{"NoPart", halves, `"answer": "part(k, p)"`, `"answer": "k"`, []string{"no part of 1 to 8"}},
		{"PartOfNothing", halves, `"answer": "part(k, p)"`, `"answer": "part(k, p - 2)"`, []string{"1 to 8 parts"}},
		{"TextTyped", choosing, `"answer": "m"`, `"answer": "part(1, 2)"`, []string{"answer"}},
		{"TextNotCanonical", halves, `"answer": "part(k, p)"`, `"answer": "\"0 1\""`, []string{"cannot be the text"}},
		{"NothingToChoose", comparing, `"wrong": "lo"`, `"wrong": "hi"`, []string{"nothing to choose from"}},
		{"BlankTooShort", missing, `blank(start, step, 5, at)`, `blank(start, step, 2, at)`, []string{"3 to 10"}},
		{"BlankElsewhere", missing, `blank(start, step, 5, at)`, `blank(start, step, 5, at + 9)`, []string{"3 to 10"}},
		{"BlankBelowZero", missing, `blank(start, step, 5, at)`, `blank(start, -9, 5, at)`, []string{"below zero"}},
		{"NoLayout", comparing, `"kind": "none"`, `"kind": "none", "a": "lo"`, []string{"exactly the fields"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := folder(t)
			replace(t, fsys, test.file, test.old, test.new)
			_, err := open(fsys)
			if err == nil {
				t.Fatal("the pack was accepted")
			}
			for _, want := range append(test.wants, test.file) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

// Numbers that catalogues hold for ever.
func TestFormatNumbers(t *testing.T) {
	for name, number := range map[string]curriculum.Format{"keypad": 1, "choice": 2, "order": 3, "picture": 4, "value": 5, "form": 6, "money": 7, "line": 8, "steps": 9, "bar": 10, "clock": 11, "group": 12} {
		if number.String() != name {
			t.Errorf("format %d is %s, want %s", number, number, name)
		}
	}
}

// choiceOf is the tiny pack answered by choice, with few wrong procedures.
func choiceOf(t *testing.T, choices, others string) fstest.MapFS {
	fsys := tiny()
	replace(t, fsys, "generators/one.json", `"formats": ["keypad"]`, `"formats": ["choice", "keypad"], "choices": `+choices+`, "others": `+others)
	return fsys
}

// Options by hand: the answer, then wrong procedures, then others, each once.
func TestOptionsByHand(t *testing.T) {
	b, err := open(choiceOf(t, "3", `["a", "b", "a + b", "9"]`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[[2]int][]string{
		{1, 2}: {"1", "2", "3"}, {1, 4}: {"1", "3", "5"}, {1, 6}: {"1", "5", "7"},
		{2, 2}: {"2", "4", "9"}, {2, 4}: {"2", "4", "6"}, {2, 6}: {"2", "4", "8"},
	}
	for _, in := range b.Items[0].Instances {
		values := [2]int{in.Values[0].(int), in.Values[1].(int)}
		if got := slices.Sorted(slices.Values(in.Options)); !slices.Equal(got, want[values]) {
			t.Errorf("%v has the options %v, want %v", values, got, want[values])
		}
	}
	if len(b.Items) != 4 || b.Items[0].Format != curriculum.FormatChoice || b.Items[1].Format != curriculum.FormatKeypad {
		t.Errorf("items are %+v, want each level by choice and by keypad", b.Items)
	}
}

// Options say nothing about the answer by where they stand, and everywhere stand
// in the same place.
func TestPlacesAreEven(t *testing.T) {
	b := numeracy(t)
	var places [4][4]int
	for _, it := range b.Items {
		for _, in := range it.Instances {
			if it.Format == curriculum.FormatChoice || it.Format == curriculum.FormatPicture {
				places[len(in.Options)-1][slices.Index(in.Options, in.Answer)]++
			}
		}
	}
	for n := 2; n <= 4; n++ {
		total := 0
		for _, count := range places[n-1] {
			total += count
		}
		for place, count := range places[n-1][:n] {
			if share := float64(count) / float64(total) * float64(n); share < 0.75 || share > 1.25 {
				t.Errorf("of %d exercises with %d options %d have the answer at place %d", total, n, count, place)
			}
		}
	}
}

// The pictures of an option are what the option says; nothing that is not shown is sent.
func TestTabletOptions(t *testing.T) {
	b := numeracy(t)
	var p struct {
		Items []struct {
			Format    string
			Instances []struct {
				V              map[string]any
				Answer         string
				Options, Tiles []string
				Pictures       []map[string]any
			}
		}
	}
	if err := json.Unmarshal(b.TabletJSON(), &p); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for i, it := range p.Items {
		seen[it.Format]++
		for j, in := range it.Instances {
			from := b.Items[i].Instances[j]
			switch it.Format {
			case "keypad":
				if in.Options != nil || in.Tiles != nil || in.Pictures != nil {
					t.Fatalf("item %d shows %v on a keypad", i, in)
				}
			case "order":
				if !slices.Equal(in.Tiles, from.Tiles) || strings.Join(in.Tiles, ",") == in.Answer {
					t.Fatalf("item %d has the tiles %v", i, in.Tiles)
				}
			case "picture":
				for k, option := range in.Options {
					count, _ := in.Pictures[k]["count"].(float64)
					filled, _ := in.Pictures[k]["filled"].(float64)
					parts, _ := in.Pictures[k]["parts"].(float64)
					says := whole(count)
					switch kind := in.Pictures[k]["kind"]; {
					case kind == "fraction":
						says = whole(filled) + "/" + whole(parts)
					case kind == "fold":
						left, _ := in.Pictures[k]["left"].(float64)
						right, _ := in.Pictures[k]["right"].(float64)
						says = whole(left) + "/" + whole(right)
					case kind == "clock":
						says, _ = in.Pictures[k]["time"].(string)
					case kind == "polygon" || kind == "angle":
						size, _ := in.Pictures[k]["size"].(float64)
						says = whole(size)
					case in.Pictures[k]["thing"] != in.V["thing"]:
						t.Fatalf("item %d draws %v, its thing is %v", i, in.Pictures[k], in.V["thing"])
					}
					if says != option {
						t.Fatalf("item %d draws %v for the option %s", i, in.Pictures[k], option)
					}
				}
				fallthrough
			case "choice":
				if !slices.Equal(in.Options, from.Options) || !slices.Contains(in.Options, in.Answer) {
					t.Fatalf("item %d has the options %v, its answer is %s", i, in.Options, in.Answer)
				}
			}
		}
	}
	if len(seen) != 12 {
		t.Errorf("the pack has the formats %v, want twelve", seen)
	}
}

func whole(n float64) string {
	encoded, err := json.Marshal(int(n))
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// A row that was tapped grades as it stands; spaces and digits of Urdu do not matter.
func TestGradeOfTaps(t *testing.T) {
	b := numeracy(t)
	for i, it := range b.Items {
		if it.Format != curriculum.FormatOrder && it.Format != curriculum.FormatPicture {
			continue
		}
		for j, in := range it.Instances {
			urdu := strings.Map(func(c rune) rune {
				if c >= '0' && c <= '9' {
					return c - '0' + '۰'
				}
				return c
			}, strings.ReplaceAll(in.Answer, ",", ", "))
			for _, response := range []string{in.Answer, urdu} {
				if correct, _, ok := b.Grade(uint32(i), uint32(j), response); !correct || !ok {
					t.Fatalf("item %d instance %d: %q is not right", i, j, response)
				}
			}
			if correct, _, _ := b.Grade(uint32(i), uint32(j), strings.ReplaceAll(in.Answer, ",", "")); correct && it.Format == curriculum.FormatOrder {
				t.Fatalf("item %d instance %d: digits run together are right", i, j)
			}
		}
	}
}
