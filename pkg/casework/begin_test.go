package casework_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

func refusedWith(t *testing.T, err error, field, key string) {
	t.Helper()
	var refused *casemodel.Error
	if !errors.As(err, &refused) || len(refused.All()) != 1 || refused.All()[0].Field != field || refused.All()[0].Key != key {
		t.Errorf("%v, want %s at %s", err, key, field)
	}
}

// To open a mediation begins the sitting that was arranged for the day, in one
// act: who came, late or not, for whom and with whom. Whoever speaks for a
// party was looked at before, and who accompanies one is known to the other.
func TestOpeningBeginsWhatWasArranged(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := preparedOf(t, w, worktest.Quarrel(), "mediator")
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(2, 10, 0), "room": string(w.Rooms["first"])})
		w.Clock.Set(time.Date(2026, 3, 2, 10, 5, 0, 0, calendar.Zone))
		parties := w.Parties(root)
		one, two := string(parties[0]), string(parties[1])
		seq := w.Matter(p).Seq
		open := func(first, second worktest.F) (casework.Outcome, error) {
			first["party"], second["party"] = one, two
			return w.Try("mediator", p, "open_session", worktest.F{"way": "joint", "came": []any{first, second}})
		}
		refused := func(field, key string, first, second worktest.F) {
			t.Helper()
			_, err := open(first, second)
			refusedWith(t, err, field, key)
			if s := arranged(t, w, root)[0]; s.State != casemodel.Planned || !s.StartedAt.IsZero() || w.Matter(p).Seq != seq || w.Matter(p).State != "preparing" {
				t.Errorf("%s: something was written", key)
			}
		}
		self := worktest.F{"came": "self"}
		refused("came", "guard.parties_heard", worktest.F{"came": "absent"}, worktest.F{"came": "absent"})
		refused("came.1.name", "session.agent_name", self, worktest.F{"came": "agent"})
		refused("came.1.authority", "session.agent_authority", self, worktest.F{"came": "agent", "name": "Lawyer"})
		refused("came.1.checked", "session.agent_checked", self, worktest.F{"came": "agent", "name": "Lawyer", "authority": "special"})
		refused("came.0.relation", "session.with_relation", worktest.F{"came": "self", "with": "Uncle"}, self)
		refused("came.0.capacity", "session.with_capacity", worktest.F{"came": "self", "with": "Uncle", "relation": "uncle"}, self)
		refused("came.0.admitted", "session.with_admitted", worktest.F{"came": "self", "with": "Uncle", "relation": "uncle", "capacity": "care"}, self)
		refused("came.0.with", "session.with_name", worktest.F{"came": "self", "relation": "uncle"}, self)
		refused("came.0.capacity", "field.choice", worktest.F{"came": "self", "with": "Uncle", "capacity": "shout"}, self)
		_, err := open(worktest.F{"came": "self", "late": true, "with": "Uncle", "relation": "uncle", "capacity": "care", "admitted": "refused"},
			worktest.F{"came": "agent", "name": "Lawyer", "authority": "special", "checked": true})
		if err != nil {
			t.Fatal(err)
		}
		s := arranged(t, w, root)[0]
		want := []casemodel.Attendance{
			{Party: parties[0], Came: "self", Late: true, With: "Uncle", Relation: "uncle", Capacity: "care", Admitted: "refused"},
			{Party: parties[1], Came: "agent", Name: "Lawyer", Authority: "special", Checked: true},
		}
		if s.State != casemodel.Started || s.StartedAt != casemodel.At(w.Clock.Now()) || !slices.Equal(s.Begun.Came, want) || w.Matter(p).State != "in_session" {
			t.Errorf("it is %s since %s with %v, the mediation %s", s.State, s.StartedAt, s.Begun, w.Matter(p).State)
		}
		err = w.DB.Read(t.Context(), func(tx *store.Tx) error {
			payloads, err := tx.Payloads(p)
			for seq, told := range payloads {
				if strings.Contains(string(told), "Uncle") || strings.Contains(string(told), "Lawyer") {
					t.Errorf("the course says at %d who came along: %s", seq, told)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		view, err := w.Case(t.Context(), w.Who["chair"], p)
		if err != nil || len(view.Arranged) != 1 || len(view.Arranged[0].Begun.Came) != 0 {
			t.Errorf("who does not mediate is told who came: %v %v", view.Arranged, err)
		}
		_, err = w.Try("mediator", p, "start_sitting", worktest.F{"sitting": string(s.ID)})
		refusedWith(t, err, "sitting", "arrange.begun")
	})
}

// Without anything arranged for the day nothing is begun; one who came says it
// by the list of those who came, too.
func TestOpeningWithoutAnArrangedSitting(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := preparedOf(t, w, worktest.Quarrel(), "mediator")
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(3, 10, 0), "room": string(w.Rooms["first"])})
		w.Must("mediator", p, "open_session", worktest.F{"way": "visit", "came": []any{worktest.F{"party": string(w.Parties(root)[0]), "came": "self"}}})
		if s := arranged(t, w, root)[0]; s.State != casemodel.Planned || w.Matter(p).State != "in_session" {
			t.Errorf("tomorrow's is %s, the mediation %s", s.State, w.Matter(p).State)
		}
	})
}

