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

// world is a random set of matters with all their rows in memory, so that a
// list can be told without SQL.
type world struct {
	now      casemodel.Instant
	matters  []*casemodel.Matter
	parts    []casemodel.Participant
	recusals []casemodel.Recusal
	samples  []casemodel.QualitySample
	users    []casemodel.ID
	bodies   []casemodel.ID
	grids    []casemodel.ID
}

func one[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func build(t testing.TB, db *store.DB, seed uint64, families int) *world {
	r := rand.New(rand.NewPCG(seed, 7))
	w := &world{}
	do(t, db, func(tx *store.Tx) error {
		w.now = tx.Now()
		for range 4 {
			w.users, w.bodies, w.grids = append(w.users, tx.NewID()), append(w.bodies, tx.NewID()), append(w.grids, tx.NewID())
		}
		for range families {
			root := w.matter(r, tx, nil)
			for range r.IntN(3) {
				w.matter(r, tx, root)
			}
			w.rows(r, tx, root)
		}
		for _, m := range w.matters {
			must(t, tx.InsertMatter(m))
		}
		for _, p := range w.parts {
			must(t, tx.AddParticipant(p))
		}
		for _, x := range w.recusals {
			must(t, tx.AddRecusal(x))
		}
		for _, s := range w.samples {
			must(t, tx.AddSample(s))
		}
		return nil
	})
	return w
}

func (w *world) matter(r *rand.Rand, tx *store.Tx, root *casemodel.Matter) *casemodel.Matter {
	id := tx.NewID()
	moment := func() casemodel.Instant { return w.now.Add(time.Duration(r.IntN(20)-10) * time.Hour) }
	m := &casemodel.Matter{
		ID: id, RootID: id, Kind: one(r, casemodel.KindCase, casemodel.KindTask, casemodel.KindApproval), Workflow: one(r, "w1", "w2"),
		State: one(r, "s1", "s2", "s3"), StateOn: "2026-03-01", StateSince: w.now, Class: one(r, casemodel.Live, casemodel.Closing, casemodel.Done),
		Version: 1, HandlerID: one(r, w.none(w.users)...), BodyID: one(r, w.none(w.bodies)...), OfferedBodyID: one(r, w.none(w.bodies)...),
		ReviewBodyID: one(r, w.none(w.bodies)...), CentreID: one(r, w.bodies...), OwnerID: one(r, w.none(w.users)...),
		RegisteredByID: one(r, w.none(w.users)...), RegisteredBodyID: one(r, w.none(w.bodies)...), GridID: one(r, w.none(w.grids)...),
		A1: "15", A2: one(r, "1501", "1502"), A3: one(r, "150101", "150102", "150201"), A4: one(r, "t1", "t2"), A5: one(r, "v1", "v2", ""),
		Level: r.IntN(6), Category: one(r, "0701", "15"), Channel: "window", Risk: casemodel.Risk(r.IntN(5)), Sealed: r.IntN(4) / 3,
		OpenedAt: moment(), ChangedAt: moment(), DueAt: moment(), Title: one(r, "甲", "乙", "丙"),
	}
	if m.Class == casemodel.Live {
		m.Live = 1
	}
	if m.Class == casemodel.Done {
		m.ClosedAt = one(r, casemodel.Instant{}, w.now.Add(-time.Hour), w.now.Add(-29*24*time.Hour), w.now.Add(-30*24*time.Hour), w.now.Add(-300*24*time.Hour))
	}
	if root != nil {
		m.RootID, m.ParentID, m.CentreID, m.Sealed = root.ID, root.ID, root.CentreID, root.Sealed
	}
	w.matters = append(w.matters, m)
	return m
}

func (w *world) none(ids []casemodel.ID) []casemodel.ID { return append([]casemodel.ID{""}, ids...) }

func (w *world) rows(r *rand.Rand, tx *store.Tx, root *casemodel.Matter) {
	for range r.IntN(4) {
		p := casemodel.Participant{
			ID: tx.NewID(), RootID: root.ID, MatterID: w.matters[len(w.matters)-1].ID, Since: one(r, w.now.Add(-time.Hour), w.now.Add(-time.Hour), w.now, w.now.Add(time.Hour)),
			Until: one(r, casemodel.Never, w.now.Add(-time.Minute), w.now.Add(time.Hour), w.now),
			Role:  one(r, "handler", "body", "co_mediator", "co_body", "task", "court", "tf", "named"),
		}
		if r.IntN(2) == 0 {
			p.UserID = one(r, w.users...)
		} else {
			p.BodyID = one(r, w.bodies...)
		}
		w.parts = append(w.parts, p)
	}
	if r.IntN(3) == 0 {
		w.recusals = append(w.recusals, casemodel.Recusal{ID: tx.NewID(), RootID: root.ID, UserID: one(r, w.users...), State: one(r, "declared", "recused")})
	}
	if r.IntN(3) == 0 {
		w.samples = append(w.samples, casemodel.QualitySample{ID: tx.NewID(), MatterID: root.ID, UserID: one(r, w.users...), Open: r.IntN(2)})
	}
}

func (w *world) root(m *casemodel.Matter) *casemodel.Matter {
	return w.matters[slices.IndexFunc(w.matters, func(x *casemodel.Matter) bool { return x.ID == m.RootID })]
}

// stands tells a relation from engine-spec section 4, written from its text
// and not from the SQL.
func (w *world) stands(rel string, a casemodel.Actor, m *casemodel.Matter) bool {
	u := func(id casemodel.ID) bool { return id != "" && id == a.UserID }
	b := func(id casemodel.ID) bool { return id != "" && id == a.BodyID }
	part := func(mine func(p casemodel.Participant) bool, roles ...string) bool {
		return slices.ContainsFunc(w.parts, func(p casemodel.Participant) bool {
			return p.RootID == m.RootID && slices.Contains(roles, p.Role) && !w.now.Before(p.Since) && mine(p)
		})
	}
	open := func(p casemodel.Participant) bool { return w.now.Before(p.Until) }
	root := w.root(m)
	window := root.Class != casemodel.Done || !root.ClosedAt.IsZero() && w.now.Before(root.ClosedAt.Add(30*24*time.Hour))
	path := [...]string{m.A1, m.A2, m.A3, m.A4, m.A5}
	area := a.AreaID != "" && a.AreaLevel < 5 && path[a.AreaLevel] == a.AreaID
	named := part(func(p casemodel.Participant) bool { return u(p.UserID) && open(p) }, "named")
	switch rel {
	case "any":
		return true
	case "handler":
		return u(m.HandlerID)
	case "co_handler":
		return window && part(func(p casemodel.Participant) bool {
			return u(p.UserID) && open(p) && (p.MatterID == m.ID || p.MatterID == m.RootID)
		}, "co_mediator")
	case "body":
		return b(m.BodyID)
	case "offered":
		return b(m.OfferedBodyID)
	case "centre":
		return b(m.CentreID)
	case "co_body":
		return window && part(func(p casemodel.Participant) bool { return b(p.BodyID) && open(p) }, "co_body")
	case "team":
		return window && part(func(p casemodel.Participant) bool { return (u(p.UserID) || b(p.BodyID)) && open(p) }, "handler", "body")
	case "former":
		return part(func(p casemodel.Participant) bool { return (u(p.UserID) || b(p.BodyID)) && (!window || !open(p)) }, "handler", "body")
	case "registered":
		return u(m.RegisteredByID) || b(m.RegisteredBodyID)
	case "area":
		return area
	case "area_below":
		return area && m.Level == a.AreaLevel+1
	case "area_red":
		return area && m.Risk >= casemodel.RiskOrange
	case "grid_own":
		return m.GridID != "" && m.GridID == a.GridID
	case "upper":
		return slices.Contains(a.Subordinates, m.BodyID) && m.Class != casemodel.Done
	case "reviewer":
		return b(m.ReviewBodyID)
	case "linked":
		return window && part(func(p casemodel.Participant) bool { return b(p.BodyID) && open(p) }, "task")
	case "sender":
		return b(m.RegisteredBodyID) && slices.Contains([]casemodel.Kind{"task", "handover", "supervision"}, m.Kind)
	case "owner":
		return u(m.OwnerID)
	case "taskforce":
		return window && part(func(p casemodel.Participant) bool { return u(p.UserID) && open(p) }, "tf")
	case "court_case":
		return part(func(p casemodel.Participant) bool { return b(p.BodyID) && open(p) }, "court")
	case "sampled":
		return slices.ContainsFunc(w.samples, func(s casemodel.QualitySample) bool { return s.MatterID == m.ID && u(s.UserID) && s.Open == 1 })
	case "named":
		return named
	case "sealed_unnamed":
		return m.Sealed == 1 && !named
	case "recused":
		return slices.ContainsFunc(w.recusals, func(x casemodel.Recusal) bool {
			return x.RootID == m.RootID && u(x.UserID) && x.State == "recused"
		})
	case "root_body":
		return b(root.BodyID)
	case "root_handler":
		return u(root.HandlerID)
	}
	panic("no relation " + rel)
}

func (w *world) actor(r *rand.Rand) casemodel.Actor {
	return casemodel.Actor{
		UserID: one(r, w.none(w.users)...), BodyID: one(r, w.none(w.bodies)...), GridID: one(r, w.none(w.grids)...),
		AreaLevel: r.IntN(6), AreaID: one(r, "", "15", "1501", "150102", "t1", "v2"), Subordinates: w.bodies[:r.IntN(3)],
	}
}

func (w *world) scope(r *rand.Rand) casemodel.Scope {
	s := casemodel.Scope{Actor: w.actor(r)}
	rels := store.Relations()
	some := func(n int) (terms []casemodel.ScopeTerm) {
		for range n {
			term := casemodel.ScopeTerm{Rel: one(r, rels...)}
			if r.IntN(2) == 0 {
				term.Workflows = []string{one(r, "w1", "w2")}
			}
			if r.IntN(3) == 0 {
				term.States = []string{one(r, "s1", "s2"), "s3"}
			}
			if r.IntN(8) == 0 {
				term.States = []string{} // no state at all, unlike nil
			}
			if r.IntN(3) == 0 {
				term.Classes = []casemodel.Class{casemodel.Live, casemodel.Closing}
			}
			terms = append(terms, term)
		}
		return terms
	}
	s.Allow, s.Deny = some(1+r.IntN(6)), some(r.IntN(3))
	return s
}

func (w *world) holds(s casemodel.Scope, m *casemodel.Matter) bool {
	match := func(t casemodel.ScopeTerm) bool {
		return (t.Workflows == nil || slices.Contains(t.Workflows, m.Workflow)) && (t.States == nil || slices.Contains(t.States, m.State)) &&
			(t.Classes == nil || slices.Contains(t.Classes, m.Class)) && w.stands(t.Rel, s.Actor, m)
	}
	return slices.ContainsFunc(s.Allow, match) && !slices.ContainsFunc(s.Deny, match)
}

func TestEveryRelationSaysTheSameInSQLAsInGo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		w := build(t, db, 1, 150)
		r := rand.New(rand.NewPCG(2, 2))
		for _, rel := range store.Relations() {
			hits := 0
			for range 12 {
				scope := casemodel.Scope{Actor: w.actor(r), Allow: []casemodel.ScopeTerm{{Rel: rel}}}
				hits += w.compare(t, db, scope, casemodel.Filter{}, rel)
			}
			if hits == 0 {
				t.Errorf("%s: no actor stood in it, so nothing was proved", rel)
			}
		}
	})
}

