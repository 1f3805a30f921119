package web

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// MattersPage is the work list: one view, filters, order, page by page.
type MattersPage struct {
	Shell
	Tabs     []Tab
	View     string
	Q        string
	Party    string
	Number   string
	Overdue  bool
	Filters  []Picker
	More     []Picker
	Narrow   bool // one of the rarer conditions is set
	Sorts    Picker
	Desc     bool
	Count    string
	Rows     []Row
	Next     string
	First    string
	Clear    string
	Filtered bool
}

// Tab is one view of the list.
type Tab struct {
	Title, Href, Count string
	Now                bool
}

// Picker is one filter with a closed list.
type Picker struct {
	Name, Title string
	Options     []Option
}

// Row is one matter in a list, on two lines.
type Row struct {
	ID, Number, Title, Sub string
	State                  State
	Risk                   RiskTag
	Due                    Due
	DueOn                  string
	Body, Handler          string
}

// offered is the view of what one's body was asked to take and has not answered.
const viewOffered casemodel.View = "offered"

// approvals is the short address of what waits for one's yes.
func (s *Site) approvals(v *visit) error { return v.redirect("/matters?view=approve") }

func (s *Site) matters(v *visit) error {
	asked := v.c.Request.URL.Query()
	f := s.filter(v, asked)
	list, err := s.desk.List(v.ctx(), v.who, f)
	if casemodel.Is(err, casemodel.Invalid) { // a stale or mangled continuation: begin again
		f.After = ""
		list, err = s.desk.List(v.ctx(), v.who, f)
	}
	if err != nil {
		return err
	}
	rows, err := s.rows(v, list.Items)
	if err != nil {
		return err
	}
	tabs, err := s.tabs(v, f.View)
	if err != nil {
		return err
	}
	page := MattersPage{
		View: string(f.View), Tabs: tabs, Q: asked.Get("q"), Party: f.Party, Number: f.Number, Overdue: f.Overdue, Desc: f.Desc,
		Sorts: sorts(f.Sort), Rows: rows, Clear: "/matters?view=" + string(f.View),
		Count: say("list.count", "n", list.Total),
	}
	pickers := s.pickers(f, asked)
	page.Filters, page.More = pickers[:2], pickers[2:]
	for _, name := range []string{"party", "number", "class", "category", "risk", "desc"} {
		page.Narrow = page.Narrow || asked.Get(name) != ""
	}
	page.Narrow = page.Narrow || f.Sort != "due"
	if list.More {
		page.Count = say("list.count_more", "n", list.Total)
	}
	for name := range asked {
		page.Filtered = page.Filtered || name != "view" && name != "sort" && name != "after" && asked.Get(name) != ""
	}
	if list.Next != "" {
		page.Next = with(asked, "after", list.Next)
	}
	if f.After != "" {
		page.First = with(asked, "after", "")
	}
	page.Shell = v.shell(say("nav.matters"), at(f.View))
	page.Search = asked.Get("q")
	return v.ok("matters", page)
}

func at(view casemodel.View) string {
	if view == casemodel.ViewApprove {
		return "/matters?view=approve"
	}
	return "/matters"
}

func with(asked url.Values, name, value string) string {
	q := maps.Clone(asked)
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	return "/matters?" + q.Encode()
}

// views a membership may choose, the usual one first.
func (s *Site) views(who casemodel.Actor) []casemodel.View {
	switch who.BodyKind {
	case "centre":
		return []casemodel.View{casemodel.ViewCentre, casemodel.ViewMine, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewAll}
	case "auditor", "plc", "leader", "judicial_office", "police_room", "petition_office":
		return []casemodel.View{casemodel.ViewArea, casemodel.ViewBody, casemodel.ViewMine, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewAll}
	}
	return []casemodel.View{
		casemodel.ViewMine, casemodel.ViewBody, viewOffered, casemodel.ViewPart, casemodel.ViewArea, casemodel.ViewApprove, casemodel.ViewAll,
	}
}

