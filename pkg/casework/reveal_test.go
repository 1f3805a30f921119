package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// A number once shown is not shown again for the asking: who has stepped back
// since is refused, whatever key the request came under, and every look that
// was granted stands in the journal.
func TestEveryLookAtAWholeNumberIsAskedAndWrittenDown(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		party := string(w.Parties(root)[0])
		look := func() (string, error) {
			t.Helper()
			version := w.Matter(proceeding).Version
			return w.Reveal(t.Context(), w.Who["mediator"], proceeding, casework.Input{
				Version: &version, Key: "one key", Hash: []byte("one hash"), Fields: worktest.F{"party": party, "field": "phone"},
			})
		}
		before := len(journal(t, w, proceeding))
		for range 2 {
			if got, err := look(); err != nil || got != "13947100001" {
				t.Fatalf("%q, %v", got, err)
			}
		}
		if got := len(journal(t, w, proceeding)) - before; got != 2 {
			t.Errorf("two looks left %d entries", got)
		}
		w.Must("clerk", root, "amend", worktest.F{"party": party, "field": "phone", "value": "13847105550", "reason": "a new number"})
		if got, err := look(); err != nil || got != "13847105550" {
			t.Errorf("after the correction: %q, %v", got, err)
		}
		w.Must("mediator", proceeding, "declare_tie", worktest.F{"ground": "kin"})
		before = len(journal(t, w, proceeding))
		got, err := look()
		var refused *casemodel.Error
		if got != "" || !errors.As(err, &refused) {
			t.Errorf("a recused mediator reads %q, %v", got, err)
		}
		if n := len(journal(t, w, proceeding)); n != before {
			t.Errorf("the refused look left %d entries", n-before)
		}
	})
}

// What is finished is still printed and asked after: by whom the policy lets,
// always with a reason, and written down as ever. Nothing else of it changes.
func TestAFinishedMatterIsPrintedAndItsPeopleCalledWithAReason(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		party := w.Parties(root)[0]
		phone := func(username, reason string) (string, error) {
			return w.Reveal(t.Context(), w.Who[username], root, casework.Input{Fields: worktest.F{"party": string(party), "field": "phone", "reason": reason}})
		}
		if got, err := phone("archivist", "follow_up"); got != "" || !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("while others work on it an archivist reads %q, %v", got, err)
		}
		w.Must("mediator", proceeding, "terminate", worktest.F{"reason": "no_agreement"})
		w.Must("triage", root, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "far apart", "notice_given": true})
		if got, err := phone("archivist", "verify"); got != "13947100001" || err != nil {
			t.Errorf("before the shelf: %q, %v", got, err)
		}
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "elsewhere": "on paper", "shelf": "1-2-3"})
		for _, username := range []string{"archivist", "clerk"} {
			if got, err := phone(username, ""); got != "" || !casemodel.Is(err, casemodel.Invalid) {
				t.Errorf("%s reads %q without a reason, %v", username, got, err)
			}
			if got, err := phone(username, "verify"); got != "13947100001" || err != nil {
				t.Errorf("%s: %q, %v", username, got, err)
			}
		}
		if got, err := phone("seal", "verify"); got != "" || err == nil {
			t.Errorf("a seal keeper reads %q", got)
		}
		before := *w.Matter(root)
		if _, err := w.PrintSheet(t.Context(), w.Who["archivist"], root, "internal", false, ""); err != nil {
			t.Error(err)
		}
		if _, err := w.Try("archivist", root, "note", worktest.F{"text": "late"}); !casemodel.Is(err, casemodel.WrongStep) {
			t.Errorf("a note on the shelf: %v", err)
		}
		after := w.Matter(root)
		if after.State != "archived" || after.Version != before.Version || after.ArchivedAt != before.ArchivedAt || after.ClosedAt != before.ClosedAt {
			t.Errorf("a print changed the matter: %+v", after)
		}
		trace, err := w.Trace(t.Context(), w.Who["director"], root)
		if err != nil {
			t.Fatal(err)
		}
		looks := map[string]int{}
		for _, l := range trace.Told {
			looks[l.Act+" "+string(l.User)]++
		}
		archivist, clerk := w.User("archivist"), w.User("clerk")
		if looks["reveal "+archivist] != 2 || looks["reveal "+clerk] != 1 || looks["print "+archivist] != 1 {
			t.Errorf("who has seen it: %v", looks)
		}
		day := w.Matter(root).ArchivedAt.Time()
		on := casemodel.Day(day.Format("2006-01-02"))
		list, err := w.Reveals(t.Context(), w.Who["director"], on, on)
		if err != nil || len(list) != 2 {
			t.Errorf("the director's list: %+v, %v", list, err)
		}
	})
}

// Each whole number on a sheet stands in the journal: of who has left the case
// nothing is written down, and so nothing is told.
func TestASheetTellsNoNumberThatIsNotWrittenDown(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		gone := w.Parties(root)[1]
		w.Must("clerk", root, "end_party", worktest.F{"party": string(gone), "reason": "moved away"})
		w.Clock.Advance(time.Minute)
		shown, err := w.PrintSheet(t.Context(), w.Who["clerk"], root, "sheet", true, "serve")
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]bool{}
		for _, e := range journal(t, w, root) {
			if e.Act != "reveal" {
				continue
			}
			line, err := w.Journal(t.Context(), w.Who["director"], root, e.Seq-1, 1)
			if err != nil {
				t.Fatal(err)
			}
			told[line[0].Fields["party"]+line[0].Fields["field"]] = true
		}
		for _, p := range shown {
			for field, number := range map[string]string{"phone": p.Phone, "phone2": p.Phone2, "id_no": p.IDNo} {
				if whole := number != "" && !strings.Contains(number, "*"); whole != told[string(p.ID)+field] {
					t.Errorf("%s of %s is shown as %q, written down: %v", field, p.Name, number, told[string(p.ID)+field])
				}
			}
		}
		if len(told) == 0 || len(shown) != 2 {
			t.Errorf("%d numbers of %d people", len(told), len(shown))
		}
	})
}

// A day of whole numbers is a day here: what was shown before midnight and
// after it stands under two.
func TestWholeNumbersAreCountedByLocalDays(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, proceeding := w.InSession(t)
		party := w.Parties(w.Matter(proceeding).RootID)[0]
		w.Clock.Set(time.Date(2026, 3, 2, 23, 30, 0, 0, calendar.Zone))
		for range 2 {
			version := w.Matter(proceeding).Version
			_, err := w.Reveal(t.Context(), w.Who["mediator"], proceeding, casework.Input{Version: &version, Fields: worktest.F{"party": string(party), "field": "phone"}})
			if err != nil {
				t.Fatal(err)
			}
			w.Clock.Advance(time.Hour)
		}
		for _, span := range [][2]casemodel.Day{{"2026-03-02", "2026-03-02"}, {"2026-03-03", "2026-03-03"}, {"2026-03-02", "2026-03-03"}, {"2026-03-04", "2026-03-04"}, {"2026-03-01", "2026-03-01"}} {
			list, err := w.Reveals(t.Context(), w.Who["director"], span[0], span[1])
			if err != nil {
				t.Fatal(err)
			}
			var got, want []casemodel.Day
			for _, r := range list {
				if got = append(got, r.On); r.N != 1 {
					t.Errorf("%d on %s", r.N, r.On)
				}
			}
			for _, on := range []casemodel.Day{"2026-03-03", "2026-03-02"} {
				if span[0] <= on && on <= span[1] {
					want = append(want, on)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("from %s to %s: %v, want %v", span[0], span[1], got, want)
			}
		}
	})
}
