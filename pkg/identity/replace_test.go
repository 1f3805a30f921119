package identity_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
)

func TestASecondFactorIsReplacedByOneThatHasProvenItself(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		old := d.enrolled()
		ticket := d.in(code(d.code(old)))
		d.later(time.Minute)
		e, err := d.OfferTOTP(ticket.Session)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct {
			name  string
			proof func() identity.Proof
			key   string
			field string
		}{
			{"wrong password", func() identity.Proof { return identity.Proof{"nonsense", d.code(old), e.Secret, d.code(e.Secret)} }, "password.wrong", "password"},
			{"no present code", func() identity.Proof { return identity.Proof{password, "", e.Secret, d.code(e.Secret)} }, "totp.wrong", "present"},
			{"the new one's code", func() identity.Proof { return identity.Proof{password, d.code(e.Secret), e.Secret, d.code(e.Secret)} }, "totp.wrong", "present"},
			{"the old one's code", func() identity.Proof { return identity.Proof{password, d.code(old), e.Secret, d.code(old)} }, "totp.wrong", "code"},
		} {
			_, err := d.PutTOTP(t.Context(), ticket.Session, row.proof())
			if got := wants(t, err, casemodel.Invalid, row.key); got.Field != row.field {
				t.Errorf("%s: at %q", row.name, got.Field)
			}
			_, err = d.PutTOTP(t.Context(), ticket.Session, identity.Proof{password, d.code(old), e.Secret, d.code(e.Secret)})
			wants(t, err, casemodel.Throttled, "sign_in.throttled")
			d.later(time.Minute)
		}
		if !d.open(ticket.Token) {
			t.Fatal("a refused change ended a session")
		}
		other := d.in(code(d.code(old))) // the old one is still in force
		d.later(time.Minute)
		used := d.code(e.Secret)
		next, err := d.PutTOTP(t.Context(), ticket.Session, identity.Proof{password, d.code(old), e.Secret, used})
		if err != nil {
			t.Fatal(err)
		}
		if d.open(ticket.Token) || d.open(other.Token) || !d.open(next.Token) {
			t.Error("not exactly the new session goes on")
		}
		d.refuses(casemodel.NeedsSecond, "sign_in.code_wrong", code(used))
		d.later(time.Minute)
		d.refuses(casemodel.NeedsSecond, "sign_in.code_wrong", code(d.code(old)))
		d.later(time.Minute)
		d.in(code(d.code(e.Secret)))
	})
}

func TestAnOfferIsDrawnAsASquareCode(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.in().Session
		e, err := d.OfferTOTP(s)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := d.OfferedTOTP(s, e.Secret); err != nil || again != e {
			t.Errorf("%v, %v", again, err)
		}
		rows, err := e.Modules()
		if err != nil || len(rows) < 21 || (len(rows)-17)%4 != 0 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		n := len(rows)
		for i := range 7 {
			if !rows[0][i] || !rows[0][n-1-i] || !rows[n-1][i] || !rows[i][0] {
				t.Error("a corner is missing")
			}
		}
		for i := 8; i < n-8; i++ {
			if rows[6][i] != (i%2 == 0) {
				t.Error("the timing line is broken")
			}
		}
		d.in() // an offer alone is not asked for
	})
}
