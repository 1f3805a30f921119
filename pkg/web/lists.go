package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// ListPage is a work list: one view, filters, an order, page by page.
type ListPage struct {
	Shell
	List     string
	Path     string
	Head     string
	Tabs     []Tab
	Tally    string // where the tabs' counts are asked for, "" when all stand
	Saved    []SavedTab
	Save     *SaveForm
	View     string
	Q        string
	Filters  Filters
	Chips    []Condition
	Count    string
	Table    Table
	Prev     string
	Next     string
	First    string
	Clear    string
	Filtered bool
	Asked    string // the conditions of the address, for what is done with chosen rows
	Shown    string // ids of the rows of this page
	Empty    Empty
	Rated    string // of visits: what came of asking how satisfied people are
	Begin    *Link  // what a new one begins with, for who may
}

// Empty says why a list is empty.
type Empty struct {
	Text string
	Good bool // nothing to do is good news
}

// Table is rows under their heads.
type Table struct {
	Heads []Head
	Rows  []templates.Line
	Sort  string
	Desc  bool
}

// perPage is how many rows stand on a page.
const perPage = 50

// offered is the view of what one's body was asked to take and has not answered.
const viewOffered casemodel.View = "offered"

// approvals is the short address of what waits for one's yes.
func (s *Site) approvals(v *visit) error { return v.redirect("/matters?view=approve") }

// list answers the page of one list; a browser that has the page already gets
// its rows alone.
func (s *Site) list(l *workList) handler {
	return func(v *visit) error {
		asked := v.c.Request.URL.Query()
		if v.c.Request.URL.RawQuery == "" {
			if href, err := s.opening(v, l); err != nil || href != "" {
				return cmpErr(err, func() error { return v.redirect(href) })
			}
		}
		asked, err := v.sealNumber(asked)
		if err != nil {
			return err
		}
		if asked.Has("s") && v.c.Query("q") != "" && !v.partial() {
			return v.redirect(l.path() + "?" + tidy(asked).Encode())
		}
		page, err := s.listPage(v, l, asked)
		if err != nil {
			return err
		}
		v.c.Header("HX-Push-Url", l.path()+"?"+tidy(asked).Encode())
		return v.part(200, "list", "found", page)
	}
}

