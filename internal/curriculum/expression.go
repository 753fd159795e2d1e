package curriculum

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// MaxValue bounds every number an expression may hold, also halfway: so the same
// expression has the same value on 32-bit and 64-bit hubs.
const MaxValue = 1_000_000_000

const (
	maxExpression = 300 // bytes
	maxNodes      = 100
)

// reservedWords may not name values because expressions give them a meaning.
var reservedWords = []string{"true", "false", "nil", "not", "and", "or", "in", "let", "if", "else"}

var errRange = errors.New("a number passes one thousand million")

// functions are the only calls an expression may make.
var functions = func() map[string]expr.Option {
	all := maps.Clone(arithmetic)
	maps.Copy(all, textFunctions)
	return all
}()

// arithmetic: the operators become calls of plus, minus and times, which check
// their range.
var arithmetic = map[string]expr.Option{
	"plus":  pair("plus", func(a, b int64) (int64, error) { return a + b, nil }),
	"minus": pair("minus", func(a, b int64) (int64, error) { return a - b, nil }),
	"times": pair("times", func(a, b int64) (int64, error) { return a * b, nil }),
	"div": pair("div", func(a, b int64) (int64, error) {
		if b == 0 {
			return 0, errors.New("div by zero")
		}
		return a / b, nil
	}),
	"mod": pair("mod", func(a, b int64) (int64, error) {
		if b == 0 {
			return 0, errors.New("mod by zero")
		}
		return a % b, nil
	}),
	"min":  pair("min", func(a, b int64) (int64, error) { return min(a, b), nil }),
	"max":  pair("max", func(a, b int64) (int64, error) { return max(a, b), nil }),
	"diff": pair("diff", func(a, b int64) (int64, error) { return max(a-b, b-a), nil }),
	"counting": expr.Function("counting", func(arguments ...any) (any, error) {
		n, err := wholes("counting", 2, arguments)
		if err != nil {
			return nil, err
		}
		return counting(n[0], n[1])
	}, new(func(int, int) string)),
	"part": expr.Function("part", func(arguments ...any) (any, error) {
		n, err := wholes("part", 2, arguments)
		if err != nil {
			return nil, err
		}
		return part(n[0], n[1])
	}, new(func(int, int) string)),
	"blank": expr.Function("blank", func(arguments ...any) (any, error) {
		n, err := wholes("blank", 4, arguments)
		if err != nil {
			return nil, err
		}
		return blank(n[0], n[1], n[2], n[3])
	}, new(func(int, int, int, int) string)),
	"ascending":  lined("ascending", rising),
	"descending": lined("descending", falling),
	"byOnes":     lined("byOnes", byOnes),
}

var operators = map[string]string{"+": "plus", "-": "minus", "*": "times", "%": "mod"}

var comparisons = []string{"==", "!=", "<", "<=", ">", ">=", "and", "or", "&&", "||", "in"}

func pair(name string, f func(a, b int64) (int64, error)) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		n, err := wholes(name, 2, arguments)
		if err != nil {
			return nil, err
		}
		v, err := f(int64(n[0]), int64(n[1]))
		if err == nil && (v > MaxValue || v < -MaxValue) {
			err = errRange
		}
		return int(v), err
	}, new(func(int, int) int))
}

// wholes checks the arguments of a call: rewriting operators takes them out of the
// reach of expr's own type check.
func wholes(name string, count int, arguments []any) ([]int, error) {
	out := make([]int, 0, len(arguments))
	for _, argument := range arguments {
		n, ok := argument.(int)
		if !ok {
			break
		}
		out = append(out, n)
	}
	if len(out) != len(arguments) || len(out) != count {
		return nil, fmt.Errorf("%s takes %d whole numbers", name, count)
	}
	return out, nil
}

// expression is a compiled expression and the names it reads.
type expression struct {
	program *vm.Program
	reads   []string
	source  string
}

// kinds of result an expression may be asked for.
type kind uint8

const (
	wantBool kind = iota
	wantInt
	wantValue // int or string
)

// compile checks and compiles source over the given values, whose entries say by
// their type what each name is.
func compile(source string, values map[string]any, want kind) (*expression, error) {
	if len(source) > maxExpression {
		return nil, fmt.Errorf("the expression is longer than %d bytes", maxExpression)
	}
	guard := &guard{values: values}
	options := []expr.Option{
		expr.Env(values), expr.DisableAllBuiltins(), expr.Optimize(false),
		expr.MaxNodes(maxNodes), expr.Patch(guard),
	}
	for _, f := range functions {
		options = append(options, f)
	}
	switch want {
	case wantBool:
		options = append(options, expr.AsBool())
	case wantInt:
		options = append(options, expr.AsInt())
	}
	program, err := expr.Compile(source, options...)
	if guard.err != nil {
		return nil, fmt.Errorf("in %q: %w", source, guard.err)
	}
	if err != nil {
		return nil, fmt.Errorf("in %q: %s", source, firstLine(err))
	}
	return &expression{program: program, reads: guard.reads, source: source}, nil
}

// sample returns a value of the type the expression has.
func (e *expression) sample() any {
	if e.program.Node().Type().Kind() == reflect.String {
		return ""
	}
	return 0
}

func (e *expression) run(machine *vm.VM, values map[string]any) (any, error) {
	v, err := machine.Run(e.program, values)
	if err != nil {
		return nil, fmt.Errorf("in %q: %s", e.source, firstLine(err))
	}
	switch v.(type) {
	case bool, int, string:
		return v, nil
	}
	return nil, fmt.Errorf("in %q: the result is neither a whole number nor a word", e.source)
}

// firstLine drops the drawing of the source that expr puts under its errors.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// guard keeps expressions to a small language without loops, floats and access to
// anything but the values, and turns arithmetic into checked calls.
type guard struct {
	values map[string]any
	reads  []string
	err    error
}

// Visit checks one node; expr calls it bottom up.
func (g *guard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		_, value := g.values[n.Value]
		if _, call := functions[n.Value]; !value && !call {
			g.fail(fmt.Errorf("unknown name %s", n.Value))
		}
		if value && !slices.Contains(g.reads, n.Value) {
			g.reads = append(g.reads, n.Value)
		}
	case *ast.IntegerNode:
		if n.Value > MaxValue {
			g.fail(errRange)
		}
	case *ast.BoolNode, *ast.StringNode, *ast.ConditionalNode, *ast.ArrayNode:
	case *ast.UnaryNode:
		if n.Operator == "-" {
			ast.Patch(node, checked("minus", &ast.IntegerNode{}, n.Node))
		}
	case *ast.BinaryNode:
		if call, ok := operators[n.Operator]; ok {
			ast.Patch(node, checked(call, n.Left, n.Right))
		} else if !slices.Contains(comparisons, n.Operator) {
			g.fail(fmt.Errorf("the sign %s is not used here; whole numbers divide with div(a, b)", n.Operator))
		}
	case *ast.CallNode:
		name, ok := n.Callee.(*ast.IdentifierNode)
		if !ok {
			g.fail(errors.New("only the listed functions can be called"))
		} else if _, ok := functions[name.Value]; !ok {
			g.fail(fmt.Errorf("%s is not one of the functions %s", name.Value, known(functions)))
		}
	default:
		g.fail(errors.New("only numbers, words, values, comparisons, + - * %, the listed functions and c ? a : b are allowed"))
	}
}

func (g *guard) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

func checked(name string, a, b ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: []ast.Node{a, b}}
}
