package web

import (
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// Times are shown in calendar.Zone, 24 hours, the year only where it is not
// the present one.

// minute is 2026-03-02 09:00.
func minute(i casemodel.Instant) string {
	if i.IsZero() || i == casemodel.Never {
		return ""
	}
	return i.Time().In(calendar.Zone).Format("2006-01-02 15:04")
}

// short is 03-02 09:00, with the year when it is another.
func short(i, now casemodel.Instant) string {
	if i.IsZero() || i == casemodel.Never {
		return ""
	}
	at := i.Time().In(calendar.Zone)
	if at.Year() != now.Time().In(calendar.Zone).Year() {
		return at.Format("2006-01-02 15:04")
	}
	return at.Format("01-02 15:04")
}

// clock is 09:00.
func clock(i casemodel.Instant) string { return i.Time().In(calendar.Zone).Format("15:04") }

func localDay(i casemodel.Instant) casemodel.Day {
	return casemodel.Day(calendar.DayOf(i.Time()).String())
}

// shortDay is 03-02, with the year when it is another.
func shortDay(d, today casemodel.Day) string {
	if len(d) == 10 && len(today) == 10 && d[:4] == today[:4] {
		return string(d[5:])
	}
	return string(d)
}

// yuan is an amount as people read it.
func yuan(m casemodel.Money) string {
	return say("money.yuan", "n", m.Grouped())
}

// What package templates draws by itself, under the names the pages use.
type (
	// State is a stage as a tag: icon, word, tint.
	State = templates.State
	// RiskTag is a grade as a coloured word.
	RiskTag = templates.RiskTag
	// Due is how far away a due date is: a word and a colour.
	Due = templates.Due
	// ListCell is one field of a table.
	ListCell = templates.Cell
	// NavGroup is a heading of the menu.
	NavGroup = templates.NavGroup
	// NavItem is one place to go.
	NavItem = templates.NavItem
	// Tab is one view of a list.
	Tab = templates.Tab
	// Head is the head of a column.
	Head = templates.Head
	// Picker is a condition chosen from a closed list.
	Picker = templates.Picker
)

// dueOf says how far a matter's earliest duty is away.
func dueOf(due, now casemodel.Instant, class casemodel.Class) (Due, string) {
	switch {
	case class == casemodel.Done:
		return Due{Word: say("due.ended"), Level: "done"}, ""
	case due.IsZero() || due == casemodel.Never:
		return Due{Word: say("due.none"), Level: "far"}, ""
	}
	last, today := calendar.DayOf(due.Time().Add(-time.Microsecond)), calendar.DayOf(now.Time()) // too late from 24:00 of the last day
	return dueIn(int(last - today)), shortDay(casemodel.Day(last.String()), casemodel.Day(today.String()))
}

// dueOfMatter says the same of a matter. Where no duty runs it is the day that
// people set: of an obligation the one that was agreed, which binds the debtor;
// of a task or an order the one that was asked for; of a procedure it is the
// term it works by, which is never called a time limit.
func dueOfMatter(m *casemodel.Matter, set, target casemodel.Day, now casemodel.Instant) (Due, string) {
	today := localDay(now)
	none := m.Open() && (m.DueAt.IsZero() || m.DueAt == casemodel.Never)
	switch {
	case none && set != "" && m.Kind == casemodel.KindObligation:
		return Due{Word: say("due.agreed", "on", shortDay(set, today)), Level: "far"}, ""
	case none && set != "" && m.Kind == casemodel.KindConfirmation:
		return dueDay(set, today), say("due.apply_by", "on", shortDay(set, today))
	case none && set != "":
		return Due{Word: say("due.asked", "on", shortDay(set, today)), Level: "far"}, ""
	case none && target != "" && target < today:
		return Due{Word: say("due.work_term_over", "n", days(target, today)), Level: "near", Icon: "clock"}, say("due.work_term", "on", shortDay(target, today))
	case none && target != "":
		return Due{Word: dueDay(target, today).Word, Level: "far"}, say("due.work_term", "on", shortDay(target, today))
	}
	return dueOf(m.DueAt, now, m.Class)
}

// setIn is the day that people set for a matter as its own page may know it.
func setIn(view *casework.View) casemodel.Day {
	return casemodel.Day(view.Fields[casework.SetDay(view.Matter.Kind)])
}

func dueDay(last, today casemodel.Day) Due { return dueIn(days(today, last)) }

// dueIn says how far away a day is that is so many days ahead.
func dueIn(left int) Due {
	switch {
	case left < 0:
		return Due{Word: say("due.over", "n", -left), Level: "over", Icon: "alert"}
	case left == 0:
		return Due{Word: say("due.today"), Level: "near", Icon: "clock"}
	case left <= 3:
		return Due{Word: say("due.left", "n", left), Level: "near", Icon: "clock"}
	case left <= 7:
		return Due{Word: say("due.left", "n", left), Level: "week"}
	}
	return Due{Word: say("due.left", "n", left), Level: "far"}
}

func days(from, to casemodel.Day) int {
	a, errA := calendar.ParseDay(string(from))
	b, errB := calendar.ParseDay(string(to))
	if errA != nil || errB != nil {
		return 0
	}
	return int(b - a)
}

func stateOf(flow *workflows.Flow, state string) State {
	if flow == nil {
		return State{Title: state, Tint: "grey", Icon: "dot"}
	}
	s := flow.States.Get(state)
	if s == nil {
		return State{Title: state, Tint: "grey", Icon: "dot"}
	}
	look := templates.LookOf(state, s.Phase)
	return State{Title: s.Title, Tint: look.Tint, Icon: look.Icon}
}

func riskOf(r casemodel.Risk) RiskTag {
	return RiskTag{Name: r.String(), Word: say("risk." + r.String())}
}

// explain says how a due date was counted.
func explain(terms []calendar.Term) string {
	plain := make([]templates.Term, len(terms))
	for i, t := range terms {
		plain[i] = templates.Term{Kind: string(t.Kind), Unit: string(t.Unit), Reason: t.Reason, N: t.N, Days: t.Days}
		if t.On != 0 {
			plain[i].On = t.On.String()
		}
		if t.To != 0 {
			plain[i].To = t.To.String()
		}
		if !t.At.IsZero() {
			plain[i].At = t.At.In(calendar.Zone).Format("2006-01-02T15:04")
		}
	}
	return templates.Explain(plain)
}
