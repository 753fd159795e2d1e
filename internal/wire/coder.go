package wire

// column is a kind of number that ops are taken apart into. The numbers are part
// of the format.
type column uint8

// Columns.
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
	colLength
	numColumns
)

// maxContexts bounds the situations a column tells apart.
const maxContexts = 64

// usual is how many bits the numbers of a column are expected to have before any
// has been seen: it saves a small segment the learning. Columns not listed are
// mostly 0.
var usual = [numColumns]int{
	colFirst: 12, colGap: 9, colPause: 9, colDuration: 12, colItem: 3, colSkill: 2, colRawItem: 8,
	colShapeSize: 2, colShapeNumber: 4, colNoun: 4, colField: 2, colDotSeq: 8, colReal: 8, colWithin: 5, colLength: 3,
}

// number predicts the numbers of one column in one situation: first how many bits
// they have, then their leading bits. What is below those is taken for noise.
type number struct {
	more    [65]probability // does it have more bits than that
	leading [modelled + 1][1 << leadingBits]probability
}

const (
	leadingBits = 3  // bits below the first that are predicted
	modelled    = 24 // numbers of more bits are noise but for their length
)

func newNumber(c column) *number {
	m := &number{}
	for i := range m.more {
		m.more[i] = probability{p: 40000, n: 1}
		if i+1 < usual[c] {
			m.more[i] = probability{p: 4000, n: 2}
		} else if i == 0 && usual[c] == 0 {
			m.more[i] = probability{p: 58000, n: 2}
		}
	}
	for i := range m.leading {
		for j := range m.leading[i] {
			m.leading[i][j] = probability{p: 32768}
		}
	}
	return m
}

// predictors holds what both directions learn.
type predictors struct {
	numbers [numColumns][maxContexts]*number
	letters *letters
	err     error
}

func (p *predictors) number(c column, ctx int) *number {
	m := p.numbers[c][ctx]
	if m == nil {
		m = newNumber(c)
		p.numbers[c][ctx] = m
	}
	return m
}

func (p *predictors) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *predictors) failure() error { return p.err }

// letters predicts bytes of texts from the kind of the byte before.
type letters [numClasses][256]probability

// Kinds of bytes.
const (
	classStart = iota
	classDigit
	classLower
	classUpper
	classOther
	classLead // of a letter beyond ASCII
	classTail
	numClasses
)

func classOf(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return classDigit
	case b >= 'a' && b <= 'z':
		return classLower
	case b >= 'A' && b <= 'Z':
		return classUpper
	case b >= 0xc0:
		return classLead
	case b >= 0x80:
		return classTail
	}
	return classOther
}

func (p *predictors) lettersAfter(class int) *[256]probability {
	if p.letters == nil {
		p.letters = &letters{}
		for i := range p.letters {
			for j := range p.letters[i] {
				p.letters[i][j] = probability{p: 32768}
			}
		}
	}
	return &p.letters[class]
}
