package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// binder is a dossier as it was led to its end: what was filed with it and to
// whom the agreement was given, and by hand from domain.md 6 what it lacks.
type binder struct {
	name  string
	lead  func(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID)
	filed string // documents, separated by blanks
	given []int  // the parties who were given a copy, by their place
	lacks string
	to    string // who has no copy
}

var twentyBinders = []binder{
	{"written, nothing filed", sealedAtOnce, "", nil, "D01_receipt D02_register D05_identity D07_consent D10_rights_notice D13_record D15_agreement D15_copies", "Bao Liu"},
	{"written, whole", sealedAtOnce, "D01_receipt D02_register D05_identity D07_consent D10_rights_notice D13_record D15_agreement", []int{0, 1}, "", ""},
	{"written, the application in the place of the register sheet, one copy not given", sealedAtOnce, "D01_receipt D01_application D05_identity D07_consent D10_rights_notice D13_record D15_agreement", []int{0}, "D15_copies", "Liu"},
	{"written after a sitting, its record not filed", sealedAfterASitting, "D01_receipt D02_register D05_identity D07_consent D10_rights_notice D15_agreement", []int{0, 1}, "D13_record", ""},
	{"by word of mouth, nothing filed", byWord, "", nil, "D01_receipt D02_register D16_oral", ""},
	{"by word of mouth, whole", byWord, "D01_receipt D02_register D16_oral", nil, "", ""},
	{"by word of mouth on the spot", byWordOnTheSpot, "D16_oral", nil, "D01_receipt D02_register", ""},
	{"written on the spot", writtenOnTheSpot, "D01_receipt D02_register D07_consent D10_rights_notice D15_agreement", []int{1}, "D05_identity D13_record D15_copies", "Bao"},
	{"failed before a sitting", failedBefore, "D01_receipt D02_register", nil, "D07_consent D10_rights_notice", ""},
	{"failed in a sitting of which nobody wrote a line", failedAtOnce, "D01_receipt D02_register D07_consent D10_rights_notice", nil, "D13_record", ""},
	{"failed after a sitting, whole", failedAfterASitting, "D01_receipt D02_register D07_consent D10_rights_notice D13_record", nil, "", ""},
	{"the other side did not come to it at all", refusedAtOnce, "D02_register", nil, "D01_receipt D07_consent", ""},
	{"some signed, the rest failed", partly, "D01_receipt D02_register D07_consent D10_rights_notice", nil, "D05_identity D13_record D15_agreement D15_copies", "Bao Liu"},
	{"thirteen of sixteen signed, the rest failed", thirteen, "D01_receipt D02_register D13_record D05_identity D07_consent D10_rights_notice D15_agreement", []int{1}, "D15_copies", "Bao"},
	{"confirmed by the court", confirmed, "D01_receipt D02_register D13_record D05_identity D07_consent D10_rights_notice D15_agreement D22_confirmation_application", []int{0, 1}, "D23_confirmation_register", ""},
	{"the court did not confirm", dismissed, "D01_receipt D02_register D13_record D05_identity D07_consent D10_rights_notice D15_agreement", []int{0, 1}, "D22_confirmation_application D23_confirmation_register", ""},
	{"for a minor", forAMinor, "D01_receipt D02_register D05_identity D10_rights_notice D15_agreement", []int{1}, "D07_consent D13_record D15_copies", "Bao"},
	{"visited afterwards", askedAfterwards, "D01_receipt D02_register D13_record D05_identity D07_consent D10_rights_notice D15_agreement", []int{0, 1}, "D21_follow_up", ""},
	{"not taken", notTaken, "", nil, "D02_rejection", ""},
	{"taken back by who asked", takenBack, "", nil, "", ""},
}

func sealedAtOnce(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.Signing(t, "3000", "2026-04-01")
	w.Must("seal", proceeding, "affix_seal", nil)
	return performed(w, root), proceeding
}

func sealedAfterASitting(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.InSession(t)
	w.Must("mediator", proceeding, "log_session", worktest.F{"mode": "joint", "result": "agreed", "text": "they agree"})
	signs(w, root, proceeding, "")
	w.Must("seal", proceeding, "affix_seal", nil)
	return performed(w, root), proceeding
}

