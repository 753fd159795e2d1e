package curriculum

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"darasa/internal/speech"
)

// Sound is what was recorded or rendered in one language: a clip for each text that
// speech.Clips can give. Clips are Ogg Opus.
type Sound struct {
	Language string            `json:"language"`
	Voice    string            `json:"voice"` // whose voice; a rendered one says that it is synthetic
	Clips    map[string][]byte `json:"clips"`
}

// SoundFile names the file of a language.
func SoundFile(language string) string { return language + ".json.gz" }

// Encode returns the sound as it is kept: JSON in gzip.
func (s *Sound) Encode() ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		err = json.NewEncoder(z).Encode(s)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("encode sound: %w", err)
	}
	return b.Bytes(), nil
}

// DecodeSound reads what Encode wrote, by this program.
func DecodeSound(body []byte) (s Sound, err error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err == nil {
		err = json.NewDecoder(z).Decode(&s)
	}
	if err != nil {
		return Sound{}, fmt.Errorf("decode sound: %w", err)
	}
	return s, nil
}

// The sound of a skill, or of numbers and signs, in one language: a file like a
// part. Tablets fetch it after everything else.
type (
	tabletSoundLine struct {
		Name     string `json:"name"`
		Language string `json:"language"`
		Skill    int    `json:"skill"` // -1 for numbers and signs, which every skill needs
	}
	tabletSound struct {
		Format   int               `json:"format"`
		Language string            `json:"language"`
		Voice    string            `json:"voice"`
		Clips    map[string][]byte `json:"clips"`
	}
)

// Early reports whether a skill belongs to kindergarten, class 1 or class 2, by the
// year in the codes of its outcomes: its learners may not read yet.
func (s *Skill) Early() bool {
	return slices.ContainsFunc(s.Outcomes, func(o Outcome) bool {
		parts := strings.Split(o.Code, "/")
		return len(parts) > 2 && slices.Contains([]string{"k", "0", "1", "2"}, parts[2])
	})
}

// Stems lists what the exercises of a skill ask in a language, and the groups they
// name, with their values, each text once.
func (b *Built) Stems(skill int, language string) []string {
	found := map[string]bool{}
	for _, item := range b.Items {
		if item.Skill != skill {
			continue
		}
		g := &b.Pack.Generators[item.Generator]
		names := g.names()
		for _, instance := range item.Instances {
			var pairs []string
			for i, name := range names {
				pairs = append(pairs, "{"+name+"}", fmt.Sprint(instance.Values[i]))
			}
			fill := strings.NewReplacer(pairs...)
			for _, key := range slices.Concat(g.Stem, g.Groups) {
				found[fill.Replace(b.Pack.text(language, g.ID, key))] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Segments lists the pieces of sentences that the stems of a skill are said with,
// numbers apart, in alphabetical order.
func (b *Built) Segments(skill int, language string) []string {
	numbers := map[string]bool{}
	for _, word := range speech.Numbers(language) {
		numbers[word] = true
	}
	found := map[string]bool{}
	for _, stem := range b.Stems(skill, language) {
		for _, clip := range speech.Clips(language, stem) {
			if !numbers[clip] {
				found[clip] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Clip is a piece that exercises of the first years are said with.
type Clip struct {
	Key  string // as speech.Key names it
	Text string
	Uses int // questions it is said in
}

// Clips lists by language what a person may record, what is said most first: an hour
// in front of a microphone then goes furthest.
func (b *Built) Clips() map[string][]Clip {
	all := map[string][]Clip{}
	for _, language := range b.Pack.Languages {
		uses := map[string]int{}
		for _, number := range speech.Numbers(language) {
			uses[number] = 0
		}
		for i := range b.Pack.Skills {
			if b.Pack.Skills[i].Early() {
				b.count(i, language, uses)
			}
		}
		list := []Clip{}
		for text, n := range uses {
			list = append(list, Clip{Key: speech.Key(language, text), Text: text, Uses: n})
		}
		slices.SortFunc(list, func(a, c Clip) int { return cmp.Or(c.Uses-a.Uses, strings.Compare(a.Text, c.Text)) })
		all[language] = list
	}
	return all
}

// count adds the questions of a skill to the uses of their pieces.
func (b *Built) count(skill int, language string, uses map[string]int) {
	for _, stem := range b.Stems(skill, language) {
		for _, clip := range slices.Compact(slices.Sorted(slices.Values(speech.Clips(language, stem)))) {
			uses[clip]++
		}
	}
}

// sound cuts what is recorded by skill; a clip that is missing is left out, and the
// tablet reads that stem by its own voice or not at all.
func (b *Built) sound(parts *Parts, sounds []Sound) (lines []tabletSoundLine) {
	for _, s := range sounds {
		if !slices.Contains(b.Pack.Languages, s.Language) || len(s.Clips) == 0 {
			continue
		}
		add := func(skill int, clips []string) {
			file := tabletSound{Language: s.Language, Voice: s.Voice, Clips: map[string][]byte{}}
			for _, clip := range clips {
				if sound, ok := s.Clips[clip]; ok {
					file.Clips[clip] = sound
				}
			}
			if len(file.Clips) > 0 {
				name := parts.add(file)
				lines = append(lines, tabletSoundLine{Name: hex.EncodeToString(name[:]), Language: s.Language, Skill: skill})
			}
		}
		add(-1, speech.Numbers(s.Language))
		for i := range b.Pack.Skills {
			if b.Pack.Skills[i].Early() {
				add(i, b.Segments(i, s.Language))
			}
		}
	}
	return lines
}
