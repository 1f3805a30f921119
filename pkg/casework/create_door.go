package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Create opens a matter of any workflow that has a birth: under a parent of
// the same family, or as the root of a new one. Roots take the place from the
// field area, else from the actor's own body.
func (d *Desk) Create(ctx context.Context, who casemodel.Actor, workflow string, parent casemodel.ID, in Input) (Outcome, error) {
	var out Outcome
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		return once(tx, who, in, &out, func() error { return d.create(tx, who, workflow, parent, in, &out) })
	})
	return out, err
}

func (d *Desk) create(tx *store.Tx, who casemodel.Actor, workflow string, parent casemodel.ID, in Input, out *Outcome) error {
	flow := d.Flows.Latest(workflow)
	if flow == nil || flow.Create == nil || flow.Is("dispute_case") {
		return casemodel.Bad("workflow", "create.unknown")
	}
	j, m, err := d.prospect(tx, who, flow, parent, in, out)
	if err != nil {
		return err
	}
	row, err := j.mayCreate(flow, m)
	if err != nil {
		return err
	}
	if err := j.datedBirth(flow, m, in.Why); err != nil {
		return err
	}
	fields, err := workflows.Read(flow.Create.Fields, in.Fields)
	if err != nil {
		return err
	}
	c := &call{m: m, flow: flow, who: who, on: m.StateOn, row: row, act: "create", in: fields}
	facts, err := j.facts(c)
	if err != nil {
		return err
	}
	if err := j.refers(c, &workflows.Act{Fields: flow.Create.Fields}, facts); err != nil {
		return err
	}
	if err := workflows.Ask(flow.Create.Needs, facts, fields); err != nil {
		return err
	}
	if err := j.sets(c, flow.Create.Sets); err != nil {
		return err
	}
	if err := j.mayImpose(flow, m, facts.Target); err != nil {
		return err
	}
	if m.Title == "" {
		m.Title = flow.Title
	}
	m.PublicTitle = publicTitle(d.Flows, m)
	payload := map[string]any{"fields": texts(fields)}
	maps.Copy(payload, because(in.Why))
	if err := j.born(c, m, flow, kept(flow.Create.Fields, fields), payload); err != nil {
		return err
	}
	c.seq = j.was[m.ID] + j.reserved[m.ID]
	if err := j.useFiles(c, flow.Create.Fields); err != nil {
		return err
	}
	if err := j.relate(c, flow.Create.Links); err != nil {
		return err
	}
	if err := j.tellOthers(c, flow.Create.Tells); err != nil {
		return err
	}
	if m.IsRoot() {
		j.fam.loaded["parties"] = true
		if err := j.firstCard(); err != nil {
			return err
		}
	}
	if err := j.index(m); err != nil {
		return err
	}
	if err := j.finish(); err != nil {
		return err
	}
	out.MatterID, out.Version = m.ID, m.Version
	return nil
}

// mayImpose asks again about a root that is another body's business than its
// maker's: what is imposed on a body lies where that body is.
func (j *job) mayImpose(flow *workflows.Flow, m *casemodel.Matter, target *casemodel.Body) error {
	if !m.IsRoot() || target == nil || m.BodyID != target.ID || m.BodyID == j.who.BodyID {
		return nil
	}
	place, err := j.tx.Area(target.AreaID)
	if err != nil {
		return missing(err, "body", "field.no_such_area")
	}
	centre, err := j.centreOf(place)
	if err != nil {
		return err
	}
	there := *m
	there.CentreID, there.AreaID, there.A1, there.A2, there.A3, there.A4, there.A5 = centre.ID, place.ID, place.A1, place.A2, place.A3, place.A4, place.A5
	_, err = j.mayCreate(flow, &there)
	return err
}

// prospect is the matter as it would stand, and the family it would be in.
func (d *Desk) prospect(tx *store.Tx, who casemodel.Actor, flow *workflows.Flow, parent casemodel.ID, in Input, out *Outcome) (*job, *casemodel.Matter, error) {
	if parent == "" {
		if !under(flow, "root") {
			return nil, nil, casemodel.Bad("parent", "create.needs_parent")
		}
		j := d.job(tx, &family{tx: tx, loaded: map[string]bool{}}, who, out)
		area := who.AreaID
		for _, field := range []string{"occurred_area", "area"} {
			if s := fmt.Sprint(in.Fields[field]); in.Fields[field] != nil && s != "" {
				area = s
			}
		}
		m, err := j.rootOf(flow, area, in.On)
		if err != nil || who.BodyID == "" {
			return j, m, err
		}
		m.BodyID = who.BodyID
		return j, m, j.atHome(m)
	}
	root, err := tx.RootOf(parent)
	if err != nil {
		return nil, nil, casemodel.Bad("parent", "field.no_such_matter")
	}
	if err := tx.LockRoots(root); err != nil {
		return nil, nil, err
	}
	fam, err := openFamily(tx, root)
	if err != nil {
		return nil, nil, err
	}
	j := d.job(tx, fam, who, out)
	p := fam.matter(parent)
	if !j.may(who, p, "see", "read").Allow {
		return nil, nil, casemodel.Bad("parent", "field.no_such_matter")
	}
	if !j.fitsUnder(flow, p) {
		return nil, nil, &casemodel.Error{Kind: casemodel.WrongStep, Key: "create.wrong_parent", Stage: p.State}
	}
	on := in.On
	if on == "" {
		on = j.today.Later(p.StateOn)
	}
	if !on.Valid() || on > j.today {
		return nil, nil, casemodel.Bad("on", "date.future")
	}
	if born := today(p.OpenedAt); on < min(born, p.StateOn) {
		return nil, nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "date.before_previous", Field: "on", Args: map[string]any{"previous": string(min(born, p.StateOn))}}
	}
	m := j.child(&call{m: p, on: on, who: who}, flow)
	return j, m, nil
}

// atHome gives a root that is no case to the centre of the body that makes it,
// wherever the matter lies: a petition office receives what happened elsewhere
// too, and hands it on itself.
func (j *job) atHome(m *casemodel.Matter) error {
	place, err := j.tx.Area(j.who.AreaID)
	if casemodel.Is(err, casemodel.NotFound) {
		return nil // a body of no place
	}
	if err != nil {
		return err
	}
	centre, err := j.centreOf(place)
	if err != nil {
		return err
	}
	m.CentreID, m.Level = centre.ID, centre.Level
	return nil
}

func under(flow *workflows.Flow, word string) bool {
	return slices.Contains(flow.Create.Under, word)
}

// kept are the values that stay current; texts all of them, for the journal.
func kept(fields []workflows.Field, in casemodel.Fields) map[string]string {
	all := texts(in)
	for _, f := range fields {
		if f.Unkept {
			delete(all, f.ID)
		}
	}
	return all
}

func texts(in casemodel.Fields) map[string]string {
	all := map[string]string{}
	for k, v := range in {
		all[k] = workflows.Write(v)
	}
	return all
}
