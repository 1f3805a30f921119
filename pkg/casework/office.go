package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
)

// grantable are the roles that a centre gives out in its own bodies. Everything
// else, the administrator of the system first of all, is the administrator's to
// give: a new role is not grantable until it stands here.
var grantable = []string{
	"front_desk", "triage_clerk", "dispatcher", "centre_director", "archivist", "mediator", "commercial_mediator",
	"pmc_chair", "seal_keeper", "grid_worker", "grid_leader",
}

// office asks the policy about what is no matter. home is the body it belongs
// to, "" for none.
func (d *Desk) office(who casemodel.Actor, flow, act string, home casemodel.ID) error {
	gate := d.Gate.Now()
	if gate.Ask(policies.Question{
		Roles: who.Roles, Body: who.BodyKind, Flows: []string{flow}, State: "-", Act: act,
		Rels: policies.RelSet(&policies.Facts{Actor: who, Body: home}),
	}).Allow {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.forbidden", Needs: gate.Needs([]string{flow}, "-", "", act, nil)}
}

// everywhere reports whether the actor may list or edit accounts whoever it is
// about.
func (d *Desk) everywhere(who casemodel.Actor, act string) bool {
	return d.office(who, "users", act, "") == nil
}

// Office answers whether an actor may list or edit at least what is the own
// body's, to open the page with.
func (d *Desk) Office(who casemodel.Actor, flow, act string) error {
	return d.office(who, flow, act, who.BodyID)
}

// Grantable lists the roles the actor may give to others.
func (d *Desk) Grantable(who casemodel.Actor) []string {
	if !d.everywhere(who, "edit") {
		return slices.Clone(grantable)
	}
	return slices.DeleteFunc(slices.Clone(casemodel.Roles), func(r string) bool {
		return slices.Contains([]string{"system", "clock", "public_user", "link_holder"}, r)
	})
}

// centreOf is the centre a body belongs to: itself or the nearest above, ""
// for none. A centre under another is its own.
func centreOf(tx *store.Tx, id casemodel.ID) (casemodel.ID, error) {
	for range 16 { // the tree is five levels deep; a ring must not hang
		if id == "" {
			break
		}
		b, err := tx.Body(id)
		if casemodel.Is(err, casemodel.NotFound) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if b.Kind == "centre" {
			return b.ID, nil
		}
		id = b.ParentID
	}
	return "", nil
}

// belonging lists a centre and the bodies that belong to it.
func belonging(tx *store.Tx, centre casemodel.ID) ([]casemodel.Body, error) {
	top, err := tx.Body(centre)
	if err != nil {
		return nil, err
	}
	all := []casemodel.Body{*top}
	seen := map[casemodel.ID]bool{centre: true}
	for i := 0; i < len(all); i++ {
		below, err := tx.Bodies(store.BodyFilter{Parent: all[i].ID})
		if err != nil {
			return nil, err
		}
		for _, b := range below {
			if !seen[b.ID] && b.Kind != "centre" {
				seen[b.ID] = true
				all = append(all, b)
			}
		}
	}
	return all, nil
}

// Employers lists the active bodies in which the actor may give roles, at most
// limit; more reports whether there are others.
func (d *Desk) Employers(ctx context.Context, who casemodel.Actor, limit int) (found []casemodel.Body, more bool, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		if d.everywhere(who, "edit") {
			found, err = tx.Bodies(store.BodyFilter{Active: true, Limit: limit + 1})
			return err
		}
		found, err = belonging(tx, who.BodyID)
		found = slices.DeleteFunc(found, func(b casemodel.Body) bool { return b.Active != 1 })
		return err
	})
	if len(found) > limit {
		return found[:limit], true, err
	}
	return found, false, err
}
