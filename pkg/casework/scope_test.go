package casework_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
)

// planted stands in every title and summary of this test: where it shows, text
// of a registration shows.
const planted = "zebracrossing"

// What a list, a search or a count shows is exactly what single reads allow,
// for everybody (promise P8).
func TestListsSearchAndCountsEqualSingleReads(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		rng := rand.New(rand.NewPCG(7, 7))
		ids := scatter(t, w, rng, size(t, "MATTERS", 100, 500))
		ctx := context.Background()
		names := usernames(w)
		for range size(t, "USERS", 5, 40) {
			name := names[rng.IntN(len(names))]
			who := w.Who[name]
			see, read := map[casemodel.ID]bool{}, map[casemodel.ID]bool{}
			for _, id := range ids {
				may, err := w.Rights(ctx, who, id)
				if err != nil {
					t.Fatal(err)
				}
				see[id] = may("see")
				read[id] = see[id] && may("read.registration")
				if rng.IntN(10) == 0 {
					looks(t, w, who, id, see[id], read[id])
				}
			}
			maps.DeleteFunc(see, func(_ casemodel.ID, yes bool) bool { return !yes })
			maps.DeleteFunc(read, func(_ casemodel.ID, yes bool) bool { return !yes })
			same(t, w, who, name+" lists", listed(t, w, who, casemodel.Filter{View: casemodel.ViewAll}, read), see)
			same(t, w, who, name+" finds", listed(t, w, who, casemodel.Filter{View: casemodel.ViewAll, Query: planted}, read), read)
			n, err := w.Count(ctx, who, casemodel.Filter{View: casemodel.ViewAll})
			if err != nil || n[0] != len(see) {
				t.Errorf("%s counts %d (%v), single reads allow %d", name, n, err, len(see))
			}
		}
	})
}

// looks opens a matter as a page does: it is there or not, and shows its text
// or not, as the rights say.
func looks(t *testing.T, w *worktest.World, who casemodel.Actor, id casemodel.ID, see, read bool) {
	t.Helper()
	v, err := w.Case(context.Background(), who, id)
	switch {
	case err != nil && !casemodel.Is(err, casemodel.NotFound):
		t.Fatal(err)
	case (err == nil) != see:
		t.Errorf("%s: the page of %s is there: %t, the right says %t", who.Name, id, err == nil, see)
	case see && !read && (strings.Contains(v.Matter.Title, planted) || v.Fields["summary"] != "" || len(v.Parties) > 0):
		t.Errorf("%s sees %s and reads its registration", who.Name, id)
	}
}

