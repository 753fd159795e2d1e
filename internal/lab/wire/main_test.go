package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// madeUp writes a small workload of our own: days of one lesson each, tablets that
// answer in turns, one of them with its clock set back by months, and edits.
func madeUp(days, tablets, answers int) string {
	var b strings.Builder
	seq := make([]int, tablets)
	x := uint32(7)
	draw := func(n int) int { x = x*1664525 + 1013904223; return int(x>>8) % n }
	const start = 1_790_000_000_000
	for day := range days {
		now := int64(start) + int64(day)*86_400_000
		for range answers {
			for tablet := range tablets {
				now += int64(300 + draw(900))
				at := now
				if tablet == 1 {
					at -= 90 * 86_400_000
				}
				seq[tablet]++
				skill := (tablet + day) % 3
				item := skill*5 + draw(5)
				response, ok := fmt.Sprint(item*2), 1
				if draw(4) == 0 {
					response, ok = fmt.Sprint(draw(30)*2+1), 0
				}
				fmt.Fprintf(&b, `{"t":"a","id":"p%d-%06d","stu":"s%d","item":"q%02d","skill":"k%d","resp":%q,"ok":%d,"hints":%d,"ms":%d,"hlc":"%012x-%04x-p%d"}`+"\n",
					tablet, seq[tablet], (tablet+day/2)%(tablets+1), item, skill, response, ok, draw(9)/8, 4000+draw(9000), at, draw(50)/49, tablet)
			}
		}
		for i, e := range []string{
			`"op":"set","kind":"profile","key":"s1","f":"name","v":"Ayşe Ö."`, `"op":"set","kind":"override","key":"s2/k1","f":"mastery","v":"review"`,
			`"op":"add","kind":"member","key":"g0","f":"student","v":"s1"`, `"op":"del","kind":"member","key":"g0","f":"student","v":"s1"`,
			`"op":"del","kind":"member","key":"g1","f":"student","v":"s9"`,
		} {
			fmt.Fprintf(&b, `{"t":"m",%s,"hlc":"%012x-%04x-hub"}`+"\n", e, now+int64(i), i)
		}
	}
	return b.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	raw := []byte(text)
	if strings.HasSuffix(name, ".zst") {
		packer, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		raw = packer.EncodeAll(raw, nil)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// lastLine runs the instrument and reads the last line it prints.
func lastLine(t *testing.T, args ...string) map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out); err != nil {
		t.Fatalf("run %v: %v", args, err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var got map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRun(t *testing.T) {
	text := madeUp(5, 6, 40)
	floor := write(t, "floor.json", `{"total_bits": 36.0}`)
	plain := lastLine(t, "-workload", write(t, "w.ndjson", text), "-floor", floor)
	keys := []string{
		"attempts", "bytes_per_attempt_all", "bytes_per_attempt_day", "bytes_tiny20", "bytes_one20", "bytes_per_edit",
		"catalogue_bytes", "encode_s_per_100k", "decode_s_per_100k", "peak_mb", "floor_ratio",
	}
	if len(plain) != len(keys) {
		t.Errorf("%d keys, want %d: %v", len(plain), len(keys), plain)
	}
	for _, key := range keys {
		if value, ok := plain[key].(float64); !ok || value < 0 {
			t.Errorf("%s = %v, want a number", key, plain[key])
		}
	}
	if plain["attempts"] != 5.0*6*40 {
		t.Errorf("attempts = %v, want %d", plain["attempts"], 5*6*40)
	}
	all := plain["bytes_per_attempt_all"].(float64)
	if all < 3 || all > 8 {
		t.Errorf("bytes_per_attempt_all = %v, want 3 to 8", all)
	}
	want := all / ((36 - 2*math.Log2(10)) / 8)
	if got := plain["floor_ratio"].(float64); math.Abs(got-want) > 1e-9 {
		t.Errorf("floor_ratio = %v, want %v", got, want)
	}
	for _, key := range []string{"bytes_tiny20", "bytes_one20"} {
		if got := plain[key].(float64); got < 150 || got > 400 { // hash and signature alone are 96
			t.Errorf("%s = %v, want 150 to 400", key, got)
		}
	}
	packed := lastLine(t, "-workload", write(t, "w.ndjson.zst", text))
	if packed["bytes_per_attempt_all"] != all || packed["floor_ratio"] != nil {
		t.Errorf("from .zst without floor: %v, want %v and no ratio", packed, all)
	}
	if with := lastLine(t, "-sessions", "-workload", write(t, "w.ndjson", text)); with["bytes_per_attempt_all"].(float64) <= all {
		t.Errorf("sessions cost nothing: %v", with)
	}
}

func TestRun_Day(t *testing.T) {
	path := filepath.Join(t.TempDir(), "day.ndjson")
	got := lastLine(t, "-invent", "3", "-day", path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(text, []byte("\n")); got["day_attempts"] != float64(lines) || lines < 1000 {
		t.Errorf("%d lines of day_attempts = %v", lines, got["day_attempts"])
	}
	if each := got["day_bytes"].(float64) / got["day_attempts"].(float64); each != got["bytes_per_attempt_day"] {
		t.Errorf("day_bytes are %v an attempt, want %v", each, got["bytes_per_attempt_day"])
	}
	again := filepath.Join(t.TempDir(), "again.ndjson")
	if lone := lastLine(t, "-workload", path, "-day", again); lone["attempts"] != got["day_attempts"] {
		t.Errorf("the day read again has %v attempts, want %v", lone["attempts"], got["day_attempts"])
	}
	if reread, err := os.ReadFile(again); err != nil || !bytes.Equal(reread, text) {
		t.Errorf("lines written, read and written again differ (%v)", err)
	}
}

func TestRun_PartialWorkloads(t *testing.T) {
	lines := strings.SplitAfter(madeUp(1, 2, 3), "\n")
	attempts, edits := strings.Join(lines[:6], ""), strings.Join(lines[6:], "")
	if got := lastLine(t, "-workload", write(t, "a.ndjson", attempts)); got["bytes_per_edit"] != nil || got["attempts"] != 6.0 {
		t.Errorf("attempts only: %v", got)
	}
	if got := lastLine(t, "-workload", write(t, "e.ndjson", edits)); got["bytes_per_attempt_all"] != nil || got["bytes_per_edit"] == nil {
		t.Errorf("edits only: %v", got)
	}
	if got := lastLine(t, "-workload", write(t, "n.ndjson", "")); got["attempts"] != 0.0 {
		t.Errorf("nothing: %v", got)
	}
}

func TestRun_Refuses(t *testing.T) {
	good := strings.SplitAfter(madeUp(1, 2, 1), "\n")
	tests := map[string]string{
		"no JSON":             "hello\n",
		"another form":        `{"t":"x","hlc":"01-0-a"}` + "\n",
		"no time":             strings.Replace(good[0], `"hlc":"`, `"hlc":"zz`, 1),
		"no number in the id": strings.Replace(good[0], `-000001"`, `"`, 1),
		"the same id twice":   good[0] + good[0],
		"an unknown edit":     `{"t":"m","op":"mul","kind":"k","key":"a","f":"f","v":"1","hlc":"01-0-hub"}` + "\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if err := run([]string{"-workload", write(t, "w.ndjson", text)}, &bytes.Buffer{}); err == nil {
				t.Error("it was measured")
			}
		})
	}
	if err := run([]string{"-workload", filepath.Join(t.TempDir(), "none")}, &bytes.Buffer{}); err == nil {
		t.Error("a missing file was measured")
	}
}

func TestCuts_CoverEverythingOnce(t *testing.T) {
	tests := []struct {
		name     string
		lulls    []int
		from, to int
		want     [][2]int
	}{
		{"whole lessons", []int{0, 1500, 3000}, 0, 1500, [][2]int{{0, 1500}, {1500, 3000}}},
		{"small lessons together", []int{0, 400, 900, 1200, 1300}, 0, 1300, [][2]int{{0, 1200}, {1200, 1300}}},
		{"the day apart", []int{0, 400, 900, 1200}, 400, 900, [][2]int{{0, 400}, {400, 900}, {900, 1200}}},
		{"a day that starts without a lull", []int{0, 900}, 300, 600, [][2]int{{0, 300}, {300, 600}, {600, 900}}},
		{"a long lesson in even parts", []int{0, 5000}, 0, 5000, [][2]int{{0, 1666}, {1666, 3333}, {3333, 5000}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := cuts(tt.lulls, tt.from, tt.to); fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("cuts = %v, want %v", got, tt.want)
			}
		})
	}
}
