package workflows

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// RuleAnchor says from which day a rule counts: the legal date of the act that
// starts it unless one of the others is given.
type RuleAnchor struct {
	Field    string       `yaml:"field"`     // a date of the matter
	Given    bool         `yaml:"given"`     // field: only where the starting act itself names it, else no clock runs
	Event    string       `yaml:"event"`     // legal date of another act of the matter
	Deadline string       `yaml:"deadline"`  // where the clock of that rule began, if it ran here
	LatestOf []RuleAnchor `yaml:"latest_of"` // the latest of these and of the starting act
	When     RuleWhen     `yaml:"when"`      // within latest_of: counts only then
}

// RuleDates is what an anchor may ask of a matter. A nil function knows nothing.
type RuleDates struct {
	Start casemodel.Day                     // legal date of the starting act
	Value func(field string) string         // current value, "" when unknown
	Event func(act string) casemodel.Day    // its last legal date, "" when it never happened
	Clock func(ruleID string) casemodel.Day // where that rule's clock began, "" when there is none
}

// On answers the day from which to count, or that it is not known yet and the
// clock waits (awaiting_anchor).
func (a RuleAnchor) On(d RuleDates) (casemodel.Day, bool) {
	switch {
	case a.Field != "":
		day := casemodel.Day(d.value(a.Field))
		return day, day.Valid()
	case a.Event != "":
		day := d.event(a.Event)
		return day, day != ""
	case a.Deadline != "":
		if day := d.clock(a.Deadline); day != "" {
			return day, true
		}
		return d.Start, d.Start != ""
	case len(a.LatestOf) > 0:
		return a.latest(d)
	default:
		return d.Start, d.Start != ""
	}
}

// latest waits while any date that counts is missing, and while it is not even
// known which one counts.
func (a RuleAnchor) latest(d RuleDates) (casemodel.Day, bool) {
	latest := d.Start
	for _, one := range a.LatestOf {
		for field := range one.When {
			if d.value(field) == "" {
				return "", false
			}
		}
		if !one.When.holds(d.value) {
			continue
		}
		day, known := one.On(d)
		if !known {
			return "", false
		}
		latest = latest.Later(day)
	}
	return latest, latest != ""
}

func (d RuleDates) value(field string) string {
	if d.Value == nil {
		return ""
	}
	return d.Value(field)
}

func (d RuleDates) event(act string) casemodel.Day {
	if d.Event == nil {
		return ""
	}
	return d.Event(act)
}

func (d RuleDates) clock(rule string) casemodel.Day {
	if d.Clock == nil {
		return ""
	}
	return d.Clock(rule)
}

// RuleWhen is a condition: every field has one of its values.
type RuleWhen map[string][]string

func (w RuleWhen) holds(value func(field string) string) bool {
	for field, in := range w {
		if !slices.Contains(in, value(field)) {
			return false
		}
	}
	return true
}

// excludes reports that the two can never hold together: some field would need
// two values at once.
func (w RuleWhen) excludes(other RuleWhen) bool {
	for field, in := range w {
		others, both := other[field]
		if both && !slices.ContainsFunc(in, func(v string) bool { return slices.Contains(others, v) }) {
			return true
		}
	}
	return false
}
