package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"darasa/internal/audit"
	"darasa/internal/inspect"
)

// inspectRequest asks for one of the reports: fairness or items.
type inspectRequest struct {
	What string `json:"what"`
}

// inspected is a report on the log, of which one part is there.
type inspected struct {
	Answers  int                 `json:"answers"`
	Left     int                 `json:"left"` // answers that could not be looked at
	Learners int                 `json:"learners"`
	Fairness []audit.Fairness    `json:"fairness,omitempty"`
	Items    []audit.ItemFigures `json:"items,omitempty"`
}

// inspect reads the whole log, with rests while a hub runs: a lesson comes first.
func (h *hub) inspect(ctx context.Context, in inspectRequest) (out inspected, err error) {
	log := inspect.NewLog(h.content)
	if err := h.store.EachAttempt(ctx, log.Add); err != nil {
		return out, err
	}
	_, course, _ := h.content.Library.Current()
	tutor, err := h.content.NewTutor()
	if err != nil {
		return out, err
	}
	traced, err := log.Trace(ctx, course, tutor, func(ctx context.Context) error {
		if h.server != nil {
			time.Sleep(time.Millisecond)
		}
		return ctx.Err()
	})
	if err != nil {
		return out, err
	}
	out.Answers, out.Left = traced.Answers()
	out.Learners = traced.Learners()
	if in.What == "fairness" {
		out.Fairness = traced.Fairness()
		return out, nil
	}
	out.Items = traced.Items(h.itemKey())
	return out, nil
}

// itemKey names items as hub void takes them, with level and format behind.
func (h *hub) itemKey() func(item uint32) string {
	catalogue := h.content.CurrentCatalogue()
	versions := catalogue.Versions()
	return func(item uint32) string {
		id, _ := catalogue.Identity(item)
		return fmt.Sprintf("%s %s %s", versions[item], id.Level, id.Format)
	}
}

func (m *Main) report(ctx context.Context, what string, f reportFlags) error {
	r, err := inspectJob.ask(ctx, m, f.Data, inspectRequest{What: what})
	if err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(m.Stdout).Encode(r)
	}
	_, err = fmt.Fprintf(m.Stdout, "%d answers of %d learners; %d more could not be looked at\n", r.Answers, r.Learners, r.Left)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(m.Stdout, 0, 4, 2, ' ', 0)
	if what == "fairness" {
		writeFairness(table, r.Fairness)
	} else {
		writeItems(table, r.Items)
	}
	return table.Flush()
}

// writeFairness writes groups and what their comparison says, axis by axis. What
// cannot be written comes out at the table's Flush.
func writeFairness(w io.Writer, axes []audit.Fairness) {
	for _, axis := range axes {
		_, _ = fmt.Fprintf(w, "\nby %s\n\tlearners\tanswers\tright\tpredicted\tece\tauc\tcalled proficient\n", axis.Axis)
		for _, g := range axis.Groups {
			_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\n",
				g.Group, g.Learners, g.Answers, g.Success, g.Predicted, g.ECE, g.AUC, g.MasteryShare)
		}
		if len(axis.Comparisons) == 0 {
			_, _ = fmt.Fprintln(w, "nothing to compare")
			continue
		}
		_, _ = fmt.Fprintln(w, "against the rest\tmeasure\tdifference\tchance\tcorrected\tverdict")
		for _, c := range axis.Comparisons {
			verdict := c.Verdict
			if verdict == audit.CannotTell {
				verdict = fmt.Sprintf("cannot tell: fewer than %d learners in a group", audit.MinLearners)
			}
			_, _ = fmt.Fprintf(w, "%s\t%s\t%+.3f\t%.3f\t%.3f\t%s\n", c.Group, c.Measure, c.Value, c.P, c.Holm, verdict)
		}
	}
}

func writeItems(w io.Writer, items []audit.ItemFigures) {
	_, _ = fmt.Fprintln(w, "item\tanswers\tlearners\tright\tpredicted\tdiscrimination\tby language\tsuspected")
	for i := range items {
		f := &items[i]
		var languages, found []string
		for _, l := range f.Languages {
			languages = append(languages, fmt.Sprintf("%s %.2f of %d", l.Language, l.Success, l.Answers))
		}
		for _, finding := range f.Findings {
			found = append(found, words(finding))
		}
		_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t%.2f\t%+.2f\t%s\t%s\n", f.Key, f.Answers, f.Learners, f.Success, f.Predicted, f.Discrimination,
			strings.Join(languages, ", "), strings.Join(found, "; "))
	}
}

// words says one suspicion with what it rests on.
func words(f audit.Finding) string {
	v := f.Values
	switch f.Code {
	case audit.WrongKey:
		where := ""
		if f.Instance >= 0 {
			where = fmt.Sprintf(" of exercise %d: they say %q", f.Instance, f.Response)
		}
		return fmt.Sprintf("wrong key%s (%.0f%% of %.0f able answers right, %.0f%% agree on another)", where, 100*v[0], v[2], 100*v[1])
	case audit.TellsLittle:
		return fmt.Sprintf("the able are not better at it (%+.2f)", v[0])
	case audit.LanguageGap:
		return fmt.Sprintf("harder in %s by %.2f", f.Language, v[0])
	}
	return fmt.Sprintf("%s (%.2f right, %.2f predicted)", strings.ReplaceAll(f.Code, "-", " "), v[0], v[1])
}
