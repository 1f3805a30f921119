package web

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// MatrixPage is the policy as a table: what each role may do in a procedure.
// It is drawn from the lines in force and knows none of them.
type MatrixPage struct {
	Shell
	Head              string
	Flow, State, Body Field
	Roles             []string
	Span              int // of the columns of the table
	Groups            []MatrixGroup
	Barred            []MatrixWord // lines that keep away from every act, every read or every write
	Line              []Fact       // the line that was asked for, in words
}

// MatrixGroup is events, records, or what every matter has.
type MatrixGroup struct {
	Title string
	Rows  []MatrixRow
}

// MatrixRow is one act with a cell for each role.
type MatrixRow struct {
	Title, ID string
	Anchor    string // where the drawing's page leads
	Cells     []MatrixCell
}

// MatrixCell is what the lines say to one role about one act; empty when none
// does, which is a refusal.
type MatrixCell struct {
	Role  string
	Words []MatrixWord
	Span  int // how many empty cells stand here as one
}

// Only is the word of a cell with one, which needs no box of its own.
func (c *MatrixCell) Only() *MatrixWord {
	if len(c.Words) == 1 {
		return &c.Words[0]
	}
	return nil
}

// MatrixWord is one way of being allowed or kept away, with the lines that say
// so.
type MatrixWord struct{ Class, Text, IDs, About string }

// officeFlow is how the page calls everything that is no matter.
const officeFlow = "office"

// everyone heads the column of lines that keep away whoever it is.
const everyone = "*"

func (s *Site) matrix(v *visit) error {
	if err := s.mayReadPolicies(v); err != nil {
		return err
	}
	asked := matrixQuery{v.query("flow"), v.query("state"), v.query("body")}
	page := MatrixPage{}
	if line := s.lineOf(v.query("line")); line != nil {
		page.Line = s.lineWords(line)
		if asked.flow == "" {
			asked.flow = s.flowNamed(line.Flow)
		}
	}
	flow := s.desk.Flows.Latest(asked.flow)
	if flow == nil && asked.flow != officeFlow {
		flow = s.desk.Flows.Latest("dispute_case")
	}
	if flow == nil || flow.States.Get(asked.state) == nil {
		asked.state = ""
	}
	s.matrixFields(&page, flow, asked)
	groups, roles := s.matrixGroups(flow, asked)
	page.Groups, page.Barred = groups, s.barred(asked.body)
	for _, role := range roles {
		page.Roles = append(page.Roles, s.roleHead(role))
	}
	page.Span = len(roles) + 1
	page.Shell = v.shell(say("nav.matrix"), "/policies")
	return v.ok("matrix", page)
}

// mayReadPolicies refuses who may not list the policy, and says who may.
func (s *Site) mayReadPolicies(v *visit) error {
	if s.mayTest(v.who) {
		return nil
	}
	return &casemodel.Error{
		Kind: casemodel.Forbidden, Key: "fail.policies", Needs: s.desk.Gate.Now().Needs([]string{"policies"}, "-", "", "list", nil),
	}
}

// matrixQuery is what the page is asked about.
type matrixQuery struct{ flow, state, body string }

// matrixFields are the three choices above the table.
func (s *Site) matrixFields(page *MatrixPage, flow *workflows.Flow, asked matrixQuery) {
	page.Flow = Field{Name: "flow", Title: say("matrix.flow")}
	page.State = Field{Name: "state", Title: say("matrix.all_states")}
	page.Body = Field{Name: "body", Title: say("matrix.all_bodies")}
	page.Head = say("matrix.office")
	for _, f := range s.desk.Flows.All() {
		page.Flow.Options = append(page.Flow.Options, Option{Value: f.ID, Title: f.Title, Chosen: f == flow})
	}
	page.Flow.Options = append(page.Flow.Options, Option{Value: officeFlow, Title: page.Head, Chosen: flow == nil})
	if flow != nil {
		page.Head = flow.Title
		for _, id := range flow.States.Keys {
			page.State.Options = append(page.State.Options, Option{Value: id, Title: flow.States.Get(id).Title, Chosen: id == asked.state})
		}
	}
	for _, kind := range casemodel.BodyKinds {
		page.Body.Options = append(page.Body.Options, Option{Value: kind, Title: s.desk.Flows.Title("body_kinds", kind), Chosen: kind == asked.body})
	}
}

// matrixAct is one act to be asked about.
type matrixAct struct{ flow, act, title string }

