package casework_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// An inquiry is a record of its own, with a number of its own: it is put right
// until it is signed, and locked by its own copy only. What is for the
// mediators' own use is no paper. What is refused writes nothing.
func TestAnInquiryIsARecordOfItsOwn(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		n := &negotiation{World: w, t: t, id: id, root: root}
		n.refused("mediator", "log_inquiry", "person", "inquiry.nobody", worktest.F{"asked": "Q and A"})
		n.refused("mediator", "log_inquiry", "asked", "inquiry.empty", worktest.F{"person": "Zhao"})
		n.refused("mediator", "log_inquiry", "ended", "session.ends_first", worktest.F{"person": "Zhao", "asked": "Q", "began": "2026-03-02T08:30:00+08:00", "ended": "2026-03-02T08:10:00+08:00"})
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "inside 1000", "inside": true})
		if due := values(t, w, id)["doc.D11_inquiry_record"]; due != "" {
			t.Errorf("a record for inside fell due as a paper on %s", due)
		}
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "saw 2000", "with": "Wang", "writer": "Li"})
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "joint 3000"})

		n.refused("mediator", "revise_record", "record", "inquiry.other_act", worktest.F{"record": 101, "said": "other"})
		n.refused("mediator", "revise_inquiry", "record", "inquiry.none", worktest.F{"record": 1, "person": "Zhao", "asked": "other"})
		n.does("revise_inquiry", worktest.F{"record": 101, "person": "Zhao", "asked": "saw 2500", "place": "the yard"})
		read := func() *casemodel.Session {
			t.Helper()
			view, err := w.Case(t.Context(), w.Who["mediator"], id)
			if err != nil {
				t.Fatal(err)
			}
			if view.Sessions[0].No != 1 || view.Sessions[1].No != 101 || view.Sessions[2].No != 1001 {
				t.Fatalf("numbers %d, %d, %d", view.Sessions[0].No, view.Sessions[1].No, view.Sessions[2].No)
			}
			return &view.Sessions[1]
		}
		one := read()
		if q := one.Minutes.Inquiry; one.Minutes.Said["asked"] != "saw 2500" || one.Place != "the yard" || q == nil || q.Person != "Zhao" || q.With != "" {
			t.Errorf("the inquiry reads %+v, %+v", one, q)
		}
		page := func() []any { return []any{string(upload(t, w, "mediator"))} }
		n.refused("mediator", "attach", "session", "attach.other_record", worktest.F{"document": "D13_record", "session": string(one.ID), "files": page()})
		n.does("attach", worktest.F{"document": "D11_inquiry_record", "session": string(one.ID), "files": page()})
		n.refused("mediator", "revise_inquiry", "record", "record.locked", worktest.F{"record": 101, "person": "Zhao", "asked": "other"})
		n.does("revise_record", worktest.F{"record": 1, "said": "joint 3500"}) // the sitting stays open
		n.does("supplement_record", worktest.F{"record": 101, "text": "2500 should read 2600"})

		other := *read()
		other.Minutes.Said = map[string]string{"asked": "changed"}
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error { return tx.ReviseSession(&other) }); !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("the database takes another text: %v", err)
		}
		for _, who := range []string{"mediator", "clerk"} {
			lines, err := w.Journal(t.Context(), w.Who[who], id, 0, 200)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				for _, text := range l.Fields {
					if strings.Contains(text, "000") || strings.Contains(text, "2500") || strings.Contains(text, "Zhao") {
						t.Errorf("the journal tells %s %q at %s", who, text, l.Act)
					}
				}
			}
		}
		if view, err := w.Case(t.Context(), w.Who["clerk"], id); err == nil && len(view.Sessions) > 0 {
			t.Error("the clerk is told of records")
		}
	})
}

