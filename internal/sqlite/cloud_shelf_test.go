package sqlite_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/wire"
)

// delivery is one segment brought by one hub.
type delivery struct {
	hub  byte
	body []byte
}

func tallies(t testing.TB, c *sqlite.Cloud) string {
	t.Helper()
	lines, err := c.Tallies(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func mustReceive(t testing.TB, c *sqlite.Cloud, hub sqlite.CloudHub, body []byte) replication.Lack {
	t.Helper()
	_, lack, err := c.For(context.Background(), hub).Receive(hub.ID, body)
	if err != nil {
		t.Fatal(err)
	}
	return lack
}

// Two hubs of a school brought overlapping stretches of the same tablets' answers.
func TestCloud_AnyOrderAnyNumberOfTimes(t *testing.T) {
	var deliveries []delivery
	tablet := cloudtest.HubID(1)
	for n := byte(1); n <= 2; n++ {
		cutter := cloudtest.NewCutter(n, 10+uint32(n))
		for part := range 4 {
			first := uint64(part*20+1) + uint64(n-1)*7 // the second hub's stretches lie across the first's
			ops := append(cloudtest.Answers(tablet, 1, 1, first, 20), cloudtest.Answers(tablet, 2, 2, first, 20)...)
			deliveries = append(deliveries, delivery{n, cutter.MustCut(t, ops).Bytes})
		}
	}
	deliver := func(t testing.TB, folder string, order []int) string {
		c := cloudtest.MustOpen(t, folder, &cloudtest.Clock{})
		owner := cloudtest.MustAddSchool(t, c, "Chak 12")
		hubs := map[byte]sqlite.CloudHub{}
		hubs[1], _ = cloudtest.MustEnroll(t, c, owner, 1)
		hubs[2], _ = cloudtest.MustEnroll(t, c, owner, 2)
		for _, i := range order {
			mustReceive(t, c, hubs[deliveries[i].hub], deliveries[i].body)
		}
		status, err := c.Status(context.Background())
		if err != nil || len(status.Waiting) > 0 || status.Unplaced > 0 || status.Attempts != 2*87 {
			t.Fatalf("status = %+v, %v; want 174 attempts, nothing waiting", status, err)
		}
		return strings.ReplaceAll(tallies(t, c), strings.ReplaceAll(owner.String(), "-", ""), "school")
	}
	inOrder := make([]int, len(deliveries))
	for i := range inOrder {
		inOrder[i] = i
	}
	want := deliver(t, t.TempDir(), inOrder)
	if lines := strings.Count(want, "\n"); lines < 6 {
		t.Fatalf("only %d sums:\n%s", lines+1, want)
	}
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.Permutation(inOrder).Draw(rt, "order")
		order = append(order, rapid.SliceOfN(rapid.IntRange(0, len(deliveries)-1), 0, 6).Draw(rt, "again")...)
		if got := deliver(t, t.TempDir(), order); got != want {
			rt.Fatalf("order %v:\n%s\nwant\n%s", order, got, want)
		}
	})
}

// What is counted equals what a plain loop over the distinct ops counts.
func TestCloud_CountsAgreeWithALoop(t *testing.T) {
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	ops := cloudtest.Answers(hub.ID, 1, 1, 1, 60)
	ops[3].SetColumn(crdt.ColumnPairRole, []byte{2})
	mustReceive(t, c, hub, cloudtest.NewCutter(1, 1).MustCut(t, ops).Bytes)
	var attempts, right, unaided, unaidedRight int64
	for i, op := range ops {
		attempts++
		if op.Attempt.Correct {
			right++
		}
		if op.Attempt.Hints == 0 && i != 3 {
			unaided++
			if op.Attempt.Correct {
				unaidedRight++
			}
		}
	}
	var got [4]int64
	row := c.View().QueryRow("SELECT sum(attempts), sum(correct), sum(unaided), sum(unaided_right) FROM learner_skill")
	if err := row.Scan(&got[0], &got[1], &got[2], &got[3]); err != nil {
		t.Fatal(err)
	}
	if want := [4]int64{attempts, right, unaided, unaidedRight}; got != want {
		t.Errorf("sums = %v, want %v", got, want)
	}
}

