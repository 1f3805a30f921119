package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Standings of a check of the journal.
const (
	CheckRunning   = "running"
	CheckDone      = "done"
	CheckCancelled = "cancelled"
	CheckFailed    = "failed"
	CheckLost      = "lost" // its server went away
)

// Check is one check of the journal that somebody asked for.
type Check struct {
	ID          casemodel.ID
	By          string
	State       string
	Start, End  casemodel.Instant
	Done, Total int // matters
	Report      CheckReport
}

// CheckReport is what a check found.
type CheckReport struct {
	Matters   int            `json:"matters"`
	Entries   int            `json:"entries"`
	Payloads  int            `json:"payloads"`
	Erased    int            `json:"erased"`
	Anchors   int            `json:"anchors"`
	AnchorAt  string         `json:"anchor_at,omitempty"`
	Elsewhere int            `json:"elsewhere,omitempty"`
	Faults    int            `json:"faults"`
	Kinds     map[string]int `json:"kinds,omitempty"`
	First     []CheckFault   `json:"first,omitempty"` // the first of them, in the order of the walk
	Failure   string         `json:"failure,omitempty"`
}

// CheckFault is one fault: where it is and of what kind, never what is written
// there.
type CheckFault struct {
	Kind   string       `json:"kind"`
	Matter casemodel.ID `json:"matter,omitempty"`
	Seq    int          `json:"seq,omitempty"`
}

const (
	faultsNamed  = 50
	checkBeat    = time.Second     // how often a check says that it lives
	checkLostFor = 2 * time.Minute // without a word its server is gone
	checksKept   = 20
)

// checks are those that run in this program.
type checks struct {
	mu     sync.Mutex
	cancel map[casemodel.ID]context.CancelFunc
	work   sync.WaitGroup
}

// StartCheck begins to hold the journal against itself, in the background. One
// runs at a time, on whichever server: Conflict while another does.
func (d *Desk) StartCheck(ctx context.Context, who casemodel.Actor) (casemodel.ID, error) {
	if err := d.Office(who, "jobs", "edit"); err != nil {
		return "", err
	}
	var c store.OfficeCheck
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		if err := tx.LoseChecks(tx.Now().Add(-checkLostFor)); err != nil {
			return err
		}
		total, err := tx.CountMatters()
		if err != nil {
			return err
		}
		c = store.OfficeCheck{
			ID: tx.NewID(), AskedBy: who.UserID, AskedName: who.Name, State: CheckRunning, StartedAt: tx.Now(), SeenAt: tx.Now(),
			Total: total, Result: "{}",
		}
		return tx.InsertCheck(&c)
	})
	if store.DuplicateOf(err) != "" {
		return "", &casemodel.Error{Kind: casemodel.Conflict, Key: "check.runs"}
	}
	if err != nil {
		return "", err
	}
	d.checks.begin(c.ID, func(ctx context.Context) { d.runCheck(ctx, c.ID) })
	return c.ID, nil
}

// begin runs a check until it is done or cancelled; it outlives the request.
func (w *checks) begin(id casemodel.ID, run func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	w.mu.Lock()
	if w.cancel == nil {
		w.cancel = map[casemodel.ID]context.CancelFunc{}
	}
	w.cancel[id] = cancel
	w.mu.Unlock()
	w.work.Go(func() {
		defer func() {
			cancel()
			w.mu.Lock()
			delete(w.cancel, id)
			w.mu.Unlock()
		}()
		run(ctx)
	})
}

// Rest cancels the checks that run here and waits for their end, and for the
// looks that are still being written: call it before the database is closed.
func (d *Desk) Rest() {
	d.checks.mu.Lock()
	for _, cancel := range d.checks.cancel {
		cancel()
	}
	d.checks.mu.Unlock()
	d.checks.work.Wait()
	d.looks.writing.Wait()
}

