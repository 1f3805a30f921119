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

// records offers those that a file may be the copy of, by number and day to who
// may not read them. Without any there is no such question.
func (f *form) records(out *Field) error {
	out.Type = ""
	if f.view == nil {
		return nil
	}
	all, err := f.v.s.desk.Records(f.v.ctx(), f.v.who, f.view.Matter.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	list := make([]Option, len(all))
	for i := range all {
		r := &all[i]
		title := f.v.s.recordWords(&r.Session)
		if r.Matter.ID != f.view.Matter.ID && r.Matter.Number != "" {
			title = r.Matter.Number + " " + title
		}
		word := "record.unsigned"
		if r.Signed {
			word = "record.signed"
		}
		list[i] = Option{Value: string(r.ID), Title: title + say("list.dot") + say(word)}
	}
	out.Type, out.Wide, out.Groups = "select", true, []OptionGroup{{Options: chosen(list, f.values[out.Name])}}
	return nil
}

// recordWords say which record it is: when, and how it was held.
func (s *Site) recordWords(one *casemodel.Session) string {
	return s.recordTitle(one) + " " + sittingTime(one)
}

// recordTitle is what a record is called.
func (s *Site) recordTitle(one *casemodel.Session) string {
	if one.Inquiry() {
		return say("inquiry."+one.Mode, "n", one.Nth)
	}
	if one.Mode == "" {
		return say("session.blind", "n", one.Nth)
	}
	return say("session.title", "n", one.Nth, "mode", s.desk.Flows.Title("session_modes", one.Mode))
}

// recordNamed is a record by its id, as far as the reader may read it.
func (s *Site) recordNamed(v *visit, view *casework.View, id string) string {
	for i := range view.Sessions {
		if string(view.Sessions[i].ID) == id {
			return s.recordWords(&view.Sessions[i])
		}
	}
	if view.Matter.IsRoot() {
		for _, r := range v.recordsOf(view.Matter.ID) {
			if string(r.ID) == id {
				return s.recordWords(&r.Session)
			}
		}
	}
	return say("value.record")
}

// recordsOf are those of a case of which its files may be copies, asked for once
// a page; none where they cannot be read.
func (v *visit) recordsOf(root casemodel.ID) []casework.Record {
	if all, known := v.records[root]; known {
		return all
	}
	all, err := v.s.desk.Records(v.ctx(), v.who, root)
	if err != nil {
		v.s.log.WarnContext(v.ctx(), "records of a case", "matter", root, "err", err)
	}
	if v.records == nil {
		v.records = map[casemodel.ID][]casework.Record{}
	}
	v.records[root] = all
	return all
}

// sittingWords are when and where.
func sittingWords(view *casework.View, one *casemodel.Sitting) string {
	return say("arrange.words", "at", spanWords(one.From, one.Until), "place", view.RoomOf(one))
}

// spanWords is a stretch of a day as people say it.
func spanWords(from, until casemodel.Instant) string {
	return say("arrange.span", "day", dayWord(casemodel.Day(calendar.DayOf(from.Time()).String())), "from", clock(from), "until", clock(until))
}
