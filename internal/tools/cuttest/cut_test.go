package cuttest

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver" // the driver named "sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

var (
	cuts     = flag.Int("cuts", 2000, "how many times the power is cut")
	figures  = flag.Bool("figures", false, "print figures as a line of JSON")
	seed     = flag.Uint64("seed", 1, "of the workloads and the cuts")
	database = "/hub.db" // on the disk in memory
)

// cutsPerRun is how many moments of one run the power is cut at.
const cutsPerRun = 100

// config opens a hub's store on a disk.
func config(tb testing.TB, name string, epoch uint32) sqlite.Config {
	c := sqlitetest.Config(tb, database, epoch)
	c.Driver, c.VFS = "sqlite3", name
	return c
}

// mount makes a disk known to SQLite for the length of fn.
func mount(tb testing.TB, d *Disk, fn func(name string)) {
	tb.Helper()
	name := fmt.Sprintf("cut%p", d)
	vfs.Register(name, d)
	defer vfs.Unregister(name)
	fn(name)
}

// run works on a hub as tablets do and returns what the disk was asked, and which
// ops were acknowledged by each mark.
func run(t *testing.T, random *rand.Rand, base map[string][]byte, epoch uint32) (changes []change, acked []crdt.Vector) {
	t.Helper()
	_, changes, acked = lesson(t, random, base, epoch)
	return changes, acked
}

// lesson is run, and tells the lesson too.
func lesson(t *testing.T, random *rand.Rand, base map[string][]byte, epoch uint32) (given []*crdt.Op, changes []change, acked []crdt.Vector) {
	t.Helper()
	disk := NewDisk(base, t.TempDir())
	mount(t, disk, func(name string) {
		h, err := sqlite.OpenHub(t.Context(), config(t, name, epoch))
		if err != nil {
			t.Fatal(err)
		}
		ops := sqlitetest.Lesson(6+random.IntN(6), 20+random.IntN(40))
		given = ops
		have := crdt.Vector{}
		acked = append(acked, have)
		for len(ops) > 0 {
			n := min(len(ops), 1+random.IntN(6))
			if _, err := h.Apply(t.Context(), ops[:n]); err != nil {
				t.Fatal(err)
			}
			have = maps.Clone(have)
			for _, op := range ops[:n] {
				have[op.Stream] = have[op.Stream].Add(crdt.Range{From: op.Seq, To: op.Seq})
			}
			disk.Mark(len(acked))
			acked = append(acked, have)
			ops = ops[n:]
			if random.IntN(15) == 0 {
				if _, err := h.Cut(t.Context(), school.AudienceMinistry, true); err != nil {
					t.Fatal(err)
				}
			}
		}
		if random.IntN(2) == 0 { // else the power goes while it runs
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
		} else {
			defer func() { _ = h.Close() }()
		}
		changes = disk.Changes()
	})
	return given, changes, acked
}

// TestCuts cuts the power at random moments of random lessons. After every cut the
// store opens, is whole, and holds every op that was acknowledged before the cut.
func TestCuts(t *testing.T) {
	random := rand.New(rand.NewPCG(*seed, 0))
	begin, promised, done := time.Now(), 0, 0
	base := created(t)
	for epoch := uint32(100); done < *cuts; epoch++ {
		changes, acked := run(t, random, base, epoch)
		at := make([]int, min(cutsPerRun, *cuts-done))
		for i := range at {
			at[i] = random.IntN(len(changes) + 1)
		}
		slices.Sort(at)
		replay, next := NewReplay(base), 0
		for i := 0; i <= len(changes) && next < len(at); i++ {
			for ; next < len(at) && at[next] == i; next++ {
				left := replay.Cut(random)
				verify(t, left, acked[replay.Marked], done%20 == 0)
				promised += replay.Marked
				done++
			}
			if i < len(changes) {
				replay.Step(changes[i])
			}
		}
	}
	took := time.Since(begin)
	t.Logf("%d cuts in %.0f s, %d acknowledgements looked up, 0 lost: with 95 %% confidence fewer than 3 in %d cuts", done, took.Seconds(), promised, done)
	if *figures {
		fmt.Printf("{\"cuts\": %d, \"acknowledged\": %d, \"lost\": 0, \"damaged\": 0, \"rate_below\": %.3g, \"per_s\": %.0f}\n",
			done, promised, 3/float64(done), float64(done)/took.Seconds())
	}
}

