package solver_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/curriculum/solver"
)

// strs makes a list for damaged JSON.
func strs(texts ...string) []any {
	var out []any
	for _, text := range texts {
		out = append(out, text)
	}
	return out
}

// firstPicture returns picture n of an instance.
func firstPicture(in tree, n int) map[string]any { return in["pictures"].([]any)[n].(map[string]any) }

// Mutations of everything that is tapped, and of every family that is asked for in
// words: the solver must see each in the place where it was made.
func TestMutations_Families(t *testing.T) {
	const (
		biggest, most, fewest = "biggest-two-digit", "compare-most", "compare-fewest"
		more, less, missing   = "one-more", "one-less", "missing-number-to-20"
		ten, blocks, tens     = "make-ten", "tens-and-ones", "count-in-tens"
		order, half, quarter  = "order-two-digit", "one-half", "one-quarter"
		halfOf, quarterOf     = "half-of", "quarter-of"
	)
	for _, test := range []struct {
		name   string
		mutate func(tree)
		place  string
		want   string
	}{
		{"AnswerNoOption", func(p tree) { p.instance(biggest, 0, 0)["options"] = strs("11", "12") }, biggest, "is not among the options"},
		{"BiggerOption", func(p tree) {
			in := p.instance(biggest, 0, 0)
			in["options"] = strs("100", in["answer"].(string))
		}, biggest, "is 100, the pack says"},
		{"OptionTwice", func(p tree) {
			in := p.instance(ten, 0, 0)
			in["options"] = append(in["options"].([]any), in["answer"])
		}, ten, "not different"},
		{"OneOption", func(p tree) {
			in := p.instance(ten, 0, 0)
			in["options"] = []any{in["answer"]}
		}, ten, "too few"},
		{"FiveOptions", func(p tree) {
			in := p.instance(blocks, 0, 0)
			in["options"] = append(in["options"].([]any), "98")
		}, blocks, "too many"},
		{"OptionInWords", func(p tree) {
			in := p.instance(more, 0, 0)
			in["options"] = append(in["options"].([]any)[:1], in["answer"], "ten")
		}, more, "no text of an option"},
		{"OptionsOnKeypad", func(p tree) { p.instance("add-within-10", 0, 0)["options"] = strs("1", "2") }, "add-within-10", "does not show"},
		{"NoOptionsToChoose", func(p tree) { p.item(biggest, 0)["format"] = "keypad" }, biggest, "there are no options"},
		{"SumAsPictures", func(p tree) { p.item("add-within-10", 0)["format"] = "picture" }, "add-within-10", "but the format is picture"},

		{"OtherQuestion", func(p tree) { p.text(more, "en")["stem"] = "What is one less than {n}?" }, more, "the drawn row does not lead"},
		{"OtherQuestionInUrdu", func(p tree) { p.text(most, "ur")["stem"] = p.text(fewest, "ur")["stem"] }, most, "the pack says"},
		{"TwoTasks", func(p tree) { p.text(more, "en")["stem"] = "What is one more than {n}, or one less than {n}?" }, more, "asks both"},
		{"NoTask", func(p tree) { p.text(biggest, "en")["stem"] = "Which number is it?" }, biggest, "no picture to count"},
		{"NumberInStem", func(p tree) {
			p.text(biggest, "en")["stem"], p.text(biggest, "ur")["stem"] = "Which is the biggest? {a}", "سب سے بڑا عدد کون سا ہے؟ {a}"
		}, biggest, "the stem shows 1 numbers"},
		{"SumInStem", func(p tree) {
			p.text(more, "en")["stem"], p.text(more, "ur")["stem"] = "What is one more than {n} + 1?", "{n} + 1 سے ایک زیادہ کون سا عدد ہے؟"
		}, more, "arithmetic where a number is expected"},

		{"PictureOfAnother", func(p tree) { firstPicture(p.instance(most, 0, 0), 0)["count"] = 20.0 }, most, "does not show its option"},
		{"PictureLost", func(p tree) { p.instance(most, 0, 0)["pictures"] = []any{} }, most, "one picture for each option"},
		{"PictureWithoutThing", func(p tree) { firstPicture(p.instance(fewest, 0, 0), 1)["thing"] = "" }, fewest, "cannot be drawn"},
		{"PictureOfNothing", func(p tree) { firstPicture(p.instance(half, 0, 0), 0)["parts"] = 0.0 }, half, "cannot be drawn"},
		{"PictureOfOtherKind", func(p tree) {
			in := p.instance(half, 0, 0)
			in["options"].([]any)[0] = "3"
			in["pictures"].([]any)[0] = map[string]any{"kind": "things", "thing": "kite", "count": 3}
		}, half, "an option is a things"},
		{"TwoHalves", func(p tree) {
			in := p.instance(half, 0, 0)
			for i, option := range in["options"].([]any) {
				if option != in["answer"] {
					in["options"].([]any)[i] = "4/8"
					in["pictures"].([]any)[i] = map[string]any{"kind": "fraction", "shape": "bar", "parts": 8, "filled": 4}
				}
			}
		}, half, "two pictures answer"},
		{"HalfForQuarter", func(p tree) { p.text(quarter, "en")["stem"] = p.text(half, "en")["stem"] }, quarter, "the pack says"},
		{"NoQuarter", func(p tree) { p.text(half, "en")["stem"] = "Which picture has one quarter coloured?" }, half, "answer"},
		{"EqualGroups", func(p tree) {
			in := p.instance(most, 0, 0)
			in["pictures"].([]any)[0] = in["pictures"].([]any)[1]
		}, most, "no picture answers"},

		{"WrongOrder", func(p tree) {
			in := p.instance(order, 0, 0)
			row := strings.Split(in["answer"].(string), ",")
			slices.Reverse(row)
			in["answer"], in["wrong"] = strings.Join(row, ","), map[string]any{}
		}, order, "the pack says"},
		{"TileTwice", func(p tree) {
			p.instance(order, 0, 0)["tiles"].([]any)[0] = p.instance(order, 0, 0)["tiles"].([]any)[1]
		}, order, "not different"},
		{"TileLost", func(p tree) {
			in := p.instance(order, 0, 0)
			in["tiles"] = in["tiles"].([]any)[:2]
		}, order, "cannot be tapped"},
		{"TilesInOrder", func(p tree) {
			in := p.instance(order, 0, 0)
			in["tiles"] = strs(strings.Split(in["answer"].(string), ",")...)
		}, order, "right order from the start"},
		{"TileInWords", func(p tree) { p.instance(order, 0, 0)["tiles"].([]any)[0] = "ten" }, order, "is no number"},
		{"WrongOrderOfOthers", func(p tree) { p.instance(order, 0, 0)["wrong"] = map[string]any{"1,2,3": "largest-first"} }, order, "cannot be tapped"},
		{"OrderTyped", func(p tree) { p.item(order, 0)["format"] = "keypad" }, order, "cannot be typed"},
		{"OrderLeaks", func(p tree) { p.text(order, "en")["hint1"] = "It is {a}, {b}, {c}." }, order, "hint 1 of 3 gives the answer away"},
		{"OrderNotReached", func(p tree) {
			p.text(order, "en")["step2"], p.text(order, "ur")["step2"] = "In order: {b}, {a}, {c}.", "ترتیب سے: {b}، {a}، {c}۔"
		}, order, "does not reach the answer"},
		{"PartLeaks", func(p tree) { p.text(half, "en")["hint2"] = "Find {k} of {p}." }, half, "hint 2 of 3 gives the answer away"},

		{"RowOfOthers", func(p tree) { p.value(missing, 0, 0)["row"] = "1\u20032\u2003_\u20035\u20037" }, missing, "0 numbers fit"},
		{"RowWithoutBox", func(p tree) { p.value(missing, 0, 0)["row"] = "1\u20032\u20033" }, missing, "no empty box"},
		{"RowWithTwoBoxes", func(p tree) { p.value(missing, 0, 0)["row"] = "1\u2003_\u2003_" }, missing, "cannot be read"},
		{"RowOfWords", func(p tree) { p.value(tens, 0, 0)["row"] = "1\u2003two\u2003_" }, tens, "cannot be read"},
		{"RowStandsStill", func(p tree) { p.value(tens, 0, 0)["row"] = "3\u20033\u2003_" }, tens, "0 numbers fit"},
		{"RowOfTensMoved", func(p tree) { p.value(tens, 0, 0)["row"] = "1\u20032\u2003_\u20034" }, tens, "is 3, the pack says"},
		{"RowEndsElsewhere", func(p tree) { p.value(less, 0, 0)["row"] = "90\u200389\u2003_" }, less, "does not end with"},
		{"RowGoesUp", func(p tree) {
			v := p.value(less, 0, 0)
			n := v["n"].(float64)
			v["row"] = fmt.Sprintf("%v\u2003%v\u2003_", n-1, n)
		}, less, "does not lead"},
		{"RowIsPicture", func(p tree) {
			p.generator(missing)["layout"] = map[string]any{"kind": "tens", "tens": "start", "ones": "at"}
		}, missing, "needs a drawing of kind sequence"},

		{"FrameShowsAnother", func(p tree) { p.generator(ten)["layout"].(map[string]any)["count"] = "m" }, ten, "the frame shows"},
		{"FrameTooWide", func(p tree) { v := p.value(ten, 0, 0); v["t"] = 40.0 }, ten, "cannot be drawn"},
		{"NoFrame", func(p tree) { p.generator(ten)["layout"] = map[string]any{"kind": "none"} }, ten, "needs a drawing of kind frame"},
		{"BlocksSwapped", func(p tree) {
			p.generator(blocks)["layout"] = map[string]any{"kind": "tens", "tens": "o", "ones": "t"}
		}, blocks, "the pack says"},
		{"TooManyBlocks", func(p tree) { p.value(blocks, 0, 0)["t"] = 12.0 }, blocks, "cannot be drawn"},
		{"OtherHeap", func(p tree) { p.generator(halfOf)["layout"].(map[string]any)["count"] = "h" }, halfOf, "the picture shows"},
		{"OddHeap", func(p tree) { v := p.value(halfOf, 0, 0); v["n"] = v["n"].(float64) + 1 }, halfOf, "cannot be dealt"},
		{"HalfOfForQuarterOf", func(p tree) { p.text(quarterOf, "en")["stem"] = p.text(halfOf, "en")["stem"] }, quarterOf, "the pack says"},
	} {
		t.Run(test.name, func(t *testing.T) { mustSee(t, test.mutate, test.place, test.want) })
	}
}

