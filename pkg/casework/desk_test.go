package casework_test

import (
	"maps"
	"os"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// TestMain is also the child process of the crash test.
func TestMain(m *testing.M) {
	if url := os.Getenv("JIEFEN_SWEEP_URL"); url != "" {
		if err := sweepUntilKilled(url); err != nil {
			os.Exit(1)
		}
	}
	storetest.Main(m)
}

func TestADisputeRunsFromTheWindowToTheArchive(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		if got := w.Matter(proceeding).State; got != "effective" {
			t.Errorf("proceeding is %s", got)
		}
		if got := w.Matter(root).State; got != "performing" {
			t.Fatalf("case is %s, want performing", got)
		}
		item := w.Child(root, "performance_item").ID
		w.Must("mediator", item, "perform", worktest.F{"evidence": "receipt 1", "amount": "3000"})
		if got := w.Matter(root).State; got != "follow_up" {
			t.Fatalf("case is %s, want follow_up", got)
		}
		w.Must("mediator", root, "confirm_follow_up", worktest.F{"way": "message", "performed": "yes", "satisfaction": "5"})
		m := w.Matter(root)
		if m.State != "closed" || m.Result != "R10" {
			t.Errorf("case is %s with %s", m.State, m.Result)
		}
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "elsewhere": "on paper", "shelf": "1-2-3"})
		if got := w.Matter(root).State; got != "archived" {
			t.Errorf("case is %s", got)
		}
	})
}

// Two cases of two centres are one quarrel: the clerk may only ask, the
// director merges, the clerk's request is carried out in his name.
func TestAMergeOverTwoCentresAsksTheDirector(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		here := w.Register(worktest.Quarrel())
		there := worktest.Quarrel()
		there.Area = "150103000000"
		out, err := w.Desk.Register(t.Context(), w.Who["hmtriage"], registrationSeen(there), casework.Input{})
		if err != nil {
			t.Fatal(err)
		}
		asked := w.Must("triage", here, "merge", worktest.F{"master": string(out.MatterID)})
		if asked.Approval == "" || w.Matter(here).State != "registered" {
			t.Fatalf("the merge did not ask: %+v, case is %s", asked, w.Matter(here).State)
		}
		if _, err := w.Try("triage", here, "merge", worktest.F{"master": string(out.MatterID)}); !casemodel.Is(err, casemodel.Pending) {
			t.Errorf("a second request: %v", err)
		}
		if _, err := w.Try("triage", asked.Approval, "approve", nil); !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("the requester approves: %v", err)
		}
		w.Must("director", asked.Approval, "approve", nil)
		if got := w.Matter(here).State; got != "merged" {
			t.Errorf("case is %s, want merged", got)
		}
		last := journal(t, w, here)
		if e := last[len(last)-1]; e.Act != "merge" || e.ActorName != "system" || string(e.OnBehalfOf) != w.User("triage") {
			t.Errorf("the merge is journalled as %s by %s for %s", e.Act, e.ActorName, e.OnBehalfOf)
		}
	})
}

func TestAnApprovalThatNoLongerFitsChangesNothing(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		asked := w.Must("triage", root, "void", worktest.F{"reason": "typing error"})
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		before := prints(t, w)
		_, err := w.Try("director", asked.Approval, "approve", nil)
		if !casemodel.Is(err, casemodel.WrongStep) {
			t.Errorf("approving what is over: %v", err)
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("the refused approval wrote something")
		}
	})
}

func registrationSeen(r casework.Registration) casework.Registration {
	r.DuplicatesSeen, r.EarlierAs = true, casework.AsOther
	return r
}

// A case that changes hands between centres takes its parts along: the old
// centre reads neither, the new one both, and may send it on from its level.
func TestACaseMovesToAnotherCentreWhole(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.RegisterAs("village", worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		old := w.Child(root, "peoples_mediation").ID
		w.Must("mediator", old, "ask_consent", nil)
		w.Must("director", root, "escalate", worktest.F{"body": w.Body("CITY"), "reason": "big"})
		w.Must("cityboss", root, "take_over", worktest.F{"body": w.Body("IND"), "track": "peoples_mediation"})
		for _, m := range w.Family(root) {
			if m.CentreID != w.Bodies["CITY"].ID || m.Level != 1 {
				t.Errorf("%s belongs to %s at level %d", m.Workflow, m.CentreID, m.Level)
			}
		}
		for _, id := range []casemodel.ID{root, old} {
			if _, err := w.Case(t.Context(), w.Who["archivist"], id); !casemodel.Is(err, casemodel.NotFound) {
				t.Errorf("the old centre's archivist reads %s: %v", id, err)
			}
			if _, err := w.Case(t.Context(), w.Who["cityboss"], id); err != nil {
				t.Errorf("the new centre's director: %v", err)
			}
		}
		down := w.RegisterAs("cityboss", func() casework.Registration { r := worktest.Quarrel(); r.Area = "150100000000"; return r }())
		w.Must("cityboss", down, "accept", worktest.F{"risk": "blue"})
		w.Must("cityboss", down, "assign_down", worktest.F{"body": w.Body("ZX"), "report_on": "2026-04-01"})
		w.Must("director", down, "take_in", nil)
		if _, err := w.Try("director", down, "assign_down", worktest.F{"body": w.Body("HM"), "report_on": "2026-04-01"}); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("a county sends it down to a sister county: %v", err)
		}
		w.Must("director", down, "escalate", worktest.F{"body": w.Body("CITY"), "reason": "too big"})
	})
}
