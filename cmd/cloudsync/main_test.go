package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/command"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/uplink"
)

// TestMain lets the test binary stand for the program, so that real signals reach
// a real process.
func TestMain(m *testing.M) {
	if os.Getenv("DARASA_TEST_CLOUDSYNC") == "1" {
		main()
	}
	os.Exit(m.Run())
}

// booted is a cloud in this process.
type booted struct {
	url    string
	dir    string
	stop   func() int // ends it and returns the exit code
	stderr *log
}

// log is a buffer that a running program writes and a test reads.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func boot(t *testing.T, dir string, args ...string) *booted {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	b := &booted{dir: dir, stderr: &log{}}
	code := make(chan int, 1)
	go func() {
		m := NewMain(append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, args...), writer, b.stderr)
		code <- m.Run(ctx)
		_ = writer.Close()
	}()
	var once sync.Once
	result := 0
	b.stop = func() int {
		once.Do(func() { cancel(); result = <-code })
		return result
	}
	t.Cleanup(func() { b.stop() })
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatalf("not ready: exit %d, %s", b.stop(), b.stderr)
	}
	b.url = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	return b
}

// run runs one command and returns its exit code and output.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = NewMain(args, &out, &errs).Run(context.Background())
	return code, strings.TrimSpace(out.String()), strings.TrimSpace(errs.String())
}

func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := run(t, args...)
	if code != 0 {
		t.Fatalf("%v: exit %d, %s", args, code, errs)
	}
	return out
}

// enroll makes hub n of the test a hub of the cloud.
func enroll(t *testing.T, b *booted, code string, n byte) (*uplink.Client, uplink.Enrolment) {
	t.Helper()
	start := time.Now()
	config := uplink.Config{URL: b.url, Self: cloudtest.HubID(n), Now: func() time.Duration { return time.Since(start) }, Random: rand.Reader}
	e, err := uplink.Enroll(context.Background(), config, code, sqlitetest.Key(n).Public())
	if err != nil {
		t.Fatal(err)
	}
	config.Token, config.Peer = e.Token, e.Cloud
	c, err := uplink.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, e
}

func attempts(t *testing.T, dir string) int64 {
	t.Helper()
	var r report
	if err := json.Unmarshal([]byte(mustRun(t, "status", "--json", "--data", dir)), &r); err != nil {
		t.Fatal(err)
	}
	return r.Attempts
}

func TestServe_FromHubToMinistry(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	b := boot(t, dir, "--demo")
	code := mustRun(t, "school", "add", "Chak 12", "--data", dir)
	client, _ := enroll(t, b, code, 1)
	hub := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	if _, err := hub.Apply(ctx, sqlitetest.Lesson(12, 30)); err != nil {
		t.Fatal(err)
	}
	if _, err := hub.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	r, err := client.Exchange(ctx, hub.Shelf(ctx, school.AudienceMinistry), 1<<20)
	if err != nil || r.Failed > 0 || r.Receipted == 0 {
		t.Fatalf("report %+v, %v", r, err)
	}
	if got := attempts(t, dir); got != 360 {
		t.Errorf("%d attempts, want 360", got)
	}

	jar, _ := cookiejar.New(nil)
	people := &http.Client{Jar: jar}
	raw, err := os.ReadFile(filepath.Join(dir, accountFile))
	if err != nil {
		t.Fatal(err)
	}
	response, err := people.Post(b.url+"/v1/ministry/sign-in", "application/json", bytes.NewReader(raw))
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("sign-in with ministry.json: %v %v", response, err)
	}
	_ = response.Body.Close()
	response, err = people.Get(b.url + "/v1/ministry/overview")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var o struct {
		Demo    bool
		Schools []struct {
			Name     string
			Attempts int
			Learners *int
		}
		Skills []struct {
			ID    string
			Title map[string]string
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&o); err != nil {
		t.Fatal(err)
	}
	if !o.Demo || len(o.Schools) != 1 || o.Schools[0].Name != "Chak 12" || o.Schools[0].Attempts != 360 || *o.Schools[0].Learners != 12 {
		t.Errorf("overview = %+v", o)
	}
	for _, s := range o.Skills {
		if s.Title["en"] == "" || s.Title["ur"] == "" {
			t.Errorf("skill %s has titles %v", s.ID, s.Title)
		}
	}
	if strings.Contains(b.stderr.String(), strings.ReplaceAll(code, "-", "")) {
		t.Error("the log holds a code")
	}
}

func TestServe_Pages(t *testing.T) {
	b := boot(t, t.TempDir())
	for path, want := range map[string]int{"/healthz": 200, "/metrics": 200, "/teacher": 404, "/sw.js": 404, "/index.html": 404, "/v1/nothing": 404} {
		response, err := http.Get(b.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != want || response.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
		if path == "/metrics" && !strings.Contains(string(body), "cloudsync_segments ") {
			t.Errorf("metrics lack segments:\n%s", body)
		}
	}
	request, _ := http.NewRequest(http.MethodPost, b.url+"/v1/ministry/sign-in", strings.NewReader("{}"))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "https://elsewhere.example")
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("another site's sign-in: %v %v", response, err)
	}
}