// signs lays 3000 yuan for signing and has the first two sign, the one of them
// by a signer.
func signs(w *worktest.World, root, proceeding casemodel.ID, signer string) {
	w.Must("mediator", proceeding, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-04-01")})
	w.Must("mediator", proceeding, "finalise_text", worktest.F{"total": "3000", "copies": "3"})
	for i, p := range w.Parties(root)[:2] {
		in := worktest.F{"party": string(p), "way": "wet"}
		if i == 0 && signer != "" {
			in["signer"] = signer
		}
		w.Must("mediator", proceeding, "record_signature", in)
	}
	w.Must("mediator", proceeding, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
}

func byWord(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.InSession(t)
	w.Must("mediator", proceeding, "agree_orally", worktest.F{"items": w.Pay(root, "200", "2026-04-01")})
	return performed(w, root), proceeding
}

func byWordOnTheSpot(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	return spotted(t, w, quarrelOnTheSpot())
}

func writtenOnTheSpot(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	return spotted(t, w, written(quarrelOnTheSpot()))
}

func spotted(t *testing.T, w *worktest.World, s casework.Spot) (root, proceeding casemodel.ID) {
	t.Helper()
	out, halt, err := onTheSpot(w, "mediator", s)
	if err != nil || halt != nil {
		t.Fatalf("on the spot: %+v, %v", halt, err)
	}
	root = out.MatterID
	proceeding = w.Child(root, "peoples_mediation").ID
	if m := w.Matter(proceeding); m.State == "signing" {
		w.Must("seal", proceeding, "affix_seal", nil)
	}
	if m := w.Matter(root); m.State != "closed" {
		for _, one := range w.Family(root) {
			if one.Workflow == "performance_item" && one.Open() {
				w.Must("mediator", one.ID, "perform", worktest.F{"evidence": "receipt"})
			}
		}
		w.Must("mediator", root, "confirm_follow_up", worktest.F{"way": "message", "performed": "yes", "satisfaction": "5"})
	}
	return root, proceeding
}

func failedBefore(_ *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root = w.Register(worktest.Quarrel())
	w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
	proceeding = w.Child(root, "peoples_mediation").ID
	w.Must("mediator", proceeding, "ask_consent", nil)
	w.Must("mediator", proceeding, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("chair", proceeding, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
	w.Must("mediator", proceeding, "give_rights_notice", worktest.F{"way": "signed"})
	return failed(w, root, proceeding), proceeding
}

func failedAtOnce(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.InSession(t)
	return failed(w, root, proceeding), proceeding
}

func failedAfterASitting(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.InSession(t)
	w.Must("mediator", proceeding, "log_session", worktest.F{"mode": "joint", "result": "continue", "text": "nothing came of it"})
	return failed(w, root, proceeding), proceeding
}

func refusedAtOnce(_ *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root = w.Register(worktest.Quarrel())
	w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
	proceeding = w.Child(root, "peoples_mediation").ID
	w.Must("mediator", proceeding, "ask_consent", nil)
	w.Must("mediator", proceeding, "any_refuse", worktest.F{"party": string(w.Parties(root)[1]), "way": "present"})
	w.Must("triage", root, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "does not want to", "notice_given": true})
	return root, proceeding
}

func partly(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.InSession(t)
	w.Must("mediator", root, "add_party", worktest.F{"role": "respondent", "kind": "natural", "name": "Qi"}) // who signs nothing
	signs(w, root, proceeding, "")
	w.Must("seal", proceeding, "affix_seal_partial", worktest.F{"remaining": "the repair"})
	return ends(w, root, proceeding), proceeding
}

func thirteen(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, p, side, firm, sum := crowd(t, w, 16)
	if err := lay(w, p, side, firm, sum); err != nil {
		t.Fatal(err)
	}
	w.Must("mediator", p, "record_signature", worktest.F{"parties": idsOf(roster(t, w, root)[:13]), "way": "wet"})
	w.Must("mediator", p, "record_signature", worktest.F{"party": firm, "way": "seal"})
	w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	w.Must("seal", p, "affix_seal_partial", worktest.F{"remaining": "three want to go to arbitration"})
	return ends(w, root, p), p
}

// ends ends the talks of those who did not sign, and closes the case when what
// the others owe is paid.
func ends(w *worktest.World, root, proceeding casemodel.ID) casemodel.ID {
	for _, m := range w.Family(root) {
		if m.Workflow == "performance_item" && m.Open() {
			w.Must("mediator", m.ID, "perform", worktest.F{"evidence": "receipt"})
		}
	}
	return failed(w, root, proceeding)
}

func confirmed(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	return inCourt(t, w, "confirm", worktest.F{"ruling_no": "(2026) 0102 minte 1", "ruled_on": "2026-03-02", "ruling_received_on": "2026-03-02"})
}

func dismissed(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	return inCourt(t, w, "dismiss", worktest.F{"ruling_no": "(2026) 0102 minte 2", "dismissal_ground": "unclear"})
}

func inCourt(t *testing.T, w *worktest.World, act string, in worktest.F) (root, proceeding casemodel.ID) {
	t.Helper()
	root, id := agreed(t, w)
	w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
	w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)})
	w.Must("courtdesk", id, "accept_by_court", worktest.F{"court_case_no": "12"})
	w.Must("courtdesk", id, act, in)
	return performed(w, root), w.Child(root, "peoples_mediation").ID
}

