package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// PerformPage is what became of an agreement: who owes whom what until when,
// what was paid, and what is left; and where many payments are written down at
// once.
type PerformPage struct {
	Shell
	Crumbs      []Link
	Href        string
	Here        string // this page of it, to which its forms come back
	All         string // where it is printed whole, "" when this is all
	Pages       PageLinks
	N           string // how many there are, when not all are here
	Name        string
	Total, Done string
	Rest        string
	Rows        []OwingRow
	Falls       []FallRow
	Paid        []PaidRow
	May         bool // payments may be written down
	PaidOn      string
	Evidence    string
	Payer       string
	List        string // as it was pasted
	Fault       string
	Preview     []TakenRow
	Faults      int
	Once        string
	Sum         string

	all []OwingRow // of every page: what is pasted may be about any
}

// OwingRow is one obligation.
type OwingRow struct {
	ID, Href, Who, What, Due, Amount, Paid, Rest, Payer string
	Late                                                string
	State                                               State
	Open, Ticked                                        bool
	Acts                                                []Button
}

// PaidRow is one payment.
type PaidRow struct {
	On, Who, What, Amount, Evidence, Payer, By string
	Late                                       bool
}

// TakenRow is one payment that is to be written down.
type TakenRow struct {
	N                                     int
	ID, Who, Rest                         string
	Amount, On, Payer, Evidence, Original string
	Fault                                 string
	Part                                  bool
	Options                               []Option // where it is not known what was paid
}

func (s *Site) performPage(v *visit) error {
	page, _, err := s.performed(v)
	if err != nil {
		return err
	}
	page.PaidOn = string(localDay(v.moment))
	return v.ok("perform", page)
}

// performed reads the case; Forbidden to who may not read its agreement.
func (s *Site) performed(v *visit) (*PerformPage, *casework.Performance, error) {
	id, err := v.id()
	if err != nil {
		return nil, nil, err
	}
	p, err := v.owing(id)
	if err != nil {
		return nil, nil, err
	}
	view, m := p.View, &p.View.Matter
	v.moment, v.looked = view.Now, view
	s.people.fresh(view.Now)
	if !view.Can["read.agreement"] && len(p.Rows) == 0 {
		return nil, nil, &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "step.forbidden", Stage: m.State,
			Needs: s.desk.Gate.Now().Needs(view.Flow.Lineage, m.State, m.Class, "read.agreement", nil),
		}
	}
	page := &PerformPage{
		Href: "/matters/" + string(m.ID) + "/performance", Name: matterName(m, view.Flow), Total: yuan(p.Total), Done: yuan(p.Done), Rest: yuan(max(p.Total-p.Done, 0)),
		Once: cmp.Or(v.form.Get("_once"), token()), PaidOn: v.form.Get("paid_on"), Evidence: v.form.Get("evidence"), Payer: v.form.Get("payer"), List: v.form.Get("list"),
	}
	page.Falls = s.fallRows(view)
	today, names := localDay(view.Now), map[casemodel.ID]OwingRow{}
	for i := range p.Rows {
		row := s.owingRow(view, &p.Rows[i], today)
		row.Ticked = slices.Contains(v.form["pick"], row.ID)
		page.May = page.May || row.Open
		page.all, names[p.Rows[i].Matter.ID] = append(page.all, row), row
	}
	for i := range p.Shown {
		page.Rows = append(page.Rows, names[p.Shown[i].Matter.ID])
	}
	page.Here, page.Pages = v.c.Request.URL.RequestURI(), v.pages(page.Href, p.Neighbours)
	if len(page.Rows) < len(page.all) {
		page.All, page.N = page.Href+"?all=1", say("receive.of", "n", len(page.Rows), "all", len(page.all))
	}
	for _, one := range p.Paid {
		row := PaidRow{On: shortDay(one.On, today), Who: names[one.Obligation].Who, What: names[one.Obligation].What, Evidence: one.Evidence, Payer: one.Payer, By: one.By, Late: one.Late}
		if one.Amount > 0 {
			row.Amount = yuan(one.Amount)
		}
		page.Paid = append(page.Paid, row)
	}
	page.Crumbs = append(s.crumbs(view), Link{say("receive.title"), ""})
	page.Crumbs[len(page.Crumbs)-2].Href = "/matters/" + string(m.ID)
	page.Shell = v.shell(say("receive.title"), "/matters")
	page.Printer = view.Centre.Title
	return page, p, nil
}

