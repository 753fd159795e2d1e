package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"darasa/internal/cloudapi/cloudtest"
)

// TestCloud_CountedAnew opens a file in which an earlier program counted neither weeks
// nor words on generators: it comes to the sums of a file that always did.
func TestCloud_CountedAnew(t *testing.T) {
	answers := cloudtest.Answers(tablet.Writer.Hub, 2, 1, 1, 30)
	deliver := func(folder string, word bool) string {
		c := cloudtest.MustOpen(t, folder, &cloudtest.Clock{})
		hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
		cutter := cloudtest.NewCutter(1, 1)
		mustReceive(t, c, hub, cutter.MustCut(t, answers[:20]).Bytes)
		if word {
			mustReceive(t, c, hub, cutter.MustCut(t, append(answers[15:], wrongItem(1, 1, 40, answers[3].Attempt.Item, true))).Bytes)
		} else {
			mustReceive(t, c, hub, cutter.MustCut(t, answers[15:]).Bytes)
		}
		sums := tallies(t, c)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		return sums
	}
	plain, folder := t.TempDir(), t.TempDir()
	without, want := deliver(plain, false), deliver(folder, true)
	if without == want {
		t.Fatalf("the word changes nothing: %s", want)
	}
	db, err := sql.Open("sqlite", filepath.Join(folder, "cloud.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // what is attached is attached to one connection
	for _, change := range []string{
		"ATTACH '" + filepath.Join(plain, "cloud.sqlite") + "' AS earlier",
		"DELETE FROM learner_skill", "DELETE FROM learner",
		"INSERT INTO learner SELECT * FROM earlier.learner", "INSERT INTO learner_skill SELECT * FROM earlier.learner_skill",
		"DELETE FROM generator_word", "DELETE FROM school_week", "DELETE FROM meta WHERE name = 'counted'",
	} {
		if _, err := db.Exec(change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c := cloudtest.MustOpen(t, folder, &cloudtest.Clock{})
		if got := tallies(t, c); got != want {
			t.Fatalf("counted anew\n%s\nwant\n%s", got, want)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
