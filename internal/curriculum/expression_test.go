package curriculum_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/curriculum"
)

// evaluate builds the smallest pack with one derived value d over a and b and
// returns it for the one pair of values.
func evaluate(t testing.TB, source string, a, b int) (any, error) {
	t.Helper()
	fsys := tiny()
	const file = "generators/one.json"
	replace(t, fsys, file, `"from": 1, "to": 3`, fmt.Sprintf(`"from": %d, "to": %d`, a, a))
	replace(t, fsys, file, `"from": 2, "to": 6, "step": 2`, fmt.Sprintf(`"from": %d, "to": %d`, b, b))
	replace(t, fsys, file, `"levels"`, fmt.Sprintf(`"derived": [{"name": "d", "is": %q}], "levels"`, source))
	replace(t, fsys, file, `{"level": "easy", "where": "a < 3"}, {"level": "hard", "where": "a >= 3", "keep": 2}`, `{"level": "easy", "where": "true"}`)
	replace(t, fsys, file, `"answer": "a + b"`, `"answer": "1"`)
	replace(t, fsys, file, `"wrong": "diff(a, b)", "when": "a != b"`, `"wrong": "2"`)
	built, err := open(fsys)
	if err != nil {
		return nil, err
	}
	return built.Items[0].Instances[0].Values[2], nil
}

func TestExpressions(t *testing.T) {
	for _, test := range []struct {
		source string
		a, b   int
		want   any
	}{
		{"a + b * 2", 3, 4, 11},
		{"(a + b) * 2", 3, 4, 14},
		{"a - b", 3, 4, -1},
		{"-a", 3, 4, -3},
		{"-a - -b", 3, 4, 1},
		{"a % b", 17, 5, 2},
		{"mod(a, b)", 17, 5, 2},
		{"div(a, b)", 17, 5, 3},
		{"div(0 - a, b)", 17, 5, -3},
		{"diff(a, b)", 3, 9, 6},
		{"diff(b, a)", 3, 9, 6},
		{"min(a, b) * 10 + max(a, b)", 7, 2, 27},
		{"a > b ? a : b", 7, 2, 7},
		{"a in [1, 7] and not (b in [3]) ? 1 : 0", 7, 2, 1},
		{"a == 7 && b != 7 || false ? 1 : 0", 7, 2, 1},
		{"a >= 7 and b <= 2 ? 1 : 0", 7, 2, 1},
		{"counting(a, b)", 3, 6, "3\u20034\u20035\u20036"},
		{"counting(a, b)", 3, 1, "3\u20032\u20031"},
		{"counting(a, b)", 3, 3, "3"},
		{`a > b ? "more" : "less"`, 7, 2, "more"},
		{"a * b", 1000, 1000000, 1000000000},
		{"a * b * 0 + 1000000000 - 1000000000", 5, 5, 0},
	} {
		t.Run(test.source, func(t *testing.T) {
			got, err := evaluate(t, test.source, test.a, test.b)
			if err != nil || got != test.want {
				t.Errorf("with a=%d b=%d it is %v (%v), want %v", test.a, test.b, got, err, test.want)
			}
		})
	}
}

func TestExpressionsRefused(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"a * b * b", "thousand million"},
		{"a + 1000000000", "thousand million"},
		{"2000000000", "thousand million"},
		{"0 - a * b * b + a * b * b", "thousand million"},
		{"div(a, a - a)", "div by zero"},
		{"a % (b - b)", "mod by zero"},
		{"counting(1, a)", "more than 100"},
		{"a / b", "div(a, b)"},
		{"1.5", "only numbers"},
		{"a ^ 2", "the sign ^"},
		{"1..a", "the sign .."},
		{"map([1], # + 1)", "only numbers"},
		{"let x = a; x", "unknown name x"},
		{"let x = a; a", "only numbers"},
		{"[a][0]", "only numbers"},
		{"[a]", "neither a whole number nor a word"},
		{"nil", "only numbers"},
		{`"a" + "b"`, "to call plus"},
		{"a b", "unexpected token"},
		{"", "unexpected token"},
		{"c + 1", "unknown name c"},
		{"d + 1", "unknown name d"},
		{"a matches b", "the sign matches"},
		{"now()", "now"},
		{"abs(a)", "abs"},
		{"a + " + strings.Repeat("(1 + 1) + ", 28) + "1", "exceed"},
	} {
		t.Run(test.source, func(t *testing.T) {
			got, err := evaluate(t, test.source, 100000, 99999)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("it is %v, error %v, want one that says %q", got, err, test.want)
			}
		})
	}
}

