package identity

import (
	"context"
	"encoding/hex"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Employ lets a user work in a body, found by its code, in some roles, if the
// guard does not mind.
func (a *Accounts) Employ(ctx context.Context, user casemodel.ID, bodyCode string, roles []string, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		_, err := employ(tx, u.ID, bodyCode, roles)
		return err
	})
}

// Dismiss ends one membership of a user; rights fall, so every session ends.
func (a *Accounts) Dismiss(ctx context.Context, user, membership casemodel.ID, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		m, err := tx.Membership(membership)
		if err != nil {
			return err
		}
		if m.UserID != u.ID {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "membership.not_found"}
		}
		if m.Active != 1 {
			return nil
		}
		m.Active = 0
		if tx.Now().Before(m.Until) {
			m.Until = tx.Now()
		}
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
		return outdate(tx, u)
	})
}

// Reset gives an account another password; every session ends, and so do the
// waiting times of wrong tries.
func (a *Accounts) Reset(ctx context.Context, user casemodel.ID, password string, guard Guard) error {
	hash, err := a.hashes.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		u.PasswordHash = hash
		if err := (subject{account: u.Username}).succeeded(tx); err != nil {
			return err
		}
		return outdate(tx, u)
	})
}

// SetActive disables an account or brings it back; either way its sessions end.
func (a *Accounts) SetActive(ctx context.Context, user casemodel.ID, active bool, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		u.Active = 0
		if active {
			u.Active = 1
		}
		return outdate(tx, u)
	})
}

// EndAll ends every session of a user.
func (a *Accounts) EndAll(ctx context.Context, user casemodel.ID, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error { return tx.DeleteLoginsOf(u.ID) })
}

// EndOne ends one session of a user by its ID: NotFound when the user has none
// of that ID, or it was over already.
func (a *Accounts) EndOne(ctx context.Context, user casemodel.ID, id string, guard Guard) error {
	return a.administer(ctx, user, guard, func(tx *store.Tx, u *casemodel.User) error {
		logins, err := tx.Logins(user)
		if err != nil {
			return err
		}
		for i := range logins {
			if l := &logins[i]; hex.EncodeToString(l.TokenHash) == id && a.holds(l, u, tx.Now()) {
				return tx.DeleteLogin(l.TokenHash)
			}
		}
		return refused(casemodel.NotFound, "session.unknown")
	})
}

// administer changes one account in its turn: the row is read after the lock,
// or a sign-in at the same moment would write back what was there before.
func (a *Accounts) administer(ctx context.Context, user casemodel.ID, guard Guard, change func(*store.Tx, *casemodel.User) error) error {
	return a.db.Do(ctx, func(tx *store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return err
		}
		if err := (subject{account: u.Username}).turn(tx); err != nil {
			return err
		}
		if err := guard.ask(tx); err != nil {
			return err
		}
		if u, err = tx.User(user); err != nil {
			return err
		}
		return change(tx, u)
	})
}

// outdate writes an account whose older sessions must die.
func outdate(tx *store.Tx, u *casemodel.User) error {
	u.Version++
	if err := tx.UpdateUser(u); err != nil {
		return err
	}
	return tx.DeleteLoginsOf(u.ID)
}
