package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/jiefen/jiefen/casemodel"
)

// Tx is one transaction and the moment it happens in. It belongs to the
// goroutine that runs the closure and dies with it.
type Tx struct {
	d      *DB
	ctx    context.Context // of this transaction only; see Context
	conn   *sql.Conn
	sql    asker
	unsent *opening // the BEGIN that waits for the first errand, nil once it has gone
	db     *gorm.DB // over the same transaction
	queue  []pending
	root   casemodel.ID           // the last RootOf
	loaded map[casemodel.ID][]any // headers as the database has them
	now    casemodel.Instant

	asks   func([]*question) error       // of the reading whose turn it is within AtOnce
	still  bool                          // nothing is written in it
	known  map[any]map[casemodel.ID]bool // what a question holds, as far as it was asked
	met    met
	scopes map[scopeKey]clause // as they were written
	err    error               // a failure of a question that returns no error
}

// asker is what a transaction speaks by: database/sql's own, or its connection
// when the BEGIN goes with the first errand.
type asker interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// reruns is how often a closure is run once more after a serialisation failure.
const reruns = 3

var errNested = errors.New("a transaction inside a transaction: use the tx at hand")

type inside struct{}

// Do runs fn in one writing transaction at READ COMMITTED: everything it did
// is committed, or nothing is. After a serialisation failure, a deadlock or a
// busy file fn is run again, so it builds every value anew and touches nothing
// outside tx. A COMMIT once sent is never cancelled.
func (d *DB) Do(ctx context.Context, fn func(tx *Tx) error) error {
	if ctx.Value(inside{}) != nil || d.amid(ctx) != nil {
		return errNested
	}
	if t := d.sharedBy(ctx); t != nil {
		t.release() // what is read after it sees what it wrote
	}
	for run := 0; ; run++ {
		err := d.attempt(ctx, d.write, false, fn)
		if err == nil || run == reruns || !again(err) || ctx.Err() != nil {
			return d.outcome(err)
		}
		d.opts.Log.Debug("transaction runs again", "run", run+1, "cause", err)
		pause(ctx, run)
	}
}

// Read runs fn in a read-only transaction that sees one moment of the database:
// one of its own, or the one that reads share Together.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	if ctx.Value(inside{}) != nil {
		return errNested
	}
	if tx := d.amid(ctx); tx != nil {
		return d.outcome(within(ctx, tx, fn))
	}
	if t := d.sharedBy(ctx); t != nil {
		if done, err := t.read(ctx, fn); done {
			return d.outcome(err)
		}
	}
	return d.outcome(d.attempt(ctx, d.read, true, fn))
}

// pause waits a random few milliseconds, longer after each run.
func pause(ctx context.Context, run int) {
	wait := time.Duration(5+rand.IntN(20<<run)) * time.Millisecond //nolint:gosec // jitter, no secret
	select {
	case <-ctx.Done():
	case <-time.After(wait):
	}
}

func (d *DB) attempt(ctx context.Context, p *pool, readOnly bool, fn func(tx *Tx) error) error {
	s, err := d.begin(ctx, p, readOnly)
	if err != nil {
		return begun(err)
	}
	defer s.end()
	tx := s.tx(ctx)
	tx.still = readOnly
	if err := within(ctx, tx, fn); err != nil {
		return err
	}
	return s.commit(ctx)
}

func begun(err error) error { return fmt.Errorf("begin: %w", err) }

// within runs fn and sends what it left to be sent.
func within(ctx context.Context, tx *Tx, fn func(tx *Tx) error) error {
	if err := fn(tx); err != nil {
		if tx.err != nil { // came first: what fn saw may only be that the transaction is lost
			err = errors.Join(tx.err, err)
		}
		if ctx.Err() != nil { // the statements failed because of it
			err = errors.Join(ctx.Err(), err)
		}
		return err
	}
	return errors.Join(tx.flush(), tx.err, ctx.Err())
}

// Context is the context of the transaction, for calls that need one. A Do
// that is given it refuses to nest.
func (tx *Tx) Context() context.Context { return tx.ctx }

// NewID makes the key of a new row. Keys made later sort later.
func (tx *Tx) NewID() casemodel.ID { return newID() }

func newID() casemodel.ID { return casemodel.ID(uuid.Must(uuid.NewV7()).String()) }

// Now is the one moment of everything this transaction records: PostgreSQL's
// clock after the locks were granted, the process's on SQLite and under a test
// clock.
func (tx *Tx) Now() casemodel.Instant {
	if !tx.now.IsZero() {
		return tx.now
	}
	if !tx.serverClock() {
		tx.now = casemodel.At(tx.d.opts.Now())
		return tx.now
	}
	err := tx.each("ask the time", clause{sql: "SELECT clock_timestamp()"}, func(scan func(...any) error) error { return scan(&tx.now) })
	tx.err = errors.Join(tx.err, err)
	return tx.now
}

func (tx *Tx) serverClock() bool { return tx.d.dialect == Postgres && !tx.d.opts.TestClock }

func (tx *Tx) postgres() bool { return tx.d.dialect == Postgres }
