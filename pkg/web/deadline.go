package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// DeadlinePage is one rule, counted from a day of the reader's choice.
type DeadlinePage struct {
	Shell
	Crumbs  []Link
	Rule    RuleRow
	Facts   []Fact
	Starts  []Link // the acts that start it, at their procedures
	Same    *Link  // the rule that runs instead of this one
	Day     Field
	Faults  []Fault
	Example *ExampleShown
}

// ExampleShown is a count in words.
type ExampleShown struct {
	How   string
	Facts []Fact
	Days  []ExampleDays
}

// ExampleDays are days in a row to which the same happens.
type ExampleDays struct{ Days, Why, What string }

func (s *Site) deadline(v *visit) error {
	id := v.c.Param("id")
	rule, ok := s.desk.Flows.Rules.Get(id)
	if !ok && len(s.desk.Flows.Rules.Family(id)) > 0 {
		return v.redirect("/deadlines?q=" + url.QueryEscape(id)) // the letters of a family
	}
	if !ok {
		return errNoPage
	}
	page := DeadlinePage{
		Rule: s.ruleRow(rule), Facts: ruleFacts(rule), Crumbs: []Link{{say("nav.deadlines"), "/deadlines"}, {rule.ID, ""}},
	}
	for _, st := range s.desk.Flows.Starting(rule) {
		title := st.Title
		if st.Act == "create" {
			title = say("act.create")
		}
		page.Starts = append(page.Starts, Link{say("rule.started", "flow", st.Flow.Title, "act", title), "/workflows/" + st.Flow.ID})
	}
	status := http.StatusOK
	if rule.SameAs != "" {
		page.Same = &Link{say("rule.see", "rule", s.ruleTitle(rule.SameAs)), "/deadlines/" + rule.SameAs}
	} else if err := s.tryRule(v, rule, &page); err != nil {
		return err
	}
	if len(page.Faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	page.Shell = v.shell(templates.FullWidth(rule.Title), "/deadlines")
	return v.show(status, "deadline", page)
}

// ruleFacts are what the list has no room for.
func ruleFacts(r *workflows.Rule) []Fact {
	facts := []Fact{{say("rule.source_title"), ruleSource(r)}}
	if len(r.Pausable) > 0 {
		reasons := make([]string, len(r.Pausable))
		for i, code := range r.Pausable {
			reasons[i] = say("reason." + code)
		}
		facts = append(facts, Fact{say("rule.pausable"), strings.Join(reasons, say("list.comma"))})
	}
	return facts
}

// momentForm is how a browser sends a day with its time.
const momentForm = "2006-01-02T15:04"

// tryRule counts the rule from the day that was asked for, today when none was.
func (s *Site) tryRule(v *visit, rule *workflows.Rule, page *DeadlinePage) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	hours := rule.Count.Unit == calendar.Hour
	on := Field{ID: "on", Name: "on", Title: say("rule.from"), Type: "date", Value: v.query("on")}
	form, fault := time.DateOnly, "field.date"
	if hours {
		on.Title, on.Type, form, fault = say("rule.from_moment"), "datetime", momentForm, "field.datetime"
	}
	if rule.Count.Start == calendar.BeforeEvent {
		on.Title = say("rule.before")
	}
	if on.Value == "" {
		on.Value = now.Time().In(calendar.Zone).Format(form)
	}
	at, err := time.ParseInLocation(form, on.Value, calendar.Zone)
	if day := casemodel.Day(at.Format(time.DateOnly)); err == nil && day.Valid() {
		if !hours {
			at = time.Time{}
		}
		e, err := s.desk.Example(rule, day, at)
		if err != nil {
			return err
		}
		page.Example = exampleShown(rule, &e)
	} else {
		on.Error = say(fault)
		page.Faults = []Fault{{Href: "#on", Title: on.Title, Text: on.Error}}
	}
	page.Day = on
	return nil
}

func exampleShown(rule *workflows.Rule, e *casework.Example) *ExampleShown {
	shown := &ExampleShown{How: explain(e.Due.Terms)}
	fact := func(key, value string) { shown.Facts = append(shown.Facts, Fact{say(key), value}) }
	if rule.Count.Unit == calendar.Hour {
		fact("rule.begins", minute(casemodel.At(e.Due.Begins)))
		fact("rule.due", minute(casemodel.At(e.Due.At)))
	} else {
		fact("rule.counted", say("rule.counted_days", "from", weekdayOf(e.Span.First), "to", weekdayOf(e.Span.Last), "days", e.Span.Days, "working", e.Span.Working))
		fact("rule.due", weekdayOf(e.Due.On))
	}
	if e.Due.Target != e.Due.On {
		fact("rule.target", weekdayOf(e.Due.Target))
	}
	if len(e.Warnings) > 0 {
		moments := make([]string, len(e.Warnings))
		for i, at := range e.Warnings {
			moments[i] = minute(casemodel.At(at))
		}
		fact("rule.warned", strings.Join(moments, "\n"))
	}
	if event, record := rule.Expires(); event != "" || record != "" {
		fact("rule.then", say("rule.acts", "at", minute(casemodel.At(e.Expires))))
	} else {
		fact("rule.then", say("rule.flags"))
	}
	shown.Days = append(shown.Days, inRows(e, e.Span.Off, "rule.off")...)
	shown.Days = append(shown.Days, inRows(e, e.Span.MadeUp, "rule.made_up")...)
	shown.Days = append(shown.Days, inRows(e, e.Span.Rolled, "rule.rolled")...)
	return shown
}

// inRows joins days in a row that have one reason.
func inRows(e *casework.Example, days []calendar.Day, what string) []ExampleDays {
	var rows []ExampleDays
	for i := 0; i < len(days); {
		first, why := days[i], e.Name(days[i])
		for i++; i < len(days) && days[i] == days[i-1]+1 && e.Name(days[i]) == why; i++ {
		}
		row := ExampleDays{Days: weekdayOf(first), Why: why, What: say(what)}
		if last := days[i-1]; last != first {
			row.Days = say("rule.until", "from", row.Days, "to", weekdayOf(last))
		}
		if why == "" {
			row.Why = say("rule.weekend")
		}
		rows = append(rows, row)
	}
	return rows
}

// weekdayOf is a day with its day of the week.
func weekdayOf(d calendar.Day) string {
	return say("rule.day", "on", d.String(), "weekday", say("weekday."+strconv.Itoa(int(d.Weekday()))))
}
