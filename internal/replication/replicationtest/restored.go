package replicationtest

import (
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// copies opens two programs that run in the name of hub 1: the one that was there
// first, and a copy without its memory that went on with other answers. Both cut
// different segments over different directories.
func copies(t *testing.T, open Open) (first, second Replica) {
	first, second = open(t, 1), open(t, 1)
	ops := Lesson(4, 30)
	apply(t, first, ops[:80])
	apply(t, second, ops[70:]) // ten answers reached both
	for _, r := range []Replica{first, second} {
		note := &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: school.NounHub, Entity: r.ID(), Field: 1, Value: []byte("here")}}
		if err := r.Write(note); err != nil {
			t.Fatal(err)
		}
		if err := r.Cut(); err != nil {
			t.Fatal(err)
		}
	}
	return first, second
}

// restored brings a hub whose copy is older than the cloud's knowledge back to all
// it ever had, and a second copy beside it, over a link.
func restored(t *testing.T, open Open) {
	first, second := copies(t, open)
	cloud := open(t, 2)
	exchange(t, first, cloud, 2)
	for range 3 {
		for _, r := range []Replica{second, first} {
			if report := exchange(t, r, cloud, 2); report.Failed != 0 {
				t.Fatalf("report %+v", report)
			}
		}
	}
	for _, r := range []Replica{first, second} {
		same(t, look(t, r), look(t, cloud))
		if quiet := exchange(t, r, cloud, 2); quiet.Sent != 0 || quiet.Received != 0 || quiet.BytesUp > 60 || quiet.BytesDown > 140 {
			t.Errorf("a quiet exchange did %+v", quiet)
		}
	}
	if result := apply(t, second, Lesson(4, 30)); len(result.New) != 0 || len(result.Alarms) != 0 {
		t.Errorf("giving everything once more: %d new, alarms %v", len(result.New), result.Alarms)
	}
}

// restoredAndBusy lets the copy have something to send: in the same contact it hears
// all the same that it lacks what the first one had sent in its name.
func restoredAndBusy(t *testing.T, open Open) {
	first, second := copies(t, open)
	cloud := open(t, 2)
	exchange(t, first, cloud, 2)
	if report := exchange(t, second, cloud, 2); report.Failed != 0 || report.Received == 0 {
		t.Errorf("report %+v; want the first one's segments", report)
	}
	same(t, look(t, second), look(t, cloud))
}

// restoredByStick does the same where no link reaches.
func restoredByStick(t *testing.T, open Open) {
	first, second := copies(t, open)
	cloud := open(t, 2)
	unpack(t, first, 1, cloud, pack(t, first, 1, cloud, nil))
	there := unpack(t, second, 1, cloud, pack(t, second, 1, cloud, nil))
	back := packFor(t, cloud, second, there.Manifest().Heads)
	if r := unpack(t, cloud, 2, second, back).Report; r.Refused != 0 || r.Waiting != 0 {
		t.Errorf("the way back came to %+v, %v", r, r.LastErr)
	}
	same(t, look(t, second), look(t, cloud))
	if unasked := packFor(t, cloud, second, nil); len(unasked) >= len(back) {
		t.Errorf("a hub that said nothing of what it holds is sent %d parts of its own", len(unasked))
	}
}

// packFor writes a cloud's bundle, with what introduces other hubs.
func packFor(t *testing.T, cloud, peer Replica, theirs []replication.Head) (parts [][]byte) {
	t.Helper()
	writer := replication.Bundler{
		Self: cloud.ID(), Shelf: cloud.Shelf(), Sign: Key(2).Sign,
		Sisters: func(school.ID) (key replication.HubKey, directory []byte, err error) {
			directory, _, err = peer.Shelf().Directory(0)
			return key, directory, err
		},
	}
	_, err := writer.Write(peer.ID(), theirs, func(part []byte) error {
		parts = append(parts, slices.Clone(part))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return parts
}
