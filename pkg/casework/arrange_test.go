package casework_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// on is an hour of March 2026, the month in which these worlds begin.
func on(day, hour, minute int) string {
	return casemodel.At(time.Date(2026, 3, day, hour, minute, 0, 0, calendar.Zone)).String()
}

// arranged reads the sittings of a family past every permission.
func arranged(t *testing.T, w *worktest.World, root casemodel.ID) (all []casemodel.Sitting) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Arranged(root)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func taken(t *testing.T, w *worktest.World, things ...string) (n int) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Occupied(things, 0, 1<<30, "")
		n = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// clashes are the keys of what a refusal names; it fails when it is none.
func clashes(t *testing.T, err error) (keys []string, refused *casemodel.Error) {
	t.Helper()
	if !errors.As(err, &refused) || refused.Kind != casemodel.Conflict || refused.Key != "arrange.clash" {
		t.Fatalf("no clash: %v", err)
	}
	for _, f := range refused.Fields {
		keys = append(keys, strings.TrimPrefix(f.Key, "arrange.clash_"))
	}
	return keys, refused
}

// quarrelOf is a running mediation of two people, by the town's mediator or
// another one.
func quarrelOf(t *testing.T, w *worktest.World, n int, mediator string, change ...func(*casework.Registration)) (root, p casemodel.ID) {
	t.Helper()
	r := worktest.Quarrel()
	r.Parties[0].Name, r.Parties[0].Phone = fmt.Sprintf("Bao%d", n), fmt.Sprintf("139471%05d", n)
	r.Parties[1].Name, r.Parties[1].Phone = fmt.Sprintf("Liu%d", n), fmt.Sprintf("138471%05d", n)
	for _, c := range change {
		c(&r)
	}
	root, p = preparedOf(t, w, r, mediator)
	present := []any{}
	for _, id := range w.Parties(root) {
		present = append(present, string(id))
	}
	w.Must(mediator, p, "open_session", worktest.F{"present": present, "place": "first", "way": "joint"})
	return root, p
}

