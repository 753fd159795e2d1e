package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"

	"darasa/internal/tutor"
)

// request is one line. Learner is any JSON value and names a learner by its text.
type request struct {
	Op      string          `json:"op"`
	Learner json.RawMessage `json:"learner"`
	Item    string          `json:"item"`
	Correct *bool           `json:"correct"`
	Hints   int             `json:"hints"`
	MS      float64         `json:"ms"`
	Now     *float64        `json:"now"` // seconds
}

// failure is why a line cannot be served.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (f *failure) Error() string { return f.Code + ": " + f.Message }

func refuse(code, format string, values ...any) *failure {
	return &failure{code, fmt.Sprintf(format, values...)}
}

// view is what is believed of one skill.
type view struct {
	P     float64 `json:"p"`
	Known float64 `json:"known"`
	Level string  `json:"level"`
}

type reason struct {
	Code   string    `json:"code"`
	Values []float64 `json:"values"`
}

type next struct {
	Item    string   `json:"item"`
	Skill   string   `json:"skill"`
	P       float64  `json:"p"`
	Kind    string   `json:"kind"`
	Reasons []reason `json:"reasons"`
}

// desk serves learners of one course. A learner begins with her first answer.
type desk struct {
	names    *named
	tutor    *tutor.Tutor
	learners map[string]*learner
}

type learner struct {
	seed    uint64
	session *tutor.Session
	met     map[uint32]uint32 // answers on each item
}

func newDesk(n *named) (*desk, error) {
	generic := tutor.Generic(n.course)
	t, err := tutor.New(n.course, func(uint32) *tutor.Snapshot { return generic })
	if err != nil {
		return nil, err
	}
	return &desk{names: n, tutor: t, learners: map[string]*learner{}}, nil
}

// maxLine bounds a line in bytes.
const maxLine = 1 << 16

// serve answers every line of in with one line of out, until in ends.
func (d *desk) serve(in io.Reader, out io.Writer) error {
	r, w := bufio.NewReaderSize(in, maxLine), bufio.NewWriter(out)
	for {
		line, err := r.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		if len(line) > 0 {
			var answer any = map[string]any{"error": refuse("too-long", "a line has at most %d bytes", maxLine)}
			if !long {
				answer = d.line(line)
			}
			text, err := json.Marshal(answer)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(text, '\n')); err != nil {
				return err
			}
			if err := w.Flush(); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (d *desk) line(line []byte) any {
	answer, err := d.handle(line)
	if err != nil {
		var f *failure
		if !errors.As(err, &f) {
			f = refuse("engine", "%v", err)
		}
		return map[string]any{"error": f}
	}
	return answer
}

func (d *desk) handle(line []byte) (any, error) {
	var q request
	if err := json.Unmarshal(line, &q); err != nil {
		return nil, refuse("bad-json", "%v", err)
	}
	if q.Op == "graph" {
		return d.names.graph, nil
	}
	if q.Op != "next" && q.Op != "answer" && q.Op != "state" {
		return nil, refuse("unknown-op", "op %q is not graph, next, answer or state", q.Op)
	}
	if len(q.Learner) == 0 || string(q.Learner) == "null" {
		return nil, refuse("no-learner", "a learner must be named")
	}
	l, err := d.learner(string(q.Learner))
	if err != nil {
		return nil, err
	}
	if q.Op == "state" {
		return d.state(l), nil
	}
	now, err := ticks(q.Now)
	if err != nil {
		return nil, err
	}
	if q.Op == "next" {
		return d.next(l, now)
	}
	return d.answer(string(q.Learner), l, &q, now)
}

// maxSeconds bounds times to some thirty million years.
const maxSeconds = 1e15

func ticks(seconds *float64) (int64, error) {
	if seconds == nil || math.Abs(*seconds) > maxSeconds {
		return 0, refuse("bad-time", "now must be given in seconds")
	}
	return int64(math.Round(*seconds * 100)), nil
}

// learner finds a learner or makes one that is not yet kept.
func (d *desk) learner(key string) (*learner, error) {
	if l := d.learners[key]; l != nil {
		return l, nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(key))
	l := &learner{seed: h.Sum64(), met: map[uint32]uint32{}}
	plan, err := d.tutor.IssuePlan(0, l.seed, nil, nil, tutor.DefaultTarget, 1, 0)
	if err != nil {
		return nil, err
	}
	l.session, err = d.tutor.Open(plan)
	return l, err
}

func (d *desk) next(l *learner, now int64) (any, error) {
	c := l.session.Next(now)
	if c.Kind.String() == "none" {
		return nil, refuse("nothing", "the graph has no item to offer")
	}
	n := next{
		Item: d.names.items[c.Item], Skill: d.names.skills[d.names.course.Items[c.Item].Skill],
		P: c.P, Kind: c.Kind.String(),
	}
	for _, r := range c.Reasons {
		n.Reasons = append(n.Reasons, reason{r.Code, r.Values})
	}
	return n, nil
}

func (d *desk) answer(key string, l *learner, q *request, now int64) (any, error) {
	item, ok := d.names.itemOf[q.Item]
	switch {
	case !ok:
		return nil, refuse("unknown-item", "the graph has no item %q", q.Item)
	case q.Correct == nil:
		return nil, refuse("no-outcome", "correct must be true or false")
	case q.Hints < 0 || q.MS < 0 || q.MS > maxSeconds:
		return nil, refuse("out-of-range", "hints and ms are at least 0")
	}
	instance := tutor.Instance(l.seed, item, l.met[item], d.names.course.Items[item].Instances)
	change, err := l.session.Answer(tutor.Evidence{
		Item: item, Instance: instance, Correct: *q.Correct, Hints: uint8(min(q.Hints, 255)),
		Duration: int64(q.MS / 10), At: now,
	})
	if err != nil {
		return nil, err
	}
	l.met[item]++
	d.learners[key] = l
	changed := map[string]view{}
	for _, v := range change.Skills {
		changed[d.names.skills[v.Skill]] = view{v.P, v.Known, v.Level.String()}
	}
	return map[string]any{"changed": changed}, nil
}

func (d *desk) state(l *learner) any {
	skills := map[string]view{}
	for _, v := range l.session.Skills(0) {
		skills[d.names.skills[v.Skill]] = view{v.P, v.Known, v.Level.String()}
	}
	return map[string]any{"skills": skills}
}
