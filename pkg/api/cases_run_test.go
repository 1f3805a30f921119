package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

// run is one published case on its way (decision 36).
type run struct {
	t      *testing.T
	server *caseServer
	w      *town
	flows  *workflows.Library
	p      *published

	now     time.Time
	root    string             // of the case the track is in
	known   map[machine]string // matters the track has named
	seen    map[string]int     // matter and event → how often the track has had it
	instead []string           // steps done by another role than the report names
	clocks  []observed         // every due date the program showed
	kept    map[string]bool    // those already among them
	result  string             // of the last closing
}

// followOns are steps of the case that a step of another matter brings about:
// the track expects them, nobody sends them.
var followOns = []string{
	"begin_mediation", "reach_agreement", "fail_mediation", "return_dispatch", "resolve_by_task", "start_performance", "complete_performance",
}

// before are records that a guard asks for and no report mentions.
var before = map[string][]string{
	"medical.propose_terms": {"notify_insurer"}, // above 10,000 yuan the insurer must have been told
}

// play runs the whole track from top to bottom.
func (r *run) play() {
	for i, e := range r.p.Track {
		r.prolong(i, e)
		r.wait(e.Date)
		r.entry(i, e)
		r.observe(e)
	}
}

// prolong: a term that ends a proceeding cannot be lengthened after its end,
// and the reports date the consent later. Where the track has one, both sides
// had agreed to that day on the last day of the term.
func (r *run) prolong(i int, e publishedEntry) {
	for _, later := range r.p.Track[i:] {
		id, known := r.known[later.machine()]
		if !known || later.Event != "extend_term" {
			continue
		}
		for _, c := range r.look(id).Deadlines {
			if c.State == "running" && c.Class == "duty" && c.Due < e.Date {
				r.wait(c.Due)
				s := later
				s.Date = c.Due
				r.send(i, s, id, map[string]any{"until": later.Date})
			}
		}
		return
	}
}

// wait sets the clock to the entry's morning; it never goes back, because the
// program's cannot.
func (r *run) wait(date string) {
	day, err := time.ParseInLocation(time.DateOnly, date, calendar.Zone)
	if err != nil {
		r.t.Fatalf("date %q: %v", date, err)
	}
	if at := day.Add(9 * time.Hour); at.After(r.now) {
		r.set(at)
	}
}

func (r *run) set(at time.Time) {
	r.t.Helper()
	r.now = at
	r.server.set(r.w.account("sysadmin@platform"), at)
}

func (r *run) entry(i int, e publishedEntry) {
	r.t.Helper()
	if e.Machine == "dispute_case" && e.Event == "submit" {
		r.submit(e)
		return
	}
	id := r.matter(e)
	key := id + " " + e.Event
	defer func() { r.seen[key]++ }()
	switch {
	case e.Role == "system" && !r.isFollowOn(e):
		r.expire(id, e)
	case r.isFollowOn(e), e.Event == "dispatch" && e.Machine == "dispute_case" && r.fired(id, e.Event) > r.seen[key]:
		if r.fired(id, e.Event) <= r.seen[key] {
			r.t.Errorf("%s %s: the steps before did not bring it about; the case is %s", e.Date, e.Event, r.look(id).State)
		}
	default:
		r.do(i, e, id)
	}
}

func (r *run) isFollowOn(e publishedEntry) bool {
	return e.Machine == "dispute_case" && slices.Contains(followOns, e.Event)
}

// fired counts an event in the matter's journal.
func (r *run) fired(id, event string) int {
	n := 0
	for _, act := range r.server.acts(r.watcher(), id) {
		if act == event {
			n++
		}
	}
	return n
}

// expire waits for the clock's own event: up to ten days, because a period
// that ends on a holiday ends later.
func (r *run) expire(id string, e publishedEntry) {
	for range 10 {
		if r.fired(id, e.Event) > 0 {
			return
		}
		r.set(r.now.AddDate(0, 0, 1))
	}
	r.t.Fatalf("%s %s.%s: the clock did not do it; it is %s", e.Date, e.Machine, e.Event, r.look(id).State)
}

