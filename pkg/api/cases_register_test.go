package api_test

import "strconv"

// registration is what the window writes down: who, where, what, as the report
// has it. It names no phone and no address, so the asking side is reached
// through whoever reported.
func registration(p *published) map[string]any {
	r := map[string]any{
		"category": p.Category, "source_channel": p.Channel, "occurred_area": scene, "occurred_place": p.Place, "summary": p.Facts,
		"people_involved": p.People, "parties": registeredParties(p), "duplicates_seen": true,
	}
	var claims []map[string]any
	for _, c := range p.Claims {
		claim := map[string]any{"kind": c.Kind, "text": c.Text}
		if c.Amount != nil {
			claim["amount"] = strconv.FormatInt(*c.Amount, 10)
		}
		claims = append(claims, claim)
	}
	if claims != nil {
		r["claims"] = claims
	}
	return r
}

// registeredParties leaves the published names; a representative stands with
// every minor instead of by himself.
func registeredParties(p *published) []map[string]any {
	var guardians []map[string]any
	for _, party := range p.Parties {
		if party.Role == "representative" {
			guardians = append(guardians, map[string]any{"kind": "guardian", "name": party.Name})
		}
	}
	var all []map[string]any
	for _, party := range p.Parties {
		if party.Role == "representative" {
			continue
		}
		role := party.Role
		if role == "petitioner" {
			role = "applicant" // where he is heard by a mediator
		}
		one := map[string]any{"role": role, "kind": party.Kind, "name": party.Name, "reach": "由报道单位转告"}
		if n, known := party.Count.(uint64); known {
			one["count"] = n
		}
		switch {
		case party.Minor:
			one["needs"], one["representatives"] = []string{"minor"}, guardians
		case party.Needs != "":
			one["needs"] = []string{"companion"}
		}
		all = append(all, one)
	}
	return all
}
