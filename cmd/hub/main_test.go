package main_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	hub "darasa/cmd/hub"
)

// running is a hub booted inside the test.
type running struct {
	url    string
	dir    string
	stdout *buffer // after the first line
	stderr *buffer
	stop   func() int
}

// buffer is a bytes.Buffer that a running hub may write while the test reads.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) { b.mu.Lock(); defer b.mu.Unlock(); return b.b.Write(p) }

func (b *buffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.b.String() }

func boot(t *testing.T, dir string, args ...string) *running {
	t.Helper()
	r := &running{dir: dir, stdout: &buffer{}, stderr: &buffer{}}
	read, write := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	all := append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, args...)
	if slices.Contains(args, "--demo") && !slices.Contains(args, "--history") {
		all = append(all, "--no-history") // these tests count what they themselves wrote
	}
	go func() { code <- hub.NewMain(all, write, r.stderr).Run(ctx); _ = write.Close() }()
	out := bufio.NewReader(read)
	line, err := out.ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("the hub did not get ready: %q %v; %s", line, err, r.stderr)
	}
	r.url = url
	go func() { _, _ = io.Copy(r.stdout, out) }()
	r.stop = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() { r.stop() })
	return r
}

// command runs one command line to its end.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	code = hub.NewMain(args, &out, &errs).Run(ctx)
	return code, out.String(), errs.String()
}

type demoClass struct {
	Teacher  struct{ Name, Password string }
	Token    string
	Learners []struct {
		ID       string
		Name     string
		Pictures []int
	}
}

func readDemo(t *testing.T, dir string) (class demoClass, raw []byte) {
	t.Helper()
	path := filepath.Join(dir, "demo.json")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("demo.json: %v %v", info, err)
	}
	if raw, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &class); err != nil {
		t.Fatal(err)
	}
	return class, raw
}

func TestServe_DemoIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	first := boot(t, dir, "--demo", "8")
	class, raw := readDemo(t, dir)
	if len(class.Learners) != 8 || class.Token == "" || class.Teacher.Password == "" {
		t.Fatalf("demo class %+v", class)
	}
	if code := first.stop(); code != 0 {
		t.Fatalf("stopped with %d: %s", code, first.stderr)
	}
	second := boot(t, dir, "--demo", "8")
	if _, again := readDemo(t, dir); !bytes.Equal(raw, again) {
		t.Error("the second start changed demo.json")
	}
	var body struct {
		Demo bool `json:"demo"`
	}
	get(t, second.url+"/api/v1/hub", &body)
	if !body.Demo {
		t.Error("a demo hub does not say so")
	}
	for _, l := range class.Learners {
		if strings.Contains(first.stderr.String(), l.Name) {
			t.Errorf("the log tells the name %s", l.Name)
		}
	}
}

func get(t *testing.T, url string, into any) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", url, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func TestServe_HealthAndMetrics(t *testing.T) {
	r := boot(t, t.TempDir())
	var health struct{ OK bool }
	get(t, r.url+"/healthz", &health)
	response, err := http.Get(r.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	for _, name := range []string{"hub_commits_total", "hub_queue_depth", "hub_tablets_live", "hub_ops_applied_total", "process_resident_memory_bytes"} {
		if !strings.Contains(string(body), name) {
			t.Errorf("metrics lack %s", name)
		}
	}
	if !health.OK {
		t.Error("not healthy")
	}
}

func TestCommands_BesideAndAlone(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir, "--demo", "4")
	code, out, errs := command(t, "status", "--data", dir, "--json")
	var status struct {
		Running bool
		URL     string
		Ops     int
	}
	if err := json.Unmarshal([]byte(out), &status); code != 0 || err != nil || !status.Running || status.URL != r.url || status.Ops == 0 {
		t.Errorf("beside: %d %s %s %v", code, out, errs, err)
	}
	class, _ := readDemo(t, dir)
	if code, out, _ := command(t, "qr", "--data", dir); code != 0 || !strings.HasSuffix(out, r.url+"/#t="+class.Token+"\n") || !strings.Contains(out, "▀") {
		t.Errorf("qr: %d %s", code, out)
	}
	if code, _, errs := command(t, "sync", "--data", dir, "--once"); code != 2 || !strings.Contains(errs, "not enrolled") {
		t.Errorf("sync: %d %s", code, errs)
	}
	ops := status.Ops
	r.stop()
	code, out, errs = command(t, "status", "--data", dir, "--json")
	if err := json.Unmarshal([]byte(out), &status); code != 0 || err != nil || status.Running || status.Ops != ops {
		t.Errorf("alone: %d %s %s %v", code, out, errs, err)
	}
	if code, out, _ := command(t, "status", "--data", dir); code != 0 || !strings.Contains(out, "stopped") {
		t.Errorf("in words: %d %s", code, out)
	}
}

func TestVersionAndHelp(t *testing.T) {
	if code, out, _ := command(t, "version"); code != 0 || !strings.HasPrefix(out, "hub ") {
		t.Errorf("version: %d %s", code, out)
	}
	code, out, _ := command(t, "serve", "--help")
	for _, flag := range []string{"--data", "--listen", "--cloud", "--demo", "--[no-]history", "--cert", "--key"} {
		if !strings.Contains(out, flag) {
			t.Errorf("help lacks %s", flag)
		}
	}
	if code != 0 {
		t.Errorf("help ends with %d", code)
	}
}