func TestCloud_HoldsWhatLacksSomething(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	clock := &cloudtest.Clock{}
	c := cloudtest.MustOpenEmpty(t, folder, clock)
	hub, token := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	cutter := cloudtest.NewCutter(1, 1)
	first := cutter.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 1, 20))
	second := cutter.MustCut(t, cloudtest.Answers(hub.ID, 1, 2, 21, 20))
	third := cutter.MustCut(t, cloudtest.Answers(hub.ID, 2, 3, 1, 20))
	if lack := mustReceive(t, c, hub, third.Bytes); !lack.Directory {
		t.Fatalf("lack = %+v, want a directory", lack)
	}
	if lack := mustReceive(t, c, hub, third.Bytes); !lack.Directory {
		t.Fatalf("again: lack = %+v, want a directory", lack)
	}
	catalogue := sqlitetest.Built().Catalogue
	if lack := mustReceive(t, c, hub, first.Bytes); lack.Catalogue != catalogue.Hash() {
		t.Fatalf("lack = %+v, want the catalogue", lack)
	}
	holdings, err := c.For(ctx, hub).Holdings(hub.ID)
	if err != nil || len(holdings) != 1 || holdings[0].Numbers.String() != "1,3" {
		t.Fatalf("holdings = %+v, %v; want 1,3: what waits is held all the same", holdings, err)
	}
	lacking, err := c.For(ctx, hub).Lacking(hub.ID)
	if err != nil || !slices.Equal(lacking, [][32]byte{catalogue.Hash()}) {
		t.Fatalf("lacking = %x, %v", lacking, err)
	}
	if got := tallies(t, c); got != "" {
		t.Fatalf("counted too early:\n%s", got)
	}

	// A restart between, then the catalogue, then the missing segment.
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = cloudtest.MustOpenEmpty(t, folder, clock)
	if hub, err = c.FindHub(ctx, token); err != nil {
		t.Fatal(err)
	}
	if err := c.For(ctx, hub).LearnCatalogue(catalogue.Hash(), catalogue.AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	if status, _ := c.Status(ctx); status.Attempts != 20 || len(status.Waiting) != 1 {
		t.Fatalf("with the catalogue: %+v", status)
	}
	mustReceive(t, c, hub, second.Bytes)
	if status, _ := c.Status(ctx); status.Attempts != 60 || len(status.Waiting) != 0 {
		t.Fatalf("with all: %+v", status)
	}
}

func TestCloud_LearnsADirectory(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	owner := cloudtest.MustAddSchool(t, c, "A")
	hub, _ := cloudtest.MustEnroll(t, c, owner, 1)
	sister, _ := cloudtest.MustEnroll(t, c, owner, 2)
	cutter := cloudtest.NewCutter(1, 1)
	cutter.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 1, 20)) // lost for good
	second := cutter.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 21, 20))
	mustReceive(t, c, hub, second.Bytes)
	list := cutter.Directory.AppendBinary(nil)
	if err := c.For(ctx, sister).LearnDirectory(hub.ID, list); school.ErrorCode(err) != school.CodeForbidden {
		t.Fatalf("another hub's directory: %v", err)
	}
	if err := c.For(ctx, hub).LearnDirectory(hub.ID, list[:len(list)-1]); school.ErrorCode(err) != school.CodeInvalid {
		t.Fatalf("a cut directory: %v", err)
	}
	if err := c.For(ctx, hub).LearnDirectory(hub.ID, list); err != nil {
		t.Fatal(err)
	}
	if status, _ := c.Status(ctx); status.Attempts != 20 || len(status.Waiting) != 0 || status.Refused != 2 {
		t.Fatalf("status = %+v", status)
	}
	if known, err := c.For(ctx, hub).Known(hub.ID); err != nil || known != uint64(cutter.Directory.Len()) {
		t.Errorf("known = %d, %v; want %d", known, err, cutter.Directory.Len())
	}
	if got, err := c.For(ctx, sister).DirectoryOf(hub.ID); err != nil || !bytes.Equal(got, list) {
		t.Errorf("a sister reads another list: %v", err)
	}
}

