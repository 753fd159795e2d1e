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
	colLonger
	colBasis
	numColumns
)

// maxContexts bounds the situations a column tells apart.
const maxContexts = 64

// usual is how many bits the numbers of a column are expected to have before any
// has been seen: it saves a small segment the learning. Columns not listed are
// mostly 0; those that settle at other chances are listed in open.
var usual = [numColumns]int{
	colFirst: 12, colGap: 9, colPause: 9, colDuration: 12, colItem: 3, colSkill: 2, colRawItem: 8,
	colShapeSize: 2, colShapeNumber: 4, colNoun: 4, colField: 2, colDotSeq: 8, colReal: 8, colWithin: 5, colLength: 3,
}

// open lists the columns of small numbers whose 0 is likely and no more.
var open = [numColumns]bool{
	colCount: true, colMove: true, colSame: true, colInstance: true, colHints: true, colResponse: true, colWrong: true,
	colExtra: true, colAddress: true, colEntity: true, colKey: true, colValue: true, colLonger: true,
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
		m.more[i] = probability{p: 40000, n: 2}
		switch far := i - usual[c]; {
		case open[c] && i == 0:
			m.more[i] = probability{p: 49000, n: 1}
		case usual[c] == 0 && i == 0:
			m.more[i] = probability{p: 62000, n: 4}
		case far < -2:
			m.more[i] = probability{p: 2000, n: 4}
		case far == -2:
			m.more[i] = probability{p: 6000, n: 3}
		case far == -1:
			m.more[i] = probability{p: 20000, n: 3}
		}
	}
	for i := range m.leading {
		for j := range m.leading[i] {
			m.leading[i][j] = probability{p: 1 << 15, n: 4}
		}
	}
	return m
}

// predictors holds what both directions learn.
type predictors struct {
	numbers [numColumns][maxContexts]*number
	letters *letters
	alike   [2][3]probability // is a letter the same as the like one: digits or others, by the letter before
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

// How the letter before fared against the like one; the index of predictors.alike.
const (
	alikeStart = iota
	alikeSame
	alikeOther
)

// alikeAt returns the chance that a letter is like[i] again.
func (p *predictors) alikeAt(c byte, before int) *probability {
	q := &p.alike[bit(c >= '0' && c <= '9')][before]
	if *q == (probability{}) {
		*q = probability{p: 1 << 15, n: 1}
	}
	return q
}

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
		p.letters = newLetters()
	}
	return &p.letters[class]
}

// newLetters expects no more than what every script shares: ASCII is followed by
// ASCII, a digit by a digit, a small letter by a small letter, and the bytes of a
// letter beyond ASCII by each other.
func newLetters() *letters {
	l := &letters{}
	for class := range l {
		for node := range l[class] {
			l[class][node] = probability{p: 1 << 15}
		}
		l[class][1] = probability{p: 60000, n: 3}
	}
	for node, p := range map[int]uint16{0b10: 52000, 0b100: 13000, 0b1001: 13000} {
		l[classDigit][node] = probability{p: p, n: 2}
	}
	for node, p := range map[int]uint16{0b10: 13000, 0b101: 13000} {
		l[classLower][node] = probability{p: p, n: 2}
	}
	l[classLead][1], l[classTail][1] = probability{p: 4000, n: 3}, probability{p: 1 << 15}
	return l
}
