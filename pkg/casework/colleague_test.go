package casework_test

import (
	"maps"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// While its mediator is away another member of the committee urges the debtor
// and makes the visit: it stands in that person's name, the days to answer and
// to decide run on, the mediator hears of it once and takes it up again. Nobody
// of another committee may, and nothing is written then.
func TestAColleagueUrgesAndVisitsInHisOwnName(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.Signing(t, "3000", "2026-03-20")
		w.Must("seal", proceeding, "affix_seal", nil)
		item := w.Child(root, "performance_item").ID
		w.Clock.Set(morning(t, "2026-03-23"))
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		urging := worktest.F{"way": "call_out", "next_on": "2026-03-26"}
		before := prints(t, w)
		for who, kind := range map[string]casemodel.ErrorKind{"village": casemodel.NotFound, "industry": casemodel.NotFound, "clerk": casemodel.Forbidden, "seal": casemodel.Forbidden} {
			if _, err := w.Try(who, item, "urge", urging); !casemodel.Is(err, kind) {
				t.Errorf("%s urges: %v", who, err)
			}
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("a refusal wrote something")
		}
		w.Must("mediator2", item, "urge", urging)
		last := journal(t, w, item)
		if e := last[len(last)-1]; e.Act != "urge" || string(e.ActorID) != w.User("mediator2") || e.OnBehalfOf != "" {
			t.Errorf("the journal says %s by %s for %s", e.Act, e.ActorName, e.OnBehalfOf)
		}
		if m := w.Matter(item); string(m.HandlerID) != w.User("mediator") || m.State != "urged" {
			t.Errorf("it is %s in the hands of %s", m.State, m.HandlerID)
		}
		if got := countOf(noticed(t, w, "mediator", item), "urged"); got != 1 {
			t.Errorf("the mediator was told %d times", got)
		}
		w.Clock.Advance(2 * 24 * time.Hour)
		w.Must("mediator", item, "note", worktest.F{"text": "back at work"}) // which stops nothing
		for rule, due := range map[string]casemodel.Day{"UG-1": "2026-03-26", "UG-2": "2026-03-27"} {
			if d := clock(t, w, item, rule); d.DueOn != due || d.State != casemodel.ClockRunning {
				t.Errorf("%s is %s, due %s", rule, d.State, d.DueOn)
			}
		}
		w.Must("mediator", item, "urge", worktest.F{"way": "visit", "next_on": "2026-03-30"})
		if got := countOf(noticed(t, w, "mediator", item), "urged"); got != 1 {
			t.Error("who urges is told of it himself")
		}
		w.Must("mediator2", item, "mark_default", nil)
		if got := countOf(noticed(t, w, "mediator", item), "defaulted"); got != 1 {
			t.Errorf("of the default the mediator was told %d times", got)
		}

		visit := w.Child(root, "follow_up")
		w.Must("mediator2", visit.ID, "attempt", worktest.F{"way": "call_out", "note": "no answer"})
		if got := countOf(noticed(t, w, "mediator", visit.ID), "visited"); got != 0 {
			t.Error("a try is told as a visit")
		}
	})
}
