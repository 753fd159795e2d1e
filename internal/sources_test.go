package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// clocks are what reads or waits for the wall clock in package time.
var clocks = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// seeded are the names of math/rand and math/rand/v2 that a caller's seed or
// source decides; every other one uses the process's own.
var seeded = []string{"New", "NewPCG", "NewChaCha8", "NewSource", "NewZipf", "Rand", "Source", "Source64", "PCG", "ChaCha8", "Zipf"}

// environment is what reads flags and environment in package os.
var environment = []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Args"}

const mostMethods = 6

// sourceViolations returns a sentence for every place in one file of the
// repository, named from its root, that breaks a rule imports do not show.
func sourceViolations(name string, file *ast.File) []string {
	var found []string
	report := func(format string, args ...any) { found = append(found, name+": "+fmt.Sprintf(format, args...)) }
	folder := path.Dir(name)
	at, suite := room(module+"/"+folder), support(module+"/"+folder)
	// The room command holds the flag parser on cmd's behalf.
	command := file.Name.Name == "main" || under(folder, "cmd") || at == "lab" || at == "command"
	clean := slices.Contains(pure, at) && file.Name.Name != "main" && !suite

	names := map[string]string{} // the file's own name of a package → its path
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		short := strings.TrimSuffix(imported, "/v2")
		short = short[strings.LastIndexByte(short, '/')+1:]
		if spec.Name != nil {
			short = spec.Name.Name
		}
		names[short] = imported
		if clean && short == "." {
			report("imports %s by dot, which hides what it calls", imported)
		}
		if !command && (imported == "flag" || imported == "github.com/alecthomas/kong") {
			report("imports %s: only cmd reads flags", imported)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if kind, ok := n.(*ast.InterfaceType); ok && !suite && methods(kind) > mostMethods {
			report("an interface of %d methods, at most %d", methods(kind), mostMethods)
		}
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := selector.X.(*ast.Ident)
		if !ok {
			return true
		}
		called := selector.Sel.Name
		switch imported := names[x.Name]; {
		case clean && imported == "time" && slices.Contains(clocks, called):
			report("calls time.%s: the clock is an argument", called)
		case clean && under(imported, "math/rand") && !slices.Contains(seeded, called):
			report("calls %s.%s: the random source is an argument", imported, called)
		case !command && imported == "os" && slices.Contains(environment, called):
			report("reads os.%s: only cmd reads flags and environment", called)
		}
		return true
	})
	return found
}

// methods counts the methods an interface lists itself.
func methods(kind *ast.InterfaceType) int {
	n := 0
	for _, field := range kind.Methods.List {
		if _, ok := field.Type.(*ast.FuncType); ok {
			n += len(field.Names)
		}
	}
	return n
}

// mustParse walks the product's Go files, tests apart, named from the root.
func mustParse(t *testing.T, each func(name string, file *ast.File)) {
	t.Helper()
	for _, root := range []string{"internal", "cmd", "content", "webapp"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(at string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata"):
				return filepath.SkipDir
			case entry.IsDir() || !strings.HasSuffix(at, ".go") || strings.HasSuffix(at, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), at, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			each(filepath.ToSlash(strings.TrimPrefix(at, ".."+string(filepath.Separator))), file)
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

func TestSources(t *testing.T) {
	read := 0
	mustParse(t, func(name string, file *ast.File) {
		read++
		for _, found := range sourceViolations(name, file) {
			t.Error(found)
		}
	})
	if read < 20 {
		t.Errorf("read %d files only", read)
	}
}

func TestSourceChecker(t *testing.T) {
	tests := []struct{ name, file, body, want string }{
		{"OK/argument", "internal/hlc/a.go", `package hlc; import "time"; func f(now time.Time) time.Time { return now.Add(time.Second) }`, ""},
		{"OK/seeded", "internal/crdt/a.go", `package crdt; import "math/rand/v2"; func f() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }`, ""},
		{"OK/adapter's clock", "internal/sqlite/a.go", `package sqlite; import "time"; var now = time.Now`, ""},
		{"OK/cmd", "cmd/hub/a.go", `package main; import ("flag"; "os"); var a, b = os.Getenv("A"), flag.Bool`, ""},
		{"OK/another Now", "internal/hlc/a.go", `package hlc; type c struct{}; func (c) Now() int { return 0 }; func f(time c) int { return time.Now() }`, ""},
		{"now", "internal/tutor/a.go", `package tutor; import "time"; var f = time.Now`, "time.Now"},
		{"now under another name", "internal/engine/num/a.go", `package num; import t "time"; func f() { t.Sleep(1) }`, "time.Sleep"},
		{"global randomness", "internal/classroom/a.go", `package classroom; import "math/rand/v2"; func f() int { return rand.IntN(3) }`, "random source"},
		{"old global randomness", "internal/wire/a.go", `package wire; import "math/rand"; func f() int { return rand.Intn(3) }`, "random source"},
		{"dot import", "internal/wire/a.go", `package wire; import . "time"; var f = Now`, "by dot"},
		{"environment", "internal/sqlite/a.go", `package sqlite; import "os"; var a = os.Getenv("A")`, "only cmd"},
		{"arguments", "internal/web/a.go", `package web; import "os"; var a = os.Args`, "only cmd"},
		{"flags", "internal/web/a.go", `package web; import _ "flag"`, "only cmd"},
		{"wide interface", "internal/web/a.go", `package web; type I interface { A(); B(); C(); D(); E(); F(); G() }`, "7 methods"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file, err := parser.ParseFile(token.NewFileSet(), tt.file, tt.body, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			wantViolation(t, sourceViolations(tt.file, file), tt.want)
		})
	}
}
