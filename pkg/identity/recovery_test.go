package identity_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
)

// A code stands in once, for signing in and for taking the lost factor away;
// new ones make the old ones void.
func TestARecoveryCodeStandsInOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		secret := d.enrolled()
		s := d.in(code(d.code(secret))).Session
		d.later(time.Minute)
		first, ticket, err := d.MakeRecoveryCodes(t.Context(), s, password, d.code(secret))
		if err != nil || len(first) != 10 {
			t.Fatalf("%d codes, %v", len(first), err)
		}
		d.later(time.Minute)
		d.in(code(first[0][:5] + " " + first[0][5:]))
		d.refuses(casemodel.NeedsSecond, "sign_in.code_wrong", code(first[0]))
		d.later(time.Hour)
		if left, err := d.RecoveryCodesLeft(t.Context(), d.user); err != nil || left != 9 {
			t.Errorf("%d left, %v", left, err)
		}
		d.later(time.Minute)
		s = d.in(code(first[2])).Session
		second, _, err := d.MakeRecoveryCodes(t.Context(), s, password, d.code(secret))
		if err != nil {
			t.Fatal(err)
		}
		_ = ticket
		d.later(time.Minute)
		d.refuses(casemodel.NeedsSecond, "sign_in.code_wrong", code(first[1]))
		d.later(time.Hour)
		s = d.in(code(second[0])).Session
		if _, err := d.DisableTOTP(t.Context(), s, password, second[1]); err != nil {
			t.Fatal(err)
		}
		d.in()
		if left, err := d.RecoveryCodesLeft(t.Context(), d.user); err != nil || left != 0 {
			t.Errorf("%d left without a second factor, %v", left, err)
		}
	})
}

// Who clears somebody's factor ends the sessions; who may not changes nothing.
func TestALostSecondFactorIsCleared(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		secret := d.enrolled()
		ticket := d.in(code(d.code(secret)))
		no := &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.forbidden"}
		if err := d.ClearSecond(t.Context(), d.user, identity.Guard(func(*store.Tx) error { return no })); !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("refused as %v", err)
		}
		d.refuses(casemodel.NeedsSecond, "sign_in.code_missing")
		if err := d.ClearSecond(t.Context(), d.user, nil); err != nil {
			t.Fatal(err)
		}
		if d.open(ticket.Token) {
			t.Error("the session goes on")
		}
		d.in()
	})
}