// asking is a compiled pack of one worded exercise at each level, with the last
// step reaching the answer.
func asking(stem, format string, layout map[string]string, in map[string]any) []byte {
	last := strings.NewReplacer(",", ", ", "/", " of ").Replace(in["answer"].(string))
	var items []any
	for level := range 3 {
		items = append(items, map[string]any{"skill": 0, "generator": 0, "level": level, "format": format, "instances": []any{in}})
	}
	encoded, err := json.Marshal(map[string]any{
		"languages": []string{"en"},
		"skills":    []any{map[string]any{"id": "s", "title": map[string]any{"en": "S"}, "can": map[string]any{"en": "I can"}}},
		"generators": []any{map[string]any{
			"id": "g", "stem": []string{"stem"}, "hints": []string{"hint"}, "steps": []string{"step"}, "layout": layout,
			"text": map[string]any{"en": map[string]any{"stem": stem, "hint": "Think.", "step": "It is " + last + "."}},
		}},
		"items": items,
	})
	if err != nil {
		panic(err)
	}
	return encoded
}

// Every method agrees with arithmetic, and with nothing else.
func TestMethods_Families(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		off := rapid.SampledFrom([]int{0, 0, 1, 2, 9, 10}).Draw(t, "off")
		n := rapid.IntRange(1, 99).Draw(t, "n")
		small := rapid.IntRange(1, 9).Draw(t, "small")
		v, layout, stem, answer := map[string]any{"n": n, "k": small}, map[string]string{"kind": "none"}, "", 0
		switch rapid.IntRange(0, 6).Draw(t, "family") {
		case 0:
			stem, answer, layout = "What is one more than {n}?", n+1, map[string]string{"kind": "sequence", "numbers": "row"}
			v["row"] = fmt.Sprintf("%d\u2003%d\u2003_", n-1, n)
		case 1:
			stem, answer, layout = "What is one less than {n}?", n-1, map[string]string{"kind": "sequence", "numbers": "row"}
			v["row"] = fmt.Sprintf("%d\u2003%d\u2003_", n+1, n)
		case 2:
			stem, answer, layout = "Which number goes in the empty box?", n+small, map[string]string{"kind": "sequence", "numbers": "row"}
			v["row"] = fmt.Sprintf("%d\u2003_\u2003%d", n, n+2*small)
		case 3:
			stem, answer, layout = "There are {k}. How many more make {n}?", 10-small, map[string]string{"kind": "frame", "count": "k", "of": "n"}
			v["n"] = 10
		case 4:
			stem, answer, layout = "Which number do the blocks show?", 10*small+n%20, map[string]string{"kind": "tens", "tens": "k", "ones": "n"}
			v["n"] = n % 20
		case 5:
			stem, answer, layout = "What is half of {n}?", small, map[string]string{"kind": "picture", "thing": "t", "count": "n", "perRow": "k"}
			v["n"], v["t"] = 2*small, "kite"
		case 6:
			stem, answer, layout = "What is a quarter of {n}?", small, map[string]string{"kind": "picture", "thing": "t", "count": "n", "perRow": "k"}
			v["n"], v["t"] = 4*small, "kite"
		}
		report, err := solver.Check(asking(stem, "keypad", layout, map[string]any{"v": v, "answer": strconv.Itoa(answer + off)}))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(report.Failures) > 0, off != 0; got != want {
			t.Fatalf("%s with %v: answer %d off by %d is refused: %v", stem, v, answer, off, report.Failures)
		}
	})
}

