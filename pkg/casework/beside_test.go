package casework_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// roads are the ways to a sitting at ten on the 4th in the second room.
func roads(t *testing.T, w *worktest.World, who string, p casemodel.ID) map[string]func() error {
	t.Helper()
	second := string(w.Rooms["second"])
	do := func(act string, fields worktest.F) func() error {
		return func() error {
			_, err := w.Try(who, p, act, fields)
			return err
		}
	}
	book := func(b casework.Booking) func() error {
		b.From, b.Minutes, b.Room = hourOf(4, 10, 0), 90, "second"
		return func() error {
			tried, err := w.TryBook(t.Context(), w.Who[who], []casework.Booking{b})
			if err != nil || tried[0].Refused == nil {
				return fmt.Errorf("a try says %v, %w", tried, err)
			}
			done, err := w.Book(t.Context(), w.Who[who], []casework.Booking{b}, "", nil)
			if err != nil {
				return err
			}
			return done[0].Refused
		}
	}
	w.Must(who, p, "schedule", worktest.F{"sitting_at": on(6, 9, 0), "place": "elsewhere"})
	moved := string(arranged(t, w, w.Matter(p).RootID)[0].ID)
	return map[string]func() error{
		"create":           do("schedule", worktest.F{"sitting_at": on(4, 10, 0), "room": second}),
		"adjourn":          do("adjourn", worktest.F{"sitting_at": on(4, 10, 0), "room": second}),
		"next of a record": do("log_session", worktest.F{"mode": "joint", "result": "continue", "text": "said", "sitting_at": on(4, 10, 0), "next_room": second}),
		"move":             do("reschedule", worktest.F{"sitting": moved, "sitting_at": on(4, 10, 0), "room": second, "reason": "ill"}),
		"hold": func() error {
			_, err := w.Hold(t.Context(), w.Who[who], p, casework.Wanted{Act: "schedule", Fields: worktest.F{"sitting_at": on(4, 10, 0), "room": second}})
			return err
		},
		"hold to move": func() error {
			_, err := w.Hold(t.Context(), w.Who[who], p, casework.Wanted{Act: "reschedule", Fields: worktest.F{"sitting": moved, "sitting_at": on(4, 10, 0), "room": second}})
			return err
		},
		"bulk":   book(casework.Booking{Matter: p}),
		"import": book(casework.Booking{Number: w.Matter(w.Matter(p).RootID).Number}),
	}
}

// Who is expected in one room is in no other at that hour, by whatever way he is
// put there, and nothing is written: a party, who comes for a company, and a
// mediator who is a party himself.
func TestNobodySitsInTwoRoomsByAnyRoad(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			u, err := tx.User(w.Who["mediator2"].UserID)
			if err != nil {
				return err
			}
			u.Phone = "138 4711 2233"
			return tx.UpdateUser(u)
		})
		if err != nil {
			t.Fatal(err)
		}
		firm := casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "Estate Ltd", Phone: "04713300000"}
		cases := map[string][2]func(*casework.Registration){
			"person": {
				func(r *casework.Registration) { r.Parties[0].Name, r.Parties[0].Phone = "Wang", "13947119999" },
				func(r *casework.Registration) { r.Parties[0].Name, r.Parties[0].Phone = "Wang", "13947119999" },
			},
			"person for a company": {
				func(r *casework.Registration) { r.Parties[0].Name, r.Parties[0].Phone = "Zhao", "13947118888" },
				func(r *casework.Registration) {
					r.Parties[1] = firm
					r.Parties[1].Representatives = []casemodel.Representative{{Kind: "agent", Name: "Zhao", Phone: "13947118888"}}
				},
			},
			"mediator": {
				func(r *casework.Registration) { r.Parties[0].Name, r.Parties[0].Phone = "mediator2", "13847112233" },
				func(*casework.Registration) {},
			},
		}
		n := 0
		for what, change := range cases {
			n += 2
			root, p := quarrelOf(t, w, n, "mediator", change[0])
			other, q := quarrelOf(t, w, n+1, "mediator2", change[1])
			w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": string(w.Rooms["first"])})
			for road, try := range roads(t, w, "mediator2", q) {
				seq, before := w.Matter(q).Seq, arranged(t, w, other)
				keys, refused := clashes(t, try())
				if want := what[:6]; len(keys) != 1 || keys[0][:6] != want || refused.Fields[0].Args["from"] != "10:00" {
					t.Errorf("%s by %s: %v %v", what, road, keys, refused.Fields)
				}
				if got := arranged(t, w, other); w.Matter(q).Seq != seq || len(got) != len(before) || got[0].From != before[0].From {
					t.Errorf("%s by %s: something is written: %v", what, road, got)
				}
			}
			w.Must("mediator", p, "cancel_sitting", worktest.F{"sitting": string(arranged(t, w, root)[0].ID), "reason": "done"})
			w.Must("mediator2", q, "cancel_sitting", worktest.F{"sitting": string(arranged(t, w, other)[0].ID), "reason": "done"})
		}
	})
}