func TestAListHoldsWhatTheScopeAndTheFilterHold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		w := build(t, db, 3, 200)
		r := rand.New(rand.NewPCG(4, 4))
		hits := 0
		for range 150 {
			hits += w.compare(t, db, w.scope(r), w.filter(r), "")
		}
		if hits < 500 {
			t.Errorf("only %d hits in all lists", hits)
		}
	})
}

func (w *world) filter(r *rand.Rand) casemodel.Filter {
	f := casemodel.Filter{
		View: one(r, casemodel.ViewAll, casemodel.ViewAll, casemodel.ViewMine, casemodel.ViewBody, casemodel.ViewCentre, casemodel.ViewArea,
			casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewOwner, store.ViewOffered),
		Sort: one(r, "", "due", "changed", "opened", "number", "risk"), Desc: r.IntN(2) == 0,
	}
	switch r.IntN(10) {
	case 0:
		f.Classes = []casemodel.Class{casemodel.Live, casemodel.Closing}
	case 1:
		f.Classes = []casemodel.Class{casemodel.Done, casemodel.Live}
	case 2:
		f.States, f.Kinds = []string{"s1", "s2"}, []casemodel.Kind{casemodel.KindCase}
	case 3:
		f.Overdue = true
	case 4:
		f.Risks, f.BodyID = []casemodel.Risk{3, 4}, w.bodies[0]
	case 5:
		f.OpenedFrom, f.OpenedTo = w.now.Add(-3*time.Hour), w.now.Add(3*time.Hour)
	case 7:
		f.DueFrom, f.DueBefore = w.now.Add(-5*time.Hour), w.now.Add(4*time.Hour)
	case 6:
		f.RegisteredByID = one(r, w.users...)
	}
	return f
}

