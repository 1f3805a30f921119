package store

import (
	"context"
	"errors"
	"iter"

	"github.com/jackc/pgx/v5"
)

// AtOnce runs readings that do not need one another's answers. PostgreSQL gets
// what they ask together: each runs until it asks something, then all those
// questions go out in one round trip, and so on until every reading is through.
// They take turns and never run side by side, so they may write where they like
// as if they ran one after the other; in which order they go on is not said.
// SQLite, which has no way to go, answers them one after the other. The first
// error ends it.
func (tx *Tx) AtOnce(readings ...func() error) error {
	if !tx.postgres() {
		for _, read := range readings {
			if err := read(); err != nil {
				return err
			}
		}
		return nil
	}
	answer := tx.answer
	if tx.asks != nil { // inside another, whose questions take these along
		answer = tx.asks
	}
	turns := make([]*turn, len(readings))
	for i, read := range readings {
		turns[i] = newTurn(read)
		defer turns[i].stop()
	}
	for {
		var round []*question
		for _, t := range turns {
			asked, err := t.goOn(tx)
			if err != nil {
				return err
			}
			round = append(round, asked...)
		}
		if len(round) == 0 {
			return nil
		}
		if err := answer(round); err != nil {
			return err
		}
	}
}

type amid struct{}

// AtOnce is Tx.AtOnce for readings that begin by themselves: what each reads
// under the context it is given, it reads in one transaction with the others
// and takes turns with them. None of them may write.
func (d *DB) AtOnce(ctx context.Context, readings ...func(ctx context.Context) error) error {
	return d.Read(ctx, func(tx *Tx) error {
		within := context.WithValue(ctx, amid{}, tx)
		turns := make([]func() error, len(readings))
		for i, read := range readings {
			turns[i] = func() error { return read(within) }
		}
		return tx.AtOnce(turns...)
	})
}

// amid is the transaction whose readings take turns under a context, nil for none.
func (d *DB) amid(ctx context.Context) *Tx {
	if tx, is := ctx.Value(amid{}).(*Tx); is && tx.d == d {
		return tx
	}
	return nil
}

// question is one that waits to be sent with others: what each would have sent
// by itself.
type question struct {
	doing string
	text  clause
	read  func(scan func(...any) error) error
	err   error
}

// turn is a reading that stops whenever it asks.
type turn struct {
	next func() ([]*question, bool)
	stop func()
	ask  func([]*question) error
	err  error
}

var errLeft = errors.New("another reading failed before the answer")

func newTurn(read func() error) *turn {
	t := &turn{}
	t.next, t.stop = iter.Pull(func(yield func([]*question) bool) {
		t.ask = func(asked []*question) error {
			if !yield(asked) {
				return errLeft
			}
			return nil
		}
		t.err = read()
	})
	return t
}

// goOn runs the reading until it asks again, nothing when it is through.
func (t *turn) goOn(tx *Tx) ([]*question, error) {
	defer func(outer func([]*question) error) { tx.asks = outer }(tx.asks)
	tx.asks = func(asked []*question) error { return t.ask(asked) } // t.ask is made as the reading begins
	asked, more := t.next()
	if !more {
		return nil, t.err
	}
	return asked, nil
}

// answer sends questions in one round trip and hands each its rows. The first
// takes the BEGIN along.
func (tx *Tx) answer(round []*question) error {
	if len(round) == 1 {
		one := round[0]
		one.err = tx.each(one.doing, one.text, one.read)
		return nil
	}
	first := tx.unsent != nil
	if !first {
		if err := tx.flush(); err != nil {
			return err
		}
	}
	batch, texts := &pgx.Batch{}, make([]string, len(round))
	ctx := tx.ctx
	if first {
		tx.unsent.sent()
		tx.unsent = nil
		batch.Queue(beginReading)
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, acquireWait) // a PostgreSQL that has gone silent is not waited for
		defer cancel()
	}
	for i, one := range round {
		texts[i] = one.text.sql
		batch.Queue(tx.d.numbered(one.text.sql), plainArgs(one.text.args)...)
	}
	tx.d.heard(texts...)
	return onPgx(tx.conn, func(conn *pgx.Conn) error {
		results, told := conn.SendBatch(ctx, batch), false
		if first {
			if _, err := results.Exec(); err != nil {
				_ = results.Close() // repeats the error at hand
				return begun(err)
			}
		}
		for _, one := range round {
			rows, err := results.Query()
			if err == nil {
				err = tx.readRows(conn, rows, one.read)
			}
			one.err, told = tx.wrap(one.doing, err), told || err != nil
		}
		if err := results.Close(); err != nil && !told {
			return tx.wrap("read several", err)
		}
		return nil
	})
}
