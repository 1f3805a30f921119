package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

// DeliverOne is what a runner does with a letter it holds.
var DeliverOne = (*Desk).deliver

// Owed is what a matter owes by its clocks.
func Owed(m *casemodel.Matter, clocks ...*casemodel.Deadline) casemodel.Instant {
	return (&job{fam: &family{deadlines: clocks}}).owed(m)
}

// SpotActs are the acts of the short road.
func SpotActs(s Spot, who casemodel.Actor) []string {
	var acts []string
	for _, stop := range s.road(who) {
		acts = append(acts, stop.act)
	}
	return acts
}

// OnTheSpotWithout takes the short road but for one step.
func (d *Desk) OnTheSpotWithout(ctx context.Context, who casemodel.Actor, s Spot, i int) (Outcome, error) {
	return d.spotRun(ctx, who, s, Input{}, slices.Delete(s.road(who), i, i+1))
}

// SetCalendar is the end of a loading of the calendar.
func (d *Desk) SetCalendar(book *calendar.Book, no int) { d.setCalendar(&edition{book, no}) }

// RecountOne is Recount that dies after its first family.
func (d *Desk) RecountOne(ctx context.Context, root casemodel.ID) error {
	var last store.CalendarYear
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		years, err := tx.CalendarYears()
		last = years[len(years)-1]
		return err
	})
	if err == nil {
		_, err = d.recountFamily(ctx, root, last)
	}
	return err
}