func forAMinor(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	n := needing(t, w, "minor")
	came := []any{worktest.F{"party": n.asks, "came": "self", "name": "Mother"}, worktest.F{"party": n.asked, "came": "self"}}
	n.does("log_session", worktest.F{"mode": "joint", "result": "agreed", "came": came})
	signs(w, n.root, n.id, "Mother")
	w.Must("seal", n.id, "affix_seal", nil)
	return performed(w, n.root), n.id
}

func askedAfterwards(t *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root, proceeding = w.Signing(t, "3000", "2026-04-01")
	w.Must("seal", proceeding, "affix_seal", nil)
	w.Must("mediator", w.Child(root, "performance_item").ID, "perform", worktest.F{"evidence": "receipt"})
	w.Must("mediator", w.Child(root, "follow_up").ID, "complete", worktest.F{"way": "visit", "performed": "yes", "received": true, "voluntary": true, "calm": "calm", "party": string(w.Parties(root)[0])})
	w.Must("mediator", root, "confirm_follow_up", worktest.F{"way": "message", "performed": "yes", "satisfaction": "5"})
	return root, proceeding
}

func notTaken(_ *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root = w.Register(worktest.Quarrel())
	w.Must("triage", root, "reject", worktest.F{"reason": "not_civil", "routes": "court"})
	return root, ""
}

func takenBack(_ *testing.T, w *worktest.World) (root, proceeding casemodel.ID) {
	root = w.Register(worktest.Quarrel())
	w.Must("triage", root, "withdraw", worktest.F{"agreed_by": []any{string(w.Parties(root)[0])}})
	return root, ""
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

// races: a check works on while one asks how far it is.

// Twenty dossiers of every outcome, each with some of its papers filed: what is
// missing is told right by the list of the quarter, by the case's own page and
// by the archive, and each time by the same papers.
func TestWhatIsMissingIsToldRightOfTwentyDossiers(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		keeper := w.Who["archivist"]
		want, name, to := map[casemodel.ID][]string{}, map[casemodel.ID]string{}, map[casemodel.ID]string{}
		for _, one := range twentyBinders {
			root, proceeding := one.lead(t, w)
			to[root] = one.to
			name[root], want[root] = one.name, inOrder(strings.Fields(one.lacks))
			for paper := range strings.FieldsSeq(one.filed) {
				sent, err := w.Upload(t.Context(), keeper, casemodel.File{Name: paper + ".pdf", SHA256: paper, Size: 1, Type: "application/pdf"}, "")
				if err != nil {
					t.Fatal(err)
				}
				copied := worktest.F{"files": []any{string(sent.ID)}, "document": paper}
				if records, err := w.Records(t.Context(), keeper, root); err == nil && paper == "D13_record" && len(records) > 0 {
					copied["session"] = string(records[0].ID) // where there are records it is the copy of one
				}
				w.Must("archivist", root, "attach", copied)
			}
			for _, i := range one.given {
				w.Must("archivist", proceeding, "hand_out", worktest.F{"paper": "D15_agreement", "parties": []any{string(w.Parties(root)[i])}, "way": "in_person"})
			}
		}
		asked := func(limit int) int64 {
			before := w.DB.Statements()
			if list, _, err := w.Closed(t.Context(), keeper, casework.ClosedQuery{From: "2026-01-01", Until: "2026-12-31", Limit: limit}); err != nil || len(list) != limit {
				t.Fatalf("%d dossiers, %v", len(list), err)
			}
			return w.DB.Statements() - before
		}
		asked(1)
		if few, many := asked(2), asked(20); many > few+1 { // among the twenty is one with a roster
			t.Errorf("two dossiers take %d questions, twenty %d", few, many)
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
				t.Errorf("%s: missing %v on the list, %v on its page, %v for the archive; want %v", name[root], got, names(missing), refused, want[root])
				continue
			}
			for _, p := range missing {
				if got := strings.Join(p.To, " "); p.Copy != "" && got != to[root] {
					t.Errorf("%s: without a copy are %q, want %q", name[root], got, to[root])
				}
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

// What an archived volume lacks lies where the archivist said; a case that is
// opened again answers for it anew.
func TestWhatIsMissingLiesWhereTheArchiveWasTold(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		failed(w, root, proceeding)
		told := func() string {
			t.Helper()
			list, _, err := w.Closed(t.Context(), w.Who["archivist"], casework.ClosedQuery{From: "2026-01-01", Until: "2026-12-31", Limit: 9})
			if err != nil || len(list) != 1 || len(list[0].Missing) == 0 {
				t.Fatalf("%d volumes, %v", len(list), err)
			}
			return list[0].Elsewhere
		}
		if said := told(); said != "" {
			t.Errorf("before the archive: %q", said)
		}
		w.Must("archivist", root, "archive", worktest.F{"checked": true, "elsewhere": "on paper", "shelf": "3-2-7"})
		if said := told(); said != "on paper" {
			t.Errorf("in the archive: %q", said)
		}
	})
}