// owing reads one page of a case's obligations, or all of them to be printed.
func (v *visit) owing(id casemodel.ID) (*casework.Performance, error) {
	if v.query("all") != "" {
		return v.s.desk.Performance(v.ctx(), v.who, id)
	}
	return v.s.desk.PerformancePage(v.ctx(), v.who, id, v.pageAt())
}

func (s *Site) owingRow(view *casework.View, o *casework.Owing, today casemodel.Day) OwingRow {
	m, it := &o.Matter, &o.Item
	row := OwingRow{
		ID: string(m.ID), Href: "/matters/" + string(m.ID), Who: between(view, it), What: clause(it), State: stateOf(o.Flow, m.State), Payer: it.Payer,
		Open: slices.ContainsFunc(o.Choices, func(c casework.Choice) bool { return c.ID == "perform" }),
	}
	if o.Due != "" {
		row.Due = shortDay(o.Due, today)
		if late := days(o.Due, today); late > 0 && m.Open() {
			row.Late = say("receive.late", "n", late)
		}
	}
	if o.Sum {
		row.Amount, row.Paid = yuan(o.Amount), yuan(o.Paid)
		if !casework.NothingOwed(m.State) {
			row.Rest = yuan(o.Rest())
		}
	}
	for _, act := range []string{"perform", "urge", "waive"} { // a part of it is a way from the first
		if i := slices.IndexFunc(o.Choices, func(c casework.Choice) bool { return c.ID == act }); i >= 0 {
			row.Acts = append(row.Acts, Button{Title: o.Choices[i].Title, Href: row.Href + "/do/" + act, Small: true})
		}
	}
	return row
}

// between names who owes and to whom, without their roles.
func between(view *casework.View, it *casemodel.Item) string {
	who := bareName(view, it.Debtor)
	if it.Creditor != "" {
		who = say("item.from_to", "debtor", who, "creditor", bareName(view, it.Creditor))
	}
	return who
}

// bareName is a party without its role: a table has no room for it.
func bareName(view *casework.View, id casemodel.ID) string {
	if i := slices.IndexFunc(view.Parties, func(p casemodel.Party) bool { return p.ID == id }); i >= 0 {
		return partyTitle(view.Parties[i])
	}
	if i := slices.IndexFunc(view.Roster, func(m casemodel.Member) bool { return m.ID == id }); i >= 0 {
		return view.Roster[i].Party.Name
	}
	return ""
}

// perform shows what the ticked rows or the pasted list would write down, with
// the faults of each; sent once more without any, it is written down together.
func (s *Site) perform(v *visit) error {
	page, p, err := s.performed(v)
	if err != nil {
		return err
	}
	var rows []TakenRow
	switch {
	case v.form.Get("step") == "list":
		rows = s.fromList(p, page, v.form.Get("list"))
	case v.form.Get("step") == "ticked":
		rows = fromTicks(p, page, v.form["pick"])
	default:
		rows = fromPreview(v.form)
	}
	if len(rows) == 0 {
		page.Fault = say("receive.nothing")
		return v.show(http.StatusUnprocessableEntity, "perform", page)
	}
	keep := v.form.Get("step") == "keep"
	receipts, faults := receiptsOf(rows)
	if len(faults) == 0 || !keep {
		_, more, err := s.desk.Receive(v.ctx(), v.who, p.View.Matter.ID, receipts, page.Once, !keep || len(faults) > 0)
		if err != nil {
			var refused *casemodel.Error
			if !asRefusal(err, &refused) || refused.Kind != casemodel.Invalid {
				return err
			}
			page.Fault = s.sayFault(refused.Key, refused.Args)
			return v.show(http.StatusUnprocessableEntity, "perform", page)
		}
		for i, fault := range more {
			if faults[i] == "" {
				faults[i] = s.rowFault(fault)
			}
		}
	}
	if keep && len(faults) == 0 {
		return v.redirect(page.Here)
	}
	s.preview(p, page, rows, faults)
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.show(status, "perform", page)
}

