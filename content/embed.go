// Package content embeds the starter packs. It holds data only: package
// curriculum reads it, and docs/content.md describes its form.
package content

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed numeracy words
var packs embed.FS

// Sound is what scripts/sound.sh rendered or took from recordings; nothing but a
// word about it before the first build.
//
//go:embed all:sound
var sounds embed.FS

// Sound returns the folder with one file of clips for each language.
func Sound() (fs.FS, error) { return fs.Sub(sounds, "sound") }

// Pack returns the folder of a starter pack by name: numeracy or words.
func Pack(name string) (fs.FS, error) {
	folder, err := fs.Sub(packs, name)
	if err != nil {
		return nil, fmt.Errorf("open pack %s: %w", name, err)
	}
	if _, err := fs.Stat(folder, "pack.json"); err != nil {
		return nil, fmt.Errorf("there is no pack %q: %w", name, err)
	}
	return folder, nil
}

// Numeracy returns the folder of the numeracy starter pack.
func Numeracy() (fs.FS, error) { return fs.Sub(packs, "numeracy") }
