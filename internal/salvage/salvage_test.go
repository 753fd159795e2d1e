package salvage_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // writes the files

	"darasa/internal/salvage"
)

// written is a file with n rows, some longer than a page, in a table and in one
// without row numbers, and what its log holds when the last rows are only there.
func written(t testing.TB, n int) (db, log []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	c, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(0)&_pragma=synchronous(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	c.SetMaxOpenConns(1)
	run := func(query string, args ...any) {
		if _, err := c.ExecContext(context.Background(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TABLE a (id INTEGER PRIMARY KEY, word TEXT, body BLOB, real REAL, big INTEGER)")
	run("CREATE TABLE b (key BLOB PRIMARY KEY, value INTEGER) WITHOUT ROWID")
	for i := range n {
		if i == n/2 {
			run("PRAGMA wal_checkpoint(TRUNCATE)")
		}
		run("INSERT INTO a VALUES (?, ?, ?, ?, ?)", i+1, fmt.Sprint("word ", i), bytes.Repeat([]byte{byte(i)}, i*977%12000), float64(i)/4, int64(i)<<(i%60))
		run("INSERT INTO b VALUES (?, ?)", fmt.Appendf(nil, "key %05d", i), i)
	}
	if db, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if log, err = os.ReadFile(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	return db, log
}

// read returns which rows of the two tables are there, checked against what was written.
func read(t testing.TB, db, log []byte) (a, b map[int]bool, file *salvage.File) {
	t.Helper()
	file, err := salvage.Open(bytes.NewReader(db), int64(len(db)), bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	a, b = map[int]bool{}, map[int]bool{}
	if err := file.Rows(func(r salvage.Row) error {
		if len(r.Columns) == 5 {
			i := int(r.Number) - 1
			body, _ := r.Columns[2].([]byte)
			a[i] = r.Columns[1] == fmt.Sprint("word ", i) && bytes.Equal(body, bytes.Repeat([]byte{byte(i)}, i*977%12000)) && number(r.Columns[3]) == float64(i)/4 && r.Columns[4] == int64(i)<<(i%60)
		}
		if key, ok := r.Columns[0].([]byte); ok && len(r.Columns) == 2 {
			i, _ := r.Columns[1].(int64)
			b[int(i)] = string(key) == fmt.Sprintf("key %05d", i)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return a, b, file
}

// number reads a REAL, which SQLite stores as an integer when it is one.
func number(v any) float64 {
	if i, ok := v.(int64); ok {
		return float64(i)
	}
	f, _ := v.(float64)
	return f
}

func TestRows(t *testing.T) {
	const n = 300
	db, log := written(t, n)
	for _, tt := range []struct {
		name   string
		bend   func(db, log []byte) ([]byte, []byte)
		atMost int // rows missing
	}{
		{"whole", func(db, log []byte) ([]byte, []byte) { return db, log }, 0},
		{"first page gone", func(db, log []byte) ([]byte, []byte) { clear(db[:salvage.PageSize]); return db, log }, 0},
		{"second half gone", func(db, log []byte) ([]byte, []byte) { return db[:len(db)/2], log }, n / 2},
		{"log gone", func(db, log []byte) ([]byte, []byte) { return db, nil }, n / 2},
		{"a frame of the log flipped", func(db, log []byte) ([]byte, []byte) { log[len(log)/2] ^= 1; return db, log }, 40},
		{"every eighth page flipped", func(db, log []byte) ([]byte, []byte) {
			for at := 8; at < len(db); at += 8 * salvage.PageSize {
				db[at+1] ^= 0xff
			}
			return db, log
		}, n / 2},
	} {
		d, l := tt.bend(bytes.Clone(db), bytes.Clone(log))
		a, b, file := read(t, d, l)
		for i := range n {
			if ok, there := a[i]; there && !ok && tt.name != "every eighth page flipped" { // there it is for the reader to notice
				t.Errorf("%s: row %d came out wrong", tt.name, i)
			}
		}
		if len(a) < n-tt.atMost || len(b) < n-tt.atMost {
			t.Errorf("%s: %d and %d rows of %d", tt.name, len(a), len(b), n)
		}
		if want := tt.name == "a frame of the log flipped"; file.Log.Damaged > 0 != want {
			t.Errorf("%s: the log is said to have %+v", tt.name, file.Log)
		}
	}
}

// A power cut in the last work leaves frames that are wrong and no damage; flipped
// bytes anywhere before are damage.
func TestLog(t *testing.T) {
	db, log := written(t, 40)
	_, _, file := read(t, db, log)
	frames := file.Log.Frames
	if frames < 40 || file.Log.Damaged != 0 {
		t.Fatalf("log %+v", file.Log)
	}
	for cut := 1; cut < 30; cut++ {
		if _, _, file := read(t, db, log[:len(log)-cut*140]); file.Log.Damaged != 0 {
			t.Errorf("cut short by %d bytes: %+v", cut*140, file.Log)
		}
	}
	early := len(log) / 2
	for at := 40; at < early; at += 997 {
		flipped := bytes.Clone(log)
		flipped[at] ^= 4
		if _, _, file := read(t, db, flipped); file.Log.Damaged != 1 && file.Log.Damaged != 2 || file.Log.Frames < frames-2 {
			t.Errorf("byte %d flipped: %+v", at, file.Log)
		}
	}
}

func FuzzRows(f *testing.F) {
	db, log := written(f, 12)
	f.Add(db[:8*salvage.PageSize], log[:3*4200])
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, db, log []byte) {
		file, err := salvage.Open(bytes.NewReader(db), int64(len(db)), bytes.NewReader(log), int64(len(log)))
		if err != nil {
			t.Fatal(err)
		}
		if err := file.Rows(func(salvage.Row) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
}
