package casework_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// A record is put right until somebody signs it; then it stays, and what puts it
// right stands beside it and is signed in its turn. What is refused writes nothing.
func TestASignedRecordStaysAndIsPutRightBesideIt(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		p := w.Parties(root)
		n := &negotiation{World: w, t: t, id: id, root: root}
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "Bao asks for 5000."})
		n.does("log_session", worktest.F{"mode": "caucus", "side": string(p[0]), "result": "continue", "text": "She would take 3000."})

		n.refused("mediator", "supplement_record", "record", "record.open", worktest.F{"record": 1, "text": "It was 3000."})
		n.refused("mediator", "revise_record", "record", "record.none", worktest.F{"record": 2, "text": "another"})
		n.refused("mediator", "sign_record", "record", "record.none", worktest.F{"record": 2, "parties": []any{string(p[0])}})
		n.refused("mediator", "revise_record", "text", "record.empty", worktest.F{"record": 1, "place": "room 2"})
		n.does("revise_record", worktest.F{"record": 1, "said": "Bao asks for 4000.", "place": "room 2"})
		n.refused("mediator", "sign_record", "parties", "record.nobody", worktest.F{"record": 1})
		n.refused("mediator", "sign_record", "signed_on", "date.future", worktest.F{"record": 1, "parties": []any{string(p[0])}, "signed_on": "2027-01-01"})
		n.refused("mediator", "sign_record", "signed_on", "record.before", worktest.F{"record": 1, "parties": []any{string(p[0])}, "signed_on": "2020-01-01"})
		n.refused("mediator", "sign_record", "supplement", "record.no_supplement", worktest.F{"record": 1, "supplement": 1, "parties": []any{string(p[0])}})
		n.does("sign_record", worktest.F{"record": 1, "parties": []any{string(p[0])}})
		n.refused("mediator", "revise_record", "record", "record.locked", worktest.F{"record": 1, "said": "Bao asks for 9000."})
		n.does("sign_record", worktest.F{"record": 1, "parties": []any{string(p[1])}}) // the other one, later
		n.does("supplement_record", worktest.F{"record": 1, "text": "4000 should read 3000."})
		n.does("sign_record", worktest.F{"record": 1, "supplement": 1, "parties": []any{string(p[0]), string(p[1])}})

		view, err := w.Case(t.Context(), w.Who["mediator"], id)
		if err != nil {
			t.Fatal(err)
		}
		one := view.Sessions[0]
		if one.Minutes.Said["said"] != "Bao asks for 4000." || one.Place != "room 2" || len(view.Supplements) != 1 || view.Supplements[0].Text != "4000 should read 3000." {
			t.Errorf("the record reads %q, supplements %+v", one.Minutes.Said["said"], view.Supplements)
		}
		if len(view.Signings) != 3 || view.Signings[0].ThingID != one.ID || view.Signings[2].ThingID != view.Supplements[0].ID {
			t.Fatalf("signings %+v", view.Signings)
		}
		for _, s := range view.Signings {
			if !s.Holds || len(s.SHA256) != 64 {
				t.Errorf("%+v is under another text", s)
			}
		}
		entries, err := w.Journal(t.Context(), w.Who["mediator"], id, 0, 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries { // that it was done stands there, never what was written
			for _, text := range e.Fields {
				if strings.Contains(text, "Bao asks") || strings.Contains(text, "should read") { // figures stand in ids, too
					t.Errorf("the journal tells %q at %s", text, e.Act)
				}
			}
		}
		if other, err := w.Case(t.Context(), w.Who["clerk"], id); err == nil && len(other.Signings)+len(other.Supplements) > 0 {
			t.Error("the clerk is told of signatures under a record")
		}

		// A text that was changed by whatever is told from the one that was signed.
		other := one
		other.Minutes.Said = map[string]string{"said": "Bao asks for 1."}
		err = w.DB.Do(t.Context(), func(tx *store.Tx) error { return tx.ReviseSession(&other) })
		if !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("the database takes another text: %v", err)
		}
	})
}

// The signed copy locks as a signature does, by whichever door it is filed.
func TestASignedCopyLocksTheRecord(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		n := &negotiation{World: w, t: t, id: id, root: root}
		page := func() []any { return []any{string(upload(t, w, "mediator"))} }
		last := func() string {
			view, err := w.Case(t.Context(), w.Who["mediator"], id)
			if err != nil {
				t.Fatal(err)
			}
			return string(view.Sessions[len(view.Sessions)-1].ID)
		}
		for no, file := range []func(){
			func() {
				n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "one", "pages": page()})
			},
			func() {
				n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "two"})
				n.does("sign_record", worktest.F{"record": 2, "pages": page()})
			},
			func() {
				n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "three"})
				n.does("attach", worktest.F{"document": "D13_record", "session": last(), "files": page()})
			},
			func() {
				n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "four"})
				w.Must("mediator", root, "attach", worktest.F{"document": "D13_record", "session": last(), "files": page()}) // with the case as a whole
			},
		} {
			file()
			n.refused("mediator", "revise_record", "record", "record.locked", worktest.F{"record": no + 1, "said": "other"})
		}
	})
}

