package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// prepared holds read statements, parsed once per connection and text. Texts are
// constants of this package, so there are few.
type prepared struct {
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

// query runs a read statement on one of the readers. Close the rows.
func (db *DB) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s, err := db.reading(ctx, text) //nolint:sqlclosecheck // statements live as long as the store
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// queryRow is query for one row; ok is false when there is none.
func (db *DB) queryRow(ctx context.Context, text string, args []any, dest ...any) (ok bool, err error) {
	rows, err := db.query(ctx, text, args...)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return false, rows.Err()
	}
	if err := rows.Scan(dest...); err != nil {
		return false, fmt.Errorf("scan: %w", err)
	}
	return true, rows.Err()
}

func (db *DB) reading(ctx context.Context, text string) (*sql.Stmt, error) {
	db.prepared.mu.RLock()
	s, ok := db.prepared.statements[text]
	db.prepared.mu.RUnlock()
	if ok {
		return s, nil
	}
	s, err := db.read.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	db.prepared.mu.Lock()
	defer db.prepared.mu.Unlock()
	if other, ok := db.prepared.statements[text]; ok {
		_ = s.Close() //nolint:sqlclosecheck // somebody was faster; nothing else can fail here
		return other, nil
	}
	if db.prepared.statements == nil {
		db.prepared.statements = map[string]*sql.Stmt{}
	}
	db.prepared.statements[text] = s
	return s, nil
}
