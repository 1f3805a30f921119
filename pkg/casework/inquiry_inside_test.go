package casework_test

import (
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// What was asked for inside is read by those who mediate and their body, by
// nobody else who reads records; no file is its copy, and it has no place in a
// volume, not even an empty one.
func TestWhatIsAskedForInsideIsForNobodyElse(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		n := &negotiation{World: w, t: t, id: id, root: root}
		page := func() []any { return []any{string(upload(t, w, "mediator"))} }
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "inside", "inside": true})
		n.does("log_inquiry", worktest.F{"person": "Qian", "inside": true, "pages": page()})
		sessions := n.sees("mediator").Sessions
		n.refused("mediator", "attach", "session", "attach.other_record", worktest.F{"document": "D11_inquiry_record", "session": string(sessions[0].ID), "files": page()})
		for _, who := range []string{"mediator", "chair"} {
			if list, err := w.Records(t.Context(), w.Who[who], id); err != nil || len(list) != 0 {
				t.Errorf("%s files copies of %+v: %v", who, list, err)
			}
			if seen := n.sees(who); len(seen.Sessions) != 2 || len(seen.Files) != 1 {
				t.Errorf("%s reads %d records, %d pages", who, len(seen.Sessions), len(seen.Files))
			}
			parts, err := w.Bundle(t.Context(), w.Who[who], root)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(parts, func(p casework.Bundled) bool { return p.Secret > 0 || len(p.Files) > 0 }) {
				t.Errorf("the volume of %s has a place for it", who)
			}
		}
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error { // another body mediates it now: its former chair is nobody inside
			m, err := tx.Matter(id)
			if err != nil {
				return err
			}
			m.HandlerID, m.BodyID = casemodel.ID(w.User("village")), casemodel.ID(w.Body("VIL"))
			return tx.UpdateMatter(m, m.Seq)
		})
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := w.Case(t.Context(), w.Who["chair"], id); err == nil && len(seen.Sessions)+len(seen.KeptBack)+len(seen.Files) > 0 {
			t.Errorf("another body reads %+v, %+v, %+v", seen.Sessions, seen.KeptBack, seen.Files)
		}
	})
}

// Who cannot read, hear or speak the language, or is no adult, is asked with the
// help that takes, and nothing is written without it.
func TestWhoIsAskedIsHelped(t *testing.T) {
	for need, mends := range map[string][]struct {
		field, key string
		more       worktest.F
	}{
		"illiterate": {{"read_by", "inquiry.read_out", worktest.F{"read_by": "Zhao"}}},
		"deaf":       {{"interpreter", "guard.interpreter_needed", worktest.F{"interpreter": "Sun"}}, {"pledge", "guard.pledge_needed", worktest.F{"pledge": true}}},
		"dialect":    {{"interpreter", "guard.interpreter_needed", worktest.F{"masters": true}}},
		"minor":      {{"present", "inquiry.guardian", worktest.F{"present": "Mother"}}},
	} {
		t.Run(need, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				n := needing(t, w, need)
				record := worktest.F{"party": n.asks, "asked": "Q and A"}
				for _, mend := range mends {
					n.refused("mediator", "log_inquiry", mend.field, mend.key, record)
					record = with(record, mend.more)
				}
				n.does("log_inquiry", record)
				n.refused("mediator", "revise_inquiry", mends[0].field, mends[0].key, worktest.F{"record": 101, "party": n.asks, "asked": "other"})
				n.does("revise_inquiry", with(record, worktest.F{"record": 101, "asked": "other"}))
				n.does("log_inquiry", worktest.F{"party": n.asked, "asked": "the other side needs no help"})
			})
		})
	}
}
