package web

import (
	"crypto/rand"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// LackRow is one compulsory paper that a volume lacks, with the ways to get it:
// to have it made, and to file it.
type LackRow struct {
	Title, Of, Make, File string
	Hand                  bool // it is a copy that somebody has to be given: File is where that is written down
}

// lacking are the papers a finished matter still lacks; on the case those of
// its parts too.
func (s *Site) lacking(v *visit, view *casework.View) ([]LackRow, error) {
	if m := &view.Matter; m.Class == casemodel.Live || m.Kind != casemodel.KindCase && m.Open() {
		return nil, nil
	}
	missing, err := s.desk.Missing(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return nil, err
	}
	var rows []LackRow
	for _, p := range missing {
		if view.Matter.IsRoot() || p.Matter == view.Matter.ID {
			rows = append(rows, s.lackRow(view, p))
		}
	}
	return rows, nil
}

func (s *Site) lackRow(view *casework.View, p casework.Paper) LackRow {
	of, target := view.Matter, p.Matter
	flow := view.Flow
	for i := range view.Children {
		if c := &view.Children[i]; c.Matter.ID == p.Matter {
			of, flow = c.Matter, c.Flow
		}
	}
	row := LackRow{Title: say("document." + p.Name)}
	if of.ID != view.Matter.ID {
		row.Of = strings.TrimSpace(flow.Title + " " + of.Number)
	}
	if p.Copy != "" {
		return handRow(row, p, view)
	}
	if !of.Open() { // what is over takes no more files, the case does
		target = view.Matter.RootID
	}
	row.File = "/matters/" + string(target) + "/do/attach?f.document=" + url.QueryEscape(p.Name)
	for _, paper := range templates.Papers() {
		if paper.Document == p.Name && isMadeOf(of.Kind, paper.Of) {
			row.Make = "/matters/" + string(of.ID) + "/papers"
		}
	}
	return row
}

// VolumesPage lists closed cases with what their volumes lack, or the cases that
// were drawn of them for an inspection.
type VolumesPage struct {
	Shell
	From, Until    string
	Category, Body Field
	Quarters       []NavItem
	Faults         []Fault
	Rows           []BinderRow
	Lacking        int
	More           string
	N, Seed        string
	Drawn          string // in words how it was drawn, "" for the whole list
	Of             int
	Query          string
	May            bool
	PDF            bool // ticked volumes can be had as PDF
	Purpose        string
	Lend           *LendForm // who takes the ticked ones, nil for whom may not lend
}

// BinderRow is one closed case.
type BinderRow struct {
	No                                 int
	ID                                 casemodel.ID
	Ticked                             bool
	Href, Number, Title, Closed, Shelf string
	Missing                            []string
	Elsewhere                          string // where the missing ones lie, as the archive was told
	Out                                string // who has it and until when, "" while it is in the house
}

const (
	volumesOnPage = 50
	mostDrawn     = 200
	volumesHome   = "/volumes"
)

// closedAsked reads which closed cases are meant: this quarter's when nothing
// was said.
func (s *Site) closedAsked(v *visit, values url.Values) (casework.ClosedQuery, error) {
	now, err := v.now()
	if err != nil {
		return casework.ClosedQuery{}, err
	}
	from, until := quarter(now.Time(), 0)
	q := casework.ClosedQuery{From: from, Until: until, Limit: volumesOnPage, Category: values.Get("category")}
	if _, on := legalDay(values.Get("from")); on != "" {
		q.From = on
	}
	if _, on := legalDay(values.Get("until")); on != "" {
		q.Until = on
	}
	if s.desk.Flows.Title("categories", q.Category) == "" {
		q.Category = ""
	}
	if id := casemodel.ID(values.Get("body")); id.Valid() {
		q.Body = id
	}
	if id := casemodel.ID(values.Get("after")); id.Valid() {
		q.After = id
	}
	return q, nil
}

// quarter is the first and the last day of the one a moment is in, or of one so
// many before it.
func quarter(at time.Time, back int) (from, until casemodel.Day) {
	at = at.In(calendar.Zone)
	month := (at.Month()-1)/3*3 + 1 - time.Month(3*back)
	return casemodel.Day(calendar.Date(at.Year(), month, 1).String()), casemodel.Day((calendar.Date(at.Year(), month+3, 1) - 1).String())
}

func (s *Site) volumes(v *visit) error {
	return s.showVolumes(v, http.StatusOK, v.c.Request.URL.Query(), nil)
}

func (s *Site) showVolumes(v *visit, status int, values url.Values, wrong error) error {
	q, err := s.closedAsked(v, values)
	if err != nil {
		return err
	}
	page := VolumesPage{From: string(q.From), Until: string(q.Until), N: values.Get("n"), Seed: values.Get("seed"), May: s.mayDraw(v), PDF: s.office != nil, Purpose: values.Get("purpose")}
	if page.Seed == "" {
		page.Seed = newSeed()
	}
	page.Faults = s.faults(wrong, []Field{{ID: "n", Name: "n", Title: say("volume.n")}, {ID: "seed", Name: "seed", Title: say("volume.seed")}, {ID: "until", Name: "until", Title: say("office.until")}, {ID: "purpose", Name: "purpose", Title: say("pdf.purpose")}, {ID: "taker", Name: "taker", Title: say("handed.borrower")}, {ID: "office", Name: "office", Title: say("handed.office")}, {ID: "use", Name: "use", Title: say("handed.purpose")}, {ID: "due_on", Name: "due_on", Title: say("handed.due")}})
	var list []casework.Binder
	if n := atoi(values.Get("n")); n > 0 && (wrong == nil || values.Has("purpose") || values.Has("taker")) { // what was drawn stays when only the purpose is missing
		list, page.Of, err = s.desk.Draw(v.ctx(), v.who, q, min(n, mostDrawn), page.Seed)
		page.Drawn = say("volume.drawn", "n", len(list), "of", page.Of, "seed", page.Seed, "from", q.From, "until", q.Until)
	} else {
		var more bool
		if list, more, err = s.desk.Closed(v.ctx(), v.who, q); more {
			next := url.Values{"from": {string(q.From)}, "until": {string(q.Until)}, "category": {q.Category}, "body": {string(q.Body)}, "after": {string(list[len(list)-1].Matter.ID)}}
			page.More = volumesHome + "?" + next.Encode()
		}
	}
	if err != nil {
		return err
	}
	for i := range list {
		row := s.binderRow(i+1, &list[i])
		row.Ticked = slices.Contains(values["m"], string(row.ID))
		if page.Rows = append(page.Rows, row); len(row.Missing) > 0 {
			page.Lacking++
		}
	}
	if err := s.volumeFilters(v, &page, q); err != nil {
		return err
	}
	if page.May {
		page.Lend = s.lendForm(values)
	}
	page.Shell = v.shell(say("nav.volumes"), volumesHome)
	return v.show(status, "volumes", page)
}

func (s *Site) binderRow(no int, b *casework.Binder) BinderRow {
	m := &b.Matter
	row := BinderRow{No: no, ID: m.ID, Href: "/matters/" + string(m.ID), Number: m.Number, Title: m.Title, Closed: string(localDay(m.ClosedAt)), Shelf: b.Shelf, Elsewhere: b.Elsewhere}
	if b.Out != nil {
		row.Out = say("handed.out_now", "who", b.Out.Taker, "due", string(b.Out.DueOn))
	}
	for _, p := range b.Missing {
		row.Missing = append(row.Missing, lackTitle(p))
	}
	return row
}

// quartersBack are those whose volumes are looked through.
const quartersBack = 4

func (s *Site) volumeFilters(v *visit, page *VolumesPage, q casework.ClosedQuery) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	offers, err := s.people.offer(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page.Body = Field{Name: "body", Title: say("volume.body")}
	page.Body.Options = chosen(offers.bodies, []string{string(q.Body)})
	page.Category = Field{Name: "category", Title: say("admin.categories")}
	page.Category.Options = chosen(options(s.desk.Flows.Lists["categories"]), []string{q.Category})
	for i := range quartersBack {
		from, until := quarter(now.Time(), i)
		page.Quarters = append(page.Quarters, NavItem{
			Href:  volumesHome + "?from=" + string(from) + "&until=" + string(until),
			Title: say("volume.quarter", "year", string(from)[:4], "n", (atoi(string(from)[5:7])+2)/3), Now: from == q.From && until == q.Until && page.Drawn == "",
		})
	}
	page.Query = url.Values{"from": {string(q.From)}, "until": {string(q.Until)}, "category": {q.Category}, "body": {string(q.Body)}}.Encode()
	return nil
}

// mayDraw: who archives or leads draws for an inspection.
func (s *Site) mayDraw(v *visit) bool {
	return s.register.ask(s, v.who, "dispute_case", "closed", "archive") || s.register.ask(s, v.who, "dispute_case", "closed", "reopen")
}

func newSeed() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "000000"
	}
	return n.String()
}

