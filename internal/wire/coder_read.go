package wire

// numberReader reads what writer wrote.
type numberReader struct {
	predictors
	r *rangeReader
}

func (d *numberReader) uint(c column, ctx int, _ uint64) uint64 {
	if d.err != nil {
		return 0
	}
	m := d.number(c, ctx)
	n := 0
	for n < 64 && d.r.bit(&m.more[n]) == 1 {
		n++
	}
	if d.r.exhausted() {
		d.fail(damaged("it ends early"))
		return 0
	}
	if n < 2 {
		return uint64(n)
	}
	rest := n - 1
	v := uint64(1)
	if n <= modelled {
		node := 1
		for range min(leadingBits, rest) {
			rest--
			b := d.r.bit(&m.leading[n][node])
			node = node<<1 | int(b)
			v = v<<1 | b
		}
	}
	return v<<rest | d.noise(rest)
}

func (d *numberReader) noise(n int) uint64 {
	v := uint64(0)
	for n > 0 {
		take := min(n, 16)
		n -= take
		part := d.r.share(1 << take)
		if part >= 1<<take {
			d.fail(damaged("a number is out of range"))
			return 0
		}
		v = v<<take | uint64(part)
	}
	return v
}

func (d *numberReader) uniform(n, _ uint64) uint64 {
	if d.err != nil {
		return 0
	}
	var v uint64
	if n <= 1<<16 {
		v = uint64(d.r.share(uint32(n)))
	} else {
		v = d.noise(bitLength(n - 1))
	}
	if v >= n {
		d.fail(damaged("a number is out of range"))
		return 0
	}
	return v
}

func (d *numberReader) text(_, like []byte, limit int) []byte {
	var n uint64
	if like == nil {
		n = d.uint(colLength, 0, 0)
	} else {
		n = uint64(len(like)) + uint64(unzigzag(d.uint(colLonger, 0, 0))) // wraps to beyond any limit below 0
	}
	if n > uint64(limit) {
		d.fail(damaged("a text is too long"))
	}
	if d.err != nil || n == 0 {
		return nil
	}
	if n >= leastPacked {
		if packed := d.uint(colLength, 1, 0); packed >= n {
			d.fail(damaged("a packed text is longer than the text"))
		} else if packed > 0 {
			return d.packed(int(packed), int(n))
		}
	}
	out := make([]byte, 0, min(n, 64))
	class, before := classStart, alikeStart
	for uint64(len(out)) < n && !d.r.exhausted() {
		var c byte
		if i := len(out); i >= len(like) || !d.alike(&c, like[i], &before) {
			c = d.letter(class)
		}
		out = append(out, c)
		class = classOf(c)
	}
	if uint64(len(out)) < n {
		d.fail(damaged("it ends early"))
		return nil
	}
	return out
}

func (d *numberReader) alike(c *byte, like byte, before *int) bool {
	if d.r.bit(d.alikeAt(like, *before)) == 1 {
		*before = alikeOther
		return false
	}
	*c, *before = like, alikeSame
	return true
}

func (d *numberReader) letter(class int) byte {
	tree := d.lettersAfter(class)
	node := 1
	for range 8 {
		node = node<<1 | int(d.r.bit(&tree[node]))
	}
	return byte(node)
}

func (d *numberReader) packed(size, n int) []byte {
	packed := make([]byte, size)
	for i := range packed {
		packed[i] = byte(d.noise(8))
	}
	if d.err != nil {
		return nil
	}
	out, err := unpack(packed, n)
	if err != nil {
		d.fail(err)
	}
	return out
}