// Who cannot hear, or speak the language, is not sat down with nobody to
// interpret: by somebody who is free and has pledged to, or by the mediator.
func TestNobodyIsSatDownUnheard(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		r := worktest.Quarrel()
		r.Parties[1].Needs = []string{"deaf"}
		root, p := preparedOf(t, w, r, "mediator")
		_, q := quarrelOf(t, w, 7, "mediator2")
		w.Must("mediator2", q, "schedule", worktest.F{"sitting_at": on(2, 10, 0), "place": "x", "interpreter": "Gao"})
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(2, 10, 0), "room": string(w.Rooms["first"])})
		w.Clock.Set(time.Date(2026, 3, 2, 10, 0, 0, 0, calendar.Zone))
		open := func(with worktest.F) error {
			with["way"], with["present"] = "joint", []any{string(w.Parties(root)[0])}
			_, err := w.Try("mediator", p, "open_session", with)
			return err
		}
		refusedWith(t, open(worktest.F{}), "interpreter", "guard.interpreter_needed")
		_, refused := clashes(t, open(worktest.F{"interpreter": "Gao", "pledge": true}))
		if refused.Fields[0].Key != "arrange.clash_interpreter" || arranged(t, w, root)[0].Interpreter != "" {
			t.Errorf("who interprets next door: %v", refused)
		}
		refusedWith(t, open(worktest.F{"interpreter": "Ma"}), "pledge", "guard.pledge_needed")
		if err := open(worktest.F{"interpreter": "Ma", "pledge": true}); err != nil {
			t.Fatal(err)
		}
		s := arranged(t, w, root)[0]
		if s.Interpreter != "Ma" || !s.Begun.Pledge || s.State != casemodel.Started {
			t.Errorf("it began with %q, pledged %v", s.Interpreter, s.Begun.Pledge)
		}
	})
}

// Each way of sitting together has what it needs, at arranging or at its
// beginning.
func TestEachWayOfSittingHasWhatItNeeds(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		first, second, one := string(w.Rooms["first"]), string(w.Rooms["second"]), string(w.Parties(root)[0])
		refused := func(field, key string, fields worktest.F) {
			t.Helper()
			fields["sitting_at"] = on(4, 9, 0)
			_, err := w.Try("mediator", p, "schedule", fields)
			refusedWith(t, err, field, key)
			if len(arranged(t, w, root)) != 0 {
				t.Errorf("%s: it is arranged", key)
			}
		}
		refused("expected", "arrange.one_side", worktest.F{"room": first, "way": "first"})
		refused("expected", "arrange.one_side", worktest.F{"room": first, "way": "caucus", "expected": []any{one, string(w.Parties(root)[1])}})
		refused("other_room", "arrange.two_rooms", worktest.F{"room": first, "way": "apart"})
		refused("other_room", "arrange.two_rooms", worktest.F{"room": first, "other_room": first, "way": "apart"})
		refused("place", "arrange.no_link", worktest.F{"room": first, "way": "video"})
		refused("place", "arrange.no_prison", worktest.F{"room": first, "way": "detention"})
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": first, "other_room": second, "way": "apart"})
		_, q := quarrelOf(t, w, 8, "mediator2")
		_, err := w.Try("mediator2", q, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": second})
		if keys, _ := clashes(t, err); !slices.Equal(keys, []string{"room"}) {
			t.Errorf("the second room is free to others: %v", keys)
		}
		w.Must("mediator2", q, "schedule", worktest.F{"sitting_at": on(2, 10, 0), "place": "No. 2 detention house", "way": "detention"})
		s := arranged(t, w, w.Matter(q).RootID)[0]
		_, err = w.Try("mediator2", q, "start_sitting", worktest.F{"sitting": string(s.ID)})
		refusedWith(t, err, "letter", "arrange.letter_missing")
		w.Must("mediator2", q, "start_sitting", worktest.F{"sitting": string(s.ID), "letter": "2026-17"})
	})
}
