package web

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// rosterRecords are the people of a case's roster as papers list them, their
// spokesmen, and whom the text of the mediation names with what it gives each.
// Numbers are masked: a paper that goes from hand to hand tells nobody's.
func (s *Site) rosterRecords(v *visit, view, of *casework.View, r record) error {
	people, speak, annex := []record{}, []record{}, []record{}
	var claimed, given casemodel.Money
	if len(view.Roster) > 0 {
		if v.rolls == nil || v.rolls.At != view.Matter.ID { // the papers of a volume ask one after the other
			var err error
			if v.rolls, err = s.desk.Roster(v.ctx(), v.who, view.Matter.ID); err != nil {
				return err
			}
		}
		roster := v.rolls
		for i := range roster.Lines {
			l := &roster.Lines[i]
			if !l.Party.Present() {
				continue
			}
			row := memberRecord(l)
			people, claimed = append(people, row), claimed+l.Amount
			if l.Speaks == 1 {
				speak = append(speak, record{"no": len(speak) + 1, "name": l.Party.Name, "id_no": l.Party.IDNo, "phone": l.Party.Phone})
			}
			if l.TextID != "" && l.TextID == of.Matter.ID {
				annex, given = append(annex, row), given+l.Share()
			}
		}
	}
	r["roster"], r["spokesmen"], r["annex"] = people, speak, annex
	r["has_roster"], r["has_annex"] = len(people) > 0, len(annex) > 0
	r["roster_sum"], r["annex_sum"] = claimed, given
	return nil
}

func memberRecord(l *casework.RosterLine) record {
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
	return row
}
