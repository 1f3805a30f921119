package casework

import (
	"context"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Sitting is one that is arranged. Who conducts it sees who comes; everybody
// else only room, hour and mediator (users.md F7).
type Sitting struct {
	casemodel.Sitting

	Matter casemodel.Matter // without a title
	Room   string           // what its room is called, "" for a place outside
	Names  string           // of the parties, "" for all but the handler
	Known  bool             // the actor may know of the matter
	Own    bool             // he handles it, or it is his leave
}

// Slip is what stands on a party's slip of paper, in the week and on the door:
// the last four digits of a number, no name and no category (users.md F7).
func Slip(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	return digits[max(0, len(digits)-4):]
}

// sittingsShown is how many sittings a list of the day holds.
const sittingsShown = 50

// Sittings lists the sittings between two moments of one view, of matters the
// actor may know of, in order of time, at most 50.
func (d *Desk) Sittings(ctx context.Context, who casemodel.Actor, view casemodel.View, from, to casemodel.Instant) ([]Sitting, error) {
	var list []Sitting
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		f := casemodel.Filter{View: view, Classes: []casemodel.Class{casemodel.Live, casemodel.Closing}}
		rows, err := tx.Sittings(d.Gate.Now().Scope(who, "see"), f, from, to, sittingsShown)
		if err != nil {
			return err
		}
		list, err = d.shownTo(tx, who, rows)
		return err
	})
	return list, err
}

// shownTo says of each sitting what an actor may know: the names of those who
// come only of his own.
func (d *Desk) shownTo(tx *store.Tx, who casemodel.Actor, rows []casemodel.Sitting) ([]Sitting, error) {
	ids, rooms := make([]casemodel.ID, len(rows)), make([]casemodel.ID, 0, 2*len(rows))
	for i := range rows {
		ids[i] = rows[i].MatterID
		rooms = append(rooms, rows[i].RoomID, rows[i].OtherRoomID)
	}
	var matters map[casemodel.ID]*casemodel.Matter
	var visible map[casemodel.ID]bool
	var names map[casemodel.ID]string
	var called map[casemodel.ID]string
	err := tx.AtOnce(
		func() (err error) {
			if matters, err = headers(tx, ids); err != nil {
				return err
			}
			names, err = d.namesOfOwn(tx, who, matters)
			return err
		},
		func() (err error) { visible, err = tx.Visible(d.Gate.Now().Scope(who, "see"), ids...); return err },
		func() (err error) { called, err = tx.RoomNames(rooms...); return err })
	if err != nil {
		return nil, err
	}
	list := make([]Sitting, len(rows))
	for i, row := range rows {
		list[i] = Sitting{Sitting: row, Room: housed(called, &row), Known: visible[row.MatterID], Own: row.State == casemodel.Leave && row.ByID == who.UserID}
		if m := matters[row.MatterID]; m != nil {
			list[i].Matter = *m
			if m.HandlerID == who.UserID && who.UserID != "" {
				list[i].Names, list[i].Own = names[m.RootID], true
			}
		}
	}
	return list, nil
}

// headers loads matters with nothing but their public title.
func headers(tx *store.Tx, ids []casemodel.ID) (map[casemodel.ID]*casemodel.Matter, error) {
	found, err := tx.MattersByID(ids...)
	matters := make(map[casemodel.ID]*casemodel.Matter, len(found))
	for i := range found {
		found[i].Title = found[i].PublicTitle
		matters[found[i].ID] = &found[i]
	}
	return matters, err
}

// namesOfOwn are the parties of the cases the actor handles, where the
// registration may be read.
func (d *Desk) namesOfOwn(tx *store.Tx, who casemodel.Actor, matters map[casemodel.ID]*casemodel.Matter) (map[casemodel.ID]string, error) {
	var roots []casemodel.ID
	for _, m := range matters {
		if m.HandlerID == who.UserID && who.UserID != "" {
			roots = append(roots, m.RootID)
		}
	}
	visible, err := tx.Visible(d.Gate.Now().Scope(who, "read.registration"), roots...)
	if err != nil {
		return nil, err
	}
	cards, err := tx.Cards(roots...)
	names := map[casemodel.ID]string{}
	for id, card := range cards {
		if visible[id] {
			names[id] = card.PartiesText
		}
	}
	return names, err
}

// Headers loads some matters the actor may know of, without their titles.
func (d *Desk) Headers(ctx context.Context, who casemodel.Actor, ids ...casemodel.ID) (map[casemodel.ID]casemodel.Matter, error) {
	known := map[casemodel.ID]casemodel.Matter{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		visible, err := tx.Visible(d.Gate.Now().Scope(who, "see"), ids...)
		if err != nil {
			return err
		}
		found, err := headers(tx, ids)
		for id, m := range found {
			if visible[id] {
				known[id] = *m
			}
		}
		return err
	})
	return known, err
}

// Return is a case of somebody whose case was closed within 180 days before:
// that there was one, if the actor may be told so much, and which if he may
// know of it.
type Return struct {
	Matter   casemodel.Matter // without a title
	Before   casemodel.Matter // zero where the actor may not know of it
	ClosedAt casemodel.Instant
}

// Returns lists them for one view, the newest first (users.md F26).
func (d *Desk) Returns(ctx context.Context, who casemodel.Actor, view casemodel.View) ([]Return, error) {
	var list []Return
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		gate := d.Gate.Now()
		see := gate.Scope(who, "see")
		rows, err := tx.Returns(see, casemodel.Filter{View: view})
		if err != nil {
			return err
		}
		var ids, before []casemodel.ID
		for _, r := range rows {
			ids, before = append(ids, r.MatterID), append(before, r.BeforeID)
		}
		matters, err := headers(tx, append(ids, before...))
		if err != nil {
			return err
		}
		visible, err := tx.Visible(see, before...)
		if err != nil {
			return err
		}
		told, err := tx.Whispered(gate.Scope(who, "hint"), before...)
		if err != nil {
			return err
		}
		list = nil
		for _, r := range rows {
			if !visible[r.BeforeID] && !told[r.BeforeID] {
				continue
			}
			one := Return{Matter: *matters[r.MatterID], ClosedAt: r.ClosedAt}
			if visible[r.BeforeID] {
				one.Before = *matters[r.BeforeID]
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

// Upkeep is what the administrator looks after; no case is in it.
type Upkeep struct {
	DeadLetters int
	NextYear    int  // whose calendar is asked for from November on
	Missing     bool // and is not there
}

// Upkeep answers who may see the jobs; Forbidden to everybody else.
func (d *Desk) Upkeep(ctx context.Context, who casemodel.Actor) (Upkeep, error) {
	if err := d.office(who, "jobs", "list", ""); err != nil {
		return Upkeep{}, err
	}
	var u Upkeep
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		dead, err := tx.DeadLetters()
		now := today(tx.Now())
		u = Upkeep{DeadLetters: len(dead), NextYear: now.Year() + 1}
		u.Missing = now[5:7] >= "11" && !d.Calendar().Known(u.NextYear)
		return err
	})
	return u, err
}
