package curriculum

import (
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
)

// Preview writes a page with the first exercise of every item in every language:
// what is asked, drawn and tapped, the answer, hints, both explanations, and what
// is said about each known wrong answer. It needs nothing but a browser.
func (b *Built) Preview(out io.Writer) error {
	page := previewPage{Pack: b.Pack.ID, Languages: b.Pack.Languages}
	whole := b.tabletPack()
	for i := range b.Items {
		page.Items = append(page.Items, b.previewItem(whole, i))
	}
	if err := previewTemplate.Execute(out, page); err != nil {
		return fmt.Errorf("write preview: %w", err)
	}
	return nil
}

type (
	previewPage struct {
		Pack      string
		Languages []string
		Items     []previewItem
	}
	previewItem struct {
		Generator, Skill, Answer, Drawn, Taps string
		Level, Format                         string
		Words                                 []previewWords
	}
	previewWords struct {
		Language, Direction         string
		Stem, Hints, Steps, Another []string
		Wrong                       []previewWrong
	}
	previewWrong struct{ Answer, Name, Says string }
)

func (b *Built) previewItem(whole *tabletPack, i int) previewItem {
	it := &b.Items[i]
	g := &b.Pack.Generators[it.Generator]
	in := &it.Instances[0]
	item := previewItem{
		Generator: g.ID, Skill: b.Pack.Skills[it.Skill].ID, Level: it.Level.String(), Format: it.Format.String(),
		Answer: in.Answer, Taps: strings.Join(append(slices.Clone(in.Options), in.Tiles...), " · "),
	}
	shown := whole.Items[i].Instances[0].Values
	for _, field := range slices.Sorted(maps.Keys(g.layout)) {
		value := g.layout[field]
		if v, ok := shown[value]; ok && field != "kind" {
			value = fmt.Sprint(v)
		}
		item.Drawn += field + " " + value + "  "
	}
	for _, language := range b.Pack.Languages {
		item.Words = append(item.Words, b.previewWords(language, g, in))
	}
	return item
}

func (b *Built) previewWords(language string, g *Generator, in *Instance) previewWords {
	say := func(keys []string) (lines []string) {
		for _, key := range keys {
			lines = append(lines, b.say(language, g, in, key))
		}
		return lines
	}
	w := previewWords{
		Language: language, Direction: b.Pack.locales[language].Direction,
		Stem: say(slices.Concat(g.Stem, g.Groups)), Hints: say(g.Hints), Steps: say(g.Steps),
	}
	if g.Another != nil {
		w.Another = say(g.Another.Say)
	}
	for _, wrong := range in.Wrong {
		id := b.Pack.Misconceptions[wrong.Misconception]
		w.Wrong = append(w.Wrong, previewWrong{wrong.Key, b.MisconceptionName(language, id), say([]string{"mis." + id})[0]})
	}
	return w
}

var previewTemplate = template.Must(template.New("preview").Parse(`<!doctype html>
<meta charset="utf-8"><title>{{.Pack}}</title>
<style>
body{font:16px/1.6 sans-serif;margin:1rem auto;max-width:72rem;padding:0 1rem;background:#fbf6ec;color:#20302f}
article{background:#fff;border:1px solid #d8cfbd;border-radius:8px;padding:.5rem 1rem;margin:1rem 0}
.words{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}
h2{font-size:1rem;margin:.2rem 0}.stem{font-size:1.2rem}
</style>
<h1>{{.Pack}}</h1>
{{range .Items}}<article><h2>{{.Generator}} · {{.Level}} · {{.Format}} → {{.Skill}}</h2>
<p>drawn: <bdi>{{.Drawn}}</bdi>{{with .Taps}}<br>tapped: <bdi>{{.}}</bdi>{{end}}<br>answer: <bdi>{{.Answer}}</bdi></p>
<div class="words">{{range .Words}}<section lang="{{.Language}}" dir="{{.Direction}}">
{{range .Stem}}<p class="stem">{{.}}</p>{{end}}
<ol>{{range .Hints}}<li>{{.}}</li>{{end}}</ol>
<ul>{{range .Steps}}<li>{{.}}</li>{{end}}</ul>
{{range .Another}}<blockquote>{{.}}</blockquote>{{end}}
<dl>{{range .Wrong}}<dt><bdi>{{.Answer}}</bdi> ({{.Name}})</dt><dd>{{.Says}}</dd>{{end}}</dl>
</section>{{end}}</div></article>
{{end}}`))
