package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// matterLists are what stands first on the page of a confirmation or of an
// obligation: what it depends on, and the ways from it.
func (s *Site) matterLists(v *visit, view *casework.View) ([]WorkList, error) {
	switch view.Matter.Kind {
	case casemodel.KindFollowUp:
		return s.visitLists(v, view), nil
	case casemodel.KindObligation:
		return s.roads(v, view)
	case casemodel.KindConfirmation:
	default:
		return nil, nil
	}
	c, err := s.desk.Confirmation(v.ctx(), v.who, view.Matter.ID)
	if err != nil || c == nil {
		return nil, err
	}
	var lists []WorkList
	if slices.Contains([]string{"eligible", "preparing"}, view.Matter.State) {
		lists = append(lists, s.conditions(view, c), s.joint(view, c))
	}
	if slices.ContainsFunc(view.Choices, func(one casework.Choice) bool { return one.ID == "print" }) && slices.Contains([]string{"preparing", "submitted", "supplementing"}, view.Matter.State) {
		lists = append(lists, WorkList{Title: say("pack.title"), Rows: []WorkRow{{Title: say("pack.take"), Href: "/matters/" + string(view.Matter.ID) + "/pack"}}})
	}
	if ways := s.remedies(view, c); len(ways.Rows) > 0 {
		lists = append(lists, ways)
	}
	return lists, nil
}

func met(word string) State   { return State{Title: say(word), Tint: "green", Icon: "check"} }
func unmet(word string) State { return State{Title: say(word), Tint: "red", Icon: "alert"} }
func doubt(word string) State { return State{Title: say(word), Tint: "amber", Icon: "info"} }

// conditions goes through what the law asks before anything is prepared, each
// with its article.
func (s *Site) conditions(view *casework.View, c *casework.Confirmation) WorkList {
	list := WorkList{Title: say("confirm.conditions")}
	add := func(ok bool, good, bad, key string, args ...any) {
		state := met(good)
		if !ok {
			state = unmet(bad)
		}
		list.Rows = append(list.Rows, WorkRow{Title: say("confirm."+key, args...), State: state})
	}
	add(c.InForce, "confirm.yes", "confirm.no", "in_force", "on", string(c.From))
	if c.Last != "" {
		left, state := days(localDay(view.Now), c.Last), met("confirm.in_time")
		if left <= nearWindow {
			state = doubt("confirm.in_time")
		}
		if state.Title = say("confirm.left", "n", left); left < 0 {
			state = unmet("confirm.over")
		}
		list.Rows = append(list.Rows, WorkRow{Title: say("confirm.window", "last", string(c.Last)), State: state})
	}
	refused := slices.ContainsFunc(c.Joined, func(one casework.Joined) bool { return one.Refused })
	add(!refused, "confirm.both", "confirm.one_refuses", "joint")
	said := doubt("confirm.to_check")
	if view.Matter.State == "preparing" {
		said = met("confirm.checked")
	}
	list.Rows = append(list.Rows, WorkRow{Title: say("confirm.contents"), State: said})
	if strings.HasPrefix(view.Matter.Category, divorce) {
		list.Rows = append(list.Rows, WorkRow{Title: say("confirm.divorce"), State: doubt("confirm.mind")})
	}
	if c.Track == "administrative_mediation" {
		list.Rows = append(list.Rows, WorkRow{Title: say("confirm.administrative"), State: doubt("confirm.mind")})
	}
	return list
}

const (
	nearWindow = 7 // days left from which on the window is shown as near
	divorce    = "0101"
)

