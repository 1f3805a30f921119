package casework

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// refersItems completes the clauses that name an accepted offer from it, so
// that nothing agreed is typed again, and refuses one that says something else
// than what was accepted. One offer may be paid in several clauses: together
// they are its sum, to the fen.
func (j *job) refersItems(c *call, f workflows.Field) error {
	items := c.in.Items(f.ID)
	if !slices.ContainsFunc(items, func(it casemodel.Item) bool { return it.OfferID != "" }) {
		return nil
	}
	offers, err := j.tx.Offers(c.m.ID)
	if err != nil {
		return err
	}
	sums, first := map[casemodel.ID]casemodel.Money{}, map[casemodel.ID]int{}
	for i := range items {
		it := &items[i]
		if it.OfferID == "" {
			continue
		}
		o := offerOf(offers, it.OfferID)
		if o == nil || o.State != casemodel.OfferAccepted {
			return casemodel.Bad(fmt.Sprintf("%s.%d.offer", f.ID, i), "offer.clause_gone")
		}
		if cell := bind(it, o); cell != "" {
			return casemodel.Bad(fmt.Sprintf("%s.%d.%s", f.ID, i, cell), "offer.differs")
		}
		if _, known := first[o.ID]; !known {
			first[o.ID] = i
		}
		sums[o.ID] += it.Amount
	}
	for id, sum := range sums {
		if o := offerOf(offers, id); sum != o.Amount {
			return &casemodel.Error{
				Kind: casemodel.Invalid, Key: "offer.sum_differs", Field: fmt.Sprintf("%s.%d.amount", f.ID, first[id]),
				Args: map[string]any{"agreed": o.Amount.String(), "sum": sum.String()},
			}
		}
	}
	c.in[f.ID] = items
	return nil
}

func offerOf(offers []casemodel.Offer, id casemodel.ID) *casemodel.Offer {
	i := slices.IndexFunc(offers, func(o casemodel.Offer) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return &offers[i]
}

// bind fills what a clause leaves open from its offer, and names the cell in
// which it says something else. Its words may be put better; who owes whom
// what, and a day that was offered, may not.
func bind(it *casemodel.Item, o *casemodel.Offer) (differs string) {
	from := o.Clause()
	if it.Kind == "" {
		it.Kind = from.Kind
	}
	if it.What == "" {
		it.What = from.What
	}
	if it.Debtor == "" {
		it.Debtor = from.Debtor
	}
	if it.Creditor == "" {
		it.Creditor = from.Creditor
	}
	if it.Amount == 0 && it.Share == "" {
		it.Amount = from.Amount
	}
	if it.DueOn == "" {
		it.DueOn = from.DueOn
	}
	if it.Every == "" && it.UntilOn == "" {
		it.Every, it.UntilOn = from.Every, from.UntilOn
	}
	it.AmountKind = from.AmountKind
	switch {
	case it.Kind != from.Kind:
		return "kind"
	case from.Debtor != "" && it.Debtor != from.Debtor:
		return "debtor"
	case from.Creditor != "" && it.Creditor != from.Creditor:
		return "creditor"
	case it.Share != "":
		return "share"
	case it.Every != from.Every || it.UntilOn != from.UntilOn:
		return "every"
	case from.DueOn != "" && it.DueOn != from.DueOn && it.Amount == from.Amount: // a part of it has a day of its own
		return "due"
	}
	return ""
}
