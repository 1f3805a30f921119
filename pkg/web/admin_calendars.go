package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// CalendarPage is one year with its days off and its make-up days, and the form
// that uploads another notice.
type CalendarPage struct {
	Shell
	Year    int
	Known   bool
	Missing int // the year whose notice is overdue, 0 for none
	Years   []NavItem
	Months  []Month
	Marks   []Festival
	Source  string
	May     bool
	Loads   []LoadRow
	Faults  []Fault
	Fields  []Field
}

// Month is one sheet of a year; a week begins on Monday.
type Month struct {
	Title string
	Weeks [][]MonthDay
}

// MonthDay is one cell; N is 0 outside the month.
type MonthDay struct {
	N                  int
	Class, Word, About string
}

// Festival is what a notice says of one festival in words.
type Festival struct{ Name, Off, Works string }

// LoadRow is one upload that was confirmed.
type LoadRow struct {
	Year, Moved int
	At, By      string
	Done        bool
}

func (s *Site) calendars(v *visit) error {
	if err := s.desk.Office(v.who, "calendars", "list"); err != nil {
		return err
	}
	return s.showCalendar(v, http.StatusOK, nil)
}

func (s *Site) showCalendar(v *visit, status int, wrong error) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	book := s.desk.Calendar()
	page := CalendarPage{Year: now.Time().In(calendar.Zone).Year(), Missing: s.desk.MissingYear(now.Time()), May: s.desk.Office(v.who, "calendars", "edit") == nil}
	if asked := atoi(v.query("year")); asked >= 1950 && asked <= 2199 {
		page.Year = asked
	}
	page.Known, page.Source = book.Known(page.Year), book.Source(page.Year)
	years := book.Years()
	for _, y := range years {
		page.Years = append(page.Years, NavItem{Href: "/admin/calendars?year=" + strconv.Itoa(y), Title: strconv.Itoa(y), Now: y == page.Year})
	}
	page.Months, page.Marks = monthsOf(book, page.Year), festivals(book.Marks(page.Year))
	loads, err := s.desk.CalendarLoads(v.ctx(), v.who)
	if err != nil {
		return err
	}
	for _, l := range loads {
		page.Loads = append(page.Loads, LoadRow{l.Year, l.Moved, minute(l.At), l.By, l.Done})
	}
	page.Fields = []Field{
		{ID: "file", Name: "file", Title: say("calendar.file"), Type: "table", Wide: true, Help: say("calendar.file_help")},
		{ID: "text", Name: "text", Title: say("calendar.text"), Type: "longtext", Wide: true, Value: v.form.Get("text"), Help: say("calendar.text_help")},
	}
	page.Faults = s.faults(wrong, page.Fields)
	page.Shell = v.shell(say("nav.calendars"), "/admin/calendars")
	return v.show(status, "calendars", page)
}

// monthsOf draws a year, every day by what the book says of it.
func monthsOf(book *calendar.Book, year int) []Month {
	months := make([]Month, 12)
	for i := range months {
		months[i].Title = say("calendar.month", "n", i+1)
		week := make([]MonthDay, 7)
		first := calendar.Date(year, time.Month(i+1), 1)
		for day := first; day.Year() == year && monthOf(day) == i+1; day++ {
			column := (int(day.Weekday()) + 6) % 7
			if column == 0 && day != first {
				months[i].Weeks = append(months[i].Weeks, week)
				week = make([]MonthDay, 7)
			}
			week[column] = cellOf(book, day, int(day-first)+1)
		}
		months[i].Weeks = append(months[i].Weeks, week)
	}
	return months
}

func monthOf(day calendar.Day) int { return atoi(day.String()[5:7]) }

func cellOf(book *calendar.Book, day calendar.Day, n int) MonthDay {
	cell := MonthDay{N: n}
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	switch name := book.Holiday(day); {
	case name != "":
		cell.Class, cell.Word, cell.About = "off", say("calendar.off"), say("calendar.off_for", "name", name)
	case weekend && book.Works(day):
		cell.Class, cell.Word, cell.About = "work", say("calendar.work"), say("calendar.work_about")
	case weekend:
		cell.Class = "weekend"
	}
	return cell
}

// festivals puts the marks of a year into words, one line a festival, in the
// order of their first day.
func festivals(marks []calendar.Mark) []Festival {
	var list []Festival
	at := map[string]int{}
	off, works := map[string][]calendar.Day{}, map[string][]calendar.Day{}
	for _, m := range marks {
		if _, known := at[m.Name]; !known {
			at[m.Name] = len(list)
			list = append(list, Festival{Name: m.Name})
		}
		if m.Works {
			works[m.Name] = append(works[m.Name], m.On)
		} else {
			off[m.Name] = append(off[m.Name], m.On)
		}
	}
	for name, i := range at {
		list[i].Off, list[i].Works = spans(off[name]), spans(works[name])
	}
	return list
}

// spans writes days that follow each other as one: 10-01 to 10-07.
func spans(days []calendar.Day) string {
	text := ""
	for i := 0; i < len(days); {
		last := i
		for last+1 < len(days) && days[last+1] == days[last]+1 {
			last++
		}
		if text != "" {
			text += say("list.comma")
		}
		if text += days[i].String()[5:]; last > i {
			text = text[:len(text)-5] + say("calendar.span", "from", days[i].String()[5:], "to", days[last].String()[5:])
		}
		i = last + 1
	}
	return text
}

