package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
)

func TestASessionLivesTwelveHoursAtMost(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		for range 35 {
			d.later(20 * time.Minute)
			if !d.open(ticket.Token) {
				t.Fatal("ended while used")
			}
		}
		d.later(20*time.Minute - time.Microsecond)
		if !d.open(ticket.Token) {
			t.Error("ended before twelve hours")
		}
		d.later(time.Microsecond)
		if d.open(ticket.Token) {
			t.Error("alive after twelve hours")
		}
	})
}

func TestASessionDiesAfterHalfAnHourUnused(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		d.later(30*time.Minute - time.Microsecond)
		if !d.open(ticket.Token) {
			t.Fatal("ended before its half hour")
		}
		d.later(30 * time.Minute)
		if d.open(ticket.Token) {
			t.Error("alive after half an hour")
		}
	})
}

func TestTheLastUseIsWrittenOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		seen := func() casemodel.Instant {
			d.open(ticket.Token)
			all, err := d.Sessions(t.Context(), ticket.Session)
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			return all[0].SeenAt
		}
		began := seen()
		d.later(59 * time.Second)
		if now := seen(); now != began {
			t.Errorf("written after 59 seconds: %v", now)
		}
		d.later(time.Second)
		if now := seen(); now != began.Add(time.Minute) {
			t.Errorf("not written after a minute: %v", now)
		}
	})
}

func TestWhatIsNoTokenOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.in()
		for _, token := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("!", 43), strings.Repeat("A", 4300)} {
			if d.open(token) {
				t.Errorf("%q opens", token)
			}
		}
	})
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		if err := d.Disable(t.Context(), "clerk"); err != nil {
			t.Fatal(err)
		}
		if d.open(ticket.Token) {
			t.Error("still in")
		}
		if err := d.Enable(t.Context(), "clerk"); err != nil {
			t.Fatal(err)
		}
		if d.open(ticket.Token) {
			t.Error("the old token came back to life")
		}
		if err := d.Disable(t.Context(), "nobody"); err == nil {
			t.Error("disabled nobody")
		}
	})
}

func TestAChangedPasswordEndsEverySession(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		here, there := d.in(), d.in()
		_, err := d.ChangePassword(t.Context(), here.Session, "not it at all", "another good one")
		wants(t, err, casemodel.Invalid, "password.wrong")
		_, err = d.ChangePassword(t.Context(), here.Session, password, "another good one")
		wants(t, err, casemodel.Throttled, "sign_in.throttled")
		d.later(time.Second)
		next, err := d.ChangePassword(t.Context(), here.Session, password, "another good one")
		if err != nil {
			t.Fatal(err)
		}
		if d.open(here.Token) || d.open(there.Token) || !d.open(next.Token) {
			t.Error("old sessions live or the new one does not")
		}
		if next.Session.MembershipID != here.Session.MembershipID {
			t.Error("the acting membership was lost")
		}
		d.refuses(casemodel.NoSession, "sign_in.wrong")
		d.later(time.Second)
		d.in(func(a *identity.Attempt) { a.Password = "another good one" })
	})
}

func TestAPasswordIsTenCharactersAndNotTheName(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.in().Session
		for password, key := range map[string]string{
			"short pw9": "password.short", "一二三四五六七八九": "password.short", "aaaaaaaaaaaa": "password.guessable",
			strings.Repeat("long", 300): "field.too_long",
		} {
			_, err := d.ChangePassword(t.Context(), s, "anything", password)
			if e := wants(t, err, casemodel.Invalid, key); e.Field != "new" {
				t.Errorf("%s at %q", password, e.Field)
			}
		}
		_, err := d.AddUser(t.Context(), identity.NewUser{Username: "archivist1", Password: "Archivist1"})
		wants(t, err, casemodel.Invalid, "password.guessable")
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		first := d.in()
		d.later(time.Second)
		second := d.in()
		all, err := d.Sessions(t.Context(), first.Session)
		if err != nil || len(all) != 2 || all[0].ID != second.Session.ID {
			t.Fatal(all, err)
		}
		if err := d.End(t.Context(), first.Session, second.Session.ID); err != nil {
			t.Fatal(err)
		}
		if !d.open(first.Token) || d.open(second.Token) {
			t.Error("ended the wrong one")
		}
		wants(t, d.End(t.Context(), first.Session, second.Session.ID), casemodel.NotFound, "session.unknown")
		if err := d.SignOut(t.Context(), first.Session); err != nil || d.open(first.Token) {
			t.Error("still signed in", err)
		}
	})
}

