// Command samebits folds random learner histories and prints, for each block of 500,
// the first one's number and a hash of everything the engine computed on the way:
// states, plans, chances, contributions, calibrated snapshots. Two machines that print
// the same lines have the same engine.
//
// A history is 0 to 49 answers or observations from a log, every length alike, and
// then up to 29 more that a session chooses: 38 on average. They are drawn from
// integers alone, so that the histories themselves cannot differ between machines.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	first := flag.Int("first", 0, "number of the first history, a multiple of 500")
	n := flag.Int("n", 10_000, "number of histories")
	flag.Parse()
	if *first%perBlock != 0 {
		fmt.Fprintln(os.Stderr, "-first is no multiple of 500")
		os.Exit(2)
	}
	if err := histories(*first, *n, func(first int, sum [32]byte) { fmt.Printf("%d %x\n", first, sum) }); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
