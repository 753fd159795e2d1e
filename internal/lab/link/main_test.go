package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

// madeUp writes a workload of our own: tablets that answer in turns, and edits.
func madeUp(t *testing.T, answers int) string {
	t.Helper()
	var b strings.Builder
	x := uint32(7)
	draw := func(n int) int { x = x*1664525 + 1013904223; return int(x>>8) % n }
	now := int64(1_790_000_000_000)
	for i := range answers {
		now += int64(300 + draw(900))
		skill := draw(3)
		item := skill*5 + draw(5)
		fmt.Fprintf(&b, `{"t":"a","id":"p%d-%06d","stu":"s%d","item":"q%02d","skill":"k%d","resp":"%d","ok":%d,"hints":0,"ms":%d,"hlc":"%012x-0000-p%d"}`+"\n",
			i%6, i/6+1, draw(9), item, skill, item*2, draw(4)/3^1, 4000+draw(9000), now, i%6)
		if i%100 == 0 {
			fmt.Fprintf(&b, `{"t":"m","op":"set","kind":"profile","key":"s1","f":"name","v":"Ayşe %d","hlc":"%012x-0000-hub"}`+"\n", i, now)
		}
	}
	path := filepath.Join(t.TempDir(), "w.ndjson")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func lastLine(t *testing.T, args ...string) (got map[string]float64) {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out, func(do func()) { synctest.Test(t, func(*testing.T) { do() }) }); err != nil {
		t.Fatalf("run %v: %v", args, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRun(t *testing.T) {
	path := madeUp(t, 3000)
	for _, args := range [][]string{{"-cut", "15s"}, {"-cut", "0"}, {"-cut", "8s", "-random"}, {"-cut", "40s", "-silent"}} {
		t.Run(strings.Join(args, ""), func(t *testing.T) {
			got := lastLine(t, append(args, "-rate", "6kbit", "-payload", path)...)
			for _, key := range []string{"wire_over_payload", "virtual_s", "segments_resent", "handshakes"} {
				if _, ok := got[key]; !ok {
					t.Errorf("no %s: %v", key, got)
				}
			}
			if least := got["payload_bytes"] / 750; got["wire_over_payload"] <= 1 || got["virtual_s"] < least || got["handshakes"] < 1 {
				t.Errorf("impossible: %v", got)
			}
			if args[1] == "0" && (got["segments_resent"] > 0 || got["cuts"] > 0 || got["wire_over_payload"] > 1.5) {
				t.Errorf("without cuts: %v", got)
			}
			// Three segments of eight seconds each: chance alone may cut one of them thrice.
			if most := map[string]float64{"8s": 5}[args[1]]; got["wire_over_payload"] > max(3, most) {
				t.Errorf("most of it travels several times: %v", got)
			}
		})
	}
}

func TestRun_Refuses(t *testing.T) {
	path := madeUp(t, 10)
	for _, args := range [][]string{{}, {"-payload", path + "x"}, {"-payload", path, "-rate", "20"}, {"-payload", path, "-rate", "0kbit"}} {
		if err := run(args, &bytes.Buffer{}, func(do func()) { do() }); err == nil {
			t.Errorf("%v was measured", args)
		}
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]int64{"20kbit": 2500, "20kbit/s": 2500, "1Mbit": 125_000, "9600bit": 1200, "0.5kbit": 62} {
		if got, err := parseRate(text); err != nil || got != want {
			t.Errorf("%s = %d, %v, want %d", text, got, err, want)
		}
	}
}
