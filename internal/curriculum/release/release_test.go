package release_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/internal/curriculum/release"
)

var (
	private = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	public  = private.Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
)

func sign(message []byte) []byte { return ed25519.Sign(private, message) }

// text is what differs from line to line and is the same in every run.
func text(lines int) string {
	r, b := rand.New(rand.NewPCG(1, 2)), strings.Builder{}
	for range lines {
		_ = b.WriteByte('"')
		for range 40 {
			_ = b.WriteByte("abcdefgh "[r.IntN(9)])
		}
		_, _ = b.WriteString("\"\n")
	}
	return b.String()
}

func folder(version string, long string) fstest.MapFS {
	return fstest.MapFS{
		"pack.json":       {Data: []byte(`{"format": 0, "id": "small", "version": ` + version + `, "languages": ["en"]}`)},
		"skills.json":     {Data: []byte(`{"skills": []}`)},
		"locale/en.json":  {Data: []byte(long)},
		"media/empty.svg": {Data: nil},
	}
}

func encoded(t testing.TB, files fs.FS, has func(release.Part) bool) []byte {
	t.Helper()
	r, err := release.Make(files, sign)
	if err != nil {
		t.Fatal(err)
	}
	body, err := r.Encode(has)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestRelease(t *testing.T) {
	files := folder("1", text(2000))
	r, err := release.Open(encoded(t, files, nil), public, nil)
	if err != nil {
		t.Fatal(err)
	}
	back, err := r.Folder()
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	err = fs.WalkDir(back, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		names++
		got, err := fs.ReadFile(back, name)
		if want := files[name]; want == nil || !bytes.Equal(got, want.Data) {
			t.Errorf("%s came back as %d bytes", name, len(got))
		}
		return err
	})
	if err != nil || names != len(files) || r.Pack != "small" || r.Version != 1 {
		t.Errorf("%d files of %s %d, %v; want %d of small 1", names, r.Pack, r.Version, err, len(files))
	}
	if again := encoded(t, files, nil); !bytes.Equal(again, encoded(t, files, nil)) {
		t.Error("the same folder under the same key is another file")
	}
}

