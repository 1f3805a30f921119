package casework_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

func pieces(t *testing.T, w *worktest.World, who string, matter casemodel.ID) []casework.Piece {
	t.Helper()
	all, err := w.Evidence(t.Context(), w.Who[who], matter)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// given is one piece as the form sends it.
func given(title string, more worktest.F) worktest.F {
	in := worktest.F{"title": title, "kind": "document", "proves": "付了定金", "form": "original"}
	maps.Copy(in, more)
	return in
}

// Evidence is numbered through the case, whoever took it in, and shows its
// files to who may read its class.
func TestEvidenceIsListedByItsNumberAndClass(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		a := w.Parties(root)[0]
		photo, note := upload(t, w, "mediator"), upload(t, w, "mediator")
		w.Must("clerk", root, "add_evidence", given("收据", worktest.F{"party": string(a), "read": "registration", "pages": "2"}))
		w.Must("mediator", p, "add_evidence", given("屋顶照片", worktest.F{"kind": "photo", "form": "copy", "files": list(photo)}))
		w.Must("mediator", p, "add_evidence", given("私下交来的录音", worktest.F{"kind": "recording", "form": "copy", "read": "sessions", "files": list(note)}))
		for who, want := range map[string]string{"mediator": "1 2 3", "director": "1 2", "clerk": "1"} {
			var got []string
			for _, e := range pieces(t, w, who, root) {
				got = append(got, string(rune('0'+e.No)))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s reads %v, want %s", who, got, want)
			}
		}
		all := pieces(t, w, "mediator", p)
		one := all[0]
		if one.Title != "收据" || one.PartyID != a || one.Pages != 2 || one.Form != "original" || one.Read != "registration" || one.GivenOn == "" || one.MatterID != root {
			t.Errorf("the first is %+v", one.Evidence)
		}
		if len(all[1].Files) != 1 || all[1].Files[0].ID != photo || all[1].Files[0].Read != "agreement" || all[2].Files[0].Read != "sessions" {
			t.Errorf("the files are %+v and %+v", all[1].Files, all[2].Files)
		}
		if got := opens(t, w, p, note, "mediator", "director", "clerk"); got != "mediator" {
			t.Errorf("%q open what was given in confidence", got)
		}
		if _, err := w.Evidence(t.Context(), w.Who["labour"], root); !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
	})
}

// What was given in confidence is told of nowhere to who may not read it.
func TestTheJournalKeepsEvidenceToItsClass(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		w.Must("mediator", p, "add_evidence", given("私下交来的录音", worktest.F{"read": "sessions"}))
		w.Must("mediator", p, "return_evidence", worktest.F{"no": "1", "returned_to": "王志强密友"})
		w.Must("mediator", p, "weigh_evidence", worktest.F{"no": "1", "weight": "可信度不高"})
		w.Must("director", p, "add_evidence", given("公开的合同", nil))
		w.Must("mediator", p, "withdraw_evidence", worktest.F{"no": "1", "reason": "对方不愿公开"})
		for who, want := range map[string]bool{"director": false, "mediator": true} {
			lines, err := w.Journal(t.Context(), w.Who[who], p, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, l := range lines {
				said += strings.Join(slices.Collect(maps.Values(l.Fields)), " ") + l.Why
			}
			for _, word := range []string{"私下交来的录音", "王志强密友", "对方不愿公开"} {
				if strings.Contains(said, word) != want {
					t.Errorf("%s reads %q: %v, want %v", who, word, !want, want)
				}
			}
			if strings.Contains(said, "可信度不高") || !strings.Contains(said, "公开的合同") {
				t.Errorf("%s reads %s", who, said)
			}
		}
	})
}

func TestWhatEvidenceWeighsStaysWithTheSittings(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		w.Must("mediator", p, "add_evidence", given("收据", worktest.F{"read": "registration"}))
		w.Must("mediator", p, "weigh_evidence", worktest.F{"no": "1", "weight": "双方认可"})
		for who, want := range map[string]string{"mediator": "双方认可", "director": "", "clerk": ""} {
			if got := pieces(t, w, who, root)[0].Weight; got != want {
				t.Errorf("%s reads %q", who, got)
			}
		}
		if acts := pieces(t, w, "mediator", p)[0].Acts; strings.Join(acts, " ") != "return_evidence weigh_evidence withdraw_evidence" {
			t.Errorf("the mediator may %v", acts)
		}
	})
}

// A piece goes back once and is withdrawn once; its row stays, its files go.
func TestEvidenceGoesBackAndIsWithdrawn(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		photo, receipt := upload(t, w, "mediator"), upload(t, w, "mediator")
		w.Must("mediator", p, "add_evidence", given("租赁合同", worktest.F{"files": list(photo), "given_on": "2026-02-27"}))
		w.Must("mediator", p, "add_evidence", given("收据", nil))
		before := prints(t, w)
		for _, row := range []struct {
			act        string
			in         worktest.F
			field, key string
		}{
			{"return_evidence", worktest.F{"no": "3", "returned_to": "x"}, "no", "evidence.none"},
			{"return_evidence", worktest.F{"no": "1", "returned_to": "x", "returned_on": "2026-02-26"}, "returned_on", "evidence.before_given"},
			{"return_evidence", worktest.F{"no": "1", "returned_to": "x", "returned_on": "2027-02-26"}, "returned_on", "date.future"},
			{"add_evidence", given("x", worktest.F{"given_on": "2027-02-26"}), "given_on", "date.future"},
			{"add_evidence", given("x", worktest.F{"pages": "-1"}), "pages", "evidence.pages"},
			{"add_evidence", given("x", worktest.F{"files": list(photo)}), "files", "evidence.shown"},
			{"add_evidence", given("x", worktest.F{"kind": "rumour"}), "kind", "field.choice"},
			{"withdraw_evidence", worktest.F{"no": "9", "reason": "x"}, "no", "evidence.none"},
		} {
			_, err := w.Try("mediator", p, row.act, row.in)
			refusedAt(t, err, row.field, row.key)
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("a refusal wrote something")
		}
		w.Must("mediator", p, "return_evidence", worktest.F{"no": "1", "returned_to": "王志强", "receipt": string(receipt)})
		w.Must("mediator", p, "withdraw_evidence", worktest.F{"no": "1", "reason": "不再主张"})
		one := pieces(t, w, "mediator", p)[0]
		if one.ReturnedOn == "" || one.ReturnedTo != "王志强" || one.ReceiptID != receipt || one.Withdrawn != "不再主张" || len(one.Files) != 0 || len(one.Acts) != 0 {
			t.Errorf("afterwards %+v", one)
		}
		if got := opens(t, w, p, photo, "mediator"); got != "" {
			t.Error("the files of a withdrawn piece are still there")
		}
		if got := opens(t, w, p, receipt, "mediator", "clerk"); got != "mediator" {
			t.Errorf("%q open the receipt", got)
		}
		_, err := w.Try("mediator", p, "return_evidence", worktest.F{"no": "1", "returned_to": "x"})
		refusedAt(t, err, "no", "evidence.returned")
		_, err = w.Try("mediator", p, "withdraw_evidence", worktest.F{"no": "1", "reason": "x"})
		refusedAt(t, err, "no", "evidence.withdrawn")
	})
}
