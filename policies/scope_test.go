package policies

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// world makes families and actors out of so few people, bodies and places that
// every relation holds often and fails often.
type world struct {
	*rand.Rand
	flows []flow
}

func (w *world) id(kind string) casemodel.ID {
	return casemodel.ID(kind + string(rune('0'+w.IntN(4))))
}

func (w *world) place() string { return "a" + string(rune('0'+w.IntN(3))) }

func (w *world) matter(id, root casemodel.ID) *casemodel.Matter {
	f := w.flows[w.IntN(len(w.flows))]
	states := f.statesOf("*")
	m := &casemodel.Matter{
		ID: id, RootID: root, Workflow: f.ID, State: states[w.IntN(len(states))], Kind: casemodel.Kind(f.Lineage[len(f.Lineage)-2]),
		CentreID: w.id("b"), BodyID: w.id("b"), OfferedBodyID: w.id("b"), ReviewBodyID: w.id("b"), HandlerID: w.id("u"),
		OwnerID: w.id("u"), RegisteredByID: w.id("u"), RegisteredBodyID: w.id("b"), GridID: w.id("b"),
		A1: w.place(), A2: w.place(), A3: w.place(), A4: w.place(), A5: w.place(), Level: 1 + w.IntN(5),
		Risk: casemodel.Risk(w.IntN(5)), Sealed: w.IntN(4) / 3, ClosedAt: noon.Add(-time.Duration(w.IntN(60*24)) * time.Hour),
	}
	m.Class = f.States[m.State]
	return m
}

func (w *world) actor() casemodel.Actor {
	a := casemodel.Actor{
		UserID: w.id("u"), BodyID: w.id("b"), BodyKind: casemodel.BodyKinds[w.IntN(len(casemodel.BodyKinds))], AreaID: w.place(),
		AreaLevel: w.IntN(6), GridID: w.id("b"), Subordinates: []casemodel.ID{w.id("b")},
		Roles: []string{casemodel.Roles[w.IntN(len(casemodel.Roles))]},
	}
	if home := homes[a.Roles[0]]; home != "" {
		a.BodyKind = home
	}
	for w.IntN(4) == 0 {
		a.Roles = append(a.Roles, casemodel.Roles[w.IntN(len(casemodel.Roles))])
	}
	return a
}

// homes are the bodies to which the table ties a role.
var homes = map[string]string{
	"front_desk": "centre", "triage_clerk": "centre", "dispatcher": "centre", "centre_director": "centre", "archivist": "centre",
	"court_clerk": "court_desk", "judge_guide": "court_desk", "police_mediator": "police_room", "plc_supervisor": "plc",
	"judicial_assistant": "judicial_office", "petition_clerk": "petition_office", "petition_supervisor": "petition_office",
	"grid_worker": "grid", "grid_leader": "grid", "grid_instructor": "grid", "assessment_clerk": "plc", "leader_owner": "leader",
	"auditor": "auditor", "public_user": "none", "link_holder": "none", "system": "none", "clock": "none",
}

func (w *world) facts() *Facts {
	f := &Facts{Actor: w.actor(), Now: noon}
	f.Root = w.matter("m0", "m0")
	f.Matter = f.Root
	if w.IntN(3) > 0 {
		f.Matter = w.matter("m1", "m0")
	}
	roles := []string{"handler", "co_mediator", "body", "co_body", "task", "court", "tf", "named"}
	for range w.IntN(6) {
		f.Participants = append(f.Participants, casemodel.Participant{
			RootID: "m0", MatterID: w.id("m"), UserID: w.id("u"), BodyID: w.id("b"), Role: roles[w.IntN(len(roles))],
			Since: noon.Add(time.Duration(w.IntN(9)-8) * time.Hour), Until: noon.Add(time.Duration(w.IntN(12)-2) * time.Hour),
		})
	}
	f.Recusals = []casemodel.Recusal{{RootID: "m0", UserID: w.id("u"), State: []string{"declared", "recused"}[w.IntN(2)]}}
	f.Samples = []casemodel.QualitySample{{MatterID: w.id("m"), UserID: w.id("u"), Open: w.IntN(2)}}
	return f
}

