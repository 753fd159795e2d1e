// Package cuttest cuts the power under the hub's own store: the same code, schema,
// pragmas and SQL over a disk in memory that remembers which writes were synced. It
// is a module of its own, because only github.com/ncruces/go-sqlite3 takes a file
// system written in Go, and the product does not ship a second SQLite.
//
// What a cut leaves is what a disk may leave: everything that was synced, and of
// what was not any part, down to single sectors of 512 bytes.
package cuttest

import (
	"io"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

const sector = 512

// change is one thing that was asked of the disk.
type change struct {
	kind changeKind
	file string
	at   int64
	data []byte
	mark int // of an acknowledgement
}

type changeKind uint8

const (
	changeWrite changeKind = iota
	changeTruncate
	changeSync
	changeDelete
	changeMark // the caller was told that everything up to mark is on disk
)

// Disk is a file system in memory that writes down what is asked of it. It
// implements vfs.VFS and is safe for concurrent use.
type Disk struct {
	mu      sync.Mutex
	files   map[string][]byte
	locks   map[string]*locks
	changes []change
	shared  string // folder for the index of the write-ahead log, which no cut keeps
}

// NewDisk begins with files as a cut left them.
func NewDisk(files map[string][]byte, shared string) *Disk {
	d := &Disk{files: map[string][]byte{}, locks: map[string]*locks{}, shared: shared}
	for name, data := range files {
		d.files[name] = slices.Clone(data)
	}
	return d
}

// Mark notes an acknowledgement in the order of the disk's changes.
func (d *Disk) Mark(mark int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.changes = append(d.changes, change{kind: changeMark, mark: mark})
}

// Changes returns what was asked so far.
func (d *Disk) Changes() []change {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.changes)
}

// Open implements vfs.VFS.
func (d *Disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[name]; !ok {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		d.files[name] = nil
	}
	f := &file{disk: d, name: name}
	if flags&vfs.OPEN_MAIN_DB != 0 {
		f.shm = vfs.NewSharedMemory(d.shared+"/shm", flags)
	}
	return f, flags, nil
}

// Delete implements vfs.VFS.
func (d *Disk) Delete(name string, _ bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[name]; !ok {
		return sqlite3.IOERR_DELETE_NOENT
	}
	delete(d.files, name)
	d.changes = append(d.changes, change{kind: changeDelete, file: name})
	return nil
}

// Access implements vfs.VFS.
func (d *Disk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.files[name]
	return ok, nil
}

// FullPathname implements vfs.VFS.
func (d *Disk) FullPathname(name string) (string, error) { return name, nil }

// locks are those of one file.
type locks struct {
	shared              int
	reserved, exclusive *file
}

// lock wants the disk's mutex.
func (d *Disk) lock(name string) *locks {
	if d.locks[name] == nil {
		d.locks[name] = &locks{}
	}
	return d.locks[name]
}

// file is an open file.
type file struct {
	disk *Disk
	name string
	shm  vfs.SharedMemory
	lock vfs.LockLevel
}

var (
	_ vfs.FileSharedMemory = (*file)(nil)
	_ vfs.FileLockState    = (*file)(nil)
)

// SharedMemory implements vfs.FileSharedMemory.
func (f *file) SharedMemory() vfs.SharedMemory { return f.shm }

// Close implements vfs.File.
func (f *file) Close() error {
	_ = f.Unlock(vfs.LOCK_NONE)
	if f.shm != nil {
		return f.shm.Close()
	}
	return nil
}

// ReadAt implements vfs.File.
func (f *file) ReadAt(b []byte, at int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	data := f.disk.files[f.name]
	if at >= int64(len(data)) {
		return 0, io.EOF
	}
	n := copy(b, data[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt implements vfs.File.
func (f *file) WriteAt(b []byte, at int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.disk.files[f.name] = write(f.disk.files[f.name], b, at)
	f.disk.changes = append(f.disk.changes, change{kind: changeWrite, file: f.name, at: at, data: slices.Clone(b)})
	return len(b), nil
}

func write(data, b []byte, at int64) []byte {
	if grow := int(at) + len(b) - len(data); grow > 0 {
		data = append(data, make([]byte, grow)...)
	}
	copy(data[at:], b)
	return data
}

func truncate(data []byte, size int64) []byte {
	if size <= int64(len(data)) {
		return data[:size:size]
	}
	return append(data, make([]byte, size-int64(len(data)))...)
}

// Truncate implements vfs.File.
func (f *file) Truncate(size int64) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.disk.files[f.name] = truncate(f.disk.files[f.name], size)
	f.disk.changes = append(f.disk.changes, change{kind: changeTruncate, file: f.name, at: size})
	return nil
}

// Sync implements vfs.File.
func (f *file) Sync(vfs.SyncFlag) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	f.disk.changes = append(f.disk.changes, change{kind: changeSync, file: f.name})
	return nil
}

// Size implements vfs.File.
func (f *file) Size() (int64, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return int64(len(f.disk.files[f.name])), nil
}

// Lock implements vfs.File. A connection that gets the exclusive lock while it closes
// believes that it is the last one and deletes the write-ahead log, so locks must be
// real.
func (f *file) Lock(lock vfs.LockLevel) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	held := f.disk.lock(f.name)
	switch {
	case f.lock >= lock:
		return nil
	case lock == vfs.LOCK_SHARED:
		if held.exclusive != nil {
			return sqlite3.BUSY
		}
		held.shared++
	case lock == vfs.LOCK_RESERVED:
		if held.reserved != nil && held.reserved != f {
			return sqlite3.BUSY
		}
		held.reserved = f
	default:
		if held.shared > 1 || held.reserved != nil && held.reserved != f {
			return sqlite3.BUSY
		}
		held.exclusive = f
	}
	f.lock = lock
	return nil
}

