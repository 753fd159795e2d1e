package workload

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Attempt is one attempt of the workload, its texts replaced by their numbers
// in the tables and its times by ticks of 10 ms.
type Attempt struct {
	tablet, Student, item int32
	seq                   uint64
	response              string
	right                 bool
	hints                 uint8
	duration, At          int64 // ticks
	count                 uint32
}

// Edit is one edit as it stands in the file.
type Edit struct {
	op, kind, key, field, value, node string
	at                                int64
	count                             uint32
}

// Table numbers texts in order of appearance.
type Table struct {
	Names []string
	Index map[string]int32
}

func (t *Table) number(name string) int32 {
	if n, ok := t.Index[name]; ok {
		return n
	}
	if t.Index == nil {
		t.Index = map[string]int32{}
	}
	n := int32(len(t.Names))
	t.Index[name] = n
	t.Names = append(t.Names, name)
	return n
}

// Workload is the whole file.
type Workload struct {
	Attempts                         []Attempt
	Edits                            []Edit
	Tablets, Students, Items, Skills Table
	SkillOf                          []int32 // by item
}

// line has the keys of both forms.
type line struct {
	T     string  `json:"t"`
	ID    string  `json:"id"`
	Stu   string  `json:"stu"`
	Item  string  `json:"item"`
	Skill string  `json:"skill"`
	Resp  string  `json:"resp"`
	OK    int     `json:"ok"`
	Hint  uint8   `json:"hints"`
	MS    float64 `json:"ms"`
	HLC   string  `json:"hlc"`
	Op    string  `json:"op"`
	Kind  string  `json:"kind"`
	Key   string  `json:"key"`
	F     string  `json:"f"`
	V     string  `json:"v"`
}

// Load reads a workload, packed with zstd when its name ends in .zst.
func Load(path string) (*Workload, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var source io.Reader = file
	if strings.HasSuffix(path, ".zst") {
		unpacked, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		defer unpacked.Close()
		source = unpacked
	}
	return Read(source)
}

// Read reads a workload that is not packed.
func Read(source io.Reader) (*Workload, error) {
	w := &Workload{}
	lines := bufio.NewScanner(source)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if err := w.add(&l); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return w, lines.Err()
}

func (w *Workload) add(l *line) error {
	at, count, node, err := parseHLC(l.HLC)
	if err != nil {
		return err
	}
	switch l.T {
	case "a":
		cut := strings.LastIndexByte(l.ID, '-')
		if cut < 0 {
			return fmt.Errorf("id %q is not tablet-number", l.ID)
		}
		seq, err := strconv.ParseUint(l.ID[cut+1:], 10, 64)
		if err != nil || seq == 0 {
			return fmt.Errorf("id %q has no number", l.ID)
		}
		item := w.Items.number(l.Item)
		skill := w.Skills.number(l.Skill)
		if int(item) == len(w.SkillOf) {
			w.SkillOf = append(w.SkillOf, skill)
		}
		w.Attempts = append(w.Attempts, Attempt{
			tablet: w.Tablets.number(l.ID[:cut]), Student: w.Students.number(l.Stu), item: item, seq: seq,
			response: l.Resp, right: l.OK == 1, hints: l.Hint,
			duration: int64(l.MS+5) / 10, At: at, count: count,
		})
	case "m":
		w.Edits = append(w.Edits, Edit{op: l.Op, kind: l.Kind, key: l.Key, field: l.F, value: l.V, node: node, at: at, count: count})
	default:
		return fmt.Errorf("t %q is neither a nor m", l.T)
	}
	return nil
}

// parseHLC reads milliseconds-counter-node, the numbers hexadecimal, and returns
// ticks of 10 ms.
func parseHLC(text string) (at int64, count uint32, node string, err error) {
	parts := strings.SplitN(text, "-", 3)
	if len(parts) != 3 {
		return 0, 0, "", fmt.Errorf("hlc %q is not time-counter-node", text)
	}
	ms, err1 := strconv.ParseInt(parts[0], 16, 64)
	c, err2 := strconv.ParseUint(parts[1], 16, 32)
	return ms / 10, uint32(c), parts[2], errors.Join(err1, err2)
}