func cmpErr(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// begins is where a new matter of a list is taken down, nil where it comes into
// being by another's act or not by this person's.
func (s *Site) begins(v *visit, l *workList) *Link {
	flow := s.desk.Flows.Latest(l.flow)
	switch {
	case flow == nil || !s.register.ask(s, v.who, l.flow, "new", "create"):
		return nil
	case flow.Is("dispute_case"):
		return &Link{say("nav.register"), "/cases/new"}
	case flow.Create == nil || !slices.Contains(flow.Create.Under, "root"):
		return nil
	}
	return &Link{say("create.title", "name", flow.Title), createPath(l.flow, "")}
}

func (s *Site) listPage(v *visit, l *workList, asked url.Values) (*ListPage, error) {
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	f, err := s.filter(v, l, asked)
	if err != nil {
		return nil, err
	}
	var list casemodel.Page
	var facts map[casemodel.ID]*casework.Row
	find := func() error {
		list, facts, err = s.desk.Listed(v.ctx(), v.who, f, l.fields...)
		return err
	}
	if v.partial() {
		err = find()
	} else {
		err = v.atOnce(find, func() error {
			_, err := s.savedViews(v, l)
			return err
		}, func() error {
			v.bell()
			return nil
		})
	}
	if casemodel.Is(err, casemodel.Invalid) { // a stale or mangled continuation: begin again
		f.After, f.Before = "", ""
		err = find()
	}
	if err != nil {
		return nil, err
	}
	page := &ListPage{List: l.name, Path: l.path(), Head: say("list_name." + l.name), View: string(f.View), Q: v.words(asked), Clear: l.path() + "?view=" + string(f.View)}
	if page.Table, err = s.table(v, l, list.Items, facts, f, asked); err != nil {
		return nil, err
	}
	page.Count = say("list.count", "n", list.Total)
	page.Asked, page.Shown = tidy(asked).Encode(), shownIDs(list.Items)
	if list.More {
		page.Count = say("list.count_more", "n", list.Total)
	}
	page.turn(l, asked, list, f)
	if page.Chips, err = s.chips(v, l, asked, f); err != nil {
		return nil, err
	}
	page.Filtered = len(page.Chips) > 0
	page.Empty = emptyOf(l, asked, page.Filtered)
	page.Begin = s.begins(v, l)
	if page.Rated, err = s.rated(v, l, f); err != nil {
		return nil, err
	}
	if v.partial() {
		return page, nil // the frame stays
	}
	page.Tabs = s.tabs(v, l, f.View, asked)
	if !s.tallies.show(s.seat(v, l), now, page.Tabs) {
		page.Tally = "/tally?list=" + l.name
		page.countHere(list)
	}
	if err := s.savedTabs(v, l, asked, page); err != nil {
		return nil, err
	}
	if page.Filters, err = s.filters(v, l, f, asked); err != nil {
		return nil, err
	}
	page.Shell = v.shell(page.Head, at(l, f.View))
	page.Search = page.Q
	return page, nil
}

// turn writes the ways to the neighbouring pages.
func (p *ListPage) turn(l *workList, asked url.Values, list casemodel.Page, f casemodel.Filter) {
	if list.Next != "" {
		p.Next = with(l, without(asked, "before"), "after", list.Next)
	}
	if list.Prev != "" {
		p.Prev = with(l, without(asked, "after"), "before", list.Prev)
	}
	if f.After != "" || f.Before != "" {
		p.First = with(l, without(asked, "before"), "after", "")
	}
}

// at is the menu's place of a list.
func at(l *workList, view casemodel.View) string {
	if l.name == "matters" && view == casemodel.ViewApprove {
		return "/matters?view=approve"
	}
	return l.path()
}

// emptyOf says why nothing is there: a filter that finds nothing, or nothing to
// do, which is good.
func emptyOf(l *workList, asked url.Values, filtered bool) Empty {
	switch {
	case asked.Get("overdue") != "" && narrow(asked) == 1:
		return Empty{say("list.none_overdue"), true}
	case asked.Get("within") != "" && narrow(asked) == 1:
		return Empty{say("list.none_near"), true}
	case asked.Get("coming") != "" && narrow(asked) == 1:
		return Empty{say("list.none_coming", "n", daysComing), true}
	case filtered:
		return Empty{say("list.none_filtered"), false}
	case l.name == "matters":
		return Empty{say("list.none"), true}
	}
	return Empty{say("list.none_of", "what", say("list_name."+l.name)), true}
}

// narrow counts the conditions of an address.
func narrow(asked url.Values) (n int) {
	for name := range asked {
		if asked.Get(name) != "" && !slices.Contains(noCondition, name) {
			n++
		}
	}
	return n
}

// noCondition are the names of an address that choose no rows.
var noCondition = []string{"view", "sort", "desc", "after", "before", "saved"}

// with is the address of the list with one condition set, or taken away.
func with(l *workList, asked url.Values, name, value string) string {
	q := tidy(asked)
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	return l.path() + "?" + q.Encode()
}

// without drops names from an address.
func without(asked url.Values, names ...string) url.Values {
	q := maps.Clone(asked)
	for _, name := range names {
		q.Del(name)
	}
	return q
}

// tidy leaves out what a form sends empty.
func tidy(asked url.Values) url.Values {
	q := url.Values{}
	for name, values := range asked {
		for _, value := range values {
			if value = strings.TrimSpace(value); value != "" {
				q.Add(name, value)
			}
		}
	}
	return q
}

// shownIDs are the matters of a page.
func shownIDs(items []casemodel.Matter) string {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = string(items[i].ID)
	}
	return strings.Join(ids, " ")
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
