package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
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
			p := playOn(t, at)
			for _, m := range families(t, p) {
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

// What a mediator works with is there to be looked at: pieces of evidence with
// their pictures, offers of which one is told to the mediator alone, a record
// that is signed and locked, a roster of whom thirteen of sixteen signed, a
// claim that is put off, a paper handed out and a volume that is out.
func TestTheDemonstrationShowsTheMediatorsDesk(t *testing.T) {
	p := playOn(t, time.Date(2026, 3, 2, 2, 30, 0, 0, time.UTC))
	as := func(who, family, workflow string) *casework.View {
		t.Helper()
		for _, m := range families(t, p) {
			if m.RootID == p.roots[family] && m.Workflow == workflow {
				v, err := p.desk.Case(t.Context(), p.town.who[who], m.ID)
				if err != nil {
					t.Fatalf("%s in %s: %v", who, family, err)
				}
				return v
			}
		}
		t.Fatalf("%s has no %s", family, workflow)
		return nil
	}
	deposit := as("mediator", "deposit_today", "peoples_mediation")
	if deposit.Evidence != 3 || len(deposit.Files) != 4 || len(deposit.Offers) != 3 || len(deposit.Signings) != 1 {
		t.Errorf("%d pieces of evidence, %d files, %d offers, %d signed records", deposit.Evidence, len(deposit.Files), len(deposit.Offers), len(deposit.Signings))
	}
	if v := as("chair", "deposit_today", "peoples_mediation"); len(v.Offers) != 2 {
		t.Errorf("the chair reads %d offers, want the two made openly", len(v.Offers))
	}
	bound, owed := 0, casemodel.Money(0)
	crowd := as("mediator", "deposits_crowd", "dispute_case")
	for _, m := range crowd.Roster {
		if m.BoundOn != "" {
			bound, owed = bound+1, owed+m.Amount
		}
	}
	if len(crowd.Roster) != 16 || bound != 13 || crowd.Card.Amount != owed {
		t.Errorf("%d of %d are bound and owed %s, the case says %s", bound, len(crowd.Roster), owed, crowd.Card.Amount)
	}
	if v := as("labour", "wages_red", "dispute_case"); len(v.Roster) != 23 {
		t.Errorf("%d workers", len(v.Roster))
	}
	if v := as("mediator2", "three_sides_partial", "peoples_mediation"); len(v.Left) != 1 {
		t.Errorf("%d claims are left open", len(v.Left))
	}
	lent, err := p.desk.Handed(t.Context(), p.town.who["archivist"], p.roots["leak_archived"])
	if err != nil || len(lent) == 0 {
		t.Errorf("nothing was handed out: %v", err)
	}
}

// playOn fills a database and plays everything on a day.
func playOn(t *testing.T, now time.Time) *player {
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
	content, err := vault.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	p := &player{desk: worktest.Desk(t, db), clock: clock, town: town, script: script, now: now, roots: map[string]casemodel.ID{}, vault: content}
	if err := p.play(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// families answers every matter that was played.
func families(t *testing.T, p *player) []*casemodel.Matter {
	t.Helper()
	var all []*casemodel.Matter
	err := p.desk.DB.Read(t.Context(), func(tx *store.Tx) error {
		for _, root := range p.roots {
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
		for _, p := range append(r.Parties, listed(t, m)...) {
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

// listed are the people that a matter's rosters name.
func listed(t *testing.T, m *demoMatter) (people []casemodel.Party) {
	t.Helper()
	for _, step := range m.Steps {
		rows, _ := step.With["rows"].([]any)
		for _, row := range rows {
			cells, _ := row.(map[string]any)
			p := casemodel.Party{}
			for cell, into := range map[string]*string{"name": &p.Name, "phone": &p.Phone, "id_no": &p.IDNo} {
				*into, _ = cells[cell].(string)
			}
			if p.Name == "" || !strings.HasPrefix(p.Phone, "154") {
				t.Errorf("%s: %q with the number %q", m.ID, p.Name, p.Phone)
			}
			people = append(people, p)
		}
	}
	return people
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
