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
				if s.From != at || s.Place == "" || (s.Names != "") != c.names || s.Matter.Title != s.Matter.PublicTitle {
					t.Errorf("%s is told of %q at %v in %q, who comes: %q", c.user, s.Matter.Title, s.From, s.Place, s.Names)
				}
			}
		}
	})
}

// A record that names the next sitting arranges it, for the day, the lists and
// what is still to be arranged or written down; the next record that names none
// ends it.
func TestARecordArrangesTheNextSitting(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		now := casemodel.At(w.Clock.Now())
		first, second := now.Add(oneDay), now.Add(3*oneDay)
		record := func(next string) {
			t.Helper()
			fields := worktest.F{"mode": "joint", "result": "continue", "text": "said"}
			if next != "" {
				fields["sitting_at"] = next
			}
			w.Must("mediator", p, "log_session", fields)
		}
		stands := func(when string, at casemodel.Instant, unarranged, unrecorded int) {
			t.Helper()
			list, err := w.Sittings(t.Context(), w.Who["mediator"], casemodel.ViewAll, now, now.Add(9*oneDay))
			counts, more := w.Count(t.Context(), w.Who["mediator"],
				casemodel.Filter{View: casemodel.ViewAll, Kinds: []casemodel.Kind{casemodel.KindProceeding}, Unarranged: true},
				casemodel.Filter{View: casemodel.ViewAll, Kinds: []casemodel.Kind{casemodel.KindProceeding}, Unrecorded: true})
			if err = errors.Join(err, more); err != nil {
				t.Fatal(err)
			}
			view, err := w.Case(t.Context(), w.Who["clerk"], root)
			if err != nil {
				t.Fatal(err)
			}
			if view.Card.NextSittingAt != at || len(list) > 1 || (len(list) == 1) == at.IsZero() || len(list) == 1 && list[0].From != at {
				t.Errorf("%s: the case says %q, the days say %v; want %q", when, view.Card.NextSittingAt, list, at)
			}
			if counts[0] != unarranged || counts[1] != unrecorded {
				t.Errorf("%s: %d to arrange and %d to write down, want %d and %d", when, counts[0], counts[1], unarranged, unrecorded)
			}
		}
		record(first.String())
		stands("arranged", first, 0, 0)
		w.Clock.Advance(oneDay + time.Hour)
		stands("held", first, 1, 1)
		record(second.String())
		stands("arranged again", second, 0, 0)
		record("")
		stands("ended", casemodel.Instant{}, 1, 0)
	})
}
