package casework

import (
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

// claim is one thing a sitting takes, under all its names, and how to speak of
// it when it is taken already.
type claim struct {
	names []string
	key   string // of the text
	title string // what the room or person is called, which whoever arranges this sitting knows
}

// claims are what a sitting takes: its room, who conducts it, the natural
// persons expected in it and its interpreter. An organisation is never taken;
// who comes for it is (users.md F14).
func (j *job) claims(s *casemodel.Sitting, room *casemodel.Room) ([]claim, error) {
	var all []claim
	if room != nil {
		all = append(all, claim{[]string{"room:" + string(room.ID)}, "arrange.clash_room", room.Name})
	}
	if s.OtherRoomID != "" {
		other, err := j.tx.Room(s.OtherRoomID)
		if err != nil {
			return nil, missing(err, "other_room", "arrange.no_such_room")
		}
		all = append(all, claim{[]string{"room:" + string(other.ID)}, "arrange.clash_room", other.Name})
	}
	ids := make([]casemodel.ID, len(s.Mediators))
	for i, id := range s.Mediators {
		ids[i] = casemodel.ID(id)
	}
	users, err := j.tx.UsersByID(ids...)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		u := users[id]
		names, err := j.tx.PersonResources(u.Name, "", u.Phone) // who mediates here may be a party elsewhere
		if err != nil {
			return nil, err
		}
		all = append(all, claim{append(names, "user:"+string(id)), "arrange.clash_mediator", u.Name})
	}
	if err := j.fam.loadParties(); err != nil {
		return nil, err
	}
	for _, p := range j.fam.parties {
		if !slices.Contains(s.Expected, string(p.ID)) || !p.Present() {
			continue
		}
		people := slices.Clone(p.Representatives)
		if p.Kind == "natural" && p.Count <= 1 {
			people = append(people, casemodel.Representative{Name: p.Name, IDNo: p.IDNo, Phone: p.Phone})
		}
		for _, one := range people {
			names, err := j.tx.PersonResources(one.Name, one.IDNo, one.Phone)
			if err != nil {
				return nil, err
			}
			all = append(all, claim{names, "arrange.clash_person", one.Name})
		}
	}
	if s.Interpreter != "" {
		name, err := j.tx.InterpreterResource(s.Interpreter)
		if err != nil {
			return nil, err
		}
		all = append(all, claim{[]string{name}, "arrange.clash_interpreter", s.Interpreter})
	}
	return all, nil
}

func namesOf(claims []claim) []string {
	var names []string
	for _, c := range claims {
		names = append(names, c.names...)
	}
	return names
}

// take checks the room and takes everything a sitting needs. The key of the
// table refuses what is taken: Conflict arrange.clash, with what and when at
// the fields that were asked in, and when all are free.
func (j *job) take(s *casemodel.Sitting, fields asked) error {
	room, err := j.roomOf(s, fields)
	if err != nil {
		return err
	}
	if s.OtherRoomID != "" {
		other := *s
		other.RoomID = s.OtherRoomID
		if _, err := j.roomOf(&other, asked{fields.at, "other_room"}); err != nil {
			return err
		}
	}
	return j.seize(s, room, fields)
}

func (j *job) seize(s *casemodel.Sitting, room *casemodel.Room, fields asked) error {
	claims, err := j.claims(s, room)
	if err != nil {
		return err
	}
	taken, err := j.tx.Occupy(s.ID, s.From, s.Until, namesOf(claims))
	if err != nil || len(taken) == 0 {
		return err
	}
	return j.clash(s, room, claims, taken, fields)
}

// roomOf finds a sitting's room and looks whether it is open at that hour, nil
// for none.
func (j *job) roomOf(s *casemodel.Sitting, fields asked) (*casemodel.Room, error) {
	if today(s.From) > legal(day(j.today).Add(longestAheadIn)) {
		return nil, casemodel.Bad(fields.at, "arrange.too_far")
	}
	if s.RoomID == "" {
		return nil, nil //nolint:nilnil // a sitting elsewhere has no room
	}
	room, err := j.tx.Room(s.RoomID)
	if err != nil {
		return nil, missing(err, fields.room, "arrange.no_such_room")
	}
	spans, _ := casemodel.ParseHours(room.Hours)
	from, until := minuteOfDay(s.From), minuteOfDay(s.Until)
	switch {
	case room.Closed == 1:
		return nil, casemodel.Bad(fields.room, "arrange.no_such_room")
	case len(spans) > 0 && (today(s.From) != today(s.Until) || from < spans[0].From || until > spans[len(spans)-1].Until):
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "arrange.room_hours", Field: fields.room, Args: map[string]any{"room": room.Name, "hours": room.Hours}}
	}
	return room, nil
}

func minuteOfDay(at casemodel.Instant) int {
	local := at.Time().In(calendar.Zone)
	return local.Hour()*60 + local.Minute()
}

