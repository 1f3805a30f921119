package api

import (
	"context"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// paymentOf is one payment of an obligation, or a thing handed over: what the
// slip for it says.
type paymentOf struct {
	Seq      int             `json:"seq" doc:"of the journal entry"`
	On       casemodel.Day   `json:"on" doc:"when it was paid or handed over"`
	Amount   casemodel.Money `json:"amount,omitempty" doc:"in yuan; none for a thing or an act"`
	Number   string          `json:"number" doc:"of the case"`
	Clause   int             `json:"clause" doc:"of the agreement"`
	Kind     string          `json:"kind" doc:"of the obligation"`
	What     string          `json:"what" doc:"what is owed, as the agreement says"`
	Giver    string          `json:"giver" doc:"who gave it: the debtor, or who paid for them"`
	For      string          `json:"for,omitempty" doc:"whose obligation it was, where another paid"`
	Taker    string          `json:"taker"`
	Debtor   string          `json:"debtor" doc:"id of the party"`
	Creditor string          `json:"creditor" doc:"id of the party"`
	Evidence string          `json:"evidence,omitempty" doc:"what proves it"`
	Body     string          `json:"body" doc:"title of the body that handles it"`
	Handler  string          `json:"handler,omitempty" doc:"name of who handles it"`
}

// mostLines of a journal hold every payment of an obligation.
const mostLines = 200

// payments lists what was recorded of an obligation's performance, the latest
// first; nothing for whoever may not read what was agreed. What is printed is
// written down by the record print, as any sheet.
func (d *Door) payments(ctx context.Context, who *caller, in *partInput) (*part[paymentOf], error) {
	if !casemodel.ID(in.ID).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	file, err := d.cfg.Desk.Dossier(ctx, actor, casemodel.ID(in.ID), mostLines)
	if err != nil {
		return nil, err
	}
	d.cfg.Desk.Opened(ctx, actor, &file.Matter, file.Now)
	names := map[casemodel.ID]string{}
	for _, p := range file.Parties {
		names[p.ID] = p.Name
	}
	paid := file.Payments()
	all := make([]paymentOf, len(paid))
	for i := range paid {
		p := &paid[i]
		one := paymentOf{
			Seq: p.Seq, On: p.On, Amount: p.Amount, Number: file.Root.Number, Clause: p.Clause, Kind: p.Kind, What: p.What, Giver: names[p.Debtor], Taker: names[p.Creditor],
			Debtor: string(p.Debtor), Creditor: string(p.Creditor), Evidence: p.Evidence, Body: file.Body.Title, Handler: file.Handler.Title,
		}
		if p.Payer != "" {
			one.Giver, one.For = p.Payer, one.Giver
		}
		all[i] = one
	}
	return partOf(all, in, func(p paymentOf) string { return strconv.Itoa(p.Seq) })
}
