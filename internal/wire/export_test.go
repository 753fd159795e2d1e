package wire

// What black-box tests need in order to play a hostile or broken sender.
var (
	Pack         = pack
	Unpack       = unpack
	AppendPacked = appendPacked
)

// Forge makes a signed segment of any header and body.
func Forge(h Header, body []byte, sign func([]byte) []byte) []byte {
	b := append(h.append(nil), body...)
	hash, _ := Hash(append(b, make([]byte, signatureSize)...))
	return append(b, sign(signedMessage(hash))...)
}

// Body returns what lies between a segment's header and its signature.
func Body(b []byte) []byte {
	h, err := Parse(b)
	if err != nil {
		return nil
	}
	return b[h.body : len(b)-signatureSize]
}

// ReadPacked reads n numbers that AppendPacked wrote.
func ReadPacked(b []byte, n int, limit uint64) (values []uint64, rest []byte, err error) {
	r := &reader{b: b}
	values = r.packed(n, limit)
	return values, r.b, r.err
}

// Number is one call of a coder, for tests that play a sequence through both ends.
type Number struct {
	Column  uint8
	Context int
	Value   uint64
	Uniform uint64 // when above 0, Value is below it and coded as uniform
	Text    []byte // when not nil, coded as text
	Like    []byte // what Text may be like
}

// Columns is how many columns there are.
const Columns = int(numColumns)

// WriteNumbers codes a sequence.
func WriteNumbers(numbers []Number) []byte {
	w := &writer{r: newRangeWriter(nil)}
	playNumbers(w, numbers)
	return w.r.finish()
}

// ReadNumbers reads a sequence of the same calls.
func ReadNumbers(b []byte, numbers []Number) ([]Number, error) {
	d := &numberReader{r: newRangeReader(b)}
	return playNumbers(d, numbers), d.err
}

func playNumbers(c coder, numbers []Number) []Number {
	out := make([]Number, len(numbers))
	for i, n := range numbers {
		out[i] = n
		switch {
		case n.Text != nil:
			out[i].Text = append([]byte{}, c.text(n.Text, n.Like, 1<<16)...)
		case n.Uniform > 0:
			out[i].Value = c.uniform(n.Uniform, n.Value)
		default:
			out[i].Value = c.uint(column(n.Column), n.Context, n.Value)
		}
	}
	return out
}
