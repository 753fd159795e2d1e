package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Tx is one job's view of the shared transaction. It lives only inside the
// function given to Writer.Do.
type Tx struct {
	ctx  context.Context
	w    *Writer
	undo []func() // takes back what jobs of this transaction put into caches
}

// onRollback registers what must happen should the job or its commit fail.
func (t *Tx) onRollback(undo func()) { t.undo = append(t.undo, undo) }

func (t *Tx) undoAll() { t.undoFrom(0) }

// undoFrom runs the undo functions from mark on, newest first.
func (t *Tx) undoFrom(mark int) {
	for i := len(t.undo) - 1; i >= mark; i-- {
		t.undo[i]()
	}
	t.undo = t.undo[:mark]
}

// runJob runs one job between savepoints, so that its failure is its own.
func (t *Tx) runJob(j *job) error {
	if err := j.ctx.Err(); err != nil {
		return fmt.Errorf("the caller left: %w", err)
	}
	mark := len(t.undo)
	if err := t.exec("SAVEPOINT job"); err != nil {
		return err
	}
	err := j.fn(t)
	if err == nil {
		return t.exec("RELEASE job")
	}
	t.undoFrom(mark)
	return errors.Join(err, t.exec("ROLLBACK TO job"), t.exec("RELEASE job"))
}

// statement returns the prepared form of query, prepared once per process.
func (t *Tx) statement(query string) (*sql.Stmt, error) {
	s, ok := t.w.statements[query]
	if !ok {
		var err error
		if s, err = t.w.conn.PrepareContext(t.ctx, query); err != nil {
			return nil, fmt.Errorf("prepare: %w", err)
		}
		t.w.statements[query] = s
	}
	return s, nil
}

// Exec runs a statement of an adapter's own tables.
func (t *Tx) Exec(query string, args ...any) error { return t.exec(query, args...) }

func (t *Tx) exec(query string, args ...any) error {
	_, err := t.execResult(query, args...)
	return err
}

func (t *Tx) execResult(query string, args ...any) (sql.Result, error) {
	s, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(t.ctx, args...)
}

// row scans the first row of query into dest; ok is false when there is none.
func (t *Tx) row(query string, args []any, dest ...any) (ok bool, err error) {
	s, err := t.statement(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRowContext(t.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// rows calls each for every row of query.
func (t *Tx) rows(query string, args []any, each func(scan func(...any) error) error) error {
	s, err := t.statement(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
