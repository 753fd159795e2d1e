// Package content embeds the starter packs. It holds data only: package
// curriculum reads it, and docs/content.md describes its form.
package content

import (
	"embed"
	"io/fs"
)

//go:embed numeracy
var packs embed.FS

// Sound is what scripts/sound.sh rendered or took from recordings; nothing but a
// word about it before the first build.
//
//go:embed all:sound
var sounds embed.FS

// Sound returns the folder with one file of clips for each language.
func Sound() (fs.FS, error) { return fs.Sub(sounds, "sound") }

// Numeracy returns the folder of the numeracy starter pack.
func Numeracy() (fs.FS, error) { return fs.Sub(packs, "numeracy") }