// Further pages come with a supplement, after those there are; a better
// photograph takes the place of a page, and the old one stays.
func TestFurtherPagesComeWithASupplementAndABetterOneKeepsTheOld(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		p := w.Parties(root)
		n := &negotiation{World: w, t: t, id: id, root: root}
		page := func() string { return string(upload(t, w, "mediator")) }
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "pages": []any{page(), page()}})
		n.refused("mediator", "supplement_record", "text", "record.nothing_more", worktest.F{"record": 1})
		later := page()
		n.refused("mediator", "supplement_record", "files", "field.no_such_file", worktest.F{"record": 1, "files": []any{string(upload(t, w, "clerk"))}})
		n.does("supplement_record", worktest.F{"record": 1, "files": []any{later}})
		n.does("sign_record", worktest.F{"record": 1, "supplement": 1, "parties": []any{string(p[0])}})
		n.refused("mediator", "replace_page", "page", "record.no_page", worktest.F{"record": 1, "page": 4, "file": page(), "reason": "dark"})
		better := page()
		n.does("replace_page", worktest.F{"record": 1, "page": 3, "file": better, "reason": "dark"})
		n.refused("mediator", "replace_page", "file", "field.no_such_file", worktest.F{"record": 1, "page": 3, "file": later, "reason": "dark"})
		n.refused("mediator", "detach", "file", "record.page_stays", worktest.F{"file": better, "reason": "wrong"})

		view, err := w.Case(t.Context(), w.Who["mediator"], id)
		if err != nil {
			t.Fatal(err)
		}
		if len(view.Files) != 4 || len(view.Supplements) != 1 || len(view.Supplements[0].Pages) != 1 {
			t.Fatalf("files %+v, supplements %+v", view.Files, view.Supplements)
		}
		for _, f := range view.Files {
			switch string(f.ID) {
			case later:
				if f.Page != 3 || string(f.ReplacedByID) != better || f.SupplementID != view.Supplements[0].ID {
					t.Errorf("the old page lies as %+v", f)
				}
			case better:
				if f.Page != 3 || f.ReplacedByID != "" || f.Read != "sessions" || f.Document != "D13_record" || f.SessionID != view.Sessions[0].ID {
					t.Errorf("the better page lies as %+v", f)
				}
			}
		}
		for _, s := range view.Signings {
			if !s.Holds {
				t.Errorf("%+v is under other pages", s)
			}
		}
	})
}

// However many sittings there are, none has the number of an inquiry; what is for
// the mediators' own use leaves no gap among the others, and an old record keeps
// the number it has.
func TestNoTwoRecordsHaveOneNumber(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		n := &negotiation{World: w, t: t, id: id, root: root}
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "one"})
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "for us", "inside": true})
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			for no := 1; no < 100; no++ {
				s := &casemodel.Session{ID: tx.NewID(), RootID: root, MatterID: id, No: no, Mode: "joint", On: "2026-03-02", Result: "continue", Text: "said", AuthorID: w.Who["mediator"].UserID, Seq: 1}
				if err := tx.InsertSession(s); err != nil {
					return err
				}
			}
			return tx.InsertSession(&casemodel.Session{ID: tx.NewID(), RootID: root, MatterID: id, No: 102, Mode: casemodel.ModeInside, On: "2026-03-02", Text: "old", AuthorID: w.Who["mediator"].UserID, Seq: 1})
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "more"})
		}
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "three"})
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "more"})
		n.does("log_inquiry", worktest.F{"person": "Zhao", "asked": "for us", "inside": true})
		nth := map[string]map[int]int{}
		for _, s := range n.sees("mediator").Sessions {
			if nth[s.Mode] == nil {
				nth[s.Mode] = map[int]int{}
			}
			if old, taken := nth[s.Mode][s.No]; taken {
				t.Errorf("%d is the %d and the %d", s.No, old, s.Nth)
			}
			nth[s.Mode][s.No] = s.Nth
		}
		for mode, want := range map[string]map[int]int{"inquiry": {101: 1, 104: 3}, "inquiry_inside": {102: 2, 1001: 1, 1002: 2}} {
			if !maps.Equal(nth[mode], want) {
				t.Errorf("%s: %v, want %v", mode, nth[mode], want)
			}
		}
		if got := nth["joint"]; len(got) != 102 || got[99] != 99 || got[100] != 100 || got[103] != 101 || got[105] != 102 {
			t.Errorf("%d sittings: %v", len(got), got)
		}
		n.refused("mediator", "revise_record", "record", "inquiry.other_act", worktest.F{"record": 101, "said": "other"})
		n.does("revise_record", worktest.F{"record": 103, "said": "the hundred and first, put right"})
	})
}
