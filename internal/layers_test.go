// Package internal_test proves what no single room can: that imports point
// inward, that the pure rooms stay pure, and that the lists in docs/ name things
// that exist. It deliberately contains no product code.
package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mustGraph asks the go command for our packages and all they import.
func mustGraph(t *testing.T, env []string, pattern string) graph {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-json=ImportPath,Name,Imports,Deps,Module,Standard", pattern)
	list.Dir, list.Env, list.Stderr = "..", append(os.Environ(), env...), os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	g := graph{moduleOf: map[string]string{}}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Name string
			Imports, Deps    []string
			Standard         bool
			Module           *struct{ Path string }
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatal(err)
		}
		switch ours := p.Module == nil || p.Module.Path == module; {
		case p.Standard || under(p.ImportPath, module+"/tmp"):
		case ours && under(p.ImportPath, module):
			g.packs = append(g.packs, pack{path: p.ImportPath, main: p.Name == "main", imports: p.Imports, deps: p.Deps})
		case !ours:
			g.moduleOf[p.ImportPath] = p.Module.Path
		}
	}
}

func TestImportsPointInward(t *testing.T) {
	g := mustGraph(t, nil, "./...")
	if len(g.packs) < 10 {
		t.Fatalf("the go command lists %d packages only", len(g.packs))
	}
	for _, found := range violations(g) {
		t.Error(found)
	}
}

func TestTabletModuleStaysSmall(t *testing.T) {
	g := mustGraph(t, []string{"GOOS=js", "GOARCH=wasm"}, "./internal/engine/wasm")
	if !slices.ContainsFunc(g.packs, func(p pack) bool { return place(p.path) == "tutor" }) {
		t.Error("the tablet's module does not hold the tutor")
	}
	for _, found := range violations(g) {
		t.Error(found)
	}
}

func TestModuleFile(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range moduleFile(string(data)) {
		t.Error(found)
	}
}

// moduleFile returns a sentence for each promise about go.mod that it breaks.
func moduleFile(text string) []string {
	var found []string
	ignored := false
	for line := range strings.Lines(text) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && fields[0] == "github.com/grandcat/zeroconf" && fields[1] != "v1.0.0" {
			found = append(found, "github.com/grandcat/zeroconf is wrapped as v1.0.0 behaves, not "+fields[1])
		}
		if len(fields) >= 1 && (fields[0] == "tool" || fields[0] == "replace") {
			found = append(found, "go.mod has a "+fields[0]+" line; tools live in internal/tools")
		}
		ignored = ignored || strings.TrimSpace(line) == "ignore ./webapp/node_modules"
	}
	if !ignored {
		found = append(found, "go.mod does not ignore ./webapp/node_modules")
	}
	return found
}

func TestModuleFileChecker(t *testing.T) {
	good := "module darasa\nignore ./webapp/node_modules\nrequire (\n\tgithub.com/grandcat/zeroconf v1.0.0\n)\n"
	tests := []struct{ name, text, want string }{
		{"OK", good, ""},
		{"another zeroconf", strings.Replace(good, "v1.0.0", "v1.0.1", 1), "zeroconf"},
		{"a tool", good + "tool example.org/linter\n", "tool line"},
		{"nothing ignored", strings.Replace(good, "ignore ", "// ", 1), "node_modules"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantViolation(t, moduleFile(tt.text), tt.want) })
	}
}

// wantViolation checks that found is empty, or one sentence that contains want.
func wantViolation(t *testing.T, found []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(found) > 0:
		t.Errorf("got %q, want no violation", found)
	case want != "" && (len(found) != 1 || !strings.Contains(found[0], want)):
		t.Errorf("got %q, want one violation that says %q", found, want)
	}
}

