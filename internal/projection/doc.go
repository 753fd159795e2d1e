// Package projection turns ops into the rows that screens and the engine read:
// registers, sessions, observations of time, and one row per learner with her
// engine state and what a teacher sees at a glance.
//
// It is pure: rows are read and written through interfaces, inside the
// transaction of replication.Apply. Everything it writes can be deleted and
// rebuilt from the log, in any order of delivery, to the same bytes.
package projection
