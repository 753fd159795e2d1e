package curriculum_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/curriculum"
)

// workCase is one case of testdata/work.json, which the web app's grader reads too.
type workCase struct {
	Name   string          `json:"name"`
	Work   curriculum.Work `json:"work"`
	Filled []string        `json:"filled"`
	Open   []int           `json:"open"`
	Rows   string          `json:"rows"`
}

type vectors struct {
	Papers []workCase `json:"papers"`
	Values []struct {
		A    string `json:"a"`
		B    string `json:"b"`
		Same bool   `json:"same"`
	} `json:"values"`
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	body, err := os.ReadFile("testdata/work.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// What may be filled next and what a paper answers, as both graders must have it.
func TestWork_Vectors(t *testing.T) {
	for _, c := range readVectors(t).Papers {
		if got := c.Work.Open(c.Filled); !slices.Equal(got, c.Open) {
			t.Errorf("%s: open cells are %v, want %v", c.Name, got, c.Open)
		}
		if got := c.Work.Response(c.Filled); got != c.Rows {
			t.Errorf("%s: the rows are %s, want %s", c.Name, got, c.Rows)
		}
	}
}

// Equal values count as one where the format says so.
func TestGrade_ByValue(t *testing.T) {
	for _, v := range readVectors(t).Values {
		if got := curriculum.SameValue(v.A, v.B); got != v.Same {
			t.Errorf("%s and %s: same is %v, want %v", v.A, v.B, got, v.Same)
		}
	}
}

// worked finds the papers of a generator.
func worked(t *testing.T, id string) []curriculum.Instance {
	t.Helper()
	b := numeracy(t)
	var out []curriculum.Instance
	for _, it := range b.Items {
		if b.Pack.Generators[it.Generator].ID == id {
			out = append(out, it.Instances...)
		}
	}
	return out
}

// Whoever fills what is open, in any order and with or without marks, comes to the
// answer; the number of orders is more than one.
func TestWork_AnyOrder(t *testing.T) {
	for _, id := range []string{"add-three-digit", "subtract-across-zeros", "multiply-two-digit", "long-division"} {
		instances := worked(t, id)
		rapid.Check(t, func(t *rapid.T) {
			in := rapid.SampledFrom(instances).Draw(t, "instance")
			marks := rapid.Bool().Draw(t, "marks")
			filled := make([]string, len(in.Work.Cells))
			for {
				open := slices.DeleteFunc(in.Work.Open(filled), func(i int) bool {
					kind := in.Work.Cells[i].Kind
					return kind == curriculum.CellLead || !marks && kind == curriculum.CellAid
				})
				if len(open) == 0 {
					break
				}
				at := rapid.SampledFrom(open).Draw(t, "cell")
				filled[at] = in.Work.Cells[at].Is
			}
			if got := in.Work.Response(filled); got != in.Answer {
				t.Fatalf("%s: the paper answers %s, want %s", id, got, in.Answer)
			}
		})
	}
}

// Long division by hand: quotient and rest give the number back, and the rest is
// smaller than what it was divided by.
func TestWork_Division(t *testing.T) {
	for _, in := range worked(t, "long-division") {
		quotient, rest, _ := strings.Cut(in.Answer, ",")
		q, _ := strconv.Atoi(quotient)
		r, _ := strconv.Atoi(rest)
		a, b := in.Values[0].(int), in.Values[1].(int)
		if q*b+r != a || r >= b {
			t.Errorf("%d ÷ %d is %s", a, b, in.Answer)
		}
	}
}
