package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// TermsPage is an agreement, row by row: who owes whom what by when, with the
// sum and what the law still misses.
type TermsPage struct {
	*DoPage
	Lead    string
	Table   *Field
	Sum     string
	Running []Clock
	Library *Library
	Near    []string // sums from which more is asked for, just not reached
}

// beginTerms: the text goes on with the terms that were proposed, with their
// sum as its total.
func beginTerms(_ *Site, _ *visit, view *casework.View, values url.Values) {
	typeItems(values, "f.items", view)
	if total := totalOf(view); total > 0 {
		values.Set("f.total", total.String())
	}
	if values.Get("f.copies") == "" {
		values.Set("f.copies", itoa(len(presentParties(view))+copiesKept(view)))
	}
}

// beginProposal: the one who was asked pays the one who asks, where there is
// one of each.
func beginProposal(_ *Site, _ *visit, view *casework.View, values url.Values) {
	takeAccepted(values, "f.items", view)
	if rowCount(values, "f.items") > 0 {
		return
	}
	if debtor, creditor := usualSides(view); debtor != "" {
		values.Set("f.items.0.debtor", string(debtor))
		values.Set("f.items.0.creditor", string(creditor))
		values.Set("f.items.0.kind", "pay")
	}
}

// takeAccepted writes every accepted offer of which no clause is made yet into
// the rows: nothing that was agreed is typed again.
func takeAccepted(values url.Values, name string, view *casework.View) {
	n := rowCount(values, name)
	made := make([]string, 0, n)
	for i := range n {
		made = append(made, values.Get(name+"."+itoa(i)+".offer"))
	}
	for i := range view.Offers {
		o := &view.Offers[i]
		if o.State != casemodel.OfferAccepted || slices.Contains(made, string(o.ID)) || inForce(view, o.ID) {
			continue
		}
		typeItem(values, name+"."+itoa(n), o.Clause())
		n++
	}
}

// inForce: an earlier text, of which a part is in force already, has the clause.
func inForce(view *casework.View, offer casemodel.ID) bool {
	return slices.ContainsFunc(view.Items, func(it casemodel.Item) bool { return it.OfferID == offer && it.ObligationID != "" })
}

// takenBack: the offer a clause is made of does not stand any more; only who may
// read offers is told.
func takenBack(view *casework.View, it *casemodel.Item) bool {
	return it.OfferID != "" && it.ObligationID == "" && slices.ContainsFunc(view.Offers, func(o casemodel.Offer) bool {
		return o.ID == it.OfferID && o.State != casemodel.OfferAccepted
	})
}

func presentParties(view *casework.View) []casemodel.Party {
	return (&form{view: view}).parties()
}

// totalOf is the sum of the terms on file that are sums.
func totalOf(view *casework.View) casemodel.Money {
	sum := casemodel.Money(0)
	for i := range view.Items {
		if it := &view.Items[i]; it.MatterID == view.Matter.ID && it.AmountKind == "sum" {
			sum += it.Amount
		}
	}
	return sum
}

func fillTerms(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	p := &TermsPage{DoPage: page, Running: runningClocks(view), Table: page.Field("items"), Lead: say("terms." + page.Act)}
	if page.Act == "finalise_text" {
		page.Terms = nil // they stand in the rows
	}
	if !view.InForce && page.values.Get(nameOf("replaces")) == "" && page.values.Get(nameOf("replaced_items")) == "" {
		for _, id := range []string{"replaces", "replaced_items"} { // nothing is in force that it could replace
			if f := page.Field(id); f != nil && f.Error != "" {
				page.placed = page.placed[:len(page.placed)-1]
			}
		}
	}
	page.chips()
	page.low("clauses")
	if p.Table != nil {
		p.Sum = yuan(typedSum(p.Table))
		p.Near = s.nearSums(view, typedSum(p.Table))
	}
	if err := p.library(s, v, view); err != nil {
		return nil, err
	}
	return p, nil
}

// typedSum adds up the amounts that stand in the rows, to the fen; what is no
// amount adds nothing.
func typedSum(table *Field) casemodel.Money {
	sum := casemodel.Money(0)
	for _, row := range table.Items {
		for _, c := range row.Cells {
			if c.Short != "amount" {
				continue
			}
			if m, err := casemodel.ParseMoney(amount(c.Value)); err == nil {
				sum += m
			}
		}
	}
	return sum
}
