package workflows

import (
	"fmt"
	"maps"
	"slices"
)

// overlay lays an industry's procedure on its base: remove, join, then the
// overlay's own states, events and records; one with a base id replaces it
// whole and must keep its target (engine rule T10, decision 3).
func overlay(base, over *Flow) (*Flow, error) {
	f := base.clone()
	f.ID, f.Version, f.Title, f.Extends = over.ID, over.Version, over.Title, over.Extends
	f.Complete = over.Complete || base.Complete
	f.Lineage = append([]string{over.ID}, base.Lineage...)
	if over.Create != nil {
		f.Create = over.Create
	}
	maps.Copy(f.Params, over.Params)
	if err := f.drop(over); err != nil {
		return nil, err
	}
	for _, id := range over.States.Keys {
		if f.States.Get(id) == nil {
			f.States.Keys = append(f.States.Keys, id)
		}
		f.States.At[id] = over.States.At[id]
	}
	// In a fixed order: the order of sources is part of the definition's hash.
	for _, state := range slices.Sorted(maps.Keys(over.Join)) {
		for _, id := range over.Join[state] {
			e := f.event(id)
			if e == nil {
				return nil, fmt.Errorf("join: there is no event %q", id)
			}
			e.join(state)
		}
	}
	for _, e := range over.Events {
		if err := f.put(e); err != nil {
			return nil, err
		}
	}
	for _, r := range over.Records {
		i := slices.IndexFunc(f.Records, func(old *Record) bool { return old.ID == r.ID })
		if i < 0 {
			f.Records = append(f.Records, r)
		} else {
			f.Records[i] = r
		}
	}
	f.Volume = append(slices.DeleteFunc(f.Volume, f.unmade), over.Volume...)
	return f, nil
}

func (f *Flow) drop(over *Flow) error {
	for _, id := range over.Remove {
		had := len(f.Events) + len(f.Records)
		f.Events = slices.DeleteFunc(f.Events, func(e *Event) bool { return e.ID == id })
		f.Records = slices.DeleteFunc(f.Records, func(r *Record) bool { return r.ID == id })
		if len(f.Events)+len(f.Records) == had {
			return fmt.Errorf("remove: there is no event or record %q", id)
		}
	}
	for _, id := range over.RemoveStates {
		if f.States.Get(id) == nil {
			return fmt.Errorf("remove_states: there is no state %q", id)
		}
		delete(f.States.At, id)
		f.States.Keys = slices.DeleteFunc(f.States.Keys, func(k string) bool { return k == id })
		for i := range f.Volume {
			f.Volume[i].Must = slices.DeleteFunc(f.Volume[i].Must, func(k string) bool { return k == id })
		}
		for _, e := range f.Events { // an event that starts from nowhere else is refused later
			e.From = slices.DeleteFunc(e.From, func(k string) bool { return k == id })
		}
	}
	return nil
}

func (f *Flow) put(e *Event) error {
	i := slices.IndexFunc(f.Events, func(old *Event) bool { return old.ID == e.ID })
	if i < 0 {
		f.Events = append(f.Events, e)
		return nil
	}
	if old := f.Events[i]; old.To != e.To {
		return fmt.Errorf("event %s replaces one that leads to %q and must lead there too", e.ID, old.To)
	}
	f.Events[i] = e
	return nil
}

func (e *Event) join(state string) {
	if len(e.Ways) > 0 {
		e.Ways[0].From = append(e.Ways[0].From, state)
		return
	}
	e.From = append(e.From, state)
}

func (f *Flow) event(id string) *Event {
	for _, e := range f.Events {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// clone copies deep enough that an overlay cannot change its base.
func (f *Flow) clone() *Flow {
	c := *f
	c.Params = maps.Clone(f.Params)
	if c.Params == nil {
		c.Params = map[string]any{}
	}
	c.Volume = slices.Clone(f.Volume)
	for i := range c.Volume {
		c.Volume[i].Must = slices.Clone(c.Volume[i].Must)
	}
	c.States = Ordered[State]{Keys: slices.Clone(f.States.Keys), At: maps.Clone(f.States.At)}
	if f.Create != nil {
		birth := *f.Create
		birth.Fields = slices.Clone(f.Create.Fields)
		birth.Starts = slices.Clone(f.Create.Starts)
		c.Create = &birth
	}
	c.Events = make([]*Event, len(f.Events))
	for i, e := range f.Events {
		copied := *e
		copied.Act = e.clone()
		copied.From = slices.Clone(e.From)
		copied.Ways = make([]Way, len(e.Ways))
		for j, w := range e.Ways {
			w.From = slices.Clone(w.From)
			copied.Ways[j] = w
		}
		c.Events[i] = &copied
	}
	c.Records = make([]*Record, len(f.Records))
	for i, r := range f.Records {
		c.Records[i] = r.clone()
	}
	return &c
}

func (r *Record) clone() *Record {
	copied := *r
	copied.Act = r.Act.clone()
	copied.While = slices.Clone(r.While)
	return &copied
}

func (a *Act) clone() Act {
	c := *a
	c.Needs = slices.Clone(a.Needs)
	c.Fields = slices.Clone(a.Fields)
	c.Sets = maps.Clone(a.Sets)
	c.Starts = slices.Clone(a.Starts)
	c.Stops = slices.Clone(a.Stops)
	c.Pauses = slices.Clone(a.Pauses)
	c.Resumes = slices.Clone(a.Resumes)
	c.Extends = slices.Clone(a.Extends)
	c.Documents = slices.Clone(a.Documents)
	c.Then = slices.Clone(a.Then)
	c.Creates = slices.Clone(a.Creates)
	return c
}
