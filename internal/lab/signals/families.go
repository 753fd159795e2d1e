package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"darasa/internal/classroom/struggle"
	"darasa/internal/projection"
)

// family is one kind of invented child at work on one skill. Round numbers of ours:
// answers of some 9 s in the middle with a spread of a half in log (van der Linden
// 2006 on response times), guesses right in a third.
type family struct {
	name           string
	seconds        float64 // the middle of her times
	begin, end     float64 // chance right at first and once she has it
	learns         int     // answers until she has it
	guesses, spins bool    // what should be found
}

var families = []family{
	{name: "steady", seconds: 9, begin: 0.55, end: 0.92, learns: 6},
	{name: "slow", seconds: 18, begin: 0.4, end: 0.9, learns: 8},
	{name: "fluent", seconds: 3, begin: 0.92, end: 0.96, learns: 2},
	{name: "careless", seconds: 4, begin: 0.72, end: 0.8, learns: 6},
	{name: "guesser", seconds: 9, begin: 0.55, end: 0.9, learns: 6, guesses: true},
	{name: "spinner", seconds: 14, begin: 0.35, end: 0.35, learns: 1, spins: true},
}

const (
	answers     = 24 // of a sitting
	spread      = 0.5
	guessFrom   = 8 // answer at which a guesser begins to guess
	guessRight  = 1.0 / 3
	guessTakes  = 1.2 // seconds
	usualTenths = 90  // of the class
)

// figures are shares of a family's sittings. Guessing is who was called for it, of
// guessers within eight answers of guessing; Spinning who was called for work without
// gain, of spinners within fifteen answers. Soon is how many answers that took in the
// middle.
type figures struct {
	Guessing float64 `json:"guessing"`
	Spinning float64 `json:"spinning"`
	Wrong    float64 `json:"wrong"`
	Soon     float64 `json:"answers_until_called"`
}

const (
	guessWithin = 8
	spinWithin  = 15
)

func sittings(f *family, n int, seed, stream uint64) *figures {
	r := rand.New(rand.NewPCG(seed, stream))
	got := &figures{}
	var soon []int
	for range n {
		at := sitting(f, r)
		guessing, spinning := at[struggle.Guessing], at[struggle.Spinning]
		if guessing > 0 && (!f.guesses || guessing <= guessFrom+guessWithin) {
			got.Guessing += 1 / float64(n)
		}
		if spinning > 0 && (!f.spins || spinning <= spinWithin) {
			got.Spinning += 1 / float64(n)
		}
		if at[struggle.Wrong] > 0 {
			got.Wrong += 1 / float64(n)
		}
		switch {
		case f.guesses && guessing > 0:
			soon = append(soon, guessing-guessFrom)
		case f.spins && spinning > 0:
			soon = append(soon, spinning)
		}
	}
	if len(soon) > 0 {
		slices.Sort(soon)
		got.Soon = float64(soon[len(soon)/2])
	}
	return got
}

// sitting returns after which answer each signal first came.
func sitting(f *family, r *rand.Rand) map[string]int {
	usual := struggle.Usual{0: usualTenths}
	b := &projection.Board{}
	first := map[string]int{}
	for i := range answers {
		chance, seconds := f.begin, f.seconds*math.Exp(spread*r.NormFloat64())
		if i >= f.learns {
			chance = f.end
		}
		if f.guesses && i >= guessFrom {
			chance, seconds = guessRight, guessTakes*math.Exp(spread/2*r.NormFloat64())
		}
		b.Note(projection.Mark{Right: r.Float64() < chance, Took: uint16(min(10*seconds, projection.MaxTook))}, true, 0)
		for _, found := range struggle.Find(b, usual, func(uint16) []uint16 { return []uint16{1<<16 - 1} }) {
			if first[found.Code] == 0 {
				first[found.Code] = i + 1
			}
		}
	}
	return first
}
