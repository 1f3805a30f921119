package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Rooms lists the rooms of the house an actor works in: of the own body and of
// everything that belongs to the same centre, closed ones last. The titles of
// their bodies come with them.
func (d *Desk) Rooms(ctx context.Context, who casemodel.Actor) (rooms []casemodel.Room, of map[casemodel.ID]string, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		bodies, err := house(tx, who)
		if err != nil {
			return err
		}
		if rooms, err = tx.Rooms(bodies...); err != nil {
			return err
		}
		of, err = roomOwners(tx, rooms)
		return err
	})
	return rooms, of, err
}

func roomOwners(tx *store.Tx, rooms []casemodel.Room) (map[casemodel.ID]string, error) {
	ids := make([]casemodel.ID, len(rooms))
	for i := range rooms {
		ids[i] = rooms[i].BodyID
	}
	return tx.BodyTitles(ids...)
}

// house are the bodies whose rooms and sittings an actor sees on the week: the
// own one and those of its centre.
func house(tx *store.Tx, who casemodel.Actor) ([]casemodel.ID, error) {
	bodies := []casemodel.ID{who.BodyID}
	centre, err := centreOf(tx, who.BodyID)
	if err != nil || centre == "" {
		return bodies, err
	}
	all, err := belonging(tx, centre)
	for i := range all {
		if all[i].ID != who.BodyID {
			bodies = append(bodies, all[i].ID)
		}
	}
	return bodies, err
}

// AllRooms lists every room for who may see the list of bodies.
func (d *Desk) AllRooms(ctx context.Context, who casemodel.Actor) (rooms []casemodel.Room, of map[casemodel.ID]string, err error) {
	if err := d.Office(who, "bodies", "list"); err != nil {
		return nil, nil, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		if rooms, err = tx.Rooms(); err != nil {
			return err
		}
		of, err = roomOwners(tx, rooms)
		return err
	})
	return rooms, of, err
}

// Room returns one, for who may change it.
func (d *Desk) Room(ctx context.Context, who casemodel.Actor, id casemodel.ID) (r *casemodel.Room, err error) {
	if err := d.Office(who, "bodies", "edit"); err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		r, err = tx.Room(id)
		return err
	})
	return r, err
}

// AddRoom makes a room of a body, which is named by its code.
func (d *Desk) AddRoom(ctx context.Context, who casemodel.Actor, r casemodel.Room, body string) (casemodel.ID, error) {
	if err := d.Office(who, "bodies", "edit"); err != nil {
		return "", err
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		faults := roomFaults(&r)
		b, err := tx.BodyByCode(body)
		switch {
		case casemodel.Is(err, casemodel.NotFound):
			faults = append(faults, casemodel.FieldError{Field: "body", Key: "field.no_such_body"})
		case err != nil:
			return err
		default:
			r.BodyID = b.ID
		}
		if len(faults) > 0 {
			return faultsOr(nil, faults)
		}
		r.ID, r.Version = tx.NewID(), 1
		if err := tx.InsertRoom(&r); err != nil {
			return err
		}
		return record(tx, who, Deed{"room_added", "room", string(r.ID), r.Name, changes(roomDifferences(&casemodel.Room{}, &r))})
	})
	return r.ID, takenRoom(err)
}

// EditRoom rewrites a room; its body stays. Conflict, with both sides of every
// field, when it is no longer the version that was seen. What is arranged in a
// room that closes stays arranged.
func (d *Desk) EditRoom(ctx context.Context, who casemodel.Actor, next casemodel.Room) error {
	if err := d.Office(who, "bodies", "edit"); err != nil {
		return err
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		claimed, err := tx.ClaimRoom(next.ID, next.Version)
		if err != nil {
			return err
		}
		now, err := tx.Room(next.ID)
		if err != nil {
			return err
		}
		if !claimed {
			return &casemodel.Error{Kind: casemodel.Conflict, Key: "admin.changed", Differences: roomDifferences(now, &next)}
		}
		if faults := roomFaults(&next); len(faults) > 0 {
			return faultsOr(nil, faults)
		}
		next.BodyID, next.Version = now.BodyID, now.Version
		if err := tx.UpdateRoom(&next); err != nil {
			return err
		}
		return record(tx, who, Deed{"room_changed", "room", string(next.ID), next.Name, changes(roomDifferences(now, &next))})
	})
	return takenRoom(err)
}

// plainHours writes hours as people type them, with full-width signs, the one
// way they are read.
var plainHours = strings.NewReplacer("\uff1a", ":", "\u2014", "-", "\u2013", "-", "\uff0d", "-", "~", "-", "\u3001", " ", "\uff0c", " ", ",", " ", "\uff1b", " ", ";", " ")

func roomFaults(r *casemodel.Room) []casemodel.FieldError {
	r.Name, r.Hours = strings.Join(strings.Fields(r.Name), " "), strings.Join(strings.Fields(plainHours.Replace(r.Hours)), " ")
	var faults []casemodel.FieldError
	if r.Name == "" {
		faults = append(faults, casemodel.FieldError{Field: "title", Key: "field.missing"})
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"title", r.Name, 20}, {"remark", r.Remark, 200}} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			faults = append(faults, casemodel.FieldError{Field: f.name, Key: "field.too_long", Args: map[string]any{"max": f.most, "have": n}})
		}
	}
	if r.Seats < 1 || r.Seats > 1000 {
		faults = append(faults, casemodel.FieldError{Field: "seats", Key: "room.seats"})
	}
	if _, fine := casemodel.ParseHours(r.Hours); !fine {
		faults = append(faults, casemodel.FieldError{Field: "hours", Key: "room.hours_wrong"})
	}
	return faults
}

func roomDifferences(now, next *casemodel.Room) []casemodel.Difference {
	var differ []casemodel.Difference
	for _, f := range [][3]string{
		{"title", now.Name, next.Name},
		{"seats", strconv.Itoa(now.Seats), strconv.Itoa(next.Seats)},
		{"hours", now.Hours, next.Hours},
		{"remark", now.Remark, next.Remark},
		{"closed", strconv.FormatBool(now.Closed == 1), strconv.FormatBool(next.Closed == 1)},
	} {
		if f[1] != f[2] {
			differ = append(differ, casemodel.Difference{Field: f[0], Theirs: f[1], Mine: f[2]})
		}
	}
	return differ
}

func takenRoom(err error) error {
	if store.DuplicateOf(err) == "room_name" {
		return casemodel.Bad("title", "room.taken")
	}
	return err
}

// RoomsFor lists the rooms a matter may sit in, for who may know of it.
func (d *Desk) RoomsFor(ctx context.Context, who casemodel.Actor, id casemodel.ID) (rooms []casemodel.Room, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		rooms, err = j.roomsFor(m)
		return err
	})
	return slices.Clip(rooms), err
}
