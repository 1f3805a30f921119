package web

import (
	"slices"
	"sync"

	"github.com/jiefen/jiefen/casemodel"
)

// registrars remembers which roles of which kinds of body some line of the
// policy allows an act, to draw the menu with. It decides nothing: the act
// itself is asked at the desk.
type registrars struct {
	mu    sync.Mutex
	sha   string
	known map[string]bool
}

func (r *registrars) ask(s *Site, who casemodel.Actor, flow, state, act string) bool {
	gate := s.desk.Gate.Now()
	for _, role := range who.Roles {
		key := flow + " " + act + " " + role + " " + who.BodyKind
		r.mu.Lock()
		if r.sha != gate.SHA() {
			r.sha, r.known = gate.SHA(), map[string]bool{}
		}
		may, found := r.known[key]
		if !found {
			may = slices.ContainsFunc(gate.Needs([]string{flow}, state, "", act, nil), func(n casemodel.Need) bool {
				return n.Role == role && (n.Body == "*" || n.Body == who.BodyKind)
			})
			r.known[key] = may
		}
		r.mu.Unlock()
		if may {
			return true
		}
	}
	return false
}
