package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"darasa/internal/classroom"
)

// usualPace is bytes a second before an exchange has shown better: 20 kbit/s.
const usualPace = 2500

// attention is what needs somebody, with how long handing over will take.
func (h *hub) attention(ctx context.Context) (classroom.Attention, error) {
	a, err := h.store.Attention(ctx)
	if err == nil && a.Waiting.Ops > 0 {
		a.Waiting.Seconds = a.Waiting.Bytes/h.cloud.pace() + 2 // and two for the greeting
	}
	return a, err
}

// sayAttention says it in lines.
func (m *Main) sayAttention(a classroom.Attention) error {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if w := a.Waiting; w.Ops > 0 && w.Since > 0 {
		days := max(0, a.Now-w.Since) / int64(24*time.Hour/(10*time.Millisecond))
		say("waiting %d days: %d ops, %d KB, about %d s with the cloud in reach", days, w.Ops, (w.Bytes+999)/1000, w.Seconds)
	}
	for _, g := range a.Held {
		say("held since %s: %d ops, %s", when(g.Since), g.Ops, g.Reason)
	}
	for _, g := range a.Segments {
		say("kept and not yet readable: %d ops in %d segments, they lack a %s", g.Ops, g.Segments, g.Lacks)
	}
	for _, g := range a.Refused {
		say("refused from %s: %d texts, %s", g.Source, g.Texts, g.Message)
	}
	for _, g := range a.Alarms {
		say("alarm: %d numbers of device %d were used twice with different content", g.Ops, g.Device)
	}
	for _, r := range a.Lost {
		say("missing: %d to %d of device %d, %s, epoch %d", r.From, r.To, r.Device, r.Audience, r.Epoch)
	}
	for _, c := range a.Copies {
		words := "is back: it was written after the copy that this folder was restored from, or was lost here"
		if c.Live {
			words = "came from a second machine that runs as this hub; nothing is lost, but stop one of the two"
		}
		say("since %s: work in %d segments %s", when(c.Since), c.Segments, words)
	}
	for _, r := range a.Repairs {
		aside := "nothing is left of it"
		if r.File != "" {
			aside = "the damaged file is " + r.File
		}
		say("repaired %s: %s; saved %d segments and %d ops; %s", when(r.At), strings.Join(r.Causes, "; "), r.Segments, r.Ops, aside)
	}
	var errs []error
	for _, line := range lines {
		_, err := fmt.Fprintln(m.Stdout, line)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