// Numbers are compared and ordered as numbers, never as text.
func TestMethods_Order(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tiles := rapid.SliceOfNDistinct(rapid.IntRange(0, 120), 2, 4, rapid.ID[int]).Draw(t, "tiles")
		sorted := slices.Sorted(slices.Values(tiles))
		if slices.Equal(tiles, sorted) {
			slices.Reverse(tiles)
		}
		written := func(numbers []int) []string {
			var out []string
			for _, n := range numbers {
				out = append(out, strconv.Itoa(n))
			}
			return out
		}
		for _, test := range []struct {
			stem, format, field, right, wrong string
		}{
			{"Which is the biggest?", "choice", "options", strconv.Itoa(sorted[len(sorted)-1]), strconv.Itoa(sorted[0])},
			{"Tap in order. Begin with the smallest.", "order", "tiles", strings.Join(written(sorted), ","), strings.Join(written(reversed(sorted)), ",")},
		} {
			for _, answer := range []string{test.right, test.wrong} {
				in := map[string]any{"v": map[string]any{}, "answer": answer, test.field: written(tiles)}
				report, err := solver.Check(asking(test.stem, test.format, map[string]string{"kind": "none"}, in))
				if err != nil {
					t.Fatal(err)
				}
				if got, want := len(report.Failures) > 0, answer == test.wrong; got != want {
					t.Fatalf("%s of %v is %s: failures are %v", test.stem, tiles, answer, report.Failures)
				}
			}
		}
	})
}

