package curriculum_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/curriculum"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// The wire's coder takes a catalogue as it is.
var _ wire.Catalogue = (*curriculum.Catalogue)(nil)

func TestCatalogueRoundTrip(t *testing.T) {
	b := numeracy(t)
	encoded := b.Catalogue.AppendBinary(nil)
	decoded, err := curriculum.DecodeCatalogue(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if again := decoded.AppendBinary(nil); !bytes.Equal(again, encoded) {
		t.Error("decoding and encoding changed the bytes")
	}
	if decoded.Hash() != sha256.Sum256(encoded) || decoded.Hash() != b.Catalogue.Hash() {
		t.Error("the hash is not that of the canonical bytes")
	}
	if decoded.Pack() != "numeracy" {
		t.Errorf("pack is %q, want numeracy", decoded.Pack())
	}
	if got, want := decoded.NumItems(), len(b.Items); got != want {
		t.Fatalf("decoded has %d items, want %d", got, want)
	}
	for i, it := range b.Items {
		item := uint32(i)
		if got, want := decoded.Instances(item), uint32(len(it.Instances)); got != want {
			t.Errorf("item %d has %d instances, want %d", i, got, want)
		}
		if got, want := decoded.Skill(item), uint32(it.Skill); got != want {
			t.Errorf("item %d is of skill %d, want %d", i, got, want)
		}
		for j, instance := range it.Instances {
			if got := decoded.Key(item, uint32(j)); got != instance.Answer {
				t.Fatalf("item %d instance %d has key %q, want %q", i, j, got, instance.Answer)
			}
			if got := len(decoded.Wrong(item, uint32(j))); got != len(instance.Wrong) {
				t.Fatalf("item %d instance %d has %d wrong keys, want %d", i, j, got, len(instance.Wrong))
			}
		}
	}
}

func TestCatalogueSkills(t *testing.T) {
	c := numeracy(t).Catalogue
	items := 0
	for s := range uint32(c.NumSkills()) {
		for _, item := range c.ItemsOf(s) {
			if c.Skill(item) != s {
				t.Errorf("item %d stands under skill %d, but is of %d", item, s, c.Skill(item))
			}
			items++
		}
		for _, before := range c.Prerequisites(s) {
			if before >= s {
				t.Errorf("skill %d builds on %d, which does not stand before it", s, before)
			}
		}
	}
	if items != c.NumItems() {
		t.Errorf("skills hold %d items, want %d", items, c.NumItems())
	}
	if got, want := c.SkillID(18), "subtract-two-digit-trading"; got != want {
		t.Errorf("skill 18 is %q, want %q", got, want)
	}
}

// Numbers from an attempt may mean another catalogue: nothing may panic.
func TestCatalogueOutOfRange(t *testing.T) {
	c := numeracy(t).Catalogue
	for _, item := range []uint32{uint32(c.NumItems()), 1 << 31, ^uint32(0)} {
		if c.Skill(item) != 0 || c.Instances(item) != 0 || c.Key(item, 0) != "" || c.Wrong(item, 0) != nil {
			t.Errorf("item %d exists", item)
		}
		if c.SkillID(item) != "" || c.ItemsOf(item) != nil || c.Prerequisites(item) != nil {
			t.Errorf("skill %d exists", item)
		}
	}
	if c.Key(0, c.Instances(0)) != "" || c.Wrong(0, ^uint32(0)) != nil {
		t.Error("an instance behind the last exists")
	}
}

func TestDecodeCatalogueRefuses(t *testing.T) {
	good := numeracy(t).Catalogue.AppendBinary(nil)
	edit := func(f func(b []byte) []byte) []byte { return f(bytes.Clone(good)) }
	for name, test := range map[string]struct {
		bytes []byte
		code  string
	}{
		"Empty":      {nil, school.CodeInvalid},
		"NewerForm":  {edit(func(b []byte) []byte { b[0] = 1; return b }), school.CodeVersion},
		"Behind":     {append(bytes.Clone(good), 0), school.CodeInvalid},
		"CutInHalf":  {good[:len(good)/2], school.CodeInvalid},
		"UpperCase":  {edit(func(b []byte) []byte { b[2] = 'N'; return b }), school.CodeInvalid},
		"HugeID":     {[]byte{0, 0xff, 0xff, 0x03}, school.CodeInvalid},
		"HugeCounts": {append(edit(func(b []byte) []byte { return b[:2+8+32] }), 0xff, 0xff, 0xff, 0xff, 0x0f), school.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := curriculum.DecodeCatalogue(test.bytes); school.ErrorCode(err) != test.code {
				t.Errorf("error is %v, want code %s", err, test.code)
			}
		})
	}
}

