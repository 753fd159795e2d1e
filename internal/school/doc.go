// Package school holds the words of a school: who learns, who teaches, in which
// classroom, on which tablet, and the few rules that belong to the words
// themselves. Every other room speaks in these terms.
//
// It deliberately knows nothing of storage, transport, clocks or the engine, and
// imports the standard library and google/uuid only.
package school
