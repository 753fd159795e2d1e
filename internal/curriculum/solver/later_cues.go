package solver

// The tasks of the years after the first numbers.
const (
	taskBox       task = "the number of a box"
	taskSmallest  task = "the smallest number"
	taskNearest   task = "a rounded number"
	taskEven      task = "an even number"
	taskOdd       task = "an odd number"
	taskFactor    task = "a factor"
	taskMultiple  task = "a multiple"
	taskPrime     task = "a prime number"
	taskHCF       task = "the highest common factor"
	taskLCM       task = "the lowest common multiple"
	taskWorth     task = "what a digit is worth"
	taskPartOf    task = "a part of a number"
	taskPercent   task = "a percentage"
	taskColoured  task = "the coloured part"
	taskDecimal   task = "a decimal"
	taskLowest    task = "lowest terms"
	taskClock     task = "the time on a clock"
	taskWhich     task = "the clock of a time"
	taskLasts     task = "how long something lasts"
	taskEnds      task = "when something ends"
	taskShade     task = "a part of a bar to colour"
	taskSet       task = "the hands of a clock to set"
	taskGroup     task = "groups"
	taskAfternoon task = "a time of 24 hours"
	taskAmount    task = "an amount of money"
	taskPay       task = "money to lay"
	taskChange    task = "change"
	taskUnitary   task = "the same price for more"
	taskArrow     task = "the mark at an arrow"
	taskTap       task = "a mark to tap"
	taskHighest   task = "the highest bar"
	taskBars      task = "all bars"
	taskHigher    task = "the highest bar over the lowest"
	taskKey       task = "pictures that stand for more"
	taskSides     task = "sides of a shape"
	taskCorners   task = "the shape with some corners"
	taskRight     task = "a right angle"
	taskAcute     task = "an angle smaller than a right one"
	taskObtuse    task = "an angle bigger than a right one"
	taskStraight  task = "an angle on a straight line"
	taskTriangle  task = "an angle of a triangle"
	taskFold      task = "a drawing that folds onto itself"
	taskRound     task = "a way round a shape"
	taskArea      task = "an area"
	taskCubes     task = "cubes of a box"
	taskShare     task = "equal shares"
	taskLeft      task = "what is left over"
	taskTotal     task = "a total"
	taskRest      task = "a rest"
	taskMean      task = "a mean"
	taskUnits     task = "another unit"
	taskProduct   task = "all of equal groups"
)

// laterCues are cues for these tasks; see cues.
var laterCues = map[string][]cue{
	"en": {
		{"belongs in the box", taskBox},
		{"Which is the smallest", taskSmallest},
		{"to the nearest", taskNearest},
		{"is even", taskEven},
		{"is odd", taskOdd},
		{"is a factor of", taskFactor},
		{"is a multiple of", taskMultiple},
		{"is a prime number", taskPrime},
		{"highest common factor", taskHCF},
		{"lowest common multiple", taskLCM},
		{"worth in", taskWorth},
		{"of the number", taskPartOf},
		{"percent of", taskPercent},
		{"of the whole is coloured", taskColoured},
		{"as a decimal", taskDecimal},
		{"in lowest terms", taskLowest},
		{"of the bar.", taskShade},
		{"Set the clock to", taskSet},
		{"into its group", taskGroup},
		{"does the clock show", taskClock},
		{"Which clock shows", taskWhich},
		{"How many minutes does it last", taskLasts},
		{"When does it end", taskEnds},
		{"in the afternoon", taskAfternoon},
		{"How many rupees are here", taskAmount},
		{"Lay", taskPay},
		{"comes back", taskChange},
		{"at the same price", taskUnitary},
		{"does the arrow show", taskArrow},
		{"on the line", taskTap},
		{"does the highest bar show", taskHighest},
		{"all bars together", taskBars},
		{"than the lowest", taskHigher},
		{"Each picture stands for", taskKey},
		{"How many sides", taskSides},
		{"corners", taskCorners},
		{"is a right angle", taskRight},
		{"smaller than a right angle", taskAcute},
		{"bigger than a right angle", taskObtuse},
		{"on the straight line", taskStraight},
		{"of the triangle", taskTriangle},
		{"the same on both sides", taskFold},
		{"all the way round", taskRound},
		{"area", taskArea},
		{"cubes fill", taskCubes},
		{"How many does each get", taskShare},
		{"are left over", taskLeft},
		{"altogether", taskTotal},
		{"remain", taskRest},
		{"the mean of", taskMean},
		{"are in", taskUnits},
		{"does that make", taskProduct},
	},
	"ur": {
		{"ڈبے میں کون سا عدد", taskBox},
		{"سب سے چھوٹا", taskSmallest},
		{"قریب ترین", taskNearest},
		{"جفت", taskEven},
		{"طاق", taskOdd},
		{"کا عاد ہے", taskFactor},
		{"کا ضعف ہے", taskMultiple},
		{"مفرد عدد", taskPrime},
		{"عاد اعظم", taskHCF},
		{"ذو اضعاف اقل", taskLCM},
		{"مقامی قیمت", taskWorth},
		{"حصہ کتنا", taskPartOf},
		{"فیصد", taskPercent},
		{"کتنا حصہ رنگین", taskColoured},
		{"اعشاریہ میں", taskDecimal},
		{"سادہ ترین شکل", taskLowest},
		{"حصہ رنگین کریں", taskShade},
		{"گھڑی کی سوئیاں", taskSet},
		{"گروہ میں رکھیں", taskGroup},
		{"گھڑی کیا وقت", taskClock},
		{"کون سی گھڑی", taskWhich},
		{"کتنے منٹ کا ہے", taskLasts},
		{"کب ختم", taskEnds},
		{"دوپہر کے بعد", taskAfternoon},
		{"یہاں کتنے روپے", taskAmount},
		{"روپے رکھیں", taskPay},
		{"روپے واپس", taskChange},
		{"اسی قیمت", taskUnitary},
		{"تیر کون سا عدد", taskArrow},
		{"لکیر پر چھوئیں", taskTap},
		{"سب سے اونچا ستون کتنے", taskHighest},
		{"تمام ستون", taskBars},
		{"سب سے نیچے ستون سے", taskHigher},
		{"ہر تصویر کا مطلب", taskKey},
		{"کے کتنے ضلعے", taskSides},
		{"کونے", taskCorners},
		{"زاویہ قائمہ ہے", taskRight},
		{"قائمہ سے چھوٹا", taskAcute},
		{"قائمہ سے بڑا", taskObtuse},
		{"سیدھی لکیر پر دوسرا", taskStraight},
		{"مثلث", taskTriangle},
		{"دونوں طرف ایک جیسی", taskFold},
		{"چاروں طرف", taskRound},
		{"رقبہ", taskArea},
		{"مکعب", taskCubes},
		{"ہر ایک کو کتنے", taskShare},
		{"باقی بچ", taskLeft},
		{"کل کتنے", taskTotal},
		{"رہ گئے", taskRest},
		{"اوسط", taskMean},
		{"میں کتنے", taskUnits},
		{"اس طرح کتنے", taskProduct},
		{"اس طرح کتنی", taskProduct},
		{"کل کتنی", taskTotal},
		{"رہ گئیں", taskRest},
		{"ہر ایک کو کتنی", taskShare},
	},
}

