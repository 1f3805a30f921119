package web

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// planSheet is a paper diary: numbers of cases, days, hours and rooms are known
// by their form, names are mediators.
var planSheet = &tableKind{
	columns: []string{"number", "on", "at", "minutes", "room", "place", "mediator"}, heads: "book.head.",
	shapes: []string{"number", "on", "at", "room", "mediator", "index", "place"}, shape: planShape,
	settle: func(best string, i int) string {
		if best == "index" && i == 0 {
			return "number"
		}
		return strings.Replace(best, "index", "minutes", 1)
	},
	second: map[string]string{"room": "place", "on": "at"},
}

var (
	aClock   = regexp.MustCompile(`^([01]?\d|2[0-3]):[0-5]\d$`)
	aHour    = regexp.MustCompile(`(\x{4e0a}\x{5348}|\x{4e2d}\x{5348}|\x{4e0b}\x{5348}|\x{665a}\x{4e0a})?\s*(\d{1,2})\s*(?:[:\x{ff1a}.]\s*(\d{2})|[\x{65f6}\x{70b9}]\s*(?:(\d{1,2})\x{5206}?|(\x{534a}))?)`)
	aMonth   = regexp.MustCompile(`^(\d{1,2})(?:[-/.]|\x{6708})(\d{1,2})[\x{65e5}\x{53f7}]?$`)
	aNumber  = regexp.MustCompile(`\d{3,}.*\x{53f7}$|^\D*\d{4}\D+\d{3,}|^\d{5,6}$`)
	aRoom    = regexp.MustCompile(`\x{5ba4}$`)
	aWeekday = regexp.MustCompile(`[\x{ff08}(]?(\x{661f}\x{671f}|\x{5468}|\x{793c}\x{62dc}).?[\x{ff09})]?$`)
	later    = regexp.MustCompile(`^(\x{4e0b}\x{5348}|\x{665a}\x{4e0a})$`)
	aLength  = regexp.MustCompile(`^(\d{1,3})`)
)

func planShape(cell string) string {
	day, _ := dayAndHour(cell)
	switch {
	case aDay.MatchString(cell) || aMonth.MatchString(day):
		return "on"
	case aHour.MatchString(cell):
		return "at"
	case aNumber.MatchString(cell):
		return "number"
	case aRoom.MatchString(cell):
		return "room"
	case formIndex.MatchString(cell):
		return "index"
	case formName.MatchString(cell) && len([]rune(cell)) <= 4:
		return "mediator"
	}
	return "place"
}

// dayAndHour parts a cell that may hold a day and an hour: 2026-03-04 09:30.
func dayAndHour(cell string) (day, hour string) {
	cell = strings.TrimSpace(cell)
	if at := aHour.FindStringIndex(cell); at != nil && at[0] > 0 {
		cell, hour = cell[:at[0]], cell[at[0]:]
	}
	return strings.TrimSpace(aWeekday.ReplaceAllString(strings.TrimSpace(cell), "")), strings.TrimSpace(hour)
}

// dayTyped is a day as a diary writes it; one without a year is the next such
// day. What is none stays as it is.
func dayTyped(cell string, today casemodel.Day) string {
	cell = halfWidth(cell)
	if aDay.MatchString(cell) {
		if day := dayIn(cell); isDay(day) {
			return day
		}
		return cell
	}
	m := aMonth.FindStringSubmatch(cell)
	if m == nil || len(today) < 4 {
		return cell
	}
	two := func(n string) string { return ("0" + n)[len(n)-1:] }
	year, _ := strconv.Atoi(string(today[:4]))
	for _, y := range []int{year, year + 1} {
		if day := strconv.Itoa(y) + "-" + two(m[1]) + "-" + two(m[2]); isDay(day) && day >= string(today) {
			return day
		}
	}
	return cell
}

func isDay(day string) bool {
	_, err := calendar.ParseDay(day)
	return err == nil
}

// hourTyped is an hour as a diary writes it, and the minutes until another one
// that stands beside it.
func hourTyped(cell string) (at, minutes string) {
	found := aHour.FindAllStringSubmatch(halfWidth(cell), 2)
	var marks []int
	for i, m := range found {
		h, _ := strconv.Atoi(m[2])
		if later.MatchString(m[1]) && h < 12 || m[1] == "" && i > 0 && h < 12 && marks[0] >= (h+12)*60-8*60 && marks[0] >= 12*60 {
			h += 12
		}
		n, _ := strconv.Atoi(m[3] + m[4])
		if m[5] != "" {
			n = 30
		}
		if h > 23 || n > 59 {
			return cell, ""
		}
		marks = append(marks, h*60+n)
	}
	if len(marks) == 0 {
		return cell, ""
	}
	if len(marks) == 2 && marks[1] > marks[0] {
		minutes = strconv.Itoa(marks[1] - marks[0])
	}
	return pad(marks[0]/60) + ":" + pad(marks[0]%60), minutes
}

