package main_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	classload "darasa/internal/lab/classload"
)

// TestCheck makes sure that the instrument sees what it is there to see.
func TestCheck(t *testing.T) {
	tests := map[string]struct {
		sent, acked   []uint64
		held          [][2]uint64
		before, after int
		lost, dup     int
	}{
		"OK":                   {[]uint64{2, 3}, []uint64{2, 3}, [][2]uint64{{1, 3}}, 5, 7, 0, 0},
		"OKUnacknowledged":     {[]uint64{2, 3}, []uint64{2}, [][2]uint64{{1, 3}}, 0, 2, 0, 0},
		"OKUnacknowledgedGone": {[]uint64{2, 3}, []uint64{2}, [][2]uint64{{1, 2}}, 0, 1, 0, 0},
		"LostFromLog":          {[]uint64{2, 3}, []uint64{2, 3}, [][2]uint64{{1, 2}}, 0, 1, 1, 0},
		"LostHole":             {[]uint64{2, 3, 4}, []uint64{2, 3, 4}, [][2]uint64{{1, 2}, {4, 4}}, 0, 2, 1, 0},
		"LostFromState":        {[]uint64{2, 3}, []uint64{2, 3}, [][2]uint64{{1, 3}}, 0, 1, 1, 0},
		"Doubled":              {[]uint64{2, 3}, []uint64{2, 3}, [][2]uint64{{1, 3}}, 0, 3, 0, 1},
		"AllLost":              {[]uint64{2, 3}, []uint64{2, 3}, nil, 0, 0, 2, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := classload.Check(tt.sent, tt.acked, tt.held, tt.before, tt.after)
			if r.Lost != tt.lost || r.Dup != tt.dup || r.OK != len(tt.acked) {
				t.Errorf("found %d lost, %d doubled of %d", r.Lost, r.Dup, r.OK)
			}
		})
	}
}

// TestRun loads the real hub with a small class, at its own pace and closed.
func TestRun(t *testing.T) {
	path, dir := filepath.Join(t.TempDir(), "hub"), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", path, "darasa/cmd/hub").CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, out)
	}
	cmd := exec.Command(path, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--demo", "6", "--no-history")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	o := classload.Options{
		Hub: strings.TrimSpace(strings.TrimPrefix(line, "ready ")), Roster: filepath.Join(dir, "demo.json"),
		Learners: 8, Duration: 2 * time.Second, PID: cmd.Process.Pid, Every: 100 * time.Millisecond, Cut: 5,
	}
	for _, closed := range []bool{false, true} {
		o.Closed = closed
		r, err := classload.Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		if r.OK < 50 || r.Lost != 0 || r.Dup != 0 || r.Reconnects == 0 || r.HalfOpen == 0 || r.CPUPer1000 == nil || *r.RSS < 1 || r.P50 <= 0 || r.Max < r.P99 {
			t.Errorf("closed %v: %+v", closed, r)
		}
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var keys map[string]json.RawMessage
		if err := json.Unmarshal(raw, &keys); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"ok", "lost", "dup", "p50_ms", "p95_ms", "p99_ms", "max_ms", "answers_per_sec", "cpu_s_per_1000", "rss_mb"} {
			if _, ok := keys[key]; !ok {
				t.Errorf("the result lacks %s", key)
			}
		}
	}
	t.Run("Beside", func(t *testing.T) { testBeside(t, o) })
	o.Hub = "nowhere"
	if _, err := classload.Run(t.Context(), o); err == nil {
		t.Error("no hub, no error")
	}
	o.Roster = "/nowhere"
	if _, err := classload.Run(t.Context(), o); err == nil {
		t.Error("no roster, no error")
	}
}

// testBeside fills the hub and runs a command and a reading teacher beside the lesson.
func testBeside(t *testing.T, o classload.Options) {
	o.Fill, o.Beside, o.Reads, o.Duration = 8*450, "sleep 0.5", true, time.Second
	r, err := classload.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.OK < o.Fill+16 || r.Lost != 0 || r.Dup != 0 || r.Refused != 0 || r.Busy != 0 {
		t.Errorf("%+v", r)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]float64
	_ = json.Unmarshal(raw, &got) // one value is no number
	for _, key := range []string{"quiet_p95_ms", "beside_p95_ms", "beside_ratio", "quiet_answers", "beside_answers", "beside_s", "reads"} {
		if got[key] <= 0 {
			t.Errorf("%s = %v", key, got[key])
		}
	}
	o.Fill, o.Duration, o.Beside = 0, 10*time.Millisecond, "exit 3"
	if _, err := classload.Run(t.Context(), o); err == nil {
		t.Error("a command that failed is no error")
	}
}

// TestDeliver_Busy counts calls that a hub turned away for having too much to do.
func TestDeliver_Busy(t *testing.T) {
	var calls atomic.Int64
	server := hub(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1)%2 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = io.WriteString(w, `{"now":[1,0],"durable":[[1,1000000]]}`)
	})
	r, err := classload.Run(t.Context(), options(t, server.URL))
	if err != nil || r.OK == 0 || r.Busy == 0 || r.Refused != 0 {
		t.Errorf("result %+v, %v", r, err)
	}
}
