package api_test

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// matter finds what the entry is about: the case, a matter the track had
// before, the next one of that procedure in the case, or one that is opened.
func (r *run) matter(e publishedEntry) string {
	r.t.Helper()
	if id, ok := r.known[e.machine()]; ok {
		if e.Machine == "dispute_case" {
			r.root = id
		}
		return id
	}
	for _, c := range r.look(r.root).Children {
		if r.flows.Latest(c.Workflow).Is(e.Machine) && !r.taken(c.ID) {
			r.known[e.machine()] = c.ID
			return c.ID
		}
	}
	if e.Machine == "petition" || e.Machine == "backlog" {
		return r.openBeside(e)
	}
	return r.open(e)
}

// openBeside registers what stands at the head of a family of its own: the
// petition office writes it down, with its people.
func (r *run) openBeside(e publishedEntry) string {
	r.t.Helper()
	clerk := r.w.account("petition_clerk@petition")
	var me struct {
		Creatable []struct {
			Workflow string      `json:"workflow"`
			Fields   []seenField `json:"fields"`
		} `json:"creatable"`
	}
	if status, raw := r.server.call(clerk, http.MethodGet, "/session", nil, &me); status != http.StatusOK {
		r.t.Fatalf("session: %d %s", status, raw)
	}
	for _, c := range me.Creatable {
		if c.Workflow != e.Machine {
			continue
		}
		s := &stage{p: r.p, w: r.w, entry: e, matter: &seen{}, known: r.known}
		s.entry.Event = "create"
		var got answer
		body := map[string]any{"workflow": e.Machine, "on": e.Date, "fields": s.fields(c.Fields)}
		if status, raw := r.server.call(clerk, http.MethodPost, "/matters", body, &got); status != http.StatusCreated {
			r.t.Fatalf("%s opens %s: %d %s", clerk.username, e.Machine, status, raw)
		}
		id := got.Matter.ID
		r.known[e.machine()], r.office[id] = id, true
		if r.root == "" {
			r.root = id
		}
		r.enter(clerk, e, id)
		return id
	}
	r.t.Fatalf("%s may not open %s", clerk.username, e.Machine)
	return ""
}

// enter writes down who a petition is of and against.
func (r *run) enter(clerk *account, e publishedEntry, id string) {
	r.t.Helper()
	for _, p := range registeredParties(r.p) {
		if e.Machine != "petition" {
			return
		}
		if p["role"] == "applicant" {
			p["role"] = "petitioner"
		}
		m, _ := r.server.see(clerk, id)
		fields := map[string]any{"role": p["role"], "kind": p["kind"], "name": p["name"], "reach": p["reach"]}
		if status, raw := r.server.call(clerk, http.MethodPost, "/matters/"+id+"/records/add_party", request{Version: m.Version, On: e.Date, Fields: fields}, nil); status != http.StatusOK {
			r.t.Fatalf("party %s: %d %s", p["name"], status, raw)
		}
	}
}

func (r *run) taken(id string) bool {
	for _, known := range r.known {
		if known == id {
			return true
		}
	}
	return false
}

// open creates a matter that no step made: a hand-over has a door of its own.
func (r *run) open(e publishedEntry) string {
	r.t.Helper()
	for _, a := range r.w.who(e.Role, "") {
		parent, ok := r.server.see(a, r.root)
		if !ok || parent.creation(e.Machine) == nil {
			continue
		}
		s := &stage{p: r.p, w: r.w, entry: e, matter: parent, known: r.known}
		body := map[string]any{"workflow": e.Machine, "parent": r.root, "on": e.Date, "fields": s.fields(parent.creation(e.Machine).Fields)}
		var got answer
		if status, raw := r.server.call(a, http.MethodPost, "/matters", body, &got); status != http.StatusCreated {
			r.t.Fatalf("%s opens %s: %d %s", a.username, e.Machine, status, raw)
		}
		r.known[e.machine()] = got.Matter.ID
		return got.Matter.ID
	}
	r.t.Fatalf("%s %s.%s: there is no such matter in the case", e.Date, e.Machine, e.Event)
	return ""
}

// ranBefore reports whether a body had a proceeding of this case.
func (r *run) ranBefore(body string) bool {
	for _, c := range r.look(r.root).Children {
		if slices.Contains(proceedings, r.base(c.Workflow)) && r.look(c.ID).Body.ID == body {
			return true
		}
	}
	return false
}

func (r *run) base(workflow string) string {
	if r.flows.Latest(workflow).Is("peoples_mediation") {
		return "peoples_mediation"
	}
	return workflow
}

// actor is a holder of the role whom the policy allows; where the report does
// not tell the step, else anybody to whom the program offers it.
func (r *run) actor(e publishedEntry, id string) (*account, *seen) {
	r.t.Helper()
	m := r.look(id)
	var why []string
	for _, a := range r.w.who(e.Role, casemodel.ID(m.Body.ID)) {
		s, ok := r.server.see(a, id)
		switch {
		case !ok:
			why = append(why, a.username+": does not know of it")
		case s.choice(e.Event) != nil:
			return a, s
		default:
			why = append(why, a.username+": "+s.why(e.Event))
		}
	}
	if e.flagged() {
		for _, a := range r.w.accounts {
			if s, ok := r.server.see(a, id); ok && s.choice(e.Event) != nil {
				r.instead = append(r.instead, fmt.Sprintf("%s.%s: %s for %s", e.Machine, e.Event, a.username, e.Role))
				return a, s
			}
		}
	}
	r.t.Fatalf("%s %s.%s in %s by %s: %q", e.Date, e.Machine, e.Event, m.State, e.Role, why)
	return nil, nil
}
