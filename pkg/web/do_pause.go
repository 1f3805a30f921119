package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// pausePages are the acts that let clocks stand still, go on or run longer.
var pausePages = map[string]ownPage{
	"dispute_case.suspend":                 {name: "do_pause", fill: fillPause},
	"peoples_mediation.suspend":            {name: "do_pause", fill: fillPause},
	"dispute_case.resume":                  {name: "do_clocks", fill: fillClocks},
	"peoples_mediation.resume":             {name: "do_clocks", fill: fillClocks},
	"peoples_mediation.resume_preparation": {name: "do_clocks", fill: fillClocks},
	"peoples_mediation.extend_term":        {name: "do_extend", fill: fillExtend, typed: consentsTyped},
	"linked_task.request_extension":        {name: "do_clocks", fill: fillClocks},
	"linked_task.grant_extension":          {name: "do_clocks", fill: fillClocks},
	"linked_task.deny_extension":           {name: "do_clocks", fill: fillClocks},
}

// PausePage is a suspension: which clocks stand still depends on its reason.
type PausePage struct {
	*DoPage
	Reasons []PauseReason
	Alike   *PauseReason // every reason has the same effect: said once
	Clocks  []Clock
	Days    ChipLine
}

// PauseReason is a ground and what it does to each clock that runs.
type PauseReason struct {
	Option
	Stops, Runs []string // titles of the clocks
}

func fillPause(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	page.chips("reason")
	own := &PausePage{DoPage: page, Clocks: runningClocks(view), Days: daysFrom("expected_on", localDay(view.Now), 7, 15, 30)}
	reason := page.Field("reason")
	inputs := make([]casework.Input, len(reason.Options))
	for i, o := range reason.Options {
		inputs[i] = v.unfinished(page.act, url.Values{nameOf("reason"): {o.Value}})
	}
	seen, err := s.desk.Outlook(v.ctx(), v.who, view.Matter.ID, page.Act, inputs...)
	if err != nil {
		return nil, err
	}
	for i, o := range reason.Options {
		own.Reasons = append(own.Reasons, pauseReason(o, &seen[i], view))
	}
	own.alike()
	return own, nil
}

// alike says once what is the same for every reason.
func (p *PausePage) alike() {
	for i := range p.Reasons {
		if r := &p.Reasons[i]; !slices.Equal(r.Stops, p.Reasons[0].Stops) || !slices.Equal(r.Runs, p.Reasons[0].Runs) {
			return
		}
	}
	if len(p.Reasons) > 0 {
		one := p.Reasons[0]
		p.Alike = &one
	}
}

// pauseReason tells the clocks of this matter and of those it takes along
// apart: which stand still, which run on.
func pauseReason(o Option, f *casework.Outlook, view *casework.View) PauseReason {
	row := PauseReason{Option: o}
	stands := map[string]bool{}
	for _, turn := range f.Clocks {
		if turn.Kind == casework.TurnPauses {
			title := templates.FullWidth(turn.Rule.Title)
			stands[turn.Rule.ID], row.Stops = true, append(row.Stops, title)
		}
	}
	for _, c := range view.Deadlines {
		if c.Deadline.State == casemodel.ClockRunning && c.Rule != nil && !stands[c.Rule.ID] {
			row.Runs = append(row.Runs, templates.FullWidth(c.Rule.Title))
		}
	}
	return row
}

// runningClocks are those that run, stand still or were missed.
func runningClocks(view *casework.View) []Clock {
	var running []Clock
	for i := range view.Deadlines {
		if c := &view.Deadlines[i]; c.Deadline.Running() || c.Deadline.State == casemodel.ClockMissed {
			running = append(running, clockRow(c, localDay(view.Now)))
		}
	}
	return running
}

// ClocksPage is a form beside which the running clocks stand.
type ClocksPage struct {
	*DoPage
	Clocks []Clock
	Days   ChipLine
}

func fillClocks(_ *Site, _ *visit, view *casework.View, page *DoPage) (any, error) {
	own := &ClocksPage{DoPage: page, Clocks: runningClocks(view)}
	for _, d := range page.act.Fields {
		if d.Type == "date" {
			own.Days = daysFrom(d.ID, localDay(view.Now), 7, 15, 30)
		}
	}
	return own, nil
}

// ExtendPage lengthens a term with everybody's yes.
type ExtendPage struct {
	ConsentPage
	Clocks []Clock
	Limits []string // what the rule allows, and what was used of it
	Days   ChipLine
}

func fillExtend(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	base, err := fillConsent(s, v, view, page)
	if err != nil {
		return nil, err
	}
	consent, is := base.(*ConsentPage)
	if !is {
		return base, nil
	}
	own := &ExtendPage{ConsentPage: *consent}
	for i, c := range view.Deadlines {
		if !extends(page.act, &c) || !c.Deadline.Running() && c.Deadline.State != casemodel.ClockMissed {
			continue
		}
		own.Clocks = append(own.Clocks, clockRow(&view.Deadlines[i], localDay(view.Now)))
		own.Limits = append(own.Limits, limits(&c)...)
		own.Days = daysFrom("until", c.Deadline.DueOn, 15, 30)
	}
	return own, nil
}

// extends reports whether an act lengthens a clock.
func extends(act *workflows.Act, c *casework.Clock) bool {
	return slices.ContainsFunc(act.Extends, func(e workflows.Extend) bool { return e.Clock == c.Deadline.RuleID || e.Clock == c.Deadline.Family })
}

// limits are the bounds of a rule, and how often it was lengthened already.
func limits(c *casework.Clock) []string {
	if c.Rule == nil || c.Rule.Extension == nil {
		return []string{say("clock.no_extension")}
	}
	x, lines := c.Rule.Extension, []string(nil)
	unit := string(x.Unit)
	if unit == "" {
		unit = "calendar_day"
	}
	for _, one := range []struct {
		key string
		n   int
	}{{"extend.each", x.MaxN}, {"extend.total", x.Total}} {
		if one.n > 0 {
			lines = append(lines, say(one.key, "length", say("unit."+unit, "n", one.n)))
		}
	}
	if x.Times > 0 {
		lines = append(lines, say("extend.times", "n", x.Times))
	}
	used := 0
	for _, t := range c.Terms {
		if t.Kind == "extension" {
			used++
		}
	}
	if used > 0 {
		lines = append(lines, say("extend.used", "n", used))
	}
	if len(lines) == 0 {
		lines = append(lines, say("extend.free"))
	}
	return lines
}
