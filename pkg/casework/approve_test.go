package casework_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// lapsed leads a case to a confirmation that nobody applied for in time.
func lapsed(t *testing.T, w *worktest.World) casemodel.ID {
	t.Helper()
	root, p := w.Signing(t, "3000", "2026-05-04")
	w.Must("seal", p, "affix_seal", nil)
	jc := w.Child(root, "judicial_confirmation").ID
	w.Clock.Advance(50 * 24 * time.Hour)
	if _, err := w.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.Matter(jc).State; got != "lapsed" {
		t.Fatalf("the confirmation is %s", got)
	}
	return jc
}

func reinstate(proof ...casemodel.ID) worktest.F {
	return worktest.F{"applied_on": "2026-03-20", "proof": list(proof...), "reason": "posted in time"}
}

// The paper of a request lies with the request, where who decides reads it,
// and goes with the act to the matter when it is approved.
func TestARequestHoldsItsPapersUntilItIsApproved(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		jc := lapsed(t, w)
		f, g := upload(t, w, "mediator"), upload(t, w, "mediator")
		asked := w.Must("mediator", jc, "reinstate", reinstate(f, g, f)).Approval
		w.Clock.Advance(25 * time.Hour)
		if n, err := w.SweepFiles(t.Context(), opened(t), time.Now()); n != 0 || err != nil {
			t.Errorf("%d files swept (%v)", n, err)
		}
		if got := opens(t, w, asked, f, "director"); got != "director" {
			t.Error("who is to approve cannot read the proof")
		}
		if got := opens(t, w, jc, f, "director", "mediator"); got != "" {
			t.Errorf("%q open it at the confirmation before it is approved", got)
		}
		w.Must("director", asked, "approve", nil)
		if got := w.Matter(jc).State; got != "preparing" {
			t.Errorf("the confirmation is %s", got)
		}
		for _, id := range []casemodel.ID{f, g} {
			if here, there := opens(t, w, jc, id, "director", "mediator"), opens(t, w, asked, id, "director"); here != "director,mediator" || there != "" {
				t.Errorf("%q open it at the confirmation, %q at the request", here, there)
			}
		}
	})
}

// What the matter has already is not taken from it by a request that names it.
func TestARequestNamesWhatIsOnFileToo(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.Signing(t, "3000", "2026-05-04")
		w.Must("seal", p, "affix_seal", nil)
		jc := w.Child(root, "judicial_confirmation").ID
		onFile := upload(t, w, "mediator")
		w.Must("mediator", jc, "attach", worktest.F{"files": list(onFile), "read": "agreement"})
		w.Clock.Advance(50 * 24 * time.Hour)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		fresh := upload(t, w, "mediator")
		asked := w.Must("mediator", jc, "reinstate", reinstate(onFile, fresh)).Approval
		if got := opens(t, w, jc, onFile, "mediator"); got != "mediator" {
			t.Error("the request took what was on file")
		}
		w.Must("director", asked, "approve", nil)
		for _, id := range []casemodel.ID{onFile, fresh} {
			if got := opens(t, w, jc, id, "mediator"); got != "mediator" {
				t.Error("a paper of the approved act is not on file")
			}
		}
	})
}

// What was refused stays with the request; nobody's other act takes it.
func TestTheFilesOfARequestAreNobodyElses(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		jc := lapsed(t, w)
		f, foreign := upload(t, w, "mediator"), upload(t, w, "director")
		before := prints(t, w)
		_, err := w.Try("mediator", jc, "reinstate", reinstate(foreign))
		refusedAt(t, err, "proof", "field.no_such_file")
		if !maps.Equal(before, prints(t, w)) {
			t.Error("the refused request wrote something")
		}
		asked := w.Must("mediator", jc, "reinstate", reinstate(f)).Approval
		w.Must("director", asked, "reject", worktest.F{"reason": "not convincing"})
		if got := opens(t, w, asked, f, "director"); got != "director" {
			t.Error("the paper of a rejected request is gone")
		}
		_, err = w.Try("mediator", jc, "reinstate", reinstate(f))
		refusedAt(t, err, "proof", "field.no_such_file")
	})
}

// What stands against the act meanwhile is told in the guard's own words, as
// something that happened and no fault of the approver's form.
func TestAnApprovalThatAGuardRefusesIsTooLate(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		tooLate := func(approval casemodel.ID, key string) {
			t.Helper()
			before := prints(t, w)
			_, err := w.Try("director", approval, "approve", nil)
			var refused *casemodel.Error
			if !errors.As(err, &refused) || refused.Kind != casemodel.WrongStep || refused.Key != "approval.stale" {
				t.Fatalf("approving what is over: %v", err)
			}
			if len(refused.Fields) != 1 || refused.Fields[0].Key != key || refused.Fields[0].Field != "" || refused.Field != "" {
				t.Errorf("the reasons are %+v, want %s", refused.Fields, key)
			}
			if !maps.Equal(before, prints(t, w)) {
				t.Error("the refused approval wrote something")
			}
			if got := w.Matter(approval).State; got != "requested" {
				t.Errorf("the request is %s", got)
			}
		}
		here, there := w.Register(worktest.Quarrel()), worktest.Quarrel()
		there.Area = "150103000000"
		out, err := w.Desk.Register(t.Context(), w.Who["hmtriage"], registrationSeen(there), casework.Input{})
		if err != nil {
			t.Fatal(err)
		}
		merge := w.Must("triage", here, "merge", worktest.F{"master": string(out.MatterID)}).Approval
		w.Must("hmdirector", out.MatterID, "withdraw", worktest.F{"agreed_by": list(w.Parties(out.MatterID)[0])})
		tooLate(merge, "guard.master_open")

		// Its proof was taken down meanwhile.
		jc := lapsed(t, w)
		f := upload(t, w, "mediator")
		asked := w.Must("mediator", jc, "reinstate", reinstate(f)).Approval
		w.Must("director", asked, "detach", worktest.F{"file": string(f), "reason": "not legible"})
		tooLate(asked, "field.no_such_file")
	})
}
