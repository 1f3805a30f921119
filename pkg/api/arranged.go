package api

import (
	"cmp"
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

type roomsInput struct {
	Matter string `query:"matter" doc:"only the open rooms this matter may sit in"`
}

type room struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Body   string `json:"body" doc:"id"`
	Seats  int    `json:"seats"`
	Hours  string `json:"hours" doc:"spans of the day, as 08:30-12:00 14:30-17:30"`
	Closed bool   `json:"closed"`
}

// findRooms lists the rooms of the caller's house, or those of a matter.
func (d *Door) findRooms(ctx context.Context, who *caller, in *roomsInput) (*options[room], error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	var rooms []casemodel.Room
	if id := casemodel.ID(in.Matter); in.Matter != "" {
		if !id.Valid() {
			return nil, unknownMatter()
		}
		rooms, err = d.cfg.Desk.RoomsFor(ctx, actor, id)
	} else {
		rooms, _, err = d.cfg.Desk.Rooms(ctx, actor)
	}
	if err != nil {
		return nil, err
	}
	return found(each(rooms, func(r casemodel.Room) room {
		return room{string(r.ID), r.Name, string(r.BodyID), r.Seats, r.Hours, r.Closed == 1}
	}), len(rooms)), nil
}

// arranged is a sitting that is arranged, or was.
type arranged struct {
	ID          string                    `json:"id"`
	Matter      string                    `json:"matter,omitempty" doc:"id, where the caller may know of it"`
	Slip        string                    `json:"slip" doc:"last four digits of the number, for the door"`
	From        casemodel.Instant         `json:"from"`
	Until       casemodel.Instant         `json:"until"`
	Room        string                    `json:"room,omitempty" doc:"id"`
	OtherRoom   string                    `json:"other_room,omitempty" doc:"id, when the sides sit apart"`
	Place       string                    `json:"place" doc:"what the room is called, or where else; the latter only to the handler"`
	State       string                    `json:"state" enum:"held,planned,started,finished,cancelled,leave"`
	StartedAt   casemodel.Instant         `json:"started_at,omitzero"`
	Mode        string                    `json:"mode,omitempty" doc:"of the list sitting_modes; for who mediates"`
	Mediators   []string                  `json:"mediators" doc:"ids"`
	Expected    []string                  `json:"expected,omitempty" doc:"parties; for who mediates"`
	Interpreter string                    `json:"interpreter,omitempty"`
	Notices     []casemodel.SittingNotice `json:"notices,omitempty"`
}

// listArranged lists the sittings of a matter, for who may read its
// registration.
func (d *Door) listArranged(ctx context.Context, who *caller, in *partInput) (*part[arranged], error) {
	v, err := d.look(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	all := make([]arranged, 0, len(v.Arranged))
	for i := range v.Arranged {
		s := &v.Arranged[i]
		one := arranged{
			ID: string(s.ID), Matter: string(s.MatterID), Slip: casework.Slip(v.Matter.Number), From: s.From, Until: s.Until, Room: string(s.RoomID), OtherRoom: string(s.OtherRoomID),
			Place: v.RoomOf(s), State: s.State, StartedAt: s.StartedAt, Mode: s.Mode, Mediators: list(s.Mediators), Expected: s.Expected, Interpreter: s.Interpreter,
		}
		for _, n := range v.Notices {
			if n.SittingID == s.ID {
				one.Notices = append(one.Notices, n)
			}
		}
		all = append(all, one)
	}
	return partOf(all, in, func(a arranged) string { return a.ID })
}

type scheduleInput struct {
	From  string `query:"from" required:"true" format:"date" doc:"first day"`
	Until string `query:"until" required:"true" format:"date" doc:"last day, at most 31 days later"`
	Mine  bool   `query:"mine" doc:"only what the caller conducts"`
}

const longestSchedule = 31

// schedule lists what is arranged in the caller's house: room, hour, mediator
// and slip, and nothing that says who comes.
func (d *Door) schedule(ctx context.Context, who *caller, in *scheduleInput) (*options[arranged], error) {
	from, err := calendar.ParseDay(in.From)
	if err != nil {
		return nil, casemodel.Bad("from", "field.date")
	}
	until, err := calendar.ParseDay(in.Until)
	if err != nil || until < from || until > from.Add(longestSchedule) {
		return nil, casemodel.Bad("until", "field.date")
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	ask := d.cfg.Desk.Diary
	if in.Mine {
		ask = d.cfg.Desk.OwnDiary
	}
	rows, err := ask(ctx, actor, casemodel.At(from.Start()), casemodel.At(until.Add(1).Start()))
	if err != nil {
		return nil, err
	}
	return found(each(rows, func(s casework.Sitting) arranged {
		one := arranged{
			ID: string(s.ID), Slip: casework.Slip(s.Matter.Number), From: s.From, Until: s.Until, Room: string(s.RoomID), Place: s.Room, State: s.State,
			Mediators: list(s.Mediators),
		}
		if s.Known {
			one.Matter = string(s.MatterID)
		}
		if s.Own {
			one.Place, one.Mode = cmp.Or(s.Room, s.Place), s.Mode
		}
		return one
	}), len(rows)), nil
}
