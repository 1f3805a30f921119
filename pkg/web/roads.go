package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// offCourse are the states of an obligation in which a way has to be found.
var offCourse = []string{"overdue", "urged", "partially", "defaulted"}

// roads are the ways from an obligation that was not performed: those that stand
// open with their source, last day, court and paper, and those that are closed
// with why. None while nothing is overdue, or to who may not read the agreement.
func (s *Site) roads(v *visit, view *casework.View) ([]WorkList, error) {
	if !slices.Contains(offCourse, view.Matter.State) {
		return nil, nil
	}
	at, err := s.desk.Standing(v.ctx(), v.who, view.Matter.ID)
	if err != nil || at == nil || !at.PastDue {
		return nil, err
	}
	r := roadMap{view: view, at: at, home: "/matters/" + string(view.Matter.ID) + "/do/"}
	r.rows(localDay(view.Now))
	return []WorkList{{Title: say("ways_on.title"), Rows: append(r.open, r.shut...)}}, nil
}

// besides puts the roads beside a form.
func besides(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	lists, err := s.roads(v, view)
	p.Lists = append(p.Lists, lists...)
	return err
}

type roadMap struct {
	view       *casework.View
	at         *casework.Standing
	home       string
	open, shut []WorkRow
}

func (r *roadMap) may(act string) bool {
	return slices.ContainsFunc(r.view.Choices, func(c casework.Choice) bool { return c.ID == act })
}

// add puts a road down: closed when there is a why, else open and leading to
// its act, or to the default that has to be stated before it.
func (r *roadMap) add(name, act, why string, last casemodel.Day, court string) {
	row := WorkRow{Title: say("ways_on." + name + ".title"), Note: say("ways_on." + name + ".source")}
	if why != "" {
		row.State, row.Note = State{Title: say("ways_on.closed"), Tint: "grey", Icon: "x"}, why
		r.shut = append(r.shut, row)
		return
	}
	row.State = State{Title: say("ways_on.open"), Tint: "green", Icon: "check"}
	notes := []string{row.Note}
	if last != "" {
		notes = append(notes, say("ways_on.until", "on", string(last)))
		if nearing(days(localDay(r.view.Now), last)) {
			row.State = State{Title: say("ways_on.until", "on", string(last)), Tint: "amber", Icon: "clock"}
		}
	}
	if court != "" {
		notes = append(notes, say("ways_on.court", "court", court))
	}
	notes = append(notes, say("ways_on."+name+".paper"))
	switch {
	case strings.HasPrefix(act, "/"):
		row.Href = act
	case r.may(act):
		row.Href = r.home + act
	case r.may("mark_default") && slices.Contains([]string{"sue", "apply_enforcement"}, act):
		row.Href = r.home + "mark_default"
		notes = append(notes, say("ways_on.default_first"))
	case r.may("urge") && act != "urge":
		notes = append(notes, say("ways_on.urge_first"))
	}
	row.Note = strings.Join(notes, say("ways_on.and"))
	r.open = append(r.open, row)
}

func (r *roadMap) rows(today casemodel.Day) {
	at := r.at
	urged := ""
	if r.view.Matter.State == "defaulted" {
		urged = say("ways_on.why.defaulted")
	}
	r.add("urge", "urge", urged, "", "")
	r.add("confirm", "/matters/"+string(at.Window), r.confirmShut(today), at.ApplyBy, "")
	enforce := ""
	switch {
	case !at.Confirmed:
		enforce = say("ways_on.why.no_title")
	case at.EnforceBy != "" && at.EnforceBy < today:
		enforce = say("ways_on.why.enforce_over", "on", string(at.EnforceBy))
	}
	r.add("enforce", "apply_enforcement", enforce, at.EnforceBy, at.By)
	if enforce == "" {
		r.open = append(r.open, WorkRow{Title: say("pack.enforcement"), Note: say("pack.enforcement_note"), Href: "/matters/" + string(r.view.Matter.ID) + "/pack"})
	}
	money := ""
	if !at.Sum {
		money = say("ways_on.why.not_money")
	}
	confirmed := ""
	if at.Confirmed {
		confirmed = say("ways_on.why.confirmed")
	}
	home := strings.Join(at.Home, say("list.comma"))
	r.add("payment_order", "", cmp.Or(confirmed, money), "", home)
	if at.Labour {
		r.add("arbitrate", "", confirmed, "", "")
		r.add("sue", "sue", cmp.Or(confirmed, say("ways_on.why.labour")), "", "")
	} else {
		sue := confirmed
		if sue == "" && at.Limit != "" && at.Limit < today {
			sue = say("ways_on.why.limit_over", "on", string(at.Limit))
		}
		r.add("sue", "sue", sue, at.Limit, home)
	}
	r.add("notarise", "", cmp.Or(confirmed, money), "", "")
	r.add("renegotiate", "renegotiate", "", "", "")
	r.add("waive", "waive", "", "", "")
}

// confirmShut is why the parties cannot apply for a confirmation together any
// more, "" while they can.
func (r *roadMap) confirmShut(today casemodel.Day) string {
	at := r.at
	switch {
	case at.Confirmed:
		return say("ways_on.why.is_confirmed")
	case at.Window == "":
		return say("ways_on.why.no_confirmation")
	case at.Refused:
		return say("ways_on.why.one_refuses")
	case at.ApplyBy == "" || at.ApplyBy < today:
		return say("ways_on.why.window_over")
	}
	return ""
}

// nearRoad is how many days before its end a road is marked as ending.
const nearRoad = 15

func nearing(left int) bool { return left <= nearRoad }