// joint shows who has put his name under the application.
func (s *Site) joint(view *casework.View, c *casework.Confirmation) WorkList {
	list := WorkList{Title: say("confirm.applicants")}
	for _, one := range c.Joined {
		row := WorkRow{Title: s.partyOf(view, one.Party), State: doubt("signature.missing")}
		switch {
		case one.Refused:
			row.State = unmet("confirm.refused")
		case one.Signed != "":
			row.State, row.Note = met("signature.signed"), string(one.Signed)
		case one.Agreed:
			row.State = met("confirm.agreed")
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

// remediesOf are the ways that remain in a state, the nearest first.
var remediesOf = map[string][]string{
	"lapsed": {"reinstate", "perform", "notarise", "payment_order", "sue"}, "ineligible": {"perform", "notarise", "payment_order", "sue"},
	"not_accepted": {"perform", "notarise", "payment_order", "sue"}, "dismissed": {"change", "remediate", "sue"}, "revoked": {"change", "remediate", "sue"},
	"withdrawn": {"perform", "notarise", "payment_order", "sue"}, "confirmed": {"enforce", "third", "own"},
}

// remedies names what can be done now that the confirmation stands where it
// does, each with its limit.
func (s *Site) remedies(view *casework.View, c *casework.Confirmation) WorkList {
	list := WorkList{Title: say("remedy.title")}
	if view.Matter.State == "confirmed" {
		list.Title = say("remedy.effect")
	}
	for _, way := range remediesOf[view.Matter.State] {
		row := WorkRow{Title: say("remedy." + way), Note: say("remedy." + way + "_means")}
		if way == "sue" && c.Limit != "" {
			row.Note = say("remedy.sue_until", "on", string(c.Limit))
		}
		if i := slices.IndexFunc(view.Choices, func(one casework.Choice) bool { return one.ID == way }); i >= 0 {
			row.Href = "/matters/" + string(view.Matter.ID) + "/do/" + way
		}
		for _, clock := range view.Deadlines {
			if rule := map[string]string{"enforce": "JC-13", "own": "JC-12b"}[way]; rule != "" && clock.Deadline.RuleID == rule && clock.Deadline.DueOn != "" {
				due := dueDay(clock.Deadline.DueOn, localDay(view.Now))
				row.State = State{Title: say("remedy.until", "on", string(clock.Deadline.DueOn)), Tint: cmp.Or(map[string]string{"over": "red", "near": "amber"}[due.Level], "grey"), Icon: "clock"}
			}
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

// PrecheckPage is where it is decided whether a confirmation is offered.
type PrecheckPage struct {
	*WorkPage
	Courts *Field // whose courts are rows of their own
	First  []CandidateRow
	Others []CandidateRow
	Open   bool
}

// fillPrecheck goes through the conditions and names the competent courts.
func fillPrecheck(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	courts, err := s.desk.Courts(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return nil, err
	}
	if len(courts) > 0 && courts[0].Fits() {
		page.preset(v, "court", string(courts[0].Body.ID))
	}
	page.chips("contents")
	base := &WorkPage{DoPage: page, Lead: say("lead.precheck_ok"), Chips: map[string]ChipLine{}, Running: runningClocks(view)}
	for _, put := range []card{conditions, ways(waysOn, "precheck_fail")} {
		if err := put(s, v, view, base); err != nil {
			return nil, err
		}
	}
	own := &PrecheckPage{WorkPage: base, Courts: page.Field("court")}
	picked := page.values.Get(nameOf("court"))
	for i := range courts {
		row := s.courtRow(v, view, &courts[i], picked)
		row.Proposed = i == 0 && courts[i].Fits()
		if courts[i].Fits() {
			own.First = append(own.First, row)
			continue
		}
		own.Open = own.Open || row.Chosen
		own.Others = append(own.Others, row)
	}
	return own, nil
}

func (s *Site) courtRow(v *visit, view *casework.View, c *casework.Court, picked string) CandidateRow {
	row := CandidateRow{Value: string(c.Body.ID), Title: c.Body.Title, Chosen: string(c.Body.ID) == picked}
	if a, err := s.people.area(v.ctx(), c.Body.AreaID); err == nil {
		row.Place = a.Name
	}
	for _, basis := range c.Basis {
		why := say("court.basis." + basis)
		if basis == "domicile" {
			names := make([]string, len(c.Lives))
			for i, p := range c.Lives {
				names[i] = s.partyOf(view, p)
			}
			why = say("court.lives", "who", strings.Join(names, say("list.comma")))
		}
		row.Why = append(row.Why, why)
	}
	switch {
	case c.Against != "":
		row.Against = append(row.Against, say(c.Against))
	case len(c.Basis) == 0:
		row.Against = append(row.Against, say("court.no_basis"))
	}
	return row
}

// conditions are those of the law, beside a form.
func conditions(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	c, err := s.desk.Confirmation(v.ctx(), v.who, view.Matter.ID)
	if err == nil && c != nil {
		p.Lists = append(p.Lists, s.conditions(view, c))
	}
	return err
}

// joint are those who apply together, beside a form.
func joint(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	c, err := s.desk.Confirmation(v.ctx(), v.who, view.Matter.ID)
	if err == nil && c != nil {
		p.Lists = append(p.Lists, s.joint(view, c))
	}
	return err
}

// beginJoint: who has signed the application has said yes, handed in today.
func beginJoint(s *Site, v *visit, view *casework.View, values url.Values) {
	values.Set("f.submitted_on", string(localDay(view.Now)))
	c, err := s.desk.Confirmation(v.ctx(), v.who, view.Matter.ID)
	if err != nil || c == nil {
		return
	}
	for _, one := range c.Joined {
		if one.Signed != "" {
			name := nameOf("consents") + "." + string(one.Party)
			values.Set(name+".consent", "agreed")
			values.Set(name+".way", "written")
		}
	}
}

// beginSigning: signed today, by the first who has not.
func beginSigning(s *Site, v *visit, view *casework.View, values url.Values) {
	values.Set("f.signed_on", string(localDay(view.Now)))
	values.Set("f.way", "wet")
	c, err := s.desk.Confirmation(v.ctx(), v.who, view.Matter.ID)
	if err != nil || c == nil {
		return
	}
	if i := slices.IndexFunc(c.Joined, func(one casework.Joined) bool { return one.Signed == "" }); i >= 0 {
		values.Set("f.party", string(c.Joined[i].Party))
	}
}
