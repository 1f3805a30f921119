package policies

import (
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

const (
	u     = casemodel.ID("user-1")
	other = casemodel.ID("user-2")
	b     = casemodel.ID("body-1")
	later = 30 * 24 * time.Hour
)

var noon = casemodel.At(time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC))

// family is a case in mediation and its proceeding; nobody stands in any
// relation to it.
func family() *Facts {
	root := &casemodel.Matter{
		ID: "root", RootID: "root", Kind: casemodel.KindCase, Workflow: "dispute_case", State: "in_mediation",
		Class: casemodel.Live, Level: 3, A1: "a1", A2: "a2", A3: "a3", A4: "a4", A5: "a5",
	}
	m := *root
	m.ID, m.Kind, m.Workflow, m.State = "child", casemodel.KindProceeding, "peoples_mediation", "in_session"
	return &Facts{
		Actor:  casemodel.Actor{UserID: u, BodyID: b, BodyKind: "pmc_town", AreaLevel: 2},
		Matter: &m, Root: root, Now: noon,
	}
}

func (f *Facts) with(role string, user, body casemodel.ID) *casemodel.Participant {
	f.Participants = append(f.Participants, casemodel.Participant{
		RootID: "root", MatterID: "child", Role: role, UserID: user, BodyID: body,
		Since: noon, Until: casemodel.Never,
	})
	return &f.Participants[len(f.Participants)-1]
}

func (f *Facts) closed(at casemodel.Instant) {
	f.Root.Class, f.Root.ClosedAt = casemodel.Done, at
}

// atTheWall is a quarrel that the actor takes down on the spot.
func atTheWall(f *Facts) {
	f.Actor.Spot, f.Actor.AreaID, f.Actor.AreaLevel = "root", "a4", 3
	f.Root.RegisteredByID, f.Root.RegisteredBodyID, f.Root.Channel, f.Root.Category = u, b, "active", "02"
	f.Root.A1, f.Root.A2, f.Root.A3, f.Root.A4 = "a1", "a2", "a3", "a4"
	f.Root.Risk = casemodel.RiskBlue
}