// counted are the views whose index leads to one person's, body's or centre's
// work: counting them reads little. An area and everything may hold far more
// than somebody may know of, and every row would be asked.
var counted = []casemodel.View{
	casemodel.ViewMine, casemodel.ViewBody, viewOffered, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewCentre,
}

// tabs are the views, with what each shows by itself.
func (s *Site) tabs(v *visit, now casemodel.View) ([]Tab, error) {
	var filters []casemodel.Filter
	var at []int // the tab each filter counts for
	views := s.views(v.who)
	tabs := make([]Tab, len(views))
	for i, view := range views {
		tabs[i] = Tab{Title: say("view." + string(view)), Href: "/matters?view=" + string(view), Now: view == now}
		if slices.Contains(counted, view) {
			filters, at = append(filters, casemodel.Filter{View: view, Classes: classes("", view)}), append(at, i)
		}
	}
	counts, err := s.desk.Count(v.ctx(), v.who, filters...)
	for i, n := range counts {
		tabs[at[i]].Count = itoa(n)
		if n > 999 {
			tabs[at[i]].Count = "999+"
		}
	}
	return tabs, err
}

var wholeNumber = regexp.MustCompile(`^(1[3-9]\d{9}|0\d{9,11}|\d{17}[\dXx])$`)

// filter reads the address. What is not on a list is not asked for: a link from
// last year must show something, not fail.
func (s *Site) filter(v *visit, asked url.Values) casemodel.Filter {
	views := s.views(v.who)
	f := casemodel.Filter{View: views[0], Limit: 50, After: asked.Get("after"), Sort: asked.Get("sort"), Desc: asked.Get("desc") != ""}
	if view := casemodel.View(asked.Get("view")); slices.Contains(views, view) || view == viewOffered {
		f.View = view
	}
	if !slices.Contains(sortNames, f.Sort) {
		f.Sort = "due"
	}
	f.Workflows = s.someFlow(asked.Get("workflow"))
	f.States, f.Classes = kept(asked["state"]), classes(asked.Get("class"), f.View)
	if len(f.States) > 0 && asked.Get("class") == "" {
		f.Classes = nil // who asks for the archived ones wants them
	}
	f.Categories = kept(asked["category"])
	for _, name := range asked["risk"] {
		if r, err := casemodel.ParseRisk(name); err == nil && name != "" {
			f.Risks = append(f.Risks, r)
		}
	}
	f.Overdue, f.Party, f.Number = asked.Get("overdue") != "", strings.TrimSpace(asked.Get("party")), strings.TrimSpace(asked.Get("number"))
	switch q := strings.TrimSpace(asked.Get("q")); {
	case wholeNumber.MatchString(q):
		f.Tail = q
	default:
		f.Query = q
	}
	return f
}

func kept(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
}

func (s *Site) someFlow(id string) []string {
	if s.desk.Flows.Latest(id) == nil {
		return nil
	}
	return []string{id}
}

// classes: a list shows what is open unless asked otherwise; a search in
// everything shows everything.
func classes(asked string, view casemodel.View) []casemodel.Class {
	switch asked {
	case "any":
		return nil
	case string(casemodel.Live), string(casemodel.Closing), string(casemodel.Done):
		return []casemodel.Class{casemodel.Class(asked)}
	case "":
		if view == casemodel.ViewAll || view == casemodel.ViewApprove {
			return nil
		}
	}
	return []casemodel.Class{casemodel.Live, casemodel.Closing}
}

