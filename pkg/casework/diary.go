package casework

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// heldSlot is how long a slot is kept while somebody telephones.
const heldSlot = 10 * time.Minute

// Diary lists what is arranged in the rooms of an actor's house between two
// moments, and elsewhere by its bodies, slots held while somebody telephones
// with them. Of what is not the actor's own it holds room, hour and mediator
// and the number of the matter for its slip, no title and no names (users.md
// F7).
func (d *Desk) Diary(ctx context.Context, who casemodel.Actor, from, until casemodel.Instant) ([]Sitting, error) {
	return d.diary(ctx, who, func(tx *store.Tx) (store.Diary, error) {
		bodies, err := house(tx, who)
		if err != nil {
			return store.Diary{}, err
		}
		rooms, err := tx.Rooms(bodies...)
		q := store.Diary{From: from, Until: until, Bodies: bodies}
		for i := range rooms {
			q.Rooms = append(q.Rooms, rooms[i].ID)
		}
		return q, err
	})
}

// OwnDiary lists what an actor conducts between two moments, and when he is
// away.
func (d *Desk) OwnDiary(ctx context.Context, who casemodel.Actor, from, until casemodel.Instant) ([]Sitting, error) {
	if who.UserID == "" {
		return nil, nil
	}
	return d.diary(ctx, who, func(*store.Tx) (store.Diary, error) {
		return store.Diary{From: from, Until: until, User: who.UserID}, nil
	})
}

func (d *Desk) diary(ctx context.Context, who casemodel.Actor, ask func(*store.Tx) (store.Diary, error)) (list []Sitting, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		q, err := ask(tx)
		if err != nil {
			return err
		}
		rows, err := tx.Diary(q)
		if err != nil {
			return err
		}
		list, err = d.shownTo(tx, who, rows)
		return err
	})
	return list, err
}

// Wanted is a sitting as a form has it so far: fields of the act that arranges
// or moves one, not all of them there yet.
type Wanted struct {
	Act    string
	Fields map[string]any
}

// FreeTime proposes the next stretches in which the room, who conducts the
// sitting and all who are expected in it are free. Forbidden when the actor may
// not do the act.
func (d *Desk) FreeTime(ctx context.Context, who casemodel.Actor, id casemodel.ID, want Wanted) (free []casemodel.Stretch, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, s, err := d.wanted(tx, who, id, want)
		if err != nil {
			return err
		}
		var room *casemodel.Room
		if s.RoomID != "" {
			if room, err = tx.Room(s.RoomID); err != nil {
				return err
			}
		}
		claims, err := j.claims(s, room)
		if err != nil {
			return err
		}
		from := j.tx.Now()
		if from.Before(s.From) {
			from = s.From
		}
		free, err = j.free(room, namesOf(claims), s, from, s.Until.Time().Sub(s.From.Time()))
		return err
	})
	return free, err
}

// Beside tells where organisations that are expected at a sitting that is being
// arranged have another one at that time: no hindrance, but they need somebody
// else there (users.md F14).
func (d *Desk) Beside(ctx context.Context, who casemodel.Actor, id casemodel.ID, want Wanted) (list []Beside, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		j, s, err := d.wanted(tx, who, id, want)
		if err == nil && !s.From.IsZero() {
			list, err = j.beside(s)
		}
		return err
	})
	return list, err
}

// wanted puts a sitting together from what a form has.
func (d *Desk) wanted(tx *store.Tx, who casemodel.Actor, id casemodel.ID, want Wanted) (*job, *casemodel.Sitting, error) {
	j, m, err := d.look(tx, who, id)
	if err != nil {
		return nil, nil, err
	}
	c := &call{m: m, flow: j.flow(m), act: want.Act, on: j.today, who: who}
	declared := c.flow.Act(want.Act)
	if answer := j.may(who, m, want.Act, classes(want.Act)...); !answer.Allow || declared == nil {
		return nil, nil, j.refuse(m, c.flow, want.Act, answer)
	}
	c.in = readable(declared.Fields, want.Fields)
	s := &casemodel.Sitting{
		MatterID: m.ID, RootID: m.RootID, BodyID: m.BodyID, ByID: who.UserID, From: c.in.Instant("sitting_at"), Interpreter: c.in.Text("interpreter"),
		RoomID: c.in.ID("room"), OtherRoomID: c.in.ID("other_room"), Place: c.in.Text("place"),
	}
	if s.RoomID == "" {
		s.RoomID = c.in.ID("next_room")
	}
	if err := j.fam.loadSittings(); err != nil {
		return nil, nil, err
	}
	if now := j.fam.sitting(c.in.ID("sitting")); now != nil && now.MatterID == m.ID && want.Act == "reschedule" {
		s.ID, s.Mediators, s.Expected = now.ID, now.Mediators, now.Expected
	}
	for _, user := range c.in.IDs("mediators") {
		s.Mediators = append(s.Mediators, string(user))
	}
	for _, party := range c.in.IDs("expected") {
		s.Expected = append(s.Expected, string(party))
	}
	facts, err := j.facts(c)
	if err != nil {
		return nil, nil, err
	}
	if err := j.refers(c, declared, facts); err != nil {
		return nil, nil, err
	}
	length := lengthOf(c, "minutes")
	if length == 0 {
		length = usualSitting
	}
	s.Until = s.From.Add(length)
	return j, s, j.complete(c, s)
}

