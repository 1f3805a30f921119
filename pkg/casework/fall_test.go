package casework_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// ruled is a judgment that takes an agreement away from a day on.
func ruled(t *testing.T, w *worktest.World, more worktest.F) worktest.F {
	in := worktest.F{
		"decided_by": "court", "ground": "unfair", "organ": "the court of the county", "doc_no": "(2026) No. 12", "void_on": today(w), "scope": "all",
		"served_on": today(w), "served_way": "post", "files": list(upload(t, w, "director")),
	}
	maps.Copy(in, more)
	return in
}

// overturned is the one that gives it back.
func overturned(t *testing.T, w *worktest.World, no int, more worktest.F) worktest.F {
	in := worktest.F{
		"fall": no, "why": "overturned", "organ": "the court above", "doc_no": "(2026) No. 99", "restored_on": today(w), "files": list(upload(t, w, "director")),
	}
	maps.Copy(in, more)
	return in
}

func today(w *worktest.World) string { return w.Clock.Now().Format("2006-01-02") }

// inForceFor is a case whose parties agreed on two sums, one of them paid in
// part.
func inForceFor(t *testing.T, w *worktest.World) (root, id casemodel.ID, debts map[string]casemodel.ID) {
	t.Helper()
	root, id = w.InSession(t)
	w.Must("mediator", id, "propose_terms", worktest.F{"items": append(w.Pay(root, "3000", "2026-04-01"), w.Pay(root, "5000", "2026-06-01")...)})
	w.Must("mediator", id, "finalise_text", worktest.F{"total": "8000"})
	sealAll(w, id, w.Parties(root))
	debts = debtsOf(t, w, root)
	w.Must("mediator", debts["3000"], "perform_partly", worktest.F{"amount": "1000.50", "evidence": "receipt"})
	return root, id, debts
}

// running counts the clocks of a case that still run.
func running(t *testing.T, w *worktest.World, root casemodel.ID, rule string) (n int) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Deadlines(root)
		for _, d := range all {
			if d.Running() && (rule == "" || d.RuleID == rule) {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A judgment takes an agreement away: what is owed under it is owed no more,
// nobody asks a court to confirm it, the case is in dispute again. When the
// judgment is overturned, just that comes back. The text stays as it was signed.
func TestAnAgreementFallsAndStandsAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		w.Must("mediator", debts["5000"], "cancel", worktest.F{"reason": "by the parties themselves"})
		text := agreedText(t, w, root, id)
		confirmation := w.Child(root, "judicial_confirmation").ID
		w.Must("director", id, "declare_void", ruled(t, w, nil))
		for what, got := range map[string]string{
			"the case performing": w.Matter(root).State + " not_agreed", "the debt": w.Matter(debts["3000"]).State + " annulled",
			"what was cancelled before": w.Matter(debts["5000"]).State + " cancelled", "the confirmation": w.Matter(confirmation).State + " groundless",
			"the mediation": w.Matter(id).State + " effective",
		} {
			if is, want, _ := strings.Cut(got, " "); is != want {
				t.Errorf("%s is %s, want %s", what, is, want)
			}
		}
		if n := running(t, w, root, "PI-1") + running(t, w, root, "JC-01"); n != 0 {
			t.Errorf("%d clocks of the agreement still run", n)
		}
		if got := agreedText(t, w, root, id); got != text {
			t.Error("the text that was signed is another")
		}
		if card := cardOf(t, w, root); card.Amount != 0 {
			t.Errorf("the case is worth %s", card.Amount)
		}
		view, err := w.Case(t.Context(), w.Who["mediator"], root)
		if err != nil || len(view.Falls) != 1 || view.Falls[0].Paid != 100050 || view.Falls[0].Rest != 199950 || view.Falls[0].Ended != 1 {
			t.Errorf("%v, the falls are %+v", err, view.Falls)
		}
		texts, err := w.Texts(t.Context(), w.Who["mediator"], id)
		if err != nil || texts[len(texts)-1].Fallen != "all" || texts[len(texts)-1].ForceOn == "" {
			t.Errorf("%v, the texts are %+v", err, texts)
		}
		p, err := w.Performance(t.Context(), w.Who["mediator"], root)
		if err != nil || p.Total != 0 {
			t.Errorf("%v, %s are owed", err, p.Total)
		}
		leftAlone(t, w, "director", id, "declare_void", ruled(t, w, nil), "", "fall.twice")

		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 2, nil), "fall", "fall.none")
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, worktest.F{"doc_no": ""}), "doc_no", "field.missing")
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, worktest.F{"files": nil}), "files", "field.missing")
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, worktest.F{"restored_on": "2026-01-02"}), "restored_on", "fall.restored_before")
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, worktest.F{"restored_on": "2027-01-02"}), "restored_on", "date.future")
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if a, b, c := w.Matter(debts["3000"]).State, w.Matter(debts["5000"]).State, w.Matter(root).State; a != "partially" || b != "cancelled" || c != "performing" {
			t.Errorf("after it was overturned: %s, %s, the case %s", a, b, c)
		}
		if got := w.Matter(confirmation).State; got != "eligible" || running(t, w, root, "JC-01") != 1 || running(t, w, root, "PI-1") != 1 {
			t.Errorf("the confirmation is %s, %d and %d clocks run", got, running(t, w, root, "JC-01"), running(t, w, root, "PI-1"))
		}
		if got := values(t, w, debts["3000"])["paid"]; got != "1000.50" {
			t.Errorf("%s were paid", got)
		}
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, nil), "", "fall.nothing")
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"doc_no": "(2027) No. 1"})) // once more, by another paper
	})
}

