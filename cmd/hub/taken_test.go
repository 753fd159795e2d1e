package main_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// packs makes versions of the small pack under one key.
type packs struct {
	*testing.T
	dir, key string
}

func newPacks(t *testing.T) *packs {
	p := &packs{T: t, dir: t.TempDir()}
	_, said := p.release(1, "How much is")
	p.key = said[strings.LastIndexByte(said, ' ')+1:]
	return p
}

// release signs a version whose stem begins with asks, and returns where it is.
func (p *packs) release(version int, asks string, more ...string) (path, said string) {
	p.Helper()
	source := filepath.Join(p.T.TempDir(), "source")
	if err := os.CopyFS(source, os.DirFS(smallPack)); err != nil {
		p.Fatal(err)
	}
	p.replace(filepath.Join(source, "pack.json"), `"version": 1`, `"version": `+strconv.Itoa(version))
	p.replace(filepath.Join(source, "locale", "en.json"), "How much is", asks)
	path = filepath.Join(p.dir, strconv.Itoa(version)+".pack")
	return path, p.run(append([]string{"content", "build", source, "--key", filepath.Join(p.dir, "release.key"), "--out", path}, more...)...)
}

func (p *packs) replace(path, old, by string) {
	p.Helper()
	body, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(body, []byte(old)) {
		p.Fatalf("%s has no %q: %v", path, old, err)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(body, []byte(old), []byte(by)), 0o600); err != nil {
		p.Fatal(err)
	}
}

func (p *packs) run(args ...string) string {
	p.Helper()
	code, said, stderr := command(p.T, args...)
	if code != 0 {
		p.Fatalf("%v ends with %d: %s", args, code, stderr)
	}
	return strings.TrimSpace(said)
}

// refused takes a file that must be refused for that reason.
func (p *packs) refused(dir, path, reason string, more ...string) {
	p.Helper()
	if code, _, stderr := command(p.T, append([]string{"content", "take", path, "--data", dir}, more...)...); code == 0 || !strings.Contains(stderr, "("+reason+")") {
		p.Errorf("%s: ends with %d: %s; want %s", filepath.Base(path), code, stderr, reason)
	}
}

// serves tells which version a folder serves, and what it says of packs it does not.
func (p *packs) serves(dir string) (version int, refused []string) {
	p.Helper()
	var r struct {
		Content struct {
			Pack    string
			Version int
			Refused []string
		}
	}
	if err := json.Unmarshal([]byte(p.run("status", "--json", "--data", dir)), &r); err != nil || r.Content.Pack != "small" {
		p.Fatalf("status: %+v %v", r, err)
	}
	return r.Content.Version, r.Content.Refused
}

func (p *packs) damage(path, name string, change func([]byte) []byte) string {
	p.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		p.Fatal(err)
	}
	out := filepath.Join(p.T.TempDir(), name)
	if err := os.WriteFile(out, change(body), 0o600); err != nil {
		p.Fatal(err)
	}
	return out
}

// A signed pack is what a new folder serves; a newer one follows at the next start, as
// a whole or as what changed; whatever is wrong with a file is refused by name and
// changes nothing.
func TestSignedPacks(t *testing.T) {
	p, dir := newPacks(t), t.TempDir()
	first := filepath.Join(p.dir, "1.pack")
	stranger := newPacks(t)
	if code, _, stderr := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--pack", first); code != 2 || !strings.Contains(stderr, "(stranger)") {
		t.Errorf("a new folder believed anybody: %d %s", code, stderr)
	}
	r := boot(t, dir, "--pack", first, "--pack-key", p.key)
	if version, refused := p.serves(dir); version != 1 || refused != nil {
		t.Fatalf("serves version %d, %v", version, refused)
	}
	second, _ := p.release(2, "What is")
	p.refused(dir, filepath.Join(stranger.dir, "1.pack"), "forged")
	p.refused(dir, second, "stranger", "--key", stranger.key)
	p.refused(dir, p.damage(second, "flipped", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), "damaged")
	p.refused(dir, p.damage(second, "short", func(b []byte) []byte { return b[:len(b)*2/3] }), "damaged")
	p.refused(dir, "author_test.go", "no-pack")
	if said := p.run("content", "take", second, "--data", dir); !strings.Contains(said, "version 2") {
		t.Errorf("take: %s", said)
	}
	p.refused(dir, first, "rolled-back")
	third, _ := p.release(3, "How many are", "--since", second)
	if version, _ := p.serves(dir); version != 1 {
		t.Errorf("version %d is served in the middle of a lesson", version)
	}
	r.stop()
	r = boot(t, dir, "--pack", third)
	if version, refused := p.serves(dir); version != 3 || refused != nil {
		t.Errorf("after an update version %d is served, %v", version, refused)
	}
	r.stop()
	r = boot(t, dir, "--pack", first) // an old file in a forgotten command line
	if version, refused := p.serves(dir); version != 3 || len(refused) != 1 || !strings.Contains(refused[0], "(rolled-back)") {
		t.Errorf("version %d is served, %v", version, refused)
	}
	if !strings.Contains(r.stderr.String(), "the old one goes on") {
		t.Errorf("nobody is told of it: %s", r.stderr)
	}
	r.stop()
	boot(t, dir, "--pack", third).stop() // the same again is no fault
}

