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
}

func newDirectory(desk *casework.Desk) *directory {
	d := &directory{desk: desk}
	d.forget()
	return d
}

func (d *directory) forget() {
	d.bodies, d.users, d.areas = map[casemodel.ID]string{}, map[casemodel.ID]string{}, map[string]casemodel.Area{}
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
	if id == "" {
		return ""
	}
	d.mu.Lock()
	title, known := d.bodies[id]
	d.mu.Unlock()
	if known {
		return title
	}
	b, err := d.desk.Body(ctx, id)
	if err != nil {
		return "" // a list must not fail for want of a name
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bodies[id] = b.Title
	return b.Title
}

// user is the name of somebody, "" when unknown.
func (d *directory) user(ctx context.Context, id casemodel.ID) string {
	if id == "" {
		return ""
	}
	d.meet(ctx, id)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.users[id]
}

// meet asks for the names of people not yet known, all at once.
func (d *directory) meet(ctx context.Context, ids ...casemodel.ID) {
	d.mu.Lock()
	strangers := slices.DeleteFunc(slices.Clone(ids), func(id casemodel.ID) bool {
		_, known := d.users[id]
		return id == "" || known
	})
	d.mu.Unlock()
	if len(strangers) == 0 {
		return
	}
	names, err := d.desk.Names(ctx, strangers...)
	if err != nil {
		return // a list must not fail for want of a name
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range strangers {
		d.users[id] = names[id]
	}
}

// area is one place.
func (d *directory) area(ctx context.Context, id string) (casemodel.Area, error) {
	d.mu.Lock()
	a, known := d.areas[id]
	d.mu.Unlock()
	if known {
		return a, nil
	}
	found, err := d.desk.Area(ctx, id)
	if err != nil {
		return casemodel.Area{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.areas[id] = *found
	return *found, nil
}
