package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// WorkflowPage draws one procedure and says, stage by stage, what may be done
// and by whom.
type WorkflowPage struct {
	Shell
	Crumbs []Link
	Head   string
	About  string
	Matrix string // where the policy of it stands, "" for who may not read it
	Chart  Chart
	Stages []Stage
	States []StateRow
}

// Stage is the acts that start from the states of one phase, or those that do
// not belong to one.
type Stage struct {
	ID, Title string
	States    []StageState
	Acts      []ActRow
}

// StageState is a state of a stage; Href is its policy.
type StageState struct {
	State State
	Href  string
}

// StateRow is one state with its class.
type StateRow struct {
	State State
	Phase string
	Class string
}

// ActRow is one event or record: from where, to where, and who may.
type ActRow struct {
	Title, ID, Href string
	Ways            string
	Who             []MayLine
	Guards, Papers  string
	Clocks          []Link
}

// MayLine is the roles to which the policy says one thing: that they may under
// a relation, or that nobody of them may.
type MayLine struct {
	Denies       bool
	Roles, Where string
	IDs          string // of the lines, for who may read the policy
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
	if s.mayTest(v.who) {
		page.Matrix = "/policies?" + url.Values{"flow": {f.ID}}.Encode()
	}
	for _, id := range f.States.Keys {
		st := f.States.Get(id)
		page.States = append(page.States, StateRow{State: stateOf(f, id), Phase: st.Phase, Class: say("class." + string(st.Class))})
	}
	page.Stages = s.stages(f, page.Matrix)
	page.Shell = v.shell(f.Title, "/workflows")
	return v.ok("workflow", page)
}

// stages lists the events by the phase they start from, as the columns of the
// drawing stand, and then the records, which belong to none.
func (s *Site) stages(f *workflows.Flow, matrix string) []Stage {
	_, phases := layout(f)
	stages := make([]Stage, 0, len(phases)+1)
	for _, phase := range phases {
		stage := Stage{ID: "stage-" + phase, Title: phase}
		var here []string
		for _, id := range f.States.Keys {
			if f.States.Get(id).Phase != phase {
				continue
			}
			here = append(here, id)
			st := StageState{State: stateOf(f, id)}
			if matrix != "" {
				st.Href = matrix + "&" + url.Values{"state": {id}}.Encode()
			}
			stage.States = append(stage.States, st)
		}
		for _, e := range f.Events {
			ways, from := waysFrom(f, e, here)
			if len(ways) == 0 {
				continue
			}
			row := s.actRow(f, &e.Act, from, matrix)
			row.Ways = strings.Join(ways, say("list.semicolon"))
			stage.Acts = append(stage.Acts, row)
		}
		if len(stage.Acts) > 0 {
			stages = append(stages, stage)
		}
	}
	records := Stage{ID: "stage-records", Title: say("workflow.records")}
	for _, r := range f.Records {
		row := s.actRow(f, &r.Act, within(f, r.While), matrix)
		row.Ways = while(f, r.While)
		records.Acts = append(records.Acts, row)
	}
	if len(records.Acts) == 0 {
		return stages
	}
	return append(stages, records)
}

// waysFrom tells where an event leads from some states, and from which of them
// it starts.
func waysFrom(f *workflows.Flow, e *workflows.Event, here []string) (ways, sources []string) {
	for _, w := range e.AllWays() {
		var from []string
		for _, id := range w.From {
			if slices.Contains(here, id) {
				from, sources = append(from, f.States.Get(id).Title), append(sources, id)
			}
		}
		if len(from) == 0 {
			continue
		}
		to := say("workflow.same")
		if w.To != workflows.Same {
			to = f.States.Get(w.To).Title
		}
		ways = append(ways, say("workflow.way", "from", strings.Join(from, say("list.comma")), "to", to))
	}
	return ways, once(sources)
}

// while names the states and classes in which a record can be made.
func while(f *workflows.Flow, words []string) string {
	titles := make([]string, len(words))
	for i, w := range words {
		if st := f.States.Get(w); st != nil {
			titles[i] = st.Title
			continue
		}
		titles[i] = say("class." + w)
	}
	return strings.Join(titles, say("list.comma"))
}

