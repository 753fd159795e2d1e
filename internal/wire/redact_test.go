package wire_test

import (
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// A blanked segment keeps name, place, directory and every op that is not gone, and
// later segments build on it as before.
func TestRedact(t *testing.T) {
	key := replicationtest.Key(1)
	catalogue := replicationtest.Built().Catalogue
	x := wire.Context{Directory: wire.NewDirectory(), Catalogues: func(hash [32]byte) (wire.Catalogue, bool) { return catalogue, hash == catalogue.Hash() }}
	all := replicationtest.Lesson(3, 20)
	header := wire.Header{Hub: replicationtest.HubID, Epoch: 1, Audience: school.AudienceMinistry, Number: 1}
	first, err := wire.Encode(slices.Clone(all[:40]), header, x, key.Sign)
	if err != nil {
		t.Fatal(err)
	}
	header.Number = 2
	second, err := wire.Encode(slices.Clone(all[40:]), header, x, key.Sign)
	if err != nil {
		t.Fatal(err)
	}
	learner := all[0].Session.Learner
	gone := func(op *crdt.Op) bool { about, ok := op.Concerns(); return ok && about == learner }
	blanked, _, err := wire.Redact(first.Bytes, x, key.Public(), gone, replicationtest.Key(2).Sign)
	if err != nil {
		t.Fatal(err)
	}
	if name, err := wire.NameOf(blanked.Bytes); err != nil || name != first.Hash {
		t.Errorf("named %x, %v; want %x", name[:4], err, first.Hash[:4])
	}
	before, err := wire.Decode(first.Bytes, x, key.Public(), wire.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	fresh := wire.Context{Directory: wire.NewDirectory(), Catalogues: x.Catalogues}
	after, err := wire.Decode(blanked.Bytes, fresh, replicationtest.Key(2).Public(), wire.Limits{})
	if err != nil || len(after) != len(before) {
		t.Fatalf("%d ops, %v", len(after), err)
	}
	lost := 0
	for i, op := range after {
		want := before[i]
		if gone(want) {
			want, lost = want.Without(), lost+1
		}
		if !op.Equal(want) {
			t.Errorf("op %d is %+v, want %+v", i, op, want)
		}
	}
	if lost == 0 || lost == len(after) {
		t.Errorf("%d of %d ops are hers", lost, len(after))
	}
	if ops, err := wire.Decode(second.Bytes, fresh, key.Public(), wire.Limits{}); err != nil || len(ops) != len(all)-40 {
		t.Errorf("the segment behind it: %d ops, %v", len(ops), err)
	}
	again, _, err := wire.Redact(blanked.Bytes, x, replicationtest.Key(2).Public(), gone, key.Sign)
	if err != nil || again != nil {
		t.Errorf("blanked again although nothing is left: %v, %v", again, err)
	}
	// Another hub comes to the same bytes, apart from its signature.
	other, _, err := wire.Redact(first.Bytes, x, key.Public(), gone, replicationtest.Key(3).Sign)
	if err != nil || other.Hash != blanked.Hash {
		t.Errorf("two holders blank to %x and %x, %v", other.Hash[:4], blanked.Hash[:4], err)
	}
}
