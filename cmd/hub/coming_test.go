package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"darasa/internal/curriculum"
	"darasa/internal/hubapi"
)

// ministry is the real cloud on a folder.
type ministry struct {
	*packs
	dir, url string
	program  string
}

func newMinistry(p *packs) *ministry {
	p.Helper()
	m := &ministry{packs: p, dir: p.T.TempDir(), program: built(p.T, "cloudsync")}
	cmd := exec.Command(m.program, "serve", "--data", m.dir, "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.Fatalf("the cloud did not get ready: %v", err)
	}
	m.url = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	return m
}

// does runs a command beside the cloud.
func (m *ministry) does(args ...string) (said string, err error) {
	m.Helper()
	var errs bytes.Buffer
	cmd := exec.Command(m.program, append(args, "--data", m.dir)...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)) + errs.String(), err
}

func (m *ministry) offers(path string, more ...string) {
	m.Helper()
	if said, err := m.does(append([]string{"pack", "add", path}, more...)...); err != nil {
		m.Fatalf("pack add: %v %s", err, said)
	}
}

// hub enrols a folder that serves the first version, and is reached at address.
func (m *ministry) hub(address string) (dir string) {
	m.Helper()
	dir = m.T.TempDir()
	boot(m.T, dir, "--pack", filepath.Join(m.packs.dir, "1.pack"), "--pack-key", m.key).stop()
	m.enrol(dir, address)
	return dir
}

func (m *ministry) enrol(dir, address string) {
	m.Helper()
	said, err := m.does("school", "add", "School")
	if err != nil {
		m.Fatalf("school add: %v %s", err, said)
	}
	words := strings.Fields(said)
	m.run("enroll", "--data", dir, "--cloud", address, "--code", words[len(words)-1])
}

// content is what a hub says of its packs.
func (p *packs) content(dir string) (c hubapi.ContentJSON) {
	p.Helper()
	var r struct{ Content hubapi.ContentJSON }
	if err := json.Unmarshal([]byte(p.run("status", "--json", "--data", dir)), &r); err != nil {
		p.Fatal(err)
	}
	return r.Content
}

