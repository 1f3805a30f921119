package web

import (
	"net/http"
	"net/url"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// SittingForm arranges a sitting or moves one: the form, and when all who are
// needed are free.
type SittingForm struct {
	*WorkPage
	Beside []string // organisations that sit elsewhere at that time: told, not refused
	Free   []Option // the next three common free stretches; the value is what the field takes
}

// planning is the page of an act that arranges: one tap takes a free stretch,
// another holds it while the parties are rung up.
func planning(lead string, begin func(*Site, *visit, *casework.View, url.Values)) ownPage {
	plain := work(lead, begin, helps, calls)
	return ownPage{name: "do_sitting", begin: begin, typed: takeFree, fill: func(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
		filled, err := plain.fill(s, v, view, page)
		if err != nil {
			return nil, err
		}
		below, is := filled.(*WorkPage)
		if !is {
			return filled, nil // work fills nothing else
		}
		p := &SittingForm{WorkPage: below}
		want := casework.Wanted{Act: page.Act, Fields: v.unfinished(page.act, page.values).Fields}
		free, err := s.desk.FreeTime(v.ctx(), v.who, view.Matter.ID, want)
		if err != nil {
			return nil, err
		}
		beside, err := s.desk.Beside(v.ctx(), v.who, view.Matter.ID, want)
		if err != nil {
			return nil, err
		}
		p.Beside = s.besideLines(beside, nil)
		for _, one := range free {
			p.Free = append(p.Free, Option{Value: one.From.Time().In(calendar.Zone).Format(atTheMinute), Title: spanWords(one.From, one.Until)})
		}
		return p, nil
	}}
}

// beginSchedule: an hour and a half, in one room unless the sides are better
// kept apart.
func beginSchedule(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.minutes", "90")
	values.Set("f.way", "joint")
	if view.Apart {
		values.Set("f.way", "apart")
	}
	for _, p := range view.Parties {
		if p.Present() {
			values.Add("f.expected", string(p.ID))
		}
	}
}

// beginReschedule: the sitting as it stands.
func beginReschedule(_ *Site, _ *visit, view *casework.View, values url.Values) {
	for i := range view.Arranged {
		one := &view.Arranged[i]
		if one.MatterID != view.Matter.ID || one.State != casemodel.Planned {
			continue
		}
		values.Set("f.sitting", string(one.ID))
		values.Set("f.sitting_at", one.From.Time().In(calendar.Zone).Format(atTheMinute))
		values.Set("f.minutes", itoa(int(one.Until.Time().Sub(one.From.Time()).Minutes())))
		set(values, "f.room", string(one.RoomID))
		set(values, "f.other_room", string(one.OtherRoomID))
		set(values, "f.letter", one.Letter)
		set(values, "f.place", one.Place)
		set(values, "f.interpreter", one.Interpreter)
		return
	}
}

// takeFree puts a proposed stretch into the form, which is then drawn anew.
func takeFree(v *visit, _ *casework.View) {
	if at := v.form.Get("_free"); at != "" {
		v.form.Set("f.sitting_at", at)
		v.form.Set("_again", "free")
	}
}

// holdSlot keeps what the form asks for while the parties are rung up, and
// gives the form back.
func (s *Site) holdSlot(v *visit, view *casework.View, act *workflows.Act, r *reading) error {
	until, err := s.desk.Hold(v.ctx(), v.who, view.Matter.ID, casework.Wanted{Act: act.ID, Fields: r.raw})
	switch {
	case casemodel.Is(err, casemodel.Invalid) || clashes(err):
		return s.formAgain(v, view, act, r.located(err))
	case err != nil:
		return err
	}
	page, err := s.doForm(v, view, act, s.asks(view, act.ID), v.form, nil)
	if err != nil {
		return err
	}
	page.Note = &Note{Kind: "ok", Text: say("arrange.held", "at", clock(until))}
	return s.showDo(v, http.StatusOK, view, page)
}
