package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// SessionPage is the record of a sitting: who came, five headings, what came
// out of it and when it goes on. A caucus has one text of its own instead.
type SessionPage struct {
	*DoPage
	No    int
	Modes []Option
	Heads []HeadBox
	Next  ChipLine
	Needs []string // what parties need, as it acts on this record
	Past  []PastSitting
}

// HeadBox is one heading with the phrases that belong under it.
type HeadBox struct {
	*Field
	Phrases []string
}

// PastSitting is an earlier sitting in one line: never what was said.
type PastSitting struct{ Href, Title, Result string }

const atTheMinute = "2006-01-02T15:04"

// beginSession: a joint sitting at the place and time that were arranged; one
// of a later day stays arranged unless it is struck out. When it ended is never
// filled in.
func beginSession(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.mode", "joint")
	set(values, "f.place", view.Fields["place"])
	planned, err := time.Parse(time.RFC3339Nano, view.Fields["sitting_at"])
	now := view.Now.Time()
	switch today := calendar.DayOf(now); {
	case err != nil:
	case calendar.DayOf(planned) > today:
		values.Set("f.sitting_at", planned.In(calendar.Zone).Format(atTheMinute))
	case calendar.DayOf(planned) == today && !planned.After(now):
		values.Set("f.began", planned.In(calendar.Zone).Format(atTheMinute))
	}
	for _, p := range view.Parties {
		if p.Present() {
			guardian(p, values)
		}
	}
	beginCame(view, values)
	beginNext(view, values, "f.next_room", "")
}

// beginAdjourn: in the rooms of the last sitting.
func beginAdjourn(_ *Site, _ *visit, view *casework.View, values url.Values) {
	beginNext(view, values, "f.room", "f.other_room")
}

// beginNext fills in the rooms of the last sitting, where the next one is most
// likely to be too.
func beginNext(view *casework.View, values url.Values, room, other string) {
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if one.MatterID != view.Matter.ID || one.State == casemodel.Held {
			continue
		}
		values.Del(room)
		set(values, room, string(one.RoomID))
		if other != "" {
			values.Del(other)
			set(values, other, string(one.OtherRoomID))
		}
	}
}

// set fills a field in unless there is nothing to put there.
func set(values url.Values, name, value string) {
	if value != "" {
		values.Set(name, value)
	}
}

func fillSession(s *Site, _ *visit, view *casework.View, page *DoPage) (any, error) {
	p := &SessionPage{DoPage: page, No: sittingsOf(view) + 1, Next: s.sittingDays(view, "sitting_at", "09:00")}
	p.Head = say("sitting.head", "n", p.No)
	if mode := page.Field("mode"); mode != nil {
		p.Modes = mode.Options
		for _, g := range mode.Groups { // more than a row of ticks holds
			p.Modes = append(p.Modes, g.Options...)
		}
	}
	for _, d := range sessionHeads(view.Flow, page.Act) {
		p.Heads = append(p.Heads, HeadBox{page.Field(d.ID), phrases("phrase." + d.ID)})
	}
	p.Needs = s.needLines(view)
	for _, one := range slices.Backward(view.Sessions) {
		p.Past = append(p.Past, PastSitting{
			"/matters/" + string(view.Matter.ID) + "/sessions/" + itoa(one.No),
			s.recordTitle(&one) + " " + string(one.On),
			s.desk.Flows.Title("session_results", one.Result),
		})
	}
	return p, nil
}

// sessionHeads are the headings of the record an act makes, in a flow as it is declared.
func sessionHeads(flow *workflows.Flow, act string) []workflows.Field {
	if a := flow.Act(act); a != nil {
		return casework.Headings(a)
	}
	return nil
}

// phrases are the ready sentences of a key, one a line.
func phrases(key string) []string { return strings.Split(say(key), "\n") }

// dayWord is a day as people say it, with its weekday.
func dayWord(d casemodel.Day) string {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return say("date.weekday", "m", int(at.Month()), "d", at.Day(), "w", say("weekday."+itoa(int(at.Weekday()))))
}
