package casework

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Ahead is what an act would bring about if it were done now: found out by
// doing it and undoing it, so that no page works a date out by itself.
type Ahead struct {
	Fired   []Fired
	Created []Coming
	Started []Clock // clocks that would begin to run
	Stopped []Clock // clocks that run now and would not any more
	Papers  []string
	Asks    bool             // it would only ask for approval
	Why     *casemodel.Error // not nil: it cannot be done yet, and nothing else is told
}

// Coming is a matter that would come into being.
type Coming struct {
	Flow *workflows.Flow
	Due  casemodel.Day // of an obligation or a follow-up, "" for none
}

// Foresee tells what an act would do. in holds what is typed so far, completed
// by whatever the caller takes for granted; the ids and numbers of a rehearsal
// mean nothing and are not told.
func (d *Desk) Foresee(ctx context.Context, who casemodel.Actor, id casemodel.ID, act string, in Input) (*Ahead, error) {
	ahead := &Ahead{}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		*ahead = Ahead{}
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		before, err := tx.Deadlines(m.RootID)
		if err != nil {
			return err
		}
		var out Outcome
		if err := d.step(tx, who, id, act, in, &out); err != nil {
			return err
		}
		ahead.Fired, ahead.Asks = out.Fired, out.Approval != ""
		if a := j.flow(m).Act(act); a != nil && !ahead.Asks {
			ahead.Papers = a.Documents
		}
		if err := j.coming(ahead, out.Created); err != nil {
			return err
		}
		if err := j.clocksAhead(ahead, before); err != nil {
			return err
		}
		return errRehearsed
	})
	var refused *casemodel.Error
	switch {
	case errors.Is(err, errRehearsed):
		return ahead, nil
	case errors.As(err, &refused):
		return &Ahead{Why: refused}, nil
	}
	return nil, err
}

func (j *job) coming(ahead *Ahead, created []Created) error {
	for _, c := range created {
		one := Coming{Flow: j.d.Flows.Latest(c.Workflow)}
		kept, err := j.tx.Fields(c.ID)
		if err != nil {
			return err
		}
		one.Due = casemodel.Day(kept[c.ID]["due_on"])
		ahead.Created = append(ahead.Created, one)
	}
	return nil
}

// clocksAhead compares the clocks before and after, of matters the actor may
// know of and of those that came into being.
func (j *job) clocksAhead(ahead *Ahead, before []casemodel.Deadline) error {
	after, err := j.tx.Deadlines(j.fam.root.ID)
	if err != nil {
		return err
	}
	ran := map[casemodel.ID]bool{}
	known := map[casemodel.ID]bool{}
	for _, b := range before {
		ran[b.ID], known[b.ID] = b.Running(), true
	}
	for _, a := range after {
		m := j.fam.matter(a.MatterID)
		if m != nil && !j.may(j.who, m, "see", "read").Allow {
			continue
		}
		clock := Clock{Deadline: a}
		clock.Rule, _ = j.d.Flows.Rules.Get(a.RuleID)
		if err := json.Unmarshal([]byte(a.Explain), &clock.Terms); err != nil {
			j.d.Log.Error("deadline explanation", "deadline", a.ID, "err", err)
		}
		switch {
		case !known[a.ID] && a.Running():
			ahead.Started = append(ahead.Started, clock)
		case ran[a.ID] && !a.Running():
			ahead.Stopped = append(ahead.Stopped, clock)
		}
	}
	return nil
}
