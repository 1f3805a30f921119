package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// DoorPage is the day as it hangs at the door: hour, room, mediator and slip.
type DoorPage struct {
	Shell
	Crumbs []Link
	Head   string
	Body   string
	Rows   []SitBlock
}

// doorList draws it without a name, whoever prints it (users.md F7).
func (s *Site) doorList(v *visit) error {
	day, err := v.dayAsked()
	if err != nil {
		return err
	}
	sits, err := s.desk.Diary(v.ctx(), v.who, casemodel.At(day.Start()), casemodel.At(day.Add(1).Start()))
	if err != nil {
		return err
	}
	page := DoorPage{Head: say("door.title", "day", dayWord(casemodel.Day(day.String()))), Body: s.people.body(v.ctx(), v.who.BodyID)}
	s.meet(v, sits)
	for i := range sits {
		sits[i].Own = false
		if b := s.block(v, &sits[i]); !b.Held && sits[i].Room != "" {
			page.Rows = append(page.Rows, b)
		}
	}
	slices.SortStableFunc(page.Rows, func(a, b SitBlock) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Where, b.Where)) })
	page.Crumbs = []Link{{say("nav.schedule"), "/schedule?day=" + day.String()}, {say("door.print"), ""}}
	page.Shell = v.shell(page.Head, "/schedule")
	return v.ok("door", page)
}

// icsDays is how far ahead the file goes.
const icsDays = 28

// ownIcs gives one's own sittings as a file for a telephone. It holds no name
// and no place outside: telephones tell their makers what is in them.
func (s *Site) ownIcs(v *visit) error {
	day, err := v.dayAsked()
	if err != nil {
		return err
	}
	from := monday(day)
	sits, err := s.desk.OwnDiary(v.ctx(), v.who, casemodel.At(from.Start()), casemodel.At(from.Add(icsDays).Start()))
	if err != nil {
		return err
	}
	file := ics.NewCalendarFor(say("app.name"))
	file.SetMethod(ics.MethodPublish)
	for i := range sits {
		one := &sits[i]
		if !one.Ahead() {
			continue
		}
		event := file.AddEvent(string(one.ID))
		event.SetDtStampTime(v.moment.Time())
		event.SetStartAt(one.From.Time())
		event.SetEndAt(one.Until.Time())
		b := s.block(v, one)
		event.SetSummary(say("schedule.ics", "slip", b.Slip))
		if one.Room != "" {
			event.SetLocation(one.Room)
		}
	}
	v.c.Header("Content-Disposition", `attachment; filename="schedule.ics"`)
	v.data(http.StatusOK, "text/calendar; charset=utf-8", []byte(file.Serialize()))
	return nil
}

// PickPage asks which matter an empty hour is for.
type PickPage struct {
	Shell
	Crumbs []Link
	Head   string
	Rows   []PickRow
}

// PickRow is one matter that may be arranged.
type PickRow struct{ Title, Number, Href, State string }

// mostPicked matters are offered: who has more goes by the matter.
const mostPicked = 50

// pickMatter leads from an empty hour to the form, filled in with room and hour.
func (s *Site) pickMatter(v *visit) error {
	fill := url.Values{}
	if at := v.query("at"); len(at) == len(atTheMinute) {
		fill.Set("f.sitting_at", at)
	}
	if room := casemodel.ID(v.query("room")); room.Valid() {
		fill.Set("f.room", string(room))
	}
	found, err := s.desk.List(v.ctx(), v.who, casemodel.Filter{
		View: casemodel.ViewMine, Kinds: []casemodel.Kind{casemodel.KindProceeding}, Classes: []casemodel.Class{casemodel.Live}, Limit: mostPicked,
	})
	if err != nil {
		return err
	}
	page := PickPage{Head: say("schedule.pick"), Crumbs: []Link{{say("nav.schedule"), "/schedule?day=" + strings.Split(fill.Get("f.sitting_at"), "T")[0]}, {say("schedule.pick"), ""}}}
	for i := range found.Items {
		m := &found.Items[i]
		flow := s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
		if flow == nil || !flow.RecordOpen(m.State, "schedule") {
			continue
		}
		page.Rows = append(page.Rows, PickRow{m.Title, m.Number, "/matters/" + string(m.ID) + "/do/schedule?" + fill.Encode(), flow.States.Get(m.State).Title})
	}
	page.Shell = v.shell(page.Head, "/schedule")
	return v.ok("pick", page)
}

func (s *Site) leaveForm(values url.Values, wrong error) LeaveForm {
	field := func(name, kind string) Field {
		return Field{ID: name, Name: name, Title: say("schedule.leave_" + name), Type: kind, Value: values.Get(name), Required: kind == "datetime"}
	}
	f := LeaveForm{Fields: []Field{field("from", "datetime"), field("until", "datetime"), field("remark", "text")}}
	f.Faults = s.faults(wrong, f.Fields)
	return f
}

// takeLeave enters when the reader is away.
func (s *Site) takeLeave(v *visit) error {
	moment := func(name string) casemodel.Instant {
		at, err := time.ParseInLocation(atTheMinute, v.form.Get(name), calendar.Zone)
		if err != nil {
			return casemodel.Instant{}
		}
		return casemodel.At(at)
	}
	from := moment("from")
	err := s.desk.TakeLeave(v.ctx(), v.who, from, moment("until"), strings.TrimSpace(v.form.Get("remark")))
	if casemodel.Is(err, casemodel.Invalid) || casemodel.Is(err, casemodel.Conflict) {
		return s.showSchedule(v, statusOf(err), v.form, err)
	}
	if err != nil {
		return err
	}
	return v.back(say("schedule.leave_saved"), "/schedule?view=mine&day="+calendar.DayOf(from.Time()).String())
}

// endLeave takes a leave back.
func (s *Site) endLeave(v *visit) error {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		return errNoPage
	}
	if err := s.desk.EndLeave(v.ctx(), v.who, id); err != nil {
		return err
	}
	return v.back(say("schedule.leave_ended"), "/schedule?view=mine")
}
