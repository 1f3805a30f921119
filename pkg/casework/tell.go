package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Telling is a party who is expected at a sitting that is to come, and how he
// was told of it.
type Telling struct {
	Sitting casemodel.Sitting
	Room    string
	Matter  casemodel.Matter
	Party   casemodel.Party // masked
	Tries   []casemodel.SittingNotice
	State   string // casemodel.Told
}

// sittingsToTell is of how many sittings it is looked who is to be told: more
// than a centre holds in a week.
const sittingsToTell = 500

// ToTell lists who is still to be told of a sitting between two moments, in
// order of the hour: everybody expected who was not told himself. It holds what
// the actor may tell, and a talk with one side only for who conducts it.
func (d *Desk) ToTell(ctx context.Context, who casemodel.Actor, from, until casemodel.Instant) ([]Telling, error) {
	var list []Telling
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		list = nil
		rows, err := tx.Sittings(d.Gate.Now().Scope(who, "notify_sitting"), casemodel.Filter{Classes: []casemodel.Class{casemodel.Live}}, from, until, sittingsToTell)
		if err != nil {
			return err
		}
		list, err = d.toTell(tx, who, slices.DeleteFunc(rows, func(s casemodel.Sitting) bool { return s.State != casemodel.Planned }))
		return err
	})
	return list, err
}

// toTell asks for everything once, however many sittings there are.
func (d *Desk) toTell(tx *store.Tx, who casemodel.Actor, rows []casemodel.Sitting) ([]Telling, error) {
	matters, sittings, rooms := make([]casemodel.ID, 0, len(rows)), make([]casemodel.ID, 0, len(rows)), make([]casemodel.ID, 0, 2*len(rows))
	var people []casemodel.ID
	for i := range rows {
		s := &rows[i]
		matters, sittings, rooms = append(matters, s.MatterID), append(sittings, s.ID), append(rooms, s.RoomID, s.OtherRoomID)
		for _, id := range s.Expected {
			people = append(people, casemodel.ID(id))
		}
	}
	found, err := tx.Headers(d.Gate.Now().Scope(who, "read.registration"), matters...)
	if err != nil {
		return nil, err
	}
	readable := make(map[casemodel.ID]*casemodel.Matter, len(found))
	for i := range found {
		readable[found[i].ID] = &found[i]
	}
	beside, err := tx.CoMediates(who.UserID, matters...)
	if err != nil {
		return nil, err
	}
	called, err := tx.RoomNames(rooms...)
	if err != nil {
		return nil, err
	}
	tries, err := tx.NoticesOf(sittings...)
	if err != nil {
		return nil, err
	}
	parties, err := tx.PartiesByID(people...)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*casemodel.Party, len(parties))
	for i := range parties {
		byID[string(parties[i].ID)] = &parties[i]
	}
	var list []Telling
	for i := range rows {
		s := &rows[i]
		m := readable[s.MatterID]
		if m == nil || s.Alone() && m.HandlerID != who.UserID && !beside[m.ID] {
			continue
		}
		for _, id := range s.Expected {
			p := byID[id]
			if p == nil || !p.Present() || p.Role == casemodel.RoleMember {
				continue
			}
			one := Telling{Sitting: *s, Room: roomWords(called, s), Matter: *m, Party: masked(*p)}
			for _, n := range tries[s.ID] {
				if n.PartyID == p.ID {
					one.Tries = append(one.Tries, n)
				}
			}
			if one.State = casemodel.Told(one.Tries); one.State != casemodel.ToldServed && one.State != casemodel.ToldBare {
				list = append(list, one)
			}
		}
	}
	return list, nil
}
