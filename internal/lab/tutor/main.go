// Command tutor is the engine as a program, so that anybody's learners can drive it:
// one JSON object a line in, one out. It takes the product's own path (tutor.Tutor)
// and keeps every learner in memory.
//
// {op:"graph"}, {op:"next",learner,now}, {op:"answer",learner,item,correct,hints,ms,
// now} and {op:"state",learner}; now in seconds. A line that cannot be served is
// answered {error:{code,message}} and changes nothing. The level of a skill never
// asked is "new".
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab/tutor:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("tutor", flag.ContinueOnError)
	pack := flags.String("pack", "content/numeracy", "folder of a pack")
	graph := flags.String("graph", "", "a course as JSON instead of a pack, in the form that op graph writes")
	if err := flags.Parse(args); err != nil {
		return err
	}
	read, path := readPack, *pack
	if *graph != "" {
		read, path = readGraph, *graph
	}
	n, err := read(path)
	if err != nil {
		return err
	}
	d, err := newDesk(n)
	if err != nil {
		return err
	}
	return d.serve(in, out)
}
