package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Beside is a sitting at the same time to which an organisation is expected
// too. It may be in two rooms with two people of its own (users.md F14).
type Beside struct {
	Name        string // of the organisation
	From, Until casemodel.Instant
	Room        string // what its room is called, "" outside the actor's house
	Row         int    // of the same batch, from 1; 0 is one that is arranged already
}

// rehearsal is what a row would take, and who would sit beside.
type rehearsal struct {
	takes       []store.Taken
	firms       []casemodel.Party // organisations that are expected
	from, until casemodel.Instant
	room        string
	beside      []Beside
}

// rehearseBooking arranges a sitting and undoes it before anybody sees it.
func (d *Desk) rehearseBooking(ctx context.Context, who casemodel.Actor, id casemodel.ID, from casemodel.Instant, fields map[string]any) (rehearsal, error) {
	var r rehearsal
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		r = rehearsal{}
		m, err := tx.Matter(id)
		if err != nil {
			return err
		}
		if err := d.step(tx, who, id, "schedule", Input{Fields: fields, Version: &m.Version}, &Outcome{}); err != nil {
			return err
		}
		all, err := tx.Arranged(m.RootID)
		if err != nil {
			return err
		}
		var s *casemodel.Sitting
		for i := range all { // the newest is the one
			if one := &all[i]; one.MatterID == id && one.State == casemodel.Planned && one.From == from && (s == nil || s.Seq < one.Seq) {
				s = one
			}
		}
		if s == nil {
			return errRehearsed
		}
		if r.takes, err = tx.Takes(s.ID); err != nil {
			return err
		}
		j, _, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if r.beside, err = j.beside(s); err != nil {
			return err
		}
		r.from, r.until, r.room = s.From, s.Until, j.placeOf(s)
		r.firms, err = j.firms(s)
		if err == nil {
			err = errRehearsed
		}
		return err
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return r, err
}

// against refuses a row that takes what an earlier one takes.
func (r *rehearsal) against(earlier *rehearsal, row int) error {
	e := &casemodel.Error{Kind: casemodel.Conflict, Key: "arrange.clash"}
	told := map[string]bool{}
	for _, a := range r.takes {
		for _, b := range earlier.takes {
			if a.Resource != b.Resource || a.First >= b.End || b.First >= a.End {
				continue
			}
			kind, _, _ := strings.Cut(a.Resource, ":")
			if !told[kind] {
				told[kind] = true
				field := "sitting_at"
				if kind == "room" {
					field = "room"
				}
				e.Fields = append(e.Fields, casemodel.FieldError{Field: field, Key: "book.row_" + kind, Args: map[string]any{"row": row}})
			}
		}
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

// shared are the organisations that an earlier row expects at the same time.
func (r *rehearsal) shared(earlier *rehearsal, row int) (list []Beside) {
	if !r.from.Before(earlier.until) || !earlier.from.Before(r.until) {
		return nil
	}
	for _, a := range r.firms {
		for _, b := range earlier.firms {
			if sameFirm(&a, &b) {
				list = append(list, Beside{Name: a.Name, From: earlier.from, Until: earlier.until, Room: earlier.room, Row: row})
				break
			}
		}
	}
	return list
}

// firms are the organisations a sitting expects.
func (j *job) firms(s *casemodel.Sitting) (list []casemodel.Party, err error) {
	if err := j.fam.loadParties(); err != nil {
		return nil, err
	}
	for _, p := range j.fam.parties {
		if p.Kind != "natural" && p.Present() && slices.Contains(s.Expected, string(p.ID)) {
			list = append(list, p)
		}
	}
	return list, nil
}

// sameFirm: by the credit code where both are known, else by the name.
func sameFirm(a, b *casemodel.Party) bool {
	if a.IDNo != "" && b.IDNo != "" {
		return strings.EqualFold(a.IDNo, b.IDNo)
	}
	return plainName(a.Name) == plainName(b.Name)
}

// beside finds the sittings at the same time to which an organisation of this
// one is expected too. Of cases that nobody is told of there is nothing, nor of
// talks with one side.
func (j *job) beside(s *casemodel.Sitting) ([]Beside, error) {
	firms, err := j.firms(s)
	if err != nil || len(firms) == 0 {
		return nil, err
	}
	rows, err := j.tx.FirmsAt(s.From, s.Until, s.RootID, firms)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	bodies, err := house(j.tx, j.who)
	if err != nil {
		return nil, err
	}
	rooms, err := j.tx.Rooms(bodies...)
	if err != nil {
		return nil, err
	}
	called := map[casemodel.ID]string{}
	for i := range rooms {
		called[rooms[i].ID] = rooms[i].Name
	}
	list := make([]Beside, len(rows))
	for i := range rows {
		list[i] = Beside{Name: rows[i].Name, From: rows[i].From, Until: rows[i].Until, Room: called[rows[i].RoomID]}
	}
	return list, nil
}
