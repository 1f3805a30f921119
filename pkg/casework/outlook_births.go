package casework

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// births lists what the act creates, as far as it can be told.
func (j *job) births(c *call, act *workflows.Act, f *Outlook) error {
	for _, n := range act.Creates {
		if n.When != nil {
			holds, err := j.holds(*n.When, c, c)
			if err != nil {
				return err
			}
			if !holds {
				continue
			}
		}
		birth := Birth{}
		if id, given := c.word(n.Body); n.Body != "" && given && id != "" {
			b, err := j.tx.Body(casemodel.ID(id))
			if casemodel.Is(err, casemodel.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			birth.Body = Named{ID: b.ID, Title: b.Title}
			birth.Flow = j.d.Flows.Latest(j.d.trackOf(b.Kind, j.fam.root.Category))
		}
		if id, given := c.word(n.Workflow); given && id != "" {
			birth.Flow = j.d.Flows.Latest(id)
		}
		if birth.Flow == nil {
			continue
		}
		if err := j.howMany(c, n.Each, &birth); err != nil {
			return err
		}
		if birth.N > 0 {
			f.Births = append(f.Births, birth)
		}
	}
	return nil
}

// howMany counts the rows that a birth is made for, by the same plans as the
// birth itself.
func (j *job) howMany(c *call, each string, birth *Birth) error {
	switch each {
	case "items":
		birth.N, birth.First = j.obligations(c, birth.Flow)
	case "next_due":
		next, more, err := j.nextDuty(c)
		if err != nil || !more {
			return err
		}
		birth.N, birth.First = 1, next.DueOn
		j.fam.matters = append(j.fam.matters, j.child(c, birth.Flow))
	case "dues_ahead":
		plan, err := j.duesAhead(c)
		if err != nil || len(plan) == 0 {
			return err
		}
		birth.N, birth.First = len(plan), plan[0].DueOn
	case "follow_up_plan":
		plan, err := j.visitPlan(c)
		if err != nil || len(plan) == 0 {
			return err
		}
		birth.N, birth.First = len(plan), plan[0].On
	default:
		birth.N = 1
	}
	return nil
}

// obligations puts what the agreement will oblige to into the family, for the
// follow-ons that ask whether anything is owed; it tells how many there are and
// when the first falls due.
func (j *job) obligations(c *call, flow *workflows.Flow) (n int, first casemodel.Day) {
	owing, _ := j.toOwe(c)
	for _, it := range owing {
		n++
		if it.DueOn != "" && (first == "" || it.DueOn < first) {
			first = it.DueOn
		}
		m := j.child(c, flow)
		it.ObligationID = m.ID
		j.fam.matters = append(j.fam.matters, m)
		if it.PaidNow {
			j.fam.values[m.ID] = map[string]string{"paid_now": "true"}
		}
	}
	return n, first
}
