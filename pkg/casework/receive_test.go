package casework_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// owing leads a case to an agreement with so many instalments of one hundred
// yuan each and returns their obligations in order.
func owing(t *testing.T, w *worktest.World, n int) (root casemodel.ID, items []casemodel.ID) {
	t.Helper()
	root, p := w.InSession(t)
	parties := w.Parties(root)
	rows := make([]any, n)
	for i := range rows {
		rows[i] = worktest.F{"debtor": string(parties[1]), "creditor": string(parties[0]), "kind": "pay", "what": fmt.Sprintf("part %d", i+1), "amount": "100.01", "due": "2026-03-20"}
	}
	w.Must("mediator", p, "propose_terms", worktest.F{"items": rows})
	w.Must("mediator", p, "finalise_text", worktest.F{"copies": "3"})
	for _, q := range parties {
		w.Must("mediator", p, "record_signature", worktest.F{"party": string(q), "way": "wet"})
	}
	w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
	w.Must("seal", p, "affix_seal", nil)
	perf, err := w.Performance(t.Context(), w.Who["mediator"], root)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range perf.Rows {
		items = append(items, row.Matter.ID)
	}
	return root, items
}

// What is paid too much is refused and said, never taken.
func TestAReceiptOverTheRestIsRefused(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, items := owing(t, w, 1)
		leftAlone(t, w, "mediator", items[0], "perform", worktest.F{"amount": "100.02", "evidence": "slip"}, "amount", "perform.over")
		leftAlone(t, w, "mediator", items[0], "perform", worktest.F{"amount": "100", "evidence": "slip"}, "amount", "perform.amount")
		leftAlone(t, w, "mediator", items[0], "perform_partly", worktest.F{"amount": "100.02", "evidence": "slip"}, "amount", "guard.over_rest")
		leftAlone(t, w, "mediator", items[0], "perform_partly", worktest.F{"amount": "100.01", "evidence": "slip"}, "amount", "guard.less_than_rest")
		leftAlone(t, w, "mediator", items[0], "perform_partly", worktest.F{"amount": "10", "evidence": "slip", "paid_on": "2026-03-03"}, "paid_on", "date.future")
		w.Must("mediator", items[0], "perform_partly", worktest.F{"amount": "0.01", "evidence": "slip"})
		w.Must("mediator", items[0], "perform", worktest.F{"amount": "100", "evidence": "slip", "payer": "his brother"})
	})
}

func TestOnlyTheCreditorWaives(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, items := owing(t, w, 1)
		parties := w.Parties(root)
		leftAlone(t, w, "mediator", items[0], "waive", worktest.F{"party": string(parties[1]), "evidence": "letter"}, "party", "perform.not_creditor")
		w.Must("mediator", items[0], "waive", worktest.F{"party": string(parties[0]), "evidence": "letter"})
	})
}

// Two hundred payments are one errand: all of them or none, the faults by row,
// and the sums right to the fen.
func TestManyPaymentsAreTakenTogetherOrNotAtAll(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		const n = 200
		root, items := owing(t, w, n)
		rows := make([]casework.Receipt, n)
		for i, id := range items {
			rows[i] = casework.Receipt{Obligation: id, Amount: 10001, PaidOn: "2026-03-02", Evidence: fmt.Sprintf("bank %d", i+1)}
		}
		rows[7].Amount, rows[150].Amount = 10002, 1 // one is over, one is a part of it
		who, before := w.Who["mediator"], prints(t, w)
		for _, try := range []bool{true, false} {
			_, faults, err := w.Receive(t.Context(), who, root, rows, "k", try)
			refused, is := faults[7].(*casemodel.Error) //nolint:errorlint // it comes bare
			if err != nil || len(faults) != 1 || !is || refused.Key != "perform.over" {
				t.Fatalf("faults %v (%v)", faults, err)
			}
			if after := prints(t, w); !maps.Equal(before, after) {
				t.Error("rows beside a fault were written")
			}
		}
		rows[7].Amount = 10001
		if _, faults, err := w.Receive(t.Context(), who, root, rows, "k", true); err != nil || len(faults) > 0 {
			t.Fatalf("tried: %v (%v)", faults, err)
		}
		if after := prints(t, w); !maps.Equal(before, after) {
			t.Error("what was only tried was written")
		}
		for range 2 { // the second is a repeat of the same sending
			if _, faults, err := w.Receive(t.Context(), who, root, rows, "k", false); err != nil || len(faults) > 0 {
				t.Fatalf("%v (%v)", faults, err)
			}
		}
		perf, err := w.Performance(t.Context(), who, root)
		if err != nil {
			t.Fatal(err)
		}
		if perf.Total != n*10001 || perf.Done != (n-1)*10001+1 || len(perf.Paid) != n {
			t.Errorf("of %s paid %s in %d receipts", perf.Total, perf.Done, len(perf.Paid))
		}
		if got := w.Matter(root).State; got != "performing" {
			t.Errorf("the case is %s", got)
		}
		last := []casework.Receipt{{Obligation: items[150], PaidOn: "2026-03-02", Evidence: "the rest"}}
		if _, faults, err := w.Receive(t.Context(), who, root, last, "k2", false); err != nil || len(faults) > 0 {
			t.Fatalf("%v (%v)", faults, err)
		}
		if got := w.Matter(root).State; got != "follow_up" {
			t.Errorf("all is paid and the case is %s", got)
		}
		_, faults, err := w.Receive(t.Context(), w.Who["clerk"], root, last, "", true)
		if err != nil || faults[0] == nil {
			t.Errorf("a clerk takes payments: %v (%v)", faults, err)
		}
		if _, _, err := w.Receive(t.Context(), w.Who["hmtriage"], root, last, "", true); !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("another centre: %v", err)
		}
		if _, _, err := w.Receive(t.Context(), who, root, nil, "", true); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("no rows: %v", err)
		}
	})
}

// R11: the case is closed while instalments run on; who then does not pay
// brings it back, with the round counted and the reason in the journal.
func TestADefaultAfterTheClosingRaisesTheCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, items := owing(t, w, 2)
		w.Must("mediator", items[0], "perform", worktest.F{"evidence": "slip"})
		w.Must("mediator", root, "monitor_performance", worktest.F{"reason": "monthly"})
		w.Must("mediator", w.Child(root, "follow_up").ID, "complete", worktest.F{"way": "call_out", "performed": "not_due", "voluntary": true, "ability": "none"})
		w.Must("triage", root, "confirm_follow_up", worktest.F{"way": "call_out", "performed": "not_due"})
		if m := w.Matter(root); m.State != "closed" || m.Result != "R11" || !w.Matter(items[1]).Open() {
			t.Fatalf("the case is %s with %s, the rest %s", m.State, m.Result, w.Matter(items[1]).State)
		}
		w.Clock.Set(time.Date(2026, 3, 21, 9, 0, 0, 0, calendar.Zone))
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Matter(items[1]).State; got != "overdue" {
			t.Fatalf("not paid, it is %s", got)
		}
		w.Must("mediator", items[1], "urge", worktest.F{"way": "call_out"})
		w.Must("mediator", items[1], "mark_default", nil)
		if m := w.Matter(root); m.State != "triage" || m.Round != 2 || m.Result != "" {
			t.Errorf("after the default the case is %s, round %d, result %q", m.State, m.Round, m.Result)
		}
		w.Must("mediator", items[1], "perform", worktest.F{"evidence": "slip"}) // late payment still counts
	})
}
