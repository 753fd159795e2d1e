// Command measured runs the instruments that a list names and writes a page with
// what each printed beside its goal, also where a figure falls short. An instrument
// prints one JSON object as its last line. The command judges nothing itself,
// measures nothing itself, and leaves out nothing that did not run: it says why.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

func main() {
	list := flag.String("list", "scripts/instruments", "list of instruments")
	out := flag.String("out", "docs/MEASURED.md", "page to write")
	only := flag.String("only", "", "run only instruments whose name contains this, and print instead of writing")
	flag.Parse()
	if err := run(*list, *out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "measured:", err)
		os.Exit(1)
	}
}

func run(list, out, only string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	instruments, err := parse(string(text))
	if err != nil {
		return err
	}
	old, err := os.ReadFile(out)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	var results []result
	failed := 0
	for _, i := range instruments {
		if !strings.Contains(i.name, only) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", i.name)
		r := measure(i)
		if r.failed {
			fmt.Fprintln(os.Stderr, "  ", r.reason)
			failed++
		}
		results = append(results, r)
	}
	written := page(machine(), results, string(old))
	if only != "" {
		fmt.Print(written)
	} else if err := os.WriteFile(out, []byte(written), 0o644); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d instruments failed", failed)
	}
	return nil
}

// measure runs one instrument, or says why not.
func measure(i instrument) result {
	for _, need := range i.needs {
		path := os.ExpandEnv(need)
		if strings.Contains(need, "$DATA") && os.Getenv("DATA") == "" {
			return result{instrument: i, reason: "not run: DATA, the folder of measuring data, was not given"}
		}
		if _, err := os.Stat(path); err != nil {
			return result{instrument: i, reason: "not run: there is no " + need}
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), i.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", i.run)
	cmd.Stderr = os.Stderr
	cmd.WaitDelay = 10 * time.Second
	start := time.Now()
	out, err := cmd.Output()
	if why, ok := notRun(string(out)); ok {
		return result{instrument: i, reason: why}
	}
	r := result{instrument: i, took: time.Since(start)}
	if r.values, r.failed = lastObject(string(out)); r.failed {
		r.reason = "failed: its last line is no JSON object"
	}
	if err != nil {
		r.failed, r.reason = true, "failed: "+err.Error()
	}
	return r
}

// notRun tells whether an instrument says in its last line that something it needs
// cannot be had here.
func notRun(out string) (why string, ok bool) {
	out = strings.TrimSpace(out)
	last := out[strings.LastIndexByte(out, '\n')+1:]
	return last, strings.HasPrefix(last, "not run: ")
}

// machine says on what the figures were taken.
func machine() string {
	cpu := "unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				cpu = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
				break
			}
		}
	}
	commit := "an unknown state"
	if text, err := exec.Command("git", "describe", "--always", "--dirty").Output(); err == nil {
		commit = strings.TrimSpace(string(text))
	}
	return fmt.Sprintf("Taken on %s at %s with %s on %s/%s, %d cores of %s.", time.Now().UTC().Format(time.DateOnly),
		commit, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpu)
}