// longestSeed leaves room for a sentence an inspector says aloud.
const longestSeed = 60

// drawVolumes writes down that volumes are drawn, and shows them: the address of what
// is shown draws the same again.
func (s *Site) drawVolumes(v *visit) error {
	if !s.mayDraw(v) {
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "admin.forbidden"}
	}
	q, err := s.closedAsked(v, v.form)
	if err != nil {
		return err
	}
	n, seed := atoi(v.form.Get("n")), strings.TrimSpace(v.form.Get("seed"))
	var wrong error
	switch {
	case n < 1 || n > mostDrawn:
		wrong = &casemodel.Error{Kind: casemodel.Invalid, Key: "volume.bad_n", Field: "n", Args: map[string]any{"max": mostDrawn}}
	case seed == "" || len([]rune(seed)) > longestSeed:
		wrong = casemodel.Bad("seed", "volume.bad_seed")
	case q.Until < q.From:
		wrong = casemodel.Bad("until", "volume.bad_period")
	}
	if wrong != nil {
		return s.showVolumes(v, http.StatusUnprocessableEntity, v.form, wrong)
	}
	if err := s.desk.NoteDraw(v.ctx(), v.who, q, n, seed); err != nil {
		return err
	}
	to := url.Values{"from": {string(q.From)}, "until": {string(q.Until)}, "category": {q.Category}, "body": {string(q.Body)}, "n": {itoa(n)}, "seed": {seed}}
	return v.redirect(volumesHome + "?" + to.Encode())
}
