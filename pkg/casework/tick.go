package casework

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

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
// are left for the next sweep, and so is one that fails by a fault of its own:
// the operator is told, and those behind it fire. Only a database that cannot
// be asked ends the sweep.
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
			if done {
				fired++
			}
			switch kind := casemodel.KindOf(err); {
			case err == nil:
			case ctx.Err() != nil, kind == casemodel.Busy, kind == casemodel.Unavailable:
				return fired, err
			default:
				d.Log.Error("clock fails", "deadline", one.ID, "root", one.RootID, "err", err)
			}
		}
	}
}

// fireClock fires one candidate as long as it is due: after an outage a
// warning and the end may both be, in that order.
func (d *Desk) fireClock(ctx context.Context, due store.Due) (fired bool, err error) {
	for more := true; more && err == nil; {
		var rung bool
		rung, more, err = d.ring(ctx, due, (*job).atExpiry)
		if kind := casemodel.KindOf(err); kind == casemodel.Invalid || kind == casemodel.WrongStep {
			// The event does not fit although the loader proved an exit: the data
			// was changed under it. It never will, so the clock goes on without it.
			d.Log.Error("clock could not fire its event", "deadline", due.ID, "root", due.RootID, "err", err)
			rung, more, err = d.ring(ctx, due, flagOnly)
		}
		fired = fired || rung
	}
	return fired, err
}

// ring handles one moment of a clock: lock, look again, mark, fire. It reports
// whether the moment had come, and whether the next one has too.
func (d *Desk) ring(ctx context.Context, due store.Due, act func(*job, *casemodel.Deadline, *workflows.RuleExpiry) error) (rung, more bool, err error) {
	err = d.DB.Do(ctx, func(tx *store.Tx) (err error) {
		rung, more = false, false
		defer func() {
			// Nobody stands behind the sweep as a server does behind a request:
			// one clock must not take the program down, at every start again.
			if fault := recover(); fault != nil {
				err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			}
		}()
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
		at := slices.IndexFunc(fam.deadlines, func(clock *casemodel.Deadline) bool { return clock.ID == due.ID })
		if at < 0 || !j.rings(fam.deadlines[at]) {
			return nil
		}
		clock := fam.deadlines[at]
		x, err := j.expire(clock)
		if err != nil {
			return err
		}
		if err := act(j, clock, x); err != nil {
			return err
		}
		rung, more = true, j.rings(clock)
		return j.finish()
	})
	return rung && err == nil, more && err == nil, err
}

// rings reports whether a clock's next moment has come.
func (j *job) rings(d *casemodel.Deadline) bool {
	return d.Live == 1 && d.State == casemodel.ClockRunning && !j.tx.Now().Before(d.FiresAt)
}

// flagOnly leaves it at the mark.
func flagOnly(*job, *casemodel.Deadline, *workflows.RuleExpiry) error { return nil }

// expire marks one moment of a clock, once, and answers what is to be fired: a
// warning moves the clock on to its next moment, the end of its period makes
// it missed.
func (j *job) expire(d *casemodel.Deadline) (*workflows.RuleExpiry, error) {
	rule, ok := j.d.Flows.Rules.Get(d.RuleID)
	m := j.fam.matter(d.MatterID)
	if !ok || m == nil {
		j.stand(d)
		return &workflows.RuleExpiry{}, nil
	}
	first, err := j.tx.AddFiring(casemodel.Firing{DeadlineID: d.ID, FiresAt: d.FiresAt, Kind: d.FiresKind, JournalSeq: m.Seq})
	if err != nil {
		return nil, err
	}
	if !first {
		j.stand(d) // fired before, but its mark was lost: never twice
		return &workflows.RuleExpiry{}, nil
	}
	if err := j.fam.all(); err != nil {
		return nil, err
	}
	j.tellOfClock(d, m)
	if d.FiresKind == "warn" {
		return rule.Remind, j.warn(d)
	}
	d.State = casemodel.ClockMissed
	j.stand(d)
	j.expiring = d
	if rule.Every == "" {
		return rule.OnExpiry, nil
	}
	return rule.OnExpiry, j.again(d, m, rule)
}

// warn counts the warning and aims at the next moment.
func (j *job) warn(d *casemodel.Deadline) error {
	d.Warned++
	if err := j.fam.loadSegments(); err != nil {
		return err
	}
	return j.recount(d)
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
func (j *job) atExpiry(d *casemodel.Deadline, x *workflows.RuleExpiry) error {
	if x == nil || x.Event == "" && x.Record == "" {
		return nil
	}
	m := j.fam.matter(d.MatterID)
	target := m
	switch x.Target {
	case "root":
		target = j.fam.root
	case "parent":
		target = j.fam.matter(m.ParentID)
	}
	if target == nil {
		return fmt.Errorf("matter %s has no %s", m.ID, x.Target)
	}
	flow := j.flow(target)
	if flow == nil {
		return fmt.Errorf("matter %s: workflow %s@%d is not loaded", target.ID, target.Workflow, target.WorkflowVersion)
	}
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