// Hold keeps a slot for ten minutes while somebody telephones with those who
// are to come. It is no act of the matter: nothing of it stays. What the same
// person held for the matter before is free again.
func (d *Desk) Hold(ctx context.Context, who casemodel.Actor, id casemodel.ID, want Wanted) (until casemodel.Instant, err error) {
	err = d.DB.Do(ctx, func(tx *store.Tx) error {
		root, err := tx.RootOf(id)
		if err != nil {
			return err
		}
		if err := tx.LockRoots(root); err != nil {
			return err
		}
		j, s, err := d.wanted(tx, who, id, want)
		if err != nil {
			return err
		}
		if s.From.IsZero() || s.From.Before(tx.Now()) {
			return casemodel.Bad("sitting_at", "arrange.past")
		}
		if err := j.dropHeld(&call{m: j.fam.matter(id), who: who}); err != nil {
			return err
		}
		kept := s.ID // of a sitting that is to be moved: it does not stand in its own way
		s.ID, s.State, s.ExpiresAt = tx.NewID(), casemodel.Held, tx.Now().Add(heldSlot)
		until = s.ExpiresAt
		if kept != "" {
			return j.holdBeside(s, kept)
		}
		if err := j.take(s, asked{"sitting_at", "room"}); err != nil {
			return err
		}
		return tx.InsertSitting(s)
	})
	return until, err
}

// holdBeside holds only the room for a sitting that is to be moved: its people
// are held by itself, perhaps in the very same hour.
func (j *job) holdBeside(s *casemodel.Sitting, kept casemodel.ID) error {
	claims, err := j.claims(s, nil)
	if err != nil {
		return err
	}
	first, end := casemodel.Slots(s.From, s.Until)
	taken, err := j.tx.Occupied(namesOf(claims), first, end, kept)
	if err != nil {
		return err
	}
	room, err := j.roomOf(s, asked{"sitting_at", "room"})
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		return j.clash(s, room, claims, taken, asked{"sitting_at", "room"})
	}
	s.Mediators, s.Expected, s.Interpreter = nil, nil, ""
	if err := j.seize(s, room, asked{"sitting_at", "room"}); err != nil {
		return err
	}
	return j.tx.InsertSitting(s)
}

const longestLeave = 62 * 24 * time.Hour

// TakeLeave enters when a person is away: no sitting can be arranged with him
// then. Conflict when one is: it is to be moved or handed over first.
func (d *Desk) TakeLeave(ctx context.Context, who casemodel.Actor, from, until casemodel.Instant, remark string) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		switch {
		case from.IsZero():
			return casemodel.Bad("from", "field.missing")
		case until.IsZero():
			return casemodel.Bad("until", "field.missing")
		case !from.Before(until):
			return casemodel.Bad("until", "leave.ends_first")
		case until.Before(tx.Now()):
			return casemodel.Bad("until", "leave.over")
		case from.Add(longestLeave).Before(until):
			return casemodel.Bad("until", "leave.too_long")
		case utf8.RuneCountInString(remark) > 40:
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "field.too_long", Field: "remark", Args: map[string]any{"max": 40, "have": utf8.RuneCountInString(remark)}}
		}
		s := &casemodel.Sitting{ID: tx.NewID(), State: casemodel.Leave, From: from, Until: until, Place: remark, ByID: who.UserID, Mediators: casemodel.StringList{string(who.UserID)}}
		taken, err := tx.Occupy(s.ID, from, until, []string{"user:" + string(who.UserID)})
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			at := casemodel.SlotAt(taken[0].First)
			return &casemodel.Error{Kind: casemodel.Conflict, Key: "leave.clash", Field: "from", Args: map[string]any{"on": string(today(at)), "at": hour(at)}}
		}
		return tx.InsertSitting(s)
	})
}

// EndLeave takes a leave of one's own back.
func (d *Desk) EndLeave(ctx context.Context, who casemodel.Actor, id casemodel.ID) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		s, err := tx.Arrangement(id)
		if err != nil {
			return err
		}
		if s.State != casemodel.Leave || s.ByID != who.UserID {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "arrange.not_found"}
		}
		return tx.DropSitting(id)
	})
}