// A process that ended before it read what could be read again does so at the next
// contact, and never signs in between.
func TestCloud_ReadsWhatWasLeft(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	cutter := cloudtest.NewCutter(1, 1)
	mustReceive(t, c, hub, cutter.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 1, 20)).Bytes)
	second := cutter.MustCut(t, cloudtest.Answers(hub.ID, 1, 2, 21, 20))
	mustReceive(t, c, hub, second.Bytes)
	if err := c.ForgetReading(ctx, second.Hash); err != nil {
		t.Fatal(err)
	}
	shelf := c.For(ctx, hub)
	holdings, err := shelf.Holdings(hub.ID)
	if err != nil || len(holdings) != 1 || holdings[0].Unread.String() != "2" || holdings[0].Vouched().Numbers.String() != "1" {
		t.Fatalf("holdings = %+v, %v; want the second unread", holdings, err)
	}
	responder := replication.Responder{Self: school.ID{1}, Shelf: shelf, Store: shelf, Sign: func([]byte) []byte { return nil }, Now: func() int64 { return 1 }}
	answer, err := responder.Hello(hub.ID, &replication.Hello{Peer: hub.ID, Own: holdings[0].Summary()})
	if err != nil || answer.AskHeads || answer.Own != holdings[0].Summary() {
		t.Errorf("the next contact = %+v, %v; want both read", answer, err)
	}
	if status, _ := c.Status(ctx); status.Attempts != 40 || len(status.Waiting) != 0 {
		t.Errorf("status = %+v, want 40 attempts and nothing waiting", status)
	}
}

// A hub restored from an older copy goes on with another list; both branches count.
func TestCloud_DirectoryBranches(t *testing.T) {
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	before := cloudtest.NewCutter(1, 1)
	first := before.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 1, 10))
	after := cloudtest.NewCutter(1, 2)
	after.Directory = before.Directory.Prefix(before.Directory.Len())
	var bodies [][]byte
	for i := range 3 {
		bodies = append(bodies,
			before.MustCut(t, cloudtest.Answers(hub.ID, 2, byte(10+i), uint64(i*10+1), 10)).Bytes,
			after.MustCut(t, cloudtest.Answers(hub.ID, 3, byte(20+i), uint64(i*10+1), 10)).Bytes)
	}
	slices.Reverse(bodies)
	for _, body := range append(bodies, first.Bytes) {
		mustReceive(t, c, hub, body)
	}
	if status, _ := c.Status(context.Background()); status.Attempts != 70 || len(status.Waiting) != 0 {
		t.Fatalf("status = %+v, want 70 attempts", status)
	}
}

