package api_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// run is one published case on its way (decision 36).
type run struct {
	later  []publishedEntry // follow-ons the track lists before their cause
	t      *testing.T
	server *caseServer
	desk   *casework.Desk
	w      *town
	flows  *workflows.Library
	p      *published

	now     time.Time
	root    string             // of the case the track is in
	known   map[machine]string // matters the track has named
	seen    map[string]int     // matter and event → how often the track has had it
	office  map[string]bool    // matters that stand beside the case: petitions and backlogs
	instead []string           // steps done by another role than the report names
	clocks  []observed         // every due date the program showed
	kept    map[string]bool    // those already among them
	forward map[string]bool    // steps of the track that were taken before their place in it
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
		r.first(i, &e)
		r.entry(i, e)
		r.observe(e)
	}
	for _, e := range r.later {
		if r.fired(r.matter(e), e.Event) == 0 {
			r.t.Errorf("%s %s: nothing brought it about", e.Date, e.Event)
		}
	}
}

// first takes the steps that a rule of the program wants before this one, and
// gives the step to who may do it.
func (r *run) first(i int, e *publishedEntry) {
	r.t.Helper()
	rule := r.p.ruleAt(*e)
	if rule == nil || e.Instance > 1 {
		return
	}
	for _, f := range rule.First {
		f.Date, f.Assumed = e.Date, true
		r.entry(i, f)
		r.observe(f)
		r.forward[f.Machine+"."+f.Event] = true
	}
	if rule.By != "" {
		e.Role = rule.By
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
	switch {
	case r.forward[e.Machine+"."+e.Event]:
		return
	case e.Machine == "dispute_case" && e.Event == "submit":
		r.submit(e)
		return
	}
	id := r.matter(e)
	key := id + " " + e.Event
	defer func() { r.seen[key]++ }()
	switch {
	case e.Event == "remind" && r.fired(id, e.Event) > r.seen[key]:
		// The clock has given this reminder by the morning of the entry: by the clock
		// or by hand, the track asks that it was given.
	case e.Event == "close_task" && r.fired(id, e.Event) > r.seen[key]: // with the assessment
	case e.Event == "record_default", e.Event == "resolve_by_task":
		// Only a follow-on of the item's default (decision 2), or of the task that
		// met the demand, fires it; the track lists it before its cause, so it is
		// looked for at the end.
		r.later = append(r.later, e)
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
	for _, act := range r.server.acts(r.watcher(id), id) {
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

// watcher is who may follow the whole case: the centre's director; petitions
// and backlogs belong to the petition office.
func (r *run) watcher(id string) *account {
	if r.office[id] {
		return r.w.account("petition_supervisor@petition")
	}
	return r.w.account("centre_director@centre")
}

func (r *run) look(id string) *seen {
	r.t.Helper()
	s, ok := r.server.see(r.watcher(id), id)
	if !ok {
		r.t.Fatalf("matter %s is not there for %s", id, r.watcher(id).username)
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
	s := &stage{p: r.p, w: r.w, at: i, entry: e, matter: m, parties: r.look(r.root).Parties, did: r.ranBefore, known: r.known}
	fields := s.fields(choice.Fields)
	maps.Copy(fields, more)
	var got answer
	path := "/matters/" + id + "/" + choice.Kind + "s/" + e.Event
	status, raw := r.server.call(who, http.MethodPost, path, request{Version: m.Version, On: r.on(e, m), Fields: fields}, &got)
	if status != http.StatusOK {
		r.t.Fatalf("%s %s.%s by %s: %d %s\nsent %v", e.Date, e.Machine, e.Event, who.username, status, raw, fields)
	}
}

// on is the entry's date, unless the matter came into being after it.
func (r *run) on(e publishedEntry, m *seen) string { return max(e.Date, m.StateOn) }
