package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Arranged is one sitting on the page of its matter: when and where, how the
// parties were told, and what may be done with it.
type Arranged struct {
	When, Where, Who, State string
	Tint                    string
	Mode                    string   // only for who mediates
	Began, Lacks            string   // when it began; what it cannot begin without
	Came                    []string // only for who mediates, and the letter too
	Beside                  []string // organisations that sit elsewhere at that time
	Told                    []Told
	Acts                    []Link
}

// Told is one notice, or a party that has not been reached yet.
type Told struct {
	Party, Text, Proof string
	File               string // the picture of the proof
	State              State  // of the last line of a party: how far it was told
	Missed             bool
	Href, Way          string // to telling that party, again or at last, and by which way
}

// sittingActs are what is done with one sitting, in the order of a day.
var sittingActs = []string{"start_sitting", "finish_sitting", "reschedule", "cancel_sitting"}

func (s *Site) arranged(v *visit, view *casework.View) []Arranged {
	var list []Arranged
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if one.State == casemodel.Held || one.State == casemodel.Cancelled { // the course tells of what was called off
			continue
		}
		row := Arranged{
			When: spanWords(one.From, one.Until), Where: view.RoomOf(one), State: say("sitting_state." + one.State),
			Tint: map[string]string{casemodel.Planned: "blue", casemodel.Started: "strong", casemodel.Finished: "green"}[one.State],
		}
		var who []string
		for _, id := range one.Mediators {
			who = append(who, s.userOf(v, casemodel.ID(id)))
		}
		row.Who = strings.Join(who, say("list.comma"))
		if one.Mode != "" {
			row.Mode = s.desk.Flows.Title("sitting_modes", one.Mode)
		}
		for _, a := range one.Begun.Came {
			row.Came = append(row.Came, s.cameLine(view, a))
		}
		if one.Letter != "" {
			row.Came = append(row.Came, say("arrange.letter", "no", one.Letter))
		}
		if !one.StartedAt.IsZero() {
			row.Began = say("arrange.began", "at", clock(one.StartedAt))
		}
		if one.State == casemodel.Planned && one.Interpreter == "" && slices.ContainsFunc(view.Parties, func(p casemodel.Party) bool {
			return p.Present() && speechless(p) && slices.Contains(one.Expected, string(p.ID))
		}) {
			row.Lacks = say("arrange.no_interpreter")
		}
		at := func(act string) string {
			if one.MatterID != view.Matter.ID || !one.Ahead() || !slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == act }) {
				return ""
			}
			return "/matters/" + string(one.MatterID) + "/do/" + act + "?f.sitting=" + string(one.ID)
		}
		row.Beside = s.besideLines(view.Beside[one.ID], nil)
		row.Told = s.toldOf(view, one, at("notify_sitting"))
		for _, act := range sittingActs {
			if act == "start_sitting" && at("open_session") != "" && !one.Alone() {
				act = "open_session" // the first one opens the mediation
			}
			usable := act == "finish_sitting" == (one.State == casemodel.Started)
			if to := at(act); to != "" && (usable || act == "cancel_sitting") {
				row.Acts = append(row.Acts, Link{view.Flow.Act(act).Title, to})
			}
		}
		if at("notify_sitting") != "" {
			row.Acts = append(row.Acts, Link{say("arrange.papers"), "/matters/" + string(one.MatterID) + "/papers"})
		}
		list = append(list, row)
	}
	slices.Reverse(list) // what comes next stands first
	return list
}

// toldOf are the notices of a sitting party by party, each ending in how far it
// was told and by which way it is to be told next.
func (s *Site) toldOf(view *casework.View, one *casemodel.Sitting, notify string) []Told {
	var list []Told
	for _, p := range view.Parties {
		tries := triesOf(view, one.ID, p.ID)
		for i := range tries {
			n := &tries[i]
			row := Told{Party: s.partyName(p), Text: s.tryWords(n, view.Now), Proof: n.Proof, Missed: n.Reached == 0}
			if n.FileID != "" {
				row.File = "/matters/" + string(one.MatterID) + "/files/" + string(n.FileID)
			}
			list = append(list, row)
		}
		state := casemodel.Told(tries)
		if n := len(tries); n > 0 {
			list[len(list)-1].State = toldState(state)
		}
		if notify == "" || state == casemodel.ToldServed || state == casemodel.ToldBare || !p.Present() || !slices.Contains(one.Expected, string(p.ID)) {
			continue
		}
		row := Told{Party: s.partyName(p), Text: say("arrange.to_tell"), Missed: true}
		row.Href, row.Way = s.tellNext(one.MatterID, one.ID, p, tries)
		list = append(list, row)
	}
	return list
}