// later solves these tasks.
var later = map[task]func(*exerciseView, string) (string, error){
	taskBox:       plainly((*exerciseView).boxed),
	taskSmallest:  plainly((*exerciseView).smallestOption),
	taskNearest:   plainly((*exerciseView).nearest),
	taskEven:      optionWhere(0, func(n int, _ []int) bool { return n%2 == 0 }),
	taskOdd:       optionWhere(0, func(n int, _ []int) bool { return n%2 == 1 }),
	taskFactor:    optionWhere(1, func(n int, of []int) bool { return n > 0 && goesInto(n, of[0]) }),
	taskMultiple:  optionWhere(1, func(n int, of []int) bool { return goesInto(of[0], n) }),
	taskPrime:     optionWhere(0, func(n int, _ []int) bool { return len(divisors(n)) == 2 }),
	taskHCF:       figures(2, func(n []int) int { return lastCommon(divisors(n[0]), divisors(n[1])) }),
	taskLCM:       figures(2, firstMultiple),
	taskWorth:     plainly((*exerciseView).worth),
	taskPartOf:    plainly((*exerciseView).partOf),
	taskPercent:   plainly((*exerciseView).percent),
	taskColoured:  plainly((*exerciseView).coloured),
	taskDecimal:   plainly((*exerciseView).asDecimal),
	taskLowest:    plainly((*exerciseView).lowestTerms),
	taskClock:     plainly((*exerciseView).readClock),
	taskShade:     plainly((*exerciseView).shade),
	taskSet:       plainly((*exerciseView).setClock),
	taskGroup:     (*exerciseView).intoGroups,
	taskWhich:     plainly((*exerciseView).whichClock),
	taskLasts:     plainly((*exerciseView).lasts),
	taskEnds:      plainly((*exerciseView).ends),
	taskAfternoon: plainly((*exerciseView).afternoon),
	taskAmount:    plainly((*exerciseView).amount),
	taskPay:       plainly((*exerciseView).pay),
	taskChange:    plainly((*exerciseView).change),
	taskUnitary:   figures(3, func(n []int) int { return shares(n[1], n[0]) * n[2] }),
	taskArrow:     plainly((*exerciseView).arrow),
	taskTap:       plainly((*exerciseView).mark),
	taskHighest:   bars(func(b []int) int { return b[len(b)-1] }),
	taskBars:      bars(func(b []int) int { return total(b) }),
	taskHigher:    bars(func(b []int) int { return b[len(b)-1] - b[0] }),
	taskKey:       plainly((*exerciseView).keyed),
	taskSides:     plainly((*exerciseView).sides),
	taskCorners:   pictureWhere("polygon", 1, func(size int, n []int) bool { return size == n[0] }),
	taskRight:     pictureWhere("angle", 0, func(size int, _ []int) bool { return size == 90 }),
	taskAcute:     pictureWhere("angle", 0, func(size int, _ []int) bool { return size < 90 }),
	taskObtuse:    pictureWhere("angle", 0, func(size int, _ []int) bool { return size > 90 }),
	taskStraight:  figures(1, func(n []int) int { return 180 - n[0] }),
	taskTriangle:  figures(2, func(n []int) int { return 180 - n[0] - n[1] }),
	taskFold:      plainly((*exerciseView).folds),
	taskRound:     plainly((*exerciseView).wayRound),
	taskArea:      plainly((*exerciseView).squares),
	taskCubes:     figures(3, func(n []int) int { return total(repeat(total(repeat(n[0], n[1])), n[2])) }),
	taskShare:     figures(2, func(n []int) int { return shares(n[0], n[1]) }),
	taskLeft:      figures(2, func(n []int) int { return n[0] - n[1]*shares(n[0], n[1]) }),
	taskTotal:     plainly((*exerciseView).altogether),
	taskRest:      plainly((*exerciseView).remaining),
	taskMean:      plainly((*exerciseView).mean),
	taskProduct:   figures(2, func(n []int) int { return total(repeat(n[0], n[1])) }),
	taskUnits:     (*exerciseView).units,
}

func plainly(solve func(*exerciseView) (string, error)) func(*exerciseView, string) (string, error) {
	return func(v *exerciseView, _ string) (string, error) { return solve(v) }
}
