// Package audit looks at what the engine did, from outside: whether groups of learners
// are served alike, and which exercises are probably wrong. It is pure: rows come in,
// a report goes out, randomness is an argument.
//
// It deliberately is the only room that sees a group's name beside a prediction, and
// nothing of the engine or the tutor may import it.
package audit
