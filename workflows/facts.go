package workflows

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// Facts is everything a guard may look at: the family as it stands in the
// transaction, and who asks. Casework gathers it; guards only read.
type Facts struct {
	Act          string // the event or record asked for
	Matter, Root *casemodel.Matter
	Family       []*casemodel.Matter // every matter of the root, in id order
	Parties      []casemodel.Party
	Roster       []casemodel.Member                          // who stands behind a side, by its roster
	Items        []casemodel.Item                            // agreement items of the family
	Values       map[casemodel.ID]map[string]string          // current declared fields, canonical text, by matter
	Acts         map[casemodel.ID]map[string]casemodel.Entry // last journal entry of each act, by matter
	Recusals     []casemodel.Recusal
	Deadlines    []*casemodel.Deadline
	Actor        casemodel.Actor
	On, Today    casemodel.Day // legal date of the act; local date of now
	FollowOn     bool          // fired by another act, not by a person

	Target     *casemodel.Body                                     // the body the input names, nil when unknown
	Members    map[casemodel.ID][]casemodel.Membership             // memberships of the users the input names
	Duplicates []casemodel.Matter                                  // cases that look the same, on submit
	Bound      []casemodel.Matter                                  // of those, where the same parties face each other and something agreed is owed
	Again      Again                                               // what the law says to applying again for the case that is named
	Master     *casemodel.Matter                                   // the second root the input names
	Offers     []casemodel.Offer                                   // of the matter, for an act that asks whether they stand
	Missing    []string                                            // papers that should lie with the case, when its volume is closed
	Ahead      bool                                                // a sitting of the matter is arranged or going on
	Unfallen   string                                              // key of why nothing of the matter's agreement can fall, "" where it can
	Fallen     bool                                                // something of it has, and that was not taken back
	Days       func(from casemodel.Day, span string) casemodel.Day // from + "30d" or "3y"
}

// Again is how a case that is over stands to being applied for once more.
type Again struct {
	Shut     string // key of why it cannot be, "" where it can
	Released bool   // only once no court or organ has it any more
}

// value reads a current field of the matter asked about.
func (f *Facts) value(field string) string { return f.Values[f.Matter.ID][field] }

// did reports whether the act is in the matter's journal.
func (f *Facts) did(m casemodel.ID, act string) bool {
	_, ok := f.Acts[m][act]
	return ok
}

// somewhere reports whether a field has a value in any matter of the family.
func (f *Facts) somewhere(field, value string) bool {
	return slices.ContainsFunc(f.Family, func(m *casemodel.Matter) bool { return f.Values[m.ID][field] == value })
}

// violent reports whether somebody of the family was asked about violence at
// home and did not say no: at the counter, or by the mediator.
func (f *Facts) violent() bool {
	return slices.ContainsFunc(f.Family, func(m *casemodel.Matter) bool {
		said := f.Values[m.ID]["violence"]
		return casemodel.ScreeningOf(f.Values[m.ID]).Flagged() || said != "" && said != "none"
	})
}

// children returns the family's matters of a kind.
func (f *Facts) children(kind casemodel.Kind) []*casemodel.Matter {
	var found []*casemodel.Matter
	for _, m := range f.Family {
		if m.Kind == kind && m.ID != f.Root.ID {
			found = append(found, m)
		}
	}
	return found
}

// sides returns the parties that must agree: those still present who ask or
// are asked.
func (f *Facts) sides() []casemodel.Party {
	var both []casemodel.Party
	for _, p := range f.Parties {
		if p.Present() && (p.Asks() || p.Role == "respondent") {
			both = append(both, p)
		}
	}
	return both
}

// has reports whether a party of this id still takes part, as a side or on the
// roster of one.
func (f *Facts) has(id casemodel.ID) bool {
	return slices.ContainsFunc(f.Parties, func(p casemodel.Party) bool { return p.ID == id && p.Present() }) ||
		slices.ContainsFunc(f.Roster, func(m casemodel.Member) bool { return m.ID == id && m.Party.Present() })
}

// listed are the people of a side whom the text names that lies for signing.
func (f *Facts) listed(side casemodel.ID) []casemodel.Member {
	var named []casemodel.Member
	for _, m := range f.Roster {
		if m.SideID == side && m.TextID == f.Matter.ID && m.BoundOn == "" {
			named = append(named, m)
		}
	}
	return named
}

// standing are the people of a side whom its next text names.
func (f *Facts) standing(side casemodel.ID) []casemodel.Member {
	var people []casemodel.Member
	for _, m := range f.Roster {
		if m.SideID == side && m.Stands() {
			people = append(people, m)
		}
	}
	return people
}

// own returns the items of the matter's present agreement text; one person's
// share of a clause is none of it.
func (f *Facts) own() []casemodel.Item {
	var items []casemodel.Item
	for _, it := range f.Items {
		if it.MatterID == f.Matter.ID && it.Active == 1 && it.ShareOf == "" {
			items = append(items, it)
		}
	}
	return items
}

func (f *Facts) recused(user, body casemodel.ID) bool {
	return slices.ContainsFunc(f.Recusals, func(r casemodel.Recusal) bool {
		return r.State == "recused" && (user != "" && r.UserID == user || body != "" && r.BodyID == body)
	})
}
