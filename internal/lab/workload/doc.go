// Package workload reads the measuring workload of attempts and edits, one JSON
// object a line, and turns it into the ops that a school's tablets and hub would
// have written. It knows nothing of a workload but its form; the catalogue is read
// off the file itself. It serves instruments only.
package workload
