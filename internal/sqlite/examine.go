package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"net/url"
	"os"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/salvage"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// maxCauses bounds what is told of one damaged file.
const maxCauses = 20

// metaRunning holds the number of the start that has not ended well. It lies in the
// database itself, not in its log, so that a log that is gone can be missed.
const metaRunning = "running"

// castagnoli sums up an op in the tail, where no signature covers it yet.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sumOf(op []byte) int64 { return int64(crc32.Checksum(op, castagnoli)) }

// Examine looks whether a store's files are what the hub wrote, before anything
// opens them for writing. It returns what it found, nil for a sound store or none:
// after a clean end every page, and always the structure of the file, the hash of every segment, the sum of every op in the
// tail, catalogues, directories, states of learners, and a log that was synced and
// is damaged or gone.
func Examine(ctx context.Context, config Config) (causes []string, err error) {
	e := &examiner{ctx: ctx, path: config.Path}
	info, err := os.Stat(e.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look at the database: %w", err)
	}
	if info.Size() == 0 {
		return []string{"the file is empty"}, nil
	}
	_, err = os.Stat(e.path + "-wal") // before anything opens the database and makes one
	e.noLog = errors.Is(err, fs.ErrNotExist)
	if e.causes, err = checkSums(e.path); err != nil {
		return nil, err
	}
	if err := e.files(); err != nil {
		return nil, err
	}
	if err := e.open(); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.db.Close()) }()
	if e.foreign() {
		return nil, nil
	}
	for _, check := range []func() error{e.structure, e.running, e.segments, e.tail, e.ranges, e.lists, e.learners} {
		if err := check(); err != nil {
			e.say("%v", err)
		}
		if e.hopeless {
			break
		}
	}
	return e.causes, nil
}

type examiner struct {
	ctx      context.Context //nolint:containedctx // one call
	path     string
	db       *sql.DB
	causes   []string
	noLog    bool // no write-ahead log lay beside the database
	hopeless bool // nothing further can be read
}

func (e *examiner) say(format string, args ...any) {
	if len(e.causes) < maxCauses {
		e.causes = append(e.causes, fmt.Sprintf(format, args...))
	}
}

// open reads only, so that the log stays as it is.
func (e *examiner) open() (err error) {
	q := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}}
	e.db, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: e.path}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	e.db.SetMaxOpenConns(1)
	return nil
}

// files looks at the log, which SQLite reads up to the first frame that is wrong and
// then forgets.
func (e *examiner) files() error {
	file, done, err := openSalvage(e.path)
	if err != nil {
		return err
	}
	defer done()
	if file.Log.Damaged > 0 {
		e.say("%d parts of the write-ahead log are damaged, with confirmed work behind them", file.Log.Damaged)
	}
	return nil
}

// openSalvage opens a store's files page by page.
func openSalvage(path string) (file *salvage.File, done func(), err error) {
	db, dbSize, err := openSized(path)
	if err != nil {
		return nil, nil, err
	}
	log, logSize, err := openSized(path + "-wal")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		_ = db.Close()
		return nil, nil, err
	}
	done = func() {
		_ = db.Close()
		_ = log.Close()
	}
	file, err = salvage.Open(db, dbSize, log, logSize)
	if err != nil {
		done()
	}
	return file, done, err
}

func openSized(path string) (*os.File, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, fmt.Errorf("open the damaged file: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, 0, fmt.Errorf("open the damaged file: %w", err)
	}
	return file, info.Size(), nil
}

// foreign reports whether the file is not ours to judge: a newer program wrote it, or
// a first start ended before there was anything in it. Opening it says what to do.
func (e *examiner) foreign() bool {
	var newest, version int64
	names, err := hubMigrations.ReadDir("migrations")
	if err != nil {
		return false
	}
	for _, name := range names {
		var number int64
		_, _ = fmt.Sscanf(name.Name(), "%d_", &number)
		newest = max(newest, number)
	}
	var tables int
	if e.db.QueryRowContext(e.ctx, "SELECT count(*) FROM sqlite_master WHERE name IN ('goose_db_version', 'meta')").Scan(&tables) != nil {
		return false
	}
	if tables < 2 {
		return len(e.causes) == 0
	}
	err = e.db.QueryRowContext(e.ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&version)
	return err == nil && version > newest
}

func (e *examiner) structure() error {
	rows, err := e.db.QueryContext(e.ctx, "PRAGMA quick_check(3)")
	if err != nil {
		e.hopeless = true
		return err
	}
	found, err := collect(rows, func(scan func(...any) error) (line string, err error) { return line, scan(&line) })
	e.hopeless = err != nil
	for _, line := range found {
		if line != "ok" {
			e.say("%s", line)
		}
	}
	return err
}

// running misses a log that must be there.
func (e *examiner) running() error {
	var running int
	if err := e.db.QueryRowContext(e.ctx, "SELECT count(*) FROM meta WHERE name = ?", metaRunning).Scan(&running); err != nil || running == 0 {
		return err
	}
	if e.noLog {
		return errors.New("the write-ahead log is gone, and the last start did not end well")
	}
	return nil
}

func (e *examiner) each(query string, row func(scan func(...any) error) error) error {
	rows, err := e.db.QueryContext(e.ctx, query)
	if err != nil {
		return err
	}
	_, err = collect(rows, func(scan func(...any) error) (none struct{}, err error) { return none, row(scan) })
	return err
}

