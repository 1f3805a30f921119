package casework_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// That somebody whose case was closed not long ago is here again is told to
// whom it may be told; which case it was, only to who may know of it. A sealed
// one, and one of violence, is told to nobody else.
func TestWhoIsHereAgainIsToldAsFarAsTheGateAllows(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		before, p := w.InSession(t)
		w.Must("mediator", p, "terminate", worktest.F{"reason": "no_agreement"})
		w.Must("triage", before, "close_without_agreement", worktest.F{"result_code": "R31", "reason": "no will", "notice_given": true})
		w.Clock.Advance(10 * oneDay)
		again := w.Register(worktest.Quarrel())
		w.Must("triage", again, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", again, "dispatch", worktest.F{"body": w.Body("VIL")})
		w.Must("village", w.Child(again, "peoples_mediation").ID, "ask_consent", nil)

		here := func(when, user string, told bool, which casemodel.ID) {
			t.Helper()
			list, err := w.Returns(t.Context(), w.Who[user], casemodel.ViewAll)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case len(list) == 0 && !told:
			case len(list) != 1 || !told || list[0].Matter.ID != again || list[0].Before.ID != which:
				t.Errorf("%s %s is told of %d; told at all: %v", when, user, len(list), told)
			}
		}
		here("open,", "clerk", true, before)
		here("open,", "village", true, "")
		here("open,", "hmtriage", false, "")

		change := func(sealed int, fields map[string]string) {
			t.Helper()
			err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
				m, err := tx.Matter(before)
				if err != nil {
					return err
				}
				m.Sealed = sealed
				if err := errors.Join(tx.DeleteFields(p, "violence"), tx.SetFields(p, fields, 1)); err != nil {
					return err
				}
				return tx.UpdateMatter(m, m.Seq)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		change(0, map[string]string{"violence": "asked"})
		here("violence,", "clerk", true, before)
		here("violence,", "village", false, "")
		change(1, nil)
		here("sealed,", "clerk", false, "")
		here("sealed,", "village", false, "")
		change(0, nil)
		here("as before,", "village", true, "")
		w.Clock.Advance(31 * oneDay)
		here("later,", "clerk", false, "")
	})
}

// Who comes to a sitting is told to who conducts it; room and hour to whoever
// may know of the matter, from the first moment asked for to before the last.
func TestOnlyWhoConductsASittingIsToldWhoComes(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		at := casemodel.At(w.Clock.Now()).Add(oneDay)
		w.Must("mediator", p, "schedule", worktest.F{"place": "room 1", "sitting_at": at.String()})
		for _, c := range []struct {
			user     string
			from, to casemodel.Instant
			n        int
			names    bool
		}{
			{"mediator", at, at.Add(time.Second), 1, true},
			{"mediator", at.Add(-oneDay), at, 0, false},
			{"chair", at, at.Add(time.Second), 1, false},
			{"director", at, at.Add(time.Second), 1, false},
			{"dept", at, at.Add(time.Second), 0, false},
		} {
			list, err := w.Sittings(t.Context(), w.Who[c.user], casemodel.ViewAll, c.from, c.to)
			if err != nil || len(list) != c.n {
				t.Errorf("%s is told of %d sittings (%v), want %d", c.user, len(list), err, c.n)
				continue
			}
			for _, s := range list {
				if s.At != at || s.Place == "" || (s.Names != "") != c.names || s.Matter.Title != s.Matter.PublicTitle {
					t.Errorf("%s is told of %q at %v in %q, who comes: %q", c.user, s.Matter.Title, s.At, s.Place, s.Names)
				}
			}
		}
	})
}
