package replication_test

import (
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// A bundle may leave a stick once its reader signed for everything of its writer's own.
func TestManifest_News(t *testing.T) {
	writer, sister := school.ID{1}, school.ID{2}
	stream := func(hub school.ID, epoch uint32) replication.SegmentStream {
		return replication.SegmentStream{Hub: hub, Epoch: epoch, Audience: school.AudienceMinistry}
	}
	upTo := func(s replication.SegmentStream, n uint64) replication.Head {
		return replication.Head{SegmentStream: s, Numbers: crdt.Ranges{{From: 1, To: n}}}
	}
	held := func(heads ...replication.Head) (out []replication.Holding) {
		for _, h := range heads {
			out = append(out, replication.Holding{SegmentStream: h.SegmentStream, Numbers: h.Numbers})
		}
		return out
	}
	own, other := stream(writer, 5), stream(writer, 6)
	for _, test := range []struct {
		name  string
		heads []replication.Head
		held  []replication.Holding
		want  bool
	}{
		{"Nothing", nil, nil, false},
		{"NeverRead", []replication.Head{upTo(own, 3)}, nil, true},
		{"Older", []replication.Head{upTo(own, 3)}, held(upTo(own, 9)), false},
		{"OneMore", []replication.Head{upTo(own, 3)}, held(upTo(own, 2)), true},
		{"AnotherEpoch", []replication.Head{upTo(own, 3), upTo(other, 1)}, held(upTo(own, 3)), true},
		{"OfASister", []replication.Head{upTo(own, 3), upTo(stream(sister, 1), 7)}, held(upTo(own, 3)), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := replication.Manifest{From: writer, Heads: test.heads}
			if got := m.News(test.held); got != test.want {
				t.Errorf("news: %v, want %v", got, test.want)
			}
		})
	}
}