// preparedOf is a mediation that has not been opened yet.
func preparedOf(t *testing.T, w *worktest.World, r casework.Registration, mediator string) (root, p casemodel.ID) {
	t.Helper()
	root = w.Register(r)
	w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
	w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
	p = w.Child(root, "peoples_mediation").ID
	w.Must("mediator", p, "ask_consent", nil)
	w.Must("mediator", p, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("chair", p, "appoint_mediator", worktest.F{"handler": w.User(mediator)})
	w.Must(mediator, p, "give_rights_notice", worktest.F{"way": "signed"})
	return root, p
}

// Fifty people want one room in one hour, by every way there is to it: one has
// it, and of the others nothing at all is written.
func TestFiftyBookingsOfOneSlotAreOne(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		const n = 50
		roots, ps := make([]casemodel.ID, n), make([]casemodel.ID, n)
		for i := range n {
			roots[i], ps[i] = quarrelOf(t, w, i, "mediator")
		}
		room := string(w.Rooms["first"])
		race := func(what string, day, slots int, try func(i int) error) {
			t.Helper()
			before := map[casemodel.ID]int{}
			for _, p := range ps {
				before[p] = w.Matter(p).Seq
			}
			var mu sync.Mutex
			var wait sync.WaitGroup
			won := 0
			for i := range n {
				wait.Go(func() {
					err := try(i)
					mu.Lock()
					defer mu.Unlock()
					var refused *casemodel.Error
					switch {
					case err == nil:
						won++
					case !errors.As(err, &refused) || refused.Key != "arrange.clash":
						t.Errorf("%s: %v", what, err)
					case w.Matter(ps[i]).Seq != before[ps[i]]:
						t.Errorf("%s: a refused one is in the journal", what)
					}
				})
			}
			wait.Wait()
			if won != 1 {
				t.Errorf("%s: %d have the slot", what, won)
			}
			first := casemodel.Slot(casemodel.At(time.Date(2026, 3, day, 9, 0, 0, 0, calendar.Zone)))
			err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
				all, err := tx.Occupied([]string{"room:" + room}, first, first+100, "")
				if err == nil && (len(all) != 1 || all[0].First != first || all[0].End != first+slots) {
					t.Errorf("%s: the room is taken %v", what, all)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		do := func(act string, fields func(i int) worktest.F) func(i int) error {
			return func(i int) error {
				v := w.Matter(ps[i]).Version
				_, err := w.Do(t.Context(), w.Who["mediator"], ps[i], act, casework.Input{Version: &v, Fields: fields(i)})
				return err
			}
		}
		same := func(f worktest.F) func(int) worktest.F { return func(int) worktest.F { return f } }
		race("create", 4, 18, do("schedule", same(worktest.F{"sitting_at": on(4, 9, 0), "room": room})))
		race("adjourn", 5, 18, do("adjourn", same(worktest.F{"sitting_at": on(5, 9, 0), "room": room})))
		race("next of a record", 6, 18, do("log_session", same(worktest.F{"mode": "joint", "result": "continue", "text": "said", "sitting_at": on(6, 9, 0), "next_room": room})))
		race("hold", 9, 18, func(i int) error {
			_, err := w.Hold(t.Context(), w.Who["mediator"], ps[i], casework.Wanted{Act: "schedule", Fields: worktest.F{"sitting_at": on(9, 9, 0), "room": room}})
			return err
		})
		book := func(row func(i int) casework.Booking) func(i int) error {
			return func(i int) error {
				done, err := w.Book(t.Context(), w.Who["mediator"], []casework.Booking{row(i)}, "", nil)
				if err != nil {
					return err
				}
				return done[0].Refused
			}
		}
		race("planned in bulk", 11, 8, book(func(i int) casework.Booking {
			return casework.Booking{Matter: ps[i], From: hourOf(11, 9, 0), Minutes: 40, Room: "first"}
		}))
		race("imported from a diary", 12, 18, book(func(i int) casework.Booking {
			return casework.Booking{Number: w.Matter(roots[i]).Number, From: hourOf(12, 9, 0), Minutes: 90, Room: "first", Mediator: "mediator"}
		}))
		ids := make([]string, n)
		for i := range n { // each has one of its own, to be moved
			w.Must("mediator", ps[i], "schedule", worktest.F{"sitting_at": on(18+i/10, 8+i%10, 30), "minutes": "60", "place": "elsewhere"})
			all := arranged(t, w, roots[i])
			at := slices.IndexFunc(all, func(s casemodel.Sitting) bool { return s.Place == "elsewhere" })
			ids[i] = string(all[at].ID)
		}
		race("move", 17, 12, do("reschedule", func(i int) worktest.F {
			return worktest.F{"sitting": ids[i], "sitting_at": on(17, 9, 0), "room": room, "reason": "ill"}
		}))
	})
}

// One person has two cases with two mediators in two rooms: he cannot sit in
// both, and neither learns of the other. A company can.
func TestAPersonCannotSitInTwoRoomsAndACompanyCan(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		id := func(r *casework.Registration) {
			r.Parties[0].Name, r.Parties[0].IDNo, r.Parties[0].IDType = "Wang", "150102198501011232", "resident_id"
		}
		firm := func(r *casework.Registration) {
			r.Parties[1] = casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "Estate Ltd", Phone: "04713300000"}
		}
		one, p := quarrelOf(t, w, 1, "mediator", id, firm)
		two, q := quarrelOf(t, w, 2, "mediator2", id, firm)
		_, third := quarrelOf(t, w, 3, "mediator2", firm)
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": string(w.Rooms["first"])})
		seq := w.Matter(q).Seq
		_, err := w.Try("mediator2", q, "schedule", worktest.F{"sitting_at": on(4, 10, 0), "room": string(w.Rooms["second"])})
		keys, refused := clashes(t, err)
		if !slices.Equal(keys, []string{"person"}) || refused.Fields[0].Args["from"] != "10:00" || refused.Fields[0].Args["until"] != "10:30" || refused.Fields[0].Args["name"] != "Wang" {
			t.Errorf("clash says %v %v", keys, refused.Fields)
		}
		if told := fmt.Sprint(refused.Fields, refused.Free); strings.Contains(told, w.Matter(one).Number) || strings.Contains(told, string(one)) || strings.Contains(told, "Bao") {
			t.Errorf("the other case is told of: %s", told)
		}
		if len(refused.Free) != 3 || refused.Free[0].From.String() != on(4, 10, 30) || refused.Free[1].From.String() != on(4, 14, 30) || refused.Free[2].From.String() != on(4, 16, 0) {
			t.Errorf("free: %v", refused.Free)
		}
		if w.Matter(q).Seq != seq || len(arranged(t, w, two)) != 0 {
			t.Error("something of a refused sitting is there")
		}
		w.Must("mediator2", third, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": string(w.Rooms["second"])})
		w.Must("mediator2", q, "schedule", worktest.F{"sitting_at": on(4, 10, 30), "room": string(w.Rooms["second"])})
	})
}

