package store_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// A database from before missed duties were owed gets them with the migration.
func TestTheMigrationFindsWhatIsOwed(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		now := casemodel.At(clock.Now())
		early, late := now.Add(-48*time.Hour), now.Add(48*time.Hour)
		type round struct {
			class  casemodel.DeadlineClass
			family string
			state  string
			due    casemodel.Instant
		}
		missed := round{casemodel.Duty, "A", casemodel.ClockMissed, early}
		for name, row := range map[string]struct {
			class  casemodel.Class
			closed casemodel.Instant
			due    casemodel.Instant
			rounds []round
			want   casemodel.Instant
		}{
			"missed":                    {casemodel.Live, casemodel.Instant{}, casemodel.Never, []round{missed}, early},
			"missed, another runs":      {casemodel.Live, casemodel.Instant{}, late, []round{missed, {casemodel.Duty, "B", casemodel.ClockRunning, late}}, early},
			"missed, another ran out":   {casemodel.Live, casemodel.Instant{}, early.Add(-time.Hour), []round{missed, {casemodel.Duty, "B", casemodel.ClockRunning, early.Add(-time.Hour)}}, early.Add(-time.Hour)},
			"met, though late":          {casemodel.Live, casemodel.Instant{}, casemodel.Never, []round{{casemodel.Duty, "A", casemodel.ClockMetLate, early}}, casemodel.Never},
			"begun anew":                {casemodel.Live, casemodel.Instant{}, late, []round{missed, {casemodel.Duty, "A", casemodel.ClockRunning, late}}, late},
			"only a target":             {casemodel.Live, casemodel.Instant{}, casemodel.Never, []round{{casemodel.Soft, "A", casemodel.ClockMissed, early}}, casemodel.Never},
			"missed before it closed":   {casemodel.Closing, now, casemodel.Never, []round{missed}, casemodel.Never},
			"missed since it is over":   {casemodel.Closing, early.Add(-time.Hour), casemodel.Never, []round{missed}, early},
			"missed, and long put away": {casemodel.Done, early.Add(-time.Hour), casemodel.Never, []round{missed}, casemodel.Never},
		} {
			t.Run(name, func(t *testing.T) {
				m := given(t, db, func(m *casemodel.Matter) { m.Class, m.ClosedAt, m.DueAt = row.class, row.closed, row.due })
				do(t, db, func(tx *store.Tx) error {
					for _, r := range row.rounds {
						d := casemodel.Deadline{ID: tx.NewID(), MatterID: m.ID, RootID: m.RootID, Class: r.class, Family: r.family, State: r.state, DueAt: r.due, FiresAt: casemodel.Never}
						if err := tx.InsertDeadline(&d); err != nil {
							return err
						}
					}
					return nil
				})
				must(t, db.Unmigrate(t.Context(), 11))
				must(t, db.Migrate(t.Context()))
				read(t, db, func(tx *store.Tx) error {
					got, err := tx.Matter(m.ID)
					same(t, "due", got.DueAt, row.want)
					return err
				})
			})
		}
	})
}

// What a matter owes is no part of what its journal vouches for: the migration
// writes it and leaves the chain whole.
func TestTheMigrationLeavesTheJournalWhole(t *testing.T) {
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			h := journalled(t, dialect)
			m := h.roots[0]
			missed := casemodel.Deadline{MatterID: m, RootID: m, Class: casemodel.Duty, Family: "A", State: casemodel.ClockMissed, DueAt: casemodel.Micro(7), FiresAt: casemodel.Never}
			do(t, h.db, func(tx *store.Tx) error {
				missed.ID = tx.NewID()
				return tx.InsertDeadline(&missed)
			})
			must(t, h.db.Unmigrate(t.Context(), 11))
			must(t, h.db.Migrate(t.Context()))
			read(t, h.db, func(tx *store.Tx) error {
				got, err := tx.Matter(m)
				same(t, "due", got.DueAt, missed.DueAt)
				return err
			})
			faults, _ := h.verify()
			same(t, "faults", len(faults), 0)
		})
	}
}
