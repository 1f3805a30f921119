package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// StartForm begins a sitting: who came is asked first. Of one that was not
// arranged there is no list of those who were expected.
type StartForm struct {
	*WorkPage
	Arranged bool
	Open     bool // somebody needs help, or a letter
}

// starting is the page of an act that begins a sitting.
func starting(begin func(*Site, *visit, *casework.View, url.Values)) ownPage {
	plain := work("", begin, helps, calls)
	return ownPage{name: "do_start", begin: begin, fill: func(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
		filled, err := plain.fill(s, v, view, page)
		if err != nil {
			return nil, err
		}
		below, is := filled.(*WorkPage)
		if !is {
			return filled, nil // work fills nothing else
		}
		p := &StartForm{WorkPage: below}
		for i := range view.Arranged {
			one := &view.Arranged[i]
			if one.MatterID == view.Matter.ID && one.State == casemodel.Planned && (page.Act == "start_sitting" || page.values.Get(nameOf("sitting")) == string(one.ID) || calendar.DayOf(one.From.Time()) == calendar.DayOf(view.Now.Time())) {
				p.Arranged = true
				p.Open = p.Open || one.Mode == "detention"
			}
		}
		for _, party := range view.Parties {
			p.Open = p.Open || party.Present() && speechless(party)
		}
		for _, faulty := range []string{"interpreter", "pledge", "masters", "letter"} {
			for i := range page.Fields {
				p.Open = p.Open || page.Fields[i].Name == nameOf(faulty) && page.Fields[i].Error != ""
			}
		}
		return p, nil
	}}
}

// speechless reports whether a party needs somebody to interpret.
func speechless(p casemodel.Party) bool {
	return slices.Contains(p.Needs, "deaf") || slices.Contains(p.Needs, "dialect")
}

// helps lists what parties need of a sitting.
func helps(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("sitting.needs")}
	for _, line := range s.needLines(view) {
		list.Rows = append(list.Rows, WorkRow{Title: line})
	}
	if len(list.Rows) > 0 {
		p.Lists = append(p.Lists, list)
	}
	return nil
}

// needLines says of each party that needs help how it is met in a sitting.
func (s *Site) needLines(view *casework.View) (lines []string) {
	for _, party := range view.Parties {
		for _, need := range party.Needs {
			if party.Present() && slices.Contains([]string{"illiterate", "deaf", "dialect", "minor"}, need) {
				lines = append(lines, say("sitting.need."+need, "party", s.partyName(party)))
			}
		}
	}
	return lines
}

// recordMode is how a sitting is written down that was arranged in some way.
func recordMode(mode string) string {
	if mode == "first" {
		return "caucus"
	}
	return mode
}

// beginSitting: held where and how it was arranged; who came is only ticked.
func beginSitting(s *Site, v *visit, view *casework.View, values url.Values) {
	set(values, "f.place", view.Fields["place"])
	values.Set("f.way", "joint")
	if view.Apart {
		values.Set("f.way", "apart")
	}
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if one.MatterID == view.Matter.ID && one.State == casemodel.Planned && calendar.DayOf(one.From.Time()) == calendar.DayOf(view.Now.Time()) {
			values.Set("f.sitting", string(one.ID))
			set(values, "f.way", recordMode(one.Mode))
			set(values, "f.place", view.RoomOf(one))
			beginStart(s, v, view, values)
			return
		}
	}
}

// beginStart: all who were expected, as if they had come themselves.
func beginStart(_ *Site, _ *visit, view *casework.View, values url.Values) {
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if id := values.Get("f.sitting"); one.MatterID != view.Matter.ID || one.State != casemodel.Planned || id != "" && id != string(one.ID) {
			continue
		}
		values.Set("f.sitting", string(one.ID))
		set(values, "f.interpreter", one.Interpreter)
		set(values, "f.letter", one.Letter)
		for _, p := range view.Parties {
			if p.Present() && slices.Contains(one.Expected, string(p.ID)) {
				values.Set(nameOf("came")+"."+string(p.ID)+".came", "self")
				guardian(p, values)
			}
		}
		return
	}
}

// guardian names who comes with somebody who is no adult.
func guardian(p casemodel.Party, values url.Values) {
	if r := p.Representatives; len(r) == 1 && r[0].Kind == "guardian" {
		values.Set(nameOf("came")+"."+string(p.ID)+".name", r[0].Name)
	}
}

// beginCame: what was found when the sitting began stands in its record too.
func beginCame(view *casework.View, values url.Values) {
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if one.MatterID != view.Matter.ID || one.State != casemodel.Started || one.SessionID != "" {
			continue
		}
		values.Set("f.sitting", string(one.ID))
		set(values, "f.mode", recordMode(one.Mode))
		values.Set("f.began", one.StartedAt.Time().In(calendar.Zone).Format(atTheMinute))
		set(values, "f.place", view.RoomOf(one))
		set(values, "f.interpreter", one.Interpreter)
		tick(values, "f.pledge", one.Begun.Pledge)
		tick(values, "f.masters", one.Begun.Masters)
		if recordMode(one.Mode) == "caucus" && len(one.Expected) == 1 {
			values.Set("f.side", one.Expected[0])
		}
		setCame(values, one.Begun.Came)
		return
	}
}

func tick(values url.Values, name string, is bool) {
	if is {
		values.Set(name, "true")
	}
}

// setCame fills in who came.
func setCame(values url.Values, came []casemodel.Attendance) {
	for _, a := range came {
		at := nameOf("came") + "." + string(a.Party) + "."
		for cell, value := range map[string]string{
			"came": a.Came, "name": a.Name, "authority": a.Authority, "with": a.With, "relation": a.Relation, "capacity": a.Capacity, "admitted": a.Admitted,
		} {
			set(values, at+cell, value)
		}
		tick(values, at+"late", a.Late)
		tick(values, at+"checked", a.Checked)
	}
}
