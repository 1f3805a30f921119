package api_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// overHTTP are the cases whose machines are complete.
var overHTTP = strings.Fields("S02 S03 S04 S05 S06 S07 S08 S10 S11 S12 S13 S14 S15 S16 S19 S22 S23 S24")

func TestPublishedCasesEndAsPublished(t *testing.T) {
	for _, p := range readCases(t) {
		if !slices.Contains(overHTTP, p.short()) {
			continue
		}
		t.Run(p.short(), func(t *testing.T) {
			storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
				flows, err := workflows.Shipped()
				if err != nil {
					t.Fatal(err)
				}
				gate, err := policies.Open(casework.PolicyCatalogue(flows))
				if err != nil {
					t.Fatal(err)
				}
				book, err := calendar.Embedded()
				if err != nil {
					t.Fatal(err)
				}
				d := casework.Open(db, flows, gate, book, slog.New(slog.DiscardHandler))
				r := &run{t: t, w: nil, flows: flows, p: p, known: map[machine]string{}, seen: map[string]int{}, kept: map[string]bool{}}
				r.door = deskDoor(t, d, clock)
				r.wait(p.Track[0].Date)
				if err := db.Do(t.Context(), func(tx *store.Tx) (err error) {
					r.w, err = fillTown(tx, "")
					return err
				}); err != nil {
					t.Fatal(err)
				}
				r.play()
				for _, s := range r.instead {
					t.Log("instead: ", s)
				}
				for _, o := range r.clocks {
					t.Logf("OBS %s %v", o.line(p), o.provisional)
				}
				for m, id := range r.known {
					s := r.look(id)
					t.Log(m, s.Workflow, s.State, s.Result)
					for _, c := range s.Deadlines {
						t.Log("   ", c)
					}
				}
			})
		})
	}
}
