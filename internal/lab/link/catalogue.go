package main

import (
	"encoding/binary"
	"fmt"
	"slices"

	"darasa/internal/curriculum"
	"darasa/internal/lab/workload"
)

// productCatalogue is a workload's catalogue in the product's own form, with numbers
// for names. What is no answer in canonical form is left out; the wire then carries
// it as text.
func productCatalogue(c *workload.Catalogue, skills int) (*curriculum.Catalogue, error) {
	text := func(b []byte, s string) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	b := text([]byte{0}, "workload")
	b = append(b, make([]byte, 32)...) // hash of the values, of no use here
	b = text(append(b, 1), "wrong")    // one misconception
	b = binary.AppendUvarint(b, uint64(skills))
	for skill := range skills {
		b = append(text(b, fmt.Sprintf("s%05d", skill)), 0)
	}
	b = binary.AppendUvarint(b, uint64(c.NumItems()))
	for item := range uint32(c.NumItems()) {
		b = binary.AppendUvarint(text(b, fmt.Sprintf("q%05d", item)), uint64(c.Skill(item)))
		b = append(b, 0, byte(curriculum.Medium), 1, 1) // no more skills, level, format, one instance
		key := canonical(c.Key(item, 0), nil)
		if key == "" {
			key = "?"
		}
		b = text(b, key)
		wrongs := []string{key}
		for _, wrong := range c.Wrong(item, 0) {
			if wrong = canonical(wrong, wrongs); wrong != "" {
				wrongs = append(wrongs, wrong)
			}
		}
		b = binary.AppendUvarint(b, uint64(len(wrongs)-1))
		for _, wrong := range wrongs[1:] {
			b = append(text(b, wrong), 0)
		}
	}
	return curriculum.DecodeCatalogue(b)
}

// canonical returns s when it can stand in a catalogue beside others, else "".
func canonical(s string, others []string) string {
	if len(s) > curriculum.MaxName || curriculum.Normalize(s) != s || slices.Contains(others, s) {
		return ""
	}
	return s
}