// planRead reads the rows of a paste or a file.
func (s *Site) planRead(v *visit, page *PlanPage) ([]planned, error) {
	text, err := v.diaryText()
	if err != nil {
		return nil, err
	}
	page.Text = text
	table := planSheet.read(text, v.form["col"])
	s.planColumns(page, table)
	today := localDay(v.moment)
	var rows []planned
	for i := range table.rows {
		cell := func(column string) string { return table.cell(&table.rows[i], column) }
		day, hour := dayAndHour(cell("on"))
		if at := cell("at"); at != "" {
			hour = at
		}
		r := planned{number: cell("number"), on: dayTyped(day, today), room: cell("room"), place: cell("place"), mediator: cell("mediator")}
		r.at, r.minutes = hourTyped(hour)
		if m := aLength.FindString(halfWidth(cell("minutes"))); m != "" {
			r.minutes = m
		}
		if r.minutes == "" {
			r.minutes = page.Usual
		}
		if r.number+r.on+r.at != "" {
			rows = append(rows, r)
		}
	}
	if len(rows) > casework.MostBookings {
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "book.too_many", Args: map[string]any{"max": casework.MostBookings, "have": len(rows)}}
	}
	return rows, nil
}

// diaryText is what was pasted, or an uploaded table as it would be pasted.
func (v *visit) diaryText() (string, error) {
	text, _, err := v.sheetFile("file")
	var refused *casemodel.Error
	switch {
	case asRefusal(err, &refused) && refused.Field == "":
		refused.Field = "file"
		return "", refused
	case err != nil || text != "":
		return text, err
	}
	_, text, err = v.table("file", "text")
	return text, err
}

// columnsChanged: another column was named since the rows were read.
func columnsChanged(form url.Values) bool { return !slices.Equal(form["col"], form["was"]) }

func (s *Site) planColumns(page *PlanPage, table *sheet) {
	page.Columns = nil
	for i, column := range table.columns {
		one := RosterColumn{Name: strconv.Itoa(i + 1), Now: column}
		for _, row := range table.rows {
			if i < len(row.cells) && row.cells[i] != "" {
				one.Title = row.cells[i]
				break
			}
		}
		for _, c := range planSheet.columns {
			one.Options = append(one.Options, Option{Value: c, Title: say("book.col." + c), Chosen: c == column})
		}
		page.Columns = append(page.Columns, one)
	}
}

// rowName begins the names of the cells of a row.
func rowName(i int) string { return fmt.Sprintf("r.%d.", i) }

// rowsSent are the rows of the table as they came back.
func rowsSent(form url.Values) []planned {
	n := 0
	for name := range form {
		rest, is := strings.CutPrefix(name, "r.")
		if at, _, dotted := strings.Cut(rest, "."); is && dotted && atoi(at) >= n && atoi(at) < 10*casework.MostBookings {
			n = atoi(at) + 1
		}
	}
	rows := make([]planned, n)
	for i := range rows {
		get := func(cell string) string { return strings.TrimSpace(form.Get(rowName(i) + cell)) }
		rows[i] = planned{
			matter: get("matter"), number: get("number"), on: get("on"), at: get("at"), minutes: get("minutes"), room: get("room"), place: get("place"), mediator: get("mediator"),
			done: get("done") != "", off: get("off") != "",
		}
		if !casemodel.ID(rows[i].matter).Valid() {
			rows[i].matter = ""
		}
		if at, _ := hourTyped(rows[i].at); at != "" {
			rows[i].at = at
		}
	}
	return rows
}

// booking is what a row asks for.
func (r *planned) booking(now casemodel.Instant) casework.Booking {
	b := casework.Booking{
		Matter: casemodel.ID(r.matter), Number: r.number, Room: r.room, Place: r.place, Mediator: r.mediator, Minutes: atoi(r.minutes),
	}
	if at, err := time.ParseInLocation("2006-01-02 15:04", dayTyped(r.on, localDay(now))+" "+r.at, calendar.Zone); err == nil {
		b.From = casemodel.At(at)
	}
	return b
}