func (d *Desk) runCheck(ctx context.Context, id casemodel.ID) {
	report, done, state := CheckReport{}, atomic.Int64{}, CheckDone
	defer func() {
		if fault := recover(); fault != nil {
			d.Log.Error("check of the journal panicked", "caught", fmt.Sprint(fault), "stack", string(debug.Stack()))
			report.Failure, state = fmt.Sprint(fault), CheckFailed
		}
		d.endCheck(ctx, id, state, int(done.Load()), report)
	}()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	beating := sync.WaitGroup{}
	defer beating.Wait()
	defer stop()
	beating.Go(func() { d.beat(ctx, stop, id, &done) })
	sum, err := d.DB.VerifyTold(ctx, d.Data, report.take, func(matters int) { done.Store(int64(matters)) })
	report.Matters, report.Entries, report.Payloads, report.Erased = sum.Matters, sum.Entries, sum.Payloads, sum.Erased
	report.Anchors, report.AnchorAt, report.Elsewhere, report.Faults = sum.Anchors, sum.AnchorAt, sum.Elsewhere, sum.Faults
	switch {
	case ctx.Err() != nil:
		state = CheckCancelled
	case err != nil:
		report.Failure, state = err.Error(), CheckFailed
	}
}

// beat says that the check lives, and stops it when somebody cancelled it.
func (d *Desk) beat(ctx context.Context, stop context.CancelFunc, id casemodel.ID, done *atomic.Int64) {
	tick := time.NewTicker(checkBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		goes := true
		err := d.DB.Do(ctx, func(tx *store.Tx) (err error) {
			goes, err = tx.CheckGoesOn(id, int(done.Load()))
			return err
		})
		if err == nil && !goes {
			stop()
			return
		}
	}
}

func (d *Desk) endCheck(ctx context.Context, id casemodel.ID, state string, done int, report CheckReport) {
	text, err := json.Marshal(report)
	if err == nil {
		err = d.DB.Do(context.WithoutCancel(ctx), func(tx *store.Tx) error {
			_, err := tx.EndCheck(id, state, done, string(text))
			return err
		})
	}
	if err != nil {
		d.Log.Error("the end of a check was not written", "check", id, "err", err)
	}
}

func (r *CheckReport) take(f store.Finding) {
	if f.Kind == store.Erased {
		return
	}
	if r.Kinds == nil {
		r.Kinds = map[string]int{}
	}
	r.Kinds[f.Kind]++
	if len(r.First) < faultsNamed {
		r.First = append(r.First, CheckFault{f.Kind, f.Matter, f.Seq})
	}
}

// CancelCheck ends a check that runs, on whichever server. One that has ended
// meanwhile is NotFound.
func (d *Desk) CancelCheck(ctx context.Context, who casemodel.Actor, id casemodel.ID) error {
	if err := d.Office(who, "jobs", "edit"); err != nil {
		return err
	}
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		c, err := tx.Check(id)
		if err != nil {
			return err
		}
		ended, err := tx.EndCheck(id, CheckCancelled, c.Done, "{}")
		if err == nil && !ended {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "check.not_found"}
		}
		return err
	})
}

// Checks lists the latest checks.
func (d *Desk) Checks(ctx context.Context, who casemodel.Actor) (list []Check, err error) {
	if err := d.Office(who, "jobs", "list"); err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Checks(checksKept)
		if err != nil {
			return err
		}
		for i := range rows {
			c, err := checkOf(&rows[i], tx.Now())
			if err != nil {
				return err
			}
			list = append(list, c)
		}
		return nil
	})
	return list, err
}

// checkOf reads a row; one without a sign of life for long is lost, whatever
// it says.
func checkOf(row *store.OfficeCheck, now casemodel.Instant) (Check, error) {
	c := Check{
		ID: row.ID, By: row.AskedName, State: row.State, Start: row.StartedAt, End: row.EndedAt, Done: row.Done, Total: row.Total,
	}
	if c.State == CheckRunning && row.SeenAt.Before(now.Add(-checkLostFor)) {
		c.State = CheckLost
	}
	if err := json.Unmarshal([]byte(row.Result), &c.Report); err != nil {
		return c, fmt.Errorf("read check %s: %w", row.ID, err)
	}
	return c, nil
}