// created is a store as its first start leaves it.
func created(t *testing.T) map[string][]byte {
	t.Helper()
	disk := NewDisk(nil, t.TempDir())
	mount(t, disk, func(name string) {
		h, err := sqlite.OpenHub(t.Context(), config(t, name, 1))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return disk.files
}

// verify opens what a cut left.
func verify(t *testing.T, left map[string][]byte, acked crdt.Vector, whole bool) {
	t.Helper()
	mount(t, NewDisk(left, t.TempDir()), func(name string) {
		have, err := look(t.Context(), name)
		if err != nil {
			t.Fatalf("after a cut: %v", err)
		}
		for stream, ranges := range acked {
			if lost := ranges.Subtract(have[stream]); len(lost) > 0 {
				t.Fatalf("acknowledged and lost: %s of %s", lost, stream)
			}
		}
	})
	if !whole {
		return
	}
	h := start(t, left)
	if r := h.Repaired(); r != nil {
		t.Errorf("an honest disk is called damaged: %v", r.Causes)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// look checks the file and reads which ops it holds.
func look(ctx context.Context, name string) (have crdt.Vector, err error) {
	db, err := sql.Open("sqlite3", "file:"+database+"?vfs="+name+"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&found); err != nil || found != "ok" {
		return nil, fmt.Errorf("integrity check: %s %w", found, err)
	}
	have = crdt.Vector{}
	rows, err := db.QueryContext(ctx, `SELECT s.hub, s.device, s.epoch, s.audience, h.low, h.high FROM have h JOIN stream s ON s.id = h.stream
		WHERE h.low > 0 AND (SELECT count(*) FROM tail t WHERE t.stream = h.stream)
			+ (SELECT coalesce(sum(o.high - o.low + 1), 0) FROM segment_origin o WHERE o.stream = h.stream)
			= (SELECT sum(x.high - x.low + 1) FROM have x WHERE x.stream = h.stream)`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var hub []byte
		var device, epoch, audience, low, high int64
		if err := rows.Scan(&hub, &device, &epoch, &audience, &low, &high); err != nil {
			return nil, err
		}
		stream := crdt.Stream{Writer: crdt.Writer{Hub: school.ID(hub), Device: uint32(device)}, Epoch: uint32(epoch), Audience: school.Audience(audience)}
		have[stream] = have[stream].Add(crdt.Range{From: uint64(low), To: uint64(high)})
	}
	return have, rows.Err()
}

// TestCuts_FindALie shows that the test can fail: on a disk whose syncs do nothing,
// acknowledged answers are lost or the file is damaged.
func TestCuts_FindALie(t *testing.T) {
	random := rand.New(rand.NewPCG(*seed, 1))
	base := created(t)
	changes, acked := run(t, random, base, 100)
	replay := NewReplay(base)
	replay.Lies = true
	bad, tries := 0, 0
	for i, c := range changes {
		replay.Step(c)
		if i%(len(changes)/20) != 0 {
			continue
		}
		tries++
		mount(t, NewDisk(replay.Cut(random), t.TempDir()), func(name string) {
			have, err := look(t.Context(), name)
			for stream, ranges := range acked[replay.Marked] {
				if err == nil && len(ranges.Subtract(have[stream])) > 0 {
					err = errors.New("lost")
				}
			}
			if err != nil {
				bad++
			}
		})
	}
	if bad == 0 {
		t.Errorf("%d cuts of a lying disk, none noticed", tries)
	}
	t.Logf("%d of %d cuts of a lying disk lost or damaged something", bad, tries)
}

// TestSQLite names the version that is cut; the product's own is another build of it.
func TestSQLite(t *testing.T) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var version string
	if err := db.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil || strings.Compare(version, "3.51.3") < 0 {
		t.Errorf("SQLite %s, %v; from 3.51.3 on its log is safe under two connections", version, err)
	}
}