// matrixGroups asks the policy about every act and keeps the roles that some
// line speaks of, in the order roles have.
func (s *Site) matrixGroups(flow *workflows.Flow, asked matrixQuery) ([]MatrixGroup, []string) {
	type spoken struct {
		act   matrixAct
		lines []casework.PolicyLine
	}
	titles, acts := s.matrixActs(flow)
	found := make([][]spoken, len(acts))
	var met []string
	for i := range acts {
		for _, a := range acts[i] {
			lines := s.desk.PolicyLines(a.flow, asked.state, asked.body, a.act)
			lines = slices.DeleteFunc(lines, func(l casework.PolicyLine) bool { return l.Role == "system" || l.Role == "clock" || wide(&l.Row) })
			if len(lines) == 0 {
				continue
			}
			found[i] = append(found[i], spoken{a, lines})
			for j := range lines {
				met = append(met, lines[j].Role)
			}
		}
	}
	roles := slices.DeleteFunc(append([]string{everyone}, casemodel.Roles...), func(r string) bool { return !slices.Contains(met, r) })
	var groups []MatrixGroup
	for i, rows := range found {
		group := MatrixGroup{Title: titles[i]}
		for _, row := range rows {
			group.Rows = append(group.Rows, s.matrixRow(row.act, row.lines, roles, flow))
		}
		if len(group.Rows) > 0 {
			groups = append(groups, group)
		}
	}
	return groups, roles
}

// wide reports whether a line keeps away from so much that it is told once,
// above the table, and not in every row.
func wide(r *casework.PolicyRow) bool {
	return r.Denies() && slices.Contains([]string{"*", casework.EveryRead, casework.EveryWrite}, r.Act)
}

// barred puts the wide lines into words.
func (s *Site) barred(body string) []MatrixWord {
	var words []MatrixWord
	rows := s.desk.PolicyRows()
	for i := range rows {
		r := &rows[i]
		if !wide(r) || body != "" && r.Body != "*" && r.Body != body {
			continue
		}
		who := s.roleHead(r.Role)
		if r.Rel != casework.AnyRelation {
			who = say("need.who", "role", who, "rel", say("rel."+r.Rel))
		}
		words = append(words, MatrixWord{
			Class: "no", IDs: r.ID, Text: say("matrix.barred_from", "who", who, "act", s.actWord(r)), About: s.stateWord(r),
		})
	}
	return words
}

// matrixActs lists the acts of a procedure as its file does, or those of what
// is no matter when there is none.
func (s *Site) matrixActs(flow *workflows.Flow) (titles []string, acts [][]matrixAct) {
	if flow == nil {
		flows, verbs := casework.OfficeActs()
		all := make([]matrixAct, 0, len(flows)*len(verbs))
		for _, f := range flows {
			for _, verb := range verbs {
				all = append(all, matrixAct{f, verb, say("matrix.office_act", "what", say(officeTitles[f]), "act", say("act."+verb))})
			}
		}
		return []string{say("matrix.office")}, [][]matrixAct{all}
	}
	acts = make([][]matrixAct, 3)
	for _, e := range flow.Events {
		acts[0] = append(acts[0], matrixAct{flow.ID, e.ID, e.Title})
	}
	for _, r := range flow.Records {
		acts[1] = append(acts[1], matrixAct{flow.ID, r.ID, r.Title})
	}
	for _, act := range casework.CommonActs() {
		acts[2] = append(acts[2], matrixAct{flow.ID, act, say("act." + act)})
	}
	return []string{say("policy.events"), say("policy.records"), say("matrix.everywhere")}, acts
}

// officeTitles are the names of what is no matter, as the menu has them.
var officeTitles = map[string]string{
	"users": "nav.users", "bodies": "nav.bodies", "areas": "nav.areas", "calendars": "nav.calendars", "papers": "nav.papers", "workflows": "nav.workflows",
	"policies": "nav.policies", "jobs": "nav.jobs", "settings": "nav.settings", "log": "nav.log",
}

func (s *Site) roleHead(role string) string {
	if role == everyone {
		return say("matrix.everyone")
	}
	return s.desk.Flows.Title("roles", role)
}

func (s *Site) matrixRow(act matrixAct, lines []casework.PolicyLine, roles []string, flow *workflows.Flow) MatrixRow {
	row := MatrixRow{Title: act.title, ID: act.act}
	if flow != nil {
		row.Anchor = "act-" + act.act
	}
	for _, role := range roles {
		cell := MatrixCell{Role: s.roleHead(role)}
		for i := range lines {
			if lines[i].Role == role {
				cell.add(s.matrixWord(&lines[i], flow))
			}
		}
		if last := len(row.Cells) - 1; len(cell.Words) == 0 && last >= 0 && row.Cells[last].Span > 0 {
			row.Cells[last].Span++ // most of the table is empty: a node each would make it heavy
			continue
		}
		if len(cell.Words) == 0 {
			cell.Span = 1
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// add joins lines that read alike: the same relation in several kinds of body.
func (c *MatrixCell) add(w MatrixWord) {
	for i := range c.Words {
		if c.Words[i].Text == w.Text && c.Words[i].Class == w.Class {
			c.Words[i].IDs += " " + w.IDs
			c.Words[i].About += "\n" + w.About
			return
		}
	}
	c.Words = append(c.Words, w)
}
