package identity

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Membership is one body a user works in, with the roles there.
type Membership struct {
	ID        casemodel.ID `json:"id"`
	BodyID    casemodel.ID `json:"body_id"`
	BodyTitle string       `json:"body_title"`
	BodyKind  string       `json:"body_kind"`
	Roles     []string     `json:"roles"`
}

// memberships lists those a user may act under now.
func memberships(tx *store.Tx, user casemodel.ID) ([]Membership, error) {
	rows, err := tx.Memberships(user)
	if err != nil {
		return nil, err
	}
	var mine []Membership
	for _, m := range rows {
		if m.Active != 1 || !tx.Now().Before(m.Until) {
			continue
		}
		b, err := tx.Body(m.BodyID)
		if err != nil {
			return nil, err
		}
		if b.Active == 1 {
			mine = append(mine, Membership{ID: m.ID, BodyID: b.ID, BodyTitle: b.Title, BodyKind: b.Kind, Roles: m.Roles})
		}
	}
	return mine, nil
}

// Memberships lists what a user may act under.
func (a *Accounts) Memberships(ctx context.Context, user casemodel.ID) ([]Membership, error) {
	var mine []Membership
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		mine, err = memberships(tx, user)
		return err
	})
	return mine, err
}

// Acting checks that a user may act under a membership: his own and active.
// Another's is Forbidden, whether it exists or not.
func (a *Accounts) Acting(ctx context.Context, s Session, membership casemodel.ID) error {
	return a.db.Read(ctx, func(tx *store.Tx) error { return owns(tx, s.UserID, membership) })
}

func owns(tx *store.Tx, user, membership casemodel.ID) error {
	mine, err := memberships(tx, user)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(mine, func(m Membership) bool { return m.ID == membership && membership != "" }) {
		return refused(casemodel.Forbidden, "membership.not_yours")
	}
	return nil
}

// Switch makes a session act under another membership of the same user.
func (a *Accounts) Switch(ctx context.Context, s Session, membership casemodel.ID) (Session, error) {
	err := a.db.Do(ctx, func(tx *store.Tx) error {
		if err := owns(tx, s.UserID, membership); err != nil {
			return err
		}
		return tx.SwitchLogin(s.hash, membership)
	})
	if err == nil {
		s.MembershipID = membership
	}
	return s, err
}
