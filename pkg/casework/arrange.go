package casework

import (
	"errors"
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
	longestAheadIn = 400              // days on which a sitting may be arranged; further is a typing error
	justNow        = 30 * time.Minute // who walks in is written down while the talk begins already
)

// schedule arranges a sitting: the row, and what it takes.
func schedule(j *job, c *call) error {
	s := &casemodel.Sitting{
		Mode: c.in.Text("way"), RoomID: c.in.ID("room"), OtherRoomID: c.in.ID("other_room"), Place: c.in.Text("place"), Letter: c.in.Text("letter"),
		Interpreter: c.in.Text("interpreter"), NoticeWay: c.in.Text("notice_way"),
	}
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
	if j.gone(c, at) {
		return casemodel.Bad("sitting_at", "arrange.past")
	}
	length := lengthOf(c, "minutes")
	if err := j.complete(c, s); err != nil {
		return err
	}
	if err := suits(s); err != nil {
		return err
	}
	unsay(c) // kept with the sitting, not in the course: a talk with one side is told to nobody else
	return j.arrange(c, s, at, length, asked{"sitting_at", "room"})
}

// suits: each way of sitting together has what it needs.
func suits(s *casemodel.Sitting) error {
	switch s.Mode {
	case "first", "caucus":
		if len(s.Expected) != 1 {
			return casemodel.Bad("expected", "arrange.one_side")
		}
	case "apart":
		if s.RoomID != "" && s.OtherRoomID == "" {
			return casemodel.Bad("other_room", "arrange.two_rooms")
		}
	case "online", "video":
		if s.Place == "" {
			return casemodel.Bad("place", "arrange.no_link")
		}
	case "detention":
		if s.Place == "" {
			return casemodel.Bad("place", "arrange.no_prison")
		}
	}
	if s.RoomID != "" && s.RoomID == s.OtherRoomID {
		return casemodel.Bad("other_room", "arrange.two_rooms")
	}
	return nil
}

// adjourn names the next sitting, or leaves it open.
func adjourn(j *job, c *call) error {
	at := c.in.Instant("sitting_at")
	if at.IsZero() {
		return nil
	}
	if j.gone(c, at) {
		return casemodel.Bad("sitting_at", "arrange.past")
	}
	next := &casemodel.Sitting{RoomID: c.in.ID("room"), OtherRoomID: c.in.ID("other_room"), Place: c.in.Text("place")}
	return j.arrangeNext(c, next, at, lengthOf(c, "minutes"), asked{"sitting_at", "room"})
}

// gone reports whether a sitting cannot be arranged at an hour any more. What is
// entered for an earlier day is measured by that day.
func (j *job) gone(c *call, at casemodel.Instant) bool {
	return today(at) < c.on || c.on == j.today && at.Add(justNow).Before(j.tx.Now())
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
// people in the same way, unless there was none. Outside the house it stays where
// it was; a room is asked for, and a second one where the sides sit apart.
func (j *job) arrangeNext(c *call, s *casemodel.Sitting, at casemodel.Instant, length time.Duration, fields asked) error {
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	housed := false
	for _, was := range slices.Backward(j.fam.sits) {
		if was.MatterID == c.m.ID && was.State != casemodel.Held {
			s.Mode, s.Mediators, s.Expected, s.Interpreter = was.Mode, slices.Clone(was.Mediators), slices.Clone(was.Expected), was.Interpreter
			housed = was.RoomID != ""
			switch {
			case s.RoomID == "" && s.Place == "":
				s.Place = was.Place
			case s.RoomID != "" && s.OtherRoomID == "" && was.Mode == "apart": // the other of its two, or the second again
				s.OtherRoomID = was.OtherRoomID
				if was.OtherRoomID == s.RoomID {
					s.OtherRoomID = was.RoomID
				}
			}
			break
		}
	}
	if s.RoomID == "" && s.Place == "" && !housed {
		if err := j.fam.loadValues(); err != nil {
			return err
		}
		s.Place = j.fam.value(c.m.ID, "place")
	}
	if s.RoomID == "" && s.Place == "" {
		return casemodel.Bad(fields.room, "arrange.nowhere")
	}
	if err := j.complete(c, s); err != nil {
		return err
	}
	if err := suits(s); err != nil {
		var refused *casemodel.Error
		if errors.As(err, &refused) && !slices.ContainsFunc(c.flow.Act(c.act).Fields, func(f workflows.Field) bool { return f.ID == refused.Field }) {
			return casemodel.Bad(fields.room, refused.Key) // this act has no field of that name
		}
		return err
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
	case j.gone(c, at):
		return casemodel.Bad("sitting_at", "arrange.past")
	}
	if length == 0 {
		length = s.Until.Time().Sub(s.From.Time())
	}
	s.From, s.Until, s.Seq = at, at.Add(length), c.seq
	if c.in.Has("room") || c.in.Has("place") {
		s.RoomID, s.OtherRoomID, s.Place = c.in.ID("room"), c.in.ID("other_room"), c.in.Text("place")
	}
	if c.in.Has("interpreter") {
		s.Interpreter = c.in.Text("interpreter")
	}
	if c.in.Has("letter") {
		s.Letter = c.in.Text("letter")
	}
	if err := suits(s); err != nil {
		*s = was
		return err
	}
	unsay(c)
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
		At: c.in.Instant("at"), Outcome: c.in.Text("outcome"), Proof: c.in.Text("proof"), FileID: c.in.ID("file"), ByID: c.who.UserID, Seq: c.seq,
	}
	if n.At.IsZero() {
		n.At = j.tx.Now()
	}
	if j.tx.Now().Before(n.At) {
		return casemodel.Bad("at", "date.future")
	}
	if n.Outcome != "not_reached" {
		n.Reached = 1
	}
	if n.Way == "no_answer" && n.Reached == 1 {
		return casemodel.Bad("outcome", "arrange.no_answer")
	}
	if j.fam.sitting(n.SittingID).Alone() { // the course is read by others than who mediates
		delete(c.in, "party")
		delete(c.in, "proof")
	}
	return j.tx.InsertSittingNotice(n)
}