// Of an update a hub lacks the base of, nothing is taken; whoever brings the whole
// pack helps.
func TestSignedPacks_Incomplete(t *testing.T) {
	p, dir := newPacks(t), t.TempDir()
	boot(t, dir, "--pack", filepath.Join(p.dir, "1.pack"), "--pack-key", p.key).stop()
	second, _ := p.release(2, "What is")
	update, _ := p.release(3, "What is", "--since", second)
	p.refused(dir, update, "incomplete")
	empty := t.TempDir()
	if code, _, stderr := command(t, "serve", "--data", empty, "--listen", "127.0.0.1:0", "--pack", update, "--pack-key", p.key); code != 2 || !strings.Contains(stderr, "(incomplete)") {
		t.Errorf("an update of nothing: %d %s", code, stderr)
	}
	whole, _ := p.release(3, "What is")
	p.run("content", "take", whole, "--data", dir)
	if version, _ := p.serves(dir); version != 3 {
		t.Errorf("version %d is served", version)
	}
	if _, err := os.Stat(filepath.Join(empty, "packs")); err == nil {
		t.Error("what is refused left something behind")
	}
}

// A pack that is damaged where it lies is not served: the one before it is, and the
// same version may be brought again, but none before it.
func TestSignedPacks_DamagedLater(t *testing.T) {
	p, dir := newPacks(t), t.TempDir()
	first := filepath.Join(p.dir, "1.pack")
	boot(t, dir, "--pack", first, "--pack-key", p.key).stop()
	second, _ := p.release(2, "What is")
	third, _ := p.release(3, "How many are")
	p.run("content", "take", second, "--data", dir)
	p.run("content", "take", third, "--data", dir)
	lies := filepath.Join(dir, "packs", "small-3.pack")
	body, err := os.ReadFile(lies)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	if err := os.WriteFile(lies, body, 0o600); err != nil {
		t.Fatal(err)
	}
	if version, refused := p.serves(dir); version != 2 || len(refused) != 1 || !strings.Contains(refused[0], "(damaged)") {
		t.Errorf("version %d is served, %v", version, refused)
	}
	p.refused(dir, first, "rolled-back")
	p.run("content", "take", third, "--data", dir)
	if version, refused := p.serves(dir); version != 3 || refused != nil {
		t.Errorf("brought again, version %d is served, %v", version, refused)
	}
}

// A disk that fills half-way through leaves the old pack, and no half of the new.
func TestSignedPacks_DiskFull(t *testing.T) {
	p, dir := newPacks(t), t.TempDir()
	shelf := filepath.Join(dir, "packs")
	if err := os.Mkdir(shelf, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", shelf).CombinedOutput(); err != nil {
		t.Skipf("a full folder needs the right to mount: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", shelf).Run() })
	boot(t, dir, "--pack", filepath.Join(p.dir, "1.pack"), "--pack-key", p.key).stop()
	f, err := os.Create(filepath.Join(shelf, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 512))
	}
	_ = f.Close()
	if err := os.Truncate(f.Name(), 56<<10); err != nil {
		t.Fatal(err)
	}
	second, _ := p.release(2, "What is")
	before := names(t, shelf)
	if code, _, stderr := command(t, "content", "take", second, "--data", dir); code == 0 || !strings.Contains(stderr, "the old one goes on") {
		t.Errorf("a full disk: %d %s", code, stderr)
	}
	if after := names(t, shelf); !slices.Equal(before, after) {
		t.Errorf("the folder held %v and holds %v", before, after)
	}
	if version, _ := p.serves(dir); version != 1 {
		t.Errorf("version %d is served", version)
	}
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	p.run("content", "take", second, "--data", dir)
	if version, _ := p.serves(dir); version != 2 {
		t.Errorf("with room again version %d is served", version)
	}
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// What cannot be built is refused although it is signed, and nothing the second solver
// finds fault with is signed at all.
func TestSignedPacks_Faulty(t *testing.T) {
	p := newPacks(t)
	source := filepath.Join(t.TempDir(), "source")
	if err := os.CopyFS(source, os.DirFS(smallPack)); err != nil {
		t.Fatal(err)
	}
	p.replace(filepath.Join(source, "generators", "add.json"), `"answer": "s"`, `"answer": "s + 1"`)
	out := filepath.Join(p.dir, "wrong.pack")
	code, _, stderr := command(t, "content", "build", source, "--key", filepath.Join(p.dir, "release.key"), "--out", out)
	if _, err := os.Stat(out); code == 0 || err == nil {
		t.Errorf("wrong answers were signed: %d %s", code, stderr)
	}
}

// A backup brings back what is taught, and whose packs are believed.
func TestSignedPacks_Backup(t *testing.T) {
	p, dir, stick, again := newPacks(t), t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "again")
	boot(t, dir, "--pack", filepath.Join(p.dir, "1.pack"), "--pack-key", p.key).stop()
	second, _ := p.release(2, "What is")
	p.run("content", "take", second, "--data", dir)
	_, rest, _ := strings.Cut(p.run("backup", stick, "--data", dir), "recovery code ")
	code, _, _ := strings.Cut(rest, "\n")
	p.run("restore", stick, "--code", code, "--data", again)
	if version, refused := p.serves(again); version != 2 || refused != nil {
		t.Errorf("restored, version %d is served, %v", version, refused)
	}
	p.refused(again, filepath.Join(newPacks(t).dir, "1.pack"), "forged")
}