// listed pages through a list and checks that no title leaks on the way.
func listed(t *testing.T, w *worktest.World, who casemodel.Actor, f casemodel.Filter, read map[casemodel.ID]bool) map[casemodel.ID]bool {
	t.Helper()
	got := map[casemodel.ID]bool{}
	f.Limit = 37
	for {
		page, err := w.List(context.Background(), who, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Items {
			if got[m.ID] {
				t.Errorf("%s stands on two pages", m.ID)
			}
			got[m.ID] = true
			if strings.Contains(m.Title, planted) && !read[m.ID] {
				t.Errorf("%s: the list shows %q to one who may not read it", who.Name, m.Title)
			}
		}
		if page.Next == "" {
			return got
		}
		f.After = page.Next
	}
}

func same(t *testing.T, w *worktest.World, who casemodel.Actor, what string, got, want map[casemodel.ID]bool) {
	t.Helper()
	if maps.Equal(got, want) {
		return
	}
	more, less := 0, 0
	for id := range got {
		if !want[id] {
			more++
		}
	}
	for id := range want {
		if !got[id] {
			less++
		}
	}
	for _, set := range []map[casemodel.ID]bool{got, want} {
		for id := range set {
			if got[id] != want[id] {
				e, err := w.Explain(context.Background(), who, id, "see")
				t.Logf("%s: %+v by %v (%v)", id, e.Answer, e.Rels, err)
				break
			}
		}
	}
	t.Errorf("%s %d: %d too many, %d too few", what, len(got), more, less)
}

// scatter puts matters of all kinds, places, bodies and people into the
// database past the desk: every relation holds for some of them.
func scatter(t *testing.T, w *worktest.World, rng *rand.Rand, n int) []casemodel.ID {
	t.Helper()
	var ids []casemodel.ID
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	codes, names := slices.Sorted(maps.Keys(w.Bodies)), usernames(w)
	places := []string{"150102001001", "150102001000", "150102002000", "150102000000", "150103000000"}
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		ids = nil
		var root *casemodel.Matter
		for i := range n {
			flows := w.Flows.All()
			flow := flows[rng.IntN(len(flows))]
			if i%4 == 0 {
				flow, root = w.Flows.Latest(pick([]string{"dispute_case", "dispute_case", "petition", "backlog"})), nil
			}
			place, err := tx.Area(pick(places))
			if err != nil {
				return err
			}
			state := pick(flow.States.Keys)
			m := &casemodel.Matter{
				ID: tx.NewID(), Kind: flow.Kind, Workflow: flow.ID, WorkflowVersion: 1, State: state, StateSince: tx.Now(), StateOn: "2026-03-01",
				Class: flow.Class(state), Version: 1, Title: planted + " " + strconv.Itoa(i), PublicTitle: "public",
				CentreID: w.Bodies[pick([]string{"ZX", "HM", "CITY"})].ID, BodyID: w.Bodies[pick(codes)].ID,
				RegisteredByID: w.Who[pick(names)].UserID, RegisteredBodyID: w.Bodies[pick(codes)].ID, AreaID: place.ID,
				A1: place.A1, A2: place.A2, A3: place.A3, A4: place.A4, A5: place.A5, Level: 1 + rng.IntN(5), Category: pick([]string{"02", "17", "07"}),
				Risk: casemodel.Risk(rng.IntN(5)), Round: 1, OpenedAt: tx.Now(), ChangedAt: tx.Now(), DueAt: casemodel.Never,
			}
			m.RootID = m.ID
			if root != nil {
				m.RootID, m.ParentID, m.CentreID, m.Sealed = root.ID, root.ID, root.CentreID, root.Sealed
				m.AreaID, m.A1, m.A2, m.A3, m.A4, m.A5, m.GridID = root.AreaID, root.A1, root.A2, root.A3, root.A4, root.A5, root.GridID
			} else {
				root = m
				if rng.IntN(10) == 0 {
					m.Sealed = 1
				}
				if rng.IntN(3) == 0 {
					m.GridID = w.Bodies["GRID"].ID
				}
			}
			if m.Class == casemodel.Live {
				m.Live = 1
			} else {
				m.ClosedAt = tx.Now().Add(-time.Duration(rng.IntN(60)) * 24 * time.Hour)
			}
			for _, column := range []*casemodel.ID{&m.HandlerID, &m.OwnerID} {
				if rng.IntN(2) == 0 {
					*column = w.Who[pick(names)].UserID
				}
			}
			if rng.IntN(3) == 0 {
				m.OfferedBodyID = w.Bodies[pick(codes)].ID
			}
			if rng.IntN(5) == 0 {
				m.ReviewBodyID = w.Bodies[pick(codes)].ID
			}
			if err := tx.InsertMatter(m); err != nil {
				return err
			}
			ids = append(ids, m.ID)
			if err := tx.SetFields(m.ID, map[string]string{"summary": planted}, 1); err != nil {
				return err
			}
			if err := tx.PutSearch(m.ID, "registration", m.Title, search.Grams(m.Title)); err != nil {
				return err
			}
			if err := entangle(tx, w, rng, m, pick, codes, names); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// entangle gives a matter participants, recusals and samples.
func entangle(tx *store.Tx, w *worktest.World, rng *rand.Rand, m *casemodel.Matter, pick func([]string) string, codes, names []string) error {
	until := casemodel.Never
	if rng.IntN(3) == 0 {
		until = tx.Now().Add(-time.Duration(rng.IntN(60)) * 24 * time.Hour)
	}
	p := casemodel.Participant{ID: tx.NewID(), RootID: m.RootID, MatterID: m.ID, Since: tx.Now().Add(-90 * 24 * time.Hour), Until: until}
	switch rng.IntN(5) {
	case 0:
		p.Role, p.UserID = pick([]string{"handler", "co_mediator", "tf", "named"}), w.Who[pick(names)].UserID
	case 1:
		p.Role, p.BodyID = pick([]string{"body", "co_body", "task", "court"}), w.Bodies[pick(codes)].ID
	case 2:
		return tx.AddRecusal(casemodel.Recusal{ID: tx.NewID(), RootID: m.RootID, UserID: w.Who[pick(names)].UserID, State: pick([]string{"recused", "declared"}), At: tx.Now()})
	case 3:
		return tx.AddSample(casemodel.QualitySample{ID: tx.NewID(), MatterID: m.ID, UserID: w.Who[pick(names)].UserID, Open: rng.IntN(2)})
	default:
		return nil
	}
	return tx.AddParticipant(p)
}

// A scope that forgets its deny rows is found out, and sealed matters are
// nowhere for whoever is not named.
func TestAMutantScopeIsCaughtAndSealedMattersAreNowhere(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		ids := scatter(t, w, rand.New(rand.NewPCG(9, 9)), 300)
		who := w.Who["director"]
		scope := w.Gate.Now().Scope(who, "see")
		mutant := scope
		mutant.Deny = nil
		err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
			right, err := tx.Visible(scope, ids...)
			if err != nil {
				return err
			}
			wrong, err := tx.Visible(mutant, ids...)
			if err != nil {
				return err
			}
			sealed := 0
			for _, id := range ids {
				m, err := tx.Matter(id)
				if err != nil {
					return err
				}
				if m.Sealed == 1 && right[id] {
					if may, err := w.Rights(context.Background(), who, id); err != nil || !may("read.sealed") {
						t.Errorf("a sealed matter is in the list of one who is not named (%v)", err)
					}
				}
				if wrong[id] && !right[id] {
					sealed++
				}
			}
			if sealed == 0 {
				t.Error("without its deny rows the scope shows the same: the property could not fail")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
