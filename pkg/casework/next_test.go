package casework_test

import (
	"errors"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// The first sitting opens the mediation, through whichever door it comes: it is
// not merely started. A first talk with one side may be had before.
func TestAFirstSittingIsNotStartedPastTheOpening(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := preparedOf(t, w, worktest.Quarrel(), "mediator")
		one := string(w.Parties(root)[0])
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(2, 10, 0), "place": "x"})
		s := string(arranged(t, w, root)[0].ID)
		seq := w.Matter(p).Seq
		_, err := w.Try("mediator", p, "start_sitting", worktest.F{"sitting": s})
		var refused *casemodel.Error
		if !errors.As(err, &refused) || refused.Kind != casemodel.WrongStep || refused.Key != "arrange.open_first" {
			t.Errorf("started: %v", err)
		}
		if got := arranged(t, w, root)[0]; got.State != casemodel.Planned || w.Matter(p).Seq != seq || w.Matter(p).State != "preparing" {
			t.Errorf("something is written: %v", got)
		}
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(2, 14, 0), "place": "x", "way": "first", "expected": []any{one}})
		first := string(arranged(t, w, root)[1].ID)
		w.Must("mediator", p, "start_sitting", worktest.F{"sitting": first})
		w.Must("mediator", p, "open_session", worktest.F{"sitting": s, "way": "joint", "came": []any{worktest.F{"party": one, "came": "self"}}})
	})
}

// The next sitting goes on as the last one was held: in a room when that was in
// one, in two when the sides sit apart, outside where it was.
func TestTheNextSittingHasTheRoomsItsWayNeeds(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first, second := string(w.Rooms["first"]), string(w.Rooms["second"])
		next := func(p casemodel.ID, fields worktest.F) error {
			_, err := w.Try("mediator", p, "adjourn", fields)
			return err
		}
		record := func(p casemodel.ID, fields worktest.F) error {
			fields["mode"], fields["result"], fields["text"] = "joint", "continue", "said"
			_, err := w.Try("mediator", p, "log_session", fields)
			return err
		}
		root, p := quarrelOf(t, w, 1, "mediator")
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(3, 9, 0), "room": first})
		seq := w.Matter(p).Seq
		refusedWith(t, next(p, worktest.F{"sitting_at": on(4, 9, 0)}), "room", "arrange.nowhere")
		refusedWith(t, record(p, worktest.F{"sitting_at": on(4, 9, 0)}), "next_room", "arrange.nowhere")
		if w.Matter(p).Seq != seq || len(arranged(t, w, root)) != 1 {
			t.Error("a refused next sitting is written down")
		}
		if err := next(p, worktest.F{"sitting_at": on(4, 9, 0), "place": "village"}); err != nil {
			t.Error(err)
		}
		if err := next(p, worktest.F{"sitting_at": on(5, 9, 0)}); err != nil || arranged(t, w, root)[2].Place != "village" {
			t.Errorf("outside it does not stay where it was: %v %v", arranged(t, w, root), err)
		}

		apart, q := quarrelOf(t, w, 2, "mediator")
		w.Must("mediator", q, "schedule", worktest.F{"sitting_at": on(9, 9, 0), "place": "two flats", "way": "apart"})
		refusedWith(t, next(q, worktest.F{"sitting_at": on(10, 9, 0), "room": first}), "other_room", "arrange.two_rooms")
		refusedWith(t, record(q, worktest.F{"sitting_at": on(10, 9, 0), "next_room": first}), "next_room", "arrange.two_rooms")
		if err := next(q, worktest.F{"sitting_at": on(10, 9, 0), "room": first, "other_room": second}); err != nil {
			t.Fatal(err)
		}
		if err := record(q, worktest.F{"sitting_at": on(11, 9, 0), "next_room": second}); err != nil { // the other of the two
			t.Fatal(err)
		}
		if got := arranged(t, w, apart); len(got) < 3 || string(got[len(got)-1].RoomID) != second || string(got[len(got)-1].OtherRoomID) != first {
			t.Errorf("the sides apart have %v", got)
		}
	})
}