func TestASessionSwitchesToItsOwnMembershipsOnly(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		other, err := d.AddUser(t.Context(), identity.NewUser{Username: "other", Password: password})
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := d.AddMembership(t.Context(), other, "ZX", []string{"archivist"})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []casemodel.ID{foreign, "", "018f0000-0000-7000-8000-000000000000"} {
			_, err := d.Switch(t.Context(), ticket.Session, id)
			wants(t, err, casemodel.Forbidden, "membership.not_yours")
			wants(t, d.Acting(t.Context(), ticket.Session, id), casemodel.Forbidden, "membership.not_yours")
		}
		town := ticket.Memberships[1].ID
		if _, err := d.Switch(t.Context(), ticket.Session, town); err != nil {
			t.Fatal(err)
		}
		if s, err := d.Session(t.Context(), identity.API, ticket.Token); err != nil || s.MembershipID != town {
			t.Error(s, err)
		}
	})
}

func TestAMembershipEndsWithItsTime(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ticket := d.in()
		town := ticket.Memberships[1].ID
		d.write(func(tx *store.Tx) error {
			m, err := tx.Membership(town)
			if err != nil {
				return err
			}
			m.Until = tx.Now().Add(time.Hour)
			return tx.UpdateMembership(m)
		})
		if err := d.Acting(t.Context(), ticket.Session, town); err != nil {
			t.Error(err)
		}
		d.later(time.Hour)
		wants(t, d.Acting(t.Context(), ticket.Session, town), casemodel.Forbidden, "membership.not_yours")
	})
}

func TestSweepForgetsWhatIsOver(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.in()
		d.refuses(casemodel.NoSession, "sign_in.wrong", as("nobody"))
		d.later(48 * time.Hour)
		if err := d.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.write(func(tx *store.Tx) error {
			logins, err := tx.Logins(d.user)
			if err != nil || len(logins) != 0 {
				t.Error(logins, err)
			}
			f, err := tx.LoginFailure("account:nobody")
			if f.Failures != 0 {
				t.Error(f)
			}
			return err
		})
	})
}

func TestNobodyEndsSomebodyElsesSession(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		if _, err := d.AddUser(t.Context(), identity.NewUser{Username: "other", Password: password}); err != nil {
			t.Fatal(err)
		}
		mine, theirs := d.in(), d.in(as("other"))
		for _, id := range []string{theirs.Session.ID, "", "00", strings.Repeat("0", 64)} {
			wants(t, d.End(t.Context(), mine.Session, id), casemodel.NotFound, "session.unknown")
		}
		if n, err := d.EndOthers(t.Context(), mine.Session); err != nil || n != 0 {
			t.Error(n, err)
		}
		if !d.open(mine.Token) || !d.open(theirs.Token) {
			t.Error("a refused end ended something")
		}
	})
}

func TestAllOtherSessionsEndAndTheLiveOnesAreCounted(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		stale := d.in()
		d.later(31 * time.Minute)
		one, two, mine := d.in(), d.in(), d.in()
		if n, err := d.EndOthers(t.Context(), mine.Session); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if d.open(stale.Token) || d.open(one.Token) || d.open(two.Token) || !d.open(mine.Token) {
			t.Error("ended the wrong ones")
		}
	})
}