// watcher is who may follow the whole case: the centre's director.
func (r *run) watcher() *account { return r.w.account("centre_director@centre") }

func (r *run) look(id string) *seen {
	r.t.Helper()
	s, ok := r.server.see(r.watcher(), id)
	if !ok {
		r.t.Fatalf("matter %s is not there for the director", id)
	}
	return s
}

// submit registers the case by whoever the track says.
func (r *run) submit(e publishedEntry) {
	r.t.Helper()
	why := "nobody holds the role"
	for _, a := range r.w.who(e.Role, "") {
		var got answer
		status, raw := r.server.call(a, http.MethodPost, "/cases", registration(r.p), &got)
		if status == http.StatusCreated {
			r.root = got.Matter.ID
			r.known[e.machine()] = r.root
			r.seen[r.root+" submit"]++
			return
		}
		why = raw
	}
	r.t.Fatalf("%s registers: %s", e.Role, why)
}

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
	return r.open(e)
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
		s := &stage{p: r.p, w: r.w, entry: e, matter: parent}
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

// do sends one step, after the records that a guard asks for.
func (r *run) do(i int, e publishedEntry, id string) {
	r.t.Helper()
	for _, record := range before[r.look(id).Workflow+"."+e.Event] {
		extra := e
		extra.Event, extra.Role, extra.Note = record, "mediator", ""
		r.send(i, extra, id, nil)
	}
	for _, signer := range r.signers(e, id) {
		r.send(i, e, id, signer)
	}
}

// signers: one published signature stands for everybody's, the mediator's too.
func (r *run) signers(e publishedEntry, id string) []map[string]any {
	if e.Event != "record_signature" {
		return []map[string]any{nil}
	}
	var all []map[string]any
	m := r.look(id)
	for _, p := range r.look(r.root).sides() {
		all = append(all, map[string]any{"party": p.ID})
	}
	return append(all, map[string]any{"user": m.Handler.ID})
}

func (r *run) send(i int, e publishedEntry, id string, more map[string]any) {
	r.t.Helper()
	who, m := r.actor(e, id)
	choice := m.choice(e.Event)
	s := &stage{p: r.p, w: r.w, at: i, entry: e, matter: m, parties: r.look(r.root).Parties, did: r.ranBefore}
	fields := s.fields(choice.Fields)
	for k, v := range more {
		fields[k] = v
	}
	var got answer
	path := "/matters/" + id + "/" + choice.Kind + "s/" + e.Event
	status, raw := r.server.call(who, http.MethodPost, path, request{Version: m.Version, On: r.on(e, m), Fields: fields}, &got)
	if status != http.StatusOK {
		r.t.Fatalf("%s %s.%s by %s: %d %s\nsent %v", e.Date, e.Machine, e.Event, who.username, status, raw, fields)
	}
}

// on is the entry's date, unless the matter came into being after it.
func (r *run) on(e publishedEntry, m *seen) string { return max(e.Date, m.StateOn) }

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
	why := "nobody holds the role"
	for _, a := range r.w.who(e.Role, casemodel.ID(m.Body.ID)) {
		s, ok := r.server.see(a, id)
		if !ok {
			why = a.username + " may not know of it"
			continue
		}
		if s.choice(e.Event) != nil {
			return a, s
		}
		why = a.username + ": " + s.why(e.Event)
	}
	if e.flagged() {
		for _, a := range r.w.accounts {
			if s, ok := r.server.see(a, id); ok && s.choice(e.Event) != nil {
				r.instead = append(r.instead, fmt.Sprintf("%s.%s: %s for %s", e.Machine, e.Event, a.username, e.Role))
				return a, s
			}
		}
	}
	r.t.Fatalf("%s %s.%s in %s by %s: %s", e.Date, e.Machine, e.Event, m.State, e.Role, why)
	return nil, nil
}
