package identity

import (
	"context"
	"encoding/base32"
	"fmt"

	"github.com/pquerna/otp/totp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Proof is what somebody shows to put a new second factor in force.
type Proof struct {
	Password string
	Present  string // a code of the one in force, where there is one
	Secret   string // of the new one, from OfferTOTP
	Code     string // of the new one
}

// OfferTOTP makes a second factor and writes nothing: what is in force stays
// so until PutTOTP has seen a code of the new one.
func (a *Accounts) OfferTOTP(s Session) (Enrolment, error) { return offer(s, nil) }

// OfferedTOTP is the offer of a secret once more, for a form that comes back.
func (a *Accounts) OfferedTOTP(s Session, secret string) (Enrolment, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return Enrolment{}, fmt.Errorf("read one-time secret: %w", err)
	}
	return offer(s, raw)
}

func offer(s Session, raw []byte) (Enrolment, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: s.Username, Period: period, Secret: raw})
	if err != nil {
		return Enrolment{}, fmt.Errorf("make one-time secret: %w", err)
	}
	return Enrolment{Secret: key.Secret(), URL: key.URL()}, nil
}

// PutTOTP puts an offered second factor in force, instead of the one there is
// if there is one: then a code of that is asked too. Other sessions end. The
// caller answers for the secret being one of ours.
func (a *Accounts) PutTOTP(ctx context.Context, s Session, p Proof) (Ticket, error) {
	return a.afresh(ctx, s, "second factor put in force", p.Password, func(tx *store.Tx, u *casemodel.User) (*casemodel.Error, error) {
		if u.TOTPSecret != "" && u.TOTPStep != pending {
			ok, err := spend(tx, u, p.Present)
			if err != nil {
				return nil, err
			}
			if !ok {
				return casemodel.Bad("present", "totp.wrong"), nil
			}
		}
		u.TOTPSecret, u.TOTPStep = p.Secret, 0
		return take(tx, u, p.Code)
	})
}
