package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// opening is the BEGIN of a page's reading transaction on PostgreSQL that has
// not gone out yet: it goes with the first errand, because a page that asks four
// times should not go five times. The snapshot is taken by the first question
// behind it, as it is by the first one after a BEGIN that went alone.
type opening struct{ s *connTx }

const beginReading = "begin isolation level repeatable read read only"

// beginLater takes a connection for a reading transaction that begins when
// something is asked in it. SQLite has no way to go and begins at once.
func (d *DB) beginLater(ctx context.Context) (*connTx, error) {
	if d.dialect == SQLite {
		return d.begin(ctx, d.read, true)
	}
	conn, err := acquire(ctx, d.read)
	if err != nil {
		return nil, err
	}
	s := &connTx{d: d, pool: d.read, conn: conn, cancel: func() {}, detach: func() bool { return true }}
	s.unsent = &opening{s}
	return s, nil
}

// begin sends the BEGIN alone: before a single question, or one that goes
// another way than the errands do.
func (tx *Tx) begin() error {
	if tx.unsent == nil {
		return nil
	}
	tx.unsent.sent()
	tx.unsent = nil
	ctx, cancel := context.WithTimeout(tx.ctx, acquireWait)
	defer cancel()
	err := onPgx(tx.conn, func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, beginReading)
		return err
	})
	if err != nil {
		return begun(err)
	}
	return nil
}

// sent notes that the transaction may be open from now on.
func (o *opening) sent() { o.s.unsent, o.s.spoken = nil, true }

// shut ends a transaction that was begun with an errand. A connection that
// cannot say so is given up, and the server ends the transaction with it.
func (s *connTx) shut() {
	if !s.spoken {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), acquireWait)
	defer cancel()
	_ = onPgx(s.conn, func(conn *pgx.Conn) error { // fails only on a closed connection: nothing is open on it
		if conn.IsClosed() || conn.PgConn().TxStatus() == idle {
			return nil
		}
		if _, err := conn.Exec(ctx, "rollback"); err != nil {
			return fmt.Errorf("end of reading: %w", conn.Close(ctx))
		}
		return nil
	})
}

// idle is how PostgreSQL calls a connection without a transaction.
const idle = 'I'
