package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestRoomsSittingsAndNoticesComeBackAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		do(t, db, func(tx *store.Tx) error {
			room := &casemodel.Room{}
			fill(t, room)
			must(t, tx.InsertRoom(room))
			room.Name, room.Closed = "第二调解室", 1
			must(t, tx.UpdateRoom(room))
			rooms, err := tx.Rooms(room.BodyID)
			must(t, err)
			same(t, "rooms", rooms, []casemodel.Room{*room})

			s := &casemodel.Sitting{}
			fill(t, s)
			must(t, tx.InsertSitting(s))
			s.State, s.Mediators = "planned", casemodel.StringList{"a", "b"}
			must(t, tx.UpdateSitting(s))
			all, err := tx.Arranged(s.RootID)
			must(t, err)
			same(t, "sittings", all, []casemodel.Sitting{*s})

			n := &casemodel.SittingNotice{}
			fill(t, n)
			must(t, tx.InsertSittingNotice(n))
			notices, err := tx.SittingNotices(n.RootID)
			must(t, err)
			same(t, "notices", notices, []casemodel.SittingNotice{*n})
			return nil
		})
	})
}

// nine is the hour everybody wants.
var nine = casemodel.At(time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC))

// Fifty want the same hour, each with one thing more of its own and half of
// them in the other order: one has it, and no half of another is left behind.
func TestOfFiftyWhoWantOneSlotOneHasIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		var wait sync.WaitGroup
		var won []casemodel.ID
		taken := errors.New("taken")
		for i := range 50 {
			wait.Go(func() {
				var id casemodel.ID
				err := db.Do(t.Context(), func(tx *store.Tx) error {
					id = tx.NewID()
					things := []string{"room:1", "user:1", "user:own" + string(id)}
					if i%2 == 1 {
						slices.Reverse(things)
					}
					clash, err := tx.Occupy(id, nine, nine.Add(90*time.Minute), things)
					if err == nil && len(clash) > 0 {
						return taken
					}
					return err
				})
				if err != nil && !errors.Is(err, taken) {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					won = append(won, id)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		same(t, "who has it", len(won), 1)
		read(t, db, func(tx *store.Tx) error {
			first, end := casemodel.Slots(nine, nine.Add(90*time.Minute))
			got, err := tx.Occupied([]string{"room:1", "user:1", "user:own" + string(won[0])}, 0, end+1000, "")
			must(t, err)
			same(t, "what is taken", got, []store.Taken{{"room:1", first, end}, {"user:1", first, end}, {"user:own" + string(won[0]), first, end}})
			n := 0
			must(t, store.Each(tx, "SELECT 1 FROM occupancy", func(func(...any) error) error { n++; return nil }))
			same(t, "rows", n, 3*18)
			return nil
		})
	})
}

func TestASlotHeldForACallIsFreeAfterItsTime(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		take := func() (clash []store.Taken) {
			do(t, db, func(tx *store.Tx) (err error) {
				s := &casemodel.Sitting{ID: tx.NewID(), State: casemodel.Held, From: nine, Until: nine.Add(time.Hour), ExpiresAt: tx.Now().Add(10 * time.Minute)}
				if clash, err = tx.Occupy(s.ID, s.From, s.Until, []string{"room:1"}); err != nil || len(clash) > 0 {
					return err
				}
				return tx.InsertSitting(s)
			})
			return clash
		}
		same(t, "first", len(take()), 0)
		clock.Advance(9 * time.Minute)
		same(t, "while it is held", len(take()), 1)
		clock.Advance(time.Minute)
		same(t, "after its time", len(take()), 0)
	})
}

func TestThePersonOfTwoCasesIsFoundByWhatBothKnow(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		read(t, db, func(tx *store.Tx) error {
			names := func(name, id, phone string) []string {
				all, err := tx.PersonResources(name, id, phone)
				must(t, err)
				return all
			}
			whole := names("王志强", "150102198501011234", "13947100001")
			same(t, "whole", len(whole), 2)
			for _, one := range [][]string{names("王 志强", "", "139 4710 0001"), names("王志强", " 150102198501011234", "")} {
				if len(one) != 1 || !slices.Contains(whole, one[0]) {
					t.Errorf("%v is not among %v", one, whole)
				}
			}
			same(t, "another of that phone", slices.Contains(whole, names("王小强", "", "13947100001")[0]), false)
			same(t, "a nameless one", len(names("", "", "13947100001")), 0)
			if strings.Contains(strings.Join(whole, " "), "1394710") {
				t.Error("a number stands in clear")
			}
			return nil
		})
	})
}

func TestWhatWasArrangedBeforeBecomesASitting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		handler := casemodel.ID("018f0000-0000-7000-8000-000000000001")
		m := given(t, db, func(m *casemodel.Matter) { m.HandlerID, m.BodyID = handler, "018f0000-0000-7000-8000-000000000002" })
		over := given(t, db, func(m *casemodel.Matter) { m.Class, m.Live = casemodel.Done, 0 })
		do(t, db, func(tx *store.Tx) error {
			for _, id := range []casemodel.ID{m.ID, over.ID} {
				must(t, tx.SetFields(id, map[string]string{"sitting_at": nine.String(), "place": "第一调解室"}, 3))
			}
			return nil
		})
		must(t, db.Unmigrate(t.Context(), 17))
		must(t, db.Migrate(t.Context()))
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Arranged(m.ID)
			must(t, err)
			same(t, "sittings", got, []casemodel.Sitting{{
				ID: m.ID, RootID: m.ID, MatterID: m.ID, BodyID: m.BodyID, Place: "第一调解室", From: nine, Until: nine.Add(90 * time.Minute),
				Mode: "joint", State: casemodel.Planned, Mediators: casemodel.StringList{string(handler)}, ByID: handler, Seq: 3,
			}})
			none, err := tx.Arranged(over.ID)
			same(t, "of what is over", len(none), 0)
			return err
		})
	})
}
