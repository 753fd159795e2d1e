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

// The graph is one graph: enough skills, enough reasons, and one beginning.
func TestSkillsBuildOnOneAnother(t *testing.T) {
	b := build(t)
	edges, beginnings := 0, 0
	for i, skill := range b.Pack.Skills {
		edges += len(skill.After)
		if len(skill.After) == 0 {
			beginnings++
		}
		for _, e := range skill.After {
			if len(strings.Fields(e.Why)) < 5 {
				t.Errorf("%s after %s: %q is no reason", skill.ID, e.Skill, e.Why)
			}
		}
		if i > 0 && len(skill.After) == 0 {
			t.Errorf("%s builds on nothing", skill.ID)
		}
	}
	if n := len(b.Pack.Skills); n < 120 || float64(edges) < 1.3*float64(n) || beginnings != 1 {
		t.Errorf("%d skills, %d edges, %d beginnings; want at least 120, 1.3 edges for each, 1", n, edges, beginnings)
	}
}

// A child who cannot read taps pictures or counts what is drawn before words or
// signs are needed.
func TestPreReaders(t *testing.T) {
	b := build(t)
	formats := map[curriculum.Format]bool{}
	for _, it := range b.Items {
		formats[it.Format] = true
		if id := b.Pack.Skills[it.Skill].ID; id == "count-to-5" && it.Format != curriculum.FormatChoice && it.Format != curriculum.FormatKeypad {
			t.Errorf("%s is answered by %s", id, it.Format)
		}
	}
	if len(formats) < 3 {
		t.Errorf("formats are %v, want at least three", formats)
	}
	for i, skill := range b.Pack.Skills[:4] {
		drawn := false
		for _, it := range b.Items {
			kind := string(b.Pack.Generators[it.Generator].Layout)
			drawn = drawn || it.Skill == i && (strings.Contains(kind, `"picture"`) || it.Format == curriculum.FormatPicture)
		}
		if !drawn {
			t.Errorf("%s has no exercise that is pictures alone", skill.ID)
		}
	}
}

// More procedures by hand, each on exercises written down here.
func TestMisconceptionsByHand_MoreSkills(t *testing.T) {
	b := build(t)
	for _, test := range []struct {
		generator string
		first     []any // the first parameters
		id, want  string
	}{
		{"count-to-5", []any{4, 3}, "counts-first-row", "3"},
		{"count-to-20", []any{17, 10}, "starts-again-after-ten", "7"},
		{"compare-most", []any{3, 8}, "picks-the-fewer", "3"},
		{"compare-fewest", []any{2, 9}, "picks-the-more", "9"},
		{"one-more", []any{9}, "goes-the-other-way", "8"},
		{"one-less", []any{10}, "two-steps", "8"},
		{"make-ten", []any{10, 3}, "adds-both-numbers", "13"},
		{"make-ten", []any{10, 3}, "gives-what-is-there", "3"},
		{"add-to-a-teen", []any{13, 4}, "forgets-the-ten", "7"},
		{"add-through-ten", []any{8, 5}, "forgets-the-ten", "3"},
		{"take-from-a-teen", []any{17, 3}, "forgets-the-ten", "4"},
		{"subtract-through-ten", []any{13, 6}, "smaller-from-larger", "13"},
		{"tens-and-ones", []any{3, 7}, "swaps-tens-and-ones", "73"},
		{"tens-and-ones", []any{3, 7}, "counts-every-block", "10"},
		{"tens-and-ones", []any{3, 14}, "writes-side-by-side", "314"},
		{"count-in-tens", []any{20, 10, 2}, "counts-in-ones", "31"},
		{"add-tens", []any{30, 40}, "forgets-the-zero", "7"},
		{"add-tens", []any{30, 40}, "adds-tens-to-the-ones", "34"},
		{"one-half", []any{4, 5}, "one-part-of-many", "1/5"},
		{"one-half", []any{4, 5}, "one-part-too-many", "3/4"},
		{"one-quarter", []any{8, 3}, "half-for-a-quarter", "4/8"},
		{"one-quarter", []any{8, 3}, "sees-the-uncoloured", "6/8"},
		{"half-of", []any{12}, "doubles-instead", "24"},
		{"half-of", []any{12}, "takes-two-away", "10"},
		{"quarter-of", []any{12}, "half-for-a-quarter", "6"},
		{"quarter-of", []any{12}, "takes-four-away", "8"},
	} {
		seen := false
		for _, it := range b.Items {
			if b.Pack.Generators[it.Generator].ID != test.generator {
				continue
			}
			for _, in := range it.Instances {
				if fmt.Sprint(in.Values[:len(test.first)]) != fmt.Sprint(test.first) {
					continue
				}
				for _, wrong := range in.Wrong {
					if b.Pack.Misconceptions[wrong.Misconception] == test.id {
						if seen = true; wrong.Key != test.want {
							t.Errorf("%s: %s on %v gives %s, by hand %s", test.generator, test.id, test.first, wrong.Key, test.want)
						}
					}
				}
			}
		}
		if !seen {
			t.Errorf("%s: %s never shows on %v", test.generator, test.id, test.first)
		}
	}
}

// Orders by hand: digits of the ones alone, the rest as it was.
func TestOrdersByHand(t *testing.T) {
	b := build(t)
	for _, it := range b.Items {
		if it.Format != curriculum.FormatOrder {
			continue
		}
		for _, in := range it.Instances {
			row := strings.Split(in.Answer, ",")
			for _, wrong := range in.Wrong {
				got := strings.Split(wrong.Key, ",")
				switch id := b.Pack.Misconceptions[wrong.Misconception]; id {
				case "largest-first":
					for i := range row {
						if got[i] != row[len(row)-1-i] {
							t.Fatalf("%s of %v is %v", id, row, got)
						}
					}
				case "orders-by-the-ones":
					for i := 1; i < len(got); i++ {
						if got[i-1][len(got[i-1])-1] > got[i][len(got[i])-1] {
							t.Fatalf("%s of %v is %v", id, row, got)
						}
					}
				default:
					key := orderKeys[id]
					if key == nil {
						t.Fatalf("%s is not written down here", id)
					}
					for i := 1; i < len(got); i++ {
						if key(got[i-1]) > key(got[i]) {
							t.Fatalf("%s of %v is %v", id, row, got)
						}
					}
				}
			}
		}
	}
}

// orderKeys are what wrong orders go by: a look at one part of the written number.
var orderKeys = map[string]func(string) float64{
	"longer-is-larger": func(n string) float64 {
		return number(strings.Replace(n, ".", strings.Repeat("0", 7-len(n))+".", 1), ".")
	},
	"bigger-top-is-bigger": func(n string) float64 { return number(n, "/") },
	"bigger-bottom-is-bigger": func(n string) float64 {
		if _, bottom, ok := strings.Cut(n, "/"); ok {
			return number(bottom, "/")
		}
		return -float64(len(n))
	},
	"near-the-number": func(string) float64 { return 0 },
}

// number reads what stands before the sign, and all digits where there is none.
func number(n, sign string) float64 {
	before, after, _ := strings.Cut(n, sign)
	value := 0.0
	for _, c := range before {
		value = 10*value + float64(c-'0')
	}
	if sign == "." {
		for _, c := range after {
			value = 10*value + float64(c-'0')
		}
	}
	return value
}

// Every exercise is explained twice, by worked steps and another way.
func TestTwoExplanations(t *testing.T) {
	b := build(t)
	for _, g := range b.Pack.Generators {
		if g.Another == nil || len(g.Steps) == 0 {
			t.Errorf("%s is explained once only", g.ID)
		}
	}
}
