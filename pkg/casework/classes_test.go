package casework_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// told is what the desk tells somebody of what was done in a matter: the
// values, the papers and the whole course.
func told(t *testing.T, w *worktest.World, username string, id casemodel.ID) string {
	t.Helper()
	ctx := context.Background()
	view, err := w.Case(ctx, w.Who[username], id)
	if err != nil {
		return ""
	}
	lines, err := w.Journal(ctx, w.Who[username], id, 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v %+v %+v", view.Fields, view.Documents, lines)
}

// hears holds what people are told against who may know it: those who read
// the class hear the planted words, all others do not.
func hears(t *testing.T, w *worktest.World, id casemodel.ID, act, planted string) {
	t.Helper()
	heard := 0
	for username, who := range w.Who {
		may, err := w.Rights(context.Background(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		want := may("see") && may("read.registration") && may(act)
		got := strings.Contains(told(t, w, username, id), planted)
		if got != want {
			t.Errorf("%s: told %q %v, may %s %v", username, planted, got, act, want)
		}
		if got {
			heard++
		}
	}
	if heard == 0 || heard == len(w.Who) {
		t.Errorf("%d of %d hear %q", heard, len(w.Who), planted)
	}
}

// What an act writes is told by the class of that very act's field, by its
// record's class where the field says none, and by the birth's field too
// (engine rule T5).
func TestWhatAnActWroteIsToldByItsOwnClass(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		party := string(w.Parties(root)[0])
		w.Must("mediator", proceeding, "contact", worktest.F{
			"with": "party", "party": party, "way": "call_out", "outcome": "will_not_come", "line": "planted in a call",
		})
		hears(t, w, proceeding, "read.sessions", "planted in a call")
		hears(t, w, proceeding, "read.sessions", "will_not_come")

		alert, err := w.Create(context.Background(), w.Who["mediator"], "crime_risk_alert", root, casework.Input{Fields: worktest.F{
			"grounds": []any{"violence"}, "facts": "planted at birth",
		}})
		if err != nil {
			t.Fatal(err)
		}
		for username, who := range w.Who {
			may, err := w.Rights(context.Background(), who, alert.MatterID)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(told(t, w, username, alert.MatterID), "planted at birth"); got && !may("read.sealed") {
				t.Errorf("%s hears sealed facts", username)
			}
		}
	})
}

// One name of a field in two acts of two classes: each line by its own.
func TestTwoFieldsOfOneNameKeepTheirClasses(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Category = "07"
		root := w.Register(r)
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("LAB"), "reason": "wages"})
		proceeding := w.Child(root, "labour").ID
		w.Must("labour", proceeding, "ask_consent", nil)
		w.Must("labchair", proceeding, "any_refuse", worktest.F{"party": string(w.Parties(root)[1]), "way": "present", "note": "planted refusal"})
		hears(t, w, proceeding, "read.sessions", "planted refusal")
	})
}

// That a sealed record was made at all is for named readers: title, author and
// the paper it made are withheld from all others.
func TestASealedRecordIsNotEvenNamed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Category = "01"
		root := w.Register(r)
		w.Must("triage", root, "accept", worktest.F{"risk": "yellow"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		proceeding := w.Child(root, "family").ID
		w.Must("mediator", proceeding, "ask_consent", nil)
		w.Must("mediator", proceeding, "all_consent", worktest.F{"consents": w.Consents(root)})
		w.Must("chair", proceeding, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
		fields := worktest.F{}
		for _, f := range w.Flows.Latest("family").Record("screen_violence").Fields {
			switch {
			case f.Type == "choice":
				fields[f.ID] = f.Options[0].Value
			case f.Type == "choices":
				fields[f.ID] = []any{f.Options[0].Value}
			case f.Type == "bool":
				fields[f.ID] = true
			case f.Type == "party":
				fields[f.ID] = string(w.Parties(root)[0])
			case f.Required:
				fields[f.ID] = "planted screening"
			}
		}
		w.Must("mediator", proceeding, "screen_violence", fields)
		paper := w.Flows.Latest("family").Record("screen_violence").Documents[0]
		withheld := 0
		for username, who := range w.Who {
			may, err := w.Rights(context.Background(), who, proceeding)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := w.Rows(context.Background(), who, []casemodel.Matter{*w.Matter(proceeding)}, "doc."+paper)
			if err != nil {
				t.Fatal(err)
			}
			if _, listed := rows[proceeding].Fields["doc."+paper]; listed != may("read.sealed") {
				t.Errorf("the list tells %s of %s: %v", username, paper, listed)
			}
			text := told(t, w, username, proceeding)
			for _, secret := range []string{"screen_violence", paper} {
				if strings.Contains(text, secret) && !may("read.sealed") {
					t.Errorf("%s reads %s", username, secret)
				}
			}
			if strings.Contains(text, "Act:"+casework.Withheld) {
				withheld++
			}
		}
		if withheld == 0 {
			t.Error("nobody is told that something is withheld")
		}
		if text := told(t, w, "mediator", proceeding); !strings.Contains(text, "screen_violence") || !strings.Contains(text, paper) {
			t.Error("the mediator does not read what they wrote")
		}
	})
}