// holdCalendar takes an uploaded or pasted notice to its preview.
func (s *Site) holdCalendar(v *visit) error {
	if err := s.desk.Office(v.who, "calendars", "edit"); err != nil {
		return err
	}
	name, text, err := v.table("file", "text")
	var id casemodel.ID
	if err == nil {
		id, err = s.desk.HoldCalendar(v.ctx(), v.who, name, text)
	}
	if bad, is := errors.AsType[*calendar.FileError](err); is {
		args := map[string]any{"line": bad.Line, "what": bad.What, "why": say("calendar.fault." + string(bad.Fault))}
		err = &casemodel.Error{Kind: casemodel.Invalid, Key: "calendar.bad_line", Field: "file", Args: args}
	}
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showCalendar(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return v.redirect("/admin/calendars/previews/" + string(id))
}

// movedShown is how many moved dates a preview names; it counts them all.
const movedShown = 300

// PreviewPage is what a year that was uploaded would do.
type PreviewPage struct {
	Shell
	Crumbs  []Link
	Action  string
	Head    string
	Name    string
	Source  string
	Mark    string
	Stale   string
	Effect  []Fact
	Differ  []Fact
	Rules   []RuleMoves
	Rows    []MovedRow
	More    int
	Settled int
	Months  []Month
}

// RuleMoves counts the dates of one rule that would move.
type RuleMoves struct {
	Rule, ID string
	N        int
}

// MovedRow is one date that would move.
type MovedRow struct {
	Matter, Number, Rule, Old, New string
	Earlier                        bool
}

func (s *Site) calendarPreview(v *visit) error { return s.showPreview(v, http.StatusOK, "") }

func (s *Site) showPreview(v *visit, status int, stale string) error {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "upload.not_found"}
	}
	p, err := s.desk.PreviewCalendar(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	page := PreviewPage{
		Head: say("calendar.preview", "year", p.Year), Name: p.Name, Source: p.Source, Mark: p.Mark, Stale: stale, Settled: p.Settled,
		Action: v.c.Request.URL.Path, Months: monthsOf(p.Book(), p.Year),
	}
	page.Effect = []Fact{
		{say("calendar.file"), p.Name},
		{say("calendar.kind"), say(map[bool]string{true: "calendar.replaces", false: "calendar.adds"}[p.Known])},
		{say("calendar.moved"), say("calendar.moved_n", "n", len(p.Moved))},
		{say("calendar.settled"), say("calendar.settled_n", "n", p.Settled)},
	}
	for _, m := range p.Differ {
		word := say("calendar.now_works")
		if !m.Works {
			word = say("calendar.now_off")
			if m.Name != "" {
				word = say("calendar.off_for", "name", m.Name)
			}
		}
		page.Differ = append(page.Differ, Fact{m.On.String(), word})
	}
	s.movedRows(&page, p.Moved)
	page.Crumbs = []Link{{say("nav.calendars"), "/admin/calendars"}, {page.Head, ""}}
	page.Shell = v.shell(page.Head, "/admin/calendars")
	return v.show(status, "calendar_preview", page)
}

// movedRows names the dates and counts them by rule; they come sorted by it.
func (s *Site) movedRows(page *PreviewPage, moved []casework.MovedClock) {
	for i, m := range moved {
		if n := len(page.Rules); n == 0 || page.Rules[n-1].ID != m.RuleID {
			page.Rules = append(page.Rules, RuleMoves{Rule: s.ruleTitle(m.RuleID), ID: m.RuleID})
		}
		page.Rules[len(page.Rules)-1].N++
		if i >= movedShown {
			page.More++
			continue
		}
		number := m.Number
		if number == "" {
			number = say("calendar.unnumbered")
		}
		page.Rows = append(page.Rows, MovedRow{
			string(m.MatterID), number, s.ruleTitle(m.RuleID), string(m.Old), string(m.New), m.New < m.Old,
		})
	}
}

// catchUp is how long a confirmation waits for the clocks; the rest follows in
// the background.
const catchUp = 5 * time.Second

// confirmCalendar puts a year in force whose preview was read.
func (s *Site) confirmCalendar(v *visit) error {
	id := casemodel.ID(v.c.Param("id"))
	err := s.desk.ConfirmCalendar(v.ctx(), v.who, id, v.form.Get("mark"))
	switch {
	case errors.Is(err, casework.ErrStalePreview):
		return s.showPreview(v, http.StatusConflict, say("calendar.stale"))
	case casemodel.Is(err, casemodel.NotFound):
		return v.back(say("calendar.gone"), "/admin/calendars")
	case err != nil:
		return err
	}
	v.administered("calendar_loaded", "upload", id)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.ctx()), catchUp)
	defer cancel()
	moved, err := s.desk.Recount(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "clocks follow the calendar later", "err", err)
		return v.back(say("calendar.follows"), "/admin/calendars")
	}
	return v.back(say("calendar.loaded", "n", moved), "/admin/calendars")
}
