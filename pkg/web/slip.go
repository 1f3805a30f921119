package web

import (
	"cmp"

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

// slipPage shows the slip before it is printed.
func (s *Site) slipPage(v *visit) error { return s.slipOf(v, v.query("n"), false) }

// slip writes the printing down and then gives the paper.
func (s *Site) slip(v *visit) error { return s.slipOf(v, v.form.Get("n"), true) }

func (s *Site) slipOf(v *visit, n string, printing bool) error {
	d, err := s.sheetFile(v)
	if err != nil {
		return err
	}
	all := d.Payments()
	if len(all) == 0 {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "slip.none"}
	}
	one := all[0]
	for _, p := range all {
		if itoa(p.Seq) == n {
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
		page.Others = append(page.Others, Option{Value: itoa(p.Seq), Title: slipName(p), Chosen: p.Seq == one.Seq})
	}
	return v.ok("slip", page)
}

func (s *Site) drawSlip(v *visit, d *casework.Dossier, p casework.Payment) *SlipPage {
	view, m := d.View, &d.Matter
	page := &SlipPage{
		Href: "/matters/" + string(m.ID), Seq: p.Seq, Copies: []string{say("slip.giver_keeps"), say("slip.volume_keeps")},
		Heading: say("slip.title"), Number: view.Root.Number, On: string(p.On), Evidence: p.Evidence, Body: view.Body.Title, Agent: view.Handler.Title,
	}
	if p.Clause > 0 {
		page.Giver, page.Taker, page.Clause = s.partyOf(view, p.Debtor), s.partyOf(view, p.Creditor), say("slip.clause", "n", p.Clause)
		page.What = cmp.Or(p.What, say("word.item_kind."+p.Kind))
		if p.Payer != "" {
			page.Giver, page.For = p.Payer, page.Giver
		}
	}
	if p.Amount > 0 {
		page.Figures, page.Words = yuan(p.Amount), templates.Capitals(int64(p.Amount))
	}
	page.Crumbs = append(s.crumbs(view), Link{page.Heading, ""})
	page.Crumbs[len(page.Crumbs)-2].Href = page.Href
	page.Shell = v.shell(page.Heading, "/matters")
	page.Printer = view.Centre.Title
	return page
}

// slipName tells one payment from the others.
func slipName(p casework.Payment) string {
	if p.Amount > 0 {
		return string(p.On) + " " + yuan(p.Amount)
	}
	return string(p.On)
}
