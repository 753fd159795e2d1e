// Package inspect turns a replica's log into the reports of package audit: whether
// groups of learners were served alike, and which exercises are probably wrong. Every
// answer gets the chance that the engine gave it at the time, by folding each learner
// anew in canonical order under the snapshots her answers name.
//
// It deliberately reads no store and no clock: attempts come in, in any order, and
// the same attempts give the same report.
package inspect
