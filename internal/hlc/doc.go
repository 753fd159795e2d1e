// Package hlc stamps what happens on machines whose clocks lie, and works out
// later when it really happened.
//
// A Pi boots in 1970, a tablet in 2031. So an op carries two things: a hybrid
// logical Timestamp, which only orders edits, and a Moment (which run of the
// monotonic clock, how far into it), which observations of real time turn into a
// date afterwards, also for past boots. Nothing here reads a clock: the physical
// time is an argument, and no attempt is ever held back or reordered for its date.
package hlc
