package casework

import (
	"cmp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// recorded ties a record to the sitting it is of, and arranges the next one it
// names. Without one that has come, it is about the next: a record that names
// none says that there will be none.
func (j *job) recorded(c *call, one *casemodel.Session) error {
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	of := j.fam.sitting(c.in.ID("sitting"))
	next := one.Minutes.Next
	if of == nil {
		of = j.fam.ahead(c.m.ID)
	}
	switch {
	case of == nil:
	case today(of.From) > one.On && !c.in.Has("sitting"):
		if of.From != next {
			if err := j.end(c, of, casemodel.Cancelled); err != nil {
				return err
			}
		}
	default:
		of.SessionID, of.Seq = one.ID, c.seq
		if of.State == casemodel.Planned { // one that was started is finished by who started it: a day may have several records
			if err := j.end(c, of, casemodel.Finished); err != nil {
				return err
			}
		} else if err := j.tx.UpdateSitting(of); err != nil {
			return err
		}
	}
	arranged := func(s *casemodel.Sitting) bool { return s.MatterID == c.m.ID && s.Ahead() && s.From == next }
	if next.IsZero() || slices.ContainsFunc(j.fam.sits, arranged) {
		return j.showSitting(c)
	}
	return j.arrangeNext(c, &casemodel.Sitting{RoomID: c.in.ID("next_room")}, next, lengthOf(c, "next_minutes"), asked{"sitting_at", "next_room"})
}

// showSitting keeps the hour and place of the next sitting where lists and
// pages look for them: the values of the matter and the line of the case.
func (j *job) showSitting(c *call) error {
	var next *casemodel.Sitting // of the family
	for _, s := range j.fam.sits {
		if s.Ahead() && s.SessionID == "" && (next == nil || s.From.Before(next.From)) {
			next = s
		}
	}
	c.put("sitting_at", "")
	if own := j.fam.ahead(c.m.ID); own != nil && own.SessionID == "" {
		c.put("sitting_at", own.From.String())
		c.put("place", j.placeOf(own))
	}
	card, err := j.tx.Card(j.fam.root.ID)
	if err != nil {
		return missing(err, "", "matter.not_found")
	}
	card.NextSittingAt = casemodel.Instant{}
	if next != nil {
		card.NextSittingAt = next.From
	}
	return j.tx.PutCard(card)
}

// placeOf is where a sitting is held, in a word.
func (j *job) placeOf(s *casemodel.Sitting) string {
	if s.RoomID == "" {
		return s.Place
	}
	names, err := j.tx.RoomNames(s.RoomID, s.OtherRoomID)
	if err != nil {
		return s.Place
	}
	return roomWords(names, s)
}

// roomWords is where a sitting is held: its rooms, else the place.
func roomWords(names map[casemodel.ID]string, s *casemodel.Sitting) string {
	return cmp.Or(housed(names, s), s.Place)
}

// housed names the rooms of a sitting, "" when it is in none.
func housed(names map[casemodel.ID]string, s *casemodel.Sitting) string {
	if other := names[s.OtherRoomID]; other != "" && names[s.RoomID] != "" {
		return names[s.RoomID] + " / " + other
	}
	return names[s.RoomID]
}

// callOff ends what was arranged with a matter that ends.
func (j *job) callOff(c *call) error {
	if c.m.Kind != casemodel.KindProceeding || c.before.Class != casemodel.Live || c.m.Class == casemodel.Live {
		return nil
	}
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	ended := false
	for _, s := range j.fam.sits {
		if s.MatterID != c.m.ID || !s.Ahead() {
			continue
		}
		state := casemodel.Cancelled
		if s.State == casemodel.Started || s.SessionID != "" {
			state = casemodel.Finished
		}
		if err := j.end(c, s, state); err != nil {
			return err
		}
		ended = true
	}
	if !ended {
		return nil
	}
	return j.showSitting(c)
}

// handOver gives what is arranged to a new mediator. One who is taken at that
// hour cannot have it: it is to be moved first.
func (j *job) handOver(c *call) error {
	if c.m.Kind != casemodel.KindProceeding || c.before.HandlerID == c.m.HandlerID || c.m.Class != casemodel.Live {
		return nil
	}
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	for _, s := range j.fam.sits {
		if s.MatterID != c.m.ID || s.State != casemodel.Planned {
			continue
		}
		s.Mediators = slices.DeleteFunc(s.Mediators, func(id string) bool { return id == string(c.before.HandlerID) || id == string(c.m.HandlerID) })
		if c.m.HandlerID != "" {
			s.Mediators = append(casemodel.StringList{string(c.m.HandlerID)}, s.Mediators...)
		}
		if err := j.tx.Vacate(s.ID, casemodel.Instant{}); err != nil {
			return err
		}
		if err := j.seizeAgain(s, asked{"handler", "handler"}); err != nil {
			return err
		}
		if err := j.tx.UpdateSitting(s); err != nil {
			return err
		}
	}
	return nil
}

// sitting returns one of the family's by id, nil for none.
func (f *family) sitting(id casemodel.ID) *casemodel.Sitting {
	for _, s := range f.sits {
		if s.ID == id && id != "" {
			return s
		}
	}
	return nil
}

// sittings puts into a view what is arranged with a matter, for who may read
// its registration.
func (j *job) sittings(v *View, m *casemodel.Matter) error {
	if !v.Can["read.registration"] || m.Kind != casemodel.KindProceeding && !m.IsRoot() {
		return nil
	}
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	for _, s := range j.fam.sits {
		if s.State == casemodel.Held && !j.tx.Now().Before(s.ExpiresAt) {
			continue
		}
		part := j.fam.matter(s.MatterID)
		if s.MatterID == m.ID || m.IsRoot() && part != nil && j.canRead(j.who, part, "registration") {
			one := *s
			if !j.mediatesNow(part) { // who is talked to alone is told to nobody else
				one.Mode, one.Expected, one.Letter, one.Begun = "", nil, "", casemodel.Begun{}
			}
			v.Arranged = append(v.Arranged, one)
			if s.MatterID == m.ID && s.State == casemodel.Planned && j.tx.Now().Before(s.Until) && one.Mode != "" {
				beside, err := j.beside(s)
				if err != nil {
					return err
				}
				if len(beside) > 0 && v.Beside == nil {
					v.Beside = map[casemodel.ID][]Beside{}
				}
				if len(beside) > 0 {
					v.Beside[s.ID] = beside
				}
			}
		}
	}
	if len(v.Arranged) == 0 {
		return nil
	}
	var ids []casemodel.ID
	for i := range v.Arranged {
		ids = append(ids, v.Arranged[i].RoomID, v.Arranged[i].OtherRoomID)
	}
	var err error
	if v.RoomNames, err = j.tx.RoomNames(ids...); err != nil {
		return err
	}
	v.Notices, err = j.tx.SittingNotices(j.fam.root.ID)
	v.Notices = slices.DeleteFunc(v.Notices, func(n casemodel.SittingNotice) bool {
		s, part := j.fam.sitting(n.SittingID), j.fam.matter(n.MatterID)
		return s == nil || s.Alone() && (part == nil || !j.mediatesNow(part))
	})
	return err
}

// RoomOf is what the room of a sitting is called, else where it is held.
func (v *View) RoomOf(s *casemodel.Sitting) string {
	return roomWords(v.RoomNames, s)
}

// violent reports whether somebody was asked about violence at home and did
// not say no, as the guard apart reads it.
func (f *family) violent() bool {
	return slices.ContainsFunc(f.matters, func(m *casemodel.Matter) bool {
		said := f.value(m.ID, "violence")
		return casemodel.ScreeningOf(f.values[m.ID]).Flagged() || said != "" && said != "none"
	})
}

// ahead is the first sitting of a matter that has no end yet and no record,
// else the first that has no end.
func (f *family) ahead(m casemodel.ID) *casemodel.Sitting {
	var first *casemodel.Sitting
	for _, s := range f.sits {
		if s.MatterID != m || !s.Ahead() {
			continue
		}
		if first == nil || (first.SessionID != "") != (s.SessionID != "") && s.SessionID == "" || (first.SessionID != "") == (s.SessionID != "") && s.From.Before(first.From) {
			first = s
		}
	}
	return first
}

// refersRoom: the room is open to the matter.
func (j *job) refersRoom(c *call, f workflows.Field, id casemodel.ID) error {
	rooms, err := j.roomsFor(c.m)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(rooms, func(r casemodel.Room) bool { return r.ID == id }) {
		return casemodel.Bad(f.ID, "arrange.no_such_room")
	}
	return nil
}

// refersSitting: it is one of this matter's and not over.
func (j *job) refersSitting(c *call, f workflows.Field, id casemodel.ID) error {
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	s := j.fam.sitting(id)
	if s == nil || s.MatterID != c.m.ID || !s.Ahead() {
		return casemodel.Bad(f.ID, "arrange.no_such")
	}
	return nil
}
