package casework_test

import (
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// Who is still to be told before the hour: by the counter as by who mediates,
// until the party knows it himself; a failed way leads to another one. A talk
// with one side is told by nobody but its mediator.
func TestWhoIsToBeToldBeforeTheHour(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		parties := w.Parties(root)
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "place": "x"})
		s := string(arranged(t, w, root)[0].ID)
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(5, 9, 0), "place": "y", "way": "caucus", "expected": []any{string(parties[0])}})
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(20, 9, 0), "place": "z"}) // not this week
		states := func(who string) (list []string) {
			t.Helper()
			all, err := w.ToTell(t.Context(), w.Who[who], casemodel.At(w.Clock.Now()), hourOf(9, 0, 0))
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range all {
				list = append(list, one.State+" "+casemodel.NextWay(one.Tries))
				if one.Party.Phone != "" && one.Party.Phone[3:5] != "**" {
					t.Errorf("%s reads %s", who, one.Party.Phone)
				}
			}
			return list
		}
		is := func(who string, want ...string) {
			t.Helper()
			if got := states(who); !slices.Equal(got, want) {
				t.Errorf("%s is to tell %q, want %q", who, got, want)
			}
		}
		is("mediator", "not call_out", "not call_out", "not call_out")
		is("clerk", "not call_out", "not call_out")
		is("chair", "not call_out", "not call_out")
		for _, nobody := range []string{"dept", "hmdirector", "auditor", "mediator2"} {
			is(nobody)
		}
		tell := func(who string, party int, fields worktest.F) {
			t.Helper()
			fields["sitting"], fields["party"] = s, string(parties[party])
			w.Must(who, p, "notify_sitting", fields)
		}
		tell("clerk", 0, worktest.F{"way": "no_answer", "outcome": "not_reached"})
		is("clerk", "missed message", "not call_out")
		tell("clerk", 0, worktest.F{"way": "message", "outcome": "not_reached"})
		tell("clerk", 0, worktest.F{"way": "visit", "outcome": "passed_on", "proof": "his wife"})
		is("clerk", "passed letter", "not call_out")
		tell("mediator", 0, worktest.F{"way": "letter", "outcome": "told", "proof": "EMS 1234"})
		tell("mediator", 1, worktest.F{"way": "call_in", "outcome": "told"})
		is("clerk")
		is("mediator", "not call_out")
		view, err := w.Case(t.Context(), w.Who["mediator"], p)
		if err != nil || len(view.Notices) != 5 {
			t.Fatalf("%v %v", view, err)
		}
		for party, want := range []string{casemodel.ToldServed, casemodel.ToldBare} {
			tries := slices.DeleteFunc(slices.Clone(view.Notices), func(n casemodel.SittingNotice) bool { return n.PartyID != parties[party] })
			if got := casemodel.Told(tries); got != want {
				t.Errorf("party %d is %s, want %s", party, got, want)
			}
		}
		seq := w.Matter(p).Seq
		if _, err := w.Try("clerk", p, "schedule", worktest.F{"sitting_at": on(6, 9, 0), "place": "x"}); !casemodel.Is(err, casemodel.Forbidden) || w.Matter(p).Seq != seq {
			t.Errorf("the counter arranges: %v", err)
		}
	})
}

// A week of many sittings is looked through to its end: nobody is left out
// because others come before.
func TestNobodyIsLeftOutOfAFullWeek(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		const n = 55
		for i := range n {
			w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4+i/15, 8+i%15, 0), "minutes": 30, "place": "x"})
		}
		list, err := w.ToTell(t.Context(), w.Who["clerk"], casemodel.At(w.Clock.Now()), hourOf(9, 0, 0))
		if err != nil || len(list) != 2*n {
			t.Errorf("%d are to be told, want %d: %v", len(list), 2*n, err)
		}
	})
}

// The picture that proves that one side was told of a talk alone names that side:
// it is not for the counter, which reads how others were told.
func TestTheProofOfATalkAloneIsNotForTheCounter(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		parties := w.Parties(root)
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "place": "x"})
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(5, 9, 0), "place": "x", "way": "caucus", "expected": []any{string(parties[0])}})
		all := arranged(t, w, root)
		var proofs []casemodel.ID
		for _, one := range all {
			proof := upload(t, w, "mediator")
			w.Must("mediator", p, "notify_sitting", worktest.F{"sitting": string(one.ID), "party": string(parties[0]), "way": "letter", "outcome": "told", "file": string(proof)})
			proofs = append(proofs, proof)
		}
		for who, want := range map[string][]bool{"mediator": {true, true}, "clerk": {true, false}} {
			view, err := w.Case(t.Context(), w.Who[who], p)
			if err != nil {
				t.Fatal(err)
			}
			for i, proof := range proofs {
				if got := slices.ContainsFunc(view.Files, func(f casemodel.File) bool { return f.ID == proof }); got != want[i] {
					t.Errorf("%s sees proof %d: %t", who, i, got)
				}
			}
		}
	})
}

// However many sittings of however many cases there are, who is to be told is
// asked for with a fixed number of questions.
func TestWhoIsToBeToldIsAskedOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		asked := func(want int) int64 {
			t.Helper()
			before := w.DB.Statements()
			list, err := w.ToTell(t.Context(), w.Who["clerk"], casemodel.At(w.Clock.Now()), hourOf(9, 0, 0))
			if err != nil || len(list) != want {
				t.Fatalf("%d are to be told, want %d: %v", len(list), want, err)
			}
			return w.DB.Statements() - before
		}
		arrange := func(n int) {
			root, p := quarrelOf(t, w, n, "mediator")
			w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 8+n, 0), "minutes": 30, "place": "x"})
			w.Must("clerk", p, "notify_sitting", worktest.F{"sitting": string(arranged(t, w, root)[0].ID), "party": string(w.Parties(root)[0]), "way": "no_answer", "outcome": "not_reached"})
		}
		arrange(1)
		asked(2)
		few := asked(2)
		for n := 2; n < 12; n++ {
			arrange(n)
		}
		if many := asked(22); many != few {
			t.Errorf("%d questions for one sitting, %d for eleven", few, many)
		}
	})
}
