package api_test

import (
	"slices"
	"strings"
)

// officeRule are the rules for what petitions, backlogs, tasks of departments
// and alerts ask.
func (s *stage) officeRule(f seenField) any {
	switch f.ID {
	case "form":
		return "visit"
	case "purpose":
		return "appeal"
	case "mode":
		return "case" // mediated in the case that stands beside the petition
	case "linked_case":
		return s.known[machine{"dispute_case", 1}]
	case "petition":
		return s.known[machine{"petition", 1}]
	case "report_by":
		return plus(s.entry.Date, 60)
	case "source":
		return "county"
	case "owner":
		return s.officer("leader_owner")
	case "grounds":
		return s.grounds()
	case "demand_met":
		if s.taskResult() == "impossible" {
			return "not_met"
		}
		return "met"
	case "contact":
		if f.Type == "text" {
			return s.words()
		}
	case "case_no", "court_case_no":
		if f.Required {
			return "（" + s.entry.Date[:4] + "）新0102诉前调确17号"
		}
	case "ruling_no":
		if f.Required {
			return "（" + s.entry.Date[:4] + "）新0102民特17号"
		}
	case "received", "free_will":
		return true
	case "calm":
		return "calm"
	}
	return nil
}

func (s *stage) officer(role string) any {
	if of := s.w.who(role, ""); len(of) > 0 {
		return string(of[0].user)
	}
	return nil
}

// grounds are those of an alert, read out of the report.
func (s *stage) grounds() []string {
	var all []string
	for _, g := range []struct{ word, ground string }{{"扬言", "threat"}, {"刀", "tool"}} {
		if strings.Contains(s.p.Facts, g.word) {
			all = append(all, g.ground)
		}
	}
	return all
}

// taskResult is what the department found: what the report says it could not do
// cannot be done by law.
func (s *stage) taskResult() string {
	cannot := func(e publishedEntry) bool {
		return e.machine() == s.entry.machine() && e.Event == "submit_feedback" && strings.Contains(e.Note, "不能")
	}
	if slices.ContainsFunc(s.p.Track, cannot) {
		return "impossible"
	}
	return "solved"
}
