package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// PlanPage arranges many sittings at once: matters are ticked and laid out over
// the rooms of a day, or the rows of a paper diary are pasted or come in a file.
// Either way the rows are looked at first, mended where they stand, and booked
// one by one.
type PlanPage struct {
	Shell
	Crumbs  []Link
	Fault   string
	Once    string
	Matters []PlanMatter
	Day, At string
	Lengths []Option
	Rooms   []Option
	Text    string
	Usual   string // minutes of a row of a diary that names none
	Usuals  []Option
	Columns []RosterColumn // of a paste
	Rows    []PlanRow
	Told    string // what came of the rows
	Bad     bool
	Open    int  // rows that are to be booked
	Off     bool // there are some that are not, and may be again
	Names   []string
	MayLay  bool // there is a room and a matter
}

// PlanMatter is one that may be ticked.
type PlanMatter struct {
	ID, Number, Title, Who string
	Ahead                  string // when it sits next, "" when nothing is arranged
	Ticked                 bool
}

// PlanRow is one sitting as it stands in the table.
type PlanRow struct {
	N                             int
	Name                          string // r.N.
	Matter, Number, Title         string
	On, At, Room, Place, Mediator string
	OnKind, AtKind                string // date and time, or text for what is none
	Lengths                       []Option
	Off                           bool // not to be booked
	Done                          bool
	Href                          string
	Faults                        []string
	Beside                        []string
}

const planPath = "/schedule/plan"

// planned is a row as it was sent: words, not yet what they mean.
type planned struct {
	matter, number, on, at, minutes, room, place, mediator string
	off, done                                              bool
}

func (s *Site) planForm(v *visit) error {
	page, _, err := s.planPage(v)
	if err != nil {
		return err
	}
	return v.ok("plan", page)
}

// planPage is the page without rows. Forbidden to who arranges nothing.
func (s *Site) planPage(v *visit) (*PlanPage, []casework.Bookable, error) {
	if !s.arranges(v) {
		return nil, nil, &casemodel.Error{Kind: casemodel.Forbidden, Key: "book.forbidden"}
	}
	now, err := v.now()
	if err != nil {
		return nil, nil, err
	}
	all, err := s.desk.Bookable(v.ctx(), v.who)
	if err != nil {
		return nil, nil, err
	}
	rooms, _, err := s.desk.Rooms(v.ctx(), v.who)
	if err != nil {
		return nil, nil, err
	}
	rooms = slices.DeleteFunc(rooms, func(r casemodel.Room) bool { return r.Closed == 1 })
	next := s.desk.Calendar().AddWorking(calendar.DayOf(now.Time()), 1)
	page := &PlanPage{
		Once: cmp.Or(v.form.Get("_once"), token()), Day: cmp.Or(v.form.Get("day"), v.query("day"), next.String()), At: cmp.Or(v.form.Get("at"), "09:00"),
		Usual: cmp.Or(v.form.Get("usual"), "60"), Lengths: s.lengths(cmp.Or(v.form.Get("minutes"), "40")), Text: v.form.Get("text"), MayLay: len(all) > 0 && len(rooms) > 0,
	}
	page.Usuals = s.lengths(page.Usual)
	var ids []casemodel.ID
	for i := range all {
		ids = append(ids, all[i].HandlerID)
	}
	s.people.fresh(now)
	s.people.meet(v.ctx(), ids...)
	for i := range all {
		m := &all[i]
		ahead := ""
		if !m.Next.IsZero() {
			ahead = say("book.ahead", "at", short(m.Next, now))
		}
		page.Matters = append(page.Matters, PlanMatter{
			Ahead: ahead, ID: string(m.ID), Number: cmp.Or(m.CaseNumber, m.Number), Title: m.Title, Who: s.people.user(v.ctx(), m.HandlerID), Ticked: slices.Contains(v.form["pick"], string(m.ID)),
		})
	}
	for i := range rooms {
		page.Names = append(page.Names, rooms[i].Name)
		page.Rooms = append(page.Rooms, Option{Value: string(rooms[i].ID), Title: say("room.seated", "name", rooms[i].Name, "n", rooms[i].Seats), Chosen: slices.Contains(v.form["room"], string(rooms[i].ID)) || v.form == nil})
	}
	page.Crumbs = []Link{{say("nav.schedule"), "/schedule?day=" + page.Day}, {say("book.title"), ""}}
	page.Shell = v.shell(say("book.title"), "/schedule")
	return page, all, nil
}

func (s *Site) lengths(minutes string) []Option {
	list := options(s.desk.Flows.Lists["sitting_lengths"])
	if minutes != "" && !slices.ContainsFunc(list, func(o Option) bool { return o.Value == minutes }) {
		list = append(list, Option{Value: minutes, Title: minutes})
	}
	return chosen(list, []string{minutes})
}

// plan takes the page up: lays matters out, reads a paste or a file, looks at
// the rows again, or books them.
func (s *Site) plan(v *visit) error {
	page, all, err := s.planPage(v)
	if err != nil {
		return err
	}
	step := v.form.Get("step")
	rows := rowsSent(v.form)
	switch step {
	case "lay":
		rows, err = s.layOut(v, all)
	case "read":
		rows, err = s.planRead(v, page)
	case "again", "keep":
		if fresh := columnsChanged(v.form); fresh {
			rows, err = s.planRead(v, page)
			step = "again"
		} else {
			s.planColumns(page, planSheet.read(page.Text, v.form["col"]))
		}
	}
	if casemodel.Is(err, casemodel.Invalid) {
		page.Fault = s.rowFault(err)
		return v.show(http.StatusUnprocessableEntity, "plan", page)
	}
	if err != nil {
		return err
	}
	return s.planRows(v, page, rows, step == "keep")
}

