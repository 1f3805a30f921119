package web

import (
	"slices"
	"strconv"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// layStep is how finely hours are tried.
const layStep = 5

// occupied is when a thing of one day is taken, in minutes after midnight.
type occupied map[string][]casemodel.Span

func (b occupied) free(thing string, from, until int) bool {
	return !slices.ContainsFunc(b[thing], func(s casemodel.Span) bool { return s.From < until && from < s.Until })
}

func (b occupied) take(thing string, from, until int) {
	b[thing] = append(b[thing], casemodel.Span{From: from, Until: until})
}

// layOut spreads the ticked matters over the ticked rooms of a day, one after
// the other from an hour on: each takes the first hour at which a room and its
// mediator are free. Who finds none has no hour, to be given one by hand.
func (s *Site) layOut(v *visit, all []casework.Bookable) ([]planned, error) {
	day, err := calendar.ParseDay(v.form.Get("day"))
	at, _ := hourTyped(v.form.Get("at"))
	length := atoi(v.form.Get("minutes"))
	switch {
	case err != nil:
		return nil, casemodel.Bad("day", "book.no_day")
	case !aClock.MatchString(at):
		return nil, casemodel.Bad("at", "book.no_hour")
	case length <= 0:
		return nil, casemodel.Bad("minutes", "book.no_length")
	case len(v.form["pick"]) == 0:
		return nil, casemodel.Bad("pick", "book.no_matter")
	case len(v.form["pick"]) > casework.MostBookings:
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "book.too_many", Args: map[string]any{"max": casework.MostBookings, "have": len(v.form["pick"])}}
	}
	rooms, _, err := s.desk.Rooms(v.ctx(), v.who)
	if err != nil {
		return nil, err
	}
	rooms = slices.DeleteFunc(rooms, func(r casemodel.Room) bool { return r.Closed == 1 || !slices.Contains(v.form["room"], string(r.ID)) })
	if len(rooms) == 0 {
		return nil, casemodel.Bad("room", "book.no_rooms")
	}
	taken, err := s.takenOn(v, day)
	if err != nil {
		return nil, err
	}
	start, _ := time.Parse("15:04", at)
	var rows []planned
	for i := range all {
		m := &all[i]
		if !slices.Contains(v.form["pick"], string(m.ID)) {
			continue
		}
		row := planned{matter: string(m.ID), on: day.String(), minutes: strconv.Itoa(length)}
		row.at, row.room = taken.fit(rooms, string(m.HandlerID), start.Hour()*60+start.Minute(), length)
		rows = append(rows, row)
	}
	return rows, nil
}

// fit takes the first hour at which a room is open and free and so is who
// mediates.
func (b occupied) fit(rooms []casemodel.Room, mediator string, from, length int) (at, room string) {
	for ; from+length <= 24*60; from += layStep {
		for i := range rooms {
			spans, _ := casemodel.ParseHours(rooms[i].Hours)
			open := len(spans) == 0 || slices.ContainsFunc(spans, func(s casemodel.Span) bool { return from >= s.From && from+length <= s.Until })
			id := string(rooms[i].ID)
			if !open || !b.free(id, from, from+length) || mediator != "" && !b.free(mediator, from, from+length) {
				continue
			}
			b.take(id, from, from+length)
			b.take(mediator, from, from+length)
			return pad(from/60) + ":" + pad(from%60), rooms[i].Name
		}
	}
	return "", ""
}

// takenOn is what is taken in the house on a day.
func (s *Site) takenOn(v *visit, day calendar.Day) (occupied, error) {
	sits, err := s.desk.Diary(v.ctx(), v.who, casemodel.At(day.Start()), casemodel.At(day.Add(1).Start()))
	if err != nil {
		return nil, err
	}
	taken := occupied{}
	for i := range sits {
		one := &sits[i]
		from := int(one.From.Time().Sub(day.Start()).Minutes())
		until := int(one.Until.Time().Sub(day.Start()).Minutes())
		for _, thing := range append([]string{string(one.RoomID), string(one.OtherRoomID)}, one.Mediators...) {
			taken.take(thing, from, until)
		}
	}
	return taken, nil
}
