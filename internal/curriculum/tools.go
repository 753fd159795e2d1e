package curriculum

import "slices"

// Tool is a thing to work an exercise out with: a ten-frame, a number line,
// base-ten blocks, rows of dots, bars or a balance. A and B name the values it is
// worked on with; Op is the sum's sign, "up" for what leads from A to B, or
// "parts" for bars cut into A and B parts. A tablet offers it where the numbers
// fit on the tool, so a value below zero keeps a tool away from an exercise.
type Tool struct {
	Kind string `json:"kind"`
	Op   string `json:"op"`
	A    string `json:"a"`
	B    string `json:"b"`
}

const maxTools = 3

// toolOps lists what each tool can be worked on for.
var toolOps = map[string][]string{
	"frame":   {"+", "−", "up"},
	"line":    {"+", "−", "up"},
	"blocks":  {"+", "−"},
	"array":   {"×", "÷"},
	"bar":     {"parts"},
	"balance": {"up"},
}

// checkTools checks that the tools exist and are worked on with whole numbers.
func (g *Generator) checkTools() error {
	if len(g.Tools) > maxTools {
		return faultf(g.file, "more than %d tools; keep those that help most", maxTools)
	}
	for i, tool := range g.Tools {
		ops, ok := toolOps[tool.Kind]
		if !ok || slices.ContainsFunc(g.Tools[:i], func(o Tool) bool { return o.Kind == tool.Kind }) {
			return faultf(g.file, "tool %q is unknown or named twice; this program knows: %s", tool.Kind, known(toolOps))
		}
		if !slices.Contains(ops, tool.Op) {
			return faultf(g.file, "tool %s: op %q; use one of %v", tool.Kind, tool.Op, ops)
		}
		for _, name := range []string{tool.A, tool.B} {
			if !slices.Contains(g.names(), name) {
				return faultf(g.file, "tool %s: %q is not a value of this generator", tool.Kind, name)
			}
		}
	}
	return nil
}
