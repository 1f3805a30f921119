package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// severed is the address of a relay to a PostgreSQL database. Once told to, it
// cuts a connection instead of handing on an answer with the given words.
func severed(t *testing.T, address, words string) (through string, armed *atomic.Bool) {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	server := u.Host
	relay, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = relay.Close() }) // a second Close at worst
	armed = &atomic.Bool{}
	go func() {
		for {
			client, err := relay.Accept()
			if err != nil {
				return
			}
			go hand(client, server, func(answer []byte) bool { return armed.Load() && bytes.Contains(answer, []byte(words)) })
		}
	}()
	u.Host = relay.Addr().String()
	return u.String(), armed
}

// hand relays one connection until an answer is to be cut off.
func hand(client net.Conn, server string, cut func(answer []byte) bool) {
	defer client.Close() //nolint:errcheck // the test is about connections that break
	behind, err := new(net.Dialer).DialContext(context.Background(), "tcp", server)
	if err != nil {
		return
	}
	defer behind.Close()                           //nolint:errcheck // as above
	go func() { _, _ = io.Copy(behind, client) }() // ends with either connection
	for buffer := make([]byte, 64<<10); ; {
		n, err := behind.Read(buffer)
		if err != nil || cut(buffer[:n]) {
			return
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func TestACommitWhoseAnswerIsLostIsUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer, key string
		there       bool
	}{
		{"COMMIT\x00", "store.unknown", true},
		{"INSERT 0 1\x00", "store.unavailable", false}, // nothing has been committed: this one is certain
	} {
		address := storetest.URL(t, store.Postgres)
		through, armed := severed(t, address, c.answer)
		db := open(t, through)
		armed.Store(true)
		var id casemodel.ID
		err := db.Do(t.Context(), func(tx *store.Tx) error {
			m := newMatter(tx)
			id = m.ID
			return tx.InsertMatter(m)
		})
		wantKind(t, err, casemodel.Unavailable, c.key)
		err = open(t, address).Read(t.Context(), func(tx *store.Tx) error { _, err := tx.Matter(id); return err })
		if (err == nil) != c.there {
			t.Errorf("%q lost: %v", c.answer, err)
		}
	}
}

// fickle is a request that ends while it is asked whether it has ended.
type fickle struct {
	context.Context //nolint:containedctx // it is one
	end             context.CancelFunc
	armed           atomic.Bool // database/sql asks from goroutines of its own
}

func (f *fickle) Err() error {
	err := f.Context.Err()
	if f.armed.Load() {
		f.end()
	}
	return err
}

func TestARequestThatEndsJustBeforeItsCommitChangesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db)
		for range 50 {
			inner, cancel := context.WithCancel(t.Context())
			ctx := &fickle{Context: inner, end: cancel}
			err := db.Do(ctx, func(tx *store.Tx) error {
				must(t, retitle(tx, m.ID, "changed"))
				_, err := tx.RootOf(m.ID) // the change goes out before a question
				ctx.armed.Store(true)
				return err
			})
			if !errors.Is(err, context.Canceled) || casemodel.KindOf(err) != "" {
				t.Fatalf("got %v", err)
			}
			same(t, "title", title(t, db, m.ID), "")
		}
	})
}
