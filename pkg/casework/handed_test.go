package casework_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// A written agreement is whole in its volume only when each whom it binds was
// given a copy (《人民调解法》29), and a line that is struck gives nothing.
func TestAnAgreementIsHandedToEachWhomItBinds(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		performed(w, root)
		p := w.Parties(root)
		keeper := w.Who["archivist"]
		without := func() []string {
			t.Helper()
			missing, err := w.Missing(t.Context(), keeper, root)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(missing, func(p casework.Paper) bool { return p.Name == "D15_copies" })
			_, err = w.Try("archivist", root, "archive", worktest.F{"checked": true})
			var fault *casemodel.Error
			if !errors.As(err, &fault) || fault.Key != "guard.paper_missing" {
				t.Fatalf("archived: %v", err)
			}
			papers, _ := fault.Args["papers"].([]string)
			if slices.Contains(papers, "D15_copies") != (i >= 0) {
				t.Errorf("the archive says %v", papers)
			}
			if i < 0 {
				return nil
			}
			return missing[i].To
		}
		if got := without(); !slices.Equal(got, []string{"Bao", "Liu"}) {
			t.Fatalf("without a copy: %v", got)
		}
		give := worktest.F{"paper": "D15_agreement", "parties": []any{string(p[0])}, "way": "in_person"}
		for _, bad := range []struct {
			field, key string
			in         worktest.F
		}{
			{"paper", "handed.no_paper", worktest.F{"paper": nil}},
			{"paper", "field.choice", worktest.F{"paper": "D99_nothing"}},
			{"title", "handed.two_papers", worktest.F{"title": "another"}},
			{"copies", "handed.copies", worktest.F{"copies": "0"}},
			{"copies", "handed.copies", worktest.F{"copies": "100"}},
			{"authority", "handed.no_authority", worktest.F{"taker": "Wang"}},
			{"taker", "handed.no_taker", worktest.F{"authority": "his wife"}},
			{"proof", "handed.no_proof", worktest.F{"way": "post"}},
			{"proof", "handed.no_proof", worktest.F{"way": "left"}},
			{"handed_on", "date.future", worktest.F{"handed_on": "2026-03-03"}},
			{"way", "field.choice", worktest.F{"way": "thrown"}},
			{"parties", "field.missing", worktest.F{"parties": nil}},
		} {
			in := maps.Clone(give)
			maps.Copy(in, bad.in)
			maps.DeleteFunc(in, func(_ string, v any) bool { return v == nil })
			leftAlone(t, w, "mediator", proceeding, "hand_out", in, bad.field, bad.key)
		}

		w.Must("mediator", proceeding, "hand_out", give)
		w.Must("clerk", root, "hand_out", worktest.F{"title": "a blank form", "parties": []any{string(p[1])}, "way": "in_person"}) // another paper is no copy
		if got := without(); !slices.Equal(got, []string{"Liu"}) {
			t.Errorf("without a copy: %v", got)
		}
		w.Must("archivist", root, "hand_out", worktest.F{"paper": "D15_agreement", "parties": []any{string(p[1])}, "way": "post", "proof": "EMS 1100"})
		if got := without(); got != nil {
			t.Errorf("without a copy: %v", got)
		}
		leftAlone(t, w, "mediator", root, "strike_handing", worktest.F{"no": "4", "reason": "typed twice"}, "no", "handed.no_line")
		leftAlone(t, w, "mediator", root, "strike_handing", worktest.F{"no": "3"}, "reason", "field.missing")
		w.Must("mediator", root, "strike_handing", worktest.F{"no": "3", "reason": "the letter came back"})
		leftAlone(t, w, "mediator", root, "strike_handing", worktest.F{"no": "3", "reason": "again"}, "no", "handed.struck")
		if got := without(); !slices.Equal(got, []string{"Liu"}) {
			t.Errorf("after the letter came back: %v", got)
		}
		lines, err := w.Handed(t.Context(), keeper, root)
		if err != nil || len(lines) != 4 || lines[2].Struck == nil || lines[2].Struck.Title != "the letter came back" || lines[2].Proof != "EMS 1100" || lines[0].Struck != nil {
			t.Errorf("%+v, %v", lines, err)
		}
		if lines, err := w.Handed(t.Context(), w.Who["hmdirector"], root); !casemodel.Is(err, casemodel.NotFound) || len(lines) > 0 {
			t.Errorf("another district reads %v, %v", lines, err)
		}
	})
}