func TestServe_FirstStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	b := boot(t, dir)
	if !strings.Contains(b.stderr.String(), accountFile) {
		t.Errorf("where the account is was not said: %s", b.stderr)
	}
	if code := b.stop(); code != 0 {
		t.Fatalf("exit %d", code)
	}
	before := map[string]string{}
	for _, name := range []string{keyFile, accountFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		raw, _ := os.ReadFile(filepath.Join(dir, name))
		before[name] = string(raw)
	}
	b = boot(t, dir)
	b.stop()
	for name, want := range before {
		if raw, _ := os.ReadFile(filepath.Join(dir, name)); string(raw) != want {
			t.Errorf("the second start changed %s", name)
		}
	}
}

func TestSchool_BesideAndAlone(t *testing.T) {
	dir := t.TempDir()
	alone := mustRun(t, "school", "add", "A", "--data", dir)
	b := boot(t, dir)
	beside := mustRun(t, "school", "add", "B", "--data", dir)
	list := mustRun(t, "school", "list", "--data", dir)
	lines := strings.Split(list, "\n")
	if len(lines) != 2 || !strings.HasSuffix(lines[0], "\tA") || !strings.HasSuffix(lines[1], "\tB") {
		t.Fatalf("list = %q", list)
	}
	further := mustRun(t, "school", "code", strings.Split(lines[0], "\t")[0], "--data", dir)
	schools := map[school.ID]int{}
	for n, code := range []string{alone, beside, further} {
		_, e := enroll(t, b, code, byte(n+1))
		schools[e.School]++
	}
	if len(schools) != 2 {
		t.Errorf("three hubs of two schools: %v", schools)
	}
	if out := mustRun(t, "status", "--data", dir); !strings.Contains(out, "running at "+b.url) || !strings.Contains(out, "hubs 3") {
		t.Errorf("status = %q", out)
	}
	b.stop()
	if out := mustRun(t, "status", "--data", dir); !strings.Contains(out, "stopped") || !strings.Contains(out, "hubs 3") {
		t.Errorf("status = %q", out)
	}
	if out := mustRun(t, "version"); !strings.HasPrefix(out, "cloudsync ") {
		t.Errorf("version = %q", out)
	}
}

func TestSchool_LongFolderName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 30))
	boot(t, dir)
	if code := mustRun(t, "school", "add", "A", "--data", dir); len(code) != 19 {
		t.Errorf("code = %q", code)
	}
}

// What cannot start says so in one line, exits 2 and damages nothing.
func TestRun_OneClearLine(t *testing.T) {
	dir := t.TempDir()
	b := boot(t, dir)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stopped := func(change func(dir string)) string {
		dir := t.TempDir()
		boot(t, dir).stop()
		change(dir)
		return dir
	}
	newer := stopped(func(dir string) {
		db, err := sql.Open("sqlite", filepath.Join(dir, databaseFile))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
			t.Fatal(err)
		}
	})
	noKey := stopped(func(dir string) { _ = os.Remove(filepath.Join(dir, keyFile)) })
	badKey := stopped(func(dir string) { _ = os.WriteFile(filepath.Join(dir, keyFile), []byte("{}"), 0o600) })
	otherKey := stopped(func(dir string) {
		elsewhere := stopped(func(string) {})
		raw, _ := os.ReadFile(filepath.Join(elsewhere, keyFile))
		_ = os.WriteFile(filepath.Join(dir, keyFile), raw, 0o600)
	})
	serve := func(dir string) []string { return []string{"serve", "--data", dir, "--listen", "127.0.0.1:0"} }
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"ErrNoCommand", nil, "expected one of"},
		{"ErrUnknownFlag", []string{"serve", "--data", dir, "--fast"}, "--fast"},
		{"ErrNoFolder", []string{"serve"}, "--data"},
		{"ErrFolderTaken", serve(dir), "already running"},
		{"ErrPort", []string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:" + port}, "in use"},
		{"ErrAddress", []string{"serve", "--data", t.TempDir(), "--listen", "nowhere"}, "nowhere"},
		{"ErrFolderIsAFile", serve(file), "data folder"},
		{"ErrReadOnly", serve("/proc/darasa"), "data folder"},
		{"ErrCertificate", append(serve(t.TempDir()), "--cert", file, "--key", file), "certificate"},
		{"ErrNewer", serve(newer), "newer program"},
		{"ErrNoKey", serve(noKey), "missing"},
		{"ErrBadKey", serve(badKey), "damaged"},
		{"ErrOtherKey", serve(otherKey), "another cloud"},
		{"ErrNotACloud", []string{"status", "--data", t.TempDir()}, "not a cloud's data folder"},
		{"ErrNoName", []string{"school", "add", "--data", dir}, "<name>"},
		{"ErrEmptyName", []string{"school", "add", " ", "--data", dir}, "name"},
		{"ErrNoSchool", []string{"school", "code", cloudtest.CloudID.String(), "--data", dir}, "no school"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errs := run(t, tt.args...)
			if code != command.Failed || out != "" || strings.Contains(errs, "\n") || !strings.Contains(errs, tt.says) {
				t.Errorf("exit %d, stdout %q, stderr %q; want 2 and one line with %q", code, out, errs, tt.says)
			}
		})
	}
	if raw, err := os.ReadFile(filepath.Join(newer, databaseFile)); err != nil || len(raw) == 0 {
		t.Error("the newer database was touched")
	}
	if response, err := http.Get(b.url + "/healthz"); err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("the running cloud suffered: %v", err)
	}
}
