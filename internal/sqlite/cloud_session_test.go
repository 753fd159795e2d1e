package sqlite_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/ministry"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

var tablet = crdt.Stream{Writer: crdt.Writer{Hub: cloudtest.HubID(1), Device: 1}, Epoch: 100, Audience: school.AudienceMinistry}

// decide is a hub's edit of a session's owner, numbered seq in the hub's own stream.
func decide(hub byte, seq uint64, tick int64, session uint64, owner []byte) *crdt.Op {
	register := projection.OwnerRegister(crdt.Dot{Stream: tablet, Seq: session})
	return &crdt.Op{
		Dot:   crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: cloudtest.HubID(hub)}, Epoch: 9, Audience: school.AudienceMinistry}, Seq: seq},
		Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: cloudtest.Start + tick}}, Kind: crdt.KindSet,
		Register: &crdt.Register{Noun: register.Noun, Entity: register.Entity, Field: register.Field, Key: register.Key, Value: owner},
	}
}

// sitting is what one card's child answered: a session op and answers behind it.
func sitting(first uint64, n int, card byte) []*crdt.Op {
	answers := cloudtest.Answers(tablet.Writer.Hub, tablet.Writer.Device, card, first+1, n)
	for _, op := range answers {
		op.SetUint(crdt.ColumnSession, first)
	}
	return append([]*crdt.Op{{
		Dot: crdt.Dot{Stream: tablet, Seq: first}, Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: cloudtest.Start}}, Kind: crdt.KindSession,
		Session: &crdt.Session{Learner: answers[0].Attempt.Learner, Assurance: school.AssurancePictures},
	}}, answers...)
}

// wrongItem says that the generator version of an item is wrong, or is not after all.
func wrongItem(hub byte, seq uint64, tick int64, item uint32, wrong bool) *crdt.Op {
	version, _ := sqlitetest.Built().Catalogue.Version(item)
	op := crdt.Void{Version: version, Wrong: wrong}.Op()
	op.Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: cloudtest.HubID(hub)}, Epoch: 9, Audience: school.AudienceMinistry}, Seq: seq}
	op.Stamp = hlc.Stamp{At: hlc.Timestamp{Tick: cloudtest.Start + tick}}
	return op
}

// expected counts, with a plain loop, every op once and for whom people decided.
func expected(ops []*crdt.Op) (lines []string, attempts int) {
	winners, seen, words := map[string]crdt.Version{}, map[crdt.Dot]*crdt.Op{}, map[string]crdt.Version{}
	for _, op := range ops {
		seen[op.Dot] = op
		if word, ok := crdt.ReadVoid(op.Body); ok && op.Kind == crdt.KindVoid {
			v := crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: word.Value()}
			if held, ok := words[word.Version]; !ok || v.Wins(held) {
				words[word.Version] = v
			}
		}
		if op.Register == nil {
			continue
		}
		v := crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: op.Register.Value}
		if held, ok := winners[op.Register.Key]; !ok || v.Wins(held) {
			winners[op.Register.Key] = v
		}
	}
	rows := map[string][4]int{}
	catalogue := sqlitetest.Built().Catalogue
	for _, op := range seen {
		if op.Attempt == nil {
			continue
		}
		attempts++
		owner := op.Attempt.Learner
		if dot, ok := op.SessionDot(); ok {
			if v, ok := winners[crdt.SessionKey(dot)]; ok {
				if owner = (school.ID{}); len(v.Value) == len(owner) {
					owner = school.ID(v.Value)
				}
			}
		}
		version, _ := catalogue.Version(op.Attempt.Item)
		if word := words[version].Value; owner.IsZero() || len(word) == 1 && word[0] == 1 {
			continue
		}
		name := fmt.Sprintf("%x %s", owner[:], catalogue.SkillID(catalogue.Skill(op.Attempt.Item)))
		row := rows[name]
		row[0]++
		if op.Attempt.Correct {
			row[1]++
		}
		if op.Attempt.Hints == 0 {
			row[2]++
			if op.Attempt.Correct {
				row[3]++
			}
		}
		rows[name] = row
	}
	lines = append(lines, fmt.Sprintf("week %d %d", ministry.Week(cloudtest.Start), attempts))
	for name, row := range rows {
		lines = append(lines, fmt.Sprintf("%s %d %d %d %d", name, row[0], row[1], row[2], row[3]))
	}
	slices.Sort(lines)
	return lines, attempts
}

