package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// noticed lists the kinds of what somebody was told about a matter, oldest first.
func noticed(t *testing.T, w *worktest.World, username string, id casemodel.ID) (kinds []string) {
	t.Helper()
	list, _, err := w.Notices(context.Background(), w.Who[username], "")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range slices.Backward(list) {
		if n.Matter.ID == id {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

func wants(t *testing.T, w *worktest.World, username string, id casemodel.ID, want ...string) {
	t.Helper()
	if got := noticed(t, w, username, id); !slices.Equal(got, want) {
		t.Errorf("%s was told %q, want %q", username, got, want)
	}
}

func allNotices(t *testing.T, w *worktest.World) (n int) {
	t.Helper()
	for _, who := range w.Who {
		list, _, err := w.Notices(context.Background(), who, "")
		if err != nil {
			t.Fatal(err)
		}
		n += len(list)
	}
	return n
}

func TestWhoMustKnowIsToldOnceAndWhoDidItIsNot(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		wants(t, w, "chair", root, "offered")
		wants(t, w, "mediator", root)
		wants(t, w, "triage", root)

		w.Must("chair", root, "return_dispatch", worktest.F{"reason": "secret words", "competent_body": w.Body("VIL")})
		wants(t, w, "clerk", root, "returned_to")
		wants(t, w, "triage", root, "returned_to")
		wants(t, w, "director", root)
		wants(t, w, "chair", root, "offered")

		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN"), "parties_asked": true})
		w.Must("chair", root, "return_dispatch", worktest.F{"reason": "again", "no_body": true})
		wants(t, w, "director", root, "twice")
		wants(t, w, "clerk", root, "returned_to", "returned_none")
	})
}

func TestTheMediatorAndTheRegistrarHearOfWhatOthersDecide(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		wants(t, w, "mediator", proceeding, "yours")
		w.Must("clerk", root, "withdraw", worktest.F{"agreed_by": []any{string(w.Parties(root)[0])}})
		wants(t, w, "mediator", proceeding, "yours", "ended")
		wants(t, w, "clerk", root)

		root, proceeding = w.InSession(t)
		w.Must("mediator", proceeding, "terminate", worktest.F{"reason": "no_agreement"})
		wants(t, w, "clerk", root, "failed")
		wants(t, w, "triage", root, "failed")
		wants(t, w, "mediator", proceeding, "yours")
	})
}

func TestARequestIsToldToTheApproverAndTheAnswerToWhoAsked(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, answer := range []string{"approve", "reject"} {
			root := w.Register(worktest.Quarrel())
			out := w.Must("clerk", root, "void", worktest.F{"reason": "by mistake"})
			wants(t, w, "director", out.Approval, "approval")
			w.Must("director", out.Approval, answer, worktest.F{"reason": "so it is"})
			wants(t, w, "clerk", out.Approval, map[string]string{"approve": "granted", "reject": "refused"}[answer])
			wants(t, w, "director", out.Approval, "approval")
		}
	})
}

func TestAClockTellsWhoHasTheMatterBeforeAndWhenItIsMissed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Clock.Advance(60 * 24 * time.Hour)
		for range 2 { // the second finds nothing left to fire
			if _, err := w.Sweep(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		got := noticed(t, w, "triage", root)
		if !slices.Contains(got, "missed") {
			t.Errorf("the desk of the centre was told %q", got)
		}
		if n := len(slices.DeleteFunc(got, func(k string) bool { return k != "missed" })); n != 1 {
			t.Errorf("told of a missed clock %d times", n)
		}
	})
}

func TestARefusedStepTellsNobody(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		before := allNotices(t, w)
		for _, try := range []struct {
			who string
			id  casemodel.ID
			act string
			in  worktest.F
		}{
			{"clerk", root, "dispatch", worktest.F{"body": w.Body("VIL")}},                          // not its turn
			{"dept", root, "withdraw", worktest.F{}},                                                // may not know
			{"mediator2", proceeding, "terminate", worktest.F{"reason": "no_agreement"}},            // may not
			{"mediator", proceeding, "terminate", worktest.F{"reason": "nonsense"}},                 // cannot
			{"chair", proceeding, "replace_mediator", worktest.F{"handler": w.User("mediator2")}},   // no reason
			{"clerk", root, "withdraw", worktest.F{"agreed_by": []any{string(w.Parties(root)[1])}}}, // the wrong party
		} {
			if _, err := w.Try(try.who, try.id, try.act, try.in); err == nil {
				t.Errorf("%s by %s was not refused", try.act, try.who)
			}
		}
		version := w.Matter(proceeding).Version
		_, err := w.Rehearse(context.Background(), w.Who["mediator"], proceeding, "terminate",
			casework.Input{Version: &version, Fields: worktest.F{"reason": "no_agreement"}})
		if err != nil {
			t.Fatal(err)
		}
		if after := allNotices(t, w); after != before {
			t.Errorf("%d notices before what was refused and rehearsed, %d after", before, after)
		}
	})
}

