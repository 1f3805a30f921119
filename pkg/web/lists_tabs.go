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
	{"near", "near", false, url.Values{"within": {"3"}}, nil},
	{"to_route", "", false, url.Values{"state": {"accepted", "not_agreed"}}, (*Site).mayRoute},
	{"not_taken", "", false, url.Values{"state": {"dispatched"}}, (*Site).mayRoute},
}

// mayRoute reports whether some line of the policy lets the membership send
// cases to bodies.
func (s *Site) mayRoute(who casemodel.Actor) bool {
	return who.BodyKind == "centre" && s.register.ask(s, who, "dispute_case", "accepted", "dispatch")
}

// tabs are the views, and the quick questions to the usual one, each with what
// it shows.
func (s *Site) tabs(v *visit, l *workList, now casemodel.Filter, asked url.Values) ([]Tab, error) {
	views := s.views(v.who, l)
	bare := len(tidy(without(asked, noCondition...))) == 0 && asked.Get("saved") == ""
	var tabs []Tab
	var filters []casemodel.Filter
	var of []int // the tab each filter counts for
	for _, view := range views {
		href := l.path() + "?view=" + string(view)
		if slices.Contains(counted, view) {
			f, err := s.filter(v, l, url.Values{"view": {string(view)}})
			if err != nil {
				return nil, err
			}
			filters, of = append(filters, f), append(of, len(tabs))
		}
		tabs = append(tabs, Tab{Title: say("view." + string(view)), Href: href, Now: bare && view == now.View})
		if len(tabs) > 1 || !slices.Contains(counted, view) {
			continue
		}
		for _, q := range quicks {
			if q.may != nil && (l.name != "matters" || !q.may(s, v.who)) {
				continue
			}
			address := url.Values{"view": {string(view)}}
			maps.Copy(address, q.asks)
			f, err := s.filter(v, l, address)
			if err != nil {
				return nil, err
			}
			filters, of = append(filters, f), append(of, len(tabs))
			here := asked.Get("saved") == "" && tidy(without(asked, "sort", "desc", "after", "before")).Encode() == address.Encode()
			tabs = append(tabs, Tab{Title: say("quick." + q.key), Href: l.path() + "?" + address.Encode(), Now: here, Tone: q.tone, Road: q.road})
		}
	}
	counts, err := s.desk.Count(v.ctx(), v.who, filters...)
	for i, n := range counts {
		tabs[of[i]].Count = upTo999(n)
		if n == 0 {
			tabs[of[i]].Tone = ""
		}
	}
	return tabs, err
}

func upTo999(n int) string {
	if n > 999 {
		return "999+"
	}
	return itoa(n)
}
