package store

import "github.com/jiefen/jiefen/casemodel"

// takesPart is a matter of a family in which the person or the body has or had
// any part.
const takesPart = "m.root_id IN (SELECT p.root_id FROM matter_participant p WHERE p.user_id = :u UNION ALL SELECT p.root_id FROM matter_participant p WHERE p.body_id = :b)"

// nearest says of each relation that binds a matter to a person or a body by
// its own row, or by a part taken in its family, what is true wherever the
// relation holds and is quickly asked. Those of whole places are not here.
var nearest = map[string]string{
	"handler":    "m.handler_id = :u",
	"owner":      "m.owner_id = :u",
	"body":       "m.body_id = :b",
	"offered":    "m.offered_body_id = :b",
	"reviewer":   "m.review_body_id = :b",
	"registered": "m.registered_by_id = :u OR m.registered_body_id = :b",
	"sender":     "m.registered_body_id = :b",
	"co_handler": takesPart,
	"co_body":    takesPart,
	"team":       takesPart,
	"former":     takesPart,
	"linked":     takesPart,
	"taskforce":  takesPart,
	"court_case": takesPart,
	"named":      takesPart,
}

// near is what every matter of a scope is at least: empty when some relation of
// the scope is not among the nearest. It lets nobody see anything: the scope is
// asked all the same.
func near(s casemodel.Scope) clause {
	var columns, parts clause
	seen := map[string]bool{}
	for _, t := range s.Allow {
		text, known := nearest[t.Rel]
		if !known {
			return clause{}
		}
		if seen[text] {
			continue
		}
		seen[text] = true
		c := bind(text, func(name string) clause { return own(s.Actor, name) })
		if text == takesPart {
			parts = c
			continue
		}
		columns = columns.or(c)
	}
	if columns.sql == "" && parts.sql == "" {
		return clause{}
	}
	return columns.or(parts).in("(", ")") // the set is looked up where no column has answered
}
