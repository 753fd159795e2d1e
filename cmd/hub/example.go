package main

import (
	"encoding/json"
	"sync"

	"darasa/internal/curriculum"
)

// partsRead is how many parts of a pack are kept as teachers' pages read them: some
// 150 KB each, where the whole pack read at once would take a third of what a hub has.
const partsRead = 16

// examples shows exercises as learners see them, reading the parts they stand in.
type examples struct {
	parts *curriculum.Parts
	mu    sync.Mutex
	read  map[[32]byte]*curriculum.Examples
}

func (e *examples) show(item, instance uint32) json.RawMessage {
	if int(item) >= len(e.parts.Places) {
		return nil
	}
	place := e.parts.Places[item]
	part := e.part(place.Part)
	if part == nil {
		return nil
	}
	return part.Show(place.At, instance)
}

// part returns nil for a part that cannot be read.
func (e *examples) part(name [32]byte) *curriculum.Examples {
	e.mu.Lock()
	defer e.mu.Unlock()
	if part, ok := e.read[name]; ok {
		return part
	}
	part, err := curriculum.OpenExamples(e.parts.Files[name])
	if err != nil {
		return nil
	}
	if e.read == nil || len(e.read) >= partsRead {
		e.read = map[[32]byte]*curriculum.Examples{}
	}
	e.read[name] = part
	return part
}
