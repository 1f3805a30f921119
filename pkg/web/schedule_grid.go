package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// block is a sitting in the words its reader may see: names, the place outside
// and the way to the matter only where they are his.
func (s *Site) block(v *visit, sit *casework.Sitting) SitBlock {
	b := SitBlock{
		ID: string(sit.ID), At: say("schedule.span", "from", clock(sit.From), "until", clock(sit.Until)), Where: sit.Room, Slip: casework.Slip(sit.Matter.Number),
		Held: sit.State == casemodel.Held, Leave: sit.State == casemodel.Leave, Own: sit.Own, Past: sit.Until.Before(v.moment),
	}
	switch sit.State {
	case casemodel.Started, casemodel.Finished:
		b.State = say("schedule.state." + sit.State)
	case casemodel.Held:
		b.State = say("schedule.held", "at", clock(sit.ExpiresAt))
	case casemodel.Leave:
		b.State = cmp.Or(sit.Place, say("schedule.leave"))
		return b
	}
	if len(sit.Mediators) > 0 {
		b.Who = say("home.mediator", "surname", surname(s.people.user(v.ctx(), casemodel.ID(sit.Mediators[0]))))
	}
	if sit.Known {
		b.Href = "/matters/" + string(sit.MatterID)
	}
	if sit.Own {
		b.Names, b.Where = strings.ReplaceAll(sit.Names, " ", say("list.comma")), cmp.Or(sit.Room, sit.Place)
	} else if b.Where == "" {
		b.Where = say("schedule.elsewhere")
	}
	return b
}

// add puts a sitting into the rows it takes; those that touch one row stand
// together.
func (c *GridColumn) add(sit *casework.Sitting, b SitBlock) {
	c.Sits = append(c.Sits, b)
	start := casemodel.At(c.day.Start())
	first := int(sit.From.Time().Sub(start.Time()).Minutes()) / halfHour
	end := (int(sit.Until.Time().Sub(start.Time()).Minutes()) + halfHour - 1) / halfHour
	if b.Leave {
		first, end = max(first, gridFirst), max(min(end, gridEnd), gridFirst+1)
	}
	if n := len(c.busy); n > 0 && first < c.busy[n-1].end {
		last := &c.busy[n-1]
		last.end, last.sits = max(last.end, end), append(last.sits, b)
		return
	}
	c.busy = append(c.busy, stretch{max(first, 0), min(end, 48), []SitBlock{b}})
}

// fill draws the rows: every half hour that some column needs.
func (p *SchedulePage) fill(v *visit, arranges bool) {
	first, end := gridFirst, gridEnd
	for _, c := range p.Columns {
		for _, b := range c.busy {
			first, end = min(first, b.first), max(end, b.end)
		}
	}
	for row := first; row < end; row++ {
		r := GridRow{Hour: say("schedule.hour", "h", pad(row/2), "m", pad(row%2*halfHour)), Full: row%2 == 0}
		for i := range p.Columns {
			cell := p.Columns[i].cell(v, row, arranges)
			p.Columns[i].offer(row, &cell)
			r.Cells = append(r.Cells, cell)
		}
		p.Rows = append(p.Rows, r)
	}
}

func pad(n int) string {
	if n < 10 {
		return "0" + itoa(n)
	}
	return itoa(n)
}

// offer adds a half hour in which one may arrange something to the free
// stretches of a room, which are what a phone shows of it.
func (c *GridColumn) offer(row int, cell *GridCell) {
	if cell.Href == "" || c.room == "" {
		return
	}
	if n := len(c.Free); n == 0 || c.Free[n-1].end != row {
		c.Free = append(c.Free, FreeSpan{Href: cell.Href, first: row})
	}
	last := &c.Free[len(c.Free)-1]
	last.end = row + 1
	last.At = say("schedule.span", "from", rowClock(last.first), "until", rowClock(last.end))
}

// rowClock is the hour at which a row of the grid begins.
func rowClock(row int) string { return pad(row/2) + ":" + pad(row%2*halfHour) }

func (c *GridColumn) cell(v *visit, row int, arranges bool) GridCell {
	for _, b := range c.busy {
		switch {
		case row == b.first:
			return GridCell{Span: b.end - b.first, Sits: b.sits, Own: b.sits[0].Own}
		case row > b.first && row < b.end:
			return GridCell{}
		}
	}
	cell := GridCell{Span: 1}
	from := row * halfHour
	open := slices.ContainsFunc(c.spans, func(s casemodel.Span) bool { return from >= s.From && from < s.Until })
	at := c.day.String() + "T" + rowClock(row)
	past := c.day < calendar.DayOf(v.moment.Time()) || c.day == calendar.DayOf(v.moment.Time()) && at[11:] < clock(v.moment)
	cell.Off = past || c.Rest != "" || len(c.spans) > 0 && !open
	if arranges && !cell.Off && (c.room != "" || c.spans == nil) {
		cell.Href = "/schedule/new?at=" + at
		if c.room != "" {
			cell.Href += "&room=" + c.room
		}
		cell.Label = say("schedule.arrange_at", "what", c.Title, "at", at[11:])
	}
	return cell
}
