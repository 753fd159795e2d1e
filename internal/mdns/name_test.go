package mdns_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/miekg/dns"
	"pgregory.net/rapid"

	"darasa/internal/mdns"
	"darasa/internal/school"
)

// What zeroconf compares our instance with is what this DNS library reads from the
// wire, so our escaping must be the library's.
func TestEscapeIsWhatComesFromTheWire(t *testing.T) {
	for _, label := range []string{"Darasa-0a0b0c0d", "Class hub (2); a@b \"c\" \\d.e", "درسہ", "\x00\x1f\x7f'"} {
		name := mdns.Escape(label) + "._classhub._tcp.local."
		buffer := make([]byte, 300)
		end, err := dns.PackDomainName(name, buffer, 0, nil, false)
		if err != nil {
			t.Fatalf("%q: %v", label, err)
		}
		if got := string(buffer[1 : 1+buffer[0]]); got != label {
			t.Errorf("on the wire: got %q, want %q", got, label)
		}
		back, _, err := dns.UnpackDomainName(buffer[:end], 0)
		if err != nil || back != name {
			t.Errorf("from the wire: got %s, %v, want %s", back, err, name)
		}
	}
}

func TestUnescape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		label := string(rapid.SliceOf(rapid.Byte()).Draw(t, "label"))
		if got, err := mdns.Unescape(mdns.Escape(label)); err != nil || got != label {
			t.Fatalf("got %q, %v, want %q", got, err, label)
		}
	})
	for _, broken := range []string{`\`, `a\`, `\1`, `\12`, `\12x`, `\256`, `\999`} {
		if got, err := mdns.Unescape(broken); err == nil {
			t.Errorf("%q was read as %q", broken, got)
		}
	}
}

func FuzzUnescape(f *testing.F) {
	f.Add(`Class\ 4A-0a0b0c0d`)
	f.Add(`\216\175`)
	f.Add(`\`)
	f.Fuzz(func(t *testing.T, text string) {
		label, err := mdns.Unescape(text)
		if err != nil {
			return
		}
		if again, err := mdns.Unescape(mdns.Escape(label)); err != nil || again != label {
			t.Errorf("%q: got %q, %v, want %q", text, again, err, label)
		}
	})
}

func TestInstance(t *testing.T) {
	id := mustID(t, "01890a5d-ac96-774b-bcce-b302099a8057")
	for label, want := range map[string]string{
		"Darasa":                       "Darasa-099a8057",
		"A":                            "A-099a8057",
		strings.Repeat("long", 20):     strings.Repeat("long", 13) + "lo-099a8057",
		strings.Repeat("درس", 20):      strings.Repeat("درس", 9) + "-099a8057",
		strings.Repeat("درس", 8) + "x": strings.Repeat("درس", 8) + "x-099a8057",
	} {
		got := mdns.Announcement{Hub: id, Label: label}.Instance()
		if got != want || len(got) > 63 || !utf8.ValidString(got) {
			t.Errorf("label %q: got %q (%d bytes), want %q", label, got, len(got), want)
		}
	}
}

func mustID(t *testing.T, text string) school.ID {
	t.Helper()
	id, err := school.ParseID(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
