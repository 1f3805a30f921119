package casework

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// A sitting is at least one slot and at most one long day; without a word of
// how long, an hour and a half.
const (
	usualSitting   = 90 * time.Minute
	longestAheadIn = 400 // days on which a sitting may be arranged; further is a typing error
)

// schedule arranges a sitting: the row, and what it takes.
func schedule(j *job, c *call) error {
	s := &casemodel.Sitting{Mode: c.in.Text("way"), RoomID: c.in.ID("room"), Place: c.in.Text("place"), Interpreter: c.in.Text("interpreter"), NoticeWay: c.in.Text("notice_way")}
	if s.RoomID == "" && s.Place == "" {
		return casemodel.Bad("room", "arrange.nowhere")
	}
	for _, id := range c.in.IDs("mediators") {
		s.Mediators = append(s.Mediators, string(id))
	}
	for _, id := range c.in.IDs("expected") {
		s.Expected = append(s.Expected, string(id))
	}
	at := c.in.Instant("sitting_at")
	if today(at) < c.on {
		return casemodel.Bad("sitting_at", "arrange.past")
	}
	length := lengthOf(c, "minutes")
	delete(c.in, "way") // kept with the sitting, not in the course: a talk with one side is told to nobody else
	delete(c.in, "expected")
	return j.arrange(c, s, at, length, asked{"sitting_at", "room"})
}

// adjourn names the next sitting, or leaves it open.
func adjourn(j *job, c *call) error {
	at := c.in.Instant("sitting_at")
	if at.IsZero() {
		return nil
	}
	if today(at) < c.on {
		return casemodel.Bad("sitting_at", "arrange.past")
	}
	return j.arrangeNext(c, at, c.in.ID("room"), lengthOf(c, "minutes"), asked{"sitting_at", "room"})
}

// asked are the fields in which an act was told when and where.
type asked struct{ at, room string }

func lengthOf(c *call, field string) time.Duration {
	minutes, err := strconv.Atoi(c.in.Text(field))
	if err != nil {
		return 0
	}
	return time.Duration(minutes) * time.Minute
}

// arrangeNext arranges a sitting that goes on with the last one: the same
// people, unless there was none.
func (j *job) arrangeNext(c *call, at casemodel.Instant, room casemodel.ID, length time.Duration, fields asked) error {
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	s := &casemodel.Sitting{RoomID: room}
	for _, was := range slices.Backward(j.fam.sits) {
		if was.MatterID == c.m.ID && was.State != casemodel.Held {
			s.Mode, s.Mediators, s.Expected, s.Interpreter = was.Mode, slices.Clone(was.Mediators), slices.Clone(was.Expected), was.Interpreter
			break
		}
	}
	return j.arrange(c, s, at, length, fields)
}

// arrange writes a new sitting and takes what it needs, or refuses with what
// is taken and when all are free.
func (j *job) arrange(c *call, s *casemodel.Sitting, at casemodel.Instant, length time.Duration, fields asked) error {
	if length == 0 {
		length = usualSitting
	}
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	s.ID, s.RootID, s.MatterID, s.BodyID, s.ByID = j.tx.NewID(), c.m.RootID, c.m.ID, c.m.BodyID, c.who.UserID
	s.From, s.Until, s.State, s.Seq = at, at.Add(length), casemodel.Planned, c.seq
	if err := j.complete(c, s); err != nil {
		return err
	}
	if err := j.dropHeld(c); err != nil {
		return err
	}
	if err := j.take(s, fields); err != nil {
		return err
	}
	if err := j.tx.InsertSitting(s); err != nil {
		return err
	}
	j.fam.sits = append(j.fam.sits, s)
	c.tell("sitting", map[string]any{"id": s.ID, "from": s.From, "until": s.Until, "room": s.RoomID, "place": s.Place})
	return j.showSitting(c)
}

// complete fills in who conducts a sitting and who is expected when nobody
// said so: the mediators in charge and every party that takes part.
func (j *job) complete(c *call, s *casemodel.Sitting) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	if s.Mode == "" {
		s.Mode = "joint"
		if err := j.fam.loadValues(); err != nil {
			return err
		}
		if j.fam.violent() {
			s.Mode = "apart"
		}
	}
	if len(s.Mediators) == 0 {
		if c.m.HandlerID != "" {
			s.Mediators = append(s.Mediators, string(c.m.HandlerID))
		}
		for _, p := range j.fam.participants {
			if p.MatterID == c.m.ID && p.Role == casemodel.PartCoMediator && p.Until == casemodel.Never && p.UserID != c.m.HandlerID {
				s.Mediators = append(s.Mediators, string(p.UserID))
			}
		}
	}
	if len(s.Expected) == 0 {
		for _, p := range j.fam.parties {
			if p.Present() {
				s.Expected = append(s.Expected, string(p.ID))
			}
		}
	}
	return nil
}

// dropHeld frees what the actor held for this matter while telephoning: the
// act that follows the call takes it.
func (j *job) dropHeld(c *call) error {
	held := func(s *casemodel.Sitting) bool {
		return s.State == casemodel.Held && s.MatterID == c.m.ID && s.ByID == c.who.UserID
	}
	for _, s := range j.fam.sits {
		if held(s) {
			if err := j.tx.DropSitting(s.ID); err != nil {
				return err
			}
		}
	}
	j.fam.sits = slices.DeleteFunc(j.fam.sits, held)
	return nil
}

