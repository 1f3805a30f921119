package identity_test

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const password = "correct horse 9"

// desk is a database with two bodies and one user who works in both.
type desk struct {
	*identity.Accounts
	t     *testing.T
	db    *store.DB
	clock *storetest.Clock
	user  casemodel.ID
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	t.Helper()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := &desk{Accounts: identity.Open(db, slog.New(slog.DiscardHandler)), t: t, db: db, clock: clock}
		d.write(func(tx *store.Tx) error {
			for _, code := range []string{"ZX", "TOWN"} {
				b := &casemodel.Body{ID: tx.NewID(), Code: code, Kind: "centre", Title: code + " centre", Active: 1, Version: 1}
				if err := tx.InsertBody(b); err != nil {
					return err
				}
			}
			return nil
		})
		var err error
		if d.user, err = d.AddUser(t.Context(), identity.NewUser{Username: "clerk", Name: "Bao", Password: password}); err != nil {
			t.Fatal(err)
		}
		d.member("ZX", "front_desk")
		d.member("TOWN", "mediator", "pmc_chair")
		fn(t, d)
	})
}

func (d *desk) member(body string, roles ...string) casemodel.ID {
	d.t.Helper()
	id, err := d.AddMembership(d.t.Context(), d.user, body, roles)
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *desk) write(fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Do(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func try(change ...func(*identity.Attempt)) identity.Attempt {
	a := identity.Attempt{Username: "clerk", Password: password, Kind: identity.API, Address: "127.0.0.1", Agent: "test"}
	for _, c := range change {
		c(&a)
	}
	return a
}

func wrong(a *identity.Attempt) { a.Password = "something else" }

func from(address string) func(*identity.Attempt) {
	return func(a *identity.Attempt) { a.Address = address }
}

func as(username string) func(*identity.Attempt) {
	return func(a *identity.Attempt) { a.Username = username }
}

func code(c string) func(*identity.Attempt) { return func(a *identity.Attempt) { a.TOTP = c } }

func (d *desk) in(change ...func(*identity.Attempt)) identity.Ticket {
	d.t.Helper()
	ticket, err := d.SignIn(d.t.Context(), try(change...))
	if err != nil {
		d.t.Fatal(err)
	}
	return ticket
}

func (d *desk) refuses(kind casemodel.ErrorKind, key string, change ...func(*identity.Attempt)) casemodel.FieldError {
	d.t.Helper()
	_, err := d.SignIn(d.t.Context(), try(change...))
	return wants(d.t, err, kind, key)
}

// wants checks a refusal and returns what else it says.
func wants(t *testing.T, err error, kind casemodel.ErrorKind, key string) casemodel.FieldError {
	t.Helper()
	var e *casemodel.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		t.Fatalf("got %v, want %s %s", err, kind, key)
	}
	return casemodel.FieldError{Field: e.Field, Key: e.Key, Args: e.Args}
}

func (d *desk) open(token string) bool {
	d.t.Helper()
	_, err := d.Session(d.t.Context(), identity.API, token)
	if err != nil {
		wants(d.t, err, casemodel.NoSession, "session.none")
	}
	return err == nil
}

func (d *desk) later(by time.Duration) { d.clock.Advance(by) }
