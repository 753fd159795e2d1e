package hubapi_test

import (
	"fmt"

	"darasa/internal/school"
)

// sameChild joins one record to another, reads the child by the one that stays, and
// takes the word back.
func (b *bench) sameChild(stays, joins school.ID) {
	b.t.Helper()
	path := "/teacher/learners/" + joins.String() + "/same"
	b.refuses("POST", path, `{}`, school.CodeInvalid)
	b.refuses("POST", path, fmt.Sprintf(`{"as":%q}`, joins), school.CodeInvalid)
	b.refuses("POST", path, fmt.Sprintf(`{"as":%q}`, school.ID{9}), school.CodeNotFound)
	also := func() (n int) {
		var child struct{ Also []struct{ ID school.ID } }
		b.must("GET", "/teacher/learners/"+stays.String(), "", &child)
		for _, one := range child.Also {
			if one.ID != joins {
				b.t.Errorf("also %s", one.ID)
			}
		}
		return len(child.Also)
	}
	for _, word := range []struct {
		as   string
		want int
	}{{stays.String(), 1}, {"", 0}} {
		b.must("POST", path, fmt.Sprintf(`{"as":%q}`, word.as), nil)
		if got := also(); got != word.want {
			b.t.Errorf("after %q she has %d other records, want %d", word.as, got, word.want)
		}
	}
}
