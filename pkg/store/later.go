package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// pending is a statement that waits to be sent with others.
type pending struct {
	doing string
	miss  error // what it means that not exactly one row was touched; nil: nothing
	text  string
	args  []any
}

func isIn(s string, list []string) bool { return slices.Contains(list, s) }

// later runs a statement whose answer the step does not wait for. PostgreSQL
// gets all that have gathered in one round trip, before the next question or
// the COMMIT, and a failure shows there; the transaction fails all the same.
func (tx *Tx) later(doing string, miss error, text string, args ...any) error {
	w := pending{doing, miss, text, args}
	if tx.postgres() {
		tx.queue = append(tx.queue, w)
		return nil
	}
	tx.d.asked.Add(1)
	res, err := tx.sql.ExecContext(tx.ctx, text, args...)
	if err != nil {
		return tx.wrap(doing, err)
	}
	n, err := res.RowsAffected()
	return w.outcome(tx, n, err)
}

func (w *pending) outcome(tx *Tx, n int64, err error) error {
	if err != nil {
		return tx.wrap(w.doing, err)
	}
	if w.miss != nil && n != 1 {
		return w.miss
	}
	return nil
}

// flush sends what has gathered.
func (tx *Tx) flush() error {
	if err := tx.begin(); err != nil {
		return err
	}
	if len(tx.queue) == 0 {
		return nil
	}
	queue, batch := tx.queue, &pgx.Batch{}
	tx.queue = nil
	tx.d.asked.Add(int64(len(queue)))
	for _, w := range queue {
		batch.Queue(tx.d.numbered(w.text), w.args...)
	}
	return onPgx(tx.conn, func(conn *pgx.Conn) error {
		results := conn.SendBatch(tx.ctx, batch)
		for i := range queue {
			tag, err := results.Exec()
			if err := queue[i].outcome(tx, tag.RowsAffected(), err); err != nil {
				_ = results.Close() // repeats the error at hand
				return err
			}
		}
		return results.Close()
	})
}

// query asks without gorm, after what was written before has gone out.
func (tx *Tx) query(doing, text string, args ...any) (*sql.Rows, error) {
	if err := tx.flush(); err != nil {
		return nil, err
	}
	tx.d.heard(text)
	rows, err := tx.sql.QueryContext(tx.ctx, tx.d.numbered(text), args...)
	return rows, tx.wrap(doing, err)
}

// queryRow asks for one row. A failure of what was written before is kept for
// the end; the row then fails too.
func (tx *Tx) queryRow(text string, args ...any) *sql.Row {
	return flushed{tx}.QueryRowContext(tx.ctx, tx.d.numbered(text), args...)
}

// run executes without gorm at once and tells how many rows were touched.
func (tx *Tx) run(doing, text string, args ...any) (int64, error) {
	if err := tx.flush(); err != nil {
		return 0, err
	}
	tx.d.heard(text)
	res, err := tx.sql.ExecContext(tx.ctx, tx.d.numbered(text), args...)
	if err != nil {
		return 0, tx.wrap(doing, err)
	}
	return res.RowsAffected()
}

// heard tells whoever listens of an errand: of the statements that go out together.
func (d *DB) heard(texts ...string) {
	d.asked.Add(int64(len(texts)))
	if d.opts.Heard != nil {
		d.opts.Heard(texts)
	}
}

// numbered writes ? as PostgreSQL wants it, once per text.
func (d *DB) numbered(text string) string {
	if d.dialect == SQLite {
		return text
	}
	if known, ok := d.texts.Load(text); ok {
		if numbered, ok := known.(string); ok {
			return numbered
		}
	}
	var out strings.Builder
	n := 0
	for i := range len(text) {
		if text[i] != '?' {
			out.WriteByte(text[i])
			continue
		}
		n++
		out.WriteString("$" + strconv.Itoa(n))
	}
	d.texts.Store(text, out.String())
	return out.String()
}

// marks is a list of n question marks for IN.
func marks(n int) string { return "(" + strings.Repeat("?, ", n-1) + "?)" }

// flushed lets gorm speak on the transaction only after what was written
// before has gone out.
type flushed struct{ tx *Tx }

var errNoPrepare = errors.New("statements are not prepared inside a transaction")

func (f flushed) PrepareContext(context.Context, string) (*sql.Stmt, error) { return nil, errNoPrepare }

func (f flushed) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := f.tx.flush(); err != nil {
		return nil, err
	}
	f.tx.d.heard(query)
	return f.tx.sql.ExecContext(ctx, query, args...)
}

func (f flushed) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := f.tx.flush(); err != nil {
		return nil, err
	}
	f.tx.d.heard(query)
	return f.tx.sql.QueryContext(ctx, query, args...)
}

func (f flushed) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := f.tx.flush(); err != nil {
		f.tx.err = errors.Join(f.tx.err, err) // the row fails too, in an aborted transaction; this is why
	}
	f.tx.d.heard(query)
	return f.tx.sql.QueryRowContext(ctx, query, args...)
}

// anys makes arguments of a list.
func anys[T any](list []T) []any {
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	return args
}
