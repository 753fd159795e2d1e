package tracing

import (
	"darasa/internal/engine"
	"darasa/internal/engine/codec"
)

// Bounds of a weight in a snapshot and in a learner's state.
const (
	maxMean = 64
	maxVar  = 16
)

const snapshotFormat = 2

// AppendBinary appends the canonical form of the snapshot to b.
func (s *Snapshot) AppendBinary(b []byte) []byte {
	b = append(b, snapshotFormat)
	b = codec.AppendUint(b, uint64(s.Number))
	for _, w := range s.Shared {
		b = appendWeight(b, w)
	}
	b = appendWeight(appendWeight(b, s.Scale), s.Shift)
	b = appendTouched(b, s.Patterns[:], patternVar)
	b = codec.AppendUint(b, uint64(len(s.Skills)))
	for i := range s.Skills {
		skill := &s.Skills[i]
		b = appendWeight(appendWeight(appendWeight(b, skill.Base), skill.Right), skill.Wrong)
		b = appendTouched(b, skill.Patterns[:], skillPatternVar)
	}
	b = codec.AppendUint(b, uint64(len(s.Items)))
	for _, w := range s.Items {
		b = appendWeight(b, w)
	}
	return appendLinks(appendLinks(b, s.ItemLinks, itemLinkVar), s.SkillLinks, skillLinkVar)
}

// DecodeSnapshot reads a snapshot written by AppendBinary. It returns an error of
// package codec for damaged bytes and ErrSnapshot for weights of a forbidden sign.
func DecodeSnapshot(b []byte) (*Snapshot, error) {
	r := codec.NewReader(b)
	if r.Byte(255) != snapshotFormat {
		r.Fail(codec.ErrVersion)
	}
	s := &Snapshot{Number: uint32(r.Uint(1<<32 - 1))}
	for i := range s.Shared {
		s.Shared[i] = readWeight(r)
	}
	s.Scale, s.Shift = readWeight(r), readWeight(r)
	readTouched(r, s.Patterns[:], patternVar)
	s.Skills = make([]SkillWeights, r.Count(engine.MaxSkills, 25))
	for i := range s.Skills {
		skill := &s.Skills[i]
		skill.Base, skill.Right, skill.Wrong = readWeight(r), readWeight(r), readWeight(r)
		readTouched(r, skill.Patterns[:], skillPatternVar)
	}
	s.Items = make([]Weight, r.Count(engine.MaxItems, 8))
	for i := range s.Items {
		s.Items[i] = readWeight(r)
	}
	s.ItemLinks = readLinks(r, maxLinks, itemLinkVar)
	s.SkillLinks = readLinks(r, maxSkillLinks, skillLinkVar)
	if err := r.Close(); err != nil {
		return nil, err
	}
	if !s.signed() {
		return nil, ErrSnapshot
	}
	return s, nil
}

func appendWeight(b []byte, w Weight) []byte {
	return codec.AppendFloat32(codec.AppendFloat32(b, w.Mean), w.Var)
}

func readWeight(r *codec.Reader) Weight {
	mean := r.Float32(-maxMean, maxMean)
	return Weight{mean, r.Float32(0, maxVar)}
}

// appendTouched writes only the weights of a table that differ from what nothing is
// known of: how many, then each with the number passed over before it.
func appendTouched(b []byte, weights []Weight, untouched float64) []byte {
	blank, n := Weight{0, untouched}.rounded(), 0
	for _, w := range weights {
		if w != blank {
			n++
		}
	}
	b = codec.AppendUint(b, uint64(n))
	next := 0
	for i, w := range weights {
		if w != blank {
			b = appendWeight(codec.AppendUint(b, uint64(i-next)), w)
			next = i + 1
		}
	}
	return b
}

func readTouched(r *codec.Reader, weights []Weight, untouched float64) {
	blank := Weight{0, untouched}.rounded()
	for i := range weights {
		weights[i] = blank
	}
	next := 0
	for range r.Count(len(weights), 9) {
		i := next + int(r.Uint(uint64(len(weights))))
		if i >= len(weights) {
			r.Fail(codec.ErrRange)
			return
		}
		if weights[i] = readWeight(r); weights[i] == blank {
			r.Fail(codec.ErrCanonical)
		}
		next = i + 1
	}
}

func appendLinks(b []byte, links []Link, untouched float32) []byte {
	b = codec.AppendUint(b, uint64(len(links)))
	blank, n := Link{0, untouched}, 0
	for _, k := range links {
		if k != blank {
			n++
		}
	}
	b = codec.AppendUint(b, uint64(n))
	next := 0
	for i, k := range links {
		if k != blank {
			b = codec.AppendUint(b, uint64(i-next))
			b = appendWeight(b, Weight{float64(k.Mean), float64(k.Var)})
			next = i + 1
		}
	}
	return b
}

// readLinks reads a table whose size must be a power of two, at most limit.
func readLinks(r *codec.Reader, limit int, untouched float32) []Link {
	size := int(r.Uint(uint64(limit)))
	if size < minLinks || size&(size-1) != 0 {
		r.Fail(codec.ErrRange)
		return nil
	}
	links := newLinks(size, untouched)
	next := 0
	for range r.Count(size, 9) {
		i := next + int(r.Uint(uint64(size)))
		if i >= size {
			r.Fail(codec.ErrRange)
			return nil
		}
		w := readWeight(r)
		links[i] = Link{float32(w.Mean), float32(w.Var)}
		if links[i] == (Link{0, untouched}) {
			r.Fail(codec.ErrCanonical)
		}
		next = i + 1
	}
	return links
}