func (e *examiner) segments() error {
	return e.each(`SELECT id, hash, hub, epoch, audience, number, ops, body, waits IS NULL,
			(SELECT coalesce(sum(high - low + 1), 0) FROM segment_origin o WHERE o.segment = g.id) FROM segment g`, func(scan func(...any) error) error {
		var id, epoch, audience, number, ops, indexed int64
		var hash, hub, body []byte
		var applied bool
		if err := scan(&id, &hash, &hub, &epoch, &audience, &number, &ops, &body, &applied, &indexed); err != nil {
			return err
		}
		header, err := wire.Parse(body)
		if err == nil {
			var sum [32]byte
			if sum, err = wire.Name(body, header); err == nil && string(sum[:]) != string(hash) {
				err = errors.New("its bytes are not those it was named after")
			}
		}
		if err == nil && (string(header.Hub[:]) != string(hub) || int64(header.Epoch) != epoch || int64(header.Audience) != audience || int64(header.Number) != number ||
			int64(header.Ops) != ops || applied && indexed != ops) {
			err = errors.New("its index says something else")
		}
		if err != nil {
			e.say("segment %d: %v", id, err)
		}
		return nil
	})
}

func (e *examiner) tail() error {
	sum := "NULL" // a store of before sums were written
	var summed int
	if err := e.db.QueryRowContext(e.ctx, "SELECT count(*) FROM pragma_table_info('tail') WHERE name = 'sum'").Scan(&summed); err == nil && summed > 0 {
		sum = "t.sum"
	}
	return e.each("SELECT t.seq, t.audience, t.kind, t.op, "+sum+", s.hub, s.device, s.epoch FROM tail t LEFT JOIN stream s ON s.id = t.stream", func(scan func(...any) error) error {
		var seq, audience, kind int64
		var sum, device, epoch sql.NullInt64
		var raw, hub []byte
		if err := scan(&seq, &audience, &kind, &raw, &sum, &hub, &device, &epoch); err != nil {
			return err
		}
		op, err := soundOp(raw, sum)
		if err == nil && (len(hub) != 16 || op.Stream != makeStream(hub, device.Int64, epoch.Int64, audience) || int64(op.Seq) != seq || int64(op.Kind) != kind) {
			err = errors.New("its index says something else")
		}
		if err != nil {
			e.say("an op in the tail: %v", err)
		}
		return nil
	})
}

// soundOp decodes an op of the tail and checks its sum, which older programs did not
// write.
func soundOp(raw []byte, sum sql.NullInt64) (*crdt.Op, error) {
	if sum.Valid && sum.Int64 != sumOf(raw) {
		return nil, errors.New("its sum is wrong")
	}
	op, rest, err := crdt.DecodeOp(raw)
	if err == nil && len(rest) > 0 {
		err = errors.New("bytes follow it")
	}
	if err == nil {
		err = op.Validate()
	}
	return op, err
}

// ranges compares what the store says it holds with what lies in tail and segments.
func (e *examiner) ranges() error {
	return e.each(`SELECT s.id FROM stream s WHERE (SELECT coalesce(sum(high - low + 1), 0) FROM have h WHERE h.stream = s.id)
		< (SELECT count(*) FROM tail t WHERE t.stream = s.id) OR (SELECT coalesce(sum(high - low + 1), 0) FROM have h WHERE h.stream = s.id)
		> (SELECT count(*) FROM tail t WHERE t.stream = s.id) + (SELECT coalesce(sum(o.high - o.low + 1), 0) FROM segment_origin o WHERE o.stream = s.id)`,
		func(scan func(...any) error) error {
			var id int64
			if err := scan(&id); err != nil {
				return err
			}
			e.say("stream %d: what is held and what is listed differ", id)
			return nil
		})
}

// lists looks at catalogues and directories.
func (e *examiner) lists() error {
	err := e.each("SELECT hash, body FROM catalogue", func(scan func(...any) error) error {
		var hash, body []byte
		if err := scan(&hash, &body); err != nil {
			return err
		}
		if c, err := curriculum.DecodeCatalogue(body); err != nil || c.Hash() != [32]byte(hash) {
			e.say("a catalogue is damaged")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.each("SELECT d.body, g.body FROM directory d LEFT JOIN segment g ON g.id = d.upto", func(scan func(...any) error) error {
		var body, segment []byte
		if err := scan(&body, &segment); err != nil {
			return err
		}
		dir, err := wire.DecodeDirectory(body)
		if err == nil && segment != nil {
			if header, bad := wire.Parse(segment); bad == nil && !dir.Knows(header.Base, header.BaseDigest) {
				err = errors.New("not the list its segments name")
			}
		}
		if err != nil {
			e.say("a directory: %v", err)
		}
		return nil
	})
}

func (e *examiner) learners() error {
	return e.each("SELECT learner, state, digest FROM learner", func(scan func(...any) error) error {
		var learner, digest int64
		var state []byte
		if err := scan(&learner, &state, &digest); err != nil {
			return err
		}
		if len(state) > 0 && tutor.Digest(state) != uint64(digest) {
			e.say("the state of learner %d is damaged", learner)
		}
		return nil
	})
}

// isDamage reports whether SQLite itself calls the file damaged or no database.
func isDamage(err error) bool {
	const corrupt, notADatabase = 11, 26
	coded, ok := errors.AsType[interface {
		error
		Code() int
	}](err)
	return ok && (coded.Code()&0xff == corrupt || coded.Code()&0xff == notADatabase)
}
