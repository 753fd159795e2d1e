package foreign_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"darasa/internal/curriculum"
	"darasa/internal/curriculum/foreign"
)

const gift = `// made for tests
$CATEGORY: sums

::Easy one::How much is 2 \+ 3?{#5}

Which is a fruit?{=mango ~kite ~star}

Which city lies by the sea?{
  =Karachi by the sea#yes
  ~Lahore, on the Ravi
  ~Quetta \= high up
}

The sun is a star.{T}
Half of one is {#0.5:0} exactly.

About how many?{#10:2}
Write about rain.{}

Pairs {=a -> b =c -> d}

Both {~%50%a ~%50%b ~c}

Who? {=Ali =Ahmad}

Not closed {=a ~b
`

func TestGIFT(t *testing.T) {
	q := foreign.GIFT(gift)
	var got []string
	for _, s := range q.Sound {
		got = append(got, s.Text+" → "+s.Answer)
	}
	want := []string{
		"How much is 2 \\+ 3? → 5", "Which is a fruit? → mango", "Which city lies by the sea? → Karachi by the sea",
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	why := ""
	for _, r := range q.Refused {
		why += r.String() + "\n"
	}
	for _, reason := range []string{"line 2: categories", "feedback is left out", "tolerance", "matching", "in parts", "in words", "does not end"} {
		if !strings.Contains(why, reason) {
			t.Errorf("nothing is refused for %q:\n%s", reason, why)
		}
	}
	mustBuild(t, "en", q.Sound)
}

const moodle = `<?xml version="1.0"?><quiz>
<question type="category"><category><text>x</text></category></question>
<question type="multichoice"><name><text>one</text></name><questiontext format="html"><text><![CDATA[<p>2 &times; 3 &lt; 7?</p>]]></text></questiontext><single>true</single>
 <answer fraction="100"><text>yes</text></answer><answer fraction="0"><text>no</text></answer></question>
<question type="numerical"><name><text>two</text></name><questiontext><text>۲ جمع ۳؟</text></questiontext><answer fraction="100"><text>5</text><tolerance>0</tolerance></answer></question>
<question type="numerical"><name><text>three</text></name><questiontext><text>About?</text></questiontext><answer fraction="100"><text>5</text><tolerance>0.1</tolerance></answer></question>
<question type="essay"><name><text>four</text></name><questiontext><text>Write.</text></questiontext></question>
<question type="multichoice"><name><text>five</text></name><questiontext><text>See <img src="x"/></text></questiontext></question>
<question type="truefalse"><name><text>six</text></name><questiontext><text>Ice is cold.</text></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
</quiz>`

func TestMoodleXML(t *testing.T) {
	q, err := foreign.MoodleXML([]byte(moodle))
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Sound) != 3 || q.Sound[0].Text != "2 × 3 < 7?" || q.Sound[1].Text != "2 جمع 3؟" || q.Sound[2].Answer != "true" {
		t.Errorf("sound are %+v", q.Sound)
	}
	if len(q.Refused) != 4 || !strings.Contains(q.Refused[1].String(), "question 4 (three): a number with tolerance") {
		t.Errorf("refused are %v", q.Refused)
	}
	mustBuild(t, "ur", q.Sound)
	for _, body := range []string{"", "<html></html>", "<quiz>", "{"} {
		if _, err := foreign.MoodleXML([]byte(body)); err == nil {
			t.Errorf("%q was read", body)
		}
	}
}

// mustBuild requires that what was read is a sound pack with the same answers.
func mustBuild(t *testing.T, language string, questions []foreign.Question) {
	t.Helper()
	files, err := foreign.Folder("imported", "Imported", language, questions)
	if err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{}
	for path, body := range files {
		folder[path] = &fstest.MapFile{Data: body}
	}
	built, found := curriculum.Faults(folder)
	if len(found) > 0 {
		t.Fatal(found)
	}
	if len(built.Items) != len(questions) {
		t.Errorf("%d items of %d questions", len(built.Items), len(questions))
	}
	for i, it := range built.Items {
		q := questions[i]
		said := built.Say(language, i, 0, "hint3")
		if len(it.Instances) != 1 || len(q.Options) != len(it.Instances[0].Options) || !strings.Contains(said, q.Answer) {
			t.Errorf("%+v became %+v, %s", q, it.Instances, said)
		}
	}
}

// Whatever is read has a text and an answer that can be given.
// marks are what HTML writes; a sign of comparison alone is none.
var marks = regexp.MustCompile(`<[A-Za-z/!]`)

func TestGIFT_KeepsComparisons(t *testing.T) {
	q := foreign.GIFT("Is <b>2</b> < 3 and 7 > 5? {=yes ~no}")
	if len(q.Sound) != 1 || q.Sound[0].Text != "Is 2 < 3 and 7 > 5?" {
		t.Errorf("%+v, refused %v", q.Sound, q.Refused)
	}
}

func FuzzForeign(f *testing.F) {
	f.Add("000{10}>")
	f.Add(gift)
	f.Add(moodle)
	f.Add("a{=x~y#z}")
	f.Add("::t::[html]<b>q</b>{~a =\"b\" ~c\\}d}")
	f.Fuzz(func(t *testing.T, text string) {
		read := []*foreign.Questions{foreign.GIFT(text)}
		if q, err := foreign.MoodleXML([]byte(text)); err == nil {
			read = append(read, q)
		}
		for _, q := range read {
			for _, sound := range q.Sound {
				said := sound.Text + " " + sound.Answer
				if strings.ContainsAny(said, "{}") || marks.MatchString(said) && !strings.Contains(text, "&") || sound.Text == "" || sound.Answer == "" || !utf8.ValidString(sound.Text) {
					t.Errorf("%q became %+v", text, sound)
				}
				if len(sound.Options) > 0 && !slices.Contains(sound.Options, sound.Answer) {
					t.Errorf("%q: the answer of %+v is no option", text, sound)
				}
			}
			if _, err := foreign.Folder("imported", "Imported", "en", q.Sound); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestBounds(t *testing.T) {
	if q := foreign.GIFT(strings.Repeat("x", foreign.MaxBytes+1)); len(q.Sound) > 0 || len(q.Refused) != 1 {
		t.Errorf("a file beyond the bound: %d, %v", len(q.Sound), q.Refused)
	}
	many := foreign.GIFT(strings.Repeat("One?{#1}\n\n", foreign.MaxQuestions+2))
	if len(many.Sound) != foreign.MaxQuestions || len(many.Refused) != 2 {
		t.Errorf("%d questions, %d refused", len(many.Sound), len(many.Refused))
	}
}