func TestASittingFromItsArrangingToItsEnd(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		room := "room:" + string(w.Rooms["first"])
		stands := func(when, state string, next casemodel.Instant) {
			t.Helper()
			all := arranged(t, w, root)
			view, err := w.Case(t.Context(), w.Who["mediator"], p)
			if err != nil || len(all) == 0 || all[len(all)-1].State != state || view.Card.NextSittingAt != next || (view.Fields["sitting_at"] == "") != next.IsZero() {
				t.Errorf("%s: %v, the case says %s, the matter %q; %v", when, all, view.Card.NextSittingAt, view.Fields["sitting_at"], err)
			}
		}
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(2, 10, 0), "room": string(w.Rooms["first"])})
		s := arranged(t, w, root)[0]
		stands("arranged", casemodel.Planned, s.From)
		which := worktest.F{"sitting": string(s.ID)}
		if _, err := w.Try("mediator", p, "finish_sitting", which); err == nil || !strings.Contains(err.Error(), "arrange.no_record") {
			t.Errorf("finished without a record: %v", err)
		}
		if _, err := w.Try("mediator2", p, "start_sitting", which); !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("somebody else's: %v", err)
		}
		moved := casemodel.At(time.Date(2026, 3, 2, 15, 0, 0, 0, calendar.Zone))
		w.Must("mediator", p, "reschedule", worktest.F{"sitting": string(s.ID), "sitting_at": moved.String(), "reason": "in hospital"})
		stands("moved", casemodel.Planned, moved)
		if got := taken(t, w, room); got != 1 {
			t.Errorf("the room is taken %d times after a move", got)
		}
		w.Must("mediator", p, "start_sitting", which)
		w.Clock.Set(time.Date(2026, 3, 2, 15, 30, 0, 0, calendar.Zone))
		w.Must("mediator", p, "log_session", worktest.F{"mode": "joint", "result": "continue", "text": "said"})
		stands("written down", casemodel.Started, casemodel.Instant{})
		w.Must("mediator", p, "finish_sitting", which)
		stands("over", casemodel.Finished, casemodel.Instant{})
		first, end := casemodel.Slots(moved, casemodel.At(w.Clock.Now()))
		err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Occupied([]string{room}, 0, 1<<30, "")
			if err == nil && (len(all) != 1 || all[0].First != first || all[0].End != end) {
				t.Errorf("after its end the room is taken %v, want %d to %d", all, first, end)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Try("mediator", p, "cancel_sitting", worktest.F{"sitting": string(s.ID), "reason": "no"}); err == nil {
			t.Error("a sitting that is over was called off")
		}

		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(9, 9, 0), "room": string(w.Rooms["second"])})
		w.Must("mediator", p, "terminate", worktest.F{"reason": "withdrawn"})
		stands("ended with the matter", casemodel.Cancelled, casemodel.Instant{})
		if got := taken(t, w, "room:"+string(w.Rooms["second"])); got != 0 {
			t.Error("a room is taken by a matter that is over")
		}
	})
}

func TestWhatCannotBeArranged(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		first := string(w.Rooms["first"])
		refusedAt := func(field, key string, fields worktest.F) {
			t.Helper()
			_, err := w.Try("mediator", p, "schedule", fields)
			var refused *casemodel.Error
			if !errors.As(err, &refused) || len(refused.All()) != 1 || refused.All()[0].Field != field || refused.All()[0].Key != key {
				t.Errorf("%v: %v, want %s at %s", fields, err, key, field)
			}
		}
		refusedAt("room", "arrange.nowhere", worktest.F{"sitting_at": on(4, 9, 0)})
		refusedAt("sitting_at", "arrange.past", worktest.F{"sitting_at": on(1, 9, 0), "place": "x"})
		refusedAt("sitting_at", "arrange.too_far", worktest.F{"sitting_at": "2028-03-04T09:00:00+08:00", "place": "x"})
		refusedAt("room", "arrange.room_hours", worktest.F{"sitting_at": on(4, 7, 0), "room": first})
		refusedAt("room", "arrange.room_hours", worktest.F{"sitting_at": on(4, 16, 30), "room": first})
		refusedAt("room", "arrange.no_such_room", worktest.F{"sitting_at": on(4, 9, 0), "room": string(p)})
		refusedAt("minutes", "field.choice", worktest.F{"sitting_at": on(4, 9, 0), "room": first, "minutes": "7"})
		if got := arranged(t, w, root); len(got) != 0 {
			t.Errorf("there is %v", got)
		}
	})
}

// Where somebody was asked about violence at home, nobody is put into one room
// by leaving the way of it open.
func TestTheSidesOfAViolentCaseAreNotPutIntoOneRoom(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := quarrelOf(t, w, 1, "mediator")
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			return tx.SetFields(root, map[string]string{casemodel.ScreeningFields[0]: "yes"}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Try("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": string(w.Rooms["first"])})
		refusedWith(t, err, "other_room", "arrange.two_rooms")
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": string(w.Rooms["first"]), "other_room": string(w.Rooms["second"])})
		if got := arranged(t, w, root)[0].Mode; got == "joint" {
			t.Error("they sit in one room")
		}
	})
}