// What is not proved, not yet, not theirs to say or not in force does not fall.
func TestWhatDoesNotFall(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, _ := inForceFor(t, w)
		p := w.Parties(root)
		for _, c := range []struct {
			with       worktest.F
			field, key string
		}{
			{worktest.F{"files": nil}, "files", "field.missing"},
			{worktest.F{"doc_no": ""}, "doc_no", "field.missing"},
			{worktest.F{"organ": ""}, "organ", "field.missing"},
			{worktest.F{"void_on": "2026-01-01"}, "void_on", "fall.before"},
			{worktest.F{"void_on": "2027-01-01"}, "void_on", "date.future"},
			{worktest.F{"served_on": "2027-01-01"}, "served_on", "date.future"},
			{worktest.F{"ground": "rescinded"}, "ground", "fall.ground.court"},
			{worktest.F{"decided_by": "committee", "ground": "fraud"}, "ground", "fall.ground.committee"},
			{worktest.F{"decided_by": "parties", "ground": "rescinded", "agreed_by": []any{string(p[0])}}, "agreed_by", "fall.all_agree"},
			{worktest.F{"decided_by": "parties", "ground": "unfair"}, "ground", "fall.ground.parties"},
			{worktest.F{"scope": "clauses"}, "clauses_void", "field.missing"},
			{worktest.F{"scope": "clauses", "clauses_void": "7"}, "clauses_void", "fall.no_clause"},
			{worktest.F{"scope": "clauses", "clauses_void": "3-1"}, "clauses_void", "fall.numbers"},
			{worktest.F{"scope": "people", "members_void": "2"}, "members_void", "fall.no_member"},
		} {
			leftAlone(t, w, "director", id, "declare_void", ruled(t, w, c.with), c.field, c.key)
			asked := ruled(t, w, worktest.F{"files": list(upload(t, w, "mediator"))})
			maps.Copy(asked, c.with)
			leftAlone(t, w, "mediator", id, "declare_void", asked, c.field, c.key) // a request is refused the same
		}
		(&negotiation{World: w, t: t, id: id, root: root}).refused("clerk", "declare_void", "", "step.forbidden", ruled(t, w, nil))

		_, second := w.InSession(t)
		leftAlone(t, w, "director", second, "declare_void", ruled(t, w, nil), "", "fall.not_in_force")

		// what a court has confirmed its ruling holds (民诉法解释 372)
		confirmed, third := w.Signing(t, "700", "2026-05-01")
		w.Must("seal", third, "affix_seal", nil)
		confirmation := w.Child(confirmed, "judicial_confirmation").ID
		put := func(state string) {
			if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
				m, err := tx.Matter(confirmation)
				if err != nil {
					return err
				}
				m.State = state
				return tx.UpdateMatter(m, m.Seq)
			}); err != nil {
				t.Fatal(err)
			}
		}
		put("confirmed")
		leftAlone(t, w, "director", third, "declare_void", ruled(t, w, nil), "", "fall.confirmed")
		put("accepted") // before the court: the court ends it, with a word of its own
		w.Must("director", third, "declare_void", ruled(t, w, nil))
		if got := w.Matter(confirmation).State; got != "groundless" {
			t.Errorf("what the court has before it is %s", got)
		}

		// what another agreement took the place of
		_, first, next := agreedTwice(t, w)
		again := w.Matter(first).RootID
		w.Must("mediator", next, "propose_terms", worktest.F{"items": w.Pay(again, "4000", "2026-09-01")})
		w.Must("mediator", next, "finalise_text", worktest.F{"total": "4000", "replaces": "all"})
		sealAll(w, next, w.Parties(again))
		leftAlone(t, w, "director", first, "declare_void", ruled(t, w, nil), "", "fall.superseded")
	})
}

