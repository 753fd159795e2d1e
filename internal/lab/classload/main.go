// Command classload is a class of real HTTP clients: it enrols tablets, signs
// children in, answers exercises every five seconds or as fast as answers are
// acknowledged, cuts connections and leaves sockets half open on the way, and at
// the end asks the hub whether every acknowledged answer is there exactly once.
//
// It speaks docs/protocol.md by itself and shares no code with the product, so
// that a mistake cannot agree with itself.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

// options are the instrument's flags; they are a contract.
type options struct {
	Hub      string
	Roster   string
	Learners int
	Duration time.Duration
	Closed   bool
	PID      int
	Every    time.Duration
	Cut      int    // one answer in so many loses its connection before the acknowledgement
	Fill     int    // answers handed over before the lesson
	Beside   string // command that runs during the second part of the lesson
	Reads    bool   // a teacher reads all her pages meanwhile
}

// result is the last line of standard output.
type result struct {
	OK            int      `json:"ok"`   // answers acknowledged
	Lost          int      `json:"lost"` // of those, not at the hub at the end, or not counted
	Dup           int      `json:"dup"`  // counted more than once
	P50           float64  `json:"p50_ms"`
	P95           float64  `json:"p95_ms"`
	P99           float64  `json:"p99_ms"`
	Max           float64  `json:"max_ms"`
	PerSecond     float64  `json:"answers_per_sec"`
	CPUPer1000    *float64 `json:"cpu_s_per_1000"`
	RSS           *float64 `json:"rss_mb"`
	Reconnects    int      `json:"reconnects"`
	HalfOpen      int      `json:"half_open"`
	Learners      int      `json:"learners"`
	Closed        bool     `json:"closed"`
	DurationS     float64  `json:"duration_s"`
	Unacknowledge int      `json:"unacknowledged"` // sent, never acknowledged; may be there or not
	Refused       int      `json:"refused"`        // answers the hub did not take, by its own word
	Busy          int      `json:"busy"`           // calls turned away for having too much to do
	*beside                // with -beside only
}

func main() {
	var o options
	flag.StringVar(&o.Hub, "hub", "http://127.0.0.1:8080", "address of the hub")
	flag.StringVar(&o.Roster, "roster", "demo.json", "the invented class, as hub serve --demo writes it")
	flag.IntVar(&o.Learners, "learners", 40, "how many learners answer at once")
	flag.DurationVar(&o.Duration, "duration", 20*time.Second, "for how long")
	flag.BoolVar(&o.Closed, "closed", false, "answer as fast as answers are acknowledged, instead of every 5 s")
	flag.IntVar(&o.PID, "pid", 0, "process of the hub, to measure its CPU and memory")
	flag.DurationVar(&o.Every, "every", 5*time.Second, "time between a learner's answers")
	flag.IntVar(&o.Cut, "cut", 50, "one answer in so many loses its connection (0: none)")
	flag.IntVar(&o.Fill, "fill", 0, "answers to hand over before the lesson, in large batches")
	flag.StringVar(&o.Beside, "beside", "", "command to run after the lesson's first part of -duration; the lesson ends with it, and answers of both parts are timed apart")
	flag.BoolVar(&o.Reads, "reads", false, "let a teacher read all her pages while the command runs")
	flag.Parse()
	r, err := run(context.Background(), o)
	if err != nil {
		fmt.Fprintln(os.Stderr, "classload:", err)
		os.Exit(2)
	}
	line, err := json.Marshal(r)
	if err != nil {
		fmt.Fprintln(os.Stderr, "classload:", err)
		os.Exit(2)
	}
	fmt.Println(string(line))
	if r.Lost > 0 || r.Dup > 0 {
		os.Exit(1)
	}
}