// rowFault is what is wrong with one row in words.
func (s *Site) rowFault(err error) string {
	var refused *casemodel.Error
	if !asRefusal(err, &refused) {
		return say("fail.unworded")
	}
	if all := refused.All(); len(all) > 0 {
		if all[0].Field == "evidence" {
			return say("receive.no_evidence")
		}
		return s.sayFault(all[0].Key, all[0].Args)
	}
	return s.sayFault(refused.Key, refused.Args)
}

// preview draws what is to be written down, the rows with faults first.
func (s *Site) preview(p *casework.Performance, page *PerformPage, rows []TakenRow, faults map[int]string) {
	sum := casemodel.Money(0)
	for i := range rows {
		r := &rows[i]
		r.Fault = faults[i]
		if at := slices.IndexFunc(page.all, func(o OwingRow) bool { return o.ID == r.ID }); at >= 0 {
			r.Who, r.Rest = page.all[at].Who+" "+page.all[at].What, page.all[at].Rest
			if amount, err := casemodel.ParseMoney(r.Amount); err == nil {
				sum += amount
				r.Part = p.Rows[at].Sum && amount < p.Rows[at].Rest()
			}
		}
		if r.Fault != "" || r.ID == "" {
			for k := range page.all {
				if o := &page.all[k]; o.Open {
					r.Options = append(r.Options, Option{Value: o.ID, Title: strings.TrimSpace(o.Who + " " + o.What + " " + o.Due + " " + o.Rest), Chosen: o.ID == r.ID})
				}
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b TakenRow) int { return wrongFirst(a) - wrongFirst(b) })
	page.Preview, page.Faults, page.Sum = rows, len(faults), yuan(sum)
}

func wrongFirst(r TakenRow) int {
	if r.Fault != "" {
		return 0
	}
	return 1
}

// receiptsOf reads the rows as payments; what cannot be read is a fault of its row.
func receiptsOf(rows []TakenRow) ([]casework.Receipt, map[int]string) {
	all, faults, paid := make([]casework.Receipt, len(rows)), map[int]string{}, map[string]bool{}
	for i, r := range rows {
		all[i] = casework.Receipt{Obligation: casemodel.ID(r.ID), PaidOn: casemodel.Day(r.On), Evidence: r.Evidence, Payer: r.Payer}
		if r.Amount != "" {
			amount, err := casemodel.ParseMoney(r.Amount)
			if err != nil || amount <= 0 {
				faults[i] = say("field.money")
			}
			all[i].Amount = amount
		}
		switch {
		case !all[i].Obligation.Valid():
			faults[i] = say("receive.unmatched")
		case r.On != "" && !all[i].PaidOn.Valid():
			faults[i] = say("field.date")
		case paid[r.ID+r.Amount+r.On+r.Evidence]:
			faults[i] = say("receive.twice")
		}
		paid[r.ID+r.Amount+r.On+r.Evidence] = true
	}
	return all, faults
}

// rest of what a row leaves to pay, by what was agreed.
func restOf(o *casework.Owing) string {
	if rest, owed := workflows.Rest(map[string]string{"amount": o.Amount.String(), "paid": o.Paid.String()}); owed && o.Sum {
		return rest.String()
	}
	return ""
}