// Enumeration is the plain product of the parameters, filtered: nothing is lost by
// trying constraints early, nothing comes twice.
func TestEnumerationIsTheFilteredProduct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, count, step := rapid.IntRange(0, 5).Draw(t, "from"), rapid.IntRange(1, 6).Draw(t, "count"), rapid.IntRange(1, 3).Draw(t, "step")
		least, most := rapid.IntRange(0, 20).Draw(t, "least"), rapid.IntRange(0, 20).Draw(t, "most")
		fsys := tiny()
		text := string(fsys["generators/one.json"].Data)
		text = strings.Replace(text, `"from": 2, "to": 6, "step": 2`, fmt.Sprintf(`"from": %d, "to": %d, "step": %d`, from, from+count*step, step), 1)
		text = strings.Replace(text, `"levels"`, fmt.Sprintf(`"derived": [{"name": "s", "is": "a + b"}], "constraints": ["s >= %d", "b <= %d", "true"], "levels"`, least, most), 1)
		text = strings.Replace(text, `{"level": "easy", "where": "a < 3"}, {"level": "hard", "where": "a >= 3", "keep": 2}`, `{"level": "easy", "where": "true"}`, 1)
		fsys["generators/one.json"].Data = []byte(text)
		var want, got []string
		for a := 1; a <= 3; a++ {
			for b := from; b <= from+count*step; b += step {
				if a+b >= least && b <= most {
					want = append(want, fmt.Sprint(a, b, a+b))
				}
			}
		}
		built, err := open(fsys)
		if len(want) == 0 {
			if err == nil || !strings.Contains(err.Error(), "level easy is empty") {
				t.Fatalf("no values fit, error is %v", err)
			}
			return
		}
		if err != nil {
			if strings.Contains(err.Error(), "never produces") {
				return // every distance is the sum: only where a or b is 0
			}
			t.Fatal(err)
		}
		for _, in := range built.Items[0].Instances {
			got = append(got, fmt.Sprint(in.Values...))
			if in.Answer != fmt.Sprint(in.Values[2]) {
				t.Fatalf("%v has the answer %s", in.Values, in.Answer)
			}
		}
		slices.Sort(want)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("instances are %v, want %v", got, want)
		}
	})
}

func TestNormalize(t *testing.T) {
	for _, test := range []struct{ response, want string }{
		{"7", "7"},
		{"007", "7"},
		{"0", "0"},
		{"000", "0"},
		{"۱۲۳۴۵۶۷۸۹۰", "1234567890"},
		{"٠١٢", "12"},
		{" 1 2 ", "12"},
		{"\u202b12\u202c", "12"},
		{"1\u00a0000", "1000"},
		{"\ufeff5", "5"},
		{"", ""},
		{" ", ""},
		{"-3", "-3"},
		{"3/4", "3/4"},
		{"07.50", "07.50"},
		{"سات", "سات"},
		{strings.Repeat("9", curriculum.MaxResponse), strings.Repeat("9", curriculum.MaxResponse)},
		{strings.Repeat("9", curriculum.MaxResponse+1), ""},
	} {
		if got := curriculum.Normalize(test.response); got != test.want {
			t.Errorf("Normalize(%q) = %q, want %q", test.response, got, test.want)
		}
	}
}
