package identity

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

const (
	issuer = "Jiefen"
	period = 30 // seconds of one code
	skew   = 1  // codes before and after the present one, for clocks that differ
	// pending in User.TOTPStep: a secret was shown but no code from it was seen
	// yet, so it is not asked for.
	pending = -1
)

// Enrolment is a new second factor, shown once: the secret to type and the
// address to draw as a code.
type Enrolment struct {
	Secret string
	URL    string
}

// second asks the second factor of an account that has one. A code counts
// once: the step of the last accepted one is kept.
func second(tx *store.Tx, s subject, u *casemodel.User, code string) (*casemodel.Error, error) {
	if u.TOTPSecret == "" || u.TOTPStep == pending {
		return nil, nil //nolint:nilnil // nothing is asked
	}
	if strings.TrimSpace(code) == "" {
		return refused(casemodel.NeedsSecond, "sign_in.code_missing"), nil
	}
	ok, err := spend(tx, u, code)
	if err != nil {
		return nil, err
	}
	if !ok {
		return refused(casemodel.NeedsSecond, "sign_in.code_wrong"), s.failed(tx)
	}
	return nil, tx.UpdateUser(u)
}

// accepted finds the step a code belongs to, later than the last accepted one.
func accepted(u *casemodel.User, code string, now casemodel.Instant) (step int64, ok bool, err error) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	present := now.Time().Unix() / period
	for step := present - skew; step <= present+skew; step++ {
		want, err := totp.GenerateCodeCustom(u.TOTPSecret, time.Unix(step*period, 0), totp.ValidateOpts{
			Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err != nil {
			return 0, false, fmt.Errorf("compute one-time code: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > u.TOTPStep {
			return step, true, nil
		}
	}
	return 0, false, nil
}

// EnrolTOTP makes a secret. It is asked for at sign-in only after ConfirmTOTP
// has seen a code from it; a confirmed one is Invalid to replace.
func (a *Accounts) EnrolTOTP(ctx context.Context, s Session) (Enrolment, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: s.Username, Period: period})
	if err != nil {
		return Enrolment{}, fmt.Errorf("make one-time secret: %w", err)
	}
	err = a.db.Do(ctx, func(tx *store.Tx) error {
		if err := (subject{account: s.Username}).turn(tx); err != nil {
			return err
		}
		u, err := tx.User(s.UserID)
		if err != nil {
			return err
		}
		if u.TOTPSecret != "" && u.TOTPStep != pending {
			return refused(casemodel.Invalid, "totp.enrolled")
		}
		u.TOTPSecret, u.TOTPStep = key.Secret(), pending
		return tx.UpdateUser(u)
	})
	return Enrolment{Secret: key.Secret(), URL: key.URL()}, err
}

// ConfirmTOTP puts an enrolled second factor in force. Other sessions end.
func (a *Accounts) ConfirmTOTP(ctx context.Context, s Session, password, code string) (Ticket, error) {
	return a.afresh(ctx, s, "second factor put in force", password, func(tx *store.Tx, u *casemodel.User) (*casemodel.Error, error) {
		if u.TOTPSecret == "" || u.TOTPStep != pending {
			return refused(casemodel.Invalid, "totp.not_enrolled"), nil
		}
		return take(tx, u, code)
	})
}

// DisableTOTP takes the second factor away; it asks for password and code.
func (a *Accounts) DisableTOTP(ctx context.Context, s Session, password, code string) (Ticket, error) {
	return a.afresh(ctx, s, "second factor taken away", password, func(tx *store.Tx, u *casemodel.User) (*casemodel.Error, error) {
		if u.TOTPSecret == "" || u.TOTPStep == pending {
			return refused(casemodel.Invalid, "totp.not_enrolled"), nil
		}
		ok, err := spend(tx, u, code)
		if err != nil {
			return nil, err
		}
		if !ok {
			return casemodel.Bad("code", "totp.wrong"), nil
		}
		u.TOTPSecret, u.TOTPStep = "", 0
		return nil, tx.PutRecoveryCodes(u.ID)
	})
}

// take accepts a code typed by somebody who is signed in.
func take(tx *store.Tx, u *casemodel.User, code string) (*casemodel.Error, error) {
	step, ok, err := accepted(u, code, tx.Now())
	if err != nil {
		return nil, err
	}
	if !ok {
		return casemodel.Bad("code", "totp.wrong"), nil
	}
	u.TOTPStep = step
	return nil, nil //nolint:nilnil // neither refused nor failed
}
