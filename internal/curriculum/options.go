package curriculum

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Bounds of what an option may draw, and of how many options there are.
const (
	maxOptions = 4
	maxThings  = 20
	maxParts   = 8
)

func (g *Generator) has(format string) bool { return slices.Contains(g.Formats, format) }

// types reports whether a format of the generator takes signs beside digits.
func (g *Generator) types() bool { return g.has("value") || g.has("form") }

// chooses reports whether a format of the generator shows options.
func (g *Generator) chooses() bool { return g.has("choice") || g.has("picture") }

// checkFormats checks that a generator says what its formats need, and no more.
func (g *Generator) checkFormats() error {
	switch {
	case (g.has("order") || g.has("group")) && len(g.Formats) > 1:
		return faultf(g.file, "format %s stands alone; write a second generator for the other formats", g.Formats[0])
	case g.has("group") != (len(g.Groups) > 0) || g.has("group") && g.groupFault():
		return faultf(g.file, "format group needs 2 to %d groups, 2 to %d tiles and layout none; no other format has groups", maxGroups, maxGrouped)
	case !g.has("group") && (g.has("order") != (len(g.Tiles) > 0) || len(g.Tiles) == 1 || len(g.Tiles) > maxTiles):
		return faultf(g.file, "format order needs tiles, 2 to %d expressions, and no other format but group has them", maxTiles)
	case g.chooses() != (g.Choices > 0) || g.Choices == 1 || g.Choices > maxOptions:
		return faultf(g.file, "formats choice and picture need choices, 2 to %d, and no other format has them", maxOptions)
	case !g.chooses() && len(g.Others) > 0:
		return faultf(g.file, "others are further options; only choice and picture have them")
	case !g.has("group") && g.has("picture") != (g.Pictures != nil):
		return faultf(g.file, "format picture needs pictures, and no other format but group has them")
	}
	if err := g.checkTyping(); err != nil || g.Pictures == nil {
		return err
	}
	return g.checkPictures()
}

// checkTyping checks what the formats of written work need.
func (g *Generator) checkTyping() error {
	switch {
	case g.types() != slices.Contains(signs, g.Sign):
		return faultf(g.file, "formats value and form need a sign, one of %s, and no other format has one", strings.Join(signs, " "))
	case g.has("money") != (len(g.Notes) > 0) || len(g.Notes) > 8 || slices.ContainsFunc(g.Notes, func(n int) bool { return !slices.Contains(rupees, n) }):
		return faultf(g.file, "format money needs notes, at most 8 of %v, and no other format has them", rupees)
	case g.has("line") && g.layoutKind() != "line":
		return faultf(g.file, "format line needs a layout of kind line")
	case g.has("bar") != (g.layoutKind() == "shade") || g.has("bar") && len(g.Formats) > 1:
		return faultf(g.file, "format bar needs layout shade, and stands alone; no other format has it")
	case g.has("clock") != (g.layoutKind() == "hands") || g.has("clock") && len(g.Formats) > 1:
		return faultf(g.file, "format clock needs layout hands, and stands alone; no other format has it")
	case g.has("steps") != (g.Work != nil) || g.has("steps") && (len(g.Formats) > 1 || g.layoutKind() != "none"):
		return faultf(g.file, "format steps needs work and layout none, and stands alone")
	}
	if g.Work == nil {
		return nil
	}
	return g.Work.check(g)
}

// checkPictures checks what the options are drawn as.
func (g *Generator) checkPictures() error {
	var name string
	switch p := *g.Pictures; {
	case slices.Contains(plainPictures, p.Kind) && p.Thing == "" && p.Shape == "":
		return nil
	case p.Kind == "things" && p.Shape == "":
		name = p.Thing
	case p.Kind == "fraction" && p.Thing == "":
		name = p.Shape
	default:
		return faultf(g.file, "pictures: give kind things and a thing, kind fraction and a shape, or one of %s alone", strings.Join(plainPictures, ", "))
	}
	if !slices.ContainsFunc(g.Parameters, func(q Parameter) bool { return q.Name == name && q.Type == "word" }) {
		return faultf(g.file, "pictures: %q is not a parameter of words", name)
	}
	return nil
}

// keyKind is what answers are: whole numbers wherever they can be typed.
func (g *Generator) keyKind() kind {
	if g.has("keypad") {
		return wantInt
	}
	return wantValue
}

func (s *search) compileOptions(types map[string]any) error {
	for i, source := range s.g.Others {
		e, err := compile(source, types, s.g.keyKind())
		if err != nil {
			return faultf(s.g.file, "others %d: %v", i+1, err)
		}
		s.others = append(s.others, e)
	}
	for i, source := range s.g.Tiles {
		e, err := compile(source, types, wantValue)
		if err != nil {
			return faultf(s.g.file, "tiles %d: %v", i+1, err)
		}
		s.tiles = append(s.tiles, e)
	}
	return nil
}

