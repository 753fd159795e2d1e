// Command review lists every Urdu text of this repository for a native reader, as
// Markdown: those of the packs beside their English, and those of the app. It prints
// to standard output; docs/review-ur.md is kept by hand of whoever changes texts:
//
//	go run ./internal/lab/review > docs/review-ur.md
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	flag.Parse()
	if err := run(os.Stdout, os.DirFS(*root)); err != nil {
		fmt.Fprintln(os.Stderr, "lab/review:", err)
		os.Exit(1)
	}
}

const head = `# Urdu for a native reader

**None of these texts has been read by a native speaker yet.** They are listed as they stand in the repository, beside their English. ` + "`{a}`" + ` is a number, ` + "`{thing:many}`" + ` a form of a noun, ` + "`{thing, select, m {…} f {…}}`" + ` what fits its gender.
Strike out and write over; the key before each line says where it belongs. Made by ` + "`go run ./internal/lab/review > docs/review-ur.md`" + `.
`

// run writes the list.
func run(out io.Writer, root fs.FS) error {
	files, err := fs.Glob(root, "content/*/locale/ur.json")
	if err != nil {
		return fmt.Errorf("find packs: %w", err)
	}
	guides, err := fs.Glob(root, "content/*/guide/ur.json")
	if err != nil {
		return fmt.Errorf("find guides: %w", err)
	}
	app, err := fs.Glob(root, "webapp/locale/ur/*.json")
	if err != nil {
		return fmt.Errorf("find the app's texts: %w", err)
	}
	var b strings.Builder
	b.WriteString(head)
	all := slices.Concat(files, guides, app)
	for _, file := range all {
		english := strings.Replace(file, "/ur.json", "/en.json", 1)
		if english == file {
			english = strings.Replace(file, "/ur/", "/en/", 1)
		}
		ours, err := texts(root, file)
		if err != nil {
			return err
		}
		theirs, err := texts(root, english)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n## %s\n\n| key | Urdu | English |\n|---|---|---|\n", file)
		for _, key := range slices.Sorted(maps.Keys(ours)) {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", key, cell(ours[key]), cell(theirs[key]))
		}
	}
	if len(all) == 0 {
		return fmt.Errorf("there are no Urdu texts under %s", path.Base("."))
	}
	_, err = io.WriteString(out, b.String())
	if err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}

// cell keeps a text within its place of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "|", "\\|"), "\n", " ")
}

// texts reads all strings of a JSON file by their keys, joined with points.
func texts(root fs.FS, file string) (map[string]string, error) {
	body, err := fs.ReadFile(root, file)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	out := map[string]string{}
	collect(out, "", value)
	return out, nil
}

func collect(out map[string]string, key string, value any) {
	switch v := value.(type) {
	case string:
		out[strings.TrimPrefix(key, ".")] = v
	case map[string]any:
		for name, inner := range v {
			collect(out, key+"."+name, inner)
		}
	case []any:
		for i, inner := range v {
			collect(out, fmt.Sprintf("%s.%d", key, i), inner)
		}
	}
}
