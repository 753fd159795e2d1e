package wire

// Limits bound what one segment may unfold to. A zero field takes its default.
type Limits struct {
	// Output bounds the bytes of the decoded ops, by default 8 MiB.
	Output int
}

const defaultOutput = 8 << 20

// What an op takes beyond its texts, in the reckoning of Limits.Output.
const (
	opWeight     = 128
	columnWeight = 16
	dotWeight    = 40
)

func (l Limits) orDefault() Limits {
	if l.Output <= 0 {
		l.Output = defaultOutput
	}
	return l
}
