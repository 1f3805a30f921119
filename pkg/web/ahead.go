package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// Foresight is what an act brings about, beside its form: found out by rehearsing
// it, so that its dates are the dates it will have.
type Foresight struct {
	Title  string
	Lines  []string // where matters will stand, what comes into being
	Starts []Clock
	Stops  []string
	Papers []string
	Why    string // it cannot be done yet
}

// foresee rehearses the act of a page with what its fields hold and, where they
// hold nothing, with what the page takes for granted. What waits for an answer
// of the form is not told as an obstacle.
func (s *Site) foresee(v *visit, view *casework.View, page *DoPage, granted map[string]any) (*Foresight, error) {
	version := view.Matter.Version
	got, err := s.desk.Foresee(v.ctx(), v.who, view.Matter.ID, page.Act, casework.Input{Version: &version, Fields: granted})
	if err != nil {
		return nil, err
	}
	a := &Foresight{Title: say("ahead.title"), Why: s.obstacle(got.Why)}
	if got.Asks {
		a.Lines = append(a.Lines, say("ahead.asks"))
		return a, nil
	}
	a.Lines = append(a.Lines, s.movesAhead(view, got.Fired)...)
	a.Lines = append(a.Lines, bornAhead(got.Created, localDay(view.Now))...)
	started := *view
	started.Deadlines = got.Started
	var clocks MatterPage
	s.clocks(&started, &clocks)
	a.Starts = clocks.Clocks
	for _, c := range got.Stopped {
		if c.Rule != nil {
			a.Stops = append(a.Stops, templates.FullWidth(c.Rule.Title))
		}
	}
	for _, name := range got.Papers {
		a.Papers = append(a.Papers, say("document."+name))
	}
	return a, nil
}

// obstacle tells what stands in the way of an act, "" when it is only that a
// field of the form is not filled in yet.
func (s *Site) obstacle(why *casemodel.Error) string {
	if why == nil || why.Kind != casemodel.Invalid || slices.ContainsFunc(why.All(), func(f casemodel.FieldError) bool { return f.Field != "" }) {
		return ""
	}
	return s.sayFault(why.Key, why.Args)
}

// movesAhead says where the matter, its case and its parts will stand.
func (s *Site) movesAhead(view *casework.View, fired []casework.Fired) []string {
	var order []casemodel.ID
	last := map[casemodel.ID]casework.Fired{}
	for _, f := range fired {
		was, seen := last[f.MatterID]
		if !seen {
			order = append(order, f.MatterID)
		} else {
			f.From = was.From
		}
		last[f.MatterID] = f
	}
	var lines []string
	for _, id := range order {
		f := last[id]
		if f.From == f.To {
			continue
		}
		switch child := childOf(view, id); {
		case id == view.Matter.ID:
			lines = append(lines, say("ahead.here", "state", stateOf(view.Flow, f.To).Title))
		case id == view.Root.ID:
			lines = append(lines, say("ahead.root", "state", stateOf(s.desk.Flows.Flow(view.Root.Workflow, view.Root.WorkflowVersion), f.To).Title))
		case child != nil && child.Flow != nil:
			lines = append(lines, say("ahead.part", "title", child.Flow.Title, "state", stateOf(child.Flow, f.To).Title))
		}
	}
	return lines
}

func childOf(view *casework.View, id casemodel.ID) *casework.Child {
	for i := range view.Children {
		if view.Children[i].Matter.ID == id {
			return &view.Children[i]
		}
	}
	return nil
}

// bornAhead counts what comes into being by its kind, with the first day each
// kind falls due.
func bornAhead(created []casework.Coming, today casemodel.Day) []string {
	type kind struct {
		n     int
		first casemodel.Day
	}
	var order []string
	kinds := map[string]*kind{}
	for _, c := range created {
		if c.Flow == nil {
			continue
		}
		k := kinds[c.Flow.Title]
		if k == nil {
			k = &kind{}
			kinds[c.Flow.Title], order = k, append(order, c.Flow.Title)
		}
		k.n++
		if c.Due != "" && (k.first == "" || c.Due < k.first) {
			k.first = c.Due
		}
	}
	var lines []string
	for _, title := range order {
		k := kinds[title]
		if k.first == "" {
			lines = append(lines, say("ahead.born", "title", title, "n", k.n))
			continue
		}
		lines = append(lines, say("ahead.born_due", "title", title, "n", k.n, "on", shortDay(k.first, today)))
	}
	return lines
}
