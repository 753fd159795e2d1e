// Package content embeds the starter packs. It holds data only: package
// curriculum reads it, and docs/content.md describes its form.
package content

import (
	"embed"
	"io/fs"
)

//go:embed numeracy
var packs embed.FS

// Numeracy returns the folder of the numeracy starter pack.
func Numeracy() (fs.FS, error) { return fs.Sub(packs, "numeracy") }
