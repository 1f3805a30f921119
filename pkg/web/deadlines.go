package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// DeadlinesPage lists every rule with its figure, its source and how well it is
// verified.
type DeadlinesPage struct {
	Shell
	Count  string
	Groups []RuleGroup
}

// RuleGroup is the rules of one law or regulation.
type RuleGroup struct {
	Title string
	Rows  []RuleRow
}

// RuleRow is one rule.
type RuleRow struct {
	ID, Title, Figure, Kind, Class, Owner, Source, Tag, Place, Valid, Quote, Not string
}

func (s *Site) deadlines(v *visit) error {
	page := DeadlinesPage{}
	all := s.desk.Flows.Rules.All()
	ready := 0
	for _, r := range all {
		if r.Ready {
			ready++
		}
		law := templates.FullWidth(r.Source.Law)
		if law == "" {
			law = say("rule.no_law")
		}
		i := slices.IndexFunc(page.Groups, func(g RuleGroup) bool { return g.Title == law })
		if i < 0 {
			i = len(page.Groups)
			page.Groups = append(page.Groups, RuleGroup{Title: law})
		}
		page.Groups[i].Rows = append(page.Groups[i].Rows, s.ruleRow(r))
	}
	page.Count = say("rule.count", "n", len(all), "ready", ready, "not", len(all)-ready)
	page.Shell = v.shell(say("nav.deadlines"), "/deadlines")
	return v.ok("deadlines", page)
}

func (s *Site) ruleRow(r *workflows.Rule) RuleRow {
	row := RuleRow{
		ID: r.ID, Title: templates.FullWidth(r.Title), Figure: figure(r), Kind: say("rule.kind." + r.Kind), Class: say("clock.class." + string(r.Class)),
		Owner: say("rule.owner." + r.Owner), Source: article(r), Tag: say("rule.tag." + r.Tag), Quote: templates.FullWidth(r.Source.Text),
	}
	switch {
	case r.SameAs != "":
		row.Not = say("rule.same_as", "id", r.SameAs, "rule", s.ruleTitle(r.SameAs))
	case !r.Ready:
		row.Not = say("rule.not_ready")
	}
	if r.Jurisdiction != "" && r.Jurisdiction != "CN" {
		row.Place = say("rule.local", "area", r.Jurisdiction[len("CN-"):])
	}
	if r.ValidFrom != "" || r.ValidTo != "" {
		row.Valid = say("rule.valid", "from", string(r.ValidFrom), "to", string(r.ValidTo))
	}
	return row
}

// figure is 30 days, counted from the next day, rolled on a holiday.
func figure(r *workflows.Rule) string {
	c := r.Arith()
	if r.SameAs != "" {
		return ""
	}
	if r.Every != "" {
		return say("rule.every." + r.Every)
	}
	length := say("unit."+string(c.Unit), "n", c.N)
	return say("rule.figure", "length", length, "start", say("rule.start."+string(c.Start)), "roll", say("rule.roll."+string(c.Roll)))
}

// article cites only what the figure's own group does not say yet.
func article(r *workflows.Rule) string {
	if r.Kind == workflows.RuleDefault {
		return ""
	}
	full, law := templates.Cite(r.Source.Law, r.Source.Article), templates.Cite(r.Source.Law, "")
	return strings.TrimSpace(strings.TrimPrefix(full, law))
}
