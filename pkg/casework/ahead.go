package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// What recurs is known for this long, and no case has so many open obligations
// that its pages drown: where it has, the next one comes as the last one is
// done, or is overdue.
const (
	monthsAhead = 12
	weeksAhead  = 12 // of what recurs weekly
	mostAhead   = 400
)

// horizon is the last day on which a row of a recurring duty is written down by
// a day.
func horizon(today casemodel.Day, every string) casemodel.Day {
	if every == "week" {
		return legal(day(today).Add(7 * weeksAhead))
	}
	d, _ := day(today).AddMonths(monthsAhead)
	return legal(d)
}

// PlanDues writes down what falls due of every recurring duty within the next
// twelve months: an obligation of its own for each day, so that a month that is
// missed is one default and those after it stand, can be seen and can be paid
// before their day. It returns how many came. It may run at any time and on
// several servers: a day that is there is never written again, and a case that
// somebody else holds waits for the next time. A duty that fails by a fault of
// its own is told to the operator, and those behind it go on.
func (d *Desk) PlanDues(ctx context.Context) (made int, err error) {
	var after casemodel.ID
	for {
		var duties []store.LastDue
		var now casemodel.Day
		err := d.DB.Read(ctx, func(tx *store.Tx) error {
			now = today(tx.Now())
			duties, err = tx.LastDues(horizon(now, ""), after, batch)
			return err
		})
		if err != nil || len(duties) == 0 {
			return made, err
		}
		for _, one := range duties {
			after = one.ID
			if nextDue(one.DueOn, one.DueOn, one.Every) > horizon(now, one.Every) {
				continue
			}
			n, err := d.planDuty(ctx, one)
			made += n
			switch kind := casemodel.KindOf(err); {
			case err == nil:
			case ctx.Err() != nil, kind == casemodel.Busy, kind == casemodel.Unavailable:
				return made, err
			default:
				d.Log.Error("duty is not planned ahead", "matter", one.ObligationID, "root", one.RootID, "err", err)
			}
		}
	}
}

// planDuty locks the case of one duty, looks again, and writes down what is
// missing.
func (d *Desk) planDuty(ctx context.Context, one store.LastDue) (made int, err error) {
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		made = 0
		locked, err := tx.TryLockRoot(one.RootID)
		if err != nil || !locked {
			return err
		}
		fam, err := openFamily(tx, one.RootID)
		if err != nil {
			return err
		}
		out := &Outcome{}
		j := d.job(tx, fam, casemodel.Clock, out)
		m := fam.matter(one.ObligationID)
		if m == nil || !m.IsLive() {
			return nil
		}
		flow := j.flow(m)
		if flow == nil || flow.Record("plan_ahead") == nil || !flow.RecordOpen(m.State, "plan_ahead") {
			return nil
		}
		answer := j.may(casemodel.Clock, m, "plan_ahead")
		if !answer.Allow {
			return nil
		}
		c := &call{m: m, flow: flow, act: "plan_ahead", raw: map[string]any{}, on: j.today.Later(m.StateOn), who: casemodel.Clock, follow: true, row: answer.Row + "@" + short(j.gate.SHA())}
		plan, err := j.duesAhead(c)
		if err != nil || len(plan) == 0 {
			return err
		}
		if err := j.fire(c); err != nil {
			return err
		}
		made = len(out.Created)
		return j.finish()
	})
	if err != nil {
		made = 0
	}
	return made, err
}

// duesAhead are the rows that are missing after the one of a matter: those whose
// day comes within the next months, as far as the case can carry them.
func (j *job) duesAhead(c *call) (plan []casemodel.Item, err error) {
	if err := j.fam.loadItems(); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ObligationID == c.m.ID })
	if at < 0 || j.fam.items[at].Every == "" || j.fam.items[at].DueOn == "" {
		return nil, nil
	}
	open := 0
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindObligation && m.IsLive() {
			open++
		}
	}
	last := j.fam.items[at]
	for open+len(plan) < mostAhead {
		next, more := j.dutyAfter(last)
		if !more || next.DueOn > horizon(j.today, next.Every) {
			break
		}
		next.Seq = len(j.fam.items) + len(plan) + 1
		plan = append(plan, next)
		last = next
	}
	return plan, nil
}

// createDuesAhead writes down what is missing of a recurring duty.
func (j *job) createDuesAhead(c *call, flow *workflows.Flow) error {
	plan, err := j.duesAhead(c)
	if err != nil {
		return err
	}
	for i := range plan {
		if err := j.tx.InsertItems(&plan[i]); err != nil {
			return err
		}
		j.fam.items = append(j.fam.items, plan[i])
		if err := j.obligation(c, flow, &j.fam.items[len(j.fam.items)-1]); err != nil {
			return err
		}
	}
	return nil
}

// endLater ends what was planned ahead when a duty ends: who calls an instalment
// off before its day or agrees anew about it does so for all that come after
// it. One whose day has come is a debt of its own, and the others stand. Who
// lets go of an instalment lets go of that one, unless he says of all that come
// after it (《民法典》575).
func (j *job) endLater(c *call) error {
	how := map[string]string{"waive": "waive", "cancel": "cancel", "renegotiate": "cancel"}[c.act]
	if how == "" || c.m.Kind != casemodel.KindObligation || c.follow || j.dry {
		return nil
	}
	if err := j.fam.loadItems(); err != nil {
		return err
	}
	it, later := j.laterOf(c.m)
	switch {
	case it == nil || it.Every == "":
		return nil
	case c.act == "waive" && c.in.Text("later") != "later", c.act != "waive" && it.DueOn <= j.today:
		return nil
	}
	with := map[string]string{"party": "$input.party", "evidence": "$input.evidence", "reason": "$input.reason", "later": "$input.later"}
	if c.act == "renegotiate" {
		with["reason"] = c.flow.Act(c.act).Title
	}
	for _, m := range later {
		fields := map[string]string{}
		for field, word := range with {
			if slices.ContainsFunc(j.flow(m).Act(how).Fields, func(f workflows.Field) bool { return f.ID == field }) {
				fields[field] = word
			}
		}
		if err := j.followOn(c, workflows.Then{With: fields}, m, how); err != nil {
			return err
		}
	}
	return nil
}

// laterOf is the row of an obligation, nil for none, and the instalments of the
// same duty that come after it and are still owed. The items must be loaded.
func (j *job) laterOf(m *casemodel.Matter) (this *casemodel.Item, later []*casemodel.Matter) {
	at := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool { return it.ObligationID == m.ID })
	if at < 0 {
		return nil, nil
	}
	this = &j.fam.items[at]
	if this.Every == "" {
		return this, nil
	}
	first := this.ID
	if slices.ContainsFunc(j.fam.items, func(it casemodel.Item) bool { return it.ID == this.TemplateID }) {
		first = this.TemplateID
	}
	for _, it := range j.fam.items {
		one := j.fam.matter(it.ObligationID)
		if it.TemplateID == first && it.DueOn > this.DueOn && one != nil && one.IsLive() {
			later = append(later, one)
		}
	}
	return this, later
}