// A mediator asks and the director decides: until then nothing has fallen.
func TestTwoPeopleLetAnAgreementFall(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		in := ruled(t, w, nil)
		in["files"] = list(upload(t, w, "mediator"))
		asked := w.Must("mediator", id, "declare_void", in).Approval
		if asked == "" || w.Matter(debts["3000"]).State != "partially" {
			t.Fatal("it fell at a mediator's word")
		}
		w.Must("director", asked, "approve", nil)
		if w.Matter(debts["3000"]).State != "annulled" || w.Matter(root).State != "not_agreed" {
			t.Errorf("the debt is %s, the case %s", w.Matter(debts["3000"]).State, w.Matter(root).State)
		}
	})
}

// Monitored for years and closed (R11), then rescinded by both: the case is open
// again, and both may be led on. What they ended themselves no court overturns.
func TestAClosedCaseIsOpenAgainWhenItsAgreementFalls(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		w.Must("mediator", root, "monitor_performance", worktest.F{"reason": "by instalments"})
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Matter(root)
			if err != nil {
				return err
			}
			m.State, m.Class, m.Result = "closed", casemodel.Closing, "R11"
			m.Live = 0
			return tx.UpdateMatter(m, m.Seq)
		}); err != nil {
			t.Fatal(err)
		}
		p := w.Parties(root)
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{
			"decided_by": "parties", "ground": "rescinded", "organ": "", "doc_no": "", "agreed_by": []any{string(p[0]), string(p[1])},
		}))
		m := w.Matter(root)
		if m.State != "not_agreed" || m.Result != "" || m.Live != 1 || m.Round != 2 || w.Matter(debts["5000"]).State != "annulled" {
			t.Errorf("the case is %s %q round %d, the debt %s", m.State, m.Result, m.Round, w.Matter(debts["5000"]).State)
		}
		for _, one := range w.Family(root) {
			if one.Kind == casemodel.KindFollowUp && one.IsLive() {
				t.Error("a visit of what fell is still planned")
			}
		}
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, nil), "why", "fall.own_will")
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "reason": "again"})
		leftAlone(t, w, "director", id, "restore_agreement", overturned(t, w, 1, worktest.F{"why": "clerical", "note": "another case"}), "fall", "fall.talks")
	})
}

// One clause of two falls: the other is owed, the case goes on. 《民法典》156.
func TestAClauseFallsAlone(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, debts := inForceFor(t, w)
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}))
		if a, b, c := w.Matter(debts["3000"]).State, w.Matter(debts["5000"]).State, w.Matter(root).State; a != "partially" || b != "annulled" || c != "performing" {
			t.Errorf("the debts are %s and %s, the case %s", a, b, c)
		}
		if got := w.Child(root, "judicial_confirmation").State; got != "eligible" {
			t.Errorf("the confirmation of the rest is %s", got)
		}
		if card := cardOf(t, w, root); card.Amount != 300000 {
			t.Errorf("the case is worth %s", card.Amount)
		}
		texts, err := w.Texts(t.Context(), w.Who["mediator"], id)
		if err != nil || texts[len(texts)-1].Fallen != "part" {
			t.Errorf("%v, the text is %+v", err, texts)
		}
		leftAlone(t, w, "director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}), "clauses_void", "fall.clause_twice")
		w.Must("mediator", debts["3000"], "perform", worktest.F{"evidence": "receipt"})
		if got := w.Matter(root).State; got != "follow_up" {
			t.Errorf("all that is left is paid, and the case is %s", got)
		}
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		if got := w.Matter(root).State; got != "performing" || w.Matter(debts["5000"]).State != "pending" {
			t.Errorf("the case is %s", got)
		}
	})
}