// Each relation, once as it holds and once as it just does not.
func TestARelationHoldsExactlyWhenItsSentenceIsTrue(t *testing.T) {
	ago := func(d time.Duration) casemodel.Instant { return noon.Add(-d) }
	rows := []struct {
		rel  string
		what string
		set  func(f *Facts)
		want bool
	}{
		{"handler", "of this matter", func(f *Facts) { f.Matter.HandlerID = u }, true},
		{"handler", "of the root only", func(f *Facts) { f.Root.HandlerID = u }, false},
		{"handler", "nobody is, and nobody asks", func(f *Facts) { f.Actor.UserID = "" }, false},
		{"root_handler", "of the root", func(f *Facts) { f.Root.HandlerID = u }, true},
		{"root_handler", "of the child only", func(f *Facts) { f.Matter.HandlerID = u }, false},
		{"root_handler", "the root is not known", func(f *Facts) { f.Matter.HandlerID, f.Root = u, nil }, false},
		{"root_handler", "the matter is the root itself", func(f *Facts) { f.Root.HandlerID = u; f.Matter, f.Root = f.Root, nil }, true},
		{"body", "in charge of this matter", func(f *Facts) { f.Matter.BodyID = b }, true},
		{"body", "in charge of the root only", func(f *Facts) { f.Root.BodyID = b }, false},
		{"root_body", "in charge of the root", func(f *Facts) { f.Root.BodyID = b }, true},
		{"root_body", "in charge of the child only", func(f *Facts) { f.Matter.BodyID = b }, false},
		{"offered", "asked", func(f *Facts) { f.Matter.OfferedBodyID = b }, true},
		{"offered", "the root was asked", func(f *Facts) { f.Root.OfferedBodyID = b }, false},
		{"centre", "own centre", func(f *Facts) { f.Matter.CentreID = b }, true},
		{"centre", "another centre", func(f *Facts) { f.Matter.CentreID = "body-2" }, false},
		{"co_handler", "of this matter", func(f *Facts) { f.with("co_mediator", u, "") }, true},
		{"co_handler", "of the family", func(f *Facts) { f.with("co_mediator", u, "").MatterID = "root" }, true},
		{"co_handler", "of a sister", func(f *Facts) { f.with("co_mediator", u, "").MatterID = "sister" }, false},
		{"co_handler", "by body", func(f *Facts) { f.with("co_mediator", "", b) }, false},
		{"co_handler", "ended just now", func(f *Facts) { f.with("co_mediator", u, "").Until = noon }, false},
		{"co_handler", "ends in a moment", func(f *Facts) { f.with("co_mediator", u, "").Until = noon.Add(time.Microsecond) }, true},
		{"co_handler", "begins in a moment", func(f *Facts) { f.with("co_mediator", u, "").Since = noon.Add(time.Microsecond) }, false},
		{"co_handler", "after the window", func(f *Facts) { f.with("co_mediator", u, ""); f.closed(ago(later)) }, false},
		{"co_body", "takes part", func(f *Facts) { f.with("co_body", "", b) }, true},
		{"co_body", "in another family", func(f *Facts) { f.with("co_body", "", b).RootID = "elsewhere" }, false},
		{"co_body", "a user of it", func(f *Facts) { f.with("co_body", u, "") }, false},
		{"team", "handler of a sister", func(f *Facts) { f.with("handler", u, "").MatterID = "sister" }, true},
		{"team", "body of a sister", func(f *Facts) { f.with("body", "", b).MatterID = "sister" }, true},
		{"team", "co-mediator only", func(f *Facts) { f.with("co_mediator", u, "") }, false},
		{"team", "replaced", func(f *Facts) { f.with("handler", u, "").Until = ago(1) }, false},
		{"team", "the last moment of the window", func(f *Facts) { f.with("body", "", b); f.closed(ago(later - time.Microsecond)) }, true},
		{"team", "the window is over", func(f *Facts) { f.with("body", "", b); f.closed(ago(later)) }, false},
		{"team", "done without a day of closing", func(f *Facts) { f.with("body", "", b); f.closed(casemodel.Instant{}) }, false},
		{"team", "the window is over and something is owed", func(f *Facts) { f.with("body", "", b); f.closed(ago(later)); f.Owing = true }, true},
		{"former", "the window is over and something is owed", func(f *Facts) { f.with("body", "", b); f.closed(ago(later)); f.Owing = true }, false},
		{"co_handler", "the window is over and something is owed", func(f *Facts) { f.with("co_mediator", u, ""); f.closed(ago(later)); f.Owing = true }, false},
		{"co_body", "the window is over and something is owed", func(f *Facts) { f.with("co_body", "", b); f.closed(ago(later)); f.Owing = true }, false},
		{"linked", "the window is over and something is owed", func(f *Facts) { f.with("task", "", b); f.closed(ago(later)); f.Owing = true }, false},
		{"taskforce", "the window is over and something is owed", func(f *Facts) { f.with("tf", u, ""); f.closed(ago(later)); f.Owing = true }, false},
		{"team", "closed but not yet filed away", func(f *Facts) { f.with("body", "", b); f.Root.Class, f.Root.ClosedAt = casemodel.Closing, ago(2*later) }, true},
		{"team", "the child is long done, the case is not", func(f *Facts) {
			f.with("body", "", b)
			f.Matter.Class, f.Matter.ClosedAt = casemodel.Done, ago(2*later)
		}, true},
		{"team", "the root is not known", func(f *Facts) { f.with("body", "", b); f.Root = nil }, false},
		{"former", "replaced", func(f *Facts) { f.with("handler", u, "").Until = noon }, true},
		{"former", "still there", func(f *Facts) { f.with("handler", u, "") }, false},
		{"former", "the window is over", func(f *Facts) { f.with("body", "", b); f.closed(ago(later)) }, true},
		{"former", "the last moment of the window", func(f *Facts) { f.with("body", "", b); f.closed(ago(later - time.Microsecond)) }, false},
		{"former", "a co-mediator was", func(f *Facts) { f.with("co_mediator", u, "").Until = noon }, false},
		{"registered", "by the actor", func(f *Facts) { f.Matter.RegisteredByID = u }, true},
		{"registered", "by the body", func(f *Facts) { f.Matter.RegisteredBodyID = b }, true},
		{"registered", "by a colleague of another body", func(f *Facts) { f.Matter.RegisteredByID = other }, false},
		{"area", "in the county", func(f *Facts) { f.Actor.AreaID = "a3" }, true},
		{"area", "in the province", func(f *Facts) { f.Actor.AreaID, f.Actor.AreaLevel = "a1", 0 }, true},
		{"area", "in the village", func(f *Facts) { f.Actor.AreaID, f.Actor.AreaLevel = "a5", 4 }, true},
		{"area", "the right code at the wrong depth", func(f *Facts) { f.Actor.AreaID = "a4" }, false},
		{"area", "a grid has no depth", func(f *Facts) { f.Actor.AreaID, f.Actor.AreaLevel = "a5", 5 }, false},
		{"area", "no area at all, and a matter without a county", func(f *Facts) { f.Matter.A3 = "" }, false},
		{"area_below", "a town case seen from the county", func(f *Facts) { f.Actor.AreaID = "a3" }, true},
		{"area_below", "a village case seen from the county", func(f *Facts) { f.Actor.AreaID, f.Matter.Level = "a3", 4 }, false},
		{"area_below", "a town case elsewhere", func(f *Facts) { f.Actor.AreaID = "z3" }, false},
		{"area_red", "orange", func(f *Facts) { f.Actor.AreaID, f.Matter.Risk = "a3", casemodel.RiskOrange }, true},
		{"area_red", "yellow", func(f *Facts) { f.Actor.AreaID, f.Matter.Risk = "a3", casemodel.RiskYellow }, false},
		{"area_red", "red elsewhere", func(f *Facts) { f.Actor.AreaID, f.Matter.Risk = "z3", casemodel.RiskRed }, false},
		{"grid_own", "own grid", func(f *Facts) { f.Actor.GridID, f.Matter.GridID = "g1", "g1" }, true},
		{"grid_own", "no grid on either side", func(*Facts) {}, false},
		{"upper", "superior of the body in charge", func(f *Facts) { f.Matter.BodyID, f.Actor.Subordinates = "low", []casemodel.ID{"low"} }, true},
		{"upper", "when it is done", func(f *Facts) {
			f.Matter.BodyID, f.Actor.Subordinates, f.Matter.Class = "low", []casemodel.ID{"low"}, casemodel.Done
		}, false},
		{"upper", "nobody in charge", func(f *Facts) { f.Actor.Subordinates = []casemodel.ID{""} }, false},
		{"reviewer", "named", func(f *Facts) { f.Matter.ReviewBodyID = b }, true},
		{"reviewer", "another is", func(f *Facts) { f.Matter.ReviewBodyID = "body-2" }, false},
		{"linked", "has a task", func(f *Facts) { f.with("task", "", b).MatterID = "task" }, true},
		{"linked", "long after", func(f *Facts) { f.with("task", "", b); f.closed(ago(later)) }, false},
		{"sender", "of a task", func(f *Facts) { f.Matter.Kind, f.Matter.RegisteredBodyID = casemodel.KindTask, b }, true},
		{"sender", "of a hand-over", func(f *Facts) { f.Matter.Kind, f.Matter.RegisteredBodyID = casemodel.KindHandover, b }, true},
		{"sender", "of an order", func(f *Facts) { f.Matter.Kind, f.Matter.RegisteredBodyID = casemodel.KindSupervision, b }, true},
		{"sender", "of a case there is none", func(f *Facts) { f.Matter.RegisteredBodyID = b }, false},
		{"owner", "the leader", func(f *Facts) { f.Matter.OwnerID = u }, true},
		{"owner", "another leader", func(f *Facts) { f.Matter.OwnerID = other }, false},
		{"taskforce", "member", func(f *Facts) { f.with("tf", u, "") }, true},
		{"taskforce", "of the past", func(f *Facts) { f.with("tf", u, "").Until = noon }, false},
		{"court_case", "the court named", func(f *Facts) { f.with("court", "", b) }, true},
		{"court_case", "long after: it is the court's own file", func(f *Facts) { f.with("court", "", b); f.closed(ago(later)) }, true},
		{"court_case", "struck off", func(f *Facts) { f.with("court", "", b).Until = noon }, false},
		{"sampled", "drawn", func(f *Facts) { f.Samples = []casemodel.QualitySample{{MatterID: "child", UserID: u, Open: 1}} }, true},
		{"sampled", "checked", func(f *Facts) { f.Samples = []casemodel.QualitySample{{MatterID: "child", UserID: u}} }, false},
		{"sampled", "a sister", func(f *Facts) { f.Samples = []casemodel.QualitySample{{MatterID: "sister", UserID: u, Open: 1}} }, false},
		{"named", "named", func(f *Facts) { f.with("named", u, "") }, true},
		{"named", "struck off", func(f *Facts) { f.with("named", u, "").Until = noon }, false},
		{"named", "the body is, which is nobody", func(f *Facts) { f.with("named", "", b) }, false},
		{"sealed_unnamed", "sealed", func(f *Facts) { f.Matter.Sealed = 1 }, true},
		{"sealed_unnamed", "sealed and named", func(f *Facts) { f.Matter.Sealed = 1; f.with("named", u, "") }, false},
		{"sealed_unnamed", "open to the usual", func(*Facts) {}, false},
		{"recused", "decided", func(f *Facts) { f.Recusals = []casemodel.Recusal{{RootID: "root", UserID: u, State: "recused"}} }, true},
		{"recused", "only declared", func(f *Facts) { f.Recusals = []casemodel.Recusal{{RootID: "root", UserID: u, State: "declared"}} }, false},
		{"recused", "waived", func(f *Facts) { f.Recusals = []casemodel.Recusal{{RootID: "root", UserID: u, State: "waived"}} }, false},
		{"recused", "a colleague", func(f *Facts) { f.Recusals = []casemodel.Recusal{{RootID: "root", UserID: other, State: "recused"}} }, false},
		{"recused", "elsewhere", func(f *Facts) { f.Recusals = []casemodel.Recusal{{RootID: "else", UserID: u, State: "recused"}} }, false},
		{"doer", "did it", func(f *Facts) { f.Doer = true }, true},
		{"doer", "did not", func(*Facts) {}, false},
		{"author", "wrote it", func(f *Facts) { f.Author = true }, true},
		{"author", "did not", func(*Facts) {}, false},
		{"delegate", "this matter's link", func(f *Facts) { f.Delegate = "child" }, true},
		{"delegate", "the root's link", func(f *Facts) { f.Delegate = "root" }, false},
		{"on_the_spot", "in the act", atTheWall, true},
		{"on_the_spot", "without the act", func(f *Facts) { atTheWall(f); f.Actor.Spot = "" }, false},
		{"on_the_spot", "in another's act", func(f *Facts) { atTheWall(f); f.Actor.Spot = "else" }, false},
		{"on_the_spot", "a colleague took it down", func(f *Facts) { atTheWall(f); f.Root.RegisteredByID = other }, false},
		{"on_the_spot", "for another body", func(f *Facts) { atTheWall(f); f.Root.RegisteredBodyID = "body-2" }, false},
		{"on_the_spot", "by the hotline", func(f *Facts) { atTheWall(f); f.Root.Channel = "hotline_12345" }, false},
		{"on_the_spot", "at the window", func(f *Facts) { atTheWall(f); f.Root.Channel = "window" }, true},
		{"on_the_spot", "in another place", func(f *Facts) { atTheWall(f); f.Root.A4 = "z4" }, false},
		{"on_the_spot", "of another field", func(f *Facts) { atTheWall(f); f.Actor.Categories = []string{"17"} }, false},
		{"on_the_spot", "of no category", func(f *Facts) { atTheWall(f); f.Root.Category = "" }, false},
		{"on_the_spot", "somebody is in danger", func(f *Facts) { atTheWall(f); f.Root.Risk = casemodel.RiskOrange }, false},
		{"on_the_spot", "it is sealed", func(f *Facts) { atTheWall(f); f.Root.Sealed = 1 }, false},
		{"code", "this family's code", func(f *Facts) { f.Code = "root" }, true},
		{"code", "another's", func(f *Facts) { f.Code = "else" }, false},
		{"home", "for the own body", func(f *Facts) { f.Body = b }, true},
		{"home", "in the own place", func(f *Facts) { f.Area, f.Actor.AreaID = [5]string{"a1", "a2", "a3"}, "a3" }, true},
		{"home", "elsewhere, for others", func(f *Facts) {
			f.Area, f.Actor.AreaID, f.Body = [5]string{"a1", "a2", "z3"}, "a3", "body-2"
		}, false},
		{"field", "its field", func(f *Facts) { f.Category, f.Actor.Categories = "17", []string{"15", "17"} }, true},
		{"field", "below its field", func(f *Facts) { f.Category, f.Actor.Categories = "0104", []string{"01"} }, true},
		{"field", "above its field", func(f *Facts) { f.Category, f.Actor.Categories = "01", []string{"0104"} }, false},
		{"field", "every field", func(f *Facts) { f.Category = "99" }, true},
		{"field", "no category yet", func(f *Facts) { f.Actor.Categories = []string{"17"} }, false},
		{"any", "always", func(f *Facts) { *f = Facts{} }, true},
	}
	seen := map[string][2]bool{}
	for _, row := range rows {
		f := family()
		row.set(f)
		if got := slices.Contains(RelSet(f), row.rel); got != row.want {
			t.Errorf("%s, %s: %v", row.rel, row.what, got)
		}
		both := seen[row.rel]
		both[map[bool]int{true: 1, false: 0}[row.want]] = true
		seen[row.rel] = both
	}
	for _, r := range Relations() {
		if !seen[r.Name][1] || !seen[r.Name][0] && r.Name != Any {
			t.Errorf("%s is not tested both ways", r.Name)
		}
	}
}

