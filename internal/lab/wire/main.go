// Command wire measures what the product's segments cost in bytes, time and
// memory on a workload of attempts and edits, one JSON object a line. It encodes
// with package wire, decodes, and compares every op; it knows nothing of the
// workload but its form and builds the catalogue from the file itself.
//
// Its last line of output is one JSON object; see TestRun for the keys.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"

	"darasa/internal/lab/workload"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab/wire:", err)
		os.Exit(1)
	}
}

// result is the last line of output.
type result struct {
	Attempts     int      `json:"attempts"`
	All          *float64 `json:"bytes_per_attempt_all"`
	Day          *float64 `json:"bytes_per_attempt_day"`
	Tiny20       *int     `json:"bytes_tiny20"`
	One20        *int     `json:"bytes_one20"`
	Edit         *float64 `json:"bytes_per_edit"`
	Catalogue    int      `json:"catalogue_bytes"`
	EncodeSecond *float64 `json:"encode_s_per_100k"`
	DecodeSecond *float64 `json:"decode_s_per_100k"`
	PeakMB       float64  `json:"peak_mb"`
	FloorRatio   *float64 `json:"floor_ratio"`
	*dayResult            // only with -day
}

// dayResult is what the one day cost by itself, beside the file of its lines, so
// that other formats can be measured on the same.
type dayResult struct {
	Attempts int     `json:"day_attempts"`
	Bytes    int     `json:"day_bytes"`
	Encode   float64 `json:"day_encode_s"`
	Decode   float64 `json:"day_decode_s"`
	from     int
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("wire", flag.ContinueOnError)
	path := flags.String("workload", "", "attempts and edits, one JSON object a line; may end in .zst")
	floorPath := flags.String("floor", "", "JSON with total_bits, the workload's entropy per attempt at 1 ms")
	sessions := flags.Bool("sessions", false, "add what the product's tablets add: a session op whenever the learner at a tablet changes, and the session and snapshot of every attempt (its bytes are counted to the attempts)")
	days := flags.Int("invent", 0, "instead of a workload, one invented here, of so many school days")
	dayPath := flags.String("day", "", "file to write the attempts of the measured day to, as lines with times at 10 ms")
	if err := flags.Parse(args); err != nil {
		return err
	}
	w, err := load(*path, *days)
	if err != nil {
		return fmt.Errorf("read workload: %w", err)
	}
	res, err := measure(w, *sessions)
	if err != nil {
		return err
	}
	if *floorPath != "" {
		floor, err := readFloor(*floorPath)
		if err != nil {
			return fmt.Errorf("read floor: %w", err)
		}
		if res.All != nil {
			ratio := *res.All / floor
			res.FloorRatio = &ratio
		}
	}
	if *dayPath == "" {
		res.dayResult = nil
	} else if err := writeDay(*dayPath, w, res.dayResult); err != nil {
		return fmt.Errorf("write day: %w", err)
	}
	line, err := json.Marshal(res)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", line)
	return err
}

func load(path string, days int) (*workload.Workload, error) {
	if days <= 0 {
		return workload.Load(path)
	}
	var text bytes.Buffer
	if err := workload.Invent(&text, days, 1); err != nil {
		return nil, err
	}
	return workload.Read(&text)
}

func writeDay(path string, w *workload.Workload, day *dayResult) error {
	if day == nil {
		return errors.New("the workload has no attempts")
	}
	var text bytes.Buffer
	if err := w.WriteLines(&text, w.Attempts[day.from:day.from+day.Attempts]); err != nil {
		return err
	}
	return os.WriteFile(path, text.Bytes(), 0o600)
}

// readFloor returns the entropy of an attempt in bytes once its two times, given
// at 1 ms, are kept at 10 ms.
func readFloor(path string) (float64, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var floor struct {
		TotalBits float64 `json:"total_bits"`
	}
	if err := json.Unmarshal(raw, &floor); err != nil {
		return 0, err
	}
	bytes := (floor.TotalBits - 2*math.Log2(10)) / 8
	if bytes <= 0 {
		return 0, fmt.Errorf("total_bits %v is too small", floor.TotalBits)
	}
	return bytes, nil
}
