package web

import (
	"net/url"

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
	Lacks   []string
	Ahead   *Foresight
	Running []Clock
}

// beginTerms: the text goes on with the terms that were proposed, with their
// sum as its total.
func beginTerms(_ *Site, _ *visit, view *casework.View, values url.Values) {
	typeItems(values, "f.items", view)
	if total := totalOf(view); total > 0 {
		values.Set("f.total", total.String())
	}
	if values.Get("f.copies") == "" {
		values.Set("f.copies", itoa(len(presentParties(view))+1)) // one each and one for the volume
	}
}

// beginProposal: the one who was asked pays the one who asks, where there is
// one of each.
func beginProposal(_ *Site, _ *visit, view *casework.View, values url.Values) {
	if rowCount(values, "f.items") > 0 {
		return
	}
	var asks, asked []casemodel.Party
	for _, p := range presentParties(view) {
		if p.Asks() {
			asks = append(asks, p)
		} else if p.Role == "respondent" {
			asked = append(asked, p)
		}
	}
	if len(asks) == 1 && len(asked) == 1 {
		values.Set("f.items.0.debtor", string(asked[0].ID))
		values.Set("f.items.0.creditor", string(asks[0].ID))
		values.Set("f.items.0.kind", "pay")
	}
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
	p := &TermsPage{DoPage: page, Table: page.Field("items"), Lead: say("terms." + page.Act)}
	if page.Act == "finalise_text" {
		page.Terms = nil // they stand in the rows
	}
	page.chips()
	if p.Table != nil {
		p.Sum = yuan(typedSum(p.Table))
	}
	granted := map[string]any{}
	if page.Act == "renegotiate" {
		granted["evidence"] = "x"
	}
	var err error
	if p.Ahead, p.Lacks, err = s.foreseeTerms(v, view, page, granted); err != nil {
		return nil, err
	}
	var clocks MatterPage
	s.clocks(view, &clocks)
	p.Running = clocks.Clocks
	return p, nil
}

// foreseeTerms rehearses the act on the terms that lie there, when it may go on
// with them; what they lack by law is told, whichever row it is.
func (s *Site) foreseeTerms(v *visit, view *casework.View, page *DoPage, granted map[string]any) (*Foresight, []string, error) {
	if page.Act == "propose_terms" || page.Act == "agree_orally" {
		items := view.Items[:0:0]
		for i := range view.Items {
			if view.Items[i].MatterID == view.Matter.ID {
				items = append(items, view.Items[i])
			}
		}
		if len(items) == 0 {
			return nil, nil, nil // nothing is proposed yet
		}
		granted["items"] = items
	}
	version := view.Matter.Version
	got, err := s.desk.Foresee(v.ctx(), v.who, view.Matter.ID, page.Act, casework.Input{Version: &version, Fields: granted})
	if err != nil {
		return nil, nil, err
	}
	if got.Why == nil {
		ahead, err := s.foresee(v, view, page, granted)
		return ahead, nil, err
	}
	var lacks []string
	for _, f := range got.Why.All() {
		lacks = append(lacks, s.sayFault(f.Key, f.Args))
	}
	if len(lacks) == 0 && got.Why.Kind == casemodel.Invalid {
		lacks = append(lacks, s.sayFault(got.Why.Key, got.Why.Args))
	}
	return nil, lacks, nil
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
