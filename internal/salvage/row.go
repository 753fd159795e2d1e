package salvage

import (
	"encoding/binary"
	"math"
)

// Row is one row as it was stored: nil, int64, float64, string or []byte per column.
// A table's own row number stands apart and in its column as nil.
type Row struct {
	Number  int64 // 0 for a row of a table without row numbers or of an index
	Columns []any
}

// Kinds of pages that hold rows.
const (
	leafTable  = 0x0d
	leafIndex  = 0x0a
	innerIndex = 0x02
)

// Rows calls each for every row that can be read, page after page.
func (f *File) Rows(each func(Row) error) error {
	page := make([]byte, PageSize)
	for number := int64(1); number <= f.pages; number++ {
		if err := f.page(number, page); err != nil {
			return err
		}
		for _, row := range f.rowsOf(page, number == 1) {
			if err := each(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowsOf reads the cells of one page. Pages of other kinds have none.
func (f *File) rowsOf(page []byte, first bool) (rows []Row) {
	at := 0
	if first {
		at = 100 // behind the file's header
	}
	kind := page[at]
	pointers := at + 8
	if kind == innerIndex {
		pointers += 4
	}
	if kind != leafTable && kind != leafIndex && kind != innerIndex {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(page[at+3:])) {
		if pointers+2*i+2 > PageSize {
			break
		}
		cell := int(binary.BigEndian.Uint16(page[pointers+2*i:]))
		if row, ok := f.cell(page, cell, kind); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// cell reads one cell: sizes, then the row, part of which may lie in a chain of
// overflow pages.
func (f *File) cell(page []byte, at int, kind byte) (row Row, ok bool) {
	if kind == innerIndex {
		at += 4
	}
	if at >= PageSize {
		return row, false
	}
	size, n := varint(page[at:])
	at += n
	if kind == leafTable && n > 0 {
		number, n := varint(page[at:])
		if n == 0 {
			return row, false
		}
		row.Number, at = int64(number), at+n
	}
	if n == 0 || size == 0 || size > maxRow {
		return row, false
	}
	payload, ok := f.payload(page, at, int(size), kind)
	if !ok {
		return row, false
	}
	row.Columns, ok = columns(payload)
	return row, ok
}

// payload gathers a row's bytes by the format's rule of how many stay on the page.
func (f *File) payload(page []byte, at, size int, kind byte) ([]byte, bool) {
	most := PageSize - 35
	if kind != leafTable {
		most = (PageSize-12)*64/255 - 23
	}
	local := size
	if size > most {
		least := (PageSize-12)*32/255 - 23
		if local = least + (size-least)%(PageSize-4); local > most {
			local = least
		}
	}
	if at+local > PageSize {
		return nil, false
	}
	payload := append(make([]byte, 0, min(size, 1<<16)), page[at:at+local]...)
	if local == size {
		return payload, true
	}
	if at+local+4 > PageSize {
		return nil, false
	}
	next := int64(binary.BigEndian.Uint32(page[at+local:]))
	overflow := make([]byte, PageSize)
	for len(payload) < size {
		if next < 2 || next > f.pages || f.page(next, overflow) != nil {
			return nil, false
		}
		payload = append(payload, overflow[4:min(PageSize, 4+size-len(payload))]...)
		next = int64(binary.BigEndian.Uint32(overflow))
	}
	return payload, true
}

// columns reads a record: the types, then the values.
func columns(b []byte) (out []any, ok bool) {
	head, n := varint(b)
	if n == 0 || head > uint64(len(b)) || int(head) < n {
		return nil, false
	}
	types, values := b[n:head], b[head:]
	for len(types) > 0 {
		kind, n := varint(types)
		if n == 0 {
			return nil, false
		}
		types = types[n:]
		value, size, ok := column(kind, values)
		if !ok {
			return nil, false
		}
		out, values = append(out, value), values[size:]
	}
	return out, len(values) == 0
}

// column reads one value of a type of the format.
func column(kind uint64, b []byte) (value any, size int, ok bool) {
	sizes := [...]int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0}
	if kind < uint64(len(sizes)) {
		if size = sizes[kind]; size > len(b) {
			return nil, 0, false
		}
		return fixed(kind, b[:size]), size, true
	}
	if kind < 12 || (kind-12)/2 > uint64(len(b)) {
		return nil, 0, false
	}
	size = int((kind - 12) / 2)
	if kind%2 == 0 {
		return b[:size:size], size, true
	}
	return string(b[:size]), size, true
}

func fixed(kind uint64, b []byte) any {
	switch kind {
	case 0:
		return nil
	case 7:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	case 8, 9:
		return int64(kind - 8)
	}
	v := int64(int8(b[0]))
	for _, c := range b[1:] {
		v = v<<8 | int64(c)
	}
	return v
}

// varint reads SQLite's big-endian varint of at most nine bytes; n is 0 when b ends
// within it.
func varint(b []byte) (v uint64, n int) {
	for i := range min(len(b), 9) {
		if i == 8 {
			return v<<8 | uint64(b[i]), 9
		}
		v = v<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