func TestCloud_RefusesByName(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "B"), 2)
	ops := cloudtest.Answers(hub.ID, 1, 1, 1, 20)
	good := cloudtest.NewCutter(1, 1).MustCut(t, ops)
	altered := func(at int) []byte {
		body := bytes.Clone(good.Bytes)
		body[(at+len(body))%len(body)] ^= 1
		return body
	}
	cut := func(change func(*cloudtest.Cutter), ops []*crdt.Op) []byte {
		cutter := cloudtest.NewCutter(1, 1)
		change(cutter)
		return cutter.MustCut(t, ops).Bytes
	}
	hubOnly := cloudtest.Answers(hub.ID, 1, 1, 1, 2)
	schoolOnly := cloudtest.Answers(hub.ID, 1, 1, 1, 2)
	for i := range hubOnly {
		hubOnly[i].Audience, schoolOnly[i].Audience = school.AudienceHub, school.AudienceSchool
	}
	tests := []struct {
		name, code, says string
		body             []byte
	}{
		{"ErrEmpty", school.CodeInvalid, "not a whole segment", nil},
		{"ErrPage", school.CodeInvalid, "not a whole segment", []byte("<html>please sign in</html>")},
		{"ErrTruncated", school.CodeForbidden, "not signed", good.Bytes[:len(good.Bytes)-1]},
		{"ErrHeaderOnly", school.CodeInvalid, "not a whole segment", good.Bytes[:40]},
		{"ErrForgedBody", school.CodeForbidden, "not signed", altered(-70)},
		{"ErrForgedSignature", school.CodeForbidden, "not signed", altered(-1)},
		{"ErrWrongKey", school.CodeForbidden, "not signed", cut(func(c *cloudtest.Cutter) { c.Key = sqlitetest.Key(9) }, ops)},
		{"ErrWrongHub", school.CodeForbidden, "its own segments only", cut(func(c *cloudtest.Cutter) { c.Hub, c.Key = cloudtest.HubID(2), sqlitetest.Key(2) }, ops)},
		{"ErrAudienceHub", school.CodeForbidden, "only the ministry's", cut(func(c *cloudtest.Cutter) { c.Audience = school.AudienceHub }, hubOnly)},
		{"ErrAudienceSchool", school.CodeForbidden, "only the ministry's", cut(func(c *cloudtest.Cutter) { c.Audience = school.AudienceSchool }, schoolOnly)},
		{"ErrNumberZero", school.CodeInvalid, "numbered from 1", cut(func(c *cloudtest.Cutter) { c.Next = 0 }, ops)},
		{"ErrTooLarge", school.CodeLimit, "at most", make([]byte, sqlite.MaxSegment+1)},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := c.For(ctx, hub).Receive(hub.ID, tt.body)
			if school.ErrorCode(err) != tt.code || !strings.Contains(school.ErrorMessage(err), tt.says) {
				t.Fatalf("err = %v, want %s with %q", err, tt.code, tt.says)
			}
			status, err := c.Status(ctx)
			if err != nil || status.Segments != 0 || status.Refused != i+1 || !strings.Contains(status.Refusals[0].Message, tt.says) {
				t.Fatalf("status = %+v, %v; want it refused, listed and not kept", status, err)
			}
		})
	}
	// What is good beside it arrives.
	mustReceive(t, c, hub, good.Bytes)
	mustReceive(t, c, hub, good.Bytes) // a replay changes nothing
	if status, _ := c.Status(ctx); status.Attempts != 20 || status.Segments != 1 {
		t.Errorf("status = %+v, want 20 attempts of one segment", status)
	}
}

// Any bytes are refused or kept; nothing panics and nothing half done stays.
func FuzzCloud_Receive(f *testing.F) {
	c := cloudtest.MustOpen(f, f.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(f, c, cloudtest.MustAddSchool(f, c, "A"), 1)
	f.Add(cloudtest.NewCutter(1, 1).MustCut(f, cloudtest.Answers(hub.ID, 1, 1, 1, 3)).Bytes)
	f.Add(wire.NewDirectory().AppendBinary(nil))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, _, err := c.For(context.Background(), hub).Receive(hub.ID, body); school.ErrorCode(err) == school.CodeInternal {
			t.Fatal(err)
		}
		_ = c.For(context.Background(), hub).LearnDirectory(hub.ID, body)
	})
}

func TestCloud_TwoSegmentsAtOnePlace(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	one := cloudtest.NewCutter(1, 1).MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 1, 10))
	other := cloudtest.NewCutter(1, 1).MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 5, 10))
	mustReceive(t, c, hub, one.Bytes)
	mustReceive(t, c, hub, other.Bytes)
	mustReceive(t, c, hub, other.Bytes)
	status, err := c.Status(ctx)
	if err != nil || status.Segments != 2 || len(status.Alarms) != 1 || status.Attempts != 14 {
		t.Fatalf("status = %+v, %v; want both kept, one alarm, 14 attempts", status, err)
	}
	for _, hash := range [][32]byte{one.Hash, other.Hash} {
		if _, ok, err := c.For(ctx, hub).Segment(hash); err != nil || !ok {
			t.Errorf("segment %x: %t, %v", hash[:4], ok, err)
		}
	}
	holdings, err := c.For(ctx, hub).Holdings(hub.ID)
	if err != nil || len(holdings) != 1 || len(holdings[0].Refs) != 1 || holdings[0].Refs[0].Hash != one.Hash {
		t.Errorf("holdings = %+v, %v; want the first alone", holdings, err)
	}
}

