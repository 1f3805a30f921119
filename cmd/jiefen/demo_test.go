package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// The demonstration must stand on any day of the year: a Monday, the last day
// of a long holiday, a new year's night.
func TestTheDemonstrationPlaysOnAnyDay(t *testing.T) {
	for i, now := range []string{"2026-03-02T10:30:00+08:00", "2025-10-08T15:00:00+08:00", "2026-01-01T00:10:00+08:00"} {
		if i > 0 && testing.Short() {
			break
		}
		t.Run(now[:10], func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, now)
			if err != nil {
				t.Fatal(err)
			}
			roots, states := 0, map[string]bool{}
			for _, m := range playOn(t, at) {
				if m.IsRoot() {
					roots++
				}
				if m.OpenedAt.Time().After(at) || at.Sub(m.OpenedAt.Time()) > 45*24*time.Hour {
					t.Errorf("%s was opened at %s", m.Title, m.OpenedAt)
				}
				states[m.Workflow+"."+m.State] = true
			}
			if roots < 60 || len(states) < 60 {
				t.Errorf("%d families in %d states make no believable centre", roots, len(states))
			}
			for _, want := range []string{
				"dispute_case.draft", "dispute_case.registered", "dispute_case.triage", "dispute_case.accepted", "dispute_case.dispatched",
				"dispute_case.in_mediation", "dispute_case.escalation_pending", "dispute_case.not_agreed", "dispute_case.diverted",
				"dispute_case.performing", "dispute_case.follow_up", "dispute_case.closed", "dispute_case.archived", "dispute_case.withdrawn",
				"medical.appraising", "traffic.signing", "court_delegated.in_session", "administrative_mediation.in_session",
				"dispute_case.agreed", "dispute_case.suspended", "dispute_case.merged", "dispute_case.rejected", "dispute_case.voided",
				"judicial_confirmation.accepted", "judicial_confirmation.confirmed", "performance_item.urged", "performance_item.defaulted",
				"performance_item.partially", "handover.received", "approval.requested", "crime_risk_alert.reported_police",
				"follow_up.planned", "follow_up.attempted", "follow_up.problem_found", "follow_up.verified", "supervision.acknowledged",
				"supervision.replied", "linked_task.returned", "linked_task.feedback_submitted", "linked_task.evaluated",
				"petition.registered", "petition.handling", "petition.served", "backlog.listed", "backlog.plan_approved", "backlog.in_progress",
			} {
				if !states[want] {
					t.Errorf("nothing is in %s", want)
				}
			}
		})
	}
}

// playOn fills a database, plays everything on a day and answers every matter.
func playOn(t *testing.T, now time.Time) []*casemodel.Matter {
	t.Helper()
	dir := t.TempDir()
	ring, err := store.CreateKeys(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	clock := &demoClock{now: now}
	db, err := store.Open(t.Context(), filepath.Join(dir, "jiefen.db"), store.Options{Now: clock.Now, Keys: ring})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	town, err := fillDemo(t.Context(), db, "no hash")
	if err != nil {
		t.Fatal(err)
	}
	script, err := readScript()
	if err != nil {
		t.Fatal(err)
	}
	p := &player{desk: worktest.Desk(t, db), clock: clock, town: town, script: script, now: now, roots: map[string]casemodel.ID{}}
	if err := p.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	return families(t, db, p.roots)
}

func families(t *testing.T, db *store.DB, roots map[string]casemodel.ID) []*casemodel.Matter {
	t.Helper()
	var all []*casemodel.Matter
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		for _, root := range roots {
			family, err := tx.Family(root)
			if err != nil {
				return err
			}
			all = append(all, family...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Everybody in the demonstration is invented: numbers check out, but belong to
// a place and a prefix that do not exist.
func TestNobodyInTheDemonstrationExists(t *testing.T) {
	script, err := readScript()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, m := range script.Matters {
		r, err := registrationOf(m.Registration)
		if err != nil {
			t.Fatalf("%s: %v", m.ID, err)
		}
		for _, p := range r.Parties {
			names[p.Name] = true
			if p.IDNo == "" {
				continue
			}
			if _, key := casemodel.ParseIDCard(p.IDNo, "2026-01-01"); key != "" || !strings.HasPrefix(p.IDNo, "150199") {
				t.Errorf("%s: %s of %s: %s", m.ID, p.IDNo, p.Name, key)
			}
			if p.Phone != "" && !strings.HasPrefix(p.Phone, "154") {
				t.Errorf("%s: %s may be somebody's", m.ID, p.Phone)
			}
		}
	}
	if len(names) < 40 {
		t.Errorf("only %d names", len(names))
	}
}

func TestDemoPlacesStandInTheTreeByTheNameOfTheirLevel(t *testing.T) {
	areas, err := demoAreas()
	if err != nil {
		t.Fatal(err)
	}
	if len(areas) != 8014 {
		t.Errorf("%d places, want 8014", len(areas))
	}
	i := slices.IndexFunc(areas, func(a casemodel.Area) bool { return a.ID == "150102001001" })
	want := casemodel.Area{
		ID: "150102001001", Name: areas[i].Name, LevelKey: "village", Level: 4, ParentID: "150102001000",
		A1: "150000000000", A2: "150100000000", A3: "150102000000", A4: "150102001000", A5: "150102001001",
	}
	if areas[i] != want {
		t.Errorf("got %+v, want %+v", areas[i], want)
	}
	for _, a := range areas {
		if path := []string{a.A1, a.A2, a.A3, a.A4, a.A5}; path[a.Level] != a.ID {
			t.Errorf("%s is %s, but stands as %q", a.ID, a.LevelKey, path)
		}
	}
}
