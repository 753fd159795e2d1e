package main

import (
	"slices"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	tests := []struct {
		name           string
		in             string
		passed, failed int
		broken         bool
		skips          []string
		shows, hides   string
	}{
		{
			name:   "OK",
			in:     `{"Action":"output","Package":"p","Test":"TestA","Output":"chatter\n"}` + "\n" + `{"Action":"pass","Package":"p","Test":"TestA"}` + "\n" + `{"Action":"pass","Package":"p","Elapsed":1.5}`,
			passed: 1, shows: "ok  \tp\t1.500s", hides: "chatter",
		},
		{
			name:   "a failed test",
			in:     `{"Action":"output","Package":"p","Test":"TestA","Output":"got 1, want 2\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestA"}`,
			failed: 1, broken: true, shows: "got 1, want 2",
		},
		{
			name:   "a package that does not build",
			in:     `{"ImportPath":"p","Action":"build-output","Output":"undefined: x\n"}` + "\n" + `{"Action":"fail","Package":"p"}`,
			broken: true, shows: "undefined: x",
		},
		{
			name:  "a skip with its reason",
			in:    `{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN TestA\n"}` + "\n" + `{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:9: only root makes namespaces\n"}` + "\n" + `{"Action":"skip","Package":"p","Test":"TestA"}`,
			skips: []string{"TestA in p: only root makes namespaces\n"},
		},
		{
			name:  "a skip without one",
			in:    `{"Action":"skip","Package":"p","Test":"TestA"}`,
			skips: []string{"TestA in p: no reason was given\n"},
		},
		{name: "words of the go command", in: "go: no such module\n", shows: "go: no such module"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			r, err := read(strings.NewReader(tt.in), &out)
			if err != nil {
				t.Fatal(err)
			}
			if r.passed != tt.passed || r.failed != tt.failed || r.broken != tt.broken || !slices.Equal(r.skips, tt.skips) {
				t.Errorf("got %d passed, %d failed, broken %v, skips %q", r.passed, r.failed, r.broken, r.skips)
			}
			if !strings.Contains(out.String(), tt.shows) || tt.hides != "" && strings.Contains(out.String(), tt.hides) {
				t.Errorf("printed %q", &out)
			}
		})
	}
}
