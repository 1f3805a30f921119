package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
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

// WorkflowPage draws one procedure and says who may do what in it.
type WorkflowPage struct {
	Shell
	Crumbs []Link
	Head   string
	About  string
	Chart  Chart
	States []StateRow
	Acts   []ActRow
}

// StateRow is one state with its class.
type StateRow struct {
	State State
	Phase string
	Class string
}

// ActRow is one event or record: from where, to where, and who may.
type ActRow struct {
	Title, ID string
	Record    bool
	Ways      []string
	Who       []string
	Guards    []string
	Clocks    []string
	Papers    []string
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

func (s *Site) workflow(v *visit) error {
	f := s.desk.Flows.Latest(v.c.Param("id"))
	if f == nil {
		return errNoPage
	}
	page := WorkflowPage{
		Head: f.Title, Chart: draw(f), About: say("workflow.about", "id", f.ID, "version", f.Version, "sha", f.SHA[:12]),
		Crumbs: []Link{{say("nav.workflows"), "/workflows"}, {f.Title, ""}},
	}
	for _, id := range f.States.Keys {
		st := f.States.Get(id)
		page.States = append(page.States, StateRow{State: stateOf(f, id), Phase: st.Phase, Class: say("class." + string(st.Class))})
	}
	for _, e := range f.Events {
		row := s.actRow(&e.Act)
		for _, way := range e.AllWays() {
			row.Ways = append(row.Ways, s.way(f, way))
		}
		row.Who = s.whoMay(s.needsOf(f, e.ID, sources(e)))
		page.Acts = append(page.Acts, row)
	}
	for _, r := range f.Records {
		row := s.actRow(&r.Act)
		row.Record, row.Ways = true, []string{s.while(f, r.While)}
		row.Who = s.whoMay(s.needsOf(f, r.ID, within(f, r.While)))
		page.Acts = append(page.Acts, row)
	}
	page.Shell = v.shell(f.Title, "/workflows")
	return v.ok("workflow", page)
}

func (s *Site) actRow(a *workflows.Act) ActRow {
	row := ActRow{Title: a.Title, ID: a.ID}
	for _, n := range a.Needs {
		row.Guards = append(row.Guards, say("guard_name."+n.Name))
	}
	for _, ref := range a.Starts {
		row.Clocks = append(row.Clocks, say("workflow.starts", "rule", s.ruleTitle(ref)))
	}
	for _, stop := range a.Stops {
		row.Clocks = append(row.Clocks, say("workflow.stops", "rule", s.ruleTitle(stop.Rule)))
	}
	for _, name := range a.Documents {
		row.Papers = append(row.Papers, say("document."+name))
	}
	return row
}

func (s *Site) ruleTitle(ref string) string {
	if r, ok := s.desk.Flows.Rules.Get(ref); ok {
		return r.Title
	}
	if family := s.desk.Flows.Rules.Family(ref); len(family) > 0 {
		return family[0].Title
	}
	return ref
}

func (s *Site) way(f *workflows.Flow, w workflows.Way) string {
	from := make([]string, len(w.From))
	for i, id := range w.From {
		from[i] = stateOf(f, id).Title
	}
	to := say("workflow.same")
	if w.To != workflows.Same {
		to = stateOf(f, w.To).Title
	}
	return say("workflow.way", "from", strings.Join(from, say("list.comma")), "to", to)
}

func (s *Site) while(f *workflows.Flow, words []string) string {
	titles := make([]string, len(words))
	for i, w := range words {
		if f.States.Get(w) != nil {
			titles[i] = stateOf(f, w).Title
			continue
		}
		titles[i] = say("class." + w)
	}
	return strings.Join(titles, say("list.comma"))
}

func sources(e *workflows.Event) []string {
	var from []string
	for _, w := range e.AllWays() {
		from = append(from, w.From...)
	}
	return from
}

func within(f *workflows.Flow, words []string) []string {
	return slices.DeleteFunc(slices.Clone(f.States.Keys), func(id string) bool { return !f.Within(id, words) })
}

// needsOf joins who may do an act over all the states it starts from.
func (s *Site) needsOf(f *workflows.Flow, act string, states []string) []casemodel.Need {
	gate := s.desk.Gate.Now()
	var all []casemodel.Need
	for _, state := range states {
		for _, n := range gate.Needs(f.Lineage, state, f.Class(state), act, nil) {
			if !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}
