package main_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/tutor"
)

// budget is the module's size by gzip -9 in bytes (650 KB).
const budget = 650_000

// forbidden would each bring far more to the tablet than they give.
var forbidden = []string{
	"fmt", "encoding/json", "reflect", "os", "net", "net/http", "io/fs", "log", "time", "syscall",
	"database/sql", "github.com/google/uuid", "darasa/internal/school",
}

func command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	return c
}

func TestModuleImports(t *testing.T) {
	out, err := command(t, "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "darasa/internal/tutor") || !slices.Contains(deps, "syscall/js") {
		t.Fatalf("the list is not the module's: %v", deps)
	}
	for _, dep := range deps {
		if slices.Contains(forbidden, dep) {
			t.Errorf("the module imports %s", dep)
		}
	}
}

// flags are those of the product's own build. Inlining in the Go runtime alone makes
// the module 25 KB larger after compression and hardly faster, in codec 5 KB; checks
// of the runtime's own indexes are another 12 KB. The product's code keeps its checks.
var flags = []string{
	"-trimpath", "-ldflags=-s -w", "-gcflags=runtime=-l -B", "-gcflags=darasa/internal/engine/codec=-l", "-gcflags=syscall/js=-l",
	"-gcflags=darasa/internal/engine/wasm/...=-l", "-gcflags=internal/...=-B",
}

