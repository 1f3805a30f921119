package casework_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// settled takes down n quarrels on the spot, between others each time.
func settled(t *testing.T, w *worktest.World, n int) (roots []casemodel.ID) {
	t.Helper()
	for i := range n {
		s := quarrelOnTheSpot()
		s.Parties[0].Name, s.Parties[0].Phone = fmt.Sprintf("Bao%d", i), fmt.Sprintf("139471%05d", i)
		s.Parties[1].Name, s.Parties[1].Phone = fmt.Sprintf("Liu%d", i), fmt.Sprintf("138471%05d", i)
		out, _, err := onTheSpot(w, "mediator", s)
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, out.MatterID)
	}
	return roots
}

// openedIn are the cases that were opened to somebody for checking.
func openedIn(t *testing.T, w *worktest.World, roots ...casemodel.ID) (all []casemodel.QualitySample) {
	t.Helper()
	err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		all, err = tx.Samples(roots...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every tenth record made on the spot is drawn once its week is over, by its
// seed and once however often it is asked, and is another's to check.
func TestEveryTenthRecordMadeOnTheSpotIsCheckedByAnother(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		roots := settled(t, w, 23) // on a Monday
		w.Register(worktest.Quarrel())
		if n, err := w.DrawSamples(context.Background()); n != 0 || err != nil {
			t.Fatalf("drawn %d within the week, %v", n, err)
		}
		w.Clock.Set(time.Date(2026, 3, 9, 0, 0, 1, 0, calendar.Zone))
		var drawn atomic.Int64
		together(4, func(int) {
			n, err := w.DrawSamples(context.Background())
			if err != nil && casemodel.KindOf(err) != casemodel.Busy {
				t.Error(err)
			}
			drawn.Add(int64(n))
		})
		if n, err := w.DrawSamples(context.Background()); err != nil || drawn.Load()+int64(n) != 3 {
			t.Fatalf("drawn %d of 23, want 3; %v", drawn.Load()+int64(n), err)
		}
		var draws []store.SampleDraw
		err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
			draws, err = tx.SampleDraws("2026-03-02")
			return err
		})
		if err != nil || len(draws) != 1 || draws[0].Among != 23 || draws[0].Drawn != 3 {
			t.Fatalf("%+v, %v", draws, err)
		}
		slices.Reverse(roots) // whoever draws again needs no order
		again := casework.Draw(draws[0].Seed, roots)
		samples := openedIn(t, w, roots...)
		for _, s := range samples {
			if !slices.Contains(again, s.MatterID) || s.UserID != w.Who["justice"].UserID {
				t.Errorf("%s is open to %s, drawn again are %v", s.MatterID, s.UserID, again)
			}
		}
		if len(samples) != 3 {
			t.Errorf("%d cases are open", len(samples))
		}
		one := again[0]
		for _, name := range []string{"mediator", "chair", "triage", "director"} {
			if _, err := w.Try(name, one, "verify_record", worktest.F{"way": "call_out", "finding": "true"}); casemodel.KindOf(err) != casemodel.Forbidden {
				t.Errorf("%s checks: %v", name, err)
			}
		}
		if _, err := w.Case(context.Background(), w.Who["justice"], w.Child(one, "peoples_mediation").ID); err != nil {
			t.Errorf("the proceeding is shut: %v", err)
		}
		list, err := w.List(context.Background(), w.Who["justice"], casemodel.Filter{View: casemodel.ViewAll, Can: "verify_record", Workflows: []string{"dispute_case"}})
		if err != nil || len(list.Items) != 3 {
			t.Errorf("%d wait to be checked, %v", len(list.Items), err)
		}
		w.Must("justice", one, "verify_record", worktest.F{"way": "call_out", "finding": "true", "satisfaction": "none"})
		if _, err := w.Try("justice", one, "verify_record", worktest.F{"way": "call_out", "finding": "true"}); err == nil {
			t.Error("what was checked is open still")
		}
	})
}

// One record is a tenth too, and the director has any of them checked, by
// himself or another, but never by who had a hand in it.
func TestTheDirectorSeesWhatWasMadeOnTheSpotAndCallsItIn(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		roots := settled(t, w, 2)
		list, err := w.List(context.Background(), w.Who["director"], casemodel.Filter{View: casemodel.ViewCentre, OnTheSpot: true})
		w.Register(worktest.Quarrel())
		if err != nil || len(list.Items) != 2 {
			t.Fatalf("%d on the list, %v", len(list.Items), err)
		}
		if _, err := w.Try("director", roots[0], "call_in", worktest.F{"reason": "unusual", "checker": w.User("mediator")}); casemodel.KindOf(err) != casemodel.Invalid {
			t.Errorf("the mediator checks himself: %v", err)
		}
		w.Must("director", roots[0], "call_in", worktest.F{"reason": "unusual"})
		w.Must("director", roots[0], "call_in", worktest.F{"reason": "unusual", "checker": w.User("justice")})
		w.Must("director", roots[0], "call_in", worktest.F{"reason": "once more", "checker": w.User("justice")})
		if n := len(openedIn(t, w, roots...)); n != 2 {
			t.Errorf("%d are open", n)
		}
		w.Must("director", roots[0], "verify_record", worktest.F{"way": "call_out", "finding": "false", "note": "nobody was there"})
		if _, err := w.Try("mediator", roots[0], "call_in", worktest.F{"reason": "me"}); casemodel.KindOf(err) != casemodel.Forbidden {
			t.Errorf("the mediator calls in: %v", err)
		}
		w.Clock.Set(time.Date(2026, 3, 10, 9, 0, 0, 0, calendar.Zone))
		if n, err := w.DrawSamples(context.Background()); n != 1 || err != nil {
			t.Errorf("drawn %d of 2, %v", n, err)
		}
	})
}
