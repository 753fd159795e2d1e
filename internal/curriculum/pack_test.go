package curriculum_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/school"
)

// folder copies the numeracy pack into memory, so that a test can damage it.
func folder(t testing.TB) fstest.MapFS {
	t.Helper()
	source, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	out := fstest.MapFS{}
	err = fs.WalkDir(source, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, path)
		out[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return prune(t, out)
}

// firstSkills is how many skills of the pack a test damages: enough for every kind
// of fault, few enough to be built a hundred times.
const firstSkills = 20

// prune keeps the first skills of a pack folder, their generators and their words.
func prune(t testing.TB, fsys fstest.MapFS) fstest.MapFS {
	t.Helper()
	for name := range fsys {
		if strings.HasPrefix(name, "lessons/") || strings.HasPrefix(name, "puzzles/") {
			delete(fsys, name) // they may name a skill that goes
		}
	}
	var skills struct{ Skills []struct{ ID string } }
	text := string(fsys["skills.json"].Data)
	if err := json.Unmarshal([]byte(text), &skills); err != nil {
		t.Fatal(err)
	}
	end := strings.Index(text, `    {
      "id": "`+skills.Skills[firstSkills].ID+`"`)
	fsys["skills.json"] = &fstest.MapFile{Data: []byte(strings.TrimRight(text[:end], ",\n") + "\n  ]\n}\n")}
	kept, named := map[string]bool{}, map[string]bool{}
	for _, s := range skills.Skills[:firstSkills] {
		kept[s.ID] = true
	}
	for name, file := range fsys {
		var g struct {
			ID, Skill      string
			Misconceptions []struct{ ID string }
		}
		if path.Dir(name) != "generators" {
			continue
		}
		if err := json.Unmarshal(file.Data, &g); err != nil {
			t.Fatal(err)
		}
		if !kept[g.Skill] {
			delete(fsys, name)
			continue
		}
		kept[g.ID] = true
		for _, m := range g.Misconceptions {
			named[m.ID] = true
		}
	}
	for _, name := range []string{"locale/en.json", "locale/ur.json", "guide/en.json", "guide/ur.json"} {
		pruneWords(t, fsys, name, kept, named)
	}
	return fsys
}

func pruneWords(t testing.TB, fsys fstest.MapFS, name string, kept, named map[string]bool) {
	t.Helper()
	var words map[string]any
	if err := json.Unmarshal(fsys[name].Data, &words); err != nil {
		t.Fatal(err)
	}
	for part, keep := range map[string]map[string]bool{"skills": kept, "generators": kept, "misconceptions": named} {
		if all, ok := words[part].(map[string]any); ok {
			maps.DeleteFunc(all, func(id string, _ any) bool { return !keep[id] })
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(words); err != nil {
		t.Fatal(err)
	}
	fsys[name] = &fstest.MapFile{Data: out.Bytes()}
}

// replace changes one place of one file and fails the test if it is not there.
func replace(t testing.TB, fsys fstest.MapFS, file, old, new string) {
	t.Helper()
	text := string(fsys[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not contain %q", file, old)
	}
	fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
}

// open loads and builds.
func open(fsys fs.FS) (*curriculum.Built, error) {
	pack, err := curriculum.Load(fsys)
	if err != nil {
		return nil, err
	}
	return curriculum.Build(pack)
}

const (
	lonely   = `{"id": "lonely", "picture": "basket", "outcomes": [], "after": []},`
	adding   = "generators/add-within-10.json"
	counting = "generators/count-to-10.json"
	english  = "locale/en.json"
	urdu     = "locale/ur.json"
)

// Every fault is refused with the file, the place and what to do.
func TestPackFaults(t *testing.T) {
	for _, test := range []struct {
		name, file, old, new string
		wants                []string
	}{
		{"NewerFormat", "pack.json", `"format": 0`, `"format": 9`, []string{"pack.json", "format 9", "update"}},
		{"PackID", "pack.json", `"numeracy"`, `"Nume racy"`, []string{"pack.json", "Nume racy"}},
		{"NoVersion", "pack.json", `"version": 4`, `"version": 0`, []string{"pack.json", "start at 1"}},
		{"NoLanguage", "pack.json", `["en", "ur"]`, `[]`, []string{"languages is empty"}},
		{"LanguageTwice", "pack.json", `["en", "ur"]`, `["en", "en"]`, []string{"named twice"}},
		{"LanguageWithoutFile", "pack.json", `["en", "ur"]`, `["en", "ps"]`, []string{"locale/ps.json", "add it"}},
		{"UnknownField", "pack.json", `"version": 4`, `"version": 2, "colour": 2`, []string{"pack.json", `unknown field "colour"`}},
		{"KeyTwice", english, `"title": "Numbers"`, `"title": "Numbers", "title": "N"`, []string{english, `"title" stands twice`}},
		{"Cut", english, `"language": "en",`, `"language": "en`, []string{english, "line"}},
		{"WrongType", "pack.json", `"version": 4`, `"version": "1"`, []string{"pack.json line 4"}},
		{"SomethingBehind", "pack.json", `["en", "ur"]`, `["en", "ur"]} {`, []string{"pack.json"}},
		{"SkillOrder", "skills.json", `{"skill": "count-to-10", "why": "Adding`, `{"skill": "subtract-within-10", "why": "Adding`, []string{"skill add-within-10", "does not stand before"}},
		{"SkillTwice", "skills.json", `"id": "add-within-10"`, `"id": "count-to-10"`, []string{"used twice"}},
		{"EdgeWithoutReason", "skills.json", `"why": "Adding small numbers is counting on from one of them."`, `"why": ""`, []string{"say why"}},
		{"Mapping", "skills.json", `mapped by us, to be reviewed`, `approved`, []string{"skill count-to-5", "mapping"}},
		{"Picture", "skills.json", `"picture": "basket"`, `"picture": "🍎"`, []string{"picture"}},
		{"FileName", adding, `"id": "add-within-10"`, `"id": "add"`, []string{adding, "add.json"}},
		{"UnknownSkill", adding, `"skill": "add-within-10"`, `"skill": "fly"`, []string{adding, `"fly" is not in skills.json`}},
		{"UnknownFormat", adding, `["keypad"]`, `["telepathy"]`, []string{adding, "telepathy", "keypad"}},
		{"NoFormat", adding, `["keypad"]`, `[]`, []string{adding, "formats is empty"}},
		{"ReservedName", adding, `"name": "small"`, `"name": "max"`, []string{adding, `"max"`}},
		{"NameTwice", adding, `"name": "small"`, `"name": "big"`, []string{adding, `"big"`}},
		{"ParameterBackwards", adding, `"from": 0, "to": 10`, `"from": 11, "to": 10`, []string{adding, `"a"`, "from ≤ to"}},
		{"ParameterType", adding, `"type": "integer"`, `"type": "float"`, []string{adding, `"a"`}},
		{"WordTwice", adding, `"kite", "red-apple"`, `"kite", "kite"`, []string{adding, `"kite"`, "twice"}},
		{"UnknownName", adding, `"answer": "s"`, `"answer": "sum"`, []string{adding, "answer", "unknown name sum"}},
		{"Float", adding, `"is": "a + b"`, `"is": "a / b"`, []string{adding, "derived s", "div(a, b)"}},
		{"Power", adding, `"is": "a + b"`, `"is": "a ** b"`, []string{adding, "**"}},
		{"Builtin", adding, `"is": "a + b"`, `"is": "len(thing)"`, []string{adding, "len"}},
		{"Closure", adding, `"is": "a + b"`, `"is": "count(1..9, # > a)"`, []string{adding, "derived s"}},
		{"Member", adding, `"is": "a + b"`, `"is": "$env.a"`, []string{adding, "derived s"}},
		{"LongExpression", adding, `"is": "a + b"`, `"is": "` + strings.Repeat("a + ", 90) + `b"`, []string{adding, "longer than"}},
		{"Overflow", adding, `"is": "a + b"`, `"is": "(a + 100000) * (b + 100000)"`, []string{adding, "thousand million"}},
		{"DivideByZero", adding, `"is": "a + b"`, `"is": "div(a, b)"`, []string{adding, "div by zero", "a=0 b=0"}},
		{"ConstraintNotBool", adding, `"s > 0 and s <= 10"`, `"s"`, []string{adding, "constraint 1"}},
		{"TwoLevels", adding, `"where": "s > 8"`, `"where": "s > 7"`, []string{adding, "both medium and hard"}},
		{"EmptyLevel", adding, `"where": "s > 8"`, `"where": "s > 88"`, []string{adding, "level hard is empty"}},
		{"LevelName", adding, `"level": "hard"`, `"level": "brutal"`, []string{adding, `"brutal"`}},
		{"LevelOrder", adding, `"level": "hard"`, `"level": "easy"`, []string{adding, "in this order"}},
		{"TooWide", adding, `"from": 0, "to": 10`, `"from": 0, "to": 99999`, []string{adding, "tried", "narrow"}},
		{"NegativeWrong", adding, `"wrong": "s - 1"`, `"wrong": "s - 9"`, []string{adding, "counts-the-start", "keypad"}},
		{"MisconceptionNeverShows", adding, `"wrong": "s + 1"`, `"wrong": "s"`, []string{adding, "one-step-too-far", "never produces"}},
		{"MisconceptionTwice", adding, `"id": "one-step-too-far"`, `"id": "counts-the-start"`, []string{adding, "named twice"}},
		{"LayoutKind", adding, `"kind": "row"`, `"kind": "hologram"`, []string{adding, "hologram", "column, frame, groups"}},
		{"LayoutField", adding, `"thing": "thing"}`, `"thing": "colour"}`, []string{adding, `"colour" is not a value`}},
		{"LayoutExtra", adding, `"thing": "thing"}`, `"thing": "thing", "x": "a"}`, []string{adding, "exactly the fields"}},
		{"LayoutSign", adding, `"op": "+"`, `"op": "-"`, []string{adding, "U+2212"}},
		{"TwoHints", adding, `"hint1", "hint2", "hint3"`, `"hint1", "hint2"`, []string{adding, "three hints"}},
		{"MissingTranslation", urdu, `"hint3": "ساتھ`, `"hint9": "ساتھ`, []string{urdu, "count-to-10", `"hint3"`, "add its text"}},
		{"UnusedText", urdu, `"hint3": "ساتھ`, `"hint4": "x", "hint3": "ساتھ`, []string{urdu, `"hint4"`, "nothing uses"}},
		{"EmptyText", urdu, `"10 تک گننا"`, `" "`, []string{urdu, "skills.count-to-10.title", "empty"}},
		{"UrduDigits", urdu, `"10 تک گننا"`, `"۱۰ تک گننا"`, []string{urdu, "0 to 9"}},
		{"OtherValue", urdu, `{a} + {b} کتنے`, `{a} + {a} کتنے`, []string{urdu, "add-tens.stem", "same values"}},
		{"UnknownValue", english, `{a} + {b}?`, `{a} + {c}?`, []string{english, "{c} is not a value"}},
		{"LoneBrace", english, `How much is {a} + {b}?`, `How } much is {a} + {b}?`, []string{english, "brace"}},
		{"Direction", urdu, `"rtl"`, `"up"`, []string{urdu, "ltr or rtl"}},
		{"LanguageName", urdu, `"language": "ur"`, `"language": "en"`, []string{urdu, "repeat the file's name"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := folder(t)
			replace(t, fsys, test.file, test.old, test.new)
			_, err := open(fsys)
			if err == nil {
				t.Fatal("the pack was accepted")
			}
			for _, want := range test.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if code := school.ErrorCode(err); code == school.CodeInternal {
				t.Errorf("error %q has no code for people", err)
			}
		})
	}
}

func TestPackFiles(t *testing.T) {
	for _, test := range []struct {
		name string
		edit func(fstest.MapFS)
		want string
	}{
		{"NoPack", func(f fstest.MapFS) { delete(f, "pack.json") }, "pack.json: the file is missing"},
		{"NoLocale", func(f fstest.MapFS) { delete(f, urdu) }, "locale/ur.json: the file is missing"},
		{"NoGenerators", func(f fstest.MapFS) {
			for name := range f {
				if strings.HasPrefix(name, "generators/") {
					delete(f, name)
				}
			}
		}, "generators"},
		{"SkillWithoutGenerator", func(f fstest.MapFS) {
			text := string(f["skills.json"].Data)
			f["skills.json"] = &fstest.MapFile{Data: []byte(strings.Replace(text, `"skills": [`, `"skills": [`+lonely, 1))}
			for _, file := range []string{english, urdu} {
				text := string(f[file].Data)
				f[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, `"skills": {`, `"skills": {"lonely": {"title": "ت", "can": "ت"},`, 1))}
			}
		}, "skill lonely has no generator"},
		{"OtherFile", func(f fstest.MapFS) { f["generators/notes.txt"] = &fstest.MapFile{} }, "only .json files"},
		{"Program", func(f fstest.MapFS) { f["media/run.sh"] = &fstest.MapFile{} }, "media may hold"},
		{"LargeFile", func(f fstest.MapFS) {
			f["pack.json"] = &fstest.MapFile{Data: make([]byte, curriculum.MaxFile+1)}
		}, "larger than"},
		{"LargeMedia", func(f fstest.MapFS) {
			f["media/song.mp3"] = &fstest.MapFile{Data: make([]byte, curriculum.MaxMedia+1)}
		}, "larger than"},
		{"Deep", func(f fstest.MapFS) {
			f["pack.json"] = &fstest.MapFile{Data: []byte(strings.Repeat("[", 5000))}
		}, "nests deeper"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := folder(t)
			test.edit(fsys)
			if _, err := open(fsys); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one that says %q", err, test.want)
			}
		})
	}
}

