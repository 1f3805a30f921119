package identity

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// shortestPassword in characters.
const shortestPassword = 10

// checkPassword refuses what anybody would guess first.
func checkPassword(field, username, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return badPassword(field, "password.short", map[string]any{"min": shortestPassword, "have": n})
	case len(password) > longestPassword:
		return badPassword(field, "field.too_long", map[string]any{"max": longestPassword, "have": len(password)})
	case Name(password) == username, strings.Trim(password, string([]rune(password)[0])) == "":
		return badPassword(field, "password.guessable", nil)
	}
	return nil
}

func badPassword(field, key string, args map[string]any) error {
	return &casemodel.Error{Kind: casemodel.Invalid, Key: key, Field: field, Args: args}
}

// ChangePassword replaces a user's own password. Every other session ends, and
// this one goes on under a new token. A wrong present password counts like one
// at sign-in.
func (a *Accounts) ChangePassword(ctx context.Context, s Session, present, next string) (Ticket, error) {
	if err := checkPassword("new", s.Username, next); err != nil {
		return Ticket{}, err
	}
	hash, err := a.hashes.hash(ctx, next)
	if err != nil {
		return Ticket{}, err
	}
	return a.afresh(ctx, s, "password changed", present, func(_ *store.Tx, u *casemodel.User) (*casemodel.Error, error) {
		u.PasswordHash = hash
		return nil, nil
	})
}

// afresh lets somebody who is signed in change what guards the account: the
// password is asked again, all sessions end, and this one goes on under a new
// token. A change that answers a refusal counts as a wrong secret. The log says
// what became of it.
func (a *Accounts) afresh(ctx context.Context, s Session, what, password string, change func(*store.Tx, *casemodel.User) (*casemodel.Error, error)) (Ticket, error) {
	who := subject{s.Username, s.Address}
	user, err := a.meet(ctx, who)
	if err != nil {
		return Ticket{}, err
	}
	if user == nil || user.ID != s.UserID {
		return Ticket{}, refused(casemodel.NoSession, "session.none")
	}
	right, err := a.proves(ctx, password, user.PasswordHash)
	if err != nil {
		return Ticket{}, err
	}
	var ticket Ticket
	var refusal *casemodel.Error
	err = a.db.Do(ctx, func(tx *store.Tx) (err error) {
		ticket, refusal = Ticket{}, nil
		if err := who.turn(tx); err != nil {
			return err
		}
		if refusal, err = who.throttled(tx); err != nil || refusal != nil {
			return err
		}
		u, err := tx.User(s.UserID)
		if err != nil {
			return err
		}
		if !right || u.Version != s.UserVersion || u.Active != 1 {
			refusal = &casemodel.Error{Kind: casemodel.Invalid, Key: "password.wrong", Field: "password"}
			return who.failed(tx)
		}
		if refusal, err = change(tx, u); err != nil {
			return err
		}
		if refusal != nil {
			return who.failed(tx)
		}
		ticket, err = a.renew(tx, who, s, u)
		return err
	})
	switch {
	case refusal != nil:
		a.log.InfoContext(ctx, "change of account refused", "what", what, "key", refusal.Key, "user", string(s.UserID), "address", s.Address)
	case err == nil:
		a.log.InfoContext(ctx, "account changed", "what", what, "user", string(s.UserID), "address", s.Address)
	}
	return ticket, answered(refusal, err)
}

// renew saves a changed account, ends its sessions and opens the next.
func (a *Accounts) renew(tx *store.Tx, who subject, s Session, u *casemodel.User) (Ticket, error) {
	u.Version++
	if err := tx.UpdateUser(u); err != nil {
		return Ticket{}, err
	}
	if err := tx.DeleteLoginsOf(u.ID); err != nil {
		return Ticket{}, err
	}
	if err := who.succeeded(tx); err != nil {
		return Ticket{}, err
	}
	return a.open(tx, u, s.MembershipID, Attempt{Kind: s.Kind, Address: s.Address, Agent: s.Agent})
}
