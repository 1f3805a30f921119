package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// SeenPage says who has seen a case, and what of it.
type SeenPage struct {
	Shell
	Crumbs []Link
	Name   string
	Opened []LookRow
	Shown  []LookRow
	Prints []LookRow
	Files  []LookRow
}

// LookRow is one look of somebody.
type LookRow struct {
	Who, Body, When, What, Why string
	Times                      int
	Outside                    bool

	on casemodel.Day
}

func (s *Site) seen(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	trace, err := s.desk.Trace(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	view := trace.View
	v.moment = view.Now
	s.people.fresh(view.Now)
	page := SeenPage{Name: matterName(&view.Matter, view.Flow), Crumbs: append(s.crumbs(view), Link{say("seen.title"), ""})}
	page.Crumbs[len(page.Crumbs)-2].Href = "/matters/" + string(view.Matter.ID)
	for i := range trace.Opened {
		page.Opened = append(page.Opened, s.opened(v, &trace.Opened[i], view.Now))
	}
	for i := range trace.Files {
		page.Files = append(page.Files, s.opened(v, &trace.Files[i], view.Now))
	}
	for i := range trace.Told {
		l := &trace.Told[i]
		row := LookRow{Who: l.Actor, Body: s.people.body(v.ctx(), l.Body), When: short(l.At, view.Now), Outside: l.Outside, Times: 1, on: localDay(l.At)}
		if l.Act != "reveal" {
			row.What = paperName(l.Document)
			page.Prints = again(page.Prints, row)
			continue
		}
		row.What, row.Why = s.partyOf(view, l.Party)+" "+wordOf(l.Field), s.reasonOf(l.Reason)
		page.Shown = again(page.Shown, row)
	}
	page.Shell = v.shell(say("seen.title"), "/matters")
	return v.ok("seen", page)
}

// again adds a look to a list whose latest comes first; the same look of the
// same day is one line.
func again(list []LookRow, row LookRow) []LookRow {
	for i := range list {
		l := &list[i]
		if l.Who == row.Who && l.Body == row.Body && l.What == row.What && l.Why == row.Why && l.Outside == row.Outside && l.on == row.on {
			l.Times++
			return list
		}
	}
	return append(list, row)
}

func (s *Site) opened(v *visit, o *casework.Opening, now casemodel.Instant) LookRow {
	when := short(o.First, now)
	if last := short(o.Last, now); last != when {
		when = say("seen.span", "from", when, "to", clock(o.Last))
	}
	row := LookRow{Who: s.userOf(v, o.User), Body: s.people.body(v.ctx(), o.Body), When: when, What: cmp.Or(o.File, say("seen.kept_file")), Times: o.Times}
	if o.FileWithdrawn {
		row.What = say("seen.withdrawn", "file", row.What)
	}
	return row
}

// reasonOf is a reason of the closed list in words.
func (s *Site) reasonOf(reason string) string {
	if reason == "" {
		return say("seen.dialled")
	}
	return s.desk.Flows.Title("reveal_reasons", reason)
}

// wordOf is what a number is called; of an erased entry it is not known.
func wordOf(field string) string {
	if field == "" {
		return ""
	}
	return say("word.reveal." + field)
}

// paperName is what a print was called when it was written down.
func paperName(document string) string {
	switch document {
	case sheetInternal:
		return say("sheet.internal")
	case sheetOutward:
		return say("sheet.outward")
	case sheetBundle:
		return say("bundle.whole")
	case volumeInternal:
		return say("print_run.title") + " " + say("print_run.internal")
	case volumeOutward:
		return say("print_run.title") + " " + say("print_run.outward")
	case sheetReceipt:
		return say("receipt.title")
	case sheetSlip:
		return say("slip.title")
	}
	if i := slices.IndexFunc(templates.Papers(), func(p templates.Paper) bool { return p.ID == document }); i >= 0 {
		return templates.Papers()[i].Title
	}
	return document
}

// RevealsPage is the director's list: who was shown how many whole numbers,
// day by day.
type RevealsPage struct {
	Shell
	Days Field
	Many int
	Rows []RevealRow
	None bool
}

// RevealRow is one person on one day.
type RevealRow struct {
	Who, Body, On, Reasons string
	N, Outside             int
	Over                   bool
	Matters                []Link
}

// Spans of the list, in days.
const (
	shownDays   = 7
	mostDays    = 31
	mostMatters = 12
)

func (s *Site) reveals(v *visit) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	span := atoi(v.query("days"))
	if span < 1 || span > mostDays {
		span = shownDays
	}
	list, err := s.desk.Reveals(v.ctx(), v.who, localDay(now.Add(-time.Duration(span-1)*24*time.Hour)), localDay(now))
	if err != nil {
		return err
	}
	page := RevealsPage{Many: s.desk.SettingNumber(casework.RevealsADay), None: len(list) == 0, Days: Field{Options: lately(span)}}
	for i := range list {
		page.Rows = append(page.Rows, s.revealRow(v, &list[i], now))
	}
	page.Shell = v.shell(say("reveals.title"), "/reveals")
	return v.show(http.StatusOK, "reveals", page)
}

func lately(chosen int) []Option {
	options := make([]Option, 0, 3)
	for _, n := range []int{1, shownDays, mostDays} {
		options = append(options, Option{Value: itoa(n), Title: say("reveals.days", "n", n), Chosen: n == chosen})
	}
	return options
}

func (s *Site) revealRow(v *visit, r *casework.Revealer, now casemodel.Instant) RevealRow {
	row := RevealRow{
		Who: r.Name, Body: s.people.body(v.ctx(), r.Body), On: shortDay(r.On, localDay(now)), N: r.N, Outside: r.Outside, Over: r.Over,
	}
	reasons := make([]string, 0, len(r.Reasons))
	for _, reason := range slices.Sorted(maps.Keys(r.Reasons)) {
		reasons = append(reasons, say("reveals.reason", "reason", s.reasonOf(reason), "n", r.Reasons[reason]))
	}
	row.Reasons = strings.Join(reasons, say("list.comma"))
	for i, id := range r.Matters {
		if i == mostMatters {
			row.Matters = append(row.Matters, Link{say("reveals.more", "n", len(r.Matters)-mostMatters), ""})
			break
		}
		row.Matters = append(row.Matters, Link{r.Names[i], "/matters/" + string(id)})
	}
	return row
}
