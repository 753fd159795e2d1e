package internal_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pieces are the later pieces of work that docs/rows.md may name.
var pieces = []string{
	"faces", "engine", "replication", "content", "classroom work", "family", "ministry",
	"trust", "standards", "teachers", "operations", "experiments",
}

var (
	rowLine = regexp.MustCompile(`^\| ([FC]\d+) \| (.+) \| (.+) \|$`)
	goTest  = regexp.MustCompile(`^test ([a-z0-9/]+)\.(Test[A-Za-z0-9_]+)$`)
	webTest = regexp.MustCompile(`^test web "(.+)"$`)
)

// rowViolations returns a sentence for everything wrong with the page. exists
// tells whether a Go test is in a folder, or a web test anywhere (folder "web").
func rowViolations(page string, exists func(folder, name string) bool) []string {
	var found []string
	seen := map[string]int{}
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		row := rowLine.FindStringSubmatch(line)
		if row == nil {
			if strings.HasPrefix(line, "| F") || strings.HasPrefix(line, "| C") {
				found = append(found, "not a row: "+line)
			}
			continue
		}
		seen[row[1]]++
		for state := range strings.SplitSeq(row[3], "; ") {
			if why := wrongState(state, exists); why != "" {
				found = append(found, row[1]+": "+why)
			}
		}
	}
	for _, family := range []struct {
		letter string
		last   int
	}{{"F", 104}, {"C", 24}} {
		for i := 1; i <= family.last; i++ {
			name := family.letter + strconv.Itoa(i)
			if seen[name] != 1 {
				found = append(found, fmt.Sprintf("%s stands there %d times", name, seen[name]))
			}
			delete(seen, name)
		}
	}
	for name := range seen {
		found = append(found, name+" is no row")
	}
	slices.Sort(found)
	return found
}

// wrongState returns what is wrong with one state of a row, or the empty string.
func wrongState(state string, exists func(folder, name string) bool) string {
	if test := goTest.FindStringSubmatch(state); test != nil {
		if !exists(test[1], test[2]) {
			return "there is no " + test[2] + " in " + test[1]
		}
		return ""
	}
	if test := webTest.FindStringSubmatch(state); test != nil {
		if !exists("web", test[1]) {
			return "the web app has no test " + strconv.Quote(test[1])
		}
		return ""
	}
	if piece, ok := strings.CutPrefix(state, "later: "); ok {
		if !slices.Contains(pieces, piece) {
			return "no later work is called " + strconv.Quote(piece)
		}
		return ""
	}
	if reason, ok := strings.CutPrefix(state, "not done: "); ok && len(reason) >= 20 {
		return ""
	}
	return "no test, later work or reason: " + state
}

// webSources is the text of all tests of the web app.
func webSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(filepath.Join("..", "webapp"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "dist"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.Contains(entry.Name(), ".test."):
			return nil
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestRows(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "rows.md"))
	if err != nil {
		t.Fatal(err)
	}
	web := webSources(t)
	exists := func(folder, name string) bool {
		if folder == "web" {
			return strings.Contains(web, "it('"+strings.ReplaceAll(name, "'", `\'`)+"'")
		}
		files, _ := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
		return slices.ContainsFunc(files, func(file string) bool {
			source, err := os.ReadFile(file)
			return err == nil && strings.Contains(string(source), "\nfunc "+name+"(t *testing.T)")
		})
	}
	for _, found := range rowViolations(string(page), exists) {
		t.Error(found)
	}
}

func TestRowChecker(t *testing.T) {
	var good strings.Builder
	for i := range 104 {
		fmt.Fprintf(&good, "| F%d | something | later: engine |\n", i+1)
	}
	for i := range 24 {
		fmt.Fprintf(&good, "| C%d | something | test internal/seal.TestOpen; test web \"goes on\" |\n", i+1)
	}
	change := func(from, to string) string { return strings.Replace(good.String(), from, to, 1) }
	tests := []struct{ name, page, want string }{
		{"OK", good.String(), ""},
		{"OK/a reason", change("| F7 | something | later: engine", "| F7 | something | not done: no tablet of this kind can do it"), ""},
		{"missing", change("| F104 | something | later: engine |\n", ""), "F104 stands there 0 times"},
		{"twice", good.String() + "| F3 | something | later: faces |\n", "F3 stands there 2 times"},
		{"one too many", good.String() + "| F105 | something | later: faces |\n", "F105 is no row"},
		{"a test that is not there", change("seal.TestOpen", "seal.TestOpens"), "no TestOpens"},
		{"a web test that is not there", change("goes on", "goes off"), "goes off"},
		{"unknown work", change("later: engine", "later: someday"), "someday"},
		{"a thin reason", change("later: engine", "not done: hard"), "no test, later work or reason"},
		{"nothing", change("later: engine", "done"), "no test, later work or reason"},
		{"a broken row", good.String() + "| F3 | something\n", "not a row"},
	}
	exists := func(folder, name string) bool {
		return folder == "internal/seal" && name == "TestOpen" || folder == "web" && name == "goes on"
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantViolation(t, rowViolations(tt.page, exists), tt.want) })
	}
}
