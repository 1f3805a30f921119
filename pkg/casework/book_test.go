package casework_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// hourOf is an hour of March 2026.
func hourOf(day, hour, minute int) casemodel.Instant {
	return casemodel.At(time.Date(2026, 3, day, hour, minute, 0, 0, calendar.Zone))
}

// faultsOf are field and key of what a row is refused for, "" when it is not.
func faultsOf(err error) (list []string) {
	var refused *casemodel.Error
	if !errors.As(err, &refused) {
		return nil
	}
	for _, f := range refused.All() {
		list = append(list, f.Field+" "+f.Key)
	}
	return list
}

// A day of one company is planned at once in two rooms: the try tells row by
// row what would happen and writes nothing, the booking arranges what can be
// and leaves the rest, each row by its own act.
func TestADayIsPlannedAtOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		firm := func(r *casework.Registration) {
			r.Parties[1] = casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "Estate Ltd", Phone: "04713300000"}
		}
		who := w.Who["mediator"]
		var roots, ps []casemodel.ID
		for i := range 4 {
			root, p := quarrelOf(t, w, i, "mediator", firm)
			roots, ps = append(roots, root), append(ps, p)
		}
		number := w.Matter(roots[1]).Number
		rows := []casework.Booking{
			{Matter: ps[0], From: hourOf(4, 9, 0), Minutes: 40, Place: "village"},
			{Number: number, From: hourOf(4, 9, 0), Minutes: 40, Room: "second"},                // the same mediator at the same hour
			{Number: "2026-3", From: hourOf(4, 9, 40), Minutes: 40, Room: "first"},              // by year and digits
			{Number: "000004", From: hourOf(4, 7, 0), Minutes: 40, Room: "first"},               // shut
			{Number: "999", From: hourOf(4, 10, 20), Minutes: 40, Room: "first"},                // no such case
			{Matter: ps[3], From: hourOf(4, 10, 20), Minutes: 40, Room: "attic", Mediator: "x"}, // no such room, nobody
			{Matter: ps[3]},
		}
		want := [][]string{nil, {"sitting_at book.row_user"}, nil, {"room arrange.room_hours"}, {"number book.no_such"}, {"room book.no_such_room", "mediators book.no_such_mediator"}, {"sitting_at book.no_hour", "minutes book.no_length"}}
		before := make([]int, len(ps))
		for i := range ps {
			before[i] = w.Matter(ps[i]).Seq
		}
		tried, err := w.TryBook(t.Context(), who, rows)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if got := faultsOf(tried[i].Refused); !slices.Equal(got, want[i]) {
				t.Errorf("row %d: %v, want %v", i+1, got, want[i])
			}
		}
		if tried[1].Other != 1 || tried[1].Matter != ps[1] || tried[2].Matter != ps[2] {
			t.Errorf("in the way of row 2 is %d; rows mean %s %s", tried[1].Other, tried[1].Matter, tried[2].Matter)
		}
		for i := range ps {
			if w.Matter(ps[i]).Seq != before[i] || len(arranged(t, w, roots[i])) != 0 {
				t.Errorf("a try wrote into %d", i)
			}
		}

		for range 2 { // sent twice it is arranged once
			done, err := w.Book(t.Context(), who, rows, "web:k", []byte("h"))
			if err != nil {
				t.Fatal(err)
			}
			want[1] = []string{"sitting_at arrange.clash_mediator"}
			for i := range rows {
				if got := faultsOf(done[i].Refused); !slices.Equal(got, want[i]) {
					t.Errorf("booked row %d: %v, want %v", i+1, got, want[i])
				}
			}
		}
		for i, n := range []int{1, 0, 1, 0} {
			if got := arranged(t, w, roots[i]); len(got) != n || n > 0 && got[0].Until != got[0].From.Add(40*time.Minute) {
				t.Errorf("case %d has %v", i+1, got)
			}
			if grown := w.Matter(ps[i]).Seq - before[i]; grown != n {
				t.Errorf("the journal of %d grew by %d", i+1, grown)
			}
		}
		if _, err := w.Book(t.Context(), who, make([]casework.Booking, casework.MostBookings+1), "", nil); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("too many at once: %v", err)
		}
		all, err := w.Bookable(t.Context(), w.Who["auditor"])
		if err != nil || len(all) != 0 {
			t.Errorf("who arranges nothing may arrange %v %v", all, err)
		}
	})
}
