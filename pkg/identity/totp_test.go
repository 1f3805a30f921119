package identity_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

// enrolled gives the user a second factor and returns its secret.
func (d *desk) enrolled() string {
	d.t.Helper()
	ticket := d.in()
	e, err := d.EnrolTOTP(d.t.Context(), ticket.Session)
	if err != nil {
		d.t.Fatal(err)
	}
	if !strings.HasPrefix(e.URL, "otpauth://totp/Jiefen:clerk?") {
		d.t.Errorf("address %q", e.URL)
	}
	d.in() // not confirmed, not asked
	next, err := d.ConfirmTOTP(d.t.Context(), ticket.Session, password, d.code(e.Secret))
	if err != nil {
		d.t.Fatal(err)
	}
	if d.open(ticket.Token) || !d.open(next.Token) || !next.Session.SecondFactor {
		d.t.Error("sessions from before the second factor go on")
	}
	d.later(time.Minute)
	return e.Secret
}

func (d *desk) code(secret string) string {
	d.t.Helper()
	c, err := totp.GenerateCode(secret, d.clock.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func TestASecondFactorIsAskedAndCountsOnce(t *testing.T) {
	each(t, func(_ *testing.T, d *desk) {
		secret := d.enrolled()
		d.refuses(casemodel.NeedsSecond, "sign_in.code_missing")
		c := d.code(secret)
		d.in(code(c[:3] + " " + c[3:]))
		d.refuses(casemodel.NeedsSecond, "sign_in.code_wrong", code(c))
		d.later(30 * time.Second)
		late := d.code(secret)
		d.later(30 * time.Second)
		d.in(code(late)) // a clock may be one code behind
	})
}

func TestWrongCodesAreThrottledLikePasswords(t *testing.T) {
	each(t, func(_ *testing.T, d *desk) {
		secret := d.enrolled()
		d.refuses(casemodel.NeedsSecond, "sign_in.code_wrong", code("000000"))
		d.refuses(casemodel.Throttled, "sign_in.throttled", code(d.code(secret)))
		d.later(time.Second)
		d.in(code(d.code(secret)))
	})
}

func TestOneCodeSentTwiceAtOnceOpensOneSession(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		c := d.code(d.enrolled())
		var opened atomic.Int32
		var both sync.WaitGroup
		for range 8 {
			both.Go(func() {
				if _, err := d.SignIn(t.Context(), try(code(c))); err == nil {
					opened.Add(1)
				}
			})
		}
		both.Wait()
		if opened.Load() != 1 {
			t.Errorf("one code opened %d sessions", opened.Load())
		}
	})
}

func TestASecondFactorIsTakenAwayOnlyWithPasswordAndCode(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		secret := d.enrolled()
		s := d.in(code(d.code(secret))).Session
		_, err := d.EnrolTOTP(t.Context(), s)
		wants(t, err, casemodel.Invalid, "totp.enrolled")
		d.later(time.Minute)
		_, err = d.DisableTOTP(t.Context(), s, password, "000000")
		wants(t, err, casemodel.Invalid, "totp.wrong")
		d.later(time.Minute)
		_, err = d.DisableTOTP(t.Context(), s, "not it at all", d.code(secret))
		wants(t, err, casemodel.Invalid, "password.wrong")
		d.later(time.Minute)
		if _, err = d.DisableTOTP(t.Context(), s, password, d.code(secret)); err != nil {
			t.Fatal(err)
		}
		d.in()
	})
}

func TestAccountsAreMadeOnceAndWithKnownRoles(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, key := range map[string]string{"Clerk": "user.taken", "x": "user.username", "a b": "user.username"} {
			_, err := d.AddUser(t.Context(), identity.NewUser{Username: name, Password: password})
			wants(t, err, casemodel.Invalid, key)
		}
		for _, role := range []string{"system", "clock", "link_holder", "king"} {
			_, err := d.AddMembership(t.Context(), d.user, "ZX", []string{role})
			wants(t, err, casemodel.Invalid, "user.role")
		}
		_, err := d.AddMembership(t.Context(), d.user, "NOWHERE", []string{"mediator"})
		wants(t, err, casemodel.Invalid, "field.no_such_body")
		hash, err := d.Hash(t.Context(), "shared password")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"one", "two"} {
			if _, err := d.AddUser(t.Context(), identity.NewUser{Username: name, Hash: hash}); err != nil {
				t.Fatal(err)
			}
			d.in(as(name), func(a *identity.Attempt) { a.Password = "shared password" })
		}
		if err := d.SetPassword(t.Context(), "two", "one of its own"); err != nil {
			t.Fatal(err)
		}
		d.in(as("two"), func(a *identity.Attempt) { a.Password = "one of its own" })
	})
}