// Every prefix is refused, and every changed byte is refused or names another
// catalogue.
func TestDecodeCatalogueDamaged(t *testing.T) {
	good := numeracy(t).Catalogue.AppendBinary(nil)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, len(good)-1).Draw(t, "at")
		if _, err := curriculum.DecodeCatalogue(good[:n]); err == nil {
			t.Fatalf("the first %d bytes were accepted", n)
		}
		damaged := bytes.Clone(good)
		damaged[n] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		c, err := curriculum.DecodeCatalogue(damaged)
		if err == nil && !bytes.Equal(c.AppendBinary(nil), damaged) {
			t.Fatal("accepted bytes are not canonical")
		}
	})
}

func FuzzDecodeCatalogue(f *testing.F) {
	small, err := open(tiny())
	if err != nil {
		f.Fatal(err)
	}
	good := small.Catalogue.AppendBinary(nil)
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := curriculum.DecodeCatalogue(b)
		if err != nil {
			return
		}
		if !bytes.Equal(c.AppendBinary(nil), b) {
			t.Fatal("accepted bytes are not canonical")
		}
		if err := c.Course().Validate(); err != nil {
			t.Fatalf("the course of an accepted catalogue is not valid: %v", err)
		}
		for item := range uint32(c.NumItems()) {
			correct, _, ok := c.Grade(item, 0, c.Key(item, 0))
			if !correct || !ok {
				t.Fatalf("item %d does not accept its own answer", item)
			}
		}
	})
}

func TestGrade(t *testing.T) {
	b := numeracy(t)
	item, instance, found := uint32(0), uint32(0), false
	for i, it := range b.Items {
		for j, in := range it.Instances {
			if b.Pack.Generators[it.Generator].ID == "add-two-digit-carrying" && in.Answer == "82" && len(in.Wrong) > 1 {
				item, instance, found = uint32(i), uint32(j), true
			}
		}
	}
	if !found {
		t.Fatal("no exercise has the answer 82")
	}
	for _, test := range []struct {
		name, response string
		correct        bool
		misconception  string
	}{
		{"Right", "82", true, ""},
		{"Urdu", "۸۲", true, ""},
		{"Arabic", "٨٢", true, ""},
		{"Mixed", "۸2", true, ""},
		{"Spaces", " 82\n", true, ""},
		{"Marks", "\u200f\u206782\u2069", true, ""},
		{"LeadingZeros", "0082", true, ""},
		{"ForgetsCarry", "72", false, "forgets-carry"},
		{"ForgetsCarryInUrdu", "۷۲", false, "forgets-carry"},
		{"Unknown", "5", false, ""},
		{"Empty", "", false, ""},
		{"Sign", "-82", false, ""},
		{"Decimal", "82.0", false, ""},
		{"Long", strings.Repeat("0", 4000) + "82", false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			correct, misconception, ok := b.Grade(item, instance, test.response)
			if !ok || correct != test.correct || misconception != test.misconception {
				t.Errorf("Grade(%q) = %v, %q, %v, want %v, %q, true", test.response, correct, misconception, ok, test.correct, test.misconception)
			}
		})
	}
	if _, _, ok := b.Grade(item, 1<<20, "82"); ok {
		t.Error("an instance that does not exist was graded")
	}
}

func TestNormalizeIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "response")
		once := curriculum.Normalize(s)
		if twice := curriculum.Normalize(once); twice != once {
			t.Fatalf("Normalize(%q) = %q, and again %q", s, once, twice)
		}
	})
}

// Every wrong answer of the pack grades as wrong, with its misconception.
func TestGradeKnowsEveryWrongAnswer(t *testing.T) {
	b := numeracy(t)
	for i, it := range b.Items {
		for j, instance := range it.Instances {
			for _, w := range instance.Wrong {
				correct, id, ok := b.Grade(uint32(i), uint32(j), w.Key)
				if correct || !ok || id != b.Pack.Misconceptions[w.Misconception] {
					t.Fatalf("item %d instance %d: %q grades as %v, %q, want %q", i, j, w.Key, correct, id, b.Pack.Misconceptions[w.Misconception])
				}
			}
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	fsys := folder(b)
	for b.Loop() {
		if _, err := open(fsys); err != nil {
			b.Fatal(err)
		}
	}
}