// A pack that the ministry offers comes by the exchange, as a whole and as what changed,
// and is served from the next start.
func TestComing(t *testing.T) {
	m := newMinistry(newPacks(t))
	dir := m.hub(m.url)
	second, _ := m.release(2, "What is")
	m.offers(second, "--key", m.key)
	if said, err := m.does("pack", "list"); err != nil || !strings.Contains(said, "small\tversion 2\t") || !strings.HasSuffix(said, "offered") {
		t.Errorf("pack list: %s %v", said, err)
	}
	m.run("sync", "--data", dir)
	if c := m.content(dir); c.Version != 2 || c.Refused != nil || c.Coming != nil { // this command opened the folder anew
		t.Errorf("after the exchange: %+v", c)
	}
	r := boot(t, dir)
	third, _ := m.release(3, "How many are", "--since", second)
	m.offers(third)
	m.run("sync", "--data", dir)
	if c := m.content(dir); c.Version != 2 || c.Next != 3 {
		t.Errorf("beside a lesson: %+v", c)
	}
	r.stop()
	if c := m.content(dir); c.Version != 3 || c.Next != 0 {
		t.Errorf("after a start: %+v", c)
	}
	left, err := os.ReadDir(filepath.Join(dir, "packs", "arriving", "parts"))
	for _, e := range left {
		if e.Name() != "incoming" && e.Name() != "damaged" {
			inside, _ := os.ReadDir(filepath.Join(dir, "packs", "arriving", "parts", e.Name()))
			if len(inside) > 0 {
				t.Errorf("what was taken lies in %s still", e.Name())
			}
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// cutLink passes on to the cloud and breaks every connection after so many bytes that
// came down, when it is told to.
type cutLink struct {
	url  string
	most atomic.Int64 // 0 for no bound
}

func newCutLink(t *testing.T, url string) *cutLink {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	l := &cutLink{url: "http://" + listener.Addr().String()}
	go func() {
		for {
			down, err := listener.Accept()
			if err != nil {
				return
			}
			up, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
			if err != nil {
				_ = down.Close()
				continue
			}
			go func() { _, _ = io.Copy(up, down); _ = up.Close() }()
			go func() {
				most := l.most.Load()
				if most == 0 {
					most = math.MaxInt64
				}
				_, _ = io.CopyN(down, up, most)
				_, _ = down.Close(), up.Close()
			}()
		}
	}()
	return l
}

// Over a link that breaks after little more than a request and its answer, with a new process for every try,
// the pack comes all the same.
func TestComing_CutLink(t *testing.T) {
	m := newMinistry(newPacks(t))
	link := newCutLink(t, m.url)
	second, _ := m.release(2, "What is")
	m.offers(second, "--key", m.key)
	for _, most := range []int64{0, 900, 1500} {
		dir := m.hub(link.url)
		link.most.Store(most)
		tries := 0
		for ; m.content(dir).Version != 2; tries++ {
			if tries > 60 {
				t.Fatalf("%d bytes at a time: after %d tries %+v", most, tries, m.content(dir))
			}
			_, _, _ = command(t, "sync", "--data", dir)
		}
		if most > 0 && tries < 2 {
			t.Errorf("%d bytes at a time it came in %d tries", most, tries)
		}
		link.most.Store(0)
	}
}

// Every way a pack can be wrong is refused by name in the status, and the old one goes
// on; policies hold it back and say so.
func TestComing_Refused(t *testing.T) {
	p := newPacks(t)
	m := newMinistry(p)
	second, _ := p.release(2, "What is")
	third, _ := p.release(3, "How many are")
	for _, wrong := range []struct{ path, reason string }{
		{p.damage(second, "flipped", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), "(damaged)"},
		{filepath.Join(newPacks(t).dir, "1.pack"), "(forged)"},
		{"author_test.go", "(no-pack)"},
	} {
		if said, err := m.does("pack", "add", wrong.path, "--key", p.key); err == nil || !strings.Contains(said, wrong.reason) {
			t.Errorf("the cloud took %s: %s %v", wrong.path, said, err)
		}
	}
	m.offers(second, "--key", p.key)
	dir := m.hub(m.url)
	p.run("content", "take", third, "--data", dir)
	p.run("sync", "--data", dir)
	if c := p.content(dir); c.Version != 3 || len(c.Refused) != 1 || !strings.Contains(c.Refused[0], "(rolled-back)") {
		t.Errorf("rolled back: %+v", c)
	}
	other := newPacks(t) // a hub of another ministry
	stranger := t.TempDir()
	boot(t, stranger, "--pack", filepath.Join(other.dir, "1.pack"), "--pack-key", other.key).stop()
	m.enrol(stranger, m.url)
	p.run("sync", "--data", stranger)
	if c := p.content(stranger); c.Version != 1 || len(c.Refused) != 1 || !strings.Contains(c.Refused[0], "(forged)") {
		t.Errorf("another key: %+v", c)
	}
	off := m.hub(m.url)
	p.run("exchange", "off", "--data", off)
	if code, _, _ := command(t, "sync", "--data", off); code == 0 || p.content(off).Version != 1 {
		t.Errorf("turned off: %+v", p.content(off))
	}
	p.run("exchange", "metered", "--daily", "20000", "--data", off)
	hour := time.Now().Unix() / 3600
	purse := struct {
		Hour  int64     `json:"hour"`
		Spent [25]int64 `json:"spent"`
	}{Hour: hour}
	purse.Spent[hour%25] = 11_000 // more than a pack may have of such a day
	if raw, err := json.Marshal(purse); err != nil || os.WriteFile(filepath.Join(off, "spending.json"), raw, 0o600) != nil {
		t.Fatal(err)
	}
	p.run("sync", "--data", off)
	if c := p.content(off); c.Version != 1 || c.Coming != nil {
		t.Errorf("too few bytes a day: %+v", c)
	}
	p.run("exchange", "metered", "--data", off)
	p.run("sync", "--data", off)
	if c := p.content(off); c.Version != 2 {
		t.Errorf("metered: %+v", c)
	}
}

// words is the next version of the subject that comes with the program.
func (p *packs) words() (path string) {
	p.Helper()
	source, sources := filepath.Join(p.T.TempDir(), "words"), filepath.Join("..", "..", "content", "words")
	if err := os.CopyFS(source, os.DirFS(sources)); err != nil {
		p.Fatal(err)
	}
	_, version, err := curriculum.Head(os.DirFS(sources))
	if err != nil {
		p.Fatal(err)
	}
	p.replace(filepath.Join(source, "pack.json"), fmt.Sprintf(`"version": %d`, version), fmt.Sprintf(`"version": %d`, version+1))
	path = filepath.Join(p.dir, "words.pack")
	p.run("content", "build", source, "--key", filepath.Join(p.dir, "release.key"), "--out", path)
	return path
}

// A hub that nobody told whose packs to believe fetches none and says so. Told, it
// fetches of the subject that came with the program what is new; and a backup of it
// comes back as that subject.
func TestComing_NoKey(t *testing.T) {
	p := newPacks(t)
	m := newMinistry(p)
	m.offers(p.words(), "--key", p.key)
	dir := t.TempDir()
	r := boot(t, dir, "--pack", "words")
	m.enrol(dir, m.url)
	p.run("sync", "--data", dir)
	served := p.content(dir)
	if !served.Unpinned || served.Coming != nil || served.Pack != "words" {
		t.Errorf("%+v", served)
	}
	if said := p.run("content", "key", "--data", dir); !strings.Contains(said, "no key is pinned") {
		t.Errorf("content key: %s", said)
	}
	if said := p.run("status", "--data", dir); !strings.Contains(said, "hub content key KEY") {
		t.Errorf("status: %s", said)
	}
	p.run("content", "key", p.key, "--data", dir)
	p.run("sync", "--data", dir)
	if c := p.content(dir); c.Version != served.Version || c.Next != served.Version+1 || c.Unpinned {
		t.Errorf("with a key: %+v", c)
	}
	if code, _, stderr := command(t, "content", "key", newPacks(t).key, "--data", dir); code == 0 || !strings.Contains(stderr, "(stranger)") {
		t.Errorf("another key was pinned over it: %s", stderr)
	}
	r.stop()
	stick, again := t.TempDir(), filepath.Join(t.TempDir(), "again")
	_, rest, _ := strings.Cut(p.run("backup", stick, "--data", dir), "recovery code ")
	code, _, _ := strings.Cut(rest, "\n")
	p.run("restore", stick, "--code", code, "--data", again)
	if c := p.content(again); c.Pack != "words" || c.Version != served.Version+1 || c.Refused != nil {
		t.Errorf("restored: %+v", c)
	}
}

// A backup of a hub that serves the words that came with the program restores to them,
// and refuses another subject as the lost one did.
func TestBackup_Words(t *testing.T) {
	p, dir, stick, again := &packs{T: t}, t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "again")
	boot(t, dir, "--pack", "words").stop()
	_, rest, _ := strings.Cut(p.run("backup", stick, "--data", dir), "recovery code ")
	code, _, _ := strings.Cut(rest, "\n")
	p.run("restore", stick, "--code", code, "--data", again)
	if c := p.content(again); c.Pack != "words" || c.Refused != nil {
		t.Errorf("restored: %+v", c)
	}
	if code, _, stderr := command(t, "serve", "--data", again, "--pack", "numeracy", "--listen", "127.0.0.1:0"); code != 2 || !strings.Contains(stderr, "serves words") {
		t.Errorf("the restored folder took another subject: %d %s", code, stderr)
	}
}

// The ministry hands over to another key without a person at the hub, and the old key
// is believed no more; a backup keeps that.
func TestComing_Succession(t *testing.T) {
	p := newPacks(t)
	m := newMinistry(p)
	dir := m.hub(m.url)
	second, _ := p.release(2, "What is")
	m.offers(second, "--key", p.key)
	old, next, word := filepath.Join(p.dir, "release.key"), filepath.Join(p.dir, "next.key"), filepath.Join(p.dir, "word")
	p.run("content", "succeed", old, next, "--out", word)
	m.offers(word)
	if said, err := m.does("pack", "list"); err != nil || !strings.HasSuffix(said, "kept") {
		t.Errorf("the old key's pack is offered still: %s %v", said, err)
	}
	late, _ := p.release(3, "How many are") // the old key signs on
	if err := os.Rename(late, late+".late"); err != nil {
		t.Fatal(err)
	}
	late += ".late"
	if said, err := m.does("pack", "add", late); err == nil || !strings.Contains(said, "(forged)") {
		t.Errorf("the cloud took the old key's: %s", said)
	}
	if err := os.Rename(next, old); err != nil {
		t.Fatal(err)
	}
	third, _ := p.release(3, "How many are")
	m.offers(third)
	p.run("sync", "--data", dir)
	if c := p.content(dir); c.Version != 3 || c.Refused != nil {
		t.Errorf("under the new key: %+v", c)
	}
	p.refused(dir, late, "forged")
	if code, _, stderr := command(t, "content", "take", word, "--data", dir); code == 0 || !strings.Contains(stderr, "(stranger)") {
		t.Errorf("the same word twice: %s", stderr)
	}
	stick, again := t.TempDir(), filepath.Join(t.TempDir(), "again")
	_, rest, _ := strings.Cut(p.run("backup", stick, "--data", dir), "recovery code ")
	code, _, _ := strings.Cut(rest, "\n")
	p.run("restore", stick, "--code", code, "--data", again)
	if c := p.content(again); c.Version != 3 || c.Refused != nil {
		t.Errorf("restored: %+v", c)
	}
	if err := os.Remove(filepath.Join(again, "packs", "small-3.pack")); err != nil {
		t.Fatal(err)
	}
	if c := p.content(again); c.Version != 1 || c.Refused != nil { // which the old key signed, and was taken then
		t.Errorf("what the old key signed before: %+v", c)
	}
	p.refused(again, late, "forged")
}
