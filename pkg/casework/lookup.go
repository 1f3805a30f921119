package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// BodyQuery chooses organisations for a field; empty fields do not choose.
type BodyQuery struct {
	Kind, Area, Category, Words string
	Parent                      casemodel.ID
	Limit                       int
}

// Bodies lists active organisations a form may name.
func (d *Desk) Bodies(ctx context.Context, q BodyQuery) ([]casemodel.Body, error) {
	var found []casemodel.Body
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.Bodies(store.BodyFilter{Kind: q.Kind, Area: q.Area, Category: q.Category, Parent: q.Parent, Q: q.Words, Active: true, Limit: q.Limit})
		return err
	})
	return found, err
}

// Body returns one organisation.
func (d *Desk) Body(ctx context.Context, id casemodel.ID) (*casemodel.Body, error) {
	var b *casemodel.Body
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		b, err = tx.Body(id)
		return err
	})
	return b, err
}

// Head is a body with the centre it belongs to, whose names stand on forms that
// are of no case; a body that belongs to none is its own.
func (d *Desk) Head(ctx context.Context, id casemodel.ID) (body, centre *casemodel.Body, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		if body, err = tx.Body(id); err != nil {
			return err
		}
		above, err := centreOf(tx, id)
		if centre = body; err != nil || above == "" {
			return err
		}
		centre, err = tx.Body(above)
		return err
	})
	return body, centre, err
}

// Users lists active people of a body, by role when one is named.
func (d *Desk) Users(ctx context.Context, body casemodel.ID, role, words string, limit int) ([]casemodel.User, error) {
	var found []casemodel.User
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.Users(store.UserFilter{BodyID: body, Role: role, Q: words, Active: true, Limit: limit})
		return err
	})
	return found, err
}

// Names returns what the users are called, for lists; who is unknown is not
// there.
func (d *Desk) Names(ctx context.Context, ids ...casemodel.ID) (map[casemodel.ID]string, error) {
	var names map[casemodel.ID]string
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		names, err = tx.UserNames(ids...)
		return err
	})
	return names, err
}

// BodyNames returns what organisations are called, for lists.
func (d *Desk) BodyNames(ctx context.Context, ids ...casemodel.ID) (map[casemodel.ID]string, error) {
	var names map[casemodel.ID]string
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		names, err = tx.BodyTitles(ids...)
		return err
	})
	return names, err
}

// Areas lists the places under one, or those whose name holds the words.
func (d *Desk) Areas(ctx context.Context, parent, words string, limit int) ([]casemodel.Area, error) {
	var found []casemodel.Area
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.Areas(parent, words, limit)
		return err
	})
	return found, err
}

// Area returns one place.
func (d *Desk) Area(ctx context.Context, id string) (*casemodel.Area, error) {
	var a *casemodel.Area
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		a, err = tx.Area(id)
		return err
	})
	return a, err
}

// Creatable lists what an actor may open at the root of a new family.
func (d *Desk) Creatable(ctx context.Context, who casemodel.Actor) ([]Creatable, error) {
	var all []Creatable
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j := d.job(tx, &family{tx: tx, loaded: map[string]bool{}}, who, &Outcome{})
		for _, c := range j.creatable(nil) {
			flow := d.Flows.Latest(c.Workflow)
			m, err := j.rootOf(flow, who.AreaID, "")
			if casemodel.KindOf(err) != "" {
				continue
			}
			if err != nil {
				return err
			}
			m.BodyID = who.BodyID
			if _, err := j.mayCreate(flow, m); err == nil {
				all = append(all, c)
			}
		}
		return nil
	})
	return all, err
}

// Explain answers the question of the policy tester: may this actor do this
// act with this matter, by which row, and who may.
func (d *Desk) Explain(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string) (Who, error) {
	var w Who
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		root, err := tx.RootOf(id)
		if err != nil {
			return err
		}
		fam, err := openFamily(tx, root)
		if err != nil {
			return err
		}
		j := d.job(tx, fam, who, &Outcome{})
		m := fam.matter(id)
		w.Answer = j.may(who, m, act, classes(act)...)
		w.Rels = relations(fam, who, m)
		w.Needs = j.gate.Needs(j.flow(m).Lineage, m.State, m.Class, act, classes(act))
		return nil
	})
	return w, err
}

// Catalogue hands the definitions to whoever draws or checks them.
func (d *Desk) Catalogue() *workflows.Library { return d.Flows }

// PutDraft keeps a half-written form of a user until it is sent.
func (d *Desk) PutDraft(ctx context.Context, who casemodel.Actor, form string, matter casemodel.ID, title, text string) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		return tx.PutDraft(&store.Draft{
			ID: tx.NewID(), UserID: who.UserID, Form: form, MatterID: matter, Title: title, Content: text,
			SavedAt: tx.Now(), ExpiresAt: tx.Now().Add(soon),
		})
	})
}

// Draft returns a kept form, NotFound when there is none.
func (d *Desk) Draft(ctx context.Context, who casemodel.Actor, form string, matter casemodel.ID) (*store.Draft, error) {
	var kept *store.Draft
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.Draft(who.UserID, form, matter)
		return err
	})
	return kept, err
}

// Drafts lists what a user has not sent yet, newest first.
func (d *Desk) Drafts(ctx context.Context, who casemodel.Actor) ([]store.Draft, error) {
	var kept []store.Draft
	err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
		kept, err = tx.Drafts(who.UserID)
		return err
	})
	return kept, err
}

// DropDraft forgets a draft, when its form was sent or the user says so.
func (d *Desk) DropDraft(ctx context.Context, who casemodel.Actor, form string, matter casemodel.ID) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error { return tx.DeleteDraft(who.UserID, form, matter) })
}

// Rights returns a function that tells which acts an actor may do with a
// matter in its present state; for tests and the tester's page.
func (d *Desk) Rights(ctx context.Context, who casemodel.Actor, id casemodel.ID) (func(act string) bool, error) {
	var may func(string) bool
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		root, err := tx.RootOf(id)
		if err != nil {
			return err
		}
		fam, err := openFamily(tx, root)
		if err != nil {
			return err
		}
		if err := fam.loadSamples(); err != nil {
			return err
		}
		gate, m, rels := d.Gate.Now(), fam.matter(id), relations(fam, who, fam.matter(id))
		flow := d.Flows.Flow(m.Workflow, m.WorkflowVersion)
		may = func(act string) bool {
			return gate.Ask(policies.Question{
				Roles: who.Roles, Body: who.BodyKind, Flows: flow.Lineage, State: m.State, Class: m.Class,
				Act: act, ActClasses: classes(act), Rels: rels,
			}).Allow
		}
		return nil
	})
	return may, err
}