func TestWhoIsAwayIsNotArrangedWith(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		who := w.Who["mediator"]
		at := func(day, hour int) casemodel.Instant {
			return casemodel.At(time.Date(2026, 3, day, hour, 0, 0, 0, calendar.Zone))
		}
		if err := w.TakeLeave(t.Context(), who, at(4, 0), at(6, 0), "training"); err != nil {
			t.Fatal(err)
		}
		_, err := w.Try("mediator", p, "schedule", worktest.F{"sitting_at": on(5, 9, 0), "place": "x"})
		keys, refused := clashes(t, err)
		if !slices.Equal(keys, []string{"mediator"}) || refused.Free[0].From.String() != on(6, 9, 0) {
			t.Errorf("%v, free %v", keys, refused.Free)
		}
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(6, 9, 0), "place": "x"})
		if err := w.TakeLeave(t.Context(), who, at(6, 8), at(6, 12), ""); !casemodel.Is(err, casemodel.Conflict) {
			t.Errorf("away from a sitting: %v", err)
		}
		mine, err := w.OwnDiary(t.Context(), who, at(2, 0), at(9, 0))
		if err != nil || len(mine) != 2 || mine[0].State != casemodel.Leave {
			t.Fatalf("own week: %v %v", mine, err)
		}
		if err := w.EndLeave(t.Context(), w.Who["mediator2"], mine[0].ID); !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("another's leave: %v", err)
		}
		if err := w.EndLeave(t.Context(), who, mine[0].ID); err != nil {
			t.Fatal(err)
		}
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(5, 9, 0), "place": "x"})
	})
}

// A new mediator takes over what is arranged, unless he is taken himself.
func TestANewMediatorTakesTheSittingsOver(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := quarrelOf(t, w, 1, "mediator")
		_, q := quarrelOf(t, w, 2, "mediator2")
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(5, 9, 0), "place": "x"})
		w.Must("mediator2", q, "schedule", worktest.F{"sitting_at": on(5, 10, 0), "place": "y"})
		replace := worktest.F{"handler": w.User("mediator2"), "reason": "ill"}
		_, err := w.Try("chair", p, "replace_mediator", replace)
		if keys, _ := clashes(t, err); !slices.Equal(keys, []string{"mediator"}) {
			t.Errorf("%v", keys)
		}
		w.Must("mediator2", q, "reschedule", worktest.F{"sitting": string(arranged(t, w, w.Matter(q).RootID)[0].ID), "sitting_at": on(6, 10, 0), "reason": "for another"})
		w.Must("chair", p, "replace_mediator", replace)
		if got := arranged(t, w, root)[0].Mediators; !slices.Equal(got, casemodel.StringList{w.User("mediator2")}) {
			t.Errorf("conducted by %v", got)
		}
		if taken(t, w, "user:"+w.User("mediator")) != 0 || taken(t, w, "user:"+w.User("mediator2")) != 2 {
			t.Error("the hours of the two are not theirs")
		}
	})
}

// The week of the house tells everybody the room, the hour and the mediator;
// who comes only to the handler.
func TestTheWeekOfTheHouseTellsNoNames(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "room": string(w.Rooms["first"])})
		from := casemodel.At(w.Clock.Now())
		for user, want := range map[string]string{"mediator": "Bao Liu", "mediator2": "", "clerk": "", "dept": "none", "hmdirector": "none"} {
			list, err := w.Diary(t.Context(), w.Who[user], from, from.Add(7*oneDay))
			if err != nil || (want == "none") != (len(list) == 0) {
				t.Errorf("%s: %v %v", user, list, err)
				continue
			}
			for _, s := range list {
				if s.Names != want || s.Matter.Title != s.Matter.PublicTitle || s.Room != "first" {
					t.Errorf("%s reads %q %q %q", user, s.Names, s.Matter.Title, s.Room)
				}
			}
		}
	})
}

