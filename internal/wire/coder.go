package wire

// column is a kind of number that ops are taken apart into. The numbers are part
// of the format.
type column uint8

// Columns. Those with values of their own kind of noise stand apart.
const (
	colKind column = iota
	colBoot
	colOffset
	colCount
	colFirst
	colGap
	colPause
	colSign
	colLearner
	colCatalogue
	colMove
	colSkill
	colSame
	colItem
	colRawItem
	colInstance
	colHints
	colResponse
	colWrong
	colSeen
	colCorrect
	colDuration
	colShape
	colShapeSize
	colShapeNumber
	colExtra
	colSession
	colAddress
	colNoun
	colField
	colEntity
	colKey
	colValue
	colValueID
	colDots
	colDotAudience
	colDotSeq
	colAssurance
	colReal
	colWithin
	colSource
	colIndex
	colLength
	colText
	numColumns
)

// coder writes or reads the numbers of a segment, one after another. The model
// makes the same calls in the same order at both ends: a writer takes the value
// it is given and returns it, a reader ignores it and returns the one it read.
type coder interface {
	// uint codes any number; ctx tells apart situations in which the same column
	// behaves differently, 0 ≤ ctx < maxContexts.
	uint(c column, ctx int, v uint64) uint64
	// uniform codes a number below n about which nothing is known; n ≥ 1.
	uniform(n, v uint64) uint64
	// text codes bytes, at most limit of them.
	text(b []byte, limit int) []byte
	// fail records the first error; after it every read returns zero.
	fail(err error)
	// failure returns the first error.
	failure() error
}

const maxContexts = 64
