package identity_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
)

func TestSignInHandsOutATokenAndTheMembershipsOfTheUser(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in(as(" Clerk "))
		if len(ticket.Token) != 43 {
			t.Errorf("token %q is not 32 bytes", ticket.Token)
		}
		if len(ticket.Memberships) != 2 || ticket.Memberships[0].BodyTitle != "ZX centre" || ticket.Memberships[1].Roles[1] != "pmc_chair" {
			t.Errorf("memberships %+v", ticket.Memberships)
		}
		s, err := d.Session(t.Context(), identity.API, ticket.Token)
		if err != nil {
			t.Fatal(err)
		}
		if s.UserID != d.user || s.Username != "clerk" || s.MembershipID != ticket.Memberships[0].ID {
			t.Errorf("session %+v", s)
		}
		if _, err := d.Session(t.Context(), identity.Web, ticket.Token); !casemodel.Is(err, casemodel.NoSession) {
			t.Errorf("a token of the API opens the web: %v", err)
		}
	})
}

func TestTheDatabaseHoldsNeitherTokenNorPassword(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		err := d.db.Read(t.Context(), func(tx *store.Tx) error {
			u, err := tx.User(d.user)
			if err != nil {
				return err
			}
			if want := "$argon2id$v=19$m=19456,t=2,p=1$"; u.PasswordHash[:len(want)] != want {
				t.Errorf("hash %q", u.PasswordHash)
			}
			logins, err := tx.Logins(d.user)
			if len(logins) != 1 || len(logins[0].TokenHash) != 32 || string(logins[0].TokenHash) == ticket.Token {
				t.Errorf("logins %+v", logins)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWrongUnknownAndDisabledAreOneAnswer(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.refuses(casemodel.NoSession, "sign_in.wrong", wrong)
		d.refuses(casemodel.NoSession, "sign_in.wrong", as("nobody"))
		d.refuses(casemodel.NoSession, "sign_in.wrong", as(string(make([]byte, 500))))
		d.later(time.Minute)
		if err := d.Disable(t.Context(), "clerk"); err != nil {
			t.Fatal(err)
		}
		d.refuses(casemodel.NoSession, "sign_in.wrong")
		if err := d.Enable(t.Context(), "clerk"); err != nil {
			t.Fatal(err)
		}
		d.in()
	})
}

// An unknown name must not be told from a known one by the clock (RT,
// CVE-2021-38562): whoever is refused has cost the same one hash.
func TestAnUnknownNameCostsWhatAKnownOneDoes(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, row := range []struct {
			name   string
			before func()
			try    []func(*identity.Attempt)
		}{
			{"a wrong password", nil, []func(*identity.Attempt){wrong}},
			{"an unknown name", nil, []func(*identity.Attempt){as("nobody")}},
			{"a password nobody can have", nil, []func(*identity.Attempt){endless}},
			{"an unknown name with such a password", nil, []func(*identity.Attempt){as("nobody"), endless}},
			{"a disabled account", d.disable, nil},
			{"an account without a password", d.forget, nil},
		} {
			if row.before != nil {
				row.before()
			}
			var costs []identity.Cost
			d.EachHash(func(c identity.Cost) { costs = append(costs, c) })
			d.refuses(casemodel.NoSession, "sign_in.wrong", row.try...)
			if want := []identity.Cost{{Memory: 19456, Passes: 2, Lanes: 1, Bytes: 32}}; !slices.Equal(costs, want) {
				t.Errorf("%s costs %v, want %v", row.name, costs, want)
			}
			d.later(2 * time.Minute)
		}
	})
}

func endless(a *identity.Attempt) { a.Password = strings.Repeat("a", 2000) }

func (d *desk) disable() {
	d.t.Helper()
	if err := d.Disable(d.t.Context(), "clerk"); err != nil {
		d.t.Fatal(err)
	}
}

// forget leaves an account that signs in only elsewhere.
func (d *desk) forget() {
	d.t.Helper()
	d.write(func(tx *store.Tx) error {
		u, err := tx.User(d.user)
		if err != nil {
			return err
		}
		u.PasswordHash, u.Active = "", 1
		return tx.UpdateUser(u)
	})
}

func TestEachFailureOfAnAccountDoublesTheWait(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for n, want := range []int{1, 2, 4, 8, 16, 32, 60, 60} {
			d.refuses(casemodel.NoSession, "sign_in.wrong", wrong)
			e := d.refuses(casemodel.Throttled, "sign_in.throttled") // the right password does not help
			if e.Args["seconds"] != want {
				t.Fatalf("after %d failures wait %v, want %d", n+1, e.Args["seconds"], want)
			}
			d.later(time.Duration(want)*time.Second - time.Millisecond)
			if e := d.refuses(casemodel.Throttled, "sign_in.throttled"); e.Args["seconds"] != 1 {
				t.Fatalf("wait %v", e.Args["seconds"])
			}
			d.later(time.Millisecond)
		}
		d.in()
		d.refuses(casemodel.NoSession, "sign_in.wrong", wrong)
		if e := d.refuses(casemodel.Throttled, "sign_in.throttled"); e.Args["seconds"] != 1 {
			t.Errorf("success did not clear the count: %v", e.Args["seconds"])
		}
	})
}

func TestAnAddressHasAHundredTriesInFifteenMinutes(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		// cheap failures, straight into the counts: hashing a hundred times says nothing more
		d.write(func(tx *store.Tx) error {
			for range 99 {
				if _, err := tx.FailLogin("address:10.0.0.9", 15*time.Minute, func(int) time.Duration { return 0 }); err != nil {
					return err
				}
			}
			return nil
		})
		d.in(from("10.0.0.9"))
		d.refuses(casemodel.NoSession, "sign_in.wrong", as("nobody"), from("10.0.0.9"))
		if e := d.refuses(casemodel.Throttled, "sign_in.throttled", from("10.0.0.9")); e.Args["seconds"] != 900 {
			t.Errorf("wait %v", e.Args["seconds"])
		}
		d.in(from("10.0.0.8")) // others are not held up
		d.later(15 * time.Minute)
		d.in(from("10.0.0.9"))
	})
}

// Whoever sends his guesses all at once may not have more of them than one by one.
func TestABurstOfGuessesIsOneGuess(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var wrongs atomic.Int32
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				_, err := d.SignIn(t.Context(), try(wrong))
				if casemodel.Is(err, casemodel.NoSession) {
					wrongs.Add(1)
				}
			})
		}
		all.Wait()
		if wrongs.Load() != 1 {
			t.Errorf("%d guesses were answered", wrongs.Load())
		}
	})
}

func TestManySignInsAtOnceAllSucceed(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var all sync.WaitGroup
		for range 12 {
			all.Go(func() {
				if _, err := d.SignIn(t.Context(), try()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}
