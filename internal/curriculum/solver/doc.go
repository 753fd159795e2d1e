// Package solver is the second opinion on a pack. It reads a compiled pack the way
// a tablet does, renders every exercise in every language, and solves it from the
// rendered words, numbers and drawing alone: by counting marks, by columns of
// digits, by trying candidates. It then checks the answer, the known wrong
// answers, hints, worked steps, feedback and translations.
//
// It deliberately imports nothing of package curriculum, so that one mistake
// cannot stand in both.
package solver
