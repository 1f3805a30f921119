package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Recounted is the journal's act for clocks that another calendar moved. No
// definition declares it: nobody can ask for it.
const Recounted = "recount"

// settleFor is how long after a confirmation clocks are still walked: until
// then another server may have counted by the calendar before it.
const settleFor = time.Minute

// Recount counts every clock anew that a confirmed calendar year moves, each
// family in a transaction of its own with a line in the journal. What it did is
// done; killed in the middle it goes on where dates still differ, so that
// nothing is lost and nothing told twice. It returns how many matters moved,
// and does nothing when no year waits.
func (d *Desk) Recount(ctx context.Context) (moved int, err error) {
	var last store.CalendarYear
	var began casemodel.Instant
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		years, err := tx.CalendarYears()
		if len(years) > 0 {
			last = years[len(years)-1]
		}
		began = tx.Now()
		return err
	})
	if err != nil || last.No == 0 || !last.WalkedAt.IsZero() {
		return 0, err
	}
	if err := d.LoadCalendar(ctx); err != nil {
		return 0, err
	}
	roots, err := d.shifted(ctx)
	if err != nil {
		return 0, err
	}
	for _, root := range roots {
		n, err := d.recountFamily(ctx, root, last)
		if moved += n; err != nil {
			return moved, fmt.Errorf("recount %s: %w", root, err)
		}
	}
	if began.Before(last.LoadedAt.Add(settleFor)) {
		return moved, nil
	}
	return moved, d.DB.Do(ctx, func(tx *store.Tx) error { return tx.WalkedCalendar(last.No) })
}

// shifted lists the families with a clock that the calendar in force changes,
// read page by page without a lock.
func (d *Desk) shifted(ctx context.Context) (roots []casemodel.ID, err error) {
	book := d.Calendar()
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		roots = nil
		return walkClocks(tx, func(clock *casemodel.Deadline, segments []casemodel.Segment) error {
			s, err := d.shift(clock, segments, book, today(tx.Now()))
			if err == nil && s != nil {
				roots = append(roots, clock.RootID)
			}
			return err
		})
	})
	slices.Sort(roots)
	return slices.Compact(roots), err
}

// recountFamily counts the clocks of one family under its lock.
func (d *Desk) recountFamily(ctx context.Context, root casemodel.ID, year store.CalendarYear) (moved int, err error) {
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		moved = 0
		if err := tx.LockRoots(root); err != nil {
			return err
		}
		fam, err := openFamily(tx, root)
		if err != nil {
			return err
		}
		if err := fam.loadDeadlines(); err != nil {
			return err
		}
		if err := fam.loadSegments(); err != nil {
			return err
		}
		j := d.job(tx, fam, casemodel.System, &Outcome{})
		for _, m := range fam.matters {
			told, err := j.recountMatter(m, year)
			if err != nil {
				return err
			}
			if told {
				moved++
			}
		}
		if err := j.finish(); err != nil {
			return err
		}
		if moved == 0 {
			return nil
		}
		return tx.CountMoved(year.No, moved) // last: every family waits for this row
	})
	return moved, err
}

// recountMatter counts the clocks of one matter and writes into its journal
// which dates moved from where to where.
func (j *job) recountMatter(m *casemodel.Matter, year store.CalendarYear) (told bool, err error) {
	dates := map[string]string{}
	for _, clock := range j.fam.deadlines {
		if clock.MatterID != m.ID || clock.Live != 1 {
			continue
		}
		s, err := j.d.shift(clock, j.fam.segments[clock.ID], j.book, j.today)
		if err != nil || s == nil {
			if err != nil {
				return false, err
			}
			continue
		}
		before := clock.DueOn
		if err := j.recount(clock); err != nil {
			return false, err
		}
		if s.moves {
			dates[clock.RuleID] = fmt.Sprintf("%s %s", before, clock.DueOn)
		}
	}
	if len(dates) == 0 {
		return false, nil
	}
	c := &call{
		m: m, act: Recounted, on: j.today, who: casemodel.System, before: *m, row: "calendar", cause: fmt.Sprintf("calendar:%d", year.Year),
		journal: map[string]any{"fields": dates},
	}
	c.seq = j.reserve(m)
	return true, j.note(c)
}