func (s *Site) pickers(f casemodel.Filter, asked url.Values) []Picker {
	lists := s.desk.Flows.Lists
	flows, flow := Picker{Name: "workflow", Title: say("filter.workflow")}, "dispute_case"
	for _, one := range s.desk.Flows.All() {
		flows.Options = append(flows.Options, Option{one.ID, one.Title, slices.Contains(f.Workflows, one.ID)})
	}
	if len(f.Workflows) > 0 {
		flow = f.Workflows[0]
	}
	states := Picker{Name: "state", Title: say("filter.state")}
	for _, id := range s.desk.Flows.Latest(flow).States.Keys {
		states.Options = append(states.Options, Option{id, s.desk.Flows.Latest(flow).States.Get(id).Title, slices.Contains(f.States, id)})
	}
	class := Picker{Name: "class", Title: say("filter.class")}
	for _, id := range []string{"open", "live", "closing", "done", "any"} {
		class.Options = append(class.Options, Option{id, say("class." + id), asked.Get("class") == id})
	}
	return []Picker{
		flows, states, class,
		{"category", say("filter.category"), chosen(options(lists["categories"]), f.Categories)},
		{"risk", say("filter.risk"), chosen(options(lists["risks"]), asked["risk"])},
	}
}

var sortNames = []string{"due", "changed", "opened", "number"}

func sorts(now string) Picker {
	p := Picker{Name: "sort", Title: say("filter.sort")}
	for _, name := range sortNames {
		p.Options = append(p.Options, Option{name, say("sort." + name), name == now})
	}
	return p
}

// rows puts matters into two lines each. The names of the parties and the
// amount come only for cases whose registration may be read.
func (s *Site) rows(v *visit, items []casemodel.Matter) ([]Row, error) {
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	s.people.fresh(now)
	var roots, handlers []casemodel.ID
	for i := range items {
		handlers = append(handlers, items[i].HandlerID)
		if !slices.Contains(roots, items[i].RootID) {
			roots = append(roots, items[i].RootID)
		}
	}
	s.people.meet(v.ctx(), handlers...)
	cards, err := s.desk.Cards(v.ctx(), v.who, roots)
	if err != nil {
		return nil, err
	}
	agreed, err := s.agreed(v, items)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(items))
	for i := range items {
		rows[i] = s.row(v, &items[i], cards[items[i].RootID], now)
		rows[i].Due, rows[i].DueOn = dueOfMatter(&items[i], agreed[items[i].ID], now)
	}
	return rows, nil
}

// agreed asks by when the obligations of a list are to be performed.
func (s *Site) agreed(v *visit, items []casemodel.Matter) (map[casemodel.ID]casemodel.Day, error) {
	var ids []casemodel.ID
	for i := range items {
		if items[i].Kind == casemodel.KindObligation && items[i].Open() {
			ids = append(ids, items[i].ID)
		}
	}
	if len(ids) == 0 {
		return map[casemodel.ID]casemodel.Day{}, nil
	}
	return s.desk.Agreed(v.ctx(), v.who, ids...)
}

func (s *Site) row(v *visit, m *casemodel.Matter, card casemodel.Card, now casemodel.Instant) Row {
	flow := s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
	r := Row{
		ID: string(m.ID), Number: matterName(m, flow), Title: m.Title, State: stateOf(flow, m.State), Risk: riskOf(m.Risk),
		Body: s.people.body(v.ctx(), m.BodyID), Handler: s.people.user(v.ctx(), m.HandlerID),
	}
	if m.OfferedBodyID != "" {
		r.Handler = say("list.offered", "body", s.people.body(v.ctx(), m.OfferedBodyID))
	}
	var sub []string
	if flow != nil && !flow.Is("dispute_case") && m.Number != "" {
		sub = append(sub, flow.Title)
	}
	if m.Category != "" {
		sub = append(sub, s.desk.Flows.Title("categories", m.Category))
	}
	if names := strings.ReplaceAll(card.PartiesText, " ", say("list.comma")); names != "" && !m.IsRoot() {
		sub = append(sub, names)
	}
	if card.Amount > 0 {
		sub = append(sub, say("list.amount", "amount", yuan(card.Amount)))
	}
	if !card.NextSittingAt.IsZero() && now.Before(card.NextSittingAt) {
		sub = append(sub, say("list.sitting", "at", short(card.NextSittingAt, now)))
	}
	r.Sub = strings.Join(sub, say("list.dot"))
	return r
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