func reversed(numbers []int) []int {
	out := slices.Clone(numbers)
	slices.Reverse(out)
	return out
}

// A picture is a half or a quarter by its parts alone.
func TestMethods_Parts(t *testing.T) {
	for parts := 1; parts <= 8; parts++ {
		for filled := 0; filled <= parts; filled++ {
			for stem, times := range map[string]int{"Which has one half coloured?": 2, "Which has one quarter coloured?": 4} {
				other := map[string]any{"kind": "fraction", "shape": "bar", "parts": 3, "filled": 3}
				this := map[string]any{"kind": "fraction", "shape": "circle", "parts": parts, "filled": filled}
				answer := fmt.Sprintf("%d/%d", filled, parts)
				if answer == "3/3" {
					continue
				}
				in := map[string]any{"v": map[string]any{}, "answer": answer, "options": []string{"3/3", answer}, "pictures": []any{other, this}}
				report, err := solver.Check(asking(stem, "picture", map[string]string{"kind": "none"}, in))
				if err != nil {
					t.Fatal(err)
				}
				if got, want := len(report.Failures) == 0, filled > 0 && filled*times == parts; got != want {
					t.Errorf("%s: %s is accepted: %v, want %v: %v", stem, answer, got, want, report.Failures)
				}
			}
		}
	}
}
