package salvage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// PageSize is the only one this product writes; a header that says otherwise is
// damaged.
const PageSize = 4096

// maxRow bounds one row, in bytes.
const maxRow = 32 << 20

// File is a database file and what its write-ahead log holds of newer pages.
type File struct {
	db    io.ReaderAt
	log   io.ReaderAt
	pages int64           // of the database and the log together
	newer map[int64]int64 // page → where its newest copy begins in the log
	Log   Log
}

// Log says how a write-ahead log is.
type Log struct {
	Frames  int // that are what was written
	Damaged int // that are not, although later work was confirmed behind them
}

// Open looks at a database of dbSize bytes and its write-ahead log of logSize, which
// may be nil and 0. It fails only when reading does.
func Open(db io.ReaderAt, dbSize int64, log io.ReaderAt, logSize int64) (*File, error) {
	f := &File{db: db, log: log, pages: (dbSize + PageSize - 1) / PageSize, newer: map[int64]int64{}}
	if log == nil || logSize < logHeader {
		return f, nil
	}
	return f, f.readLog(logSize)
}

// Sizes of the write-ahead log's parts.
const (
	logHeader   = 32
	frameHeader = 24
	frameSize   = frameHeader + PageSize
)

// logState is the running checksum and what the log's header fixed.
type logState struct {
	order  binary.ByteOrder
	salts  [8]byte
	s1, s2 uint32
}

// sum continues the checksum over b, whose length is a multiple of 8.
func (l *logState) sum(b []byte) {
	for i := 0; i+8 <= len(b); i += 8 {
		l.s1 += l.order.Uint32(b[i:]) + l.s2
		l.s2 += l.order.Uint32(b[i+4:]) + l.s1
	}
}

func (f *File) readLog(size int64) error {
	var header [logHeader]byte
	if err := readFull(f.log, header[:], 0); err != nil {
		return err
	}
	l := &logState{order: binary.LittleEndian, salts: [8]byte(header[16:24])}
	if header[3]&1 == 1 {
		l.order = binary.BigEndian
	}
	l.sum(header[:24])
	if magic := binary.BigEndian.Uint32(header[:]); magic|1 != 0x377f0683 || l.s1 != binary.BigEndian.Uint32(header[24:]) || l.s2 != binary.BigEndian.Uint32(header[28:]) {
		f.Log.Damaged++ // its frames cannot be told from those of an older round
		return nil
	}
	return f.readFrames(l, size)
}

// readFrames goes through the log. A frame that is wrong may be the last work before
// a power cut, which nobody was promised; when a commit and more work stand behind
// it, it was synced once and is damaged. What stands behind is checked by the sum the
// damaged frame carries.
func (f *File) readFrames(l *logState, size int64) error {
	wrong, committed := 0, false
	frame := make([]byte, frameSize)
	for at := int64(logHeader); at+frameSize <= size; at += frameSize {
		if err := readFull(f.log, frame, at); err != nil {
			return err
		}
		sums := [2]uint32{binary.BigEndian.Uint32(frame[16:]), binary.BigEndian.Uint32(frame[20:])}
		salted := [8]byte(frame[8:16]) == l.salts
		l.sum(frame[:8])
		l.sum(frame[frameHeader:])
		genuine := salted && sums == [2]uint32{l.s1, l.s2}
		l.s1, l.s2 = sums[0], sums[1]
		if genuine && wrong > 0 && committed {
			f.Log.Damaged, wrong, committed = f.Log.Damaged+wrong, 0, false
		}
		if !genuine {
			if wrong++; wrong > 1 && !salted {
				return nil // of an older round from here on
			}
		}
		committed = committed || wrong > 0 && salted && binary.BigEndian.Uint32(frame[4:]) != 0
		if !genuine {
			continue
		}
		page := int64(binary.BigEndian.Uint32(frame))
		f.newer[page] = at + frameHeader
		f.pages = max(f.pages, page)
		f.Log.Frames++
	}
	return nil
}

func readFull(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the damaged file: %w", err)
	}
	clear(b[n:])
	return nil
}

// page reads a page by number, from 1.
func (f *File) page(number int64, into []byte) error {
	if at, ok := f.newer[number]; ok {
		return readFull(f.log, into, at)
	}
	return readFull(f.db, into, (number-1)*PageSize)
}