// The examples in the documentation have the fields that are read: they may be
// incomplete, but nothing in them is unknown or malformed.
func TestDocumentedFields(t *testing.T) {
	text, err := os.ReadFile("../../docs/content.md")
	if err != nil {
		t.Fatal(err)
	}
	for heading, file := range map[string]string{
		"## pack.json": "pack.json", "## skills.json": "skills.json",
		"## generators/NAME.json": adding, "## locale/LANGUAGE.json": urdu,
	} {
		_, section, ok := strings.Cut(string(text), "\n"+heading+"\n")
		_, example, fenced := strings.Cut(section, "```json\n")
		example, _, closed := strings.Cut(example, "```")
		if !ok || !fenced || !closed {
			t.Fatalf("%q has no example", heading)
		}
		fsys := folder(t)
		fsys[file] = &fstest.MapFile{Data: []byte(example)}
		if _, err := open(fsys); err != nil {
			for _, fault := range []string{"docs/content.md", " line ", "unknown", "twice", "does not compile"} {
				if strings.Contains(err.Error(), fault) {
					t.Errorf("the example under %q: %v", heading, err)
				}
			}
		}
	}
}

func TestMediaIsListed(t *testing.T) {
	fsys := folder(t)
	fsys["media/drum.svg"] = &fstest.MapFile{Data: []byte("<svg/>")}
	pack, err := curriculum.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(pack.Media) != 1 || pack.Media[0].Path != "media/drum.svg" || pack.Media[0].Size != 6 {
		t.Errorf("media is %+v, want the one drawing", pack.Media)
	}
}