// reschedule moves a sitting. What stood there before is in the journal.
func reschedule(j *job, c *call) error {
	s := j.fam.sitting(c.in.ID("sitting"))
	was := *s
	at, length := c.in.Instant("sitting_at"), lengthOf(c, "minutes")
	switch {
	case s.State != casemodel.Planned:
		return casemodel.Bad("sitting", "arrange.begun")
	case today(at) < c.on:
		return casemodel.Bad("sitting_at", "arrange.past")
	}
	if length == 0 {
		length = s.Until.Time().Sub(s.From.Time())
	}
	s.From, s.Until, s.Seq = at, at.Add(length), c.seq
	if c.in.Has("room") || c.in.Has("place") {
		s.RoomID, s.Place = c.in.ID("room"), c.in.Text("place")
	}
	if c.in.Has("interpreter") {
		s.Interpreter = c.in.Text("interpreter")
	}
	if err := j.dropHeld(c); err != nil {
		return err
	}
	if err := j.tx.Vacate(s.ID, casemodel.Instant{}); err != nil {
		return err
	}
	if err := j.take(s, asked{"sitting_at", "room"}); err != nil {
		*s = was
		return err
	}
	c.tell("before", map[string]string{"sitting_at": was.From.String(), "place": j.placeOf(&was)})
	if err := j.tx.UpdateSitting(s); err != nil {
		return err
	}
	return j.showSitting(c)
}

func cancelSitting(j *job, c *call) error {
	s := j.fam.sitting(c.in.ID("sitting"))
	c.tell("before", map[string]string{"sitting_at": s.From.String(), "place": j.placeOf(s)})
	if err := j.end(c, s, casemodel.Cancelled); err != nil {
		return err
	}
	return j.showSitting(c)
}

func startSitting(j *job, c *call) error {
	s := j.fam.sitting(c.in.ID("sitting"))
	switch {
	case s.State != casemodel.Planned:
		return casemodel.Bad("sitting", "arrange.begun")
	case today(s.From) > j.today:
		return casemodel.Bad("sitting", "arrange.not_today")
	}
	s.State, s.Seq = casemodel.Started, c.seq
	return j.tx.UpdateSitting(s)
}

// finishSitting: there is no end of a sitting without its record.
func finishSitting(j *job, c *call) error {
	s := j.fam.sitting(c.in.ID("sitting"))
	if s.SessionID == "" {
		return casemodel.Bad("sitting", "arrange.no_record")
	}
	if err := j.end(c, s, casemodel.Finished); err != nil {
		return err
	}
	return j.showSitting(c)
}

// end finishes a sitting or calls it off, and frees the time that is left of
// it; a cancelled one took no time at all.
func (j *job) end(c *call, s *casemodel.Sitting, state string) error {
	s.State, s.Seq = state, c.seq
	from := j.tx.Now()
	if state == casemodel.Cancelled {
		from = casemodel.Instant{}
	}
	if err := j.tx.Vacate(s.ID, from); err != nil {
		return err
	}
	return j.tx.UpdateSitting(s)
}

// notifySitting keeps how a party was told of a sitting.
func notifySitting(j *job, c *call) error {
	n := &casemodel.SittingNotice{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, SittingID: c.in.ID("sitting"), PartyID: c.in.ID("party"), Way: c.in.Text("way"),
		At: c.in.Instant("at"), Proof: c.in.Text("proof"), FileID: c.in.ID("file"), ByID: c.who.UserID, Seq: c.seq,
	}
	if n.At.IsZero() {
		n.At = j.tx.Now()
	}
	if j.tx.Now().Before(n.At) {
		return casemodel.Bad("at", "date.future")
	}
	if c.in.Text("outcome") != "not_reached" {
		n.Reached = 1
	}
	if n.Way == "no_answer" && n.Reached == 1 {
		return casemodel.Bad("outcome", "arrange.no_answer")
	}
	return j.tx.InsertSittingNotice(n)
}

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
	return j.arrangeNext(c, next, c.in.ID("next_room"), lengthOf(c, "next_minutes"), asked{"sitting_at", "next_room"})
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
	room, err := j.tx.Room(s.RoomID)
	if err != nil {
		return s.Place
	}
	return room.Name
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
		var room *casemodel.Room
		if s.RoomID != "" {
			var err error
			if room, err = j.tx.Room(s.RoomID); err != nil {
				return err
			}
		}
		if err := j.seize(s, room, asked{"handler", "handler"}); err != nil {
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
				one.Mode, one.Expected = "", nil
			}
			v.Arranged = append(v.Arranged, one)
		}
	}
	if len(v.Arranged) == 0 {
		return nil
	}
	ids := make([]casemodel.ID, len(v.Arranged))
	for i := range v.Arranged {
		ids[i] = v.Arranged[i].RoomID
	}
	var err error
	if v.RoomNames, err = j.tx.RoomNames(ids...); err != nil {
		return err
	}
	v.Notices, err = j.tx.SittingNotices(j.fam.root.ID)
	return err
}

// RoomOf is what the room of a sitting is called, else where it is held.
func (v *View) RoomOf(s *casemodel.Sitting) string {
	return cmp.Or(v.RoomNames[s.RoomID], s.Place)
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