// oneLine checks the manner of every failure: exit code 2 and one clear line.
func oneLine(t *testing.T, code int, errs, want string) {
	t.Helper()
	if code != 2 || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "hub: ") || !strings.Contains(errs, want) {
		t.Errorf("ended with %d and %q, want 2 and one line about %q", code, errs, want)
	}
}

func TestServe_ErrFlags(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"--data", []string{"serve"}},
		{"unknown flag", []string{"serve", "--data", dir, "--colour", "red"}},
		{"--demo", []string{"serve", "--data", dir, "--demo", "many"}},
		{"unexpected argument", []string{"dance"}},
		{"expected one of", nil},
		{"1 to", []string{"serve", "--data", filepath.Join(dir, "a"), "--demo", "100000"}},
		{"certificate", []string{"serve", "--data", dir, "--cert", "/nowhere", "--key", "/nowhere"}},
		{"listen", []string{"serve", "--data", filepath.Join(dir, "b"), "--listen", "nowhere"}},
		{"not a hub", []string{"status", "--data", dir}},
		{"not a hub", []string{"qr", "--data", dir, "--url", "http://h"}},
		{"not a hub", []string{"enroll", "--data", dir, "--cloud", "http://127.0.0.1:1", "--code", "x"}},
	} {
		code, _, errs := command(t, tt.args...)
		oneLine(t, code, errs, tt.want)
	}
}

func TestServe_ErrPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	dir := t.TempDir()
	code, _, errs := command(t, "serve", "--data", dir, "--listen", taken.Addr().String())
	oneLine(t, code, errs, "address already in use")
	boot(t, dir) // nothing was damaged
}

func TestServe_ErrFolderTaken(t *testing.T) {
	dir := t.TempDir()
	first := boot(t, dir)
	code, _, errs := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "already running")
	var health struct{ OK bool }
	get(t, first.url+"/healthz", &health)
}

func TestServe_ErrReadOnlyFolder(t *testing.T) {
	code, _, errs := command(t, "serve", "--data", "/proc/darasa", "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "data folder")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs = command(t, "serve", "--data", file, "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "data folder")
}

// TestServe_ErrFullFolder fills a small file system, starts a hub on it, and makes
// room again.
func TestServe_ErrFullFolder(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a full folder needs the right to mount: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	first := boot(t, dir, "--demo", "4")
	class, _ := readDemo(t, dir)
	first.stop()
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1 << 16, 1 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	_ = f.Close()
	code, _, errs := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "written")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	boot(t, dir)
	if again, _ := readDemo(t, dir); again.Token != class.Token {
		t.Error("the class changed")
	}
}

func TestServe_ErrKeysLost(t *testing.T) {
	dir := t.TempDir()
	boot(t, dir).stop()
	kept := filepath.Join(dir, "kept")
	if err := os.Rename(filepath.Join(dir, "hub.key"), kept); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "hub.key")
	if err := os.WriteFile(filepath.Join(dir, "hub.key"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs = command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "damaged")
	if err := os.Rename(kept, filepath.Join(dir, "hub.key")); err != nil {
		t.Fatal(err)
	}
	boot(t, dir)
}

func TestServe_ErrRealClass(t *testing.T) {
	dir := t.TempDir()
	boot(t, dir, "--demo", "2").stop()
	if err := os.Remove(filepath.Join(dir, "demo.json")); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--demo", "2")
	oneLine(t, code, errs, "real class")
	boot(t, dir)
}

func TestServe_LongFolderName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	boot(t, dir)
	if code, out, errs := command(t, "status", "--data", dir); code != 0 || !strings.Contains(out, "running") {
		t.Errorf("status: %d %s %s", code, out, errs)
	}
}

// TestServe_ErrNewerDatabase starts this program on the folder of a later one.
func TestServe_ErrNewerDatabase(t *testing.T) {
	dir := t.TempDir()
	boot(t, dir).stop()
	path := filepath.Join(dir, "hub.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	oneLine(t, code, errs, "newer program")
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the newer database was touched: %v", err)
	}
}

// TestServe_ContentCache damages the enumerated content that an earlier start left.
func TestServe_ContentCache(t *testing.T) {
	dir := t.TempDir()
	catalogue := func() string {
		t.Helper()
		r := boot(t, dir, "--demo", "2")
		defer r.stop()
		class, _ := readDemo(t, dir)
		tab := enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
		tab.must(t, "GET", "/packs/"+tab.catalogue, "", nil)
		return tab.catalogue
	}
	first := catalogue()
	path := filepath.Join(dir, "content.cache")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{
		"Same": raw, "Flipped": append(append([]byte{}, raw[:100]...), append([]byte{raw[100] ^ 1}, raw[101:]...)...), "Short": raw[:50], "Empty": {},
	} {
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := catalogue(); got != first {
			t.Errorf("%s: catalogue %s, want %s", name, got, first)
		}
	}
}
