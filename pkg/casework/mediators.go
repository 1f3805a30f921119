package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Mediator is somebody an act may put in charge of a matter.
type Mediator struct {
	User    casemodel.User
	Load    int  // live matters in the person's hands
	Knows   bool // had a part of this family before
	Now     bool // has the matter now
	Against []casemodel.FieldError
}

// Mediators lists whom an act may name as its handler, those with nothing
// against them and the least to do first. Forbidden when the actor may not do
// the act.
func (d *Desk) Mediators(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string) ([]Mediator, error) {
	var all []Mediator
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, declared, field, err := d.naming(tx, who, id, act, "handler", "user")
		if err != nil || field == nil {
			return err
		}
		all, err = j.mayMediate(m, declared, *field)
		return err
	})
	return all, err
}

func (j *job) mayMediate(m *casemodel.Matter, act *workflows.Act, field workflows.Field) ([]Mediator, error) {
	at := map[string]casemodel.ID{"body": m.BodyID, "centre": m.CentreID}[field.Of]
	people, err := j.tx.Users(store.UserFilter{BodyID: at, Role: field.Role, Active: true, Limit: mostCandidates})
	if err != nil {
		return nil, err
	}
	ids := make([]casemodel.ID, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	load, err := j.tx.LoadOfHandlers(ids...)
	if err != nil {
		return nil, err
	}
	c := &call{m: m, flow: j.flow(m), act: act.ID, on: j.today.Later(m.StateOn), who: j.who}
	facts, err := j.facts(c)
	if err != nil {
		return nil, err
	}
	all := make([]Mediator, 0, len(people))
	for i := range people {
		u := people[i]
		one := Mediator{User: casemodel.User{ID: u.ID, Name: u.Name, Username: u.Username}, Load: load[u.ID], Knows: j.handled(m, u.ID), Now: m.HandlerID == u.ID}
		c.in = casemodel.Fields{field.ID: u.ID}
		err := j.refersUser(c, field, facts, u.ID)
		if err == nil {
			err = workflows.Ask(act.Needs, facts, c.in)
		}
		if refused, is := errors.AsType[*casemodel.Error](err); is {
			one.Against = slices.DeleteFunc(refused.All(), func(f casemodel.FieldError) bool { return f.Field != field.ID })
		} else if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b Mediator) int {
		return cmp.Or(cmp.Compare(len(a.Against), len(b.Against)), cmp.Compare(a.Load, b.Load))
	})
	return all, nil
}

// handled reports whether somebody had another part of the family.
func (j *job) handled(m *casemodel.Matter, user casemodel.ID) bool {
	return slices.ContainsFunc(j.fam.matters, func(other *casemodel.Matter) bool { return other.ID != m.ID && other.HandlerID == user })
}
