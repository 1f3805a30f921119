package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// Who came, when and what came of it are put right with the words of a record
// nobody has signed, until something is built on them; what is not sent stays,
// and how it read before is kept. What is refused writes nothing.
func TestAttendanceTimesAndResultArePutRight(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := w.InSession(t)
		p := w.Parties(root)
		n := &negotiation{World: w, t: t, id: id, root: root}
		a, b := string(p[0]), string(p[1])
		at := func(who, how string) any { return worktest.F{"party": who, "came": how} }
		n.does("log_session", worktest.F{"mode": "joint", "result": "continue", "said": "first", "came": []any{at(a, "self"), at(b, "absent")}, "began": "2026-03-02T08:10:00+08:00", "ended": "2026-03-02T08:30:00+08:00"})
		n.refused("mediator", "revise_record", "ended", "session.ends_first", worktest.F{"record": 1, "said": "x", "ended": "2026-03-02T08:05:00+08:00"})
		n.refused("mediator", "revise_record", "came.0.party", "field.no_such_party", worktest.F{"record": 1, "said": "x", "came": []any{at(string(root), "self")}})
		n.does("revise_record", worktest.F{"record": 1, "said": "second", "came": []any{at(b, "self")}, "result": "partly", "ended": "2026-03-02T08:40:00+08:00"})
		one := n.sees("mediator").Sessions[0]
		if one.Result != "partly" || len(one.Minutes.Came) != 2 || one.Minutes.Came[0].Came != "self" || one.Minutes.Came[1].Came != "self" || one.Minutes.Began.IsZero() || one.Minutes.Ended.String() != "2026-03-02T00:40:00.000000Z" {
			t.Errorf("the record reads %+v", one)
		}
		n.does("revise_record", worktest.F{"record": 1, "said": "second"}) // nothing new: no version of its own
		n.does("revise_record", worktest.F{"record": 1, "said": "third"})
		was := n.sees("chair").Revisions
		if len(was) != 2 || was[0].Was.Result != "continue" || was[0].Was.Minutes.Said["said"] != "first" || was[0].Was.Minutes.Came[1].Came != "absent" || was[1].Was.Minutes.Said["said"] != "second" {
			t.Errorf("before it read %+v", was)
		}
		if view, err := w.Case(t.Context(), w.Who["clerk"], id); err == nil && len(view.Revisions) > 0 {
			t.Error("the clerk reads how a record read before")
		}

		n.does("make_offer", worktest.F{"party": a, "way": "joint", "amount": "3000"})
		offer := n.sees("mediator").Offers[0].ID
		n.does("accept_offer", worktest.F{"offer": string(offer), "party": b, "way": "present"})
		n.refused("mediator", "revise_record", "came", "record.built_there", worktest.F{"record": 1, "said": "third", "came": []any{at(b, "absent")}})
		n.refused("mediator", "revise_record", "began", "record.built_day", worktest.F{"record": 1, "said": "third", "began": "2026-03-01T08:00:00+08:00"})
		n.does("propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-04-01")})
		n.does("revise_record", worktest.F{"record": 1, "said": "third", "result": "agreed"})
		n.does("finalise_text", worktest.F{"total": "3000"})
		n.refused("mediator", "revise_record", "result", "record.built_text", worktest.F{"record": 1, "said": "third", "result": "end"})
		n.refused("mediator", "revise_record", "came", "record.built_text", worktest.F{"record": 1, "said": "third", "came": []any{at(a, "absent")}})
		n.does("revise_record", worktest.F{"record": 1, "said": "a word put right"})
		n.does("sign_record", worktest.F{"record": 1, "parties": []any{a}})
		n.refused("mediator", "revise_record", "record", "record.locked", worktest.F{"record": 1, "said": "other", "result": "end"})
	})
}
