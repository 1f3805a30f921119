package casework_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// toTable leads a case to a sitting of the town's committee.
func toTable(t *testing.T, w *worktest.World, root casemodel.ID) casemodel.ID {
	t.Helper()
	w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "track": "peoples_mediation"})
	proceeding := w.Child(root, "peoples_mediation").ID
	w.Must("mediator", proceeding, "ask_consent", nil)
	w.Must("mediator", proceeding, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("chair", proceeding, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
	w.Must("mediator", proceeding, "give_rights_notice", worktest.F{"way": "signed"})
	present := make([]any, 0, 2)
	for _, p := range w.Parties(root) {
		present = append(present, string(p))
	}
	w.Must("mediator", proceeding, "open_session", worktest.F{"present": present, "place": "room 1", "way": "apart"})
	return proceeding
}

// signed puts an agreement over one sum into effect.
func signed(t *testing.T, w *worktest.World, root, proceeding casemodel.ID) {
	t.Helper()
	w.Must("mediator", proceeding, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-03-20")})
	w.Must("mediator", proceeding, "finalise_text", worktest.F{"total": "3000", "copies": "3"})
	for _, p := range w.Parties(root) {
		w.Must("mediator", proceeding, "record_signature", worktest.F{"party": string(p), "way": "wet"})
	}
	w.Must("mediator", proceeding, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	w.Must("seal", proceeding, "affix_seal", nil)
}

// visited are the follow-ups of a case in the order they were planned.
func visited(t *testing.T, w *worktest.World, root casemodel.ID) (visits []*casemodel.Matter) {
	t.Helper()
	for _, m := range w.Family(root) {
		if m.Workflow == "follow_up" {
			visits = append(visits, m)
		}
	}
	return visits
}

// stays holds that an act is refused at a field and nothing was written.
func stays(t *testing.T, w *worktest.World, who string, id casemodel.ID, act string, fields worktest.F, field, key string) {
	t.Helper()
	before := len(journal(t, w, id))
	_, err := w.Try(who, id, act, fields)
	refused, is := errors.AsType[*casemodel.Error](err)
	if !is || !slices.ContainsFunc(refused.All(), func(f casemodel.FieldError) bool { return f.Field == field && f.Key == key }) {
		t.Errorf("%s of %s by %s: %v, want %s at %s", act, id, who, err, key, field)
	}
	if got := len(journal(t, w, id)); got != before {
		t.Errorf("%s was refused and %d entries written", act, got-before)
	}
}

// What a visit asks is decided by what became of the matter.
func TestAVisitAsksWhatItsKindIsFor(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		answers := worktest.F{"way": "visit", "performed": "yes", "voluntary": true}
		for _, row := range []struct {
			name, category, about, field string
			answer                       any
			ever                         string
			due                          string // of what is agreed by word of mouth, "" for a written one
		}{
			{"instalment", "04", "instalment", "ability", "late", "", ""},
			{"neighbours at once", "02", "relations", "calm", "quarrel", "", "2026-03-02"},
			{"support of parents at once", "0104", "care", "care", "partly", "", "2026-03-02"},
			{"a contract paid before the day", "04", "instalment", "received", true, "", "2026-03-20"},
			{"violence", "0101", "violence", "safe", "afraid", "yes", ""},
		} {
			q := worktest.Quarrel()
			q.Category = row.category
			if row.ever != "" {
				q.Violence, q.Parties[0].SafeContact = casemodel.Screening{Ever: row.ever, Lately: "no", Fear: "no"}, "yes"
			}
			root := w.RegisterAs("clerk", q)
			proceeding := toTable(t, w, root)
			if row.due != "" {
				w.Must("mediator", proceeding, "agree_orally", worktest.F{"items": w.Pay(root, "200", row.due)})
				w.Must("mediator", w.Child(root, "performance_item").ID, "perform", worktest.F{"evidence": "slip"})
			} else {
				signed(t, w, root, proceeding)
			}
			visit := visited(t, w, root)[0]
			if got := values(t, w, visit.ID)["about"]; got != row.about {
				t.Errorf("%s: the visit is about %q, want %s", row.name, got, row.about)
				continue
			}
			stays(t, w, "mediator", visit.ID, "complete", answers, row.field, "guard.asked_by_kind")
			said := worktest.F{row.field: row.answer, "alone": true}
			maps.Copy(said, answers)
			if row.about == "violence" {
				said["alone"] = false
				stays(t, w, "mediator", visit.ID, "complete", said, "alone", "guard.asked_alone")
				said["alone"] = true
			}
			w.Must("mediator", visit.ID, "complete", said)
		}
	})
}

// Nobody who cannot hear is rung up, and who must not be called is neither
// called nor written to; where it is a question, it is said who was meant.
func TestAVisitRingsUpNobodyWhoMustNotBe(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		q := worktest.Quarrel()
		q.Parties[0].Needs, q.Parties[1].SafeContact = []string{"deaf"}, "never"
		root := w.Register(q)
		proceeding := toTable(t, w, root)
		w.Must("mediator", proceeding, "agree_orally", worktest.F{"items": w.Pay(root, "200", "2026-03-20")})
		w.Must("mediator", root, "perform_at_once", worktest.F{"evidence": "slip"})
		visit, p := visited(t, w, root)[0].ID, w.Parties(root)
		stays(t, w, "mediator", visit, "attempt", worktest.F{"way": "no_answer"}, "party", "guard.contact_whom")
		stays(t, w, "mediator", visit, "attempt", worktest.F{"way": "call_out", "party": p[0]}, "way", "guard.contact_deaf")
		stays(t, w, "mediator", visit, "attempt", worktest.F{"way": "message", "party": p[1]}, "way", "guard.contact_unsafe")
		for n, want := range []string{"1", "2"} {
			w.Must("mediator", visit, "attempt", worktest.F{"way": "message", "party": p[0]})
			if got := values(t, w, visit)["tries"]; got != want {
				t.Errorf("after %d tries the visit counts %q", n+1, got)
			}
		}
		done := worktest.F{"way": "call_out", "party": p[0], "performed": "yes", "voluntary": true, "received": true, "calm": "calm"}
		stays(t, w, "mediator", visit, "complete", done, "way", "guard.contact_deaf")
		done["way"] = "message"
		w.Must("mediator", visit, "complete", done)
		stays(t, w, "clerk", visit, "rate", worktest.F{"way": "call_out", "party": p[1], "satisfaction": "4"}, "way", "guard.contact_unsafe")
	})
}

