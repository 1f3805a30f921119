package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// sitters are the roles to whom the day's sittings are shown.
var sitters = []string{
	"mediator", "commercial_mediator", "judge_guide", "police_mediator", "pmc_chair", "seal_keeper", "court_clerk",
	"front_desk", "triage_clerk", "dispatcher", "centre_director",
}

func (s *Site) homeSittings(v *visit, page *HomePage) error {
	if page.Sits = slices.ContainsFunc(sitters, v.who.Has); !page.Sits {
		return nil
	}
	list, err := s.desk.Sittings(v.ctx(), v.who, watched(v), dayAfter(v.moment, 0), dayAfter(v.moment, 2))
	if err != nil {
		return err
	}
	var handlers []casemodel.ID
	for i := range list {
		handlers = append(handlers, list[i].Matter.HandlerID)
	}
	s.people.fresh(v.moment)
	s.people.meet(v.ctx(), handlers...)
	tomorrow := dayAfter(v.moment, 1)
	days := []SittingDay{{Title: say("home.today")}, {Title: say("home.tomorrow")}}
	for i := range list {
		at := 0
		if !list[i].From.Before(tomorrow) {
			at = 1
		}
		days[at].Rows = append(days[at].Rows, s.sittingRow(v, &list[i]))
	}
	page.Sittings = slices.DeleteFunc(days, func(d SittingDay) bool { return len(d.Rows) == 0 })
	return nil
}

func (s *Site) sittingRow(v *visit, sit *casework.Sitting) SittingRow {
	m := &sit.Matter
	r := SittingRow{At: clock(sit.From), Place: cmp.Or(sit.Room, sit.Place), Href: "/matters/" + string(m.ID), Slip: slipOf(m), Shoot: v.ownShoot(m), Past: sit.Until.Before(v.moment)}
	if sit.Names != "" {
		r.Who = strings.ReplaceAll(sit.Names, " ", say("list.comma"))
	} else if m.HandlerID != "" {
		r.Who = say("home.mediator", "surname", surname(s.people.user(v.ctx(), m.HandlerID)))
	}
	return r
}

func slipOf(m *casemodel.Matter) string { return casework.Slip(m.Number) }

// surname is the first character; compound ones are known.
func surname(name string) string {
	runes := []rune(name)
	if len(runes) < 2 {
		return name
	}
	if two := string(runes[:2]); slices.Contains(strings.Fields(say("home.compound_surnames")), two) {
		return two
	}
	return string(runes[:1])
}
