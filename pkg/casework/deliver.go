package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

const (
	heldFor  = time.Minute // how long a runner that died keeps its letters
	mostGoes = 12          // tries before a letter is given up, about a day
)

// Deliver does what acts in one family have left to be done in others. Each
// letter is done and crossed off in one transaction, so that two servers or a
// runner killed in the middle lose and double nothing. A letter that no longer
// fits its target's state is crossed off; one that is refused is tried again
// and in the end kept as a dead letter, which the operator sees. It returns how
// many were crossed off.
func (d *Desk) Deliver(ctx context.Context) (done int, err error) {
	for {
		var batch []store.OutboxMessage
		waiting := false
		err := d.DB.Read(ctx, func(tx *store.Tx) (err error) {
			waiting, err = tx.OutboxWaits(letterKind, tx.Now())
			return err
		})
		if err != nil || !waiting {
			return done, err
		}
		err = d.DB.Do(ctx, func(tx *store.Tx) (err error) {
			batch, err = tx.ClaimOutbox(letterKind, tx.Now(), batchOfLetters, heldFor)
			return err
		})
		if err != nil || len(batch) == 0 {
			return done, err
		}
		for i := range batch {
			crossed, err := d.deliver(ctx, &batch[i])
			if err != nil {
				return done, err
			}
			if crossed {
				done++
			}
		}
	}
}

const batchOfLetters = 50

// deliver handles one claimed letter.
func (d *Desk) deliver(ctx context.Context, message *store.OutboxMessage) (crossed bool, err error) {
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		crossed = false
		l := letter{}
		if err := json.Unmarshal(message.Payload, &l); err != nil {
			return fmt.Errorf("read letter: %w", err)
		}
		root, err := tx.RootOf(l.Target)
		if err != nil {
			return err
		}
		if err := tx.LockRoots(root); err != nil {
			return err
		}
		mine, err := tx.OutboxDone(message.ID)
		if err != nil || !mine {
			return err // another runner was faster after this one's hold ran out
		}
		crossed = true
		return d.act(tx, root, &l)
	})
	if err == nil || ctx.Err() != nil || casemodel.Is(err, casemodel.Busy) || casemodel.Is(err, casemodel.Unavailable) {
		return crossed && err == nil, err
	}
	return false, d.refused(ctx, message, err)
}

// act fires the letter's act as the system, if the target still stands where
// it was meant for.
func (d *Desk) act(tx *store.Tx, root casemodel.ID, l *letter) error {
	fam, err := openFamily(tx, root)
	if err != nil {
		return err
	}
	j := d.job(tx, fam, casemodel.System, &Outcome{})
	m := fam.matter(l.Target)
	flow := j.flow(m)
	if flow == nil {
		return fmt.Errorf("matter %s: workflow %s@%d is not loaded", m.ID, m.Workflow, m.WorkflowVersion)
	}
	tied, err := j.tied(l)
	if err != nil {
		return err
	}
	act := l.Tell.ActFor(flow, m.State)
	if act == "" || !tied {
		d.Log.InfoContext(tx.Context(), "an effect found its target elsewhere", "matter", m.ID, "state", m.State, "because_of", l.From)
		return nil
	}
	raw := map[string]any{}
	for field, v := range l.Tell.With {
		raw[field] = v
	}
	row := "follow-on"
	if answer := j.may(casemodel.System, m, act, classes(act)...); answer.Allow {
		row = answer.Row + "@" + short(j.gate.SHA())
	}
	err = j.fire(&call{
		m: m, act: act, raw: raw, on: l.On.Later(m.StateOn), who: casemodel.System, behalf: l.Behalf,
		cause: fmt.Sprintf("%s:%d", l.From, l.Seq), follow: true, row: row,
	})
	if err != nil {
		return err
	}
	return j.finish()
}

// tied reports whether the link the letter went over still stands: a petition
// that is mediated elsewhere by now is no longer the first case's business.
func (j *job) tied(l *letter) (bool, error) {
	links, err := j.tx.Links(l.Target)
	return slices.ContainsFunc(links, func(k casemodel.Link) bool { return k.ID == l.Tie && k.Until == casemodel.Never }), err
}

// refused keeps a letter that could not be done: again after a while that
// doubles, or no more.
func (d *Desk) refused(ctx context.Context, message *store.OutboxMessage, cause error) error {
	dead := message.Attempts >= mostGoes
	wait := min(time.Minute<<min(message.Attempts, 10), 3*time.Hour)
	d.Log.ErrorContext(ctx, "an effect on another matter was refused", "matter", message.MatterID, "try", message.Attempts, "dead", dead, "err", cause)
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		if dead {
			if err := tx.NotifyRole(store.Notice{Kind: "dead_letter", Source: "letter:" + string(message.ID) + ":" + tx.Now().String()}, "sysadmin"); err != nil {
				return err
			}
		}
		return tx.OutboxFailed(message.ID, cause.Error(), tx.Now().Add(wait), dead)
	})
}