// shown evaluates a scope as a list would, with the Go predicates.
func shown(scope casemodel.Scope, f *Facts) bool {
	matches := func(t casemodel.ScopeTerm) bool {
		m := f.Matter
		return (t.Workflows == nil || slices.Contains(t.Workflows, m.Workflow)) &&
			(t.States == nil || slices.Contains(t.States, m.State)) &&
			(t.Classes == nil || slices.Contains(t.Classes, m.Class)) && relationOf(t.Rel).Holds(f)
	}
	return slices.ContainsFunc(scope.Allow, matches) && !slices.ContainsFunc(scope.Deny, matches)
}

func TestAListShowsWhatSingleReadsAllow(t *testing.T) {
	s := opened(t).Now()
	w := &world{rand.New(rand.NewPCG(6, 6)), s.book.flows}
	counts := map[bool]int{}
	for range 1_500 {
		f := w.facts()
		lineage := s.book.called(f.Matter.Workflow).Lineage
		rels := RelSet(f)
		for _, act := range reads {
			got := s.Ask(Question{
				Roles: f.Actor.Roles, Body: f.Actor.BodyKind, Flows: lineage, State: f.Matter.State, Class: f.Matter.Class,
				Act: act, Rels: rels,
			})
			if want := shown(s.Scope(f.Actor, act), f); got.Allow != want {
				t.Fatalf("%s of %s in %s by %v@%s, %v: the list says %v, the read %+v",
					act, f.Matter.Workflow, f.Matter.State, f.Actor.Roles, f.Actor.BodyKind, rels, want, got)
			}
			counts[got.Allow]++
		}
	}
	t.Logf("%d shown, %d not", counts[true], counts[false])
	if counts[true] < 1000 || counts[false] < 3000 {
		t.Error("the world is too one-sided")
	}
}

func TestAScopeIsWrittenInTermsAListKnows(t *testing.T) {
	s := opened(t).Now()
	mediator := casemodel.Actor{UserID: u, BodyID: b, BodyKind: "pmc_town", Roles: []string{"mediator"}}
	scope := s.Scope(mediator, "read.sessions")
	want := []casemodel.ScopeTerm{{Rel: "handler"}, {Rel: "co_handler"}}
	if !slices.EqualFunc(scope.Allow, want, equalTerms) {
		t.Errorf("allow %+v", scope.Allow)
	}
	want = []casemodel.ScopeTerm{{Rel: "sealed_unnamed"}, {Rel: "recused"}}
	if !slices.EqualFunc(scope.Deny, want, equalTerms) {
		t.Errorf("deny %+v", scope.Deny)
	}
	scope = s.Scope(mediator, "see")
	inProceedings := casemodel.ScopeTerm{Workflows: s.book.workflows("proceeding"), Rel: "body"}
	if len(inProceedings.Workflows) != 12 || s.book.workflows("matter") != nil || s.book.workflows("*") != nil {
		t.Errorf("%v", inProceedings.Workflows)
	}
	if !slices.ContainsFunc(scope.Allow, func(x casemodel.ScopeTerm) bool { return equalTerms(x, inProceedings) }) {
		t.Errorf("see: %+v", scope.Allow)
	}
	police := casemodel.Actor{UserID: u, BodyID: b, BodyKind: "police_room", Roles: []string{"police_mediator"}}
	near := casemodel.ScopeTerm{Workflows: []string{"dispute_case"}, Classes: []casemodel.Class{casemodel.Live}, Rel: "area_red"}
	if scope := s.Scope(police, "see"); !slices.ContainsFunc(scope.Allow, func(x casemodel.ScopeTerm) bool { return equalTerms(x, near) }) {
		t.Errorf("%+v", scope.Allow)
	}
	admin := casemodel.Actor{UserID: u, BodyKind: "platform", Roles: []string{"sysadmin"}}
	if scope := s.Scope(admin, "see"); scope.Allow != nil || !equalTerms(scope.Deny[len(scope.Deny)-1], casemodel.ScopeTerm{Rel: Any}) {
		t.Errorf("%+v", scope)
	}
	// codes and links open one matter, never a list
	if scope := s.Scope(casemodel.Public, "see"); scope.Allow != nil {
		t.Errorf("%+v", scope)
	}
	if scope := s.Scope(mediator, "no_such_act"); scope.Allow != nil {
		t.Errorf("%+v", scope)
	}
}

func equalTerms(x, y casemodel.ScopeTerm) bool {
	return x.Rel == y.Rel && slices.Equal(x.Workflows, y.Workflows) && slices.Equal(x.States, y.States) && slices.Equal(x.Classes, y.Classes)
}