func (w *world) passes(f casemodel.Filter, a casemodel.Actor, m *casemodel.Matter) bool {
	part := func() bool {
		return slices.ContainsFunc(w.parts, func(p casemodel.Participant) bool {
			return p.RootID == m.RootID && !w.now.Before(p.Since) && w.now.Before(p.Until) && (p.UserID != "" && p.UserID == a.UserID || p.BodyID != "" && p.BodyID == a.BodyID)
		})
	}
	view := map[casemodel.View]func() bool{
		casemodel.ViewAll: func() bool { return true }, "": func() bool { return true },
		casemodel.ViewMine: func() bool { return w.stands("handler", a, m) }, casemodel.ViewBody: func() bool { return w.stands("body", a, m) },
		casemodel.ViewCentre: func() bool { return w.stands("centre", a, m) }, casemodel.ViewArea: func() bool { return w.stands("area", a, m) },
		casemodel.ViewOwner: func() bool { return m.Class != casemodel.Done && w.stands("owner", a, m) },
		store.ViewOffered:   func() bool { return m.Class != casemodel.Done && w.stands("offered", a, m) }, casemodel.ViewPart: part,
		casemodel.ViewApprove: func() bool {
			return m.Kind == casemodel.KindApproval && m.Class != casemodel.Done && w.stands("body", a, m)
		},
	}
	has := func(ok bool, list int) bool { return list == 0 || ok }
	return view[f.View]() && has(slices.Contains(f.Classes, m.Class), len(f.Classes)) && has(slices.Contains(f.States, m.State), len(f.States)) &&
		has(slices.Contains(f.Kinds, m.Kind), len(f.Kinds)) && has(slices.Contains(f.Risks, m.Risk), len(f.Risks)) &&
		(f.BodyID == "" || f.BodyID == m.BodyID) && (f.RegisteredByID == "" || f.RegisteredByID == m.RegisteredByID) && (!f.Overdue || m.Class != casemodel.Done && m.DueAt.Before(w.now)) &&
		(f.DueFrom.IsZero() || !m.DueAt.Before(f.DueFrom)) && (f.DueBefore.IsZero() || m.DueAt.Before(f.DueBefore)) &&
		(f.OpenedFrom.IsZero() || !m.OpenedAt.Before(f.OpenedFrom)) && (f.OpenedTo.IsZero() || m.OpenedAt.Before(f.OpenedTo))
}