// One volume is with one person: until it is back nobody else is lent it, what
// is late is on the list of the house, and a wrong line is struck.
func TestAVolumeIsLentToOneAndComesBack(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		lend := worktest.F{"taker": "Chen", "office": "bureau of justice", "purpose": "inspection", "due_on": "2026-03-09", "proof": "letter 12"}
		if _, err := w.Try("archivist", root, "lend_volume", lend); err == nil {
			t.Error("the volume of an open case is lent")
		}
		failed(w, root, proceeding)
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "elsewhere": "on paper", "shelf": "3-2-7"})
		leftAlone(t, w, "archivist", root, "return_volume", worktest.F{"state": "whole"}, "state", "handed.not_out")
		early := worktest.F{"taker": "Chen", "office": "bureau", "purpose": "court", "due_on": "2026-03-01"}
		leftAlone(t, w, "archivist", root, "lend_volume", early, "due_on", "handed.due_before")
		if _, err := w.Try("mediator", root, "lend_volume", lend); !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("who keeps no archive lends: %v", err)
		}
		w.Must("archivist", root, "lend_volume", lend)
		leftAlone(t, w, "director", root, "lend_volume", lend, "taker", "handed.out")

		out := func(who string) []string {
			t.Helper()
			list, next, err := w.Lendings(t.Context(), w.Who[who], true, "", 10)
			if err != nil || next != "" {
				t.Fatal(err)
			}
			var takers []string
			for _, one := range list {
				if one.Matter.ID != root || one.Shelf != "3-2-7" || one.Back != nil {
					t.Errorf("%+v", one)
				}
				takers = append(takers, one.Taker)
			}
			return takers
		}
		if got := out("archivist"); !slices.Equal(got, []string{"Chen"}) {
			t.Errorf("out: %v", got)
		}
		if got := out("hmdirector"); got != nil {
			t.Errorf("another district knows of %v", got)
		}
		w.Clock.Set(time.Date(2026, 3, 12, 9, 0, 0, 0, calendar.Zone))
		leftAlone(t, w, "archivist", root, "return_volume", worktest.F{"state": "46 pages", "returned_on": "2026-03-01"}, "returned_on", "handed.back_before")
		w.Must("archivist", root, "return_volume", worktest.F{"state": "46 pages"})
		if got := out("archivist"); got != nil {
			t.Errorf("out after it came back: %v", got)
		}
		leftAlone(t, w, "archivist", root, "strike_loan", worktest.F{"no": "1", "reason": "wrong"}, "no", "handed.is_back")
		w.Must("archivist", root, "strike_loan", worktest.F{"no": "2", "reason": "another volume came back"})
		if got := out("archivist"); !slices.Equal(got, []string{"Chen"}) {
			t.Errorf("out after the return was struck: %v", got)
		}
		w.Must("archivist", root, "return_volume", worktest.F{"state": "46 pages"})
		w.Must("archivist", root, "lend_volume", worktest.F{"taker": "Zhao", "office": "court", "purpose": "court", "due_on": "2026-03-12"})
		leftAlone(t, w, "archivist", root, "strike_loan", worktest.F{"no": "4", "reason": "wrong"}, "no", "handed.out_again")
		w.Must("archivist", root, "strike_loan", worktest.F{"no": "5", "reason": "the wrong case"})
		list, _, err := w.Lendings(t.Context(), w.Who["archivist"], false, "", 10)
		if err != nil || len(list) != 1 || list[0].Taker != "Chen" || list[0].Back == nil || list[0].Back.No != 4 {
			t.Errorf("all lendings: %+v, %v", list, err)
		}
	})
}

// A case that is opened again while its volume is out still gets it back.
func TestAVolumeComesBackToACaseThatIsOpenAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		failed(w, root, proceeding)
		lend := worktest.F{"taker": "Chen", "office": "bureau of justice", "purpose": "inspection", "due_on": "2026-03-09"}
		w.Must("archivist", root, "lend_volume", lend)
		w.Must("director", root, "reopen", worktest.F{"reason": "relapse"})
		w.Must("archivist", root, "return_volume", worktest.F{"state": "46 pages"})
		w.Must("archivist", root, "strike_loan", worktest.F{"no": "2", "reason": "another volume came back"})
		w.Must("archivist", root, "return_volume", worktest.F{"state": "46 pages"})
		if _, err := w.Try("archivist", root, "lend_volume", lend); !casemodel.Is(err, casemodel.WrongStep) {
			t.Errorf("the volume of an open case is lent: %v", err)
		}
	})
}

// A list of more volumes than a page holds goes on, however it is ordered.
func TestTheListOfLentVolumesGoesOn(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		want := map[bool][]string{}
		for _, due := range []string{"2026-03-07", "2026-03-05", "2026-03-05", "2026-03-09", "2026-03-05"} {
			root, proceeding := w.InSession(t)
			failed(w, root, proceeding)
			w.Must("archivist", root, "lend_volume", worktest.F{"taker": "Chen " + string(root), "office": "bureau", "purpose": "court", "due_on": due})
			want[true] = append(want[true], due+" Chen "+string(root))
			want[false] = append([]string{due + " Chen " + string(root)}, want[false]...)
		}
		slices.Sort(want[true]) // by the day they are due
		for out, want := range want {
			var got []string
			for next, pages := casemodel.ID(""), 0; pages == 0 || next != "" && pages < 9; pages++ {
				list, on, err := w.Lendings(t.Context(), w.Who["archivist"], out, next, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, one := range list {
					got = append(got, string(one.DueOn)+" "+one.Taker)
				}
				next = on
			}
			if !slices.Equal(got, want) {
				t.Errorf("out %v:\n%v\nwant\n%v", out, got, want)
			}
		}
	})
}
