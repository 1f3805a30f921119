package store_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// What a search leaves out before it asks for permissions must be none of what
// they allow: where a relation holds, what is nearest to it holds too.
func TestWhatIsSeenIsNear(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		who := casemodel.Actor{UserID: crowdID(1, "4"), BodyID: crowdID(1, "3")}
		column := func(set func(m *casemodel.Matter)) func() *casemodel.Matter {
			return func() *casemodel.Matter { return given(t, db, set) }
		}
		part := func(role string, user, body casemodel.ID, past bool) func() *casemodel.Matter {
			return func() *casemodel.Matter {
				m := given(t, db)
				do(t, db, func(tx *store.Tx) error {
					p := casemodel.Participant{ID: tx.NewID(), RootID: m.ID, MatterID: m.ID, UserID: user, BodyID: body, Role: role, Since: casemodel.At(clock.Now().Add(-time.Hour)), Until: casemodel.Never}
					if past {
						p.Until = casemodel.At(clock.Now().Add(-time.Minute))
					}
					return tx.AddParticipant(p)
				})
				return m
			}
		}
		bound := map[string]func() *casemodel.Matter{
			"handler":    column(func(m *casemodel.Matter) { m.HandlerID = who.UserID }),
			"owner":      column(func(m *casemodel.Matter) { m.OwnerID = who.UserID }),
			"body":       column(func(m *casemodel.Matter) { m.BodyID = who.BodyID }),
			"offered":    column(func(m *casemodel.Matter) { m.OfferedBodyID = who.BodyID }),
			"reviewer":   column(func(m *casemodel.Matter) { m.ReviewBodyID = who.BodyID }),
			"registered": column(func(m *casemodel.Matter) { m.RegisteredBodyID = who.BodyID }),
			"sender":     column(func(m *casemodel.Matter) { m.RegisteredBodyID, m.Kind = who.BodyID, casemodel.KindTask }),
			"co_handler": part("co_mediator", who.UserID, "", false),
			"co_body":    part("co_body", "", who.BodyID, false),
			"team":       part("body", "", who.BodyID, false),
			"former":     part("handler", who.UserID, "", true),
			"linked":     part("task", "", who.BodyID, false),
			"taskforce":  part("tf", who.UserID, "", false),
			"court_case": part("court", "", who.BodyID, false),
			"named":      part("named", who.UserID, "", false),
		}
		stranger := given(t, db)
		quick := 0
		for _, rel := range store.Relations() {
			scope := casemodel.Scope{Actor: who, Allow: []casemodel.ScopeTerm{{Rel: rel}}}
			read(t, db, func(tx *store.Tx) error {
				holds, known, err := store.Near(tx, scope, stranger.ID)
				if holds {
					t.Errorf("%s: a matter of others is near", rel)
				}
				if known {
					quick++
				}
				if known && bound[rel] == nil {
					t.Errorf("%s is near by a rule nobody has tried", rel)
				}
				return err
			})
			if bound[rel] == nil {
				continue
			}
			m := bound[rel]()
			read(t, db, func(tx *store.Tx) error {
				seen, err := tx.Visible(scope, m.ID)
				if err != nil {
					return err
				}
				holds, known, err := store.Near(tx, scope, m.ID)
				if !seen[m.ID] || !known || !holds {
					t.Errorf("%s: seen %v, near %v", rel, seen[m.ID], holds)
				}
				return err
			})
		}
		same(t, "relations that are near", quick, len(bound))
	})
}