// A changed word costs the parts round it, and what the reader has makes it whole.
func TestRelease_Update(t *testing.T) {
	long := text(12_000)
	before := folder("1", long)
	old, err := release.Open(encoded(t, before, nil), public, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := long[:len(long)/2] + "one word more " + long[len(long)/2:]
	after := folder("2", changed)
	whole, update := encoded(t, after, nil), encoded(t, after, old.Has)
	if len(update)*5 > len(whole) {
		t.Errorf("an update of one word has %d bytes, the whole %d", len(update), len(whole))
	}
	r, err := release.Open(update, public, old.Part)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.Encode(nil); err != nil || !bytes.Equal(got, whole) {
		t.Errorf("what an update came to is not the whole pack: %v", err)
	}
	if _, err := release.Open(update, public, nil); release.ReasonOf(err) != release.ReasonIncomplete {
		t.Errorf("an update of nothing: %v", err)
	}
	lying := func(release.Part) []byte { return []byte("something else") }
	if _, err := release.Open(update, public, lying); release.ReasonOf(err) != release.ReasonIncomplete {
		t.Errorf("an update of what is damaged here: %v", err)
	}
}

// resum makes the file look undamaged again, as a forger would.
func resum(body []byte) []byte {
	sum := sha256.Sum256(body[:len(body)-sha256.Size])
	return append(body[:len(body)-sha256.Size:len(body)-sha256.Size], sum[:]...)
}

// No byte of a pack can be another, with or without a mended checksum.
func TestOpen_EveryByte(t *testing.T) {
	body := encoded(t, folder("1", text(5)), nil)
	for i := range body {
		bad := bytes.Clone(body)
		bad[i] ^= 0x20
		_, err := release.Open(bad, public, nil)
		if reason := release.ReasonOf(err); reason != release.ReasonDamaged && reason != release.ReasonFormat {
			t.Fatalf("byte %d of %d flipped: %v", i, len(body), err)
		}
	}
	manifest := 14 + ed25519.SignatureSize + 4
	size := int(binary.BigEndian.Uint32(body[manifest-4:]))
	for i := 14; i < manifest+size; i++ {
		bad := bytes.Clone(body)
		bad[i] ^= 0x20
		if _, err := release.Open(resum(bad), public, nil); err == nil || release.ReasonOf(err) == "" {
			t.Fatalf("byte %d of the list changed by a forger: %v", i, err)
		}
	}
}

// One byte flipped in each part by somebody who mends the checksum is damage, by the
// part's own name.
func TestOpen_EveryPart(t *testing.T) {
	body := encoded(t, folder("1", text(4000)), nil)
	at := 14 + ed25519.SignatureSize + 4
	at += int(binary.BigEndian.Uint32(body[at-4:]))
	parts := 0
	for at < len(body)-sha256.Size {
		size := int(binary.BigEndian.Uint32(body[at+sha256.Size:]))
		at += sha256.Size + 4
		bad := bytes.Clone(body)
		bad[at+size/2] ^= 1
		if _, err := release.Open(resum(bad), public, nil); release.ReasonOf(err) != release.ReasonDamaged {
			t.Errorf("part %d with another byte: %v", parts, err)
		}
		short := append(bytes.Clone(body[:at]), body[at+size:]...)
		if _, err := release.Open(resum(short), public, nil); err == nil {
			t.Errorf("part %d left out behind its head", parts)
		}
		lost := append(bytes.Clone(body[:at-sha256.Size-4]), body[at+size:]...)
		if _, err := release.Open(resum(lost), public, nil); release.ReasonOf(err) != release.ReasonIncomplete {
			t.Errorf("part %d missing: %v", parts, err)
		}
		parts, at = parts+1, at+size
	}
	if parts < 10 {
		t.Errorf("%d parts; the test needs more", parts)
	}
}

func TestOpen_Refusals(t *testing.T) {
	body := encoded(t, folder("1", text(5)), nil)
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize)).Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
	for name, c := range map[string]struct {
		body []byte
		key  ed25519.PublicKey
		want release.Reason
	}{
		"another key": {body, other, release.ReasonForged},
		"no key":      {body, nil, release.ReasonForged},
		"cut short":   {body[:len(body)-1], public, release.ReasonDamaged},
		"head alone":  {body[:30], public, release.ReasonDamaged},
		"a database":  {[]byte("SQLite format 3\x00"), public, release.ReasonFormat},
		"nothing":     {nil, public, release.ReasonFormat},
		"more at end": {append(bytes.Clone(body), 0), public, release.ReasonDamaged},
	} {
		if _, err := release.Open(c.body, c.key, nil); release.ReasonOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Paths that leave the folder are refused also under a good signature.
func TestOpen_Paths(t *testing.T) {
	for _, path := range []string{"../key", "/etc/x", "a/../../b", "", "."} {
		manifest := []byte(`{"form":0,"pack":"small","version":1,"files":[{"path":"` + path + `","parts":[]}]}`)
		if _, err := release.Open(signed(manifest), public, nil); release.ReasonOf(err) != release.ReasonFormat {
			t.Errorf("path %q: %v", path, err)
		}
	}
	newer := []byte(`{"form":1,"pack":"small","version":1,"files":[]}`)
	if _, err := release.Open(signed(newer), public, nil); release.ReasonOf(err) != release.ReasonFormat || !strings.Contains(err.Error(), "update the hub") {
		t.Errorf("a newer form: %v", err)
	}
}

func signed(manifest []byte) []byte {
	body := append([]byte("darasa pack 1\n"), sign(append([]byte("darasa pack 1\x00"), manifest...))...)
	body = binary.BigEndian.AppendUint32(body, uint32(len(manifest)))
	return resum(append(append(body, manifest...), make([]byte, sha256.Size)...))
}

func FuzzOpen(f *testing.F) {
	f.Add(encoded(f, folder("1", text(5)), nil))
	f.Add(signed([]byte(`{"files":[{"path":"a","parts":["00"]}]}`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		if r, err := release.Open(body, public, nil); err == nil && r.Pack == "" && len(r.Files) > 0 {
			t.Errorf("%d files of nothing", len(r.Files))
		} else if err != nil && release.ReasonOf(err) == "" {
			t.Errorf("refused without a reason: %v", err)
		}
	})
}