func within(f *workflows.Flow, words []string) []string {
	return slices.DeleteFunc(slices.Clone(f.States.Keys), func(id string) bool { return !f.Within(id, words) })
}

// actRow is an act in the states named by here; matrix is the address of its
// procedure's policy.
func (s *Site) actRow(f *workflows.Flow, a *workflows.Act, here []string, matrix string) ActRow {
	row := ActRow{Title: a.Title, ID: a.ID, Who: s.mayLines(f, a.ID, here, matrix != "")}
	if matrix != "" {
		row.Href = matrix + "#act-" + a.ID
	}
	guards, papers := make([]string, len(a.Needs)), make([]string, len(a.Documents))
	for i, n := range a.Needs {
		guards[i] = say("guard_name." + n.Name)
	}
	for i, name := range a.Documents {
		papers[i] = say("document." + name)
	}
	row.Guards, row.Papers = strings.Join(guards, say("list.comma")), strings.Join(papers, say("list.comma"))
	for _, ref := range a.Starts {
		row.Clocks = append(row.Clocks, Link{say("workflow.starts", "rule", s.ruleTitle(ref)), "/deadlines/" + ref})
	}
	for _, stop := range a.Stops {
		row.Clocks = append(row.Clocks, Link{say("workflow.stops", "rule", s.ruleTitle(stop.Rule)), "/deadlines/" + stop.Rule})
	}
	return row
}

// mayLines asks the policy who may do an act in some states and joins the roles
// to which it says the same. What it says of every act stands in the matrix.
func (s *Site) mayLines(f *workflows.Flow, act string, here []string, ids bool) []MayLine {
	var said []MayLine
	for _, l := range joinStates(s.desk.PolicyLines(f.ID, "", "", act)) {
		in := slices.DeleteFunc(slices.Clone(here), func(state string) bool { return !slices.Contains(l.States, state) })
		if l.Role == "system" || l.Role == "clock" || wide(&l.Row) || len(in) == 0 {
			continue
		}
		one := MayLine{Denies: l.Denies(), Roles: s.roleHead(l.Role), Where: s.lineWhere(l.Body, l.Rel)}
		if len(in) < len(here) {
			one.Where = strings.TrimPrefix(one.Where+" · "+say("workflow.only_in", "states", stateTitles(f, in)), " · ")
		}
		if ids {
			one.IDs = l.ID
		}
		said = joinMay(said, one)
	}
	return said
}

// joinStates makes one of the lines that differ in nothing but the states.
func joinStates(lines []casework.PolicyLine) []casework.PolicyLine {
	var joined []casework.PolicyLine
	for _, l := range lines {
		i := slices.IndexFunc(joined, func(o casework.PolicyLine) bool {
			return o.Role == l.Role && o.Body == l.Body && o.Rel == l.Rel && o.Denies() == l.Denies() && !wide(&o.Row) && !wide(&l.Row)
		})
		if i < 0 {
			joined = append(joined, l)
			continue
		}
		joined[i].States = slices.Concat(joined[i].States, l.States)
		joined[i].ID += " " + l.ID
	}
	return joined
}

// joinMay adds a line, to one that says the same if there is one.
func joinMay(said []MayLine, one MayLine) []MayLine {
	for i := range said {
		if said[i].Where == one.Where && said[i].Denies == one.Denies {
			said[i].Roles += say("list.comma") + one.Roles
			said[i].IDs = strings.TrimSpace(said[i].IDs + " " + one.IDs)
			return said
		}
	}
	return append(said, one)
}

// lineWhere is the kind of body and the relation of a line.
func (s *Site) lineWhere(body, rel string) string {
	var words []string
	if body != "*" && body != "none" {
		words = append(words, s.desk.Flows.Title("body_kinds", body))
	}
	if rel != casework.AnyRelation {
		words = append(words, say("rel."+rel))
	}
	return strings.Join(words, " · ")
}

func stateTitles(f *workflows.Flow, ids []string) string {
	titles := make([]string, len(ids))
	for i, id := range ids {
		titles[i] = f.States.Get(id).Title
	}
	return strings.Join(titles, say("list.comma"))
}