func buildModule(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tutor.wasm")
	if out, err := command(t, "go", append(append([]string{"build"}, flags...), "-o", path, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

func TestModuleSize(t *testing.T) {
	raw, err := os.ReadFile(buildModule(t))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("tutor.wasm: %d bytes, %d by gzip", len(raw), packed.Len())
	if packed.Len() > budget {
		t.Errorf("%d bytes by gzip, the budget is %d", packed.Len(), budget)
	}
}

// script drives the module as the app does and prints all it said as JSON.
const script = `
const [loader, binary, input] = process.argv.slice(2);
require(loader);
const fs = require("fs");
const bytes = (s) => new Uint8Array(Buffer.from(s, "base64"));
const given = JSON.parse(fs.readFileSync(input, "utf8"));
const go = new Go();
WebAssembly.instantiate(fs.readFileSync(binary), go.importObject).then(({ instance }) => {
  go.run(instance);
  const t = globalThis.darasaTutor, said = { engine: t.engine, choices: [], changes: [] };
  said.tooEarly = t.open(bytes(given.plan));
  said.nothing = t.next(given.start);
  said.load = t.load(bytes(given.course), bytes(given.snapshot));
  said.open = t.open(bytes(given.plan));
  said.wrong = [t.answer(), t.load("x", 3), t.answer(-1, 0, true, 0, 0, 0), t.answer(1e12, 0, true, 0, 0, 0), t.next("soon")];
  for (let i = 0; i < 25; i++) {
    const now = given.start + i * 4000;
    const choice = JSON.parse(t.next(now));
    said.choices.push(choice);
    said.changes.push(JSON.parse(t.answer(choice.item, choice.instance, i % 4 !== 3, i % 7 === 6 ? 1 : 0, 900, now)));
  }
  said.skills = JSON.parse(t.skills(given.start + 200000));
  said.digest = t.digest();
  said.state = Buffer.from(t.state()).toString("base64");
  console.log(JSON.stringify(said));
  process.exit(0);
});
`

type said struct {
	Engine                       int
	TooEarly, Load, Open, Digest string
	Nothing, State               string
	Wrong                        []string
	Choices                      []struct {
		Item, Instance uint32
		Kind           string
		P              float64
		Reasons        []struct {
			Code   string
			Values []float64
		}
	}
	Changes []struct {
		Changed []struct {
			Skill    uint16
			P, Known float64
			Level    string
		}
	}
	Skills []struct {
		P, Known     float64
		Level        string
		Due          int64
		Solid, Ready bool
	}
}

func course() *tutor.Course {
	c := &tutor.Course{Skills: []tutor.Skill{{}, {Prereqs: []uint16{0}}}}
	for s := range uint16(2) {
		for level := range uint8(3) {
			c.Items = append(c.Items, tutor.Item{Skill: s, Level: level, Instances: 40})
		}
	}
	return c
}

// TestTabletAgreesWithTheHub runs the module under node and the same answers here.
func TestTabletAgreesWithTheHub(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("not run: the module against the hub, because node is not installed")
	}
	const start = int64(177_000_000_000)
	plan, err := tutor.IssuePlan(course(), tutor.Generic(course()), 99, nil, nil, 0.8, 1, start)
	if err != nil {
		t.Fatal(err)
	}
	tablet := runModule(t, plan, start)

	if tablet.Engine != engine.Version || tablet.Load != "" || tablet.Open != "" || tablet.TooEarly == "" {
		t.Errorf("engine %d, load %q, open %q, open too early %q", tablet.Engine, tablet.Load, tablet.Open, tablet.TooEarly)
	}
	if !strings.HasPrefix(tablet.Nothing, `{"error":`) {
		t.Errorf("next without a plan said %s", tablet.Nothing)
	}
	for i, wrong := range tablet.Wrong {
		if wrong == "" || i != 1 && !strings.HasPrefix(wrong, `{"error":`) {
			t.Errorf("wrong call %d was answered %q", i, wrong)
		}
	}
	session, err := tutor.Open(course(), []*tutor.Snapshot{tutor.Generic(course())}, plan)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range tablet.Choices {
		now := start + int64(i)*4000
		want := session.Next(now)
		if got.Item != want.Item || got.Instance != want.Instance || !near(got.P, want.P) || got.Kind != want.Kind.String() ||
			len(got.Reasons) != len(want.Reasons) || got.Reasons[0].Code != want.Reasons[0].Code {
			t.Fatalf("choice %d: tablet %+v, hub %+v", i, got, want)
		}
		e := tutor.Evidence{Item: got.Item, Instance: got.Instance, Correct: i%4 != 3, Duration: 900, At: now}
		if i%7 == 6 {
			e.Hints = 1
		}
		change, err := session.Answer(e)
		if err != nil {
			t.Fatal(err)
		}
		c := tablet.Changes[i].Changed[0]
		if w := change.Skills[0]; c.Skill != w.Skill || !near(c.P, w.P) || !near(c.Known, w.Known) || c.Level != w.Level.String() {
			t.Fatalf("change %d: tablet %+v, hub %+v", i, c, w)
		}
	}
	if state := base64.StdEncoding.EncodeToString(session.State()); tablet.State != state {
		t.Errorf("tablet's state %s, hub's %s", tablet.State, state)
	}
	for i, want := range session.Skills(start + 200_000) {
		if got := tablet.Skills[i]; !near(got.P, want.P) || got.Due != want.Due || got.Solid != want.Solid || got.Ready != want.Ready {
			t.Errorf("skill %d: tablet %+v, hub %+v", i, got, want)
		}
	}
}

// near allows for the six decimals of the module's JSON; the states are compared
// byte for byte.
func near(got, want float64) bool { return math.Abs(got-want) <= 0.5e-6 }

func runModule(t *testing.T, plan *tutor.Plan, start int64) said {
	t.Helper()
	module := buildModule(t)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(map[string]any{
		"course":   course().AppendBinary(nil),
		"snapshot": tutor.Generic(course()).AppendBinary(nil),
		"plan":     plan.AppendBinary(nil),
		"start":    start,
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{"input.json": input, "drive.cjs": []byte(script)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	loader := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")
	out, err := exec.Command("node", filepath.Join(dir, "drive.cjs"), loader, module, filepath.Join(dir, "input.json")).CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	var s said
	if err := json.Unmarshal(bytes.TrimSpace(out), &s); err != nil {
		t.Fatalf("node said %s: %v", out, err)
	}
	return s
}
