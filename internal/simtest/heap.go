package simtest

import "container/heap"

// event is something that happens at a tick; order breaks ties, so that a seed
// replays exactly.
type event struct {
	at    int64
	order uint64
	run   func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if e[i].at != e[j].at {
		return e[i].at < e[j].at
	}
	return e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// schedule runs fn after delay ticks.
func (w *World) schedule(delay int64, fn func()) {
	w.ordered++
	heap.Push(&w.queue, event{at: w.now + delay, order: w.ordered, run: fn})
}

// run processes events until the heap is empty or the tick is reached.
func (w *World) run(until int64) {
	for len(w.queue) > 0 && w.queue[0].at <= until && w.failure == "" {
		e := heap.Pop(&w.queue).(event)
		w.now = e.at
		w.steps++
		e.run()
	}
	w.now = max(w.now, until)
}
