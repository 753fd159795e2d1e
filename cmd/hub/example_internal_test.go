package main

import (
	"bytes"
	"testing"

	"darasa/content"
	"darasa/internal/curriculum"
)

// TestExamples_FromParts shows every exercise of the second pack from its part as the
// whole compiled pack shows it, and the whole comes out of its compression as it went in.
func TestExamples_FromParts(t *testing.T) {
	folder, err := content.Pack("words")
	if err != nil {
		t.Fatal(err)
	}
	built, err := buildFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	ready, err := enumerate([32]byte{1}, folder)
	if err != nil {
		t.Fatal(err)
	}
	tablet, err := ready.tablet()
	if err != nil || !bytes.Equal(tablet, built.TabletJSON()) {
		t.Fatalf("the compiled pack came back as %d bytes, %v", len(tablet), err)
	}
	whole, err := curriculum.OpenExamples(tablet)
	if err != nil {
		t.Fatal(err)
	}
	parts := &examples{parts: ready.Parts}
	for item := range uint32(built.Catalogue.NumItems()) {
		for instance := range built.Catalogue.Instances(item) {
			want := whole.Show(item, instance)
			if got := parts.show(item, instance); want == nil || !bytes.Equal(got, want) {
				t.Fatalf("exercise %d/%d is shown as %s, want %s", item, instance, got, want)
			}
		}
	}
	if parts.show(1<<20, 0) != nil || parts.show(0, 1<<20) != nil {
		t.Error("an exercise that is not there is shown")
	}
	if len(parts.read) > partsRead {
		t.Errorf("%d parts are kept", len(parts.read))
	}
}