// A signed copy is of one record, and locks that one: of several it says which,
// from the mediation and from the case. Who reads no records names one of those
// that nobody has signed, by its number and its day, and is told nothing else.
func TestASignedCopyLocksTheRecordItIsOf(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		p := w.Parties(root)
		n := &negotiation{World: w, t: t, id: id, root: root}
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "one"})
		n.does("log_session", worktest.F{"mode": "caucus", "side": string(p[0]), "result": "continue", "text": "alone"})
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "two"})
		n.does("log_session", worktest.F{"mode": "visit", "result": "continue", "said": "three"})
		of := func() []casemodel.Session {
			t.Helper()
			view, err := w.Case(t.Context(), w.Who["mediator"], id)
			if err != nil {
				t.Fatal(err)
			}
			return view.Sessions
		}()
		copied := func(who string, session casemodel.ID) worktest.F {
			return worktest.F{"document": "D13_record", "session": string(session), "files": []any{string(upload(t, w, who))}}
		}
		blind := worktest.F{"document": "D13_record", "files": []any{string(upload(t, w, "mediator"))}}
		n.refused("mediator", "attach", "session", "attach.which_record", blind)
		n.refused("mediator", "attach", "session", "attach.other_record", copied("mediator", of[1].ID)) // nobody signs it
		n.refused("mediator", "attach", "session", "attach.other_record", copied("mediator", id))
		n.does("attach", copied("mediator", of[2].ID))
		n.refused("mediator", "revise_record", "record", "record.locked", worktest.F{"record": 3, "said": "other"})
		n.does("revise_record", worktest.F{"record": 1, "said": "one, put right"}) // the others stay open
		n.does("revise_record", worktest.F{"record": 4, "said": "three, put right"})

		view, err := w.Case(t.Context(), w.Who["mediator"], id)
		if err != nil {
			t.Fatal(err)
		}
		if len(view.Signings) != 1 || view.Signings[0].ThingID != of[2].ID || view.Signings[0].Filed != 1 {
			t.Errorf("signings %+v", view.Signings)
		}
		if f := view.Files[len(view.Files)-1]; f.SessionID != of[2].ID || f.Read != "sessions" || f.Page != 1 || f.Document != "D13_record" {
			t.Errorf("the copy lies as %+v", f)
		}
		for who, named := range map[string]bool{"mediator": true, "clerk": false} {
			lines, err := w.Journal(t.Context(), w.Who[who], id, 0, 200)
			if err != nil {
				t.Fatal(err)
			}
			told := ""
			for _, l := range lines {
				if l.Act == "attach" {
					told = l.Fields["session"]
				}
			}
			if (told == string(of[2].ID)) != named || !named && told != "" {
				t.Errorf("the journal tells %s that it is of %q", who, told)
			}
		}

		// With the case as a whole, by who reads no records: no answer tells what is signed, or said alone, from what is not there.
		whole := &negotiation{World: w, t: t, id: root, root: root}
		for _, session := range []casemodel.ID{of[1].ID, of[2].ID, id} {
			whole.refused("clerk", "attach", "session", "attach.other_record", copied("clerk", session))
		}
		unnamed := worktest.F{"document": "D13_record", "files": []any{string(upload(t, w, "clerk"))}}
		whole.refused("clerk", "attach", "session", "attach.which_record", unnamed)
		open := func() []casemodel.Session {
			t.Helper()
			list, err := w.Records(t.Context(), w.Who["clerk"], root)
			if err != nil {
				t.Fatal(err)
			}
			told := make([]casemodel.Session, len(list))
			for i := range list {
				told[i] = list[i].Session
			}
			return told
		}
		first, third := casemodel.Session{ID: of[0].ID, No: 1, Nth: 1, On: of[0].On}, casemodel.Session{ID: of[3].ID, No: 4, Nth: 4, On: of[3].On}
		if told := open(); !reflect.DeepEqual(told, []casemodel.Session{first, third}) {
			t.Errorf("the clerk is told %+v", told)
		}
		w.Must("clerk", root, "attach", copied("clerk", of[3].ID))
		n.refused("mediator", "revise_record", "record", "record.locked", worktest.F{"record": 4, "said": "other"})
		n.does("revise_record", worktest.F{"record": 1, "said": "one, put right again"}) // of which no copy is filed stays open
		whole.refused("clerk", "attach", "session", "attach.which_record", unnamed)      // the only one that is open is not meant by that
		if told := open(); !reflect.DeepEqual(told, []casemodel.Session{first}) {
			t.Errorf("the clerk is told %+v", told)
		}
		w.Must("clerk", root, "attach", copied("clerk", of[0].ID))
		w.Must("clerk", root, "attach", unnamed) // one that nobody wrote down here
	})
}
