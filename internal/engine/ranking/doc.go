// Package ranking puts exercises in the order of their difficulty for one learner:
// votes of learners whose own order agrees with hers (EduRank: Segal, Katzir, Gal,
// Shani, Shapira, EDM 2014), blended with the order of everybody and with what the
// tracing model predicts.
//
// It deliberately knows dense numbers only, has no state of its own and no clock, and
// decides votes in integers, so that any order of the neighbours gives the same bits.
package ranking
