package simtest

import (
	"errors"
	"slices"
)

// Troubles of a disk, as a program sees them.
var (
	errPower = errors.New("the power went")
	errFull  = errors.New("no room left on the disk")
)

// remembered is how many commits a lying disk may have kept in its cache.
const remembered = 24

// disk gives the store its transactions: every write can be taken back until the
// commit, and a disk that lied about the commit takes back whole ones at a power cut.
// What is torn inside a transaction SQLite itself finds by its sums and takes back;
// that is proven on its real files elsewhere.
type disk struct {
	depth   int
	undo    []func()
	commits [][]func()
	fault   func() error // asked before every write and every commit, nil for none
}

// write is asked before every change; way takes it back.
func (d *disk) write(back func()) {
	if d.fault != nil && d.depth > 0 {
		if err := d.fault(); err != nil {
			panic(brokenWrite{err})
		}
	}
	d.undo = append(d.undo, back)
}

type brokenWrite struct{ err error }

// put writes one row.
func put[K comparable, V any](d *disk, m map[K]V, k K, v V) {
	old, had := m[k]
	d.write(func() {
		if had {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

// drop deletes one row.
func drop[K comparable, V any](d *disk, m map[K]V, k K) {
	if old, had := m[k]; had {
		d.write(func() { m[k] = old })
		delete(m, k)
	}
}

// grow appends to a table.
func grow[V any](d *disk, s *[]V, v V) {
	n := len(*s)
	d.write(func() { *s = (*s)[:n] })
	*s = append(*s, v)
}

// tx runs fn as one transaction: all of it, or, when fn or the disk fails, nothing.
func (d *disk) tx(fn func() error) (err error) {
	if d.depth > 0 {
		return fn()
	}
	d.depth, d.undo = 1, nil
	defer func() {
		d.depth = 0
		switch thrown := recover().(type) {
		case nil:
		case brokenWrite:
			err = thrown.err
		default:
			panic(thrown) // a fault of the program, not of the disk
		}
		if err != nil {
			takeBack(d.undo)
		}
		d.undo = nil
	}()
	if err := fn(); err != nil {
		return err
	}
	if d.fault != nil {
		if err := d.fault(); err != nil {
			return err
		}
	}
	if d.commits = append(d.commits, d.undo); len(d.commits) > remembered {
		d.commits = d.commits[1:]
	}
	return nil
}

func takeBack(undo []func()) {
	for _, back := range slices.Backward(undo) {
		back()
	}
}

// forget takes back the newest n commits, as a disk that lied does when the power goes.
func (d *disk) forget(n int) {
	for ; n > 0 && len(d.commits) > 0; n-- {
		last := len(d.commits) - 1
		takeBack(d.commits[last])
		d.commits = d.commits[:last]
	}
}
