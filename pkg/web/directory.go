package web

import (
	"context"
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
	asked  map[casemodel.ID]bool // bodies whose people are known
	areas  map[string]casemodel.Area
}

func newDirectory(desk *casework.Desk) *directory {
	d := &directory{desk: desk}
	d.forget()
	return d
}

func (d *directory) forget() {
	d.bodies, d.users = map[casemodel.ID]string{}, map[casemodel.ID]string{}
	d.asked, d.areas = map[casemodel.ID]bool{}, map[string]casemodel.Area{}
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

// user is the name of somebody who works in the body, "" when unknown.
func (d *directory) user(ctx context.Context, id, body casemodel.ID) string {
	if id == "" || body == "" {
		return ""
	}
	d.mu.Lock()
	name, known := d.users[id]
	asked := d.asked[body]
	d.mu.Unlock()
	if known || asked {
		return name
	}
	people, err := d.desk.Users(ctx, body, "", "", 1000)
	if err != nil {
		return ""
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked[body] = true
	for i := range people {
		d.users[people[i].ID] = people[i].Name
	}
	return d.users[id]
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
