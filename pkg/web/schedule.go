package web

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SchedulePage is what is arranged: a day with the rooms across, a week of one
// room, or one's own week; the hours go down. A phone shows the same as lists.
type SchedulePage struct {
	Shell
	Head          string
	Rest          string // of a day: why nobody works
	Day           string
	Back, On, Now string // one step earlier, later, and today
	Views         []ViewLink
	Rooms         []Option // to choose a week of
	Columns       []GridColumn
	Rows          []GridRow
	Mine          bool // own week: leave is entered here
	Leave         LeaveForm
	Empty         bool // there is no room yet
	MayRooms      bool // and the reader may make one
	Door, Ics     string
	Plan          string // to arranging many at once
	Later         Link   // of a day on which nothing can be arranged any more: the next one that is worked on
}

// ViewLink is one way of looking, in a row of them.
type ViewLink struct {
	Title, Href string
	Now         bool
}

// GridColumn is a room or a day, with what is arranged in it.
type GridColumn struct {
	Title, Sub, Href string
	Today            bool
	Rest             string // why nobody works on this day, or ""
	Free             []FreeSpan
	Sits             []SitBlock
	day              calendar.Day
	spans            []casemodel.Span
	room             string
	busy             []stretch
}

// FreeSpan is a free stretch of a room, and the way to arranging in it.
type FreeSpan struct {
	At, Href   string
	first, end int // rows
}

// GridRow is half an hour of all columns.
type GridRow struct {
	Hour  string
	Full  bool // a full hour begins
	Cells []GridCell
}

// GridCell is one half hour of a column, or several that are taken together;
// Span is 0 under one of those.
type GridCell struct {
	Span  int
	Own   bool
	Off   bool // the room is closed, nobody works on that day, or it is past
	Href  string
	Label string
	Sits  []SitBlock
}

// SitBlock is one sitting as its reader may see it.
type SitBlock struct {
	At, Where, Who, Slip, Names, Href, State string
	Held, Leave, Own, Past                   bool
	ID                                       string
}

// stretch is the rows something takes.
type stretch struct {
	first, end int
	sits       []SitBlock
}

// LeaveForm enters when one is away.
type LeaveForm struct {
	Faults []Fault
	Fields []Field
}

// What the grid shows of a day at least, in half hours after midnight.
const (
	gridFirst = 17 // 08:30
	gridEnd   = 35 // 17:30
	halfHour  = 30
)

func (s *Site) schedule(v *visit) error { return s.showSchedule(v, 200, nil, nil) }

func (s *Site) showSchedule(v *visit, status int, typed url.Values, wrong error) error {
	day, err := v.dayAsked()
	if err != nil {
		return err
	}
	page := SchedulePage{Day: day.String(), Mine: v.query("view") == "mine" || typed != nil}
	rooms, of, err := s.desk.Rooms(v.ctx(), v.who)
	if err != nil {
		return err
	}
	rooms = slices.DeleteFunc(rooms, func(r casemodel.Room) bool { return r.Closed == 1 })
	week := slices.IndexFunc(rooms, func(r casemodel.Room) bool { return string(r.ID) == v.query("room") })
	switch {
	case page.Mine:
		err = s.ownWeek(v, &page, day)
		page.Leave = s.leaveForm(typed, wrong)
	case week >= 0:
		err = s.roomWeek(v, &page, day, &rooms[week])
	default:
		err = s.roomDay(v, &page, day, rooms, of)
		page.Door = "/schedule/door?day=" + page.Day
		page.Empty, page.MayRooms = len(rooms) == 0, s.desk.Office(v.who, "bodies", "edit") == nil
	}
	if err != nil {
		return err
	}
	at := "day=" + page.Day
	page.Views = []ViewLink{{say("schedule.day"), "/schedule?" + at, !page.Mine && week < 0}, {say("schedule.mine"), "/schedule?view=mine&" + at, page.Mine}}
	for i := range rooms {
		page.Rooms = append(page.Rooms, Option{Value: string(rooms[i].ID), Title: rooms[i].Name, Chosen: i == week})
	}
	step, keep := 1, url.Values{}
	if page.Mine || week >= 0 {
		step = 7
	}
	if page.Mine {
		keep.Set("view", "mine")
		page.Ics = "/schedule/mine.ics?" + at
	}
	if week >= 0 {
		keep.Set("room", string(rooms[week].ID))
	}
	to := func(d calendar.Day) string {
		keep.Set("day", d.String())
		return "/schedule?" + keep.Encode()
	}
	page.Back, page.On, page.Now = to(day.Add(-step)), to(day.Add(step)), to(calendar.DayOf(v.moment.Time()))
	arranges := s.arranges(v)
	if arranges {
		page.Plan = planPath + "?" + at
	}
	page.fill(v, arranges)
	if arranges && !page.Mine && week < 0 && len(rooms) > 0 && !slices.ContainsFunc(page.Columns, func(c GridColumn) bool { return len(c.Free) > 0 }) {
		next := s.desk.Calendar().AddWorking(max(day, calendar.DayOf(v.moment.Time())), 1)
		page.Later = Link{say("schedule.later", "day", dayWord(casemodel.Day(next.String()))), "/schedule?day=" + next.String()}
		page.Plan = planPath + "?day=" + next.String()
	}
	page.Shell = v.shell(say("nav.schedule"), "/schedule")
	return v.show(status, "schedule", page)
}

