package curriculum

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Sizes of the drawn graph, in pixels.
const (
	nodeWidth  = 190
	nodeHeight = 34
	columnGap  = 70
	rowGap     = 12
)

// Graph draws the skills and what builds on what as SVG: columns by the longest way
// from a beginning, titles in a language, the reason of an edge as its tooltip.
func (p *Pack) Graph(out io.Writer, language string) error {
	if p.locales[language] == nil {
		language = p.Languages[0]
	}
	places, columns, rows := p.layOut()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n",
		columns*(nodeWidth+columnGap), rows*(nodeHeight+rowGap)+rowGap)
	for i := range p.Skills {
		for _, e := range p.Skills[i].After {
			before, _ := p.skillIndex(e.Skill)
			fmt.Fprintf(&b, `<path d="M%d %dL%d %d" stroke="#8a9399" fill="none"><title>%s</title></path>`+"\n",
				places[before].x()+nodeWidth, places[before].y()+nodeHeight/2, places[i].x(), places[i].y()+nodeHeight/2, escaped(e.Why))
		}
	}
	for i := range p.Skills {
		fmt.Fprintf(&b, `<g><rect x="%d" y="%d" width="%d" height="%d" rx="8" fill="#fbf6ec" stroke="#0b6e69"/><text x="%d" y="%d">%s</text><title>%s</title></g>`+"\n",
			places[i].x(), places[i].y(), nodeWidth, nodeHeight, places[i].x()+8, places[i].y()+nodeHeight/2+4,
			escaped(p.locales[language].Skills[p.Skills[i].ID].Title), p.Skills[i].ID)
	}
	b.WriteString("</svg>\n")
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("write graph: %w", err)
	}
	return nil
}

type graphPlace struct{ column, row int }

func (g graphPlace) x() int { return g.column * (nodeWidth + columnGap) }
func (g graphPlace) y() int { return rowGap + g.row*(nodeHeight+rowGap) }

// layOut gives every skill a column behind all it builds on.
func (p *Pack) layOut() (places []graphPlace, columns, rows int) {
	places = make([]graphPlace, len(p.Skills))
	used := make([]int, len(p.Skills)+1)
	for i := range p.Skills {
		column := 0
		for _, e := range p.Skills[i].After {
			before, _ := p.skillIndex(e.Skill)
			column = max(column, places[before].column+1)
		}
		places[i] = graphPlace{column, used[column]}
		used[column]++
		columns, rows = max(columns, column+1), max(rows, used[column])
	}
	return places, columns, rows
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder never fails
	return b.String()
}
