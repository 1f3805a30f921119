package api_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// instead are the steps, none told by its source, that somebody else must do
// than the track says, and why.
var instead = map[string][]string{
	// the case came from a committee and belongs to no grid
	"S11": {"dispute_case.confirm_follow_up: triage_clerk@centre for grid_worker"},
	// the court knows of a case only from the delegation on
	"S19": {"dispute_case.return_from_court: triage_clerk@centre for court_clerk"},
}

func TestPublishedCasesEndAsPublished(t *testing.T) {
	ends, days := readTable(t, "outcomes.tsv", 4), readTable(t, "duedates.tsv", 8)
	papers := readTable(t, "papers.tsv", 7)
	for _, p := range readCases(t) {
		t.Run(p.short(), func(t *testing.T) {
			storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
				r := newRun(t, p, db, clock)
				r.play()
				r.ended(of(p, ends))
				r.dated(of(p, days))
				r.dossier(of(p, papers))
				if !slices.Equal(r.instead, instead[p.short()]) {
					t.Errorf("done by somebody else: %q, want %q", r.instead, instead[p.short()])
				}
			})
		})
	}
}

// of are the rows of one case.
func of(p *published, table [][]string) [][]string {
	var rows [][]string
	for _, row := range table {
		if row[0] == p.short() {
			rows = append(rows, row)
		}
	}
	return rows
}

// newRun fills a fresh database, on the morning of the first step, and opens
// the door.
func newRun(t *testing.T, p *published, db *store.DB, clock *storetest.Clock) *run {
	t.Helper()
	desk := worktest.Desk(t, db)
	r := &run{t: t, p: p, flows: desk.Flows, known: map[machine]string{}, seen: map[string]int{}, kept: map[string]bool{}, forward: map[string]bool{}, office: map[string]bool{}}
	first, err := time.ParseInLocation(time.DateOnly, p.Track[0].Date, calendar.Zone)
	if err != nil {
		t.Fatal(err)
	}
	r.now = first.Add(8 * time.Hour)
	clock.Set(r.now)
	err = db.Do(t.Context(), func(tx *store.Tx) (err error) {
		r.w, err = fillTown(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	r.server, r.desk = serveCases(t, desk, clock), desk
	return r
}
