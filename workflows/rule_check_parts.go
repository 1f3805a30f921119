package workflows

import (
	"slices"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// anchor checks where counting starts.
func (c *ruleChecker) anchor(key string, a RuleAnchor) {
	given := 0
	for _, is := range []bool{a.Field != "", a.Event != "", a.Deadline != "", len(a.LatestOf) > 0} {
		if is {
			given++
		}
	}
	inList := key != "anchor"
	if given > 1 || inList && given == 0 {
		c.fault(key, "an anchor is one of field, event, deadline, latest_of")
	}
	if inList && len(a.LatestOf) > 0 || !inList && a.When != nil {
		c.fault(key, "when belongs to the dates of latest_of, which holds no other list")
	}
	if a.Field != "" && !slices.Contains(c.file.Dates, a.Field) {
		c.fault(key, "there is no date %q", a.Field)
	}
	if a.Deadline != "" {
		c.other(key, a.Deadline)
	}
	for _, one := range a.LatestOf {
		c.anchor("anchor.latest_of", one)
		c.condition("anchor.latest_of", one.When)
	}
}

// other checks that another rule exists and has a clock.
func (c *ruleChecker) other(key, id string) *Rule {
	other, ok := c.rules.Get(id)
	if !ok || other.SameAs != "" || other == c.rule {
		c.fault(key, "there is no other clock %q", id)
		return nil
	}
	return other
}

func (c *ruleChecker) condition(key string, when RuleWhen) {
	for field, in := range when {
		values, known := c.file.Values[field]
		if !known {
			c.fault(key, "there is no field %q", field)
			continue
		}
		if len(in) == 0 {
			c.fault(key, "%s is asked for no value", field)
		}
		for _, v := range in {
			if !slices.Contains(values, v) {
				c.fault(key, "%s has no value %q", field, v)
			}
		}
	}
}

// changes checks how a running clock may be stood still, lengthened or begun anew.
func (c *ruleChecker) changes() {
	r := c.rule
	rigid := r.Count.Start == calendar.BeforeEvent || r.Count.Start == calendar.FixedDay
	for _, reason := range r.Pausable {
		if !slices.Contains(c.file.Pauses, reason) {
			c.fault("pausable", "there is no reason %q to pause", reason)
		}
	}
	if len(r.Pausable) > 0 && rigid {
		c.fault("pausable", "a count with start %s cannot pause", r.Count.Start)
	}
	e := r.Extension
	if e == nil {
		return
	}
	switch {
	case e.Needs == "":
		c.fault("extension", "an extension needs somebody's consent or approval")
	case !slices.Contains(c.file.Needs, e.Needs):
		c.fault("extension", "there is no consent %q", e.Needs)
	}
	bound := calendar.Rule{N: max(1, e.MaxN, e.Total), Unit: e.Unit, Start: calendar.NextDay, Roll: calendar.RollNone}
	if e.Unit == calendar.Hour {
		bound.Start = calendar.Immediate
	}
	if err := bound.Check(); err != nil {
		c.fault("extension", "%v", err)
	}
	if rigid || (e.Unit == calendar.Hour) != (r.Count.Unit == calendar.Hour) {
		c.fault("extension", "a count of %s with start %s cannot be extended by %s", r.Count.Unit, r.Count.Start, e.Unit)
	}
	if e.MaxN < 0 || e.Times < 0 || e.Total < 0 || e.Total > 0 && e.MaxN > e.Total {
		c.fault("extension", "the bounds contradict each other")
	}
}

func (c *ruleChecker) warnings() {
	r := c.rule
	for _, lead := range r.Warn {
		if _, err := calendar.ParseLead(lead); err != nil {
			c.fault("warn", "%v", err)
		}
	}
	if r.Remind == nil {
		return
	}
	c.fires("remind", r.Remind)
	if len(r.Warn) == 0 {
		c.fault("remind", "a reminder comes with the first warning, and there is none")
	}
}

// expiry checks that it is said what happens when the clock runs out.
func (c *ruleChecker) expiry() {
	r := c.rule
	if r.OnExpiry != nil {
		c.fires("on_expiry", r.OnExpiry)
	}
	switch {
	case r.SameAs != "":
		if r.OnExpiry != nil || r.FlagOnly || len(r.Warn) > 0 || r.Slot != "" {
			c.fault("same_as", "the clock of %s warns and expires, not this one", r.SameAs)
		}
	case r.OnExpiry != nil && r.FlagOnly:
		c.fault("flag_only", "it fires an expiry or only flags it, not both")
	case r.OnExpiry == nil && !r.FlagOnly:
		c.fault("", "on_expiry or flag_only is missing")
	case r.FlagOnly && r.Irreversible:
		c.fault("irreversible", "what only flags can be undone")
	}
}

func (c *ruleChecker) fires(key string, e *RuleExpiry) {
	if (e.Event == "") == (e.Record == "") {
		c.fault(key, "it fires one event or one record")
	}
	if !slices.Contains(ruleTargets, e.Target) {
		c.fault(key, "there is no target %q", e.Target)
	}
}