// Thirteen of sixteen signed and their money is due (users.md F10); the court
// finds that two of them were deceived. Those two are free and may stand in the
// next text, the money of the eleven is due. Overturned, the two are bound as
// they were, but for whom another text has bound since.
func TestTwoOfARosterAreFreed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, side, firm, sum := crowd(t, w, 16)
		if err := lay(w, id, side, firm, sum); err != nil {
			t.Fatal(err)
		}
		lines := roster(t, w, root)
		w.Must("mediator", id, "record_signature", worktest.F{"party": firm, "way": "seal"})
		w.Must("mediator", id, "record_signature", worktest.F{"parties": idsOf(lines[:13]), "way": "fingerprint"})
		w.Must("mediator", id, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", id, "affix_seal_partial", worktest.F{"remaining": "three"})
		_, total, n := owedEach(t, w, root)
		if n != 13 {
			t.Fatalf("%d are owed", n)
		}
		w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "people", "members_void": "2、5-5", "ground": "fraud"}))
		alive, rest := 0, casemodel.Money(0)
		for _, m := range w.Family(root) {
			if m.Kind == casemodel.KindObligation && m.IsLive() {
				alive++
				amount, err := casemodel.ParseMoney(values(t, w, m.ID)["amount"])
				if err != nil {
					t.Fatal(err)
				}
				rest += amount
			}
		}
		if want := total - lines[1].Amount - lines[4].Amount; alive != 11 || rest != want {
			t.Errorf("%d are owed %s, want 11 and %s", alive, rest, want)
		}
		for i, m := range roster(t, w, root) {
			freed := i == 1 || i == 4 || i >= 13
			if freed != (m.BoundOn == "") || freed != (m.TextID == "") || freed != (m.Result == casemodel.MemberOpen) || freed != (m.SignedOn == "") {
				t.Errorf("line %d is %s, bound on %q, signed on %q", m.No, m.Result, m.BoundOn, m.SignedOn)
			}
		}
		leftAlone(t, w, "director", id, "declare_void", ruled(t, w, worktest.F{"scope": "people", "members_void": "2"}), "members_void", "fall.no_member")

		// a further text of the same mediation names the five, and one of the two signs it
		if err := lay(w, id, side, firm, lines[1].Amount+lines[4].Amount+lines[13].Amount+lines[14].Amount+lines[15].Amount); err != nil {
			t.Fatal(err)
		}
		w.Must("mediator", id, "record_signature", worktest.F{"party": firm, "way": "seal"})
		w.Must("mediator", id, "record_signature", worktest.F{"parties": idsOf(lines[4:5]), "way": "wet"})
		w.Must("mediator", id, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", id, "affix_seal_partial", worktest.F{"remaining": "four"})
		w.Must("director", id, "restore_agreement", overturned(t, w, 1, nil))
		now := roster(t, w, root)
		if two, five := now[1], now[4]; two.BoundOn == "" || two.SignedWay != "fingerprint" || two.Result != casemodel.MemberAgreed || five.SignedWay != "wet" {
			t.Errorf("number 2 is %s by %s, number 5 %s by %s", two.Result, two.SignedWay, five.Result, five.SignedWay)
		}
		owed := map[casemodel.ID]int{}
		err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			items, err := tx.Items(root)
			for _, it := range items {
				if m := w.Matter(it.ObligationID); it.ObligationID != "" && it.ObligationID != it.MatterID && m.IsLive() {
					owed[it.Creditor]++
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if owed[lines[1].ID] != 1 || owed[lines[4].ID] != 1 {
			t.Errorf("number 2 is owed %d times, number 5 %d times", owed[lines[1].ID], owed[lines[4].ID])
		}
		if !slices.ContainsFunc(now, func(m casemodel.Member) bool { return m.No == 16 && m.BoundOn == "" }) {
			t.Error("who never signed is bound")
		}
	})
}

// Who may not read an agreement is not told that it fell, by whom or why.
func TestAFallIsToldToWhoMayReadTheAgreement(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id, _ := inForceFor(t, w)
		w.Must("director", id, "declare_void", ruled(t, w, nil))
		told := 0
		for who, actor := range w.Who {
			for _, at := range []casemodel.ID{root, id} {
				v, err := w.Case(t.Context(), actor, at)
				if err != nil {
					continue
				}
				if len(v.Falls) > 0 {
					told++
				}
				mediation, err := w.Case(t.Context(), actor, id)
				if may := err == nil && mediation.Can["read.agreement"]; may != (len(v.Falls) == 1) {
					t.Errorf("%s, who reads the agreement: %v, is told of %d falls", who, may, len(v.Falls))
				}
			}
		}
		if told < 4 {
			t.Errorf("told %d times", told)
		}
	})
}
