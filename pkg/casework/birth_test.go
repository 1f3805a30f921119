package casework_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// A birth is dated by the rules of every act: an old date needs a reason, a
// very old one the right; a part is not older than what it is part of.
func TestABirthIsNotBackdatedWithoutReasonOrRight(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		register := func(username string, in casework.Input) error {
			r := worktest.Quarrel()
			r.DuplicatesSeen = true
			_, err := w.Desk.Register(t.Context(), w.Who[username], r, in)
			return err
		}
		task := casework.Input{On: "2026-02-20", Why: "paper", Fields: worktest.F{"body": w.Body("DEPT"), "demand": "look"}}
		before := prints(t, w)
		for name, c := range map[string]struct {
			err   error
			kind  casemodel.ErrorKind
			field string
		}{
			"old, no reason":      {register("clerk", casework.Input{On: "2026-02-20"}), casemodel.Invalid, "why"},
			"very old, no right":  {register("clerk", casework.Input{On: "2024-01-15", Why: "paper"}), casemodel.Forbidden, "on"},
			"very old, no reason": {register("director", casework.Input{On: "2024-01-15"}), casemodel.Invalid, "why"},
			"a part before its case": {func() error {
				_, err := w.Create(t.Context(), w.Who["triage"], "linked_task", root, task)
				return err
			}(), casemodel.Invalid, "on"},
		} {
			var refused *casemodel.Error
			if !errors.As(c.err, &refused) || refused.Kind != c.kind || refused.Field != c.field && (len(refused.Fields) == 0 || refused.Fields[0].Field != c.field) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		if after := prints(t, w); !maps.Equal(before, after) {
			t.Error("a refusal wrote something")
		}
		if err := register("director", casework.Input{On: "2024-01-15", Why: "paper"}); err != nil {
			t.Errorf("the director with a reason: %v", err)
		}
	})
}

// Whoever registers is told of cases that look the same only as far as they
// may know of them: by name, as another body's, and of a sealed one nothing.
func TestSimilarCasesAreToldByRight(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		title := w.Matter(root).PublicTitle
		told := func(username, area string) string {
			r := worktest.Quarrel()
			r.Area = area
			_, err := w.Desk.Register(t.Context(), w.Who[username], r, casework.Input{})
			var refused *casemodel.Error
			if !errors.As(err, &refused) {
				return ""
			}
			return refused.Error()
		}
		if got := told("clerk", "150102001001"); !strings.Contains(got, "duplicate_shown") {
			t.Errorf("the same centre is told %q, want %s", got, title)
		}
		if got := told("hmtriage", "150103000000"); strings.Contains(got, "duplicate_shown") {
			t.Errorf("another county is told %q", got)
		}
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Matter(root)
			if err != nil {
				return err
			}
			m.Sealed = 1
			return tx.UpdateMatter(m, m.Seq)
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := told("clerk", "150102001001"); strings.Contains(got, "duplicate") {
			t.Errorf("of a sealed case the clerk is told %q", got)
		}
	})
}

// A supervision order is imposed on bodies of one's own place only, and a
// petition stays with the office that received it.
func TestWhatIsImposedLiesWhereItsBodyIs(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		order := worktest.F{"level": "1", "facts": "late", "requirement": "answer"}
		for body, want := range map[string]bool{"TOWN": true, "HM": false} {
			order["body"] = w.Body(body)
			_, err := w.Create(t.Context(), w.Who["triage"], "supervision", "", casework.Input{Fields: order})
			if (err == nil) != want || err != nil && !casemodel.Is(err, casemodel.Forbidden) {
				t.Errorf("an order on %s: %v", body, err)
			}
		}
		id := mustPetition(t, w, worktest.F{"occurred_area": "150103000000"})
		if m := w.Matter(id); m.CentreID != w.Bodies["ZX"].ID || m.AreaID != "150103000000" {
			t.Errorf("the petition lies at %s with centre %s", m.AreaID, m.CentreID)
		}
	})
}

// Who is named to a part must hold the role it asks for, and be in office.
func TestAFieldsRoleIsHeldByWhoIsNamed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		out, err := w.Create(t.Context(), w.Who["petitionlead"], "backlog", "", casework.Input{Fields: worktest.F{
			"claim": "A cracked wall.", "occurred_area": "150102001001", "source": "county",
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Try("petitionlead", out.MatterID, "assign_owner", worktest.F{"owner": w.User("gridworker")}); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("a grid worker answers as a leader: %v", err)
		}
		w.Must("petitionlead", out.MatterID, "assign_owner", worktest.F{"owner": w.User("leader")})
	})
}

// A category that is set on the way is the one everybody reads from then on.
func TestACategorySetAtAcceptanceStandsInTheTitle(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Category = "01"
		root := w.Register(r)
		w.Must("triage", root, "accept", worktest.F{"risk": "yellow", "category": "02"})
		m := w.Matter(root)
		if m.Category != "02" || !strings.Contains(m.PublicTitle, w.Flows.Title("categories", "02")) {
			t.Errorf("category %s, public title %s", m.Category, m.PublicTitle)
		}
	})
}