// planRows tries the rows, or books them.
func (s *Site) planRows(v *visit, page *PlanPage, rows []planned, keep bool) error {
	if len(rows) == 0 {
		page.Fault = say("book.nothing")
		return v.show(http.StatusUnprocessableEntity, "plan", page)
	}
	var at []int // where each booking stands among the rows
	var wanted []casework.Booking
	for i := range rows {
		if !rows[i].off && !rows[i].done {
			at = append(at, i)
			wanted = append(wanted, rows[i].booking(v.moment))
		}
	}
	var booked []casework.Booked
	var err error
	if keep {
		booked, err = s.desk.Book(v.ctx(), v.who, wanted, "web:"+page.Once, v.digest)
	} else {
		booked, err = s.desk.TryBook(v.ctx(), v.who, wanted)
	}
	if casemodel.Is(err, casemodel.Invalid) {
		page.Fault = s.rowFault(err)
	} else if err != nil {
		return err
	}
	page.Once = token()
	done, refused := 0, 0
	for i := range rows {
		page.Rows = append(page.Rows, s.planRow(i, &rows[i]))
		page.Off = page.Off || rows[i].off && !rows[i].done
	}
	for k := range booked {
		row, b := &page.Rows[at[k]], &booked[k]
		s.planTold(row, b, at)
		switch {
		case b.Refused != nil:
			refused++
		case keep:
			done++
			row.Done, row.Href, row.Lengths = true, "/matters/"+string(b.Matter), nil
		}
	}
	page.Open = len(booked) - done
	if keep && refused == 0 && done > 0 {
		return v.back(say("book.done", "n", done), "/schedule?day="+string(localDay(wanted[0].From)))
	}
	page.Bad = refused > 0
	switch {
	case len(wanted) == 0: // all are ticked off
	case keep:
		page.Told = say("book.part", "n", done, "bad", refused)
	case refused > 0:
		page.Told = say("book.faults", "n", refused)
	default:
		page.Told = say("book.fine", "n", len(booked))
	}
	if refused > 0 || page.Fault != "" {
		return v.show(http.StatusUnprocessableEntity, "plan", page)
	}
	return v.ok("plan", page)
}

func (s *Site) planRow(i int, r *planned) PlanRow {
	row := PlanRow{
		N: i + 1, Name: rowName(i), Matter: r.matter, Number: r.number, On: r.on, At: r.at, OnKind: "date", AtKind: "time",
		Room: r.room, Place: r.place, Mediator: r.mediator, Lengths: s.lengths(r.minutes), Off: r.off, Done: r.done,
	}
	if _, err := calendar.ParseDay(r.on); err != nil && r.on != "" {
		row.OnKind = "text"
	}
	if !aClock.MatchString(r.at) && r.at != "" {
		row.AtKind = "text"
	}
	if r.done {
		row.Href = "/matters/" + r.matter
	}
	return row
}

// planTold puts into a row what its matter is and why it cannot be arranged.
func (s *Site) planTold(row *PlanRow, b *casework.Booked, at []int) {
	if b.Matter != "" {
		row.Matter, row.Title, row.Number = string(b.Matter), b.Title, cmp.Or(b.Number, row.Number)
	}
	var refused *casemodel.Error
	if asRefusal(b.Refused, &refused) {
		all := refused.All()
		for _, f := range all {
			if n, is := f.Args["row"].(int); is {
				f.Args["row"] = at[n-1] + 1
			}
			row.Faults = append(row.Faults, s.sayFault(f.Key, f.Args))
		}
		if len(all) == 0 {
			row.Faults = append(row.Faults, s.rowFault(b.Refused))
		}
		if len(refused.Free) > 0 {
			row.Faults = append(row.Faults, say("arrange.all_free", "times", s.freeWords(refused.Free)))
		}
	}
	row.Beside = s.besideLines(b.Beside, at)
}

// mostBeside sittings next door are named; of the others there is the number.
const mostBeside = 20

// besideLines words where organisations of a sitting are expected at the same
// time. at is as for besideWords.
func (s *Site) besideLines(all []casework.Beside, at []int) []string {
	var lines []string
	for _, one := range all[:min(len(all), mostBeside)] {
		lines = append(lines, s.besideWords(one, at))
	}
	if more := len(all) - mostBeside; more > 0 {
		lines = append(lines, say("book.beside_more", "n", more))
	}
	return lines
}

// besideWords: the same organisation sits next door at the same time, with
// somebody else. at gives the rows of a batch their places on the page.
func (s *Site) besideWords(b casework.Beside, at []int) string {
	if b.Row > 0 {
		return say("book.beside_row", "name", b.Name, "row", at[b.Row-1]+1)
	}
	return say("book.beside", "name", b.Name, "from", clock(b.From), "until", clock(b.Until), "room", cmp.Or(b.Room, say("schedule.elsewhere")))
}
