package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
)

// rosterRecords are the people of a case's roster as papers list them, their
// spokesmen, and whom the text of the mediation names with what it gives each.
// Numbers are masked: a paper that goes from hand to hand tells nobody's.
func (s *Site) rosterRecords(v *visit, view, of *casework.View, r record) error {
	people, speak, annex, slips := []record{}, []record{}, []record{}, []record{}
	var claimed, given casemodel.Money
	if len(view.Roster) > 0 {
		if v.rolls == nil || v.rolls.At != view.Matter.ID { // the papers of a volume ask one after the other
			var err error
			if v.rolls, err = s.desk.Roster(v.ctx(), v.who, view.Matter.ID); err != nil {
				return err
			}
		}
		roster, picked := v.rolls, v.form["pick"]
		ask, _ := r["proceeding"].(record)
		office, _ := r["body"].(record)
		if office["phone"] == "" { // the centre answers for a body without a telephone
			office, _ = r["centre"].(record)
		}
		for i := range roster.Lines {
			l := &roster.Lines[i]
			if !l.Party.Present() {
				continue
			}
			row := s.memberRecord(view, of, l)
			row["body"], row["ask"] = office, ask["mediators"]
			people, claimed = append(people, row), claimed+l.Amount
			if l.Speaks == 1 {
				speak = append(speak, record{"no": len(speak) + 1, "name": l.Party.Name, "id_no": l.Party.IDNo, "phone": l.Party.Phone})
			}
			if l.TextID != "" && l.TextID == of.Matter.ID {
				annex, given = append(annex, row), given+l.Share()
			}
			if len(picked) == 0 && l.TextID != "" && l.TextID == of.Matter.ID || slices.Contains(picked, string(l.ID)) {
				slips = append(slips, row)
			}
		}
	}
	r["roster"], r["spokesmen"], r["annex"], r["slips"] = people, speak, annex, slips
	r["has_roster"], r["has_annex"], r["has_slips"] = len(people) > 0, len(annex) > 0, len(slips) > 0
	r["roster_sum"], r["annex_sum"] = claimed, given
	return nil
}

// memberRecord is one person's line as papers tell it: to the others, and on a
// slip of their own what they get, when, from whom, and who is to be asked.
func (s *Site) memberRecord(view, of *casework.View, l *casework.RosterLine) record {
	row := record{
		"no": l.No, "name": l.Party.Name, "id_no": l.Party.IDNo, "phone": l.Party.Phone, "claim": l.Claim, "amount": l.Amount, "share": l.Share(),
		"paid": l.Paid, "open": max(l.Owed-l.Paid, 0), "bound_on": l.BoundOn,
	}
	if l.Authority != "" {
		row["authority"] = wordIn("authority", l.Authority)
	}
	if l.Result != "" {
		row["result"] = say("roster.state." + l.Result)
	}
	if l.Road != "" {
		row["result"] = s.desk.Flows.Title("member_roads", l.Road)
	}
	dues := make([]record, 0, len(l.Dues))
	var days, payers []string
	for _, due := range l.Dues {
		payer := s.side(view, due.Debtor)
		dues = append(dues, record{"on": due.On, "amount": due.Amount, "paid": due.Paid, "payer": payer})
		days, payers = append(days, documents.DayInWords(due.On)), append(payers, payer)
	}
	if len(dues) == 0 && l.TextID != "" && l.TextID == of.Matter.ID { // nothing is due before the text binds: it says when it will be
		for i := range of.Items {
			if it := &of.Items[i]; it.Creditor == l.SideID && it.AmountKind == "sum" {
				days, payers = append(days, documents.DayInWords(it.DueOn)), append(payers, s.side(view, it.Debtor))
			}
		}
	}
	row["dues"], row["has_dues"], row["gets"] = dues, len(dues) > 0, l.Stands() || l.BoundOn != ""
	row["term"], row["payer"] = eachOnce(days), eachOnce(payers)
	return row
}

// eachOnce lists words, each of them once, in their order.
func eachOnce(words []string) string {
	var each []string
	for _, word := range words {
		if word != "" && !slices.Contains(each, word) {
			each = append(each, word)
		}
	}
	return strings.Join(each, say("list.comma"))
}
