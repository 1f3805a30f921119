package casework_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// course is the journal of a family as act and payload keys, matter by matter
// in the order of birth, follow-ons with them.
func course(t *testing.T, w *worktest.World, root casemodel.ID) []string {
	t.Helper()
	var lines []string
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Family(root)
		if err != nil {
			return err
		}
		for _, m := range all {
			entries, err := tx.Journal(m.ID, 0, 200)
			if err != nil {
				return err
			}
			for _, e := range entries {
				payload, _, err := tx.Payload(m.ID, e.Seq)
				if err != nil && !casemodel.Is(err, casemodel.NotFound) { // nothing was typed
					return err
				}
				lines = append(lines, fmt.Sprintf("%s.%s %s>%s %s", m.Workflow, e.Act, e.FromState, e.ToState, keysOf(t, payload)))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// keysOf are the keys of a payload, those of its fields with them; a party's
// own key is that party's, whoever it is.
func keysOf(t *testing.T, payload []byte) string {
	t.Helper()
	body := map[string]json.RawMessage{}
	fields := map[string]string{}
	if len(payload) > 0 && json.Unmarshal(payload, &body) != nil || body["fields"] != nil && json.Unmarshal(body["fields"], &fields) != nil {
		t.Fatalf("payload %s", payload)
	}
	return strings.Join(append(slices.Sorted(maps.Keys(body)), slices.Sorted(maps.Keys(fields))...), " ")
}

// longRoad does the same things as clerk, triage, chair and mediator do them,
// one page after the other.
func longRoad(t *testing.T, w *worktest.World, s casework.Spot) casemodel.ID {
	t.Helper()
	root := w.RegisterAs("mediator", s.Registration)
	present := func() (ids []any) {
		for _, p := range w.Parties(root) {
			ids = append(ids, string(p))
		}
		return ids
	}
	w.Must("triage", root, "accept", worktest.F{"category": s.Category, "risk": "blue"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
	p := w.Child(root, "peoples_mediation").ID
	w.Must("mediator", p, "ask_consent", nil)
	w.Must("mediator", p, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("mediator", p, "give_rights_notice", worktest.F{"way": "read_out"})
	w.Must("chair", p, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
	w.Must("mediator", p, "open_session", worktest.F{"present": present(), "place": s.Place, "way": "joint"})
	came, result := []any{}, "agreed"
	for _, id := range present() {
		came = append(came, worktest.F{"party": id, "came": "self"})
	}
	if s.Result == casework.SpotNone {
		result = "end"
	}
	w.Must("mediator", p, "log_session", worktest.F{"mode": "joint", "place": s.Place, "came": came, "course": s.Course, "result": result})
	item := worktest.F{"debtor": present()[1], "creditor": present()[0], "kind": "pay", "what": "the wall", "amount": "800"}
	switch s.Result {
	case casework.SpotOral:
		item["paid_now"] = true
		w.Must("mediator", p, "agree_orally", worktest.F{"items": []any{item}})
		w.Must("mediator", root, "perform_at_once", worktest.F{"evidence": s.Proof})
	case casework.SpotWritten:
		item["due"] = "2026-04-01"
		w.Must("mediator", p, "propose_terms", worktest.F{"items": []any{item}})
		w.Must("mediator", p, "finalise_text", worktest.F{"items": []any{item}, "total": "800", "copies": "3"})
		for _, id := range present() {
			w.Must("mediator", p, "record_signature", worktest.F{"party": id, "way": "wet"})
		}
		w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	case casework.SpotNone:
		w.Must("mediator", p, "terminate", worktest.F{"reason": s.Reason})
	}
	return root
}