func TestNothingHoldsOfNothingButAny(t *testing.T) {
	for _, f := range []*Facts{{}, {Actor: casemodel.System}, {Actor: casemodel.Public, Now: noon}, family()} {
		if got := RelSet(f); !slices.Equal(got, []string{Any}) {
			t.Errorf("%v", got)
		}
	}
}

func TestAChildToBeIsAskedWithItsParent(t *testing.T) {
	f := family()
	f.Matter, f.Root.CentreID = nil, b
	if got := RelSet(f); !slices.Equal(got, []string{Any, "centre"}) {
		t.Errorf("%v", got)
	}
	if f.Matter != nil {
		t.Error("the caller's facts were changed")
	}
}

func TestEveryRelationHasItsSentence(t *testing.T) {
	byLists := []string{
		"handler", "co_handler", "body", "offered", "root_handler", "root_body", "centre", "co_body", "team", "former",
		"registered", "area", "area_below", "area_red", "grid_own", "upper", "reviewer", "linked", "sender", "owner",
		"taskforce", "court_case", "sampled", "named", "sealed_unnamed", "recused", "any",
	}
	byActs := []string{"doer", "author", "delegate", "code", "home", "field", "on_the_spot"}
	var names []string
	for _, r := range Relations() {
		names = append(names, r.Name)
		if r.Doc == "" || r.Holds == nil || r.SQL != "" && r.SQL != r.Name {
			t.Errorf("%+v", r)
		}
		if slices.Contains(byLists, r.Name) != (r.SQL != "") {
			t.Errorf("%s: the store's predicate is %q", r.Name, r.SQL)
		}
	}
	want := slices.Concat(byLists, byActs)
	slices.Sort(want)
	slices.Sort(names)
	if !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
}
