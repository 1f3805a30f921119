package casework_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// outcomes are the ways a case comes to its end, each with the papers that
// domain.md 6 calls compulsory for it, in the order of the parts.
var outcomes = []struct {
	name string
	lead func(t *testing.T, w *worktest.World) (root casemodel.ID)
	must []string
}{
	{"written", func(t *testing.T, w *worktest.World) casemodel.ID {
		root, proceeding := w.Signing(t, "3000", "2026-04-01")
		w.Must("seal", proceeding, "affix_seal", nil)
		return performed(w, root)
	}, []string{"D01_receipt", "D05_identity", "D07_consent", "D10_rights_notice", "D15_agreement", "D15_copies"}},
	{"by word of mouth", func(t *testing.T, w *worktest.World) casemodel.ID {
		root, proceeding := w.InSession(t)
		w.Must("mediator", proceeding, "agree_orally", worktest.F{"items": w.Pay(root, "200", "2026-04-01")})
		return performed(w, root)
	}, []string{"D01_receipt", "D16_oral"}},
	{"failed after a sitting", func(t *testing.T, w *worktest.World) casemodel.ID {
		root, proceeding := w.InSession(t)
		w.Must("mediator", proceeding, "log_session", worktest.F{"mode": "joint", "result": "continue", "text": "nothing came of it"})
		return failed(w, root, proceeding)
	}, []string{"D01_receipt", "D07_consent", "D10_rights_notice", "D13_record"}},
	{"failed", func(t *testing.T, w *worktest.World) casemodel.ID {
		root, proceeding := w.InSession(t)
		return failed(w, root, proceeding)
	}, []string{"D01_receipt", "D07_consent", "D10_rights_notice"}},
	{"not taken", func(_ *testing.T, w *worktest.World) casemodel.ID {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "reject", worktest.F{"reason": "not_civil", "routes": "court"})
		return root
	}, []string{"D02_rejection"}},
}

func performed(w *worktest.World, root casemodel.ID) casemodel.ID {
	item := w.Child(root, "performance_item").ID
	w.Must("mediator", item, "perform", worktest.F{"evidence": "receipt"})
	w.Must("mediator", root, "confirm_follow_up", worktest.F{"way": "message", "performed": "yes", "satisfaction": "5"})
	return root
}

func failed(w *worktest.World, root, proceeding casemodel.ID) casemodel.ID {
	w.Must("mediator", proceeding, "terminate", worktest.F{"reason": "no_agreement"})
	w.Must("triage", root, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "far apart", "notice_given": true})
	return root
}

// Twenty dossiers of every outcome, each with some of its papers filed: what is
// missing is told right by the list of the quarter, by the case's own page and
// by the archive, and each time by the same papers.
func TestWhatIsMissingIsToldRightOfTwentyDossiers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		rng := rand.New(rand.NewPCG(20, 26))
		keeper := w.Who["archivist"]
		want := map[casemodel.ID][]string{}
		for i := range 20 {
			o := outcomes[i%len(outcomes)]
			root := o.lead(t, w)
			want[root] = []string{}
			for _, paper := range o.must {
				if rng.IntN(2) == 0 {
					want[root] = append(want[root], paper)
					continue
				}
				sent, err := w.Upload(t.Context(), keeper, casemodel.File{Name: paper + ".pdf", SHA256: paper, Size: 1, Type: "application/pdf"}, "")
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.Try("archivist", root, "attach", worktest.F{"files": []any{string(sent.ID)}, "document": paper}); err != nil {
					want[root] = append(want[root], paper) // a case that is over takes no papers
				}
			}
		}
		list, more, err := w.Closed(t.Context(), keeper, casework.ClosedQuery{From: "2026-01-01", Until: "2026-12-31", Limit: 50})
		if err != nil || more || len(list) != 20 {
			t.Fatalf("%d dossiers, %v, %v", len(list), more, err)
		}
		right := 0
		for i := range list {
			root := list[i].Matter.ID
			missing, err := w.Missing(t.Context(), keeper, root)
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.Try("archivist", root, "archive", worktest.F{"checked": true})
			var fault *casemodel.Error
			var refused []string
			if errors.As(err, &fault) && fault.Key == "guard.paper_missing" {
				refused, _ = fault.Args["papers"].([]string)
			} else if err != nil {
				t.Fatalf("archive: %v", err)
			}
			if got := names(list[i].Missing); !slices.Equal(got, want[root]) || !slices.Equal(names(missing), got) || !slices.Equal(inOrder(refused), got) {
				t.Errorf("missing %v on the list, %v on its page, %v for the archive; want %v", got, names(missing), refused, want[root])
				continue
			}
			right++
		}
		if right != 20 {
			t.Errorf("%d of 20 are right", right)
		}

		one, of, err := w.Draw(t.Context(), keeper, casework.ClosedQuery{From: "2026-01-01", Until: "2026-12-31"}, 5, "0317")
		two, _, _ := w.Draw(t.Context(), w.Who["director"], casework.ClosedQuery{From: "2026-01-01", Until: "2026-12-31"}, 5, "0317")
		other, _, _ := w.Draw(t.Context(), keeper, casework.ClosedQuery{From: "2026-01-01", Until: "2026-12-31"}, 5, "0318")
		if err != nil || of != 20 || len(one) != 5 || !slices.Equal(ids(one), ids(two)) || slices.Equal(ids(one), ids(other)) {
			t.Errorf("drawn %v and %v of %d by one seed, %v by another: %v", ids(one), ids(two), of, ids(other), err)
		}
	})
}

func ids(list []casework.Binder) (all []casemodel.ID) {
	for i := range list {
		all = append(all, list[i].Matter.ID)
	}
	return all
}

func names(papers []casework.Paper) []string {
	list := []string{}
	for _, p := range papers {
		list = append(list, p.Name)
	}
	return inOrder(list)
}

func inOrder(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return append([]string{}, list...)
}
