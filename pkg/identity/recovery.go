package identity

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

const (
	recoveryCodes  = 10
	recoveryDigits = 10 // digits: a phone shows its number pad for codes
)

// recoverySpace is how many recovery codes there may be.
var recoverySpace = new(big.Int).Exp(big.NewInt(10), big.NewInt(recoveryDigits), nil)

// MakeRecoveryCodes gives somebody ten codes that stand in for the second
// factor, each once; older ones are void. It asks for password and code. They
// are known to nobody afterwards.
func (a *Accounts) MakeRecoveryCodes(ctx context.Context, s Session, password, code string) (codes []string, ticket Ticket, err error) {
	codes = make([]string, recoveryCodes)
	for i := range codes {
		n, err := rand.Int(rand.Reader, recoverySpace)
		if err != nil {
			return nil, Ticket{}, fmt.Errorf("make recovery code: %w", err)
		}
		codes[i] = fmt.Sprintf("%0*d", recoveryDigits, n)
	}
	ticket, err = a.afresh(ctx, s, "recovery codes made", password, func(tx *store.Tx, u *casemodel.User) (*casemodel.Error, error) {
		if u.TOTPSecret == "" || u.TOTPStep == pending {
			return refused(casemodel.Invalid, "totp.not_enrolled"), nil
		}
		refusal, err := take(tx, u, code)
		if refusal != nil || err != nil {
			return refusal, err
		}
		return nil, tx.PutRecoveryCodes(u.ID, codes...)
	})
	if err != nil {
		return nil, Ticket{}, err
	}
	return codes, ticket, nil
}

// RecoveryCodesLeft counts the codes a person still has.
func (a *Accounts) RecoveryCodesLeft(ctx context.Context, user casemodel.ID) (n int, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.RecoveryCodesLeft(user)
		return err
	})
	return n, err
}

// spend accepts what somebody types as a second factor: a code of the
// authenticator, or a recovery code, which is spent by it.
func spend(tx *store.Tx, u *casemodel.User, code string) (bool, error) {
	step, ok, err := accepted(u, code, tx.Now())
	if err != nil || ok {
		u.TOTPStep = max(step, u.TOTPStep)
		return ok, err
	}
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	if len(code) != recoveryDigits || strings.Trim(code, "0123456789") != "" {
		return false, nil
	}
	return tx.UseRecoveryCode(u.ID, code)
}

// ClearSecond takes a lost second factor away from somebody, with its recovery
// codes; every session ends, so that the person gets to know.
func (a *Accounts) ClearSecond(ctx context.Context, user casemodel.ID, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		u.TOTPSecret, u.TOTPStep = "", 0
		if err := tx.PutRecoveryCodes(u.ID); err != nil {
			return err
		}
		return outdate(tx, u)
	})
}

// Describe changes somebody's name and phone; sessions go on.
func (a *Accounts) Describe(ctx context.Context, user casemodel.ID, name, phone string, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		u.Name, u.Phone = name, phone
		return tx.UpdateUser(u)
	})
}
