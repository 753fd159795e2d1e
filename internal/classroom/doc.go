// Package classroom is what one hub does for one class: it enrols tablets, knows
// the roster, signs children and teachers in, takes in answers, issues plans,
// carries out teachers' decisions, and sees who needs help now.
//
// It is a core package: storage, clock, randomness, content and the live sockets
// are arguments behind interfaces declared here. It deliberately knows no HTTP and
// no SQL, and it writes nothing but ops, through the one door, except for its own
// small desk of counters and keys that must not replicate.
package classroom