// dayAsked is the day of the address, today when there is none.
func (v *visit) dayAsked() (calendar.Day, error) {
	now, err := v.now()
	if err != nil {
		return 0, err
	}
	day, err := calendar.ParseDay(v.query("day"))
	if err != nil || day.Year() < 2000 || day.Year() > 2200 {
		return calendar.DayOf(now.Time()), nil //nolint:nilerr // a date of an address that is none is no fault
	}
	return day, nil
}

// arranges reports whether some line of the policy lets the membership arrange
// sittings: an empty hour then leads to arranging one.
func (s *Site) arranges(v *visit) bool {
	return s.register.ask(s, v.who, "peoples_mediation", "in_session", "schedule")
}

// roomDay is one day with the rooms across.
func (s *Site) roomDay(v *visit, page *SchedulePage, day calendar.Day, rooms []casemodel.Room, of map[casemodel.ID]string) error {
	sits, err := s.desk.Diary(v.ctx(), v.who, casemodel.At(day.Start()), casemodel.At(day.Add(1).Start()))
	if err != nil {
		return err
	}
	page.Head, page.Rest = dayWord(casemodel.Day(day.String())), s.rest(day)
	for i := range rooms {
		r := &rooms[i]
		spans, _ := casemodel.ParseHours(r.Hours)
		page.Columns = append(page.Columns, GridColumn{
			Title: r.Name, Sub: say("schedule.room", "n", r.Seats, "body", of[r.BodyID]), Href: "/schedule?day=" + page.Day + "&room=" + string(r.ID),
			Rest: page.Rest, day: day, spans: spans, room: string(r.ID),
		})
	}
	elsewhere := GridColumn{Title: say("schedule.elsewhere"), Rest: page.Rest, day: day}
	s.meet(v, sits)
	for i := range sits {
		block := s.block(v, &sits[i])
		housed := false
		for at := range rooms {
			if sits[i].In(rooms[at].ID) {
				inside := block
				inside.Where = "" // its column says so
				page.Columns[at].add(&sits[i], inside)
				housed = true
			}
		}
		if !housed {
			elsewhere.add(&sits[i], block)
		}
	}
	if len(elsewhere.Sits) > 0 {
		page.Columns = append(page.Columns, elsewhere)
	}
	return nil
}

// roomWeek is the week of one room.
func (s *Site) roomWeek(v *visit, page *SchedulePage, day calendar.Day, room *casemodel.Room) error {
	from := monday(day)
	sits, err := s.desk.Diary(v.ctx(), v.who, casemodel.At(from.Start()), casemodel.At(from.Add(7).Start()))
	if err != nil {
		return err
	}
	page.Head = say("schedule.week_of", "room", room.Name, "from", shortDay(casemodel.Day(from.String()), ""), "until", shortDay(casemodel.Day(from.Add(6).String()), ""))
	spans, _ := casemodel.ParseHours(room.Hours)
	s.days(v, page, from, spans, string(room.ID))
	s.meet(v, sits)
	for i := range sits {
		if sits[i].In(room.ID) {
			block := s.block(v, &sits[i])
			block.Where = ""
			page.Columns[int(calendar.DayOf(sits[i].From.Time())-from)].add(&sits[i], block)
		}
	}
	return nil
}

// ownWeek is the reader's own.
func (s *Site) ownWeek(v *visit, page *SchedulePage, day calendar.Day) error {
	from := monday(day)
	sits, err := s.desk.OwnDiary(v.ctx(), v.who, casemodel.At(from.Start()), casemodel.At(from.Add(7).Start()))
	if err != nil {
		return err
	}
	page.Head = say("schedule.week_of", "room", say("schedule.my"), "from", shortDay(casemodel.Day(from.String()), ""), "until", shortDay(casemodel.Day(from.Add(6).String()), ""))
	s.days(v, page, from, nil, "")
	s.meet(v, sits)
	for i := range sits {
		one := &sits[i]
		block := s.block(v, one)
		for n := range 7 { // a leave may last several days
			at := *one
			start, end := casemodel.At(from.Add(n).Start()), casemodel.At(from.Add(n+1).Start())
			if at.From.Before(start) {
				at.From = start
			}
			if end.Before(at.Until) {
				at.Until = end
			}
			if at.From.Before(at.Until) {
				page.Columns[n].add(&at, block)
			}
		}
	}
	return nil
}

func monday(day calendar.Day) calendar.Day {
	for day.Weekday() != 1 {
		day = day.Add(-1)
	}
	return day
}

// rest says why nobody works on a day, "" for a working day.
func (s *Site) rest(day calendar.Day) string {
	book := s.desk.Calendar()
	if book.Works(day) {
		return ""
	}
	return cmp.Or(book.Holiday(day), say("schedule.rest"))
}

func (s *Site) days(v *visit, p *SchedulePage, from calendar.Day, spans []casemodel.Span, room string) {
	today := calendar.DayOf(v.moment.Time())
	for n := range 7 {
		d := from.Add(n)
		p.Columns = append(p.Columns, GridColumn{
			Title: say("weekday." + itoa(int(d.Weekday()))), Sub: d.String()[5:], Href: "/schedule?day=" + d.String(), Today: d == today,
			Rest: s.rest(d), day: d, spans: spans, room: room,
		})
	}
}

// meet looks up once who conducts the sittings.
func (s *Site) meet(v *visit, sits []casework.Sitting) {
	var ids []casemodel.ID
	for i := range sits {
		for _, id := range sits[i].Mediators {
			ids = append(ids, casemodel.ID(id))
		}
	}
	s.people.fresh(v.moment)
	s.people.meet(v.ctx(), ids...)
}
