package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// directory remembers for a minute what bodies, places and people are called,
// so that a list of fifty rows does not ask a hundred times.
type directory struct {
	desk *casework.Desk

	mu     sync.Mutex
	until  casemodel.Instant
	bodies map[casemodel.ID]string
	users  map[casemodel.ID]string
	areas  map[string]casemodel.Area
	offers map[casemodel.ID]offer
	under  map[string][]casemodel.Area // every place below one
}

func newDirectory(desk *casework.Desk) *directory {
	d := &directory{desk: desk}
	d.forget()
	return d
}

func (d *directory) forget() {
	d.offers = map[casemodel.ID]offer{}
	d.bodies, d.users, d.areas = map[casemodel.ID]string{}, map[casemodel.ID]string{}, map[string]casemodel.Area{}
	d.under = map[string][]casemodel.Area{}
}

// fresh forgets everything once a minute; names do change.
func (d *directory) fresh(now casemodel.Instant) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !now.Before(d.until) {
		d.until = now.Add(time.Minute)
		d.forget()
	}
}

// body is the title of an organisation, "" when there is none.
func (d *directory) body(ctx context.Context, id casemodel.ID) string {
	return d.one(ctx, id, d.meetBodies, func() map[casemodel.ID]string { return d.bodies })
}

// user is the name of somebody, "" when unknown.
func (d *directory) user(ctx context.Context, id casemodel.ID) string {
	return d.one(ctx, id, d.meet, func() map[casemodel.ID]string { return d.users })
}

func (d *directory) one(ctx context.Context, id casemodel.ID, meet func(context.Context, ...casemodel.ID), names func() map[casemodel.ID]string) string {
	if id == "" {
		return ""
	}
	d.mu.Lock()
	name, known := names()[id]
	d.mu.Unlock()
	if known {
		return name
	}
	meet(ctx, id)
	d.mu.Lock()
	defer d.mu.Unlock()
	return names()[id]
}

// meet asks for the names of people not yet known, all at once.
func (d *directory) meet(ctx context.Context, ids ...casemodel.ID) {
	d.learn(ctx, ids, d.desk.Names, func() map[casemodel.ID]string { return d.users })
}

// meetBodies does the same for organisations.
func (d *directory) meetBodies(ctx context.Context, ids ...casemodel.ID) {
	d.learn(ctx, ids, d.desk.BodyNames, func() map[casemodel.ID]string { return d.bodies })
}

func (d *directory) learn(ctx context.Context, ids []casemodel.ID, ask func(context.Context, ...casemodel.ID) (map[casemodel.ID]string, error), names func() map[casemodel.ID]string) {
	d.mu.Lock()
	var strangers []casemodel.ID
	for _, id := range ids {
		if _, known := names()[id]; !known && id.Valid() && !slices.Contains(strangers, id) {
			strangers = append(strangers, id)
		}
	}
	d.mu.Unlock()
	if len(strangers) == 0 {
		return
	}
	found, err := ask(ctx, strangers...)
	if err != nil {
		return // a list must not fail for want of a name
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range strangers {
		names()[id] = found[id]
	}
}

// area is one place.
func (d *directory) area(ctx context.Context, id string) (casemodel.Area, error) {
	d.mu.Lock()
	a, known := d.areas[id]
	d.mu.Unlock()
	if !known {
		found, err := d.desk.Area(ctx, id)
		switch {
		case err == nil:
			a = *found
		case !casemodel.Is(err, casemodel.NotFound): // that it is not there is worth remembering too
			return casemodel.Area{}, err
		}
		d.mu.Lock()
		d.areas[id] = a
		d.mu.Unlock()
	}
	if a.ID == "" {
		return a, &casemodel.Error{Kind: casemodel.NotFound, Key: "area.not_found"}
	}
	return a, nil
}

// offer is what the filters of a membership offer: bodies below its own,
// colleagues, and the places its area has.
type offer struct{ bodies, users, areas []Option }

// mostOffered keeps a picker a list that can be read.
const mostOffered = 80

// offer finds it, once a minute for each body.
func (d *directory) offer(ctx context.Context, who casemodel.Actor) (offer, error) {
	d.mu.Lock()
	known, there := d.offers[who.BodyID]
	d.mu.Unlock()
	if there {
		return known, nil
	}
	var o offer
	bodies, err := d.desk.Bodies(ctx, casework.BodyQuery{Parent: who.BodyID, Limit: mostOffered})
	if err != nil {
		return o, err
	}
	for _, b := range bodies {
		o.bodies = append(o.bodies, Option{Value: string(b.ID), Title: b.Title})
	}
	users, err := d.desk.Users(ctx, who.BodyID, "", "", mostOffered)
	if err != nil {
		return o, err
	}
	for _, u := range users {
		o.users = append(o.users, Option{Value: string(u.ID), Title: u.Name})
	}
	places, err := d.desk.Areas(ctx, who.AreaID, "", mostOffered)
	if err != nil {
		return o, err
	}
	for _, a := range places {
		o.areas = append(o.areas, Option{Value: a.ID, Title: a.Name})
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.offers[who.BodyID] = o
	return o, nil
}

// mostBelow bounds the places of one county that are kept for typing.
const mostBelow = 5000

// below is a place and every place in it, the nearest first.
func (d *directory) below(ctx context.Context, id string) ([]casemodel.Area, error) {
	d.mu.Lock()
	all, known := d.under[id]
	d.mu.Unlock()
	if known {
		return all, nil
	}
	top, err := d.area(ctx, id)
	if err != nil {
		return nil, err
	}
	all = []casemodel.Area{top}
	for i := 0; i < len(all) && len(all) < mostBelow; i++ {
		places, err := d.desk.Areas(ctx, all[i].ID, "", 1000)
		if err != nil {
			return nil, err
		}
		all = append(all, places...)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.under[id] = all
	return all, nil
}
