package internal_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const module = "darasa"

// order is the core from the inside out: each may import those before it only.
var order = []string{"school", "planted", "hlc", "crdt", "wire", "replication"}

// rooms says of every folder of internal/ what it is. A new room is entered here
// before it is built.
var rooms = map[string]kind{
	"school": core, "planted": core, "hlc": core, "crdt": core, "wire": core, "replication": core,
	"engine": core, "tutor": core, "projection": core, "audit": core, "curriculum": core,
	"library": core, "calibration": core, "inspect": core, "classlist": core, "classroom": core, "ministry": core, "seal": core, "salvage": core,
	"speech": core, "media": core,
	"web":    plumbing,
	"sqlite": adapter, "postgres": adapter, "clickhouse": adapter, "blob": adapter, "packs": adapter,
	"hubapi": adapter, "cloudapi": adapter, "websocket": adapter, "uplink": adapter,
	"command": adapter, "stick": adapter, "metrics": adapter, "mdns": adapter, "certs": adapter, "portal": adapter, "oneroster": adapter,
	"demo": outside, "lab": outside, "simtest": outside, "tools": outside,
}

type kind int

const (
	core     kind = iota + 1 // rules of the product; imports core only
	plumbing                 // what adapters share; imports std and school only
	adapter                  // one technology each; imports core and plumbing
	outside                  // instruments and invented data; the product does not import it
)

// narrow rooms may import these rooms of ours and no others.
var narrow = map[string][]string{
	"engine":      {},
	"tutor":       {"engine"},
	"engine/wasm": {"engine", "tutor"},
	"seal":        {},
	"audit":       {},
	"web":         {"school"},
	"projection":  {"school", "planted", "hlc", "crdt", "wire", "replication", "engine", "tutor"},
}

// pure rooms take clock, disk and randomness as arguments.
var pure = []string{
	"school", "planted", "hlc", "crdt", "wire", "replication", "engine", "tutor", "projection",
	"library", "calibration", "inspect", "classlist", "classroom", "ministry", "seal", "audit",
}

// impure are the packages, with all below them, that no pure room imports.
var impure = []string{"os", "net", "database/sql", "log", "flag", "syscall", "crypto/rand", "unsafe"}

// heavy may not reach the tablet's module by any path.
var heavy = []string{"fmt", "encoding/json", "reflect", "os", "net", "github.com/google/uuid", module + "/internal/school"}

// pack is what the rules need to know of a package.
type pack struct {
	path    string   // import path
	main    bool     // a command
	imports []string // import paths, tests' apart
	deps    []string // everything imported on any path
}

// graph is our packages, and which module an import path that is not ours
// belongs to; the standard library belongs to none.
type graph struct {
	packs    []pack
	moduleOf map[string]string
}

// place is the path below internal/, or empty: "darasa/internal/engine/num" is in
// "engine/num".
func place(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module+"/internal"), "/")
}

func inside(path string) bool { return strings.HasPrefix(path, module+"/internal/") }

// room is the first part of the place.
func room(path string) string {
	name, _, _ := strings.Cut(place(path), "/")
	return name
}

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// support tells whether a package only serves tests: sqlite/sqlitetest, blob/blobtest.
func support(path string) bool {
	return strings.Contains(place(path), "/") && strings.HasSuffix(path, "test")
}

// narrowest returns the limits of the deepest narrow room that holds the path.
func narrowest(path string) ([]string, bool) {
	for at := place(path); at != ""; at = at[:max(strings.LastIndexByte(at, '/'), 0)] {
		if allowed, ok := narrow[at]; ok {
			return allowed, true
		}
	}
	return nil, false
}

// violations returns a sentence for every import that breaks a rule.
func violations(g graph) []string {
	var found []string
	for _, p := range g.packs {
		for _, imported := range p.imports {
			if why := wrongImport(p, imported); why != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s", p.path, imported, why))
			}
		}
		if inside(p.path) && rooms[room(p.path)] == 0 {
			found = append(found, p.path+": a room that internal/layers_rules_test.go does not know")
		}
		found = append(found, tooHeavy(p)...)
	}
	return append(found, sharedModules(g)...)
}

// wrongImport returns the rule that one import breaks, or the empty string.
func wrongImport(p pack, imported string) string {
	if support(p.path) {
		return ""
	}
	if slices.Contains(pure, room(p.path)) && !p.main {
		for _, root := range impure {
			if under(imported, root) {
				return "a pure room takes clock, disk and randomness as arguments"
			}
		}
	}
	switch {
	case imported != module && !under(imported, module):
		return ""
	case support(imported) && rooms[room(p.path)] != outside:
		return "only tests import a conformance suite"
	case under(imported, module+"/cmd"):
		return "nothing imports a command"
	case under(p.path, module+"/cmd"):
		if rooms[room(imported)] == outside && !(room(imported) == "demo" && under(p.path, module+"/cmd/hub")) {
			return "the product does not import instruments or invented data"
		}
		return ""
	case !inside(p.path):
		return "content and webapp are data and import nothing of ours"
	case !inside(imported):
		if rooms[room(p.path)] == outside {
			return ""
		}
		return "content and webapp are handed in by cmd"
	}
	return wrongNeighbour(p.path, imported)
}

// wrongNeighbour judges an import of one package of internal/ by another.
func wrongNeighbour(from, to string) string {
	a, b := room(from), room(to)
	if a == b && (place(from) == a || !under(place(to), "engine/wasm")) {
		return ""
	}
	if allowed, ok := narrowest(from); ok && !slices.Contains(allowed, b) {
		return fmt.Sprintf("%s may import %v only", a, allowed)
	}
	if i := slices.Index(order, a); i >= 0 && !slices.Contains(order[:i], b) {
		return fmt.Sprintf("the core order is %s", strings.Join(order, " → "))
	}
	switch from, to := rooms[a], rooms[b]; {
	case from == outside:
		return ""
	case to == outside:
		return "the product does not import instruments or invented data"
	case from == core && to != core:
		return "imports point inward: the core knows no adapter"
	case from == adapter && to == adapter:
		return "adapters never import each other; cmd hands one what it needs of another"
	}
	return ""
}

// tooHeavy looks for packages that would reach the tablet's module.
func tooHeavy(p pack) []string {
	if a := room(p.path); a != "engine" && a != "tutor" || support(p.path) ||
		p.main && place(p.path) != "engine/wasm" {
		return nil
	}
	var found []string
	for _, dep := range p.deps {
		if slices.Contains(heavy, dep) {
			found = append(found, fmt.Sprintf("%s reaches %s: the tablet's module stays free of it", p.path, dep))
		}
	}
	return found
}

// sharedModules finds third-party modules that more than one package imports.
// cmd counts as one package: it wires two programs of one kind.
func sharedModules(g graph) []string {
	users := map[string][]string{}
	for _, p := range g.packs {
		if a := room(p.path); support(p.path) || inside(p.path) && rooms[a] == outside && a != "demo" {
			continue
		}
		user := p.path
		if under(user, module+"/cmd") {
			user = module + "/cmd"
		}
		for _, imported := range p.imports {
			name := g.moduleOf[imported]
			if name != "" && !under(name, "golang.org/x") && !slices.Contains(users[name], user) {
				users[name] = append(users[name], user)
			}
		}
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(users)) {
		if len(users[name]) > 1 {
			slices.Sort(users[name])
			found = append(found, fmt.Sprintf("module %s is imported by %s: one package wraps it for all",
				name, strings.Join(users[name], " and ")))
		}
	}
	return found
}
