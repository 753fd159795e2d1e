// Command testreport reads `go test -json` on standard input and prints what a
// person wants of it: one line for each package, everything about a failed test,
// and how many passed. With -skips it writes one line, test and reason, for each
// test that was skipped. It runs no tests itself and hides no failure: it exits 1
// when a test or a package failed, or when no test ran at all.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action, Package, Test, Output string
	ImportPath                    string // of build output
	Elapsed                       float64
}

// report is what the events said so far.
type report struct {
	passed, failed int
	skips          []string
	output         map[string][]string // by package and test
	broken         bool                // a package failed outside its tests
}

func main() {
	path := flag.String("skips", "", "file that gets a line for every skipped test")
	flag.Parse()
	r, err := read(os.Stdin, os.Stdout)
	if err == nil && *path != "" {
		err = os.WriteFile(*path, []byte(strings.Join(r.skips, "")), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(1)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", r.passed, r.failed, len(r.skips))
	if r.failed > 0 || r.broken || r.passed == 0 {
		os.Exit(1)
	}
}

// read follows the events to their end and prints as it goes.
func read(in io.Reader, out io.Writer) (*report, error) {
	r := &report{output: map[string][]string{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
				_, _ = io.WriteString(out, line) // the go command's own words
			} else {
				r.add(e, out)
			}
		}
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return r, err
		}
	}
}

func (r *report) add(e event, out io.Writer) {
	key := e.Package + " " + e.Test
	switch {
	case e.Action == "build-output":
		_, _ = io.WriteString(out, e.Output)
	case e.Action == "output":
		r.output[key] = append(r.output[key], e.Output)
	case e.Action == "fail":
		_, _ = io.WriteString(out, strings.Join(r.output[key], ""))
		if e.Test != "" {
			r.failed++
		}
		r.broken = true
	case e.Action == "skip" && e.Test != "":
		r.skips = append(r.skips, fmt.Sprintf("%s in %s: %s\n", e.Test, e.Package, reason(r.output[key])))
	case e.Action == "pass" && e.Test != "":
		r.passed++
	case e.Action == "pass":
		_, _ = fmt.Fprintf(out, "ok  \t%s\t%.3fs\n", e.Package, e.Elapsed)
	}
	if e.Action == "pass" || e.Action == "skip" || e.Action == "fail" {
		delete(r.output, key)
	}
}

// reason takes the words of t.Skip out of a test's output.
func reason(output []string) string {
	for _, line := range output {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "---") || strings.HasPrefix(line, "===") || line == "" {
			continue
		}
		// "file_test.go:12: words"
		if _, words, ok := strings.Cut(line, ".go:"); ok {
			if _, words, ok := strings.Cut(words, ": "); ok {
				return words
			}
		}
		return line
	}
	return "no reason was given"
}
