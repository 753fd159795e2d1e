package wire

// Limits bound what one segment may unfold to. A zero field takes its default.
// Encode keeps to the defaults.
type Limits struct {
	// Output bounds the bytes of the decoded ops, by default 8 MiB.
	Output int
	// Ratio bounds them to so many times the bytes of the segment, counted from the
	// first MiB on, by default 1,000.
	Ratio int
}

const (
	defaultOutput = 8 << 20
	defaultRatio  = 1000
	freeOutput    = 1 << 20
)

// What an op takes beyond its texts, in the reckoning of Limits.
const (
	opWeight     = 128
	columnWeight = 16
	dotWeight    = 40
)

// output returns the bytes that a segment of size bytes may unfold to.
func (l Limits) output(size int) int {
	if l.Output <= 0 {
		l.Output = defaultOutput
	}
	if l.Ratio <= 0 {
		l.Ratio = defaultRatio
	}
	return int(min(int64(l.Output), freeOutput+int64(l.Ratio)*int64(size)))
}
