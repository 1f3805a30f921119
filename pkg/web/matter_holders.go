package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// ours are the relations that people in the body of a matter have to it; by
// centre those of the family's centre. Lines of the policy for other relations
// are named only where nobody else may do the act.
var (
	ours   = []string{"handler", "co_handler", "body", "root_handler", "root_body", "team"}
	theirs = []string{"offered"}
	centre = []string{"centre"}
)

// holders names who does what others must do, by the body that holds the
// matter: nobody wants to read which other kinds of body might have done it.
func (s *Site) holders(view *casework.View, needs []casemodel.Need) string {
	var places []string
	roles := map[string][]string{}
	add := func(place casework.Named, n casemodel.Need) {
		if place.Title == "" || n.Body != "*" && n.Body != place.Kind {
			return
		}
		if !slices.Contains(places, place.Title) {
			places = append(places, place.Title)
		}
		if role := s.desk.Flows.Title("roles", n.Role); !slices.Contains(roles[place.Title], role) {
			roles[place.Title] = append(roles[place.Title], role)
		}
	}
	for _, n := range needs {
		switch {
		case slices.Contains(ours, n.Rel):
			add(view.Body, n)
		case slices.Contains(theirs, n.Rel):
			add(view.Offered, n)
		case slices.Contains(centre, n.Rel):
			add(view.Centre, n)
		}
	}
	if len(places) == 0 {
		return strings.Join(s.whoMay(needs), say("list.or"))
	}
	lines := make([]string, len(places))
	for i, place := range places {
		lines[i] = say("need.of", "body", place, "roles", strings.Join(roles[place], say("need.either")))
	}
	return strings.Join(lines, say("list.or"))
}
