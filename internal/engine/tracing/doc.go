// Package tracing says how likely a learner is to answer an item and how sure of it
// the engine may be: an online additive logistic model whose every weight is a
// Gaussian mean and variance, moved by one closed-form step per answer (an extended
// Kalman filter on logistic regression).
//
// What all learners share is a Snapshot, immutable, numbered and hashed; what is one
// learner's own is a Learner, a pure fold of her answers given the snapshots they
// name. It deliberately knows nothing of time beyond the tick of an answer, chooses
// nothing, and sees no fact about a person except her answers.
package tracing
