package web

import (
	"net/url"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// pageOfLog is how many deeds stand on one page.
const pageOfLog = 100

// deedKinds are what the administration keeps, in the order of the menu.
var deedKinds = []string{"user", "body", "room", "area", "calendar", "paper", "volume", "slip", "print", "setting", "letter"}

// LogPage lists what was changed of what is no matter.
type LogPage struct {
	Shell
	Q, From, Until string
	Kind           Field
	Faults         []Fault
	Rows           []DeedRow
	Older          string
}

// DeedRow is one change in words.
type DeedRow struct {
	At, Who, Act, Kind, Title, Href string
	Changes                         []DeedChange
}

// DeedChange is one field before and after; neither is told of what is secret.
type DeedChange struct{ Title, Before, After string }

func (s *Site) officeLog(v *visit) error {
	q := casework.OfficeQuery{Words: v.query("q"), Kind: v.query("kind"), About: v.query("about"), Limit: pageOfLog}
	if before := casemodel.ID(v.query("before")); before.Valid() {
		q.Before = before
	}
	page := LogPage{Q: q.Words, Kind: Field{Name: "kind", Title: say("office.kind_title")}}
	page.From, q.From = legalDay(v.query("from"))
	page.Until, q.Until = legalDay(v.query("until"))
	lines, more, err := s.desk.OfficeLog(v.ctx(), v.who, q)
	if err != nil {
		return err
	}
	for _, kind := range deedKinds {
		page.Kind.Options = append(page.Kind.Options, Option{Value: kind, Title: say("office.kind." + kind), Chosen: kind == q.Kind})
	}
	for i := range lines {
		page.Rows = append(page.Rows, s.deedRow(&lines[i]))
	}
	if more {
		next := v.c.Request.URL.Query()
		next.Set("before", string(lines[len(lines)-1].ID))
		page.Older = "/admin/log?" + next.Encode()
	}
	page.Shell = v.shell(say("nav.log"), "/admin/log")
	return v.ok("log", page)
}

// legalDay is a date of an address, nothing when it is none.
func legalDay(text string) (shown string, on casemodel.Day) {
	if day := casemodel.Day(text); day.Valid() {
		return text, day
	}
	return "", ""
}

func (s *Site) deedRow(l *casework.OfficeLine) DeedRow {
	row := DeedRow{At: minute(l.At), Who: l.Who, Act: say("office.act." + l.Act), Kind: say("office.kind." + l.Kind), Title: l.Title}
	if l.Who == casework.Console.Name {
		row.Who = say("office.console")
	}
	if id := casemodel.ID(l.About); id.Valid() && (l.Kind == "user" || l.Kind == "body" || l.Kind == "room") {
		row.Href = map[string]string{"user": "/admin/users/", "body": "/admin/bodies/", "room": "/admin/rooms/"}[l.Kind] + url.PathEscape(l.About)
	}
	for _, c := range l.Changes {
		row.Changes = append(row.Changes, DeedChange{s.deedField(l, c.Field), s.deedWords(c.Field, c.Before), s.deedWords(c.Field, c.After)})
	}
	return row
}

// deedField is the title of a field; a setting's is its own name.
func (s *Site) deedField(l *casework.OfficeLine, field string) string {
	if l.Kind == "setting" {
		return say("office.field.value")
	}
	return say("office.field." + field)
}

// deedWords are a value as people read it.
func (s *Site) deedWords(field, value string) string {
	switch {
	case value == "":
		return ""
	case field == "roles":
		return s.roles(strings.Split(value, ","))
	case field == "kind":
		return s.desk.Flows.Title("body_kinds", value)
	case field == "level":
		return say("area." + value)
	}
	return s.bodyWords(field, value)
}
