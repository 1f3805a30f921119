package casework_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/workflows"
)

// A volume is closed when every compulsory paper of the outcome lies in it, or
// somebody has said where the rest is (domain.md 6).
func TestAVolumeWithoutACompulsoryPaperIsNotArchived(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		w.Must("mediator", proceeding, "log_session", worktest.F{"mode": "joint", "result": "continue", "text": "nothing came of it"})
		w.Must("mediator", proceeding, "terminate", worktest.F{"reason": "no_agreement"})
		w.Must("triage", root, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "far apart", "notice_given": true})
		missing := func() []string {
			t.Helper()
			_, err := w.Try("archivist", root, "archive", worktest.F{"checked": true})
			var fault *casemodel.Error
			if !errors.As(err, &fault) || fault.Key != "guard.paper_missing" || fault.Field != "elsewhere" {
				t.Fatalf("archived: %v", err)
			}
			papers, _ := fault.Args["papers"].([]string)
			return papers
		}
		want := []string{"D01_receipt", "D02_register", "D07_consent", "D10_rights_notice", "D13_record"}
		if got := missing(); !slices.Equal(got, want) {
			t.Fatalf("missing %v, want %v", got, want)
		}
		file := func(id casemodel.ID, document string) {
			t.Helper()
			sent, err := w.Upload(t.Context(), w.Who["archivist"], casemodel.File{Name: document + ".pdf", SHA256: document, Size: 1, Type: "application/pdf"}, "")
			if err != nil {
				t.Fatal(err)
			}
			copied := worktest.F{"files": []any{string(sent.ID)}, "document": document}
			if records, err := w.Records(t.Context(), w.Who["archivist"], id); err == nil && document == "D13_record" {
				copied["session"] = string(records[0].ID) // it lies with the record it is the copy of
			}
			w.Must("archivist", id, "attach", copied)
		}
		file(root, "") // any other paper is none of them
		file(root, "D01_receipt")
		file(root, "D13_record")
		file(root, "D01_application") // an application stands in the place of the register sheet
		view, err := w.Case(t.Context(), w.Who["archivist"], root)
		if err != nil || len(view.Files) != 3 {
			t.Errorf("the record of a sitting is read with the registration: %+v, %v", view.Files, err)
		}
		if got := missing(); !slices.Equal(got, want[2:4]) {
			t.Errorf("missing %v, want %v", got, want[2:4])
		}
		if _, err := w.Try("archivist", root, "attach", worktest.F{"files": []any{}, "document": "D15_agreement"}); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("a paper of another procedure, and no file: %v", err)
		}
		volume, err := w.Volume(t.Context(), w.Who["archivist"], root)
		if err != nil || len(volume) != 2 || volume[0].Others != 2 || !volume[0].Papers[0].Filed || !volume[1].Papers[0].Filed || !volume[1].Papers[1].Must || volume[1].Papers[1].Filed {
			t.Errorf("%+v, %v", volume, err)
		}
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "elsewhere": "on paper, in the volume"})
	})
}

// An agreement that was sealed asks for more than a mediation that failed, an
// oral one for its own sheet.
func TestWhatIsCompulsoryFollowsFromTheOutcome(t *testing.T) {
	w, err := workflows.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	always := func(string) bool { return true }
	all := func(act string) bool { return act != "affix_seal_partial" }
	for state, want := range map[string][]string{
		"effective":     {"D02_register", "D05_identity", "D07_consent", "D10_rights_notice", "D13_record", "D15_agreement"},
		"oral_recorded": {"D02_register", "D16_oral"},
		"terminated":    {"D02_register", "D07_consent", "D10_rights_notice", "D13_record"},
		"refused":       {"D02_register", "D07_consent", "D13_record"},
	} {
		for _, id := range []string{"peoples_mediation", "family"} {
			if got := w.Latest(id).Compulsory(state, all, always); !slices.Equal(got, want) {
				t.Errorf("%s %s: %v, want %v", id, state, got, want)
			}
		}
	}
	want := []string{"D02_register", "D07_consent", "D10_rights_notice", "D13_record", "D05_identity", "D15_agreement"}
	if got := w.Latest("family").Compulsory("terminated", always, always); !slices.Equal(got, want) {
		t.Errorf("some agreed and the rest did not: %v, want %v", got, want)
	}
	if got := w.Latest("medical").Compulsory("oral_recorded", always, always); got != nil {
		t.Errorf("a medical dispute ends with %v on no paper", got)
	}
}