// A teacher gives sessions to other children and voids some, before and after their
// answers reach the cloud, by way of two hubs, and calls generators wrong meanwhile;
// every order comes to the same sums, also counted anew.
func TestCloud_DecisionsInAnyOrder(t *testing.T) {
	anna, sana := school.ID{0: 0x02, 15: 1}, school.ID{0: 0x02, 15: 2}
	first, second := sitting(1, 30, 1), sitting(40, 12, 2)
	var all []*crdt.Op
	var deliveries []delivery
	one, two := cloudtest.NewCutter(1, 1), cloudtest.NewCutter(2, 2)
	cut := func(n byte, cutter *cloudtest.Cutter, ops ...*crdt.Op) {
		all = append(all, ops...)
		deliveries = append(deliveries, delivery{n, cutter.MustCut(t, ops).Bytes})
	}
	cut(1, one, first[:16]...)
	cut(1, one, decide(1, 1, 10, 1, sana[:])) // the first sitting was Sana's
	cut(2, two, first[10:25]...)
	cut(1, one, slices.Concat(first[16:], second[:5])...)
	cut(2, two, decide(2, 1, 15, 40, nil), decide(2, 2, 20, 40, anna[:])) // void, and then Anna's
	cut(1, one, slices.Concat(second[5:], []*crdt.Op{decide(1, 2, 20, 1, anna[:])})...)
	first8, first9 := first[8].Attempt.Item, second[9].Attempt.Item
	cut(1, one, wrongItem(1, 6, 40, first8, true), wrongItem(1, 7, 41, first9, true))
	cut(2, two, wrongItem(2, 4, 50, first9, false)) // it was right after all
	cut(2, two, wrongItem(2, 5, 30, first8, false)) // an older word does not count
	cut(2, two, decide(2, 3, 30, 1, nil))           // the first sitting counts for nobody after all
	cut(1, one, decide(1, 3, 12, 40, sana[:]))
	cut(1, one, decide(1, 4, 99, 40, []byte("not a learner")), decide(1, 5, 100, 40, anna[:]))
	cut(2, two, cloudtest.Answers(tablet.Writer.Hub, 2, 1, 1, 6)...) // without a session
	want, attempts := expected(all)
	if attempts != 48 || len(want) == 0 {
		t.Fatalf("%d attempts, sums %v", attempts, want)
	}
	inOrder := make([]int, len(deliveries))
	for i := range inOrder {
		inOrder[i] = i
	}
	check := func(t interface{ Fatalf(string, ...any) }, tb testing.TB, order []int, upTo []string) {
		c := cloudtest.MustOpen(tb, tb.TempDir(), &cloudtest.Clock{})
		owner := cloudtest.MustAddSchool(tb, c, "A")
		hubs := map[byte]sqlite.CloudHub{}
		hubs[1], _ = cloudtest.MustEnroll(tb, c, owner, 1)
		hubs[2], _ = cloudtest.MustEnroll(tb, c, owner, 2)
		for _, i := range order {
			mustReceive(tb, c, hubs[deliveries[i].hub], deliveries[i].body)
		}
		lines := strings.Split(strings.ReplaceAll(tallies(tb, c), strings.ReplaceAll(owner.String(), "-", "")+" ", ""), "\n")
		total := fmt.Sprintf("%d 0", attempts)
		if !slices.Contains(lines, total) {
			t.Fatalf("order %v: no line %q in %q", order, total, lines)
		}
		lines = slices.DeleteFunc(lines, func(s string) bool { return s == total })
		slices.Sort(lines)
		if !slices.Equal(lines, upTo) {
			t.Fatalf("order %v:\n%s\nwant\n%s", order, strings.Join(lines, "\n"), strings.Join(upTo, "\n"))
		}
		country, err := c.Country(context.Background())
		learners := map[string]bool{}
		for _, line := range upTo {
			if !strings.HasPrefix(line, "week ") {
				learners[line[:32]] = true
			}
		}
		if err != nil || country.Schools[0].Learners != len(learners) {
			t.Fatalf("order %v: %d learners, want %d (%v)", order, country.Schools[0].Learners, len(learners), err)
		}
	}
	check(t, t, inOrder, want)
	rapid.Check(t, func(rt *rapid.T) {
		order := rapid.Permutation(inOrder).Draw(rt, "order")
		order = append(order, rapid.SliceOfN(rapid.IntRange(0, len(deliveries)-1), 0, 4).Draw(rt, "again")...)
		check(rt, t, order, want)
	})
}
