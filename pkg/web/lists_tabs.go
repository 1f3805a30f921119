package web

import (
	"maps"
	"net/url"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// views a membership may choose of a list, the usual one first.
func (s *Site) views(who casemodel.Actor, l *workList) []casemodel.View {
	var all []casemodel.View
	switch who.BodyKind {
	case "centre":
		all = []casemodel.View{casemodel.ViewCentre, casemodel.ViewMine, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewAll}
	case "leader":
		all = []casemodel.View{casemodel.ViewOwner, casemodel.ViewArea, casemodel.ViewBody, casemodel.ViewMine, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewAll}
	case "auditor", "plc", "judicial_office", "police_room", "petition_office":
		all = []casemodel.View{casemodel.ViewArea, casemodel.ViewBody, casemodel.ViewMine, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewAll}
	default:
		all = []casemodel.View{casemodel.ViewMine, casemodel.ViewBody, viewOffered, casemodel.ViewPart, casemodel.ViewArea, casemodel.ViewApprove, casemodel.ViewAll}
	}
	if l.name == "matters" {
		return all
	}
	// What is asked of a body, and what waits for a yes, is of the work list.
	return slices.DeleteFunc(all, func(view casemodel.View) bool { return view == viewOffered || view == casemodel.ViewApprove })
}

// counted are the views whose index leads to one person's, body's or centre's
// work: counting them reads little. An area and everything may hold far more
// than somebody may know of, and every row would be asked.
var counted = []casemodel.View{
	casemodel.ViewMine, casemodel.ViewBody, viewOffered, casemodel.ViewPart, casemodel.ViewApprove, casemodel.ViewCentre, casemodel.ViewOwner,
}

// quick is a condition that stands beside the views as a tab of its own.
type quick struct {
	key, tone string
	road      bool // shown on a phone only, first
	asks      url.Values
	may       func(s *Site, who casemodel.Actor) bool
}

// quicks are the questions of every morning; the last ones are of who sorts
// and sends what came in.
var quicks = []quick{
	{"today", "near", true, url.Values{"within": {"0"}}, nil},
	{"overdue", "over", false, url.Values{"overdue": {"1"}}, nil},
	{"unpaid", "over", false, url.Values{"unpaid": {"1"}}, nil},
	{"coming", "near", false, url.Values{"coming": {"1"}}, nil},
	{"near", "near", false, url.Values{"within": {"3"}}, nil},
	{"to_route", "", false, url.Values{"state": {"accepted", "not_agreed"}}, (*Site).mayRoute},
	{"not_taken", "", false, url.Values{"state": {"dispatched"}}, (*Site).mayRoute},
}

// ofObligations are the questions about what was agreed.
var ofObligations = []string{"unpaid", "coming"}

// daysComing is how far ahead people want to know what will be paid.
const daysComing = 60

// coming are the days of what falls due next, today among them.
func coming(today casemodel.Day) (from, to casemodel.Day) {
	return today, localDay(startOf(string(today), daysComing))
}

// mayRoute reports whether some line of the policy lets the membership send
// cases to bodies.
func (s *Site) mayRoute(who casemodel.Actor) bool {
	return who.BodyKind == "centre" && s.register.ask(s, who, "dispute_case", "accepted", "dispatch")
}

// tabs are the views, and the quick questions to the usual one.
func (s *Site) tabs(v *visit, l *workList, now casemodel.View, asked url.Values) []Tab {
	bare := len(tidy(without(asked, noCondition...))) == 0 && asked.Get("saved") == ""
	here := ""
	if asked.Get("saved") == "" {
		here = tidy(without(asked, "sort", "desc", "after", "before")).Encode()
	}
	var tabs []Tab
	for _, view := range s.views(v.who, l) {
		usual := len(tabs) == 0
		asks := url.Values{"view": {string(view)}}
		tab := Tab{Title: say("view." + string(view)), Now: bare && view == now, Href: l.path() + "?" + asks.Encode()}
		if slices.Contains(counted, view) {
			tab.ID = "tab-" + string(view)
		}
		tabs = append(tabs, tab)
		for _, q := range quicks {
			if !usual || tab.ID == "" || slices.Contains(ofObligations, q.key) && l.name != "obligations" || q.may != nil && (l.name != "matters" || !q.may(s, v.who)) {
				continue
			}
			narrower := maps.Clone(asks)
			maps.Copy(narrower, q.asks)
			address := narrower.Encode()
			tabs = append(tabs, Tab{ID: "tab-" + q.key, Title: say("quick." + q.key), Href: l.path() + "?" + address, Now: here == address, Road: q.road, Warns: q.tone})
		}
	}
	return tabs
}

func upTo999(n int) string {
	if n > 999 {
		return "999+"
	}
	return itoa(n)
}
