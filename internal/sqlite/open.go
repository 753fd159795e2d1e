package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver named "sqlite"

	"darasa/internal/school"
)

//go:embed migrations/*.sql
var hubMigrations embed.FS

// readers is how many connections may read beside the writer.
const readers = 4

// What each connection's own cache holds at most, in KiB. A reader drops its own
// whenever the writer has committed, so while a class answers a large one holds
// nothing; the kernel's is behind both.
const (
	writerCache = 8000
	readerCache = 2000
)

// DB is one SQLite file with a single writer and a few readers. Close it.
type DB struct {
	writer *Writer
	read   *sql.DB
	write  *sql.DB

	prepared prepared
}

// place says where a file lies and who reads it.
type place struct {
	path   string
	driver string // "" for the product's own
	vfs    string // "" for the machine's files
}

func (p place) open(readOnly bool) (*sql.DB, error) {
	driver := p.driver
	if driver == "" {
		driver = "sqlite"
	}
	return sql.Open(driver, p.dsn(readOnly))
}

// open opens or creates the file and brings its schema to the newest version.
// A file written by a newer program is refused with school.CodeVersion and left
// untouched; a read-only or full folder with school.CodeUnavailable.
func open(ctx context.Context, at place, migrations fs.FS) (*DB, error) {
	write, err := at.open(false)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	write.SetMaxOpenConns(1)
	db := &DB{write: write}
	if err := db.prepare(ctx, at, migrations); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) prepare(ctx context.Context, at place, migrations fs.FS) error {
	if err := db.write.PingContext(ctx); err != nil {
		return school.Errorf(school.CodeUnavailable, "cannot write %s: %v; check that the folder is writable and has room", at.path, err)
	}
	if err := migrate(ctx, db.write, migrations); err != nil {
		return err
	}
	if err := assertPragmas(ctx, db.write); err != nil {
		return err
	}
	read, err := at.open(true)
	if err != nil {
		return fmt.Errorf("open readers: %w", err)
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	db.read = read
	db.writer, err = newWriter(ctx, db.write)
	return err
}

// dsn puts every pragma where each new connection meets it. busy_timeout comes
// first, for the others may already need it.
func (p place) dsn(readOnly bool) string {
	q := url.Values{}
	cache := writerCache
	if readOnly {
		cache = readerCache
	}
	for _, pragma := range []string{
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", fmt.Sprintf("cache_size(-%d)", cache),
		"temp_store(MEMORY)", "secure_delete(1)", "journal_size_limit(16777216)", "wal_autocheckpoint(1000)",
	} {
		q.Add("_pragma", pragma)
	}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	}
	q.Set("_txlock", "immediate")
	if p.vfs != "" {
		q.Set("vfs", p.vfs)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: p.path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func migrate(ctx context.Context, db *sql.DB, migrations fs.FS) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations, goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	current, newest, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if current > newest {
		return school.Errorf(school.CodeVersion, "the data folder was written by a newer program (schema %d, this program knows %d); start that one", current, newest)
	}
	if current == newest {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// assertPragmas refuses to run when an acknowledgement would not be a promise: at
// synchronous=NORMAL a power cut takes back commits.
func assertPragmas(ctx context.Context, db *sql.DB) error {
	var journal string
	var synchronous, foreignKeys int
	row := db.QueryRowContext(ctx, "SELECT journal_mode, synchronous, foreign_keys FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys")
	if err := row.Scan(&journal, &synchronous, &foreignKeys); err != nil {
		return fmt.Errorf("read pragmas: %w", err)
	}
	if journal != "wal" || synchronous != 2 || foreignKeys != 1 {
		return school.Errorf(school.CodeUnavailable,
			"the disk does not keep what is committed (journal %s, synchronous %d); use a folder on ext4, not on a stick or network share", journal, synchronous)
	}
	return nil
}

// Close finishes queued work, then closes every connection.
func (db *DB) Close() error {
	var errs []error
	if db.writer != nil {
		errs = append(errs, db.writer.close())
	}
	if db.read != nil {
		errs = append(errs, db.read.Close())
	}
	errs = append(errs, db.write.Close())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// View runs fn on a read-only connection: one consistent snapshot if fn opens a
// transaction, single statements otherwise.
func (db *DB) View() *sql.DB { return db.read }
