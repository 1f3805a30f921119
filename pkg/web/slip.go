package web

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// sheetSlip is what the journal calls the slip that somebody signs for what he
// was given.
const sheetSlip = "slip"

// SlipPage is the slip for one payment of an obligation, or for a thing handed
// over: a copy for who gave and one for the volume, both on one sheet. Until it
// is posted it is a preview, which no printer prints.
type SlipPage struct {
	Shell
	Crumbs   []Link
	Href     string
	Printing bool
	Seq      int      // of the payment's journal entry
	Others   []Option // further payments
	Copies   []string // whose each copy is

	Heading, Number, Clause   string
	Giver, For, Taker         string
	What, Figures, Words      string
	On, Evidence, Body, Agent string
}

// payment is one record of performance.
type payment struct {
	seq      int
	amount   casemodel.Money // 0: a thing, or an act
	on       casemodel.Day
	evidence string
}

// slipPage shows the slip before it is printed.
func (s *Site) slipPage(v *visit) error { return s.slipOf(v, v.query("n"), false) }

// slip writes the printing down and then gives the paper.
func (s *Site) slip(v *visit) error { return s.slipOf(v, v.form.Get("n"), true) }

func (s *Site) slipOf(v *visit, n string, printing bool) error {
	d, err := s.sheetFile(v)
	if err != nil {
		return err
	}
	all := paymentsOf(d)
	if len(all) == 0 {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "slip.none"}
	}
	one := all[0]
	for _, p := range all {
		if itoa(p.seq) == n {
			one = p
		}
	}
	if printing {
		if _, err := s.desk.PrintSheet(v.ctx(), v.who, d.Matter.ID, sheetSlip, false, ""); err != nil {
			return err
		}
	}
	page := s.drawSlip(v, d, one)
	page.Printing = printing
	for _, p := range all {
		page.Others = append(page.Others, Option{Value: itoa(p.seq), Title: slipName(p), Chosen: p.seq == one.seq})
	}
	return v.ok("slip", page)
}

// paymentsOf are what was recorded of an obligation's performance, the latest
// first; none for whoever may not read what was agreed. What ended it is what
// was left of the whole.
func paymentsOf(d *casework.Dossier) []payment {
	if d.Matter.Kind != casemodel.KindObligation || !d.Can["read.agreement"] {
		return nil
	}
	rest, _ := casemodel.ParseMoney(d.Fields["amount"]) // 0: a thing is owed
	var all []payment
	for i := range d.Lines {
		l := &d.Lines[i]
		p := payment{seq: l.Seq, on: l.On, evidence: l.Fields["evidence"]}
		if on := casemodel.Day(l.Fields["paid_on"]); on.Valid() {
			p.on = on
		}
		switch l.Act {
		case "perform_partly":
			p.amount, _ = casemodel.ParseMoney(l.Fields["amount"]) // compulsory there
			rest -= p.amount
		case "perform":
			p.amount = rest
		default:
			continue
		}
		all = append([]payment{p}, all...)
	}
	return all
}

func (s *Site) drawSlip(v *visit, d *casework.Dossier, p payment) *SlipPage {
	view, m := d.View, &d.Matter
	page := &SlipPage{
		Href: "/matters/" + string(m.ID), Seq: p.seq, Copies: []string{say("slip.giver_keeps"), say("slip.volume_keeps")},
		Heading: say("slip.title"), Number: view.Root.Number, On: string(p.on), Evidence: p.evidence, Body: view.Body.Title, Agent: view.Handler.Title,
	}
	for i := range view.Items {
		it := &view.Items[i]
		if it.ObligationID != m.ID && view.Fields["item"] != string(it.ID) {
			continue
		}
		page.Giver, page.Taker, page.What = s.partyOf(view, it.Debtor), s.partyOf(view, it.Creditor), it.What
		page.Clause = say("slip.clause", "n", it.Seq)
		if it.Payer != "" {
			page.Giver, page.For = it.Payer, page.Giver
		}
		if page.What == "" {
			page.What = say("word.item_kind." + it.Kind)
		}
	}
	if p.amount > 0 {
		page.Figures, page.Words = yuan(p.amount), templates.Capitals(int64(p.amount))
	}
	page.Crumbs = append(s.crumbs(view), Link{page.Heading, ""})
	page.Crumbs[len(page.Crumbs)-2].Href = page.Href
	page.Shell = v.shell(page.Heading, "/matters")
	page.Printer = view.Centre.Title
	return page
}

// slipName tells one payment from the others.
func slipName(p payment) string {
	if p.amount > 0 {
		return string(p.on) + " " + yuan(p.amount)
	}
	return string(p.on)
}