// TestLayerChecker breaks each rule once in a graph that keeps the others.
func TestLayerChecker(t *testing.T) {
	const in = module + "/internal/"
	third := map[string]string{
		"example.org/zip": "example.org/zip", "example.org/zip/fast": "example.org/zip",
		"golang.org/x/crypto/argon2": "golang.org/x/crypto",
	}
	tests := []struct {
		name string
		path string
		to   []string
		main bool
		want string
	}{
		{name: "OK/core order", path: in + "wire", to: []string{in + "school", in + "hlc", in + "crdt", "bytes"}},
		{name: "OK/projection joins both", path: in + "projection", to: []string{in + "replication", in + "tutor"}},
		{name: "OK/adapter", path: in + "hubapi", to: []string{in + "classroom", in + "web", "net/http", "os"}},
		{name: "OK/cmd wires", path: module + "/cmd/hub", to: []string{in + "sqlite", in + "demo", module + "/webapp", "flag"}},
		{name: "OK/lab uses what it measures", path: in + "lab/wire", to: []string{in + "sqlite", in + "hubapi", "os"}},
		{name: "OK/suite", path: in + "sqlite/sqlitetest", to: []string{in + "hubapi", module + "/content"}},
		{name: "OK/command beside the tutor", path: in + "tutor/samebits", to: []string{in + "engine", "os"}, main: true},
		{name: "OK/x is nobody's", path: in + "classroom", to: []string{"golang.org/x/crypto/argon2"}},

		{name: "core backwards", path: in + "crdt", to: []string{in + "wire"}, want: "core order"},
		{name: "core sideways", path: in + "replication", to: []string{in + "tutor"}, want: "core order"},
		{name: "engine to school", path: in + "engine/tracing", to: []string{in + "school"}, want: "engine may import"},
		{name: "tutor to curriculum", path: in + "tutor", to: []string{in + "curriculum"}, want: "tutor may import"},
		{name: "engine to its module", path: in + "engine/num", to: []string{in + "engine/wasm/desk"}, want: "engine may import"},
		{name: "projection to a store", path: in + "projection", to: []string{in + "sqlite"}, want: "projection may import"},
		{name: "core to adapter", path: in + "classroom", to: []string{in + "hubapi"}, want: "point inward"},
		{name: "core to plumbing", path: in + "classroom", to: []string{in + "web"}, want: "point inward"},
		{name: "plumbing to core", path: in + "web", to: []string{in + "classroom"}, want: "web may import"},
		{name: "adapter to adapter", path: in + "hubapi", to: []string{in + "sqlite"}, want: "never import each other"},
		{name: "part of an adapter to adapter", path: in + "sqlite/backup", to: []string{in + "blob"}, want: "never import each other"},
		{name: "adapter to content", path: in + "sqlite", to: []string{module + "/content"}, want: "handed in by cmd"},
		{name: "product to lab", path: in + "sqlite", to: []string{in + "lab/wire"}, want: "instruments"},
		{name: "cloud to demo", path: module + "/cmd/cloudsync", to: []string{in + "demo"}, want: "instruments"},
		{name: "room to command", path: in + "demo", to: []string{module + "/cmd/hub"}, want: "imports a command"},
		{name: "product to suite", path: in + "sqlite", to: []string{in + "crdt/crdttest"}, want: "conformance suite"},
		{name: "content to a room", path: module + "/content", to: []string{in + "curriculum"}, want: "are data"},
		{name: "pure to disk", path: in + "crdt", to: []string{"os"}, want: "pure room"},
		{name: "pure to network", path: in + "wire", to: []string{"net/http"}, want: "pure room"},
		{name: "pure to log", path: in + "projection", to: []string{"log/slog"}, want: "pure room"},
		{name: "pure to database", path: in + "classroom", to: []string{"database/sql"}, want: "pure room"},
		{name: "pure to randomness", path: in + "seal", to: []string{"crypto/rand"}, want: "pure room"},
		{name: "unknown room", path: in + "helpers", want: "does not know"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graph{moduleOf: third, packs: []pack{{path: tt.path, main: tt.main, imports: tt.to}}}
			wantViolation(t, violations(g), tt.want)
		})
	}
}

func TestLayerCheckerFollowsPathsToTheTablet(t *testing.T) {
	const in = module + "/internal/"
	tests := []struct {
		name string
		pack pack
		want string
	}{
		{"OK", pack{path: in + "tutor", deps: []string{"errors", "math", in + "engine"}}, ""},
		{"OK/elsewhere", pack{path: in + "crdt", deps: []string{"fmt", "reflect"}}, ""},
		{"by another package", pack{path: in + "tutor", deps: []string{"errors", "reflect"}}, "reaches reflect"},
		{"the module itself", pack{path: in + "engine/wasm", main: true, deps: []string{"encoding/json"}}, "reaches encoding/json"},
		{"words", pack{path: in + "engine/num", deps: []string{in + "school"}}, "internal/school"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantViolation(t, violations(graph{packs: []pack{tt.pack}}), tt.want) })
	}
}

func TestLayerCheckerCountsModules(t *testing.T) {
	const in = module + "/internal/"
	moduleOf := map[string]string{
		"example.org/zip": "example.org/zip", "example.org/zip/fast": "example.org/zip",
		"golang.org/x/crypto/argon2": "golang.org/x/crypto", "golang.org/x/crypto/chacha20": "golang.org/x/crypto",
	}
	zip := func(path string) pack { return pack{path: path, imports: []string{"example.org/zip/fast"}} }
	tests := []struct {
		name  string
		packs []pack
		want  string
	}{
		{"OK/one", []pack{zip(in + "wire")}, ""},
		{"OK/instrument", []pack{zip(in + "wire"), zip(in + "lab/wire")}, ""},
		{"OK/suite", []pack{zip(in + "wire"), zip(in + "blob/blobtest")}, ""},
		{"OK/both commands", []pack{zip(module + "/cmd/hub"), zip(module + "/cmd/cloudsync")}, ""},
		{"OK/x", []pack{
			{path: in + "seal", imports: []string{"golang.org/x/crypto/chacha20"}},
			{path: in + "classroom", imports: []string{"golang.org/x/crypto/argon2"}},
		}, ""},
		{"two rooms", []pack{zip(in + "wire"), {path: in + "blob", imports: []string{"example.org/zip"}}}, "one package wraps it"},
		{"a room and cmd", []pack{zip(in + "wire"), zip(module + "/cmd/hub")}, "one package wraps it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantViolation(t, violations(graph{packs: tt.packs, moduleOf: moduleOf}), tt.want)
		})
	}
}
