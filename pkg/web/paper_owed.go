package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

func (s *Site) agreementRecord(view *casework.View) record {
	rows := make([]record, 0, len(view.Items))
	for i := range view.Items {
		it := &view.Items[i]
		rows = append(rows, record{
			"no": i + 1, "what": clause(it), "debtor": s.side(view, it.Debtor), "creditor": s.side(view, it.Creditor), "sum": it.Amount > 0, "amount": it.Amount,
			"due": it.DueOn, "at_once": it.PaidNow, "payer": it.Payer, "gone": supplanted(view, it),
		})
	}
	copies := 0
	for _, c := range view.Fields["copies"] {
		if c >= '0' && c <= '9' {
			copies = copies*10 + int(c-'0')
		}
	}
	on := cmp.Or(casemodel.Day(view.Fields["effective_on"]), casemodel.Day(view.Fields["seal_on"]), happenedOn(view.Matter.ClosedAt))
	number := "" // where nothing was mediated nothing was agreed
	if view.Matter.Kind == casemodel.KindProceeding {
		number = cmp.Or(view.Matter.Number, view.Root.Number)
	}
	return record{"number": number, "on": on, "copies": max(copies, len(view.Parties)+copiesKept(view)), "breach": view.Fields["breach"], "more": view.Fields["clauses"], "replaces": replaces(view), "items": rows, "left": s.leftRecords(view), "falls": s.fallRecords(view)}
}

// copiesKept are those of an agreement beside the one each party holds: the
// mediating body's, and the court's where it delegated.
func copiesKept(view *casework.View) int {
	if slices.Contains(view.Flow.Lineage, "court_delegated") {
		return 2
	}
	return 1
}

// clauseNo is the number of a clause on the paper of its agreement, by which a
// judgment speaks of it; 0 for what is no clause of it: a later day of one that
// recurs, or another agreement's.
func clauseNo(view *casework.View, it *casemodel.Item) int {
	if it.MatterID != view.Matter.ID || it.TemplateID != "" {
		return 0
	}
	no := 0
	for i := range view.Items {
		one := &view.Items[i]
		if one.MatterID == view.Matter.ID && one.TemplateID == "" {
			no++
		}
		if one.ID == it.ID {
			break
		}
	}
	return no
}

func (s *Site) obligationRecord(view *casework.View) record {
	if len(view.Items) == 0 {
		return record{}
	}
	it := &view.Items[0]
	paid, _ := casemodel.ParseMoney(view.Fields["paid"]) // none is none
	waived, _ := strconv.Atoi(view.Fields["waived_n"])   // as above
	open := max(it.Amount-paid, 0)
	if casework.NothingOwed(view.Matter.State) {
		open = 0
	}
	return record{
		"what": clause(it), "debtor": s.side(view, it.Debtor), "creditor": s.side(view, it.Creditor), "due": it.DueOn,
		"sum": it.Amount > 0, "amount": it.Amount, "paid": paid, "open": open,
		"recurs": it.Every != "", "waived": waived > 0, "waived_n": waived, "waived_later": view.Fields["later"] == "later",
		"waived_sum": sumIn(view, "waived_sum"), "waived_left": sumIn(view, "waived_left"),
	}
}

// sumIn is a sum among the current values, 0 for none.
func sumIn(view *casework.View, field string) casemodel.Money {
	sum, err := casemodel.ParseMoney(view.Fields[field])
	if err != nil {
		return 0
	}
	return sum
}
