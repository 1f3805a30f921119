package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// TellPage lists who is to be told of a sitting before its hour.
type TellPage struct {
	Shell
	Crumbs []Link
	Rows   []TellRow
}

// TellRow is one party of one sitting.
type TellRow struct {
	When, Where, Name, Matter, Href string
	Number                          string
	Soon                            bool // today or tomorrow
	State                           State
	Tries                           []string
	Never                           bool // is not to be rung up
	Act, Way                        string
}

// tellDays is how far ahead one looks for who is to be told.
const tellDays = 7

// toldTints are the looks of how far somebody was told.
var toldTints = map[string]string{
	casemodel.ToldServed: "green", casemodel.ToldBare: "blue", casemodel.ToldPassed: "amber", casemodel.ToldMissed: "red", casemodel.ToldNot: "grey",
}

var toldIcons = map[string]string{
	casemodel.ToldServed: "check", casemodel.ToldBare: "check", casemodel.ToldPassed: "users", casemodel.ToldMissed: "alert", casemodel.ToldNot: "phone",
}

func toldState(state string) State {
	return State{Title: say("tell.state." + state), Tint: toldTints[state], Icon: toldIcons[state]}
}

// toTell is the list, for the counter as for who mediates.
func (s *Site) toTell(v *visit) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	list, err := s.desk.ToTell(v.ctx(), v.who, now, casemodel.At(calendar.DayOf(now.Time()).Add(tellDays).Start()))
	if err != nil {
		return err
	}
	page := TellPage{Crumbs: []Link{{say("nav.schedule"), "/schedule"}, {say("tell.title"), ""}}}
	for i := range list {
		t := &list[i]
		row := TellRow{
			When: spanWords(t.Sitting.From, t.Sitting.Until), Where: t.Room, Name: s.partyName(t.Party), Matter: t.Matter.Title, Href: "/matters/" + string(t.Matter.ID), Number: casework.Slip(t.Matter.Number),
			Soon: t.Sitting.From.Before(dayAfter(now, 2)), State: toldState(t.State), Never: t.Party.SafeContact == "never",
		}
		for _, n := range t.Tries {
			row.Tries = append(row.Tries, s.tryWords(&n, now))
		}
		row.Act, row.Way = s.tellNext(t.Sitting.MatterID, t.Sitting.ID, t.Party, t.Tries)
		page.Rows = append(page.Rows, row)
	}
	page.Shell = v.shell(say("tell.title"), "/schedule")
	return v.ok("tell", page)
}

// tryWords is one time somebody was told, or not.
func (s *Site) tryWords(n *casemodel.SittingNotice, now casemodel.Instant) string {
	key := "arrange.told"
	switch {
	case n.Reached == 0:
		key = "arrange.not_told"
	case n.Outcome == "passed_on":
		key = "arrange.passed_on"
	}
	return say(key, "at", short(n.At, now), "way", s.desk.Flows.Title("contact_ways", n.Way))
}

// tellNext leads to telling a party by a way that was not tried, and names it.
// Who must not be rung up is told by no telephone.
func (s *Site) tellNext(matter, sitting casemodel.ID, p casemodel.Party, tries []casemodel.SittingNotice) (href, way string) {
	href = "/matters/" + string(matter) + "/do/notify_sitting?f.sitting=" + string(sitting) + "&f.party=" + string(p.ID)
	if next := casemodel.NextWay(tries); next != "" && p.SafeContact != "never" {
		href += "&f.way=" + next
		way = s.desk.Flows.Title("contact_ways", next)
	}
	return href, way
}

// tried lists how the parties of a sitting were told so far, beside the form
// that tells one of them.
func tried(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("tell.tried")}
	id := p.values.Get(nameOf("sitting"))
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if string(one.ID) != id && (id != "" || one.MatterID != view.Matter.ID || !one.Ahead()) {
			continue
		}
		for _, party := range view.Parties {
			if !party.Present() || len(one.Expected) > 0 && !slices.Contains(one.Expected, string(party.ID)) { // who does not mediate is not told who is expected
				continue
			}
			tries := triesOf(view, one.ID, party.ID)
			row := WorkRow{Title: s.partyName(party), State: toldState(casemodel.Told(tries))}
			var said []string
			for k := range tries {
				said = append(said, strings.TrimSpace(s.tryWords(&tries[k], view.Now)+" "+tries[k].Proof))
			}
			row.Note = strings.Join(said, say("list.semicolon"))
			list.Rows = append(list.Rows, row)
		}
	}
	if len(list.Rows) > 0 {
		p.Lists = append(p.Lists, list)
	}
	return nil
}

func triesOf(view *casework.View, sitting, party casemodel.ID) (tries []casemodel.SittingNotice) {
	for _, n := range view.Notices {
		if n.SittingID == sitting && n.PartyID == party {
			tries = append(tries, n)
		}
	}
	return tries
}

// beginNotify: the sitting that comes next, now.
func beginNotify(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.at", view.Now.Time().In(calendar.Zone).Format(atTheMinute))
}