// compare reads a list page by page and holds it against the rows in memory.
func (w *world) compare(t testing.TB, db *store.DB, scope casemodel.Scope, f casemodel.Filter, note string) int {
	t.Helper()
	var want []*casemodel.Matter
	for _, m := range w.matters {
		if w.holds(scope, m) && w.passes(f, scope.Actor, m) {
			want = append(want, m)
		}
	}
	slices.SortFunc(want, func(a, b *casemodel.Matter) int { return compareBy(f, a, b) })
	var got []casemodel.ID
	read(t, db, func(tx *store.Tx) error {
		f.Limit = 37
		for {
			page, err := tx.List(scope, nil, f, nil)
			must(t, err)
			if page.Total != len(want) || page.More {
				t.Errorf("%s %+v: total %d, want %d", note, f, page.Total, len(want))
			}
			for _, m := range page.Items {
				got = append(got, m.ID)
			}
			w.goBack(t, tx, scope, f, page)
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		f.After = ""
		n, err := tx.Count(scope, nil, f, nil)
		must(t, err)
		same(t, "count", n, len(want))
		return nil
	})
	ids := make([]casemodel.ID, len(want))
	for i, m := range want {
		ids[i] = m.ID
	}
	if !slices.Equal(got, ids) {
		t.Errorf("%s scope %+v filter %+v:\n got %d %v\nwant %d %v", note, scope, f, len(got), got, len(ids), ids)
	}
	return len(want)
}

// goBack turns one page on and back again: the same page comes, and it knows
// what lies on either side of it.
func (w *world) goBack(t testing.TB, tx *store.Tx, scope casemodel.Scope, f casemodel.Filter, page casemodel.Page) {
	t.Helper()
	if f.After == "" && page.Prev != "" {
		t.Error("a page lies before the first one")
	}
	if page.Next == "" {
		return
	}
	f.After = page.Next
	next, err := tx.List(scope, nil, f, nil)
	must(t, err)
	if next.Prev == "" {
		t.Error("nothing leads back")
		return
	}
	f.After, f.Before = "", next.Prev
	back, err := tx.List(scope, nil, f, nil)
	must(t, err)
	same(t, "the page before", ids(back.Items), ids(page.Items))
	same(t, "what follows it", back.Next, page.Next)
	same(t, "whether one precedes it", back.Prev != "", page.Prev != "")
	same(t, "its total", back.Total, page.Total)
}

func ids(items []casemodel.Matter) []casemodel.ID {
	all := make([]casemodel.ID, len(items))
	for i := range items {
		all[i] = items[i].ID
	}
	return all
}

func compareBy(f casemodel.Filter, a, b *casemodel.Matter) int {
	c := 0
	switch f.Sort {
	case "", "due":
		c = a.DueAt.Time().Compare(b.DueAt.Time())
	case "changed":
		c = a.ChangedAt.Time().Compare(b.ChangedAt.Time())
	case "opened":
		c = a.OpenedAt.Time().Compare(b.OpenedAt.Time())
	case "risk":
		c = cmp.Compare(a.Risk, b.Risk)
	}
	if c = cmp.Or(c, cmp.Compare(a.ID, b.ID)); f.Desc {
		return -c
	}
	return c
}