// Who mediated does not ask how satisfied people are with it, unless they
// answer in writing; one answer counts, and what is done stays as it is.
func TestSatisfactionIsAskedBySomebodyElseAndOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-03-20")
		w.Must("seal", proceeding, "affix_seal", nil)
		visit := visited(t, w, root)[0].ID
		done := worktest.F{"way": "call_out", "performed": "yes", "voluntary": true, "ability": "none", "calm": "calm", "satisfaction": "5"}
		stays(t, w, "mediator", visit, "complete", done, "satisfaction", "guard.rated_by_other")
		delete(done, "satisfaction")
		w.Must("mediator", visit, "complete", done)
		if m := w.Matter(visit); m.Class != casemodel.Done {
			t.Errorf("a visit that was made is %s", m.Class)
		}
		for _, act := range []string{"complete", "attempt", "find_problem", "amend"} {
			if _, err := w.Try("mediator", visit, act, worktest.F{"way": "visit", "field": "title", "value": "x", "reason": "x"}); err == nil {
				t.Errorf("%s of a visit that is done", act)
			}
		}
		w.Must("mediator", visit, "add_to_visit", worktest.F{"note": "she rang back"})
		stays(t, w, "mediator", visit, "rate", worktest.F{"way": "call_out", "satisfaction": "5"}, "satisfaction", "guard.rated_by_other")
		w.Must("clerk", visit, "rate", worktest.F{"way": "call_out", "satisfaction": "none"})
		stays(t, w, "clerk", visit, "rate", worktest.F{"way": "call_out", "satisfaction": "5"}, "satisfaction", "guard.unrated")
	})
}
