package policies

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// The predicates read the matter's own header, where centre, place and secrecy
// are copies of the root's (decision 6); the root's header through root_…; and
// participant rows of the family. The store writes the same in SQL.

func handler(f *Facts) bool { return f.Matter != nil && same(f.Matter.HandlerID, f.Actor.UserID) }
func body(f *Facts) bool    { return f.Matter != nil && same(f.Matter.BodyID, f.Actor.BodyID) }
func offered(f *Facts) bool { return f.Matter != nil && same(f.Matter.OfferedBodyID, f.Actor.BodyID) }
func centre(f *Facts) bool  { return f.Matter != nil && same(f.Matter.CentreID, f.Actor.BodyID) }
func gridOwn(f *Facts) bool { return f.Matter != nil && same(f.Matter.GridID, f.Actor.GridID) }
func owner(f *Facts) bool   { return f.Matter != nil && same(f.Matter.OwnerID, f.Actor.UserID) }
func reviewer(f *Facts) bool {
	return f.Matter != nil && same(f.Matter.ReviewBodyID, f.Actor.BodyID)
}

func rootHandler(f *Facts) bool {
	r := f.root()
	return r != nil && same(r.HandlerID, f.Actor.UserID)
}

func rootBody(f *Facts) bool {
	r := f.root()
	return r != nil && same(r.BodyID, f.Actor.BodyID)
}

func coHandler(f *Facts) bool {
	if f.Matter == nil || !f.window() {
		return false
	}
	for _, p := range f.Participants {
		here := p.MatterID == f.Matter.ID || p.MatterID == f.Matter.RootID
		if here && f.mine(p, true, false, casemodel.PartCoMediator) && f.live(p) {
			return true
		}
	}
	return false
}

func coBody(f *Facts) bool { return f.window() && f.takes(false, true, casemodel.PartCoBody) }
func linked(f *Facts) bool { return f.window() && f.takes(false, true, casemodel.PartTask) }

func taskforce(f *Facts) bool { return f.window() && f.takes(true, false, casemodel.PartTaskForce) }
func courtCase(f *Facts) bool { return f.takes(false, true, casemodel.PartCourt) }
func named(f *Facts) bool     { return f.takes(true, false, casemodel.PartNamed) }

func team(f *Facts) bool {
	return f.watched() && f.takes(true, true, casemodel.PartHandler, casemodel.PartBody)
}

// former counts the same rows as team, once they or the case's window are over.
func former(f *Facts) bool {
	over := !f.watched()
	for _, p := range f.Participants {
		if f.mine(p, true, true, casemodel.PartHandler, casemodel.PartBody) && (over || !f.live(p)) {
			return true
		}
	}
	return false
}

func registered(f *Facts) bool {
	return f.Matter != nil &&
		(same(f.Matter.RegisteredByID, f.Actor.UserID) || same(f.Matter.RegisteredBodyID, f.Actor.BodyID))
}

func sender(f *Facts) bool {
	if f.Matter == nil || !same(f.Matter.RegisteredBodyID, f.Actor.BodyID) {
		return false
	}
	return slices.Contains([]casemodel.Kind{casemodel.KindTask, casemodel.KindHandover, casemodel.KindSupervision}, f.Matter.Kind)
}

func area(f *Facts) bool {
	m := f.Matter
	return m != nil && inside(f.Actor, [5]string{m.A1, m.A2, m.A3, m.A4, m.A5})
}

func areaBelow(f *Facts) bool { return area(f) && f.Matter.Level == f.Actor.AreaLevel+1 }
func areaRed(f *Facts) bool   { return area(f) && f.Matter.Risk >= casemodel.RiskOrange }

// inside compares by the tree, at the depth of the actor's area: codes do not
// nest everywhere (domain 4.3.1).
func inside(a casemodel.Actor, path [5]string) bool {
	return a.AreaID != "" && a.AreaLevel >= 0 && a.AreaLevel < len(path) && path[a.AreaLevel] == a.AreaID
}

func upper(f *Facts) bool {
	return f.Matter != nil && f.Matter.Open() && f.Matter.BodyID != "" &&
		slices.Contains(f.Actor.Subordinates, f.Matter.BodyID)
}

func sampled(f *Facts) bool {
	return f.Matter != nil && slices.ContainsFunc(f.Samples, func(s casemodel.QualitySample) bool {
		return s.Open == 1 && same(s.MatterID, f.Matter.ID) && same(s.UserID, f.Actor.UserID)
	})
}

func sealedUnnamed(f *Facts) bool { return f.Matter != nil && f.Matter.Sealed != 0 && !named(f) }

func recused(f *Facts) bool {
	return f.Matter != nil && slices.ContainsFunc(f.Recusals, func(r casemodel.Recusal) bool {
		return r.State == "recused" && same(r.RootID, f.Matter.RootID) && same(r.UserID, f.Actor.UserID)
	})
}

func delegate(f *Facts) bool { return f.Matter != nil && same(f.Delegate, f.Matter.ID) }
func code(f *Facts) bool     { return f.Matter != nil && same(f.Code, f.Matter.RootID) }

func home(f *Facts) bool { return same(f.Body, f.Actor.BodyID) || inside(f.Actor, f.Area) }

// onTheSpot is the short road of a mediator who found and settled a quarrel
// himself (users.md F1). The desk names the family while it walks that road and
// at no other time; what else must be so is asked again here.
func onTheSpot(f *Facts) bool {
	r := f.root()
	if r == nil || f.Matter == nil || !same(f.Actor.Spot, f.Matter.RootID) {
		return false
	}
	own := same(r.RegisteredByID, f.Actor.UserID) && same(r.RegisteredBodyID, f.Actor.BodyID)
	found := r.Channel == "active" || r.Channel == "window"
	here := inside(f.Actor, [5]string{r.A1, r.A2, r.A3, r.A4, r.A5})
	known := *f
	known.Category = r.Category
	return own && found && here && field(&known) && r.Risk < casemodel.RiskOrange && r.Sealed == 0
}

// field takes a category with everything below it: 01 holds 0104. A body
// without categories works in all of them.
func field(f *Facts) bool {
	if f.Category == "" {
		return false
	}
	return len(f.Actor.Categories) == 0 || slices.ContainsFunc(f.Actor.Categories, func(c string) bool {
		return c != "" && strings.HasPrefix(f.Category, c)
	})
}
