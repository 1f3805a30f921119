package casework

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// reviseRecord writes a record anew that nobody has signed: what is sent is all
// of its words. When it was, who came and what came of it stay as they are
// where nothing else is sent, and change only while nothing stands on them. How
// it read before is kept.
func reviseRecord(j *job, c *call) error {
	s, locked, err := j.recordNamed(c)
	if err != nil {
		return err
	}
	switch {
	case s.Inquiry():
		return casemodel.Bad("record", "inquiry.other_act")
	case locked:
		return casemodel.Bad("record", "record.locked")
	}
	minutes, err := j.minutes(c)
	if err != nil {
		return err
	}
	was := *s
	s.Text, s.Present, s.Place, s.Result = c.in.Text("text"), c.in.Text("present"), c.in.Text("place"), cmp.Or(c.in.Text("result"), s.Result)
	minutes.Next, minutes.Came = s.Minutes.Next, came(s.Minutes.Came, minutes.Came)
	if minutes.Began.IsZero() {
		minutes.Began = s.Minutes.Began
	}
	if minutes.Ended.IsZero() {
		minutes.Ended = s.Minutes.Ended
	}
	s.Minutes = minutes
	if s.Text == "" && len(s.Minutes.Said) == 0 {
		return casemodel.Bad("text", "record.empty")
	}
	if !minutes.Ended.IsZero() && !minutes.Began.Before(minutes.Ended) {
		return casemodel.Bad("ended", "session.ends_first")
	}
	if !minutes.Began.IsZero() {
		s.On = today(minutes.Began)
	}
	if err := j.built(c, &was, s); err != nil {
		return err
	}
	unsay(c)
	return j.rewrite(c, &was, s)
}

// came is an attendance put right: who is not named came as it stands there.
func came(was, now []casemodel.Attendance) []casemodel.Attendance {
	all := slices.Clone(was)
	for _, a := range now {
		if i := slices.IndexFunc(all, func(b casemodel.Attendance) bool { return b.Party == a.Party }); i >= 0 {
			all[i] = a
		} else {
			all = append(all, a)
		}
	}
	return all
}

// rewrite keeps how a record read and writes it anew.
func (j *job) rewrite(c *call, was, s *casemodel.Session) error {
	if reflect.DeepEqual(*was, *s) {
		return nil
	}
	err := j.tx.InsertRevision(&casemodel.Revision{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, SessionID: s.ID, On: j.today, AuthorID: c.who.UserID, Seq: c.seq,
		Was: casemodel.Former{On: was.On, Place: was.Place, Present: was.Present, Result: was.Result, Text: was.Text, Minutes: was.Minutes},
	})
	if err != nil {
		return err
	}
	return missing(j.tx.ReviseSession(s), "record", "record.locked")
}

// built refuses to change what a record says of who came, when and with what
// result once something was built on it: a text of an agreement that lies for
// signing, or what somebody said there in person.
func (j *job) built(c *call, was, now *casemodel.Session) error {
	var field string
	switch {
	case !reflect.DeepEqual(was.Minutes.Came, now.Minutes.Came) && len(was.Minutes.Came)+len(now.Minutes.Came) > 0:
		field = "came"
	case was.On != now.On || was.Minutes.Began != now.Minutes.Began || was.Minutes.Ended != now.Minutes.Ended:
		field = "began"
	case was.Result != now.Result:
		field = "result"
	default:
		return nil
	}
	if c.m.State != "drafting" && !c.flow.RecordOpen(c.m.State, "log_session") {
		return casemodel.Bad(field, "record.built_text")
	}
	there, err := j.spokeThere(c.m, was.On)
	if err != nil {
		return err
	}
	for _, id := range there {
		absent := func(s *casemodel.Session) bool {
			return slices.ContainsFunc(s.Minutes.Came, func(a casemodel.Attendance) bool { return a.Party == id && a.Came == "absent" })
		}
		switch p := j.fam.party(id); {
		case was.On != now.On:
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "record.built_day", Field: "began", Args: map[string]any{"party": p.Name, "on": was.On}}
		case absent(now) && !absent(was):
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "record.built_there", Field: "came", Args: map[string]any{"party": p.Name, "on": was.On}}
		}
	}
	return nil
}

// spokeThere are the parties that answered an offer, or agreed that something be
// told, in person on a day.
func (j *job) spokeThere(m *casemodel.Matter, on casemodel.Day) ([]casemodel.ID, error) {
	replies, err := j.tx.Replies(m.ID)
	if err != nil {
		return nil, err
	}
	told, err := j.tx.Disclosures(m.ID)
	if err != nil {
		return nil, err
	}
	var there []casemodel.ID
	for _, r := range replies {
		if r.On == on && r.Way == "present" {
			there = append(there, r.PartyID)
		}
	}
	for _, d := range told {
		if d.On == on && d.Way == "present" {
			there = append(there, d.PartyID)
		}
	}
	return slices.DeleteFunc(there, func(id casemodel.ID) bool { return j.fam.party(id) == nil }), nil
}

// revisions adds, to the records shown, how they read before.
func (j *job) revisions(v *View, m *casemodel.Matter, shown map[casemodel.ID]string) error {
	all, err := j.tx.Revisions(m.ID)
	for _, one := range all {
		if _, of := shown[one.SessionID]; of {
			v.Revisions = append(v.Revisions, one)
		}
	}
	return err
}
