package engine_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms are the packages whose results must have the same bits everywhere, in the
// order of their imports.
var rooms = []string{
	"engine/codec", "engine/digest", "engine", "engine/num", "engine/tracing", "engine/memory",
	"engine/mastery", "engine/placement", "engine/selection", "engine/ranking", "tutor", "engine/wasm/desk",
}

// allowedImports are all that the rooms may import beside each other.
var allowedImports = []string{"errors", "math", "math/bits", "slices", "cmp", "strconv"}

// allowedMath are exact on every machine.
var allowedMath = []string{
	"Sqrt", "Floor", "Abs", "Float64bits", "Float64frombits", "Float32bits", "Float32frombits",
	"Inf", "NaN", "Pi", "MaxFloat64", "MaxUint64", "MaxInt64",
}

// room is one package with its types.
type room struct {
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
}

func load(t *testing.T) []room {
	t.Helper()
	known := map[string]*types.Package{}
	standard := importer.ForCompiler(token.NewFileSet(), "source", nil)
	var loaded []room
	for _, path := range rooms {
		r := room{fset: token.NewFileSet(), info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{},
		}}
		names, err := filepath.Glob(filepath.Join("..", path, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %d files", path, err, len(names))
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r.files = append(r.files, parse(t, r.fset, name, source))
		}
		config := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) {
			if p := known[path]; p != nil {
				return p, nil
			}
			return standard.Import(path)
		})}
		p, err := config.Check("darasa/internal/"+path, r.fset, r.files, r.info)
		if err != nil {
			t.Fatal(err)
		}
		known[p.Path()] = p
		loaded = append(loaded, r)
	}
	return loaded
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func parse(t *testing.T, fset *token.FileSet, name string, source []byte) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(fset, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRoomsArePure(t *testing.T) {
	for _, r := range load(t) {
		for _, file := range r.files {
			for _, imported := range file.Imports {
				path := strings.Trim(imported.Path.Value, `"`)
				inner := strings.TrimPrefix(path, "darasa/internal/")
				if !slices.Contains(allowedImports, path) && !slices.Contains(rooms, inner) {
					t.Errorf("%s imports %s", r.fset.Position(file.Pos()).Filename, path)
				}
			}
			for _, fault := range impure(r, file) {
				t.Error(fault)
			}
		}
	}
}

// impure finds floating-point products that a compiler may fuse with an addition,
// uses of math that differ between machines, and walks over maps.
func impure(r room, file *ast.File) []string {
	var faults []string
	say := func(n ast.Node, what string) {
		faults = append(faults, fmt.Sprintf("%s: %s", r.fset.Position(n.Pos()), what))
	}
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op == token.MUL && r.float(n) && !r.rounded(stack) {
				say(n, "a product must be rounded by float64(…) before it is used")
			}
		case *ast.AssignStmt:
			if n.Tok == token.MUL_ASSIGN && r.float(n.Lhs[0]) {
				say(n, "*= on a float may be fused with what follows")
			}
		case *ast.RangeStmt:
			if _, ok := r.info.Types[n.X].Type.Underlying().(*types.Map); ok {
				say(n, "a map has no order")
			}
		case *ast.SelectorExpr:
			used := r.info.Uses[n.Sel]
			if used != nil && used.Pkg() != nil && used.Pkg().Path() == "math" && !slices.Contains(allowedMath, used.Name()) {
				say(n, "math."+used.Name()+" is not the same on every machine")
			}
		}
		stack = append(stack, n)
		return true
	})
	return faults
}

// float reports whether an expression is a float that is computed at run time.
func (r room) float(e ast.Expr) bool {
	tv := r.info.Types[e]
	basic, ok := tv.Type.Underlying().(*types.Basic)
	return ok && tv.Value == nil && basic.Info()&types.IsFloat != 0
}

// rounded reports whether the innermost expression around a product rounds it:
// a conversion, or a product or quotient in its turn, or a comparison.
func (r room) rounded(stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
			continue
		case *ast.BinaryExpr:
			return n.Op != token.ADD && n.Op != token.SUB
		case *ast.CallExpr:
			return r.info.Types[n.Fun].IsType()
		}
		return false
	}
	return false
}

// TestPurityIsNoticed shows that the check above can fail.
func TestPurityIsNoticed(t *testing.T) {
	for _, c := range []struct {
		name, body string
		faults     int
	}{
		{"fusable sum", "return a*b + c", 1},
		{"fusable difference", "return c - (a*b)", 1},
		{"fusable through a variable", "t := a * b; return t + c", 1},
		{"fusable through a call", "return g(a * b)", 1},
		{"negated", "return -(a*b) + c", 1},
		{"assignment", "a *= b; return a", 1},
		{"math.Exp", "return math.Exp(a)", 1},
		{"math.FMA", "return math.FMA(a, b, c)", 1},
		{"map order", "for k := range m { a = k }; return a", 1},
		{"rounded sum", "return float64(a*b) + c", 0},
		{"product of products", "return float64(a*b*c)", 0},
		{"quotient", "return a*b/c + c", 0},
		{"integers", "i := 3; i = i*i + 1; return float64(i)", 0},
		{"constants", "return 2*3.5 + a", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := "package x\nimport \"math\"\nvar m map[float64]int\nfunc g(x float64) float64 { return math.Sqrt(x) }\n" +
				"func f(a, b, c float64) float64 { " + c.body + " }"
			r := room{fset: token.NewFileSet(), info: &types.Info{
				Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{},
			}}
			file := parse(t, r.fset, "x.go", []byte(source))
			config := types.Config{Importer: importer.ForCompiler(token.NewFileSet(), "source", nil)}
			if _, err := config.Check("x", r.fset, []*ast.File{file}, r.info); err != nil {
				t.Fatal(err)
			}
			if got := impure(r, file); len(got) != c.faults {
				t.Errorf("found %v, want %d faults", got, c.faults)
			}
		})
	}
}
