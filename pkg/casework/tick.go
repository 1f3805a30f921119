package casework

import (
	"context"
	"errors"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// batch is how many due clocks one look takes.
const batch = 200

// Sweep fires every clock that is due, in due order: warnings and expiries.
// It reads candidates without locks; each is then locked by its root, read
// again, and fired in one transaction with its mark (engine rule T2), so that
// two servers, a crash in the middle or an outage of days lose and double
// nothing. It returns how many fired; clocks whose case somebody else holds
// are left for the next sweep.
func (d *Desk) Sweep(ctx context.Context) (fired int, err error) {
	var cursor store.Due
	for {
		var due []store.Due
		err := d.DB.Read(ctx, func(tx *store.Tx) error {
			due, err = tx.DueDeadlines(tx.Now(), cursor, batch)
			return err
		})
		if err != nil || len(due) == 0 {
			return fired, err
		}
		for _, one := range due {
			cursor = one
			done, err := d.fireClock(ctx, one)
			if err != nil {
				return fired, err
			}
			if done {
				fired++
			}
		}
	}
}

// fireClock handles one candidate: lock, look again, fire, mark.
func (d *Desk) fireClock(ctx context.Context, due store.Due) (fired bool, err error) {
	var unmendable *casemodel.Error
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		fired = false
		locked, err := tx.TryLockRoot(due.RootID)
		if err != nil || !locked {
			return err
		}
		fam, err := openFamily(tx, due.RootID)
		if err != nil {
			return err
		}
		if err := fam.loadDeadlines(); err != nil {
			return err
		}
		j := d.job(tx, fam, casemodel.Clock, &Outcome{})
		for _, clock := range fam.deadlines {
			// After an outage a warning and the end may both be due: in order.
			for clock.ID == due.ID && clock.Live == 1 && clock.State == casemodel.ClockRunning && !tx.Now().Before(clock.FiresAt) {
				if err := j.expire(clock); err != nil {
					return err
				}
				fired = true
			}
		}
		if fired {
			return j.finish()
		}
		return nil
	})
	if errors.As(err, &unmendable) && (unmendable.Kind == casemodel.Invalid || unmendable.Kind == casemodel.WrongStep) {
		// The event does not fit although the loader proved an exit: the data
		// was changed under it. The clock is flagged, the operator is told.
		d.Log.Error("clock could not fire its event", "deadline", due.ID, "err", err)
		return true, d.flagClock(ctx, due)
	}
	return fired, err
}

// expire fires a clock: a warning moves it on to the next; the end of a
// period marks it missed, once, and fires the rule's event.
func (j *job) expire(d *casemodel.Deadline) error {
	rule, ok := j.d.Flows.Rules.Get(d.RuleID)
	m := j.fam.matter(d.MatterID)
	if !ok || m == nil {
		j.stand(d)
		return nil
	}
	first, err := j.tx.AddFiring(casemodel.Firing{DeadlineID: d.ID, FiresAt: d.FiresAt, Kind: d.FiresKind, JournalSeq: m.Seq})
	if err != nil {
		return err
	}
	if !first {
		j.stand(d) // fired before, but its mark was lost: never twice
		return nil
	}
	if err := j.fam.all(); err != nil {
		return err
	}
	if d.FiresKind == "warn" {
		return j.warn(d, m, rule)
	}
	d.State = casemodel.ClockMissed
	j.stand(d)
	j.expiring = d
	if rule.Every != "" {
		if err := j.again(d, m, rule); err != nil {
			return err
		}
	}
	return j.atExpiry(d, m, rule.OnExpiry)
}

// warn counts the warning, aims at the next moment, and reminds by an event
// where the rule says so.
func (j *job) warn(d *casemodel.Deadline, m *casemodel.Matter, rule *workflows.Rule) error {
	d.Warned++
	if err := j.fam.loadSegments(); err != nil {
		return err
	}
	if err := j.recount(d); err != nil {
		return err
	}
	j.mark(d)
	if rule.Remind == nil {
		return nil
	}
	return j.atExpiry(d, m, rule.Remind)
}

// again lets a recurring duty fall due the next time: on its fixed day, else
// one period after the raw end, so that rolling never makes it drift. It ends
// when the state it belongs to is left.
func (j *job) again(d *casemodel.Deadline, m *casemodel.Matter, rule *workflows.Rule) error {
	if !m.IsLive() || rule.Until != "" && m.State != rule.Until {
		return nil
	}
	from := day(d.AnchorOn)
	if rule.FixedDay == 0 {
		raw, err := j.book.Due(rule.Arith(), calendar.Anchor{On: from}, nil, day(j.today))
		if err != nil {
			return err
		}
		from = raw.Raw
	} else {
		from = j.book.Recur(rule.Every, rule.FixedDay, day(d.DueOn))
	}
	c := &call{m: m, flow: j.flow(m), who: casemodel.Clock, on: j.today, seq: m.Seq, in: casemodel.Fields{}}
	return j.startRule(c, m, rule, legal(from), casemodel.At(from.Start()))
}

// atExpiry fires the event or record a rule names, as the clock, through the
// same path as any act. A matter that has moved on by itself is left alone.
func (j *job) atExpiry(d *casemodel.Deadline, m *casemodel.Matter, x *workflows.RuleExpiry) error {
	if x == nil || x.Event == "" && x.Record == "" {
		return nil
	}
	target := m
	switch x.Target {
	case "root":
		target = j.fam.root
	case "parent":
		target = j.fam.matter(m.ParentID)
	}
	flow := j.flow(target)
	act := x.Event
	open := flow.Open(target.State, act) != nil
	if act == "" {
		act = x.Record
		open = flow.RecordOpen(target.State, act)
	}
	if !open {
		return nil
	}
	raw := map[string]any{}
	for k, v := range x.With {
		raw[k] = v
	}
	row := "clock:" + d.RuleID
	if answer := j.may(casemodel.Clock, target, act, classes(act)...); answer.Allow {
		row = answer.Row + "@" + short(j.gate.SHA())
	}
	return j.fire(&call{m: target, act: act, raw: raw, on: j.today.Later(target.StateOn), who: casemodel.Clock, follow: true, row: row, cause: "deadline:" + string(d.ID)})
}

// flagClock marks a clock missed without its event.
func (d *Desk) flagClock(ctx context.Context, due store.Due) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		clock, err := tx.Deadline(due.ID)
		if err != nil || clock.Live == 0 {
			return err
		}
		clock.State, clock.Live, clock.FiresAt, clock.FiresKind = casemodel.ClockMissed, 0, casemodel.Never, ""
		return tx.UpdateDeadline(clock)
	})
}