// A school sees its own segments and cannot touch another's counts.
func TestCloud_Tenants(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	a := cloudtest.MustAddSchool(t, c, "A")
	hubA, _ := cloudtest.MustEnroll(t, c, a, 1)
	sister, _ := cloudtest.MustEnroll(t, c, a, 2)
	hubB, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "B"), 3)
	// B claims A's tablet as the origin, before A's own answers come.
	mustReceive(t, c, hubB, cloudtest.NewCutter(3, 1).MustCut(t, cloudtest.Answers(hubA.ID, 1, 9, 1, 30)).Bytes)
	segment := cloudtest.NewCutter(1, 1).MustCut(t, cloudtest.Answers(hubA.ID, 1, 1, 1, 20))
	mustReceive(t, c, hubA, segment.Bytes)
	country, err := c.Country(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, s := range country.Schools {
		got[s.Name] = s.Attempts
	}
	if got["A"] != 20 || got["B"] != 30 {
		t.Errorf("attempts = %v, want A 20 and B 30", got)
	}
	if _, ok, err := c.For(ctx, sister).Segment(segment.Hash); err != nil || !ok {
		t.Errorf("a sister does not see the segment: %v", err)
	}
	if _, ok, err := c.For(ctx, hubB).Segment(segment.Hash); err != nil || ok {
		t.Errorf("a stranger sees the segment: %v", err)
	}
	for _, tt := range []struct {
		hub  sqlite.CloudHub
		want int
	}{{sister, 1}, {hubB, 1}} {
		holdings, err := c.For(ctx, tt.hub).Holdings(tt.hub.ID)
		if err != nil || len(holdings) != tt.want || tt.hub.School == hubB.School && holdings[0].Hub != hubB.ID {
			t.Errorf("holdings of %s = %+v, %v", tt.hub.ID.Short(), holdings, err)
		}
	}
	if _, err := c.For(ctx, hubB).DirectoryOf(hubA.ID); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger reads a directory: %v", err)
	}
}

// A lasting refusal takes a bounded place.
func TestCloud_RefusalsAreBounded(t *testing.T) {
	ctx := context.Background()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 150 {
				_, _, _ = c.For(ctx, hub).Receive(hub.ID, []byte("rubbish"))
			}
		})
	}
	wg.Wait()
	if status, err := c.Status(ctx); err != nil || status.Refused != 1000 || len(status.Refusals) != 50 {
		t.Errorf("%d refusals, %d shown, %v; want 1000 and 50", status.Refused, len(status.Refusals), err)
	}
}

// What goes on waiting costs the others no commit.
func TestCloud_WaitingIsCheap(t *testing.T) {
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "A"), 1)
	lost := cloudtest.NewCutter(1, 1)
	lost.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, 1, 5))
	for i := range 30 {
		mustReceive(t, c, hub, lost.MustCut(t, cloudtest.Answers(hub.ID, 1, 1, uint64(i*5+6), 5)).Bytes)
	}
	stats, _ := c.Stats()
	before := stats.Jobs.Load()
	other := cloudtest.NewCutter(1, 2)
	for i := range 30 {
		mustReceive(t, c, hub, other.MustCut(t, cloudtest.Answers(hub.ID, 2, 1, uint64(i*5+1), 5)).Bytes)
	}
	if jobs := stats.Jobs.Load() - before; jobs != 30 {
		t.Errorf("30 segments took %d transactions beside 30 that wait", jobs)
	}
	if status, _ := c.Status(context.Background()); status.Attempts != 150 || len(status.Waiting) != 1 || status.Waiting[0].Segments != 30 {
		t.Errorf("status = %+v", status)
	}
}
