package content_test

import (
	"fmt"
	"strings"
	"testing"

	"darasa/content"
	"darasa/internal/curriculum"
)

func build(t *testing.T) *curriculum.Built {
	t.Helper()
	fsys, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := curriculum.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// Every skill has three levels, fifty different exercises and two misconceptions.
func TestEverySkillIsWorthALesson(t *testing.T) {
	b := build(t)
	for i, skill := range b.Pack.Skills {
		levels, exercises, misconceptions := map[curriculum.Level]bool{}, map[string]bool{}, map[uint32]bool{}
		for _, it := range b.Items {
			if it.Skill != i {
				continue
			}
			levels[it.Level] = true
			for _, instance := range it.Instances {
				exercises[fmt.Sprint(it.Generator, instance.Values)] = true
				for _, wrong := range instance.Wrong {
					misconceptions[wrong.Misconception] = true
				}
			}
		}
		if len(levels) != 3 || len(exercises) < 50 || len(misconceptions) < 2 {
			t.Errorf("%s has %d levels, %d exercises, %d misconceptions; want 3, 50, 2", skill.ID, len(levels), len(exercises), len(misconceptions))
		}
		if len(skill.Outcomes) == 0 {
			t.Errorf("%s has no outcome of a national curriculum", skill.ID)
		}
	}
}

// The procedures by hand: what somebody writes who follows them.
func TestMisconceptionsByHand(t *testing.T) {
	b := build(t)
	for _, test := range []struct {
		generator string
		a, b      int
		id, want  string
	}{
		{"add-two-digit-carrying", 0, 0, "forgets-carry", ""},
		{"add-two-digit-carrying", 0, 0, "writes-whole-ones-sum", ""},
		{"subtract-two-digit-trading", 0, 0, "smaller-from-larger", ""},
		{"subtract-two-digit-trading", 0, 0, "trades-without-paying", ""},
		{"subtract-two-digit-trading", 0, 0, "writes-zero-instead", ""},
		{"add-within-10", 3, 4, "counts-the-start", "6"},
		{"add-within-10", 3, 4, "subtracts-instead", "1"},
		{"add-within-10", 3, 4, "writes-side-by-side", "34"},
		{"subtract-within-10", 7, 2, "counts-the-start", "6"},
		{"subtract-within-10", 7, 2, "adds-instead", "9"},
		{"subtract-within-10", 7, 2, "gives-what-is-taken", "2"},
	} {
		seen := false
		for _, it := range b.Items {
			if b.Pack.Generators[it.Generator].ID != test.generator {
				continue
			}
			for _, instance := range it.Instances {
				x, y := instance.Values[0].(int), instance.Values[1].(int)
				want := test.want
				switch {
				case want == "":
					want = byHand(test.id, fmt.Sprintf("%02d", x), fmt.Sprintf("%02d", y))
				case x != test.a || y != test.b:
					continue
				}
				for _, wrong := range instance.Wrong {
					if b.Pack.Misconceptions[wrong.Misconception] != test.id {
						continue
					}
					seen = true
					if wrong.Key != want {
						t.Fatalf("%s on %d and %d gives %s, by hand %s", test.id, x, y, wrong.Key, want)
					}
				}
			}
		}
		if !seen {
			t.Errorf("%s never shows in %s", test.id, test.generator)
		}
	}
}

// byHand follows a wrong procedure on two written numbers of two digits, with
// digits and not with numbers.
func byHand(id, x, y string) string {
	tens, ones := int(x[0]-'0'), int(x[1]-'0')
	takenTens, takenOnes := int(y[0]-'0'), int(y[1]-'0')
	written := ""
	switch id {
	case "forgets-carry":
		sum := fmt.Sprint(ones + takenOnes)
		written = fmt.Sprint(tens+takenTens) + sum[len(sum)-1:]
	case "writes-whole-ones-sum":
		written = fmt.Sprint(tens+takenTens) + fmt.Sprint(ones+takenOnes)
	case "smaller-from-larger":
		written = fmt.Sprint(tens-takenTens) + fmt.Sprint(max(ones, takenOnes)-min(ones, takenOnes))
	case "trades-without-paying":
		written = fmt.Sprint(tens-takenTens) + fmt.Sprint(ones+10-takenOnes)
	case "writes-zero-instead":
		written = fmt.Sprint(tens-takenTens) + "0"
	}
	if written = strings.TrimLeft(written, "0"); written == "" {
		return "0"
	}
	return written
}

// Feedback and hints speak of the work: no word judges the child.
func TestWordsAreKind(t *testing.T) {
	b := build(t)
	compiled := strings.ToLower(string(b.TabletJSON()))
	for _, word := range []string{"you are", "you were", "wrong again", "stupid", "lazy", "bad", "careless", "easy", "fail", "غلط", "نالائق"} {
		if strings.Contains(compiled, " "+word) {
			t.Errorf("the pack says %q to a learner", word)
		}
	}
}
