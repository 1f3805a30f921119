package web

import (
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// inquiryPages are the acts on an inquiry record: it is written, and put right
// until it is signed.
var inquiryPages = map[string]ownPage{
	"proceeding.log_inquiry":    {name: "do_inquiry", begin: beginInquiry, fill: fillInquiry, leads: newestInquiry},
	"proceeding.revise_inquiry": {name: "do_inquiry", begin: beginInquiryAgain, fill: fillInquiry, leads: recordDone},
}

// InquiryForm is the form of an inquiry record.
type InquiryForm struct {
	*WorkPage
	Heads  []HeadBox
	Past   []PastSitting
	Helped bool // somebody there needs help to be asked, or has it
}

// beginInquiry: now, by who writes; the ready words are put in by a tap.
func beginInquiry(_ *Site, v *visit, _ *casework.View, values url.Values) {
	values.Set(nameOf("writer"), v.session.Name)
}

// beginInquiryAgain fills in what is written of the one the address names.
func beginInquiryAgain(_ *Site, v *visit, view *casework.View, values url.Values) {
	one := recordAsked(v, view, values)
	if one == nil || one.Minutes.Inquiry == nil {
		return
	}
	q := one.Minutes.Inquiry
	for field, value := range map[string]string{
		"party": string(q.Party), "person": q.Person, "about": q.About, "with": q.With, "writer": q.Writer, "refused": q.Refused,
		"place": one.Place, "present": one.Present, "text": one.Text, "read_by": one.Minutes.ReadBy, "interpreter": one.Minutes.Interpreter,
		"began": localMinute(one.Minutes.Began), "ended": localMinute(one.Minutes.Ended),
	} {
		set(values, nameOf(field), value)
	}
	tick(values, nameOf("pledge"), one.Minutes.Pledge)
	tick(values, nameOf("masters"), one.Minutes.Masters)
	for id, text := range one.Minutes.Said {
		set(values, nameOf(id), text)
	}
}

func fillInquiry(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	below, err := work("lead.log_inquiry", nil, ownHead, oneRecord, helps, calls).fill(s, v, view, page)
	if err != nil {
		return nil, err
	}
	p, is := below.(*WorkPage)
	if !is {
		return below, nil // work fills nothing else
	}
	form := &InquiryForm{WorkPage: p, Helped: len(s.needLines(view)) > 0 || p.values.Has(nameOf("interpreter"))}
	for _, d := range sessionHeads(view.Flow, page.Act) {
		form.Heads = append(form.Heads, HeadBox{page.Field(d.ID), phrases("phrase." + d.ID)})
	}
	for i := range view.Sessions {
		if one := &view.Sessions[i]; one.Inquiry() {
			form.Past = append(form.Past, PastSitting{recordPath(&view.Matter, one.No), s.recordTitle(one) + " " + string(one.On), recordState(view.Signings, one.ID).Title})
		}
	}
	return form, nil
}

// newestInquiry goes on to the record that was just written, to print it.
func newestInquiry(_ *Site, _ *visit, now *casework.View) string {
	no, seq := 0, 0
	for i := range now.Sessions {
		if one := &now.Sessions[i]; one.Inquiry() && one.Seq >= seq {
			no, seq = one.No, one.Seq
		}
	}
	if no == 0 {
		return ""
	}
	return recordPath(&now.Matter, no)
}

// localMinute is a moment as a form takes it, "" for none.
func localMinute(at casemodel.Instant) string {
	if at.IsZero() {
		return ""
	}
	return at.Time().In(calendar.Zone).Format(atTheMinute)
}

// headsOf are the headings a record is written under.
func headsOf(flow *workflows.Flow, one *casemodel.Session) []workflows.Field {
	if one.Inquiry() {
		return sessionHeads(flow, "log_inquiry")
	}
	return sessionHeads(flow, "log_session")
}

// sittingsOf is how many sittings of a matter the reader may know of.
func sittingsOf(view *casework.View) int {
	return len(slices.DeleteFunc(slices.Clone(view.Sessions), func(one casemodel.Session) bool { return one.Inquiry() }))
}

// askedName is who was asked.
func (s *Site) askedName(view *casework.View, q *casemodel.Inquiry) string {
	if q.Party != "" {
		return s.partyOf(view, q.Party)
	}
	return q.Person
}

// askers are who asked: who wrote it into the system, and who was with him.
func askers(author, with string) string {
	if with == "" {
		return author
	}
	return author + say("list.comma") + with
}

// signsInquiry lists who signs an inquiry record: who was asked, who asked, who
// wrote it down and who read it out.
func (p *SittingPage) signsInquiry(s *Site, v *visit, view *casework.View, one *casemodel.Session) {
	q := one.Minutes.Inquiry
	if q == nil {
		return
	}
	p.Signs = append(p.Signs, say("inquiry.asked")+" "+s.askedName(view, q), say("inquiry.asker")+" "+askers(s.userOf(v, one.AuthorID), q.With))
	if q.Writer != "" {
		p.Signs = append(p.Signs, say("inquiry.writer")+" "+q.Writer)
	}
	if one.Minutes.Interpreter != "" {
		p.Signs = append(p.Signs, say("sitting.interpreter")+" "+one.Minutes.Interpreter)
	}
	if one.Minutes.ReadBy != "" {
		p.Read = s.askedName(view, q)
		p.Signs = append(p.Signs, say("sitting.reader")+" "+one.Minutes.ReadBy)
	}
}
