package audit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"darasa/internal/audit"
)

// bank is an invented school's answers at 60 items of 12 instances. The key of items
// 0–2 is wrong everywhere, that of instance 0 of item 3 too, item 4 is misleading in
// Urdu, item 5 is far harder than thought and item 6 turns the able away.
func bank(rng *rand.Rand, planted bool) []audit.Try {
	var tries []audit.Try
	for learner := range 160 {
		ability := rng.NormFloat64()
		language := []string{"en", "ur"}[learner%2]
		for range 60 {
			item, instance := rng.IntN(60), rng.IntN(12)
			p := 1 / (1 + math.Exp(-1.2-0.3*float64(item%5-2)))
			odds := math.Log(p/(1-p)) + 0.9*ability
			if planted {
				switch {
				case item == 4 && language == "ur":
					odds -= 2.2
				case item == 5:
					odds -= 2.5
				case item == 6:
					odds -= 2.4 * ability
				}
			}
			t := audit.Try{
				Key: fmt.Sprintf("item%02d", item), Instance: uint32(instance), Learner: learner, Language: language, P: p,
				Right: rng.Float64() < 1/(1+math.Exp(-odds)), Response: "truth",
			}
			if !t.Right {
				t.Response = fmt.Sprint("slip", rng.IntN(4))
			}
			if planted && (item < 3 || item == 3 && instance == 0) {
				t.Right = t.Response == "slip0" // what the key says
			}
			tries = append(tries, t)
		}
	}
	return tries
}

func codes(f *audit.ItemFigures) (out []string) {
	for _, finding := range f.Findings {
		out = append(out, finding.Code)
	}
	return out
}

// In N invented schools nearly every planted fault is found, and at most one item in a
// hundred that has none is suspected.
func TestPlantedFaultsAreFound(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 10
	}
	want := map[string]string{
		"item00": audit.WrongKey, "item01": audit.WrongKey, "item02": audit.WrongKey, "item03": audit.WrongKey,
		"item04": audit.LanguageGap, "item05": audit.TooHard, "item06": audit.TellsLittle,
	}
	found, false1 := map[string]int{}, 0
	for seed := range n {
		items, left := audit.Items(bank(rand.New(rand.NewPCG(uint64(seed), 9)), true))
		if left != 0 || len(items) != 60 {
			t.Fatalf("%d items, %d left", len(items), left)
		}
		for i := range items {
			if code, ok := want[items[i].Key]; ok {
				if slices.Contains(codes(&items[i]), code) {
					found[items[i].Key]++
				}
			} else if len(items[i].Findings) > 0 {
				false1++
			}
		}
	}
	t.Logf("N=%d schools, found %v, %d of %d sound items suspected", n, found, false1, n*53)
	for key := range want {
		if least := n * 9 / 10; found[key] < least && key != "item03" && key != "item06" {
			t.Errorf("%s was found %d times of %d", key, found[key], n)
		}
	}
	if false1*100 > n*53 {
		t.Errorf("%d of %d sound items were suspected", false1, n*53)
	}
}

// Where nothing is wrong, hardly anything is suspected, and no key at all.
func TestSoundItems(t *testing.T) {
	n, suspected := 20, 0
	for seed := range n {
		items, _ := audit.Items(bank(rand.New(rand.NewPCG(uint64(seed), 77)), false))
		for i := range items {
			if len(items[i].Findings) > 0 {
				suspected++
			}
			if slices.Contains(codes(&items[i]), audit.WrongKey) {
				t.Errorf("seed %d: %+v", seed, items[i])
			}
		}
	}
	if t.Logf("N=%d schools, %d of %d items suspected", n, suspected, n*60); suspected > n*60/100 {
		t.Errorf("%d of %d items suspected", suspected, n*60)
	}
}

func TestItemsLeavesOutWhatIsNoTry(t *testing.T) {
	items, left := audit.Items([]audit.Try{{Key: "a", P: math.NaN()}, {Key: "", P: 0.5}, {Key: "a", P: 2}, {Key: "a", P: 0.5, Right: true}})
	if left != 3 || len(items) != 1 || items[0].Answers != 1 || items[0].Success != 1 || len(items[0].Findings) != 0 {
		t.Errorf("%+v, %d left", items, left)
	}
	if items, left := audit.Items(nil); len(items)+left != 0 {
		t.Error("something out of nothing")
	}
}
