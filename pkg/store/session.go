package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/jiefen/jiefen/casemodel"
)

const (
	// acquireWait is how long a transaction waits for a connection and its BEGIN.
	acquireWait = 4 * time.Second
	// commitGrace is how long after its request has gone a COMMIT is waited for.
	commitGrace = 2 * time.Second
)

// errUnknown is the outcome of a COMMIT whose answer never came.
var errUnknown = errors.New("whether the transaction was committed is unknown")

// connTx is a connection with a transaction open on it. The transaction has a
// context of its own: the request's end cancels it until the COMMIT, not after.
type connTx struct {
	d        *DB
	pool     *pool
	conn     *sql.Conn
	sqlTx    *sql.Tx
	detach   func() bool // from the request's context
	cancel   context.CancelFunc
	released bool // a COMMIT in flight owns the connection now
	unsent   *opening
	spoken   bool // its BEGIN went with an errand
}

func (d *DB) begin(ctx context.Context, p *pool, readOnly bool) (*connTx, error) {
	conn, err := acquire(ctx, p)
	if err != nil {
		return nil, err
	}
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &connTx{d: d, pool: p, conn: conn, cancel: cancel}
	s.detach = context.AfterFunc(ctx, cancel)
	if s.sqlTx, err = d.beginTx(own, cancel, conn, readOnly); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

// beginTx sends the BEGIN. A PostgreSQL that has gone silent is not waited for;
// SQLite's own busy timeout ends its wait.
func (d *DB) beginTx(own context.Context, cancel context.CancelFunc, conn *sql.Conn, readOnly bool) (*sql.Tx, error) {
	if d.dialect == SQLite {
		return conn.BeginTx(own, d.txOptions(readOnly))
	}
	late := time.AfterFunc(acquireWait, cancel)
	tx, err := conn.BeginTx(own, d.txOptions(readOnly))
	if !late.Stop() {
		err = errors.Join(context.DeadlineExceeded, err)
		if tx != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}
	return tx, err
}

// acquire takes a connection of the pool. A full pool is Busy, not a wait
// without end: a closure that opens a second transaction would wait for itself.
func acquire(ctx context.Context, p *pool) (*sql.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, acquireWait)
	defer cancel()
	conn, err := p.sql.Conn(wait)
	stats := p.sql.Stats()
	if err != nil && ctx.Err() == nil && wait.Err() != nil && stats.InUse >= stats.MaxOpenConnections {
		return nil, fmt.Errorf("%w: all %d connections in use", &casemodel.Error{Kind: casemodel.Busy, Key: "store.busy"}, stats.InUse)
	}
	return conn, err
}

// txOptions: writers run at READ COMMITTED under the root's lock; readers on
// PostgreSQL see one snapshot, as they do on SQLite anyway.
func (d *DB) txOptions(readOnly bool) *sql.TxOptions {
	if d.dialect == SQLite {
		return &sql.TxOptions{ReadOnly: readOnly}
	}
	if readOnly {
		return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	}
	return &sql.TxOptions{Isolation: sql.LevelReadCommitted}
}

// tx lays a gorm session over the open transaction.
func (s *connTx) tx(ctx context.Context) *Tx {
	if s.d.dialect == SQLite && s.pool == s.d.write {
		// Interrupting a SQLite statement rolls its transaction back under us;
		// the writer's statements are short, so let them finish.
		ctx = context.WithoutCancel(ctx)
	}
	ctx = context.WithValue(ctx, inside{}, true)
	g := s.pool.gorm.Session(&gorm.Session{NewDB: true, Context: ctx})
	tx := &Tx{d: s.d, ctx: ctx, conn: s.conn, sql: s.sqlTx, db: g, unsent: s.unsent}
	if s.sqlTx == nil {
		tx.sql = s.conn
	}
	g.Statement.ConnPool = flushed{tx}
	return tx
}

// commit sends the COMMIT and waits for its answer. When the request has gone
// and the grace has passed the answer is unknown, but the COMMIT goes on: one
// that is cancelled while it waits for a standby would report success.
func (s *connTx) commit(ctx context.Context) error {
	if !s.detach() { // the request ended just now and is cancelling the transaction
		return ctx.Err()
	}
	if s.d.dialect == SQLite || ctx.Done() == nil {
		return s.settle()
	}
	answer := make(chan error, 1)
	s.released = true
	go func() {
		err := s.settle()
		s.close()
		answer <- err
	}()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-answer:
		return err
	case <-time.After(commitGrace):
		return unknown(ctx.Err())
	}
}

func (s *connTx) settle() error {
	if s.d.dialect == SQLite {
		return committed(s.sqlTx.Commit())
	}
	if closed(s.conn) {
		return fmt.Errorf("commit: %w", pgconn.ErrConnClosed)
	}
	flagUnsynced(s.conn)
	err := s.sqlTx.Commit()
	if unanswered(err) {
		return unknown(err)
	}
	if err == nil && flagUnsynced(s.conn) {
		return unknown(nil)
	}
	return committed(err)
}

func committed(err error) error {
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func unknown(cause error) error {
	err := &casemodel.Error{Kind: casemodel.Unavailable, Key: "store.unknown"}
	if cause == nil {
		return fmt.Errorf("%w: %w", err, errUnknown)
	}
	return fmt.Errorf("%w: %w: %w", err, errUnknown, cause)
}

// end rolls back what was not committed and gives the connection back; it also
// runs when the closure panics or ends its goroutine.
func (s *connTx) end() {
	if !s.released {
		s.close()
	}
}

func (s *connTx) close() {
	s.detach()
	if s.sqlTx != nil {
		_ = s.sqlTx.Rollback() // after a COMMIT it says so; after a lost connection there is nothing to roll back
	}
	s.shut()
	s.cancel()
	_ = s.conn.Close() // gives it back to the pool
}