// Who loses the right to know of a matter reads nothing of it any more, and it
// is in no count either.
func TestANoticeIsReadThroughTheGate(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx := context.Background()
		root, proceeding := w.InSession(t)
		_ = root
		if n, err := w.Unread(ctx, w.Who["mediator"]); err != nil || n == 0 {
			t.Fatalf("%d unread, %v", n, err)
		}
		err := w.DB.Do(ctx, func(tx *store.Tx) error {
			all, err := tx.Family(root)
			for _, m := range all {
				was := m.Seq
				m.Sealed = 1
				if err == nil {
					err = tx.UpdateMatter(m, was)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		wants(t, w, "mediator", proceeding)
		if n, err := w.Unread(ctx, w.Who["mediator"]); err != nil || n != 0 {
			t.Errorf("%d are still counted, %v", n, err)
		}
	})
}

func TestNoticesAreReadAndForgotten(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx, who := context.Background(), w.Who["mediator"]
		for range 3 {
			w.InSession(t)
		}
		list, _, err := w.Notices(ctx, who, "")
		if err != nil || len(list) != 3 {
			t.Fatalf("%d notices, %v", len(list), err)
		}
		for _, n := range list {
			if n.Matter.Title != n.Matter.PublicTitle {
				t.Error("a notice carries more than the public title")
			}
		}
		count := func(want int) {
			t.Helper()
			if n, err := w.Unread(ctx, who); err != nil || n != want {
				t.Errorf("%d unread (%v), want %d", n, err, want)
			}
		}
		count(3)
		if err := w.ReadNotices(ctx, w.Who["chair"], list[0].Source); err != nil {
			t.Fatal(err)
		}
		count(3) // another's mark changes nothing
		if err := w.ReadNotices(ctx, who, list[0].Source); err != nil {
			t.Fatal(err)
		}
		count(2)
		if err := w.ReadAllNotices(ctx, who, list[0].At.String()); err != nil {
			t.Fatal(err)
		}
		count(0)
		w.Clock.Advance(91 * 24 * time.Hour)
		err = w.DB.Do(ctx, func(tx *store.Tx) error {
			_, err := tx.SweepNotices(tx.Now().Add(-90 * 24 * time.Hour))
			return err
		})
		if list, _, _ := w.Notices(ctx, who, ""); err != nil || len(list) != 0 {
			t.Errorf("%d are left, %v", len(list), err)
		}
	})
}

// What nobody reads for a year is forgotten; what is younger waits.
func TestANoticeThatNobodyReadsIsForgottenAfterAYear(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx, who := t.Context(), w.Who["chair"]
		count := func(want int) {
			t.Helper()
			err := w.DB.Do(ctx, func(tx *store.Tx) error {
				_, err := tx.SweepUnread(tx.Now().Add(-365 * 24 * time.Hour))
				return err
			})
			if n, _ := w.Unread(ctx, who); err != nil || n != want {
				t.Errorf("%d unread (%v), want %d", n, err, want)
			}
		}
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		told, err := w.Unread(ctx, who)
		if err != nil || told == 0 {
			t.Fatalf("the chair was told %d things (%v)", told, err)
		}
		w.Clock.Advance(364 * 24 * time.Hour)
		count(told)
		w.Clock.Advance(2 * 24 * time.Hour)
		count(0)
	})
}

// A chair whose term is over receives for nobody: the mediators do, until there
// is a new one.
func TestTheMediatorsHearWhatAFormerChairWould(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			m, err := tx.Membership(w.Who["chair"].MembershipID)
			if err != nil {
				return err
			}
			m.Until = tx.Now().Add(time.Hour)
			return tx.UpdateMembership(m)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, told := range [][]string{nil, {"offered"}} {
			root := w.Register(worktest.Quarrel())
			w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
			w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
			wants(t, w, "mediator", root, told...)
			w.Clock.Advance(time.Hour)
		}
	})
}

// Who reads everything in one seat has read nothing of what is for another.
func TestWhatIsForAnotherSeatStaysUnread(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ctx, who := context.Background(), w.Who["mediator"]
		w.InSession(t)
		var other casemodel.Actor
		err := w.DB.Do(ctx, func(tx *store.Tx) (err error) {
			m := casemodel.Membership{
				ID: tx.NewID(), UserID: who.UserID, BodyID: w.Bodies["PET"].ID, Roles: []string{"petition_clerk"}, Active: 1, Since: tx.Now(), Until: casemodel.Never,
			}
			if err = tx.InsertMembership(&m); err == nil {
				other, err = casework.ActorOf(tx, m.ID)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			in   casemodel.Actor
			left int
		}{{other, 1}, {who, 0}} {
			if err := w.ReadAllNotices(ctx, step.in, ""); err != nil {
				t.Fatal(err)
			}
			if n, err := w.Unread(ctx, who); err != nil || n != step.left {
				t.Errorf("read in %s: %d are unread (%v), want %d", step.in.BodyTitle, n, err, step.left)
			}
		}
	})
}
