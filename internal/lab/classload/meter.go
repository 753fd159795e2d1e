package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticksPerSecond is the kernel's USER_HZ on every Linux we run on.
const ticksPerSecond = 100

// meter watches the hub's process from outside.
type meter struct {
	pid   int
	cpu   float64
	peak  float64
	quit  chan struct{}
	done  chan struct{}
	valid bool
}

// used is what the meter saw; nil figures when it had no process to look at.
type used struct{ cpu, rss *float64 }

func startMeter(pid int) *meter {
	m := &meter{pid: pid, quit: make(chan struct{}), done: make(chan struct{})}
	cpu, err := cpuSeconds(pid)
	m.cpu, m.valid = cpu, err == nil
	go m.watch()
	return m
}

func (m *meter) watch() {
	defer close(m.done)
	for m.valid {
		if rss, err := residentMB(m.pid); err == nil {
			m.peak = max(m.peak, rss)
		}
		select {
		case <-m.quit:
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (m *meter) stop() used {
	close(m.quit)
	<-m.done
	cpu, err := cpuSeconds(m.pid)
	if !m.valid || err != nil {
		return used{}
	}
	spent := cpu - m.cpu
	return used{cpu: &spent, rss: &m.peak}
}

func (u used) fill(r *result) {
	r.RSS = u.rss
	if u.cpu != nil && r.OK > 0 {
		per := *u.cpu * 1000 / float64(r.OK)
		r.CPUPer1000 = &per
	}
}

// cpuSeconds reads user and system time of a process.
func cpuSeconds(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("read CPU time: %w", err)
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("read CPU time: %d fields", len(fields))
	}
	user, err1 := strconv.ParseFloat(fields[11], 64)
	system, err2 := strconv.ParseFloat(fields[12], 64)
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("read CPU time: %q %q", fields[11], fields[12])
	}
	return (user + system) / ticksPerSecond, nil
}

func residentMB(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024, err
		}
	}
	return 0, fmt.Errorf("read memory: no VmRSS")
}
