package store_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// guest is a party and the case it stands in.
type guest struct {
	casemodel.Party
	of *casemodel.Matter
}

// returned tells who has come before from the text of users.md F26 and not
// from the SQL.
func returned(guests []guest, now casemodel.Instant, scope func(*casemodel.Matter) bool) (list []store.Return) {
	const day = 24 * time.Hour
	for _, p := range guests {
		for _, q := range guests {
			n, o := p.of, q.of
			samePerson := p.IDNo != "" && p.IDNo == q.IDNo || p.Phone != "" && p.Phone == q.Phone && p.Name == q.Name
			recent := n.Kind == casemodel.KindCase && n.Class == casemodel.Live && !n.OpenedAt.Before(now.Add(-30*day)) && scope(n)
			before := o.Kind == casemodel.KindCase && (o.State == "closed" || o.State == "archived") && o.ClosedAt.Before(n.OpenedAt) &&
				n.OpenedAt.Before(o.ClosedAt.Add(180*day)) && now.Add(-210*day).Before(o.ClosedAt)
			if samePerson && recent && before && n.ID != o.ID && p.Kind == "natural" && q.Kind == "natural" {
				list = append(list, store.Return{MatterID: n.ID, BeforeID: o.ID, ClosedAt: o.ClosedAt})
			}
		}
	}
	opened := func(r store.Return) casemodel.Instant {
		return guests[slices.IndexFunc(guests, func(g guest) bool { return g.of.ID == r.MatterID })].of.OpenedAt
	}
	slices.SortFunc(list, func(a, b store.Return) int {
		return cmp.Or(opened(b).Time().Compare(opened(a).Time()), cmp.Compare(a.MatterID, b.MatterID), cmp.Compare(a.BeforeID, b.BeforeID))
	})
	return slices.Compact(list)
}

func TestWhoHasComeBeforeIsFoundAmongRandomFamilies(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := rand.New(rand.NewPCG(26, 1))
		met := 0
		for range 20 {
			var guests []guest
			var now casemodel.Instant
			var centre casemodel.ID
			do(t, db, func(tx *store.Tx) error {
				now, centre = tx.Now(), tx.NewID()
				ago := func(days ...int) casemodel.Instant { return now.Add(-time.Duration(one(r, days...)) * 24 * time.Hour) }
				name := string(centre) // each round has its own people
				for range 16 {
					m := newMatter(tx)
					m.CentreID = one(r, centre, centre, centre, tx.NewID())
					m.Kind = one(r, casemodel.KindCase, casemodel.KindCase, casemodel.KindCase, casemodel.KindTask)
					m.OpenedAt = ago(0, 1, 15, 30, 31)
					if r.IntN(2) == 0 {
						m.Class, m.Live, m.State = one(r, casemodel.Live, casemodel.Done, casemodel.Done), 0, one(r, "closed", "archived", "withdrawn")
						m.ClosedAt = ago(0, 1, 16, 179, 180, 195, 210, 211)
					}
					must(t, tx.InsertMatter(m))
					for seq := range 1 + r.IntN(3) {
						p := casemodel.Party{
							ID: tx.NewID(), Role: one(r, "applicant", "respondent"), Kind: one(r, "natural", "natural", "natural", "legal_person"),
							Name: name + one(r, "a", "b"), IDNo: one(r, "", "", name+"1", name+"2"), Phone: one(r, "", "", "13800000001", "13800000002"),
						}
						must(t, tx.InsertParty(m.ID, seq, &p))
						guests = append(guests, guest{p, m})
					}
				}
				return nil
			})
			who := casemodel.Actor{BodyID: centre}
			for _, c := range []struct {
				scope casemodel.Scope
				f     casemodel.Filter
				holds func(*casemodel.Matter) bool
			}{
				{casemodel.Scope{Actor: who, Allow: []casemodel.ScopeTerm{{Rel: "centre"}}}, casemodel.Filter{View: casemodel.ViewAll}, func(m *casemodel.Matter) bool { return m.CentreID == centre }},
				{casemodel.Scope{Actor: who, Allow: all}, casemodel.Filter{View: casemodel.ViewCentre}, func(m *casemodel.Matter) bool { return m.CentreID == centre }},
				{casemodel.Scope{Actor: who}, casemodel.Filter{View: casemodel.ViewCentre}, func(*casemodel.Matter) bool { return false }},
			} {
				want := returned(guests, now, c.holds)
				met += len(want)
				read(t, db, func(tx *store.Tx) error {
					got, err := tx.Returns(c.scope, c.f)
					same(t, "who has come before", got, want[:min(len(want), 50)])
					return err
				})
			}
		}
		if met < 80 {
			t.Errorf("only %d have come before: nothing is tried", met)
		}
	})
}
