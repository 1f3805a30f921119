package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// saidOf is a value of a matter in words, "" for one that was not given or that
// this reader may not read.
func (s *Site) saidOf(v *visit, view *casework.View, field string) string {
	if d := fieldOf(declared(view.Flow), field); d != nil {
		return s.readable(v, view, d, view.Fields[field])
	}
	return ""
}

// delegationRecord is what a court hears of a dispute it gave away: how the
// mediation came to its end, never what was said in it. Of any other mediation
// it is only its state.
func (s *Site) delegationRecord(v *visit, of *casework.View) record {
	return record{
		"way": s.saidOf(v, of, "delegation"), "case_no": of.Fields["court_case_no"], "materials": of.Fields["materials"], "conduct": of.Fields["conduct"],
		"result": of.Flow.States.Get(of.Matter.State).Title,
	}
}

// alertRecord is what an alert tells the police (《人民调解法》25).
func (s *Site) alertRecord(v *visit, view *casework.View) record {
	if view.Matter.Kind != casemodel.KindAlert {
		return record{}
	}
	r := record{"to": view.Fields["reported_to"]}
	for key, field := range map[string]string{"grounds": "grounds", "facts": "facts", "measures": "measures", "body": "body", "way": "way"} {
		r[key] = s.saidOf(v, view, field)
	}
	for _, d := range view.Documents {
		if d.Name == "D29_risk_report" {
			r["on"] = d.On
		}
	}
	return r
}

// acceptedOn is when a mediation was taken on: the day its notice of that fell
// due, else the day it came.
func acceptedOn(view *casework.View) casemodel.Day {
	for _, d := range view.Documents {
		if d.Name == "D09_acceptance" || d.Name == "D40_acceptance_notice" {
			return d.On
		}
	}
	return happenedOn(view.Matter.OpenedAt)
}

// termBefore is the last day of a term as it was before it was extended for the
// last time, to until; without an extension the last day it has.
func termBefore(c *casework.Clock, until casemodel.Day) casemodel.Day {
	last := -1
	for i := range c.Terms {
		if c.Terms[i].Kind == calendar.TermExtension {
			last = i
		}
	}
	if last < 1 {
		return c.Deadline.DueOn
	}
	if end, err := calendar.ParseDay(string(until)); err == nil && c.Terms[last].Unit == calendar.CalendarDay {
		return casemodel.Day((end - calendar.Day(c.Terms[last].N)).String())
	}
	for _, t := range slices.Backward(c.Terms[:last]) {
		if t.Kind == calendar.TermPlus || t.Kind == calendar.TermExtension || t.Kind == calendar.TermFixed {
			return casemodel.Day(t.On.String())
		}
	}
	return c.Deadline.DueOn
}

// doneOn is the legal date of an act as it was done last, "" for one that was
// not.
func doneOn(d *casework.Dossier, act string) casemodel.Day {
	for i := range slices.Backward(d.Lines) {
		if d.Lines[i].Act == act {
			return d.Lines[i].On
		}
	}
	return ""
}