// A translation may be corrected for ever without touching one attempt.
func TestTextsAreNotInTheCatalogue(t *testing.T) {
	before, err := open(folder(t))
	if err != nil {
		t.Fatal(err)
	}
	fsys := folder(t)
	replace(t, fsys, urdu, "قطار کے ساتھ ساتھ گنیں", "قطار کے ساتھ چلتے ہوئے گنیں")
	replace(t, fsys, "pack.json", `"version": 4`, `"version": 5`)
	after, err := open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if before.Catalogue.Hash() != after.Catalogue.Hash() {
		t.Error("a better text changed the catalogue's name")
	}
	if string(before.TabletJSON()) == string(after.TabletJSON()) {
		t.Error("a better text did not reach the tablets")
	}
}

// What an instance number means is fixed by the name, also where answers agree.
func TestCatalogueFixesTheNumbers(t *testing.T) {
	for name, edit := range map[string][3]string{
		"OtherWord":   {counting, `"mango"`, `"melon"`},
		"OtherAnswer": {adding, `"wrong": "s + 1"`, `"wrong": "s + 2"`},
		"FewerKept":   {"generators/add-two-digit-carrying.json", `"keep": 80`, `"keep": 79`},
		"OtherEdge":   {"skills.json", `{"skill": "add-within-10", "why": "Every column`, `{"skill": "count-to-10", "why": "Every column`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := folder(t)
			replace(t, fsys, edit[0], edit[1], edit[2])
			changed, err := open(fsys)
			if err != nil {
				t.Fatal(err)
			}
			if changed.Catalogue.Hash() == numeracy(t).Catalogue.Hash() {
				t.Error("the catalogue kept its name")
			}
		})
	}
}

