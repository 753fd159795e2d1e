package engine_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// demographic are words for what the engine must never be given about a person.
var demographic = []string{
	"name", "gender", "sex", "age", "birth", "language", "religion", "caste", "ethnic", "income", "school", "classroom",
	"district", "village", "address", "disability", "guardian", "group", "teacher",
}

// TestEngineIsBlind: no struct of the engine or the tutor has a field for who somebody
// is, so that nothing it believes can depend on that. What it is given of a person are
// her answers, people's decisions and a seed.
func TestEngineIsBlind(t *testing.T) {
	fields := 0
	for _, r := range load(t) {
		for _, file := range r.files {
			ast.Inspect(file, func(n ast.Node) bool {
				s, ok := n.(*ast.StructType)
				if !ok {
					return true
				}
				for _, f := range s.Fields.List {
					for _, name := range f.Names {
						fields++
						if word := personal(name.Name); word != "" && name.Name != "name" {
							t.Errorf("%s: field %s speaks of %s", r.fset.Position(name.Pos()), name.Name, word)
						}
					}
				}
				return true
			})
		}
	}
	if fields < 50 {
		t.Errorf("only %d fields were looked at", fields)
	}
	for _, planted := range []string{"Gender", "HomeLanguage", "AgeYears", "SchoolID"} {
		if personal(planted) == "" {
			t.Errorf("%s would pass", planted)
		}
	}
}

// personal returns the demographic word in a field's name, split at its capitals.
func personal(name string) string {
	var words []string
	start := 0
	for i := 1; i <= len(name); i++ {
		if i == len(name) || name[i] >= 'A' && name[i] <= 'Z' && (name[i-1] < 'A' || name[i-1] > 'Z') {
			words = append(words, strings.ToLower(name[start:i]))
			start = i
		}
	}
	for _, w := range words {
		if slices.Contains(demographic, w) {
			return w
		}
	}
	return ""
}
