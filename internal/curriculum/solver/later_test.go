package solver_test

import "testing"

// The classes of mutations for tasks of the later years and for stories.
func TestMutations_Later(t *testing.T) {
	const stall, trays, shelf, trip = "story-of-a-stall", "story-of-trays", "story-of-a-shelf", "story-of-a-trip"
	for _, test := range []struct {
		name   string
		mutate func(tree)
		place  string
		want   string
	}{
		{"OtherStoryInUrdu", func(p tree) { p.text(stall, "ur")["stem"] = p.text(shelf, "ur")["stem"] }, stall, ""},
		{"ProductAsSum", func(p tree) {
			p.text(trays, "en")["stem"] = "{n} trays hold {k} laddus each. How many is that altogether?"
		}, trays, "the pack says"},
		{"StoryWithoutQuestion", func(p tree) { p.text(trays, "en")["stem"] = "{n} trays hold {k} laddus each." }, trays, ""},
		{"StoryLosesANumber", func(p tree) {
			p.text(trip, "en")["stem"] = "{n} buses carry {k} children each. How many is that altogether?"
		}, trip, ""},
		{"OperandsSwappedInOneLanguage", func(p tree) {
			p.text(shelf, "en")["stem"] = "There are {b} eggs. {a} of them are used. How many remain?"
		}, shelf, ""},
		{"WordLost", func(p tree) {
			for key := range p.text(stall, "ur") {
				if len(key) > 5 && key[:5] == "word." {
					delete(p.text(stall, "ur"), key)
				}
			}
		}, stall, "has no word"},
		{"SecondExplanationLeaks", func(p tree) { p.text(trays, "en")["way1"] = "It is {s}." }, trays, "second explanation"},
		{"SecondExplanationLeaksInUrdu", func(p tree) { p.text("add-within-10", "ur")["way1"] = "جواب {s} ہے۔" }, "add-within-10", "second explanation"},
		{"SecondExplanationUntranslated", func(p tree) { delete(p.text(trays, "ur"), "way1") }, trays, "no text for way1"},
		{"OtherUnitInStem", func(p tree) { p.text("metres-centimetres", "en")["stem"] = "How many millimetres are in {n} metres?" }, "metres-centimetres", "the pack says"},
		{"UnitOfOneLanguage", func(p tree) { p.text("metres-centimetres", "ur")["stem"] = p.text("kilometres-metres", "ur")["stem"] }, "metres-centimetres", "the pack says"},
		{"MissingBorrow", func(p tree) {
			for _, cell := range p.instance("subtract-across-zeros", 0, 0)["work"].(map[string]any)["cells"].([]any) {
				if c := cell.(map[string]any); c["kind"] == "aid" {
					c["is"] = "0"
					return
				}
			}
		}, "subtract-across-zeros", "which does not leave"},
		{"PaperFilledOtherwise", func(p tree) {
			for _, cell := range p.instance("subtract-across-zeros", 0, 0)["work"].(map[string]any)["cells"].([]any) {
				if c := cell.(map[string]any); c["kind"] == "digit" {
					c["is"] = "9"
				}
			}
		}, "subtract-across-zeros", "the paper is filled with"},
		{"EquivalentDistractor", func(p tree) {
			in := p.instance("biggest-unit-fraction", 0, 0)
			in["options"].([]any)[0], in["options"].([]any)[1] = in["options"].([]any)[1], "2/4"
		}, "biggest-unit-fraction", ""},
		{"WrongClock", func(p tree) { p.value("clock-hours", 0, 0)["t"] = "13:70" }, "clock-hours", ""},
		{"ClockOfAnotherHour", func(p tree) {
			p.value("clock-hours", 0, 0)["t"] = map[bool]string{true: "3:00", false: "2:00"}[p.value("clock-hours", 0, 0)["t"] == "2:00"]
		}, "clock-hours", "the pack says"},
		{"OtherTimeToSet", func(p tree) { p.value("set-clock-hours", 0, 0)["t"] = "11:55" }, "set-clock-hours", "the pack says"},
		{"HandsInOneLanguage", func(p tree) { p.text("set-clock-hours", "ur")["stem"] = p.text("clock-hours", "ur")["stem"] }, "set-clock-hours", ""},
		{"HandsThatStopBetween", func(p tree) { p.value("set-clock-minutes", 0, 0)["step"] = 5.0 }, "set-clock-minutes", "cannot be given"},
		{"HandsSwappedInTheAnswer", func(p tree) {
			in := p.instance("set-clock-quarters", 0, 0)
			for key := range in["wrong"].(map[string]any) {
				in["answer"] = key
			}
		}, "set-clock-quarters", "the pack says"},
		{"BarCutOtherwise", func(p tree) { p.value("shade-a-fraction", 0, 0)["p"] = 11.0 }, "shade-a-fraction", ""},
		{"BarOnePartShort", func(p tree) { p.instance("shade-as-much", 0, 0)["answer"] = "1/4" }, "shade-as-much", ""},
		{"BarSumAsOneOfTwo", func(p tree) { p.text("shade-a-sum", "en")["stem"] = "Shade {x} of the bar." }, "shade-a-sum", "the pack says"},
		{"BarHintLeaks", func(p tree) { p.text("shade-tenths", "ur")["hint1"] = "پٹی کے {s} حصے رنگیں۔" }, "shade-tenths", "gives the answer away"},
		{"RoundedTheOtherWay", func(p tree) {
			in := p.instance("round-to-ten", 0, 0)
			in["v"].(map[string]any)["n"] = in["v"].(map[string]any)["n"].(float64) + 10
		}, "round-to-ten", "the pack says"},
		{"AngleBeyondTheLine", func(p tree) { p.value("angle-on-a-line", 0, 0)["a"] = 190.0 }, "angle-on-a-line", ""},
		{"MoneyShort", func(p tree) { p.generator("pay-exactly")["notes"] = []any{1000.0} }, "pay-exactly", ""},
	} {
		t.Run(test.name, func(t *testing.T) { mustSeeIn(t, later(), test.mutate, test.place, test.want) })
	}
}
