package cuttest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"darasa/internal/crdt"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

var lies = flag.Int("lies", 60, "how many cuts of a disk that lies")

// TestLies cuts the power over a disk whose syncs do nothing, so that any page may be
// an old one, torn, or missing. No store can keep its promise there. What must hold:
// the hub starts, with the product's own SQLite; it holds nothing that never was; and
// once tablets and cloud have given what it says it lacks, everything is as it would
// have been. Damage is therefore either noticed at the start or is something missing
// that is asked for; silent damage fails the last comparison.
func TestLies(t *testing.T) {
	random := rand.New(rand.NewPCG(*seed, 2))
	base := created(t)
	noticed, missing, whole := 0, 0, 0
	for epoch := uint32(100); noticed+missing+whole < *lies; epoch++ {
		ops, changes, acked := lesson(t, random, base, epoch)
		want := truth(t, ops)
		replay := NewReplay(base)
		replay.Lies = true
		at := random.Perm(len(changes))[:min(len(changes), 10)]
		slices.Sort(at)
		for i, c := range changes {
			replay.Step(c)
			if !slices.Contains(at, i) {
				continue
			}
			switch repaired, lacked := survives(t, replay.Cut(random), ops, acked[replay.Marked], want); {
			case repaired:
				noticed++
			case lacked:
				missing++
			default:
				whole++
			}
		}
	}
	t.Logf("%d cuts of a lying disk: %d noticed at the start and repaired, %d lacked what tablets were promised and were given it, %d had all", noticed+missing+whole, noticed, missing, whole)
	if noticed == 0 || missing == 0 {
		t.Error("the disk did not lie")
	}
	if *figures {
		fmt.Printf("{\"cuts\": %d, \"noticed\": %d, \"asked_for\": %d, \"whole\": %d, \"silent\": 0}\n", noticed+missing+whole, noticed, missing, whole)
	}
}

// truth is what learners' states come to when nothing goes wrong.
func truth(t *testing.T, ops []*crdt.Op) []string {
	t.Helper()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.db"), 2)
	if _, err := h.Apply(t.Context(), ops); err != nil {
		t.Fatal(err)
	}
	return sqlitetest.States(t, h)
}

// start opens what a cut left as the product does, with its own SQLite on real files.
func start(t *testing.T, left map[string][]byte) *sqlite.Hub {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hub.db")
	for name, body := range left {
		if err := os.WriteFile(path+name[len(database):], body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := sqlite.OpenOrRepair(t.Context(), sqlitetest.Config(t, path, 9), time.Unix(0, 0))
	if err != nil {
		t.Fatalf("the hub does not start after a cut: %v", err)
	}
	return h
}

// survives starts the product's store on what a cut left.
func survives(t *testing.T, left map[string][]byte, ops []*crdt.Op, acked crdt.Vector, want []string) (repaired, lacked bool) {
	t.Helper()
	h := start(t, left)
	defer func() { _ = h.Close() }()
	have, err := h.Vector(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := crdt.Vector{}
	for _, op := range ops {
		all[op.Stream] = all[op.Stream].Add(crdt.Range{From: op.Seq, To: op.Seq})
	}
	for stream, extra := range have.Subtract(all) {
		t.Errorf("%s: %s never were", stream, extra)
	}
	var given []*crdt.Op
	for _, op := range ops {
		if !have[op.Stream].Contains(op.Seq) {
			given = append(given, op)
		}
	}
	if _, err := h.Apply(t.Context(), given); err != nil {
		t.Fatal(err)
	}
	if got := sqlitetest.States(t, h); !slices.Equal(got, want) {
		t.Errorf("silent damage, repaired %t: states\n%v, want\n%v", h.Repaired() != nil, got, want)
	}
	return h.Repaired() != nil, len(acked.Subtract(have)) > 0
}