// Unlock implements vfs.File.
func (f *file) Unlock(lock vfs.LockLevel) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	held := f.disk.lock(f.name)
	if held.exclusive == f {
		held.exclusive = nil
	}
	if held.reserved == f {
		held.reserved = nil
	}
	if f.lock >= vfs.LOCK_SHARED && lock < vfs.LOCK_SHARED {
		held.shared--
	}
	f.lock = min(f.lock, lock)
	return nil
}

// LockState implements vfs.FileLockState.
func (f *file) LockState() vfs.LockLevel { return f.lock }

// CheckReservedLock implements vfs.File.
func (f *file) CheckReservedLock() (bool, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.lock(f.name).reserved != nil, nil
}

// SectorSize implements vfs.File.
func (f *file) SectorSize() int { return sector }

// DeviceCharacteristics implements vfs.File: what SQLite assumes of a disk on Linux.
func (f *file) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE
}

// Replay walks through changes and says what a cut leaves at any of them.
type Replay struct {
	safe    map[string][]byte   // what was synced
	pending map[string][]change // of each file since its last sync
	Marked  int                 // the newest acknowledgement given so far
	Lies    bool                // syncs do nothing
}

// NewReplay begins with the files that the run began with, all of them safe.
func NewReplay(files map[string][]byte) *Replay {
	r := &Replay{safe: map[string][]byte{}, pending: map[string][]change{}}
	for name, data := range files {
		r.safe[name] = slices.Clone(data)
	}
	return r
}

// Step takes the next change.
func (r *Replay) Step(c change) {
	switch c.kind {
	case changeMark:
		r.Marked = c.mark
	case changeDelete: // SQLite syncs the folder, and what was deleted may still be there for all it knows
		delete(r.safe, c.file)
		delete(r.pending, c.file)
	case changeSync:
		if r.Lies {
			return
		}
		for _, p := range r.pending[c.file] {
			r.safe[c.file] = p.whole(r.safe[c.file])
		}
		delete(r.pending, c.file)
	default:
		r.pending[c.file] = append(r.pending[c.file], c)
	}
}

func (c change) whole(data []byte) []byte {
	if c.kind == changeTruncate {
		return truncate(data, c.at)
	}
	return write(data, c.data, c.at)
}

// torn leaves any sectors of a write.
func (c change) torn(data []byte, random *rand.Rand) []byte {
	if c.kind == changeTruncate {
		return c.whole(data)
	}
	for from := int64(0); from < int64(len(c.data)); {
		to := min(int64(len(c.data)), (c.at+from)/sector*sector+sector-c.at)
		if random.IntN(2) == 0 {
			data = write(data, c.data[from:to], c.at+from)
		}
		from = to
	}
	return data
}

// Cut returns what is left when the power goes now: of what no sync confirmed all,
// the beginning, any part, or torn sectors.
func (r *Replay) Cut(random *rand.Rand) map[string][]byte {
	left := map[string][]byte{}
	for name, data := range r.safe {
		left[name] = slices.Clone(data)
	}
	manner := random.IntN(4)
	for _, name := range sortedNames(r.pending) {
		data, reach := left[name], random.IntN(len(r.pending[name])+1)
		for i, c := range r.pending[name] {
			switch {
			case manner == 0 || manner == 1 && i < reach || manner == 2 && random.IntN(2) == 0:
				data = c.whole(data)
			case manner == 3 && i <= reach:
				data = c.torn(data, random)
			}
		}
		left[name] = data
	}
	return left
}

func sortedNames(m map[string][]change) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
