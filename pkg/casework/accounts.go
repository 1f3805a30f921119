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
	gone := &casemodel.Error{Kind: casemodel.NotFound, Key: "membership.not_found"}
	m, err := tx.Membership(membership)
	if err != nil {
		return casemodel.Actor{}, err
	}
	u, err := tx.User(m.UserID)
	if err != nil {
		return casemodel.Actor{}, err
	}
	b, err := tx.Body(m.BodyID)
	if err != nil {
		return casemodel.Actor{}, err
	}
	if !tx.Now().Before(m.Until) || m.Active != 1 || u.Active != 1 || b.Active != 1 {
		return casemodel.Actor{}, gone
	}
	who := casemodel.Actor{
		UserID: u.ID, Name: u.Name, MembershipID: m.ID, BodyID: b.ID, BodyTitle: b.Title, BodyKind: b.Kind, Roles: m.Roles,
		AreaID: b.AreaID, GridID: m.GridID, Categories: b.Categories,
	}
	place, err := tx.Area(b.AreaID)
	if err != nil && !casemodel.Is(err, casemodel.NotFound) {
		return who, err
	}
	if err == nil {
		who.AreaLevel = place.Level
	}
	below, err := tx.Bodies(store.BodyFilter{Parent: b.ID})
	for _, s := range below {
		who.Subordinates = append(who.Subordinates, s.ID)
	}
	return who, err
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
