package curriculum

import (
	"fmt"
	"strconv"
	"strings"
)

// The half drawings of fold: foldRows rows of foldColumns squares on either side
// of the line.
const (
	foldRows    = 4
	foldColumns = 3
)

// plainPictures are the drawings that an option tells alone.
var plainPictures = []string{"clock", "polygon", "angle", "fold"}

// drawPlain is the drawing of an option that needs no word.
func drawPlain(kind, option string) (map[string]any, error) {
	switch kind {
	case "clock":
		hours, minutes, _ := strings.Cut(option, ":")
		h, err1 := strconv.Atoi(hours)
		m, err2 := strconv.Atoi(minutes)
		if text, err := clock(h, m); err1 != nil || err2 != nil || err != nil || text != option {
			return nil, fmt.Errorf("option %q is no time", option)
		}
		return map[string]any{"kind": kind, "time": option}, nil
	case "polygon", "angle":
		n, err := strconv.Atoi(option)
		if err != nil || kind == "polygon" && (n < 3 || n > 8) || kind == "angle" && (n < 10 || n > 180) {
			return nil, fmt.Errorf("option %q is no polygon of 3 to 8 sides and no angle of 10 to 180 degrees", option)
		}
		return map[string]any{"kind": kind, "size": n}, nil
	}
	left, right, _ := strings.Cut(option, "/")
	l, err1 := strconv.Atoi(left)
	r, err2 := strconv.Atoi(right)
	const most = 1 << (foldRows * foldColumns)
	if err1 != nil || err2 != nil || l < 1 || l >= most || r < 0 || r >= most {
		return nil, fmt.Errorf("option %q has no half drawings of %d × %d squares", option, foldRows, foldColumns)
	}
	return map[string]any{"kind": kind, "left": l, "right": r, "rows": foldRows, "columns": foldColumns}, nil
}
