package wire

// writer codes numbers into a segment's body.
type writer struct {
	predictors
	r *rangeWriter
}

func (w *writer) uint(c column, ctx int, v uint64) uint64 {
	m := w.number(c, ctx)
	n := bitLength(v)
	for i := range n {
		w.r.bit(&m.more[i], 1)
	}
	if n < 64 {
		w.r.bit(&m.more[n], 0)
	}
	if n < 2 {
		return v
	}
	rest := n - 1
	if n <= modelled {
		node := 1
		for range min(leadingBits, rest) {
			rest--
			b := v >> rest & 1
			w.r.bit(&m.leading[n][node], b)
			node = node<<1 | int(b)
		}
	}
	w.noise(rest, v)
	return v
}

// noise writes the low n bits of v as they are.
func (w *writer) noise(n int, v uint64) {
	for n > 0 {
		take := min(n, 16)
		n -= take
		w.r.share(1<<take, uint32(v>>n)&(1<<take-1))
	}
}

func (w *writer) uniform(n, v uint64) uint64 {
	if n <= 1<<16 {
		w.r.share(uint32(n), uint32(v))
	} else {
		w.noise(bitLength(n-1), v)
	}
	return v
}

func (w *writer) text(b, like []byte, _ int) []byte {
	packed := pack(b)
	if like == nil {
		w.uint(colLength, 0, uint64(len(b)))
	} else {
		w.uint(colLonger, 0, zigzag(int64(len(b)-len(like))))
	}
	if len(b) >= leastPacked {
		w.uint(colLength, 1, uint64(len(packed)))
	}
	if packed != nil {
		for _, c := range packed {
			w.noise(8, uint64(c))
		}
		return b
	}
	class, before := classStart, alikeStart
	for i, c := range b {
		if i >= len(like) || !w.alike(c, like[i], &before) {
			w.letter(class, c)
		}
		class = classOf(c)
	}
	return b
}

func (w *writer) alike(c, like byte, before *int) bool {
	w.r.bit(w.alikeAt(like, *before), bit(c != like))
	if *before = alikeSame; c != like {
		*before = alikeOther
	}
	return c == like
}

func (w *writer) letter(class int, c byte) {
	tree := w.lettersAfter(class)
	node := 1
	for i := 7; i >= 0; i-- {
		b := uint64(c>>i) & 1
		w.r.bit(&tree[node], b)
		node = node<<1 | int(b)
	}
}
