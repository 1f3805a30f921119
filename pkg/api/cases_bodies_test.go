package api_test

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// next is the first later step of a proceeding: what this one leads to.
func (s *stage) next() publishedEntry {
	if s.entry.Machine == "petition" || s.entry.Machine == "linked_task" {
		return publishedEntry{Machine: s.entry.Machine, Role: "dept_handler"} // whom it is handed on to
	}
	for _, e := range s.p.Track[s.at+1:] {
		if slices.Contains(proceedings, e.Machine) {
			return e
		}
		if e.Machine == "linked_task" && e.Event == "accept" {
			return e
		}
	}
	return publishedEntry{}
}

var proceedings = []string{"peoples_mediation", "medical", "court_delegated", "administrative_mediation"}

// target is the body that runs the next proceeding: of the bodies the report
// names the first of a kind that employs who acts there, else the town's first.
func (s *stage) target(kinds []string) (found casemodel.Body) {
	role := s.next().Role
	if s.entry.Machine == "linked_task" {
		kinds = []string{"linked_dept"}
	}
	if s.entry.Instance > 1 && s.entry.Machine == "linked_task" {
		return s.w.body("dept2")
	}
	fits := func(b casemodel.Body) bool {
		return (len(kinds) == 0 || slices.Contains(kinds, b.Kind)) &&
			slices.ContainsFunc(s.w.accounts, func(a *account) bool { return a.role == role && a.body.ID == b.ID })
	}
	for _, named := range s.p.Bodies {
		for _, b := range s.w.bodies {
			if b.Kind == named.Kind && fits(b) {
				return b
			}
		}
	}
	if i := slices.IndexFunc(s.w.bodies, fits); i >= 0 {
		return s.w.bodies[i]
	}
	return found
}

// handler is who leads the sittings of this proceeding, at its body.
func (s *stage) handler() string {
	role := s.entry.Role
	for _, e := range s.p.Track {
		if e.machine() == s.entry.machine() && e.Event == "open_session" {
			role = e.Role
			if rule := s.p.ruleAt(e); rule != nil && rule.By != "" {
				role = rule.By
			}
		}
	}
	for _, a := range s.w.accounts {
		if a.role == role && string(a.body.ID) == s.matter.Body.ID {
			return string(a.user)
		}
	}
	return ""
}