// options gives an instance what its formats show to tap.
func (s *search) options(in *Instance) error {
	if len(s.tiles) > 0 {
		return s.tile(in)
	}
	if !s.g.chooses() {
		return nil
	}
	found := []string{in.Answer}
	for _, w := range in.Wrong {
		found = append(found, w.Key)
	}
	for _, e := range s.others {
		if len(found) >= s.g.Choices {
			break
		}
		key, err := s.key(e)
		if err != nil {
			return err
		}
		if !slices.Contains(found, key) {
			found = append(found, key)
		}
	}
	found = found[:min(len(found), s.g.Choices)]
	if len(found) < 2 {
		return errors.New("there is nothing to choose from; add others")
	}
	if err := s.g.drawable(found); err != nil {
		return err
	}
	in.Options = s.g.hashed(in, found)
	return nil
}

// tile lays out the numbers that are put in order, never in the right order, or
// into groups.
func (s *search) tile(in *Instance) error {
	var tiles []string
	for _, e := range s.tiles {
		key, err := s.key(e)
		if err != nil {
			return err
		}
		if _, ok := parseNumber(key); !ok {
			return fmt.Errorf("the tile %s is no number", key)
		}
		if slices.Contains(tiles, key) {
			return fmt.Errorf("the tile %s stands twice; add a constraint", key)
		}
		tiles = append(tiles, key)
	}
	sorted := slices.Sorted(slices.Values(tiles))
	keys := []string{in.Answer}
	for _, w := range in.Wrong {
		keys = append(keys, w.Key)
	}
	for _, key := range keys {
		row := s.g.row(key)
		if !slices.Equal(slices.Sorted(slices.Values(row)), sorted) {
			return fmt.Errorf("%q does not have the tiles %s, each once", key, strings.Join(tiles, " "))
		}
	}
	if err := s.g.drawable(tiles); err != nil {
		return err
	}
	in.Tiles = s.g.hashed(in, tiles)
	if strings.Join(in.Tiles, ",") == in.Answer {
		in.Tiles = append(in.Tiles[1:], in.Tiles[0])
	}
	return nil
}

// hashed orders what is tapped by a hash of the exercise and the text, so that the
// right one stands anywhere, and in the same place for ever.
func (g *Generator) hashed(in *Instance, texts []string) []string {
	place := g.place(in.Values)
	slices.SortStableFunc(texts, func(a, b string) int {
		return cmp.Compare(mix(hashString(place, a)), mix(hashString(place, b)))
	})
	return texts
}

// draw is the picture of one option; word is the thing or the shape.
func (p *Pictures) draw(option, word string) (map[string]any, error) {
	if p.Kind == "things" {
		count, err := strconv.Atoi(option)
		if err != nil || count < 1 || count > maxThings {
			return nil, fmt.Errorf("option %q is no count of 1 to %d things", option, maxThings)
		}
		return map[string]any{"kind": p.Kind, "thing": word, "count": count}, nil
	}
	if slices.Contains(plainPictures, p.Kind) {
		return drawPlain(p.Kind, option)
	}
	first, second, _ := strings.Cut(option, "/")
	filled, err1 := strconv.Atoi(first)
	parts, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || filled < 0 || filled > parts || parts < 1 || parts > maxParts {
		return nil, fmt.Errorf("option %q is no part of 1 to %d", option, maxParts)
	}
	return map[string]any{"kind": p.Kind, "shape": word, "parts": parts, "filled": filled}, nil
}

// drawable says which of the texts has no picture, where the generator has pictures.
func (g *Generator) drawable(texts []string) error {
	if g.Pictures == nil {
		return nil
	}
	for _, text := range texts {
		if _, err := g.Pictures.draw(text, ""); err != nil {
			return err
		}
	}
	return nil
}

// draw lists the pictures of what an instance shows to tap.
func (g *Generator) draw(in Instance) []map[string]any {
	word := ""
	if place := slices.IndexFunc(g.Parameters, func(q Parameter) bool { return q.Name == g.Pictures.Thing+g.Pictures.Shape }); place >= 0 {
		word, _ = in.Values[place].(string)
	}
	var out []map[string]any
	for _, option := range append(slices.Clone(in.Options), in.Tiles...) {
		picture, err := g.Pictures.draw(option, word)
		if err != nil {
			panic("curriculum: an option that was enumerated cannot be drawn: " + err.Error())
		}
		out = append(out, picture)
	}
	return out
}
