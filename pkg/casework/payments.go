package casework

import "github.com/jiefen/jiefen/casemodel"

// Payment is one record of an obligation's performance, as the slip for it says:
// who gave what to whom, for whom, when, and what proves it.
type Payment struct {
	Seq      int             // of its journal entry
	Amount   casemodel.Money // in fen; 0 for a thing or an act
	On       casemodel.Day
	Evidence string
	Clause   int          // of the agreement
	Kind     string       // of the obligation: pay, hand_over …
	What     string       // what was owed, as the agreement says
	Debtor   casemodel.ID // whose obligation it is
	Creditor casemodel.ID
	Payer    string // who paid in the debtor's place, "" for himself
}

// Payments are what was recorded of an obligation's performance, the latest
// first; none for whoever may not read what was agreed. What ended it is what
// was left of the whole.
func (d *Dossier) Payments() []Payment {
	if d.Matter.Kind != casemodel.KindObligation || !d.Can["read.agreement"] {
		return nil
	}
	base := Payment{}
	for i := range d.Items {
		if it := &d.Items[i]; it.ObligationID == d.Matter.ID || d.Fields["item"] == string(it.ID) {
			base = Payment{Clause: it.Seq, Kind: it.Kind, What: it.What, Debtor: it.Debtor, Creditor: it.Creditor, Payer: it.Payer}
		}
	}
	rest, _ := casemodel.ParseMoney(d.Fields["amount"]) // 0: a thing is owed
	var all []Payment
	for i := range d.Lines {
		l := &d.Lines[i]
		p := base
		p.Seq, p.On, p.Evidence = l.Seq, l.On, l.Fields["evidence"]
		if on := casemodel.Day(l.Fields["paid_on"]); on.Valid() {
			p.On = on
		}
		switch l.Act {
		case "perform_partly":
			p.Amount, _ = casemodel.ParseMoney(l.Fields["amount"]) // compulsory there
			rest -= p.Amount
		case "perform":
			p.Amount = rest
		default:
			continue
		}
		all = append([]Payment{p}, all...)
	}
	return all
}
