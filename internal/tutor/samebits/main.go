// Command samebits folds N random learner histories and prints one hash of
// everything the engine computed on the way: states, plans, chances, contributions,
// calibrated snapshots. Two machines that print the same hash have the same engine.
//
// It deliberately draws its histories from integers alone, so that the histories
// themselves cannot differ between machines.
package main

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
)

func main() {
	n := flag.Int("n", 10_000, "number of histories")
	flag.Parse()
	sum, err := histories(*n)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(hex.EncodeToString(sum[:]))
}