// clash says what is taken and when. It never says by what: that somebody has
// another case is not told (users.md F7).
func (j *job) clash(s *casemodel.Sitting, room *casemodel.Room, claims []claim, taken []store.Taken, fields asked) error {
	e := &casemodel.Error{Kind: casemodel.Conflict, Key: "arrange.clash"}
	alone, err := j.talkedTo(s)
	if err != nil {
		return err
	}
	var quiet []casemodel.FieldError
	for _, c := range claims {
		i := slices.IndexFunc(taken, func(t store.Taken) bool { return slices.Contains(c.names, t.Resource) })
		if i < 0 {
			continue
		}
		field := fields.at
		if c.key == "arrange.clash_room" {
			field = fields.room
			if c.names[0] == "room:"+string(s.OtherRoomID) {
				field = "other_room"
			}
		}
		one := casemodel.FieldError{Field: field, Key: c.key, Args: map[string]any{
			"name": c.title, "from": hour(casemodel.SlotAt(taken[i].First)), "until": hour(casemodel.SlotAt(taken[i].End)),
		}}
		if alone != nil && c.expected() && (s.Alone() || slices.ContainsFunc(c.names, func(name string) bool { return slices.Contains(alone, name) })) {
			one.Key, one.Args = "arrange.clash_someone", nil
			quiet = []casemodel.FieldError{one}
			continue
		}
		e.Fields = append(e.Fields, one)
	}
	if len(e.Fields) == 0 { // beside what is told, even that it is one of these people would say which
		e.Fields = quiet
	}
	e.Free, err = j.free(room, namesOf(claims), s, s.From, s.Until.Time().Sub(s.From.Time()))
	if err != nil {
		return err
	}
	return e
}

// expected reports whether a claim is somebody who comes to the sitting.
func (c *claim) expected() bool {
	return c.key == "arrange.clash_person" || c.key == "arrange.clash_interpreter"
}

// talkedTo are the names taken by talks with one side of this family at the hour of
// a sitting, for an actor who is not told who comes to those: nil for its
// mediator, who is.
func (j *job) talkedTo(s *casemodel.Sitting) ([]string, error) {
	if part := j.fam.matter(s.MatterID); part == nil || j.mediatesNow(part) {
		return nil, nil
	}
	if err := j.fam.loadSittings(); err != nil {
		return nil, err
	}
	names := []string{}
	for _, other := range j.fam.sits {
		if other.ID == s.ID || !other.Alone() || !other.From.Before(s.Until) || !s.From.Before(other.Until) {
			continue
		}
		takes, err := j.tx.Takes(other.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range takes {
			names = append(names, t.Resource)
		}
	}
	return names, nil
}

func hour(at casemodel.Instant) string { return at.Time().In(calendar.Zone).Format("15:04") }

// How free time is looked for: half hours of working days, three of them.
const (
	freeStep  = 30
	freeDays  = 30
	freeSlots = 3
)

// usualHours are those in which a sitting is proposed that is in no room.
var usualHours = []casemodel.Span{{From: 9 * 60, Until: 12 * 60}, {From: 14*60 + 30, Until: 17*60 + 30}}

// free finds the next stretches in which nobody and nothing is taken, from a
// moment on.
func (j *job) free(room *casemodel.Room, names []string, s *casemodel.Sitting, from casemodel.Instant, length time.Duration) ([]casemodel.Stretch, error) {
	if from.Before(j.tx.Now()) {
		from = j.tx.Now()
	}
	hours := usualHours
	if room != nil {
		if spans, fine := casemodel.ParseHours(room.Hours); fine {
			hours = spans
		}
	}
	but := []casemodel.ID{s.ID}
	for _, held := range j.fam.sits { // what one holds oneself for this matter is free to it
		if held.State == casemodel.Held && held.MatterID == s.MatterID && held.ByID == j.who.UserID {
			but = append(but, held.ID)
		}
	}
	first := day(today(from))
	taken, err := j.tx.Occupied(names, casemodel.Slot(casemodel.At(first.Start())), casemodel.Slot(casemodel.At(first.Add(freeDays).Start())), but...)
	if err != nil {
		return nil, err
	}
	var found []casemodel.Stretch
	for n := range freeDays {
		on := first.Add(n)
		if !j.book.Works(on) {
			continue
		}
		for _, span := range hours {
			for at := span.From; at+int(length/time.Minute) <= span.Until; at += freeStep {
				one := casemodel.Stretch{From: casemodel.At(on.Start().Add(time.Duration(at) * time.Minute))}
				one.Until = one.From.Add(length)
				if one.From.Before(from) || overlaps(taken, one) || len(found) > 0 && one.From.Before(found[len(found)-1].Until) {
					continue
				}
				if found = append(found, one); len(found) == freeSlots {
					return found, nil
				}
			}
		}
	}
	return found, nil
}

func overlaps(taken []store.Taken, s casemodel.Stretch) bool {
	first, end := casemodel.Slots(s.From, s.Until)
	return slices.ContainsFunc(taken, func(t store.Taken) bool { return t.First < end && first < t.End })
}

// roomsFor are the open rooms a matter may sit in: of the body in charge, of
// its centre and of the actor's own.
func (j *job) roomsFor(m *casemodel.Matter) ([]casemodel.Room, error) {
	var bodies []casemodel.ID
	for _, id := range []casemodel.ID{m.BodyID, m.CentreID, j.fam.root.CentreID, j.who.BodyID} {
		if id != "" && !slices.Contains(bodies, id) {
			bodies = append(bodies, id)
		}
	}
	if len(bodies) == 0 {
		return nil, nil
	}
	rooms, err := j.tx.Rooms(bodies...)
	return slices.DeleteFunc(rooms, func(r casemodel.Room) bool { return r.Closed == 1 }), err
}
