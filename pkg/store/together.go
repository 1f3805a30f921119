package store

import (
	"context"
	"sync"
)

// together is one reading transaction that the questions of one request share.
// It is begun by the first of them.
type together struct {
	d    *DB
	done <-chan struct{} // of the request: what has an end of its own does not share

	mu sync.Mutex
	s  *connTx // nil: none is open
	tx *Tx
}

type sharing struct{}

// Together lets all that is read under the returned context see one moment of
// the database, in one transaction: a page that asks a dozen questions begins
// once, asks the time once and ends once. A Do in between ends it, and what is
// read afterwards sees what the Do wrote. The caller calls release when the
// questions are asked, and always before it waits for anybody: until then a
// connection is held. A question after the release begins another, which the
// next release ends; release may be called again.
func (d *DB) Together(ctx context.Context) (shared context.Context, release func()) {
	t := &together{d: d, done: ctx.Done()}
	return context.WithValue(ctx, sharing{}, t), t.release
}

// sharedBy is what reads under a context share, nil when they share nothing.
func (d *DB) sharedBy(ctx context.Context) *together {
	if t, ok := ctx.Value(sharing{}).(*together); ok && t.d == d && t.done == ctx.Done() {
		return t
	}
	return nil
}

// read runs fn in the shared transaction; not done when another question is in
// it just now, which one connection cannot serve beside this one.
func (t *together) read(ctx context.Context, fn func(tx *Tx) error) (done bool, err error) {
	if !t.mu.TryLock() {
		return false, nil
	}
	defer t.mu.Unlock()
	whole := false
	defer func() {
		if !whole { // a failed statement has spoiled the transaction, a panic may have
			t.end()
		}
	}()
	if t.s == nil {
		if t.s, err = t.d.beginLater(ctx); err != nil {
			return true, begun(err)
		}
		t.tx = t.s.tx(ctx)
		t.tx.still = true
	}
	err = within(ctx, t.tx, fn)
	whole = err == nil
	return true, err
}

// release ends the transaction, unless a question is in it just now.
func (t *together) release() {
	if t.mu.TryLock() {
		defer t.mu.Unlock()
		t.end()
	}
}

// end rolls back: nothing was written.
func (t *together) end() {
	if t.s != nil {
		t.s.end()
	}
	t.s, t.tx = nil, nil
}
