package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// RoomsPage lists the rooms in which sittings are held.
type RoomsPage struct {
	Shell
	Rows []RoomRow
	May  bool
}

// RoomRow is one room.
type RoomRow struct {
	ID, Name, Body, Hours, Remark string
	Seats                         int
	Open                          bool
}

// RoomPage adds a room or changes one.
type RoomPage struct {
	Shell
	Crumbs []Link
	Head   string
	Action string
	Hidden []Hidden
	Facts  []Fact
	Faults []Fault
	Fields []Field
}

func (s *Site) rooms(v *visit) error {
	rooms, of, err := s.desk.AllRooms(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page := RoomsPage{May: s.desk.Office(v.who, "bodies", "edit") == nil, Shell: v.shell(say("nav.rooms"), "/admin/rooms")}
	for i := range rooms {
		r := &rooms[i]
		page.Rows = append(page.Rows, RoomRow{string(r.ID), r.Name, of[r.BodyID], r.Hours, r.Remark, r.Seats, r.Closed == 0})
	}
	return v.ok("rooms", page)
}

func (s *Site) newRoomPage(v *visit) error {
	if err := s.desk.Office(v.who, "bodies", "edit"); err != nil {
		return err
	}
	return s.showRoom(v, http.StatusOK, nil, url.Values{"seats": {"8"}, "hours": {say("room.usual_hours")}}, nil)
}

func (s *Site) roomPage(v *visit) error {
	r, err := s.roomOf(v)
	if err != nil {
		return err
	}
	values := url.Values{
		"title": {r.Name}, "seats": {strconv.Itoa(r.Seats)}, "hours": {r.Hours}, "remark": {r.Remark}, "version": {strconv.Itoa(r.Version)},
		"closed": {strconv.FormatBool(r.Closed == 1)},
	}
	return s.showRoom(v, http.StatusOK, r, values, nil)
}

// roomOf is the room of the address, for who may change it.
func (s *Site) roomOf(v *visit) (*casemodel.Room, error) {
	id := casemodel.ID(v.c.Param("id"))
	if !id.Valid() {
		id = "00000000-0000-0000-0000-000000000000"
	}
	return s.desk.Room(v.ctx(), v.who, id)
}

// showRoom draws the form; r is nil for one that is to be.
func (s *Site) showRoom(v *visit, status int, r *casemodel.Room, values url.Values, wrong error) error {
	page := RoomPage{Head: say("room.new"), Action: "/admin/rooms/new", Fields: roomFields(values)}
	if r == nil {
		body := Field{ID: "body", Name: "body", Title: say("office.field.body"), Type: "text", Required: true, Value: values.Get("body"), Help: say("room.body_help")}
		page.Fields = append([]Field{body}, page.Fields...)
	} else {
		page.Head, page.Action = r.Name, "/admin/rooms/"+string(r.ID)
		page.Hidden = []Hidden{{"version", values.Get("version")}}
		page.Facts = []Fact{{say("room.body"), s.people.body(v.ctx(), r.BodyID)}}
	}
	page.Faults = s.faults(wrong, page.Fields)
	page.Crumbs = []Link{{say("nav.rooms"), "/admin/rooms"}, {page.Head, ""}}
	page.Shell = v.shell(page.Head, "/admin/rooms")
	return v.show(status, "room", page)
}

func roomFields(values url.Values) []Field {
	field := func(name, kind, help string) Field {
		return Field{ID: name, Name: name, Title: say("office.field." + name), Type: kind, Help: help, Value: values.Get(name), Required: true}
	}
	hours := field("hours", "text", say("room.hours_help"))
	hours.Wide = true
	remark := field("remark", "text", "")
	remark.Wide, remark.Required = true, false
	closed := field("closed", "bool", say("room.closed_help"))
	closed.Required = false
	return []Field{field("title", "text", ""), field("seats", "int", ""), hours, remark, closed}
}

// typedRoom is what was posted of a room.
func (v *visit) typedRoom() casemodel.Room {
	word := func(name string) string { return strings.TrimSpace(v.form.Get(name)) }
	r := casemodel.Room{Name: word("title"), Seats: atoi(halfWidth(word("seats"))), Hours: halfWidth(word("hours")), Remark: word("remark")}
	if v.form.Get("closed") == "true" {
		r.Closed = 1
	}
	return r
}

func (s *Site) addRoom(v *visit) error {
	r := v.typedRoom()
	id, err := s.desk.AddRoom(v.ctx(), v.who, r, strings.TrimSpace(v.form.Get("body")))
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showRoom(v, http.StatusUnprocessableEntity, nil, v.form, err)
	}
	if err != nil {
		return err
	}
	v.administered("room_added", "room", id, "title", r.Name)
	return v.back(say("room.saved"), "/admin/rooms")
}

func (s *Site) editRoom(v *visit) error {
	now, err := s.roomOf(v)
	if err != nil {
		return err
	}
	for _, name := range []string{"title", "seats", "hours", "remark", "closed"} {
		if v.form.Get("take."+name) == "theirs" {
			v.form.Set(name, v.form.Get("theirs."+name))
		}
	}
	next := v.typedRoom()
	next.ID, next.Version = now.ID, atoi(v.form.Get("version"))
	err = s.desk.EditRoom(v.ctx(), v.who, next)
	switch {
	case casemodel.Is(err, casemodel.Invalid):
		return s.showRoom(v, http.StatusUnprocessableEntity, now, v.form, err)
	case casemodel.Is(err, casemodel.Conflict):
		return s.roomConflict(v, now, err)
	case err != nil:
		return err
	}
	v.administered("room_changed", "room", now.ID, "version", next.Version+1)
	return v.back(say("room.saved"), "/admin/rooms")
}

// roomConflict lays a colleague's values beside one's own.
func (s *Site) roomConflict(v *visit, now *casemodel.Room, err error) error {
	var clash *casemodel.Error
	if !errors.As(err, &clash) {
		return err
	}
	page := ConflictPage{
		Text: s.sayFault(clash.Key, nil), Action: v.c.Request.URL.Path, Back: v.c.Request.URL.Path, Submit: say("admin.save"),
		Crumbs: []Link{{say("nav.rooms"), "/admin/rooms"}, {now.Name, ""}}, Hidden: []Hidden{{"version", strconv.Itoa(now.Version)}},
	}
	fields := roomFields(v.form)
	words := func(field, value string) string {
		if field == "closed" {
			return say("form." + map[bool]string{true: "yes", false: "no"}[value == "true"])
		}
		return value
	}
	for _, d := range clash.Differences {
		if i := slices.IndexFunc(fields, func(f Field) bool { return f.ID == d.Field }); i >= 0 {
			page.Rows = append(page.Rows, Clash{
				Name: d.Field, Title: fields[i].Title, TheirsRaw: d.Theirs, Take: true, Theirs: words(d.Field, d.Theirs), Mine: words(d.Field, d.Mine),
			})
		}
	}
	for _, field := range fields {
		for _, value := range v.form[field.Name] {
			page.Hidden = append(page.Hidden, Hidden{field.Name, value})
		}
	}
	page.Shell = v.shell(say("conflict.title"), "/admin/rooms")
	return v.show(http.StatusConflict, "conflict", page)
}
