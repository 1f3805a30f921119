package web

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

var wholeNumber = regexp.MustCompile(`^(1[3-9]\d{9}|0\d{9,11}|\d{17}[\dXx])$`)

// sortNames are the orders a list can be asked for.
var sortNames = []string{"due", "changed", "opened", "number", "risk"}

// filter reads the address. What is not on a list is not asked for: a link from
// last year must show something, not fail.
func (s *Site) filter(v *visit, l *workList, asked url.Values) (casemodel.Filter, error) {
	now, err := v.now()
	if err != nil {
		return casemodel.Filter{}, err
	}
	views := s.views(v.who, l)
	f := casemodel.Filter{
		View: views[0], Limit: perPage, After: asked.Get("after"), Before: asked.Get("before"), Sort: asked.Get("sort"), Desc: asked.Get("desc") != "",
		Kinds: l.kinds,
	}
	if view := casemodel.View(asked.Get("view")); slices.Contains(views, view) || view == viewOffered {
		f.View = view
	}
	if !slices.Contains(sortNames, f.Sort) {
		f.Sort, f.Desc = l.sort, false
	}
	if l.kinds == nil {
		f.Workflows = s.someFlow(asked.Get("workflow"))
		f.Kinds = shownKinds(f, asked)
	}
	s.choose(&f, asked)
	chooseDays(&f, asked, now)
	if asked.Get("unpaid") != "" {
		f.UnpaidOn = localDay(now)
	}
	if asked.Get("coming") != "" {
		f.ComingFrom, f.ComingTo = coming(localDay(now))
	}
	switch q := v.words(asked); {
	case wholeNumber.MatchString(bare(q)):
		f.Tail = bare(q)
	default:
		f.Query = q
	}
	if q := queueOf(asked.Get("todo")); q != nil && l.kinds == nil {
		return q.over(f, v), nil
	}
	return f, nil
}

// bare is a number as it is kept: it is read out and copied in groups.
func bare(q string) string {
	return strings.TrimPrefix(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u3000", "").Replace(q), "+86")
}

// shownKinds: the list of a whole centre or an area is of cases; their parts
// have lists of their own, and stand in the work of whoever does them.
func shownKinds(f casemodel.Filter, asked url.Values) []casemodel.Kind {
	whole := f.View == casemodel.ViewCentre || f.View == casemodel.ViewArea
	if whole && len(f.Workflows) == 0 && asked.Get("kind") != "any" {
		return []casemodel.Kind{casemodel.KindCase}
	}
	return nil
}

// choose reads the conditions from closed lists and the ticks.
func (s *Site) choose(f *casemodel.Filter, asked url.Values) {
	f.States, f.Classes = kept(asked["state"]), classes(asked.Get("class"), f.View)
	if len(f.States) > 0 && asked.Get("class") == "" {
		f.Classes = nil // who asks for the archived ones wants them
	}
	f.Categories = kept(asked["category"])
	for _, name := range asked["risk"] {
		if r, err := casemodel.ParseRisk(name); err == nil && name != "" {
			f.Risks = append(f.Risks, r)
		}
	}
	f.Overdue, f.Crowd = asked.Get("overdue") != "", asked.Get("crowd") != ""
	f.Party, f.Number, f.AreaID = strings.TrimSpace(asked.Get("party")), strings.TrimSpace(asked.Get("number")), strings.TrimSpace(asked.Get("area"))
	for name, into := range map[string]*casemodel.ID{"body": &f.BodyID, "handler": &f.HandlerID} {
		if id := casemodel.ID(asked.Get(name)); id.Valid() {
			*into = id
		}
	}
}

// chooseDays reads the conditions on days, both ends included.
func chooseDays(f *casemodel.Filter, asked url.Values, now casemodel.Instant) {
	f.OpenedFrom, f.OpenedTo = startOf(asked.Get("from"), 0), startOf(asked.Get("to"), 1)
	f.DueFrom, f.DueBefore = justAfter(startOf(asked.Get("due_from"), 0)), justAfter(startOf(asked.Get("due_to"), 1))
	if n, ok := daysAhead(asked.Get("within")); ok {
		f.DueFrom, f.DueBefore = now, justAfter(startOf(string(localDay(now)), n+1))
	}
	if years := atoi(asked.Get("age")); slices.Contains(ages, years) {
		if d, err := calendar.ParseDay(string(localDay(now))); err == nil {
			d, _ = d.AddMonths(-12 * years)
			f.ListedBy = casemodel.Day(d.String())
		}
	}
}

// ages are the years after which a backlog entry is counted as older.
var ages = []int{1, 3, 5}

// daysAhead reads how many days ahead somebody looks.
func daysAhead(s string) (int, bool) {
	n := atoi(s)
	return n, s != "" && itoa(n) == s && n >= 0 && n <= 60
}

// startOf is the beginning of a typed day, some days later, or nothing.
func startOf(typed string, later int) casemodel.Instant {
	d, err := calendar.ParseDay(typed)
	if err != nil {
		return casemodel.Instant{}
	}
	return casemodel.At(d.Add(later).Start())
}

// justAfter: a duty of a day is late from 24:00, which is the next day's
// beginning and still belongs to the day before.
func justAfter(i casemodel.Instant) casemodel.Instant {
	if i.IsZero() {
		return i
	}
	return i.Add(time.Microsecond)
}

func kept(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
}

func (s *Site) someFlow(id string) []string {
	if s.desk.Flows.Latest(id) == nil {
		return nil
	}
	return []string{id}
}

// classes: a list shows what is open unless asked otherwise; a search in
// everything shows everything.
func classes(asked string, view casemodel.View) []casemodel.Class {
	switch asked {
	case "any":
		return nil
	case string(casemodel.Live), string(casemodel.Closing), string(casemodel.Done):
		return []casemodel.Class{casemodel.Class(asked)}
	case "":
		if view == casemodel.ViewAll || view == casemodel.ViewApprove {
			return nil
		}
	}
	return []casemodel.Class{casemodel.Live, casemodel.Closing}
}
