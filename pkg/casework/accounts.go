package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// ActorOf builds the actor of a membership: the body's kind, place and
// categories, and the bodies under it. NotFound when the membership, its user
// or its body is not active.
func ActorOf(tx *store.Tx, membership casemodel.ID) (casemodel.Actor, error) {
	return actorOf(tx, store.PostOf(membership))
}

func actorOf(tx *store.Tx, post store.Post) (casemodel.Actor, error) {
	var seat *store.Seat
	var below []casemodel.ID
	err := tx.AtOnce(
		func() (err error) { seat, err = tx.Seat(post); return err },
		func() (err error) { below, err = tx.Subordinates(post); return err })
	if err != nil {
		return casemodel.Actor{}, err
	}
	m, u, b := &seat.Membership, &seat.User, &seat.Body
	if !tx.Now().Before(m.Until) || m.Active != 1 || u.Active != 1 || b.Active != 1 {
		return casemodel.Actor{}, &casemodel.Error{Kind: casemodel.NotFound, Key: "membership.not_found"}
	}
	return casemodel.Actor{
		UserID: u.ID, Name: u.Name, MembershipID: m.ID, BodyID: b.ID, BodyTitle: b.Title, BodyKind: b.Kind, Roles: m.Roles,
		AreaID: b.AreaID, AreaLevel: seat.Level, GridID: m.GridID, Categories: b.Categories, Subordinates: below,
	}, nil
}

// Actor is ActorOf in a transaction of its own.
func (d *Desk) Actor(ctx context.Context, membership casemodel.ID) (casemodel.Actor, error) {
	var who casemodel.Actor
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		who, err = ActorOf(tx, membership)
		return err
	})
	return who, err
}

// ActorAt is who acts in the session of a token's hash, asked for before the
// session is known to hold: whether it does is identity's question, and nobody
// acts by this answer alone.
func (d *Desk) ActorAt(ctx context.Context, hash []byte) (casemodel.Actor, error) {
	var who casemodel.Actor
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		who, err = actorOf(tx, store.PostAt(hash))
		return err
	})
	return who, err
}
