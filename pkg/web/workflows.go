package web

import (
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// WorkflowsPage lists every procedure.
type WorkflowsPage struct {
	Shell
	Rows []FlowRow
}

// FlowRow is one procedure in the list.
type FlowRow struct {
	Href, Title, ID, Kind, Base string
	States, Events, Version     int
	Complete                    bool
}

func (s *Site) workflows(v *visit) error {
	page := WorkflowsPage{}
	for _, f := range s.desk.Flows.All() {
		page.Rows = append(page.Rows, FlowRow{
			Href: "/workflows/" + f.ID, Title: f.Title, ID: f.ID, Kind: say("kind." + string(f.Kind)), Base: s.base(f),
			States: len(f.States.Keys), Events: len(f.Events), Version: f.Version, Complete: f.Complete,
		})
	}
	page.Shell = v.shell(say("nav.workflows"), "/workflows")
	return v.ok("workflows", page)
}

// base names the procedure an overlay stands on.
func (s *Site) base(f *workflows.Flow) string {
	if len(f.Lineage) > 1 {
		if base := s.desk.Flows.Latest(f.Lineage[1]); base != nil && f.Extends != "" {
			return base.Title
		}
	}
	return ""
}

func (s *Site) ruleTitle(ref string) string {
	if r, ok := s.desk.Flows.Rules.Get(ref); ok {
		return templates.FullWidth(r.Title)
	}
	if family := s.desk.Flows.Rules.Family(ref); len(family) > 0 {
		return templates.FullWidth(family[0].Title)
	}
	return ref
}
