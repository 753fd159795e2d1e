// Command link measures what the exchange of hub and cloud costs on a poor link: the
// hub's uplink and the cloud's handlers, each with its own store, over connections
// that carry so many bits a second each way, take their time, and all break every
// so often. Time is virtual. The hub starts with everything waiting and calls until
// the cloud has signed for all of it.
//
// Payload is the bytes of the distinct segments the cloud then holds; wire is
// everything that left either end: HTTP, TLS by the table in tls.go, and what was
// lost in a cut. What TCP and IP add is in wire_over_payload_ip only: a header of 40
// bytes on each packet of at most 1,400, and one acknowledgement for two packets.
// TCP's slow start is left out: at these rates the first window is already wider
// than the link.
//
// Its last line of output is one JSON object; see TestRun for the keys.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"darasa/internal/lab/workload"
)

func main() {
	out := os.Stdout
	os.Stdout = os.Stderr // package testing has its own last word
	args := os.Args[1:]
	os.Args = os.Args[:1]
	// The virtual clock of package synctest serves a testing.T only.
	testing.Main(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "link", F: func(t *testing.T) {
		if err := run(args, out, func(do func()) { synctest.Test(t, func(*testing.T) { do() }) }); err != nil {
			t.Fatal(err)
		}
	}}}, nil, nil)
}

// result is the last line of output.
type result struct {
	Ratio      float64 `json:"wire_over_payload"`
	RatioIP    float64 `json:"wire_over_payload_ip"`
	Virtual    float64 `json:"virtual_s"`
	Resent     int     `json:"segments_resent"`
	Handshakes int     `json:"handshakes"`
	Payload    int64   `json:"payload_bytes"`
	Wire       int64   `json:"wire_bytes"`
	Segments   int     `json:"segments"`
	Exchanges  int     `json:"exchanges"`
	Cuts       int     `json:"cuts"`
}

// settings are the flags.
type settings struct {
	link    shape
	payload string
	limit   time.Duration
}

// run measures as args say, inside bubble, which runs a function on a virtual clock.
func run(args []string, out io.Writer, bubble func(func())) error {
	s := settings{}
	flags := flag.NewFlagSet("link", flag.ContinueOnError)
	rate := flags.String("rate", "20kbit", "what the link carries each way: a number and bit, kbit or Mbit a second")
	flags.DurationVar(&s.link.cut, "cut", 15*time.Second, "how often every connection breaks; 0 for never")
	flags.DurationVar(&s.link.roundTrip, "rtt", 600*time.Millisecond, "round trip")
	flags.BoolVar(&s.link.random, "random", false, "cuts come at random, -cut apart on average")
	flags.BoolVar(&s.link.silent, "silent", false, "a cut is not reported: connections just carry nothing more")
	flags.BoolVar(&s.link.hybrid, "hybrid", false, "TLS agrees on keys with X25519 and ML-KEM-768")
	flags.Uint64Var(&s.link.seed, "seed", 1, "of random cuts")
	flags.StringVar(&s.payload, "payload", "", "attempts and edits, one JSON object a line; may end in .zst")
	flags.DurationVar(&s.limit, "limit", 60*24*time.Hour, "virtual time after which the link counts as never finishing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
	if s.link.bytesPerSecond, err = parseRate(*rate); err != nil {
		return err
	}
	w, err := workload.Load(s.payload)
	if err != nil {
		return fmt.Errorf("read payload: %w", err)
	}
	folder, err := os.MkdirTemp("", "darasa-link-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	var res *result
	bubble(func() { res, err = measure(w, s, folder) })
	if err != nil {
		return err
	}
	line, err := json.Marshal(res)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", line)
	return err
}

// parseRate reads a number with bit, kbit or Mbit and returns bytes a second.
func parseRate(text string) (int64, error) {
	for _, unit := range []struct {
		name string
		bits float64
	}{{"kbit", 1e3}, {"Mbit", 1e6}, {"bit", 1}} {
		number, ok := strings.CutSuffix(strings.TrimSuffix(text, "/s"), unit.name)
		if !ok {
			continue
		}
		if n, err := strconv.ParseFloat(number, 64); err == nil && n*unit.bits >= 8 && n*unit.bits < 1e12 {
			return int64(n * unit.bits / 8), nil
		}
	}
	return 0, fmt.Errorf("rate %q is not a number with bit, kbit or Mbit", text)
}