// tiny is the smallest pack: one skill, one generator, one language.
func tiny() fstest.MapFS {
	files := map[string]string{
		"pack.json":   `{"format": 0, "id": "tiny", "version": 1, "languages": ["en"]}`,
		"skills.json": `{"skills": [{"id": "one", "picture": "star", "outcomes": [], "after": []}]}`,
		"generators/one.json": `{"id": "one", "skill": "one", "formats": ["keypad"],
			"parameters": [{"name": "a", "type": "integer", "from": 1, "to": 3}, {"name": "b", "type": "integer", "from": 2, "to": 6, "step": 2}],
			"levels": [{"level": "easy", "where": "a < 3"}, {"level": "hard", "where": "a >= 3", "keep": 2}],
			"answer": "a + b", "misconceptions": [{"id": "less", "wrong": "diff(a, b)", "when": "a != b"}],
			"stem": ["stem"], "hints": ["h1", "h2", "h3"], "steps": ["h3"], "layout": {"kind": "column", "op": "+", "a": "a", "b": "b"}}`,
		"locale/en.json": `{"language": "en", "direction": "ltr", "review": "", "pack": {"title": "Tiny"},
			"skills": {"one": {"title": "One", "can": "I can"}}, "misconceptions": {"less": "Less"},
			"generators": {"one": {"stem": "{a} + {b}", "h1": "Think", "h2": "Count", "h3": "Count on", "mis.less": "More"}}}`,
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// Enumeration by hand, on a pack small enough to do so.
func TestEnumerationByHand(t *testing.T) {
	b, err := open(tiny())
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Items) != 2 || b.Items[0].Level != curriculum.Easy || b.Items[1].Level != curriculum.Hard {
		t.Fatalf("items are %+v, want an easy one and a hard one", b.Items)
	}
	want := map[[2]int][2]string{
		{1, 2}: {"3", "1"}, {1, 4}: {"5", "3"}, {1, 6}: {"7", "5"}, {2, 2}: {"4", ""}, {2, 4}: {"6", "2"}, {2, 6}: {"8", "4"},
	}
	for _, in := range b.Items[0].Instances {
		values := [2]int{in.Values[0].(int), in.Values[1].(int)}
		wrong := ""
		if len(in.Wrong) > 0 {
			wrong = in.Wrong[0].Key
		}
		if want[values] != [2]string{in.Answer, wrong} {
			t.Errorf("%v has answer %q and wrong answer %q, want %v", values, in.Answer, wrong, want[values])
		}
		delete(want, values)
	}
	if len(want) > 0 || len(b.Items[1].Instances) != 2 {
		t.Errorf("%v are missing; the hard item keeps %d of 3, want 2", want, len(b.Items[1].Instances))
	}
}

// An instance that a wider parameter adds moves none of the others.
func TestOrderSurvivesGrowth(t *testing.T) {
	before, err := open(tiny())
	if err != nil {
		t.Fatal(err)
	}
	fsys := tiny()
	replace(t, fsys, "generators/one.json", `"from": 2, "to": 6`, `"from": 2, "to": 40`)
	after, err := open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	var kept []curriculum.Instance
	for _, in := range after.Items[0].Instances {
		if in.Values[1].(int) <= 6 {
			kept = append(kept, in)
		}
	}
	if !reflect.DeepEqual(kept, before.Items[0].Instances) {
		t.Errorf("order was %v, is now %v", before.Items[0].Instances, kept)
	}
}

func FuzzLoad(f *testing.F) {
	source := tiny()
	for name, file := range source {
		f.Add(name, file.Data)
	}
	f.Add("generators/one.json", []byte(`{"id":"one","parameters":[{"name":"a","type":"integer","to":1000000000}]}`))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if _, ok := source[name]; !ok {
			return
		}
		fsys := fstest.MapFS{}
		for path, file := range source {
			fsys[path] = file
		}
		fsys[name] = &fstest.MapFile{Data: data}
		built, err := open(fsys)
		if err != nil {
			if school.ErrorCode(err) == school.CodeInternal {
				t.Fatalf("error without a code: %v", err)
			}
			return
		}
		if err := built.Course().Validate(); err != nil {
			t.Fatalf("an accepted pack gives a course that is not valid: %v", err)
		}
	})
}
