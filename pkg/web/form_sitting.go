package web

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// rooms offers the open rooms a matter may sit in, with their seats.
func (f *form) rooms(out *Field) error {
	out.Type, out.Empty = "select", say("room.no_room")
	if f.view == nil {
		return nil
	}
	rooms, err := f.v.s.desk.RoomsFor(f.v.ctx(), f.v.who, f.view.Matter.ID)
	if err != nil {
		return err
	}
	list := make([]Option, len(rooms))
	for i := range rooms {
		list[i] = Option{Value: string(rooms[i].ID), Title: say("room.seated", "name", rooms[i].Name, "n", rooms[i].Seats)}
	}
	if len(list) == 0 {
		out.Help = say("room.none")
	}
	out.Groups = []OptionGroup{{Options: chosen(list, f.values[out.Name])}}
	return nil
}

// sitting offers what is still ahead; where there is one only, it is meant.
func (f *form) sitting(d *workflows.Field, out *Field) {
	var list []Option
	if f.view != nil {
		for i := range f.view.Arranged {
			if one := &f.view.Arranged[i]; one.MatterID == f.view.Matter.ID && one.Ahead() {
				list = append(list, Option{Value: string(one.ID), Title: sittingWords(f.view, one)})
			}
		}
	}
	picked := f.values[out.Name]
	if d.Required && len(list) == 1 {
		picked = []string{list[0].Value}
	}
	list = chosen(list, picked)
	if d.Required && len(list) > 0 && len(list) <= 5 {
		out.Type, out.Group, out.Wide, out.Options = "radio", true, true, list
		return
	}
	out.Type, out.Groups = "select", []OptionGroup{{Options: list}}
}

// sittingWords are when and where.
func sittingWords(view *casework.View, one *casemodel.Sitting) string {
	return say("arrange.words", "at", spanWords(one.From, one.Until), "place", view.RoomOf(one))
}

// spanWords is a stretch of a day as people say it.
func spanWords(from, until casemodel.Instant) string {
	return say("arrange.span", "day", dayWord(casemodel.Day(calendar.DayOf(from.Time()).String())), "from", clock(from), "until", clock(until))
}
