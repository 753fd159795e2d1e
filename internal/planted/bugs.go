// Package planted names bugs that were put into the core on purpose, each behind a
// switch, so that a test can show that the simulation finds them. In the shipped
// program On is the constant false and the compiler leaves nothing of it; only a
// build with the tag planted can turn a bug on.
package planted

// Bug is one of them.
type Bug uint8

// The planted bugs, by what they break.
const (
	None            Bug = iota
	RangesSwallow       // a gap of one number counts as held
	RangesNoHoles       // what is missing inside a range is never asked for
	OlderWins           // of two values of a register the older wins
	ClockGoesBack       // a hub stamps what its calendar says, also when that went back
	ClockDragged        // a clock adopts any remote time
	BadEndsBatch        // one bad op takes with it what comes behind it
	NoAlarm             // a number with two contents goes unnoticed
	AttemptsWait        // children's work is held for its date
	NewerDropped        // what a newer program wrote is counted and not kept
	PortalBelieved      // anybody's answer passes for the cloud's
	ReceiptTooWide      // a receipt covers numbers the receiver does not hold
	NeverAsksHeads      // sums that differ are ignored
	OwnNotOffered       // a restored hub is not given back its own
	OneBranch           // a restored hub's directory has one branch only
	AnyStick            // a stick for another is read
	OwnerTooEarly       // a decision on a session is forgotten when the session comes after it
	LateAtTheEnd        // a late answer is folded where it arrives
	OldOwnerKeeps       // who had a session before keeps its answers
	ReleasedAndLost     // what waited is released without effect
	HintsLost           // hints are not decoded
	UnsignedTaken       // a segment's signature is not checked
	HeldTooWide         // a segment is said to hold one op more than it does
	UnreadVouched       // a receipt names what waits for its directory
	ErasedReturns       // what comes late of an erased child is kept as it is
	BusyNeverAsks       // a restored hub with something to send never hears what it lacks; this one was real
	TwiceEnrolled       // a word that two records are one child has no effect
	JoinedTooLate       // what was answered before that word stays where it was
	bugs
)

var names = [bugs]string{
	"none", "ranges swallow a gap", "holes are not asked for", "the older value wins", "the clock goes back", "the clock is dragged",
	"a bad op ends the batch", "no alarm", "attempts wait for their date", "newer kinds are dropped", "a portal is believed",
	"a receipt is too wide", "heads are never asked for", "own segments are not offered", "one branch only", "any stick is read",
	"a word before its session is forgotten", "late answers are folded at the end", "the old owner keeps answers", "released without effect",
	"hints are lost", "signatures are not checked", "segments hold too much",
	"what cannot be read is signed for",
	"an erased child comes back",
	"the busy never hear what they lack",
	"who was enrolled twice stays two",
	"who was joined late stays two",
}

// String says it in a few words.
func (b Bug) String() string { return names[b] }

// All lists every bug.
func All() []Bug {
	var out []Bug
	for b := None + 1; b < bugs; b++ {
		out = append(out, b)
	}
	return out
}
