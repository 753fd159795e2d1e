package replication

import (
	"bytes"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/planted"
)

// Log is the part of a replica's store that Apply writes, inside one transaction
// of the caller's: either all of a batch is in, or nothing of it.
type Log interface {
	// Have returns which ops of a stream the replica holds.
	Have(crdt.Stream) (crdt.Ranges, error)
	// Find returns the stored op named dot; ok is false when the replica holds it
	// only inside a segment it does not index by op.
	Find(crdt.Dot) (op *crdt.Op, ok bool, err error)
	// Append stores a new op and adds its dot to Have.
	Append(op *crdt.Op, canonical []byte) error
	// Hold records that a stored op waits, and why.
	Hold(dot crdt.Dot, reason Reason) error
	// Erased reports whether an op concerns a learner who was erased: of that only
	// what Without leaves is kept.
	Erased(op *crdt.Op) (bool, error)
	// Alarm keeps an op that claims a dot the replica holds with other content.
	Alarm(kept crdt.Dot, other []byte) error
}

// Projector derives state from ops that entered the log, in the same transaction.
type Projector interface {
	// Project takes note of one new op. It returns a Reason when the op must wait
	// for something, for example a catalogue this replica lacks.
	Project(op *crdt.Op) (Reason, error)
	// Finish is called once behind the last op of a batch.
	Finish() error
}

// Reason says why a durable op has no effect yet. The empty Reason means it has.
type Reason string

// Reasons for holding an op.
const (
	ReasonAhead     Reason = "ahead-of-time"     // an edit stamped far in the future
	ReasonCatalogue Reason = "unknown-catalogue" // an attempt at items this replica does not know
	ReasonItem      Reason = "unknown-item"      // the catalogue is known and has no such item
	ReasonSnapshot  Reason = "unknown-snapshot"  // an attempt under calibration this replica does not know
	ReasonKind      Reason = "unknown-kind"      // written by a newer program; kept and passed on
)

// Held is a durable op that waits.
type Held struct {
	Dot    crdt.Dot
	Reason Reason
}

// Result says what Apply did with a batch. Every op of the batch is counted once
// in New or Duplicates, or listed in Refused.
type Result struct {
	New        []crdt.Dot
	Duplicates int
	Held       []Held
	Alarms     []crdt.Dot // dots seen with two contents; the first is kept, the second recorded
	Refused    []Refused
}

// Refused is an op that broke a rule of shape. Nothing of it is stored in the log;
// callers keep its text and list it for people.
type Refused struct {
	Dot crdt.Dot
	Err error
}

// Apply is the one door. It takes ops in any order, any number of times, and
// leaves log and projections as if each had come once. Attempts are never held
// for their date; only edits are.
func Apply(log Log, projector Projector, clock *hlc.Clock, ops []*crdt.Op) (Result, error) {
	var result Result
	for _, op := range ops {
		if err := op.Validate(); err != nil {
			result.Refused = append(result.Refused, Refused{Dot: op.Dot, Err: err})
			if planted.On(planted.BadEndsBatch) {
				break
			}
			continue
		}
		if err := applyOne(log, projector, clock, op, &result); err != nil {
			return Result{}, fmt.Errorf("apply %s: %w", op.Dot, err)
		}
	}
	if err := projector.Finish(); err != nil {
		return Result{}, fmt.Errorf("finish projections: %w", err)
	}
	return result, nil
}

func applyOne(log Log, projector Projector, clock *hlc.Clock, op *crdt.Op, result *Result) error {
	erased, err := log.Erased(op)
	if err != nil {
		return err
	}
	if erased = erased && !planted.On(planted.ErasedReturns); erased {
		op = op.Without()
	}
	canonical := op.AppendBinary(nil)
	have, err := log.Have(op.Stream)
	if err != nil {
		return err
	}
	if have.Contains(op.Seq) {
		result.Duplicates++
		if erased {
			return nil // what is kept may wait for its own blank
		}
		return checkDuplicate(log, op.Dot, op.Kind, canonical, result)
	}
	if planted.On(planted.NewerDropped) && op.Kind > crdt.KindBlank {
		result.New = append(result.New, op.Dot)
		return nil
	}
	if err := log.Append(op, canonical); err != nil {
		return err
	}
	result.New = append(result.New, op.Dot)
	reason := Reason("")
	if isEdit(op.Kind) && !clock.Observe(op.Stamp.At) {
		reason = ReasonAhead
	} else if reason, err = projector.Project(op); err != nil {
		return err
	}
	if reason == "" {
		return nil
	}
	result.Held = append(result.Held, Held{Dot: op.Dot, Reason: reason})
	return log.Hold(op.Dot, reason)
}

// checkDuplicate raises the alarm when one dot has two contents: a cloned or
// restored image is at work, or somebody forges. A blank has no content.
func checkDuplicate(log Log, dot crdt.Dot, kind crdt.Kind, canonical []byte, result *Result) error {
	kept, ok, err := log.Find(dot)
	if err != nil || !ok || planted.On(planted.NoAlarm) || kept.Kind == crdt.KindBlank || kind == crdt.KindBlank || bytes.Equal(kept.AppendBinary(nil), canonical) {
		return err
	}
	result.Alarms = append(result.Alarms, dot)
	return log.Alarm(dot, canonical)
}

func isEdit(kind crdt.Kind) bool {
	return kind == crdt.KindSet || kind == crdt.KindSameAs || kind == crdt.KindAdd || kind == crdt.KindRemove || planted.On(planted.AttemptsWait) && kind == crdt.KindAttempt
}

// Release applies ops that were held, now that what they waited for may be there.
// It returns those that no longer wait; the caller removes their hold.
func Release(projector Projector, clock *hlc.Clock, held []*crdt.Op) ([]crdt.Dot, error) {
	var released []crdt.Dot
	for _, op := range held {
		if isEdit(op.Kind) && !clock.Observe(op.Stamp.At) {
			continue
		}
		if planted.On(planted.ReleasedAndLost) && isEdit(op.Kind) {
			released = append(released, op.Dot)
			continue
		}
		reason, err := projector.Project(op)
		if err != nil {
			return nil, fmt.Errorf("release %s: %w", op.Dot, err)
		}
		if reason == "" {
			released = append(released, op.Dot)
		}
	}
	if err := projector.Finish(); err != nil {
		return nil, fmt.Errorf("finish projections: %w", err)
	}
	return released, nil
}