// A notice is kept with the sitting; one that did not arrive is tried again.
func TestAPartyIsToldAgainByAnotherWay(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		party := string(w.Parties(root)[0])
		notice := worktest.F{"sitting": "", "party": party, "way": "call_out", "outcome": "not_reached"}
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 9, 0), "place": "x"})
		notice["sitting"] = string(arranged(t, w, root)[0].ID)
		w.Must("mediator", p, "notify_sitting", notice)
		notice["way"], notice["outcome"] = "no_answer", "told"
		if _, err := w.Try("mediator", p, "notify_sitting", notice); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("told by a call nobody answered: %v", err)
		}
		notice["way"], notice["proof"] = "letter", "EMS 1234"
		w.Must("mediator", p, "notify_sitting", notice)
		err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			all, err := tx.SittingNotices(root)
			if err == nil && (len(all) != 2 || all[0].Reached != 0 || all[1].Reached != 1 || all[1].Proof != "EMS 1234") {
				t.Errorf("notices: %v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestARoomIsTheAdministrationsToMakeAndClose(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, p := w.InSession(t)
		r := casemodel.Room{Name: "third", Seats: 6, Hours: "08:30-17:30"}
		if _, err := w.AddRoom(t.Context(), w.Who["mediator"], r, "TOWN"); !casemodel.Is(err, casemodel.Forbidden) {
			t.Errorf("a mediator made a room: %v", err)
		}
		bad := casemodel.Room{Name: "", Seats: 0, Hours: "12:00-09:00"}
		_, err := w.AddRoom(t.Context(), w.Who["admin"], bad, "NOBODY")
		var refused *casemodel.Error
		if !errors.As(err, &refused) || len(refused.Fields) != 4 {
			t.Errorf("faults: %v", err)
		}
		id, err := w.AddRoom(t.Context(), w.Who["admin"], r, "TOWN")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddRoom(t.Context(), w.Who["admin"], r, "TOWN"); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("two of one name: %v", err)
		}
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 13, 0), "room": string(id)})
		r.ID, r.Version, r.Closed = id, 1, 1
		if err := w.EditRoom(t.Context(), w.Who["admin"], r); err != nil {
			t.Fatal(err)
		}
		if err := w.EditRoom(t.Context(), w.Who["admin"], r); !casemodel.Is(err, casemodel.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		if _, err := w.Try("mediator", p, "schedule", worktest.F{"sitting_at": on(5, 9, 0), "room": string(id)}); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("in a closed room: %v", err)
		}
	})
}

// Who comes to a talk with one side is told to nobody but its mediator: a
// refusal says neither the name nor the hour, and nothing beside what it may.
func TestARefusedHourDoesNotTellWhoIsTalkedToAlone(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		id := func(r *casework.Registration) {
			r.Parties[0].Name, r.Parties[0].IDNo, r.Parties[0].IDType = "Wang", "150102198501011232", "resident_id"
		}
		root, p := quarrelOf(t, w, 1, "mediator", id)
		_, q := quarrelOf(t, w, 2, "mediator2", id)
		wang := []any{string(w.Parties(root)[0])}
		w.Must("mediator2", q, "schedule", worktest.F{"sitting_at": on(4, 10, 0), "room": string(w.Rooms["second"])})
		w.Must("mediator", p, "schedule", worktest.F{"sitting_at": on(4, 8, 0), "minutes": "60", "way": "caucus", "expected": wang, "place": "elsewhere"})
		talk := string(arranged(t, w, root)[0].ID)
		before := prints(t, w)
		move := func(who string, in worktest.F) (keys []string, said string) {
			t.Helper()
			in["sitting"], in["reason"] = talk, "he asked for it"
			_, err := w.Try(who, p, "reschedule", in)
			keys, refused := clashes(t, err)
			return keys, fmt.Sprint(refused.Fields)
		}
		at := worktest.F{"sitting_at": on(4, 10, 0)}
		if keys, said := move("chair", maps.Clone(at)); !slices.Equal(keys, []string{"someone"}) || strings.Contains(said, "Wang") || strings.Contains(said, "10:") {
			t.Errorf("the chair is told %v %s", keys, said)
		}
		taken := worktest.F{"sitting_at": on(4, 10, 0), "room": string(w.Rooms["second"])}
		if keys, said := move("chair", taken); !slices.Equal(keys, []string{"room"}) || strings.Contains(said, "Wang") {
			t.Errorf("where the room is taken too, the chair is told %v %s", keys, said)
		}
		if keys, said := move("mediator", maps.Clone(at)); !slices.Equal(keys, []string{"person"}) || !strings.Contains(said, "Wang") {
			t.Errorf("its mediator is told %v %s", keys, said)
		}
		_, err := w.Try("chair", p, "schedule", worktest.F{"sitting_at": on(4, 8, 30), "expected": wang, "place": "elsewhere"})
		if keys, _ := clashes(t, err); !slices.Equal(keys, []string{"mediator"}) {
			t.Errorf("at the hour of the talk the chair is told %v", keys)
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("a refusal wrote something")
		}
	})
}