// A company sits in two rooms with two people of its own: that is told where it
// is arranged and on the matter's page, and refused nowhere. Of a family nothing
// is told.
func TestACompanyNextDoorIsToldAndNotRefused(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		firm := func(r *casework.Registration) {
			r.Parties[1] = casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "Estate Ltd", Phone: "04713300000"}
		}
		_, p := quarrelOf(t, w, 1, "mediator", firm)
		_, q := quarrelOf(t, w, 2, "mediator2", firm)
		guarded, violent := quarrelOf(t, w, 3, "mediator", firm)
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			return tx.SetFields(guarded, map[string]string{casemodel.ScreeningFields[0]: "yes"}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		second := string(w.Rooms["second"])
		want := casework.Wanted{Act: "schedule", Fields: worktest.F{"sitting_at": on(4, 10, 0), "room": second}}
		none := func(when string) {
			t.Helper()
			if got, err := w.Beside(t.Context(), w.Who["mediator2"], q, want); err != nil || len(got) != 0 {
				t.Errorf("%s: %v %v", when, got, err)
			}
		}
		none("nobody sits yet")
		w.Must("mediator", violent, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "place": "elsewhere"})
		none("of a case that may hold violence")
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 10, 30), "room": string(w.Rooms["first"])})
		told := []casework.Beside{{Name: "Estate Ltd", From: hourOf(4, 10, 30), Until: hourOf(4, 12, 0), Room: "first"}}
		if got, err := w.Beside(t.Context(), w.Who["mediator2"], q, want); err != nil || !slices.Equal(got, told) {
			t.Errorf("told %v %v", got, err)
		}
		rows := []casework.Booking{{Matter: q, From: hourOf(4, 10, 0), Minutes: 60, Room: "second"}, {Matter: p, From: hourOf(5, 10, 0), Minutes: 60, Room: "first"}, {Matter: q, From: hourOf(5, 10, 0), Minutes: 60, Room: "second"}}
		tried, err := w.TryBook(t.Context(), w.Who["chair"], rows)
		if err != nil || tried[0].Refused != nil || !slices.Equal(tried[0].Beside, told) || tried[2].Refused != nil || len(tried[2].Beside) != 1 || tried[2].Beside[0].Row != 2 {
			t.Errorf("planned: %v %v", tried, err)
		}
		done, err := w.Book(t.Context(), w.Who["chair"], rows, "", nil)
		if err != nil || done[0].Refused != nil || done[1].Refused != nil || done[2].Refused != nil {
			t.Errorf("booked: %v %v", done, err)
		}
		view, err := w.Case(t.Context(), w.Who["mediator2"], q)
		if err != nil || len(view.Beside) != 2 {
			t.Errorf("on its page: %v %v", view.Beside, err)
		}
		if view, err = w.Case(t.Context(), w.Who["clerk"], q); err != nil || len(view.Beside) != 0 {
			t.Errorf("at the counter: %v %v", view.Beside, err)
		}
	})
}

// However many sit next door, none is left out of the count: the page
// says how many it does not name.
func TestEverySittingNextDoorIsFound(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		const others = 23
		firm := func(r *casework.Registration) {
			r.Parties[1] = casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "Estate Ltd", Phone: "04713300000"}
		}
		first, p := quarrelOf(t, w, 1, "mediator", firm)
		_, q := quarrelOf(t, w, 2, "mediator2", firm)
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 10, 0), "room": string(w.Rooms["first"])})
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error { // rows of the table: a mediator cannot sit twice at an hour
			all, err := tx.Arranged(first)
			for range others {
				one := all[0]
				one.ID = tx.NewID()
				if err == nil {
					err = tx.InsertSitting(&one)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want := casework.Wanted{Act: "schedule", Fields: worktest.F{"sitting_at": on(4, 10, 0), "room": string(w.Rooms["second"])}}
		if got, err := w.Beside(t.Context(), w.Who["mediator2"], q, want); err != nil || len(got) != others+1 {
			t.Errorf("%d are told of, %v", len(got), err)
		}
	})
}
