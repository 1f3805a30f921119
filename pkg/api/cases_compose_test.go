package api_test

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// A published report tells results, almost never procedure. What an act asks
// for and the report does not say is composed here, and only here, from the
// case's own data by the rules of this file.

// stage is what the rules may look at.
type stage struct {
	p       *published
	w       *town
	at      int // position in the track
	entry   publishedEntry
	matter  *seen // as the actor sees it
	parties []seenParty
	did     func(body string) bool // a proceeding of this case ran there before
	known   map[machine]string     // matters the track has named
}

// fields fills what an act declares: every field a rule knows, and what is
// compulsory by its type.
func (s *stage) fields(declared []seenField) map[string]any {
	in := map[string]any{}
	for _, f := range declared {
		v := s.rule(f)
		if v == nil && f.Required {
			v = s.byType(f)
		}
		if v != nil {
			in[f.ID] = v
		}
	}
	return in
}

// rule knows a field by its name.
func (s *stage) rule(f seenField) any {
	switch f.ID {
	case "body":
		return string(s.target(f.Kinds).ID)
	case "court":
		if i := slices.IndexFunc(s.w.bodies, func(b casemodel.Body) bool { return b.Kind == "court_desk" }); f.Type == "body" && s.entry.Event == "precheck_ok" {
			return string(s.w.bodies[i].ID)
		}
		return nil
	case "track":
		if m := s.next().Machine; m != "peoples_mediation" {
			return m
		}
		return nil // the category chooses among the procedures of people's mediation
	case "parties_asked":
		return s.did(string(s.target(nil).ID))
	case "risk":
		return "yellow"
	case "complexity":
		return "ordinary"
	case "consents":
		return s.consents()
	case "handler":
		return s.handler()
	case "present", "signers", "agreed_by":
		return ids(s.sides())
	case "party":
		return s.party()
	case "items":
		if f.Required {
			return s.items()
		}
	case "paid_now":
		return s.atOnce()
	case "received_on":
		if s.entry.Machine == "petition" || s.p.Track[s.begun()].Event != "submit" {
			return s.entry.Date
		}
		return s.p.Track[s.begun()].Date
	case "seal_on", "signed_on", "paid_on", "ruled_on", "ruling_received_on", "submitted_on":
		return s.entry.Date
	case "until":
		return s.last().Date
	case "delegation":
		if s.passed("return_from_court") {
			return "entrusted"
		}
		return "pre_filing"
	case "procedure":
		return "ordinary"
	case "online":
		return "no"
	case "elsewhere":
		return "with the office that published the case"
	case "route":
		return "litigation"
	case "performed":
		return s.performed()
	case "way":
		return s.way(f)
	case "result_code":
		switch {
		case !f.Required:
			return nil // the program says it by itself
		case s.entry.Machine == "linked_task":
			return s.taskResult()
		}
		return s.p.Outcome.Code
	case "result":
		if s.passed("divert") && s.entry.Event == "report_result" {
			return "other_route"
		}
	}
	return s.officeRule(f)
}

// byType fills what is compulsory and has no rule.
func (s *stage) byType(f seenField) any {
	switch f.Type {
	case "choice":
		for _, o := range f.Options {
			if o.Value == "no_agreement" {
				return o.Value
			}
		}
		return f.Options[0].Value
	case "bool":
		return true
	case "text", "longtext":
		return s.words()
	case "date":
		return s.entry.Date
	case "area":
		return scene
	}
	return nil
}

// way is how somebody was reached or spoke: the first of these that the act
// offers, for a report seldom says.
func (s *stage) way(f seenField) any {
	for _, way := range []string{"joint", "call_out", "present", "signed", "wet"} {
		if slices.ContainsFunc(f.Options, func(o seenOption) bool { return o.Value == way }) {
			return way
		}
	}
	return nil
}

// words are the report's own about the step, else about the case.
func (s *stage) words() string {
	if s.entry.Note != "" {
		return s.entry.Note
	}
	return firstRunes(s.p.Facts, 60)
}

func firstRunes(text string, n int) string {
	r := []rune(text)
	return string(r[:min(n, len(r))])
}

func (s *stage) sides() []seenParty {
	return (&seen{Parties: s.parties}).sides()
}

func ids(parties []seenParty) []string {
	all := make([]string, len(parties))
	for i, p := range parties {
		all[i] = p.ID
	}
	return all
}

func (s *stage) consents() []map[string]any {
	var all []map[string]any
	for _, p := range s.sides() {
		all = append(all, map[string]any{"party": p.ID, "consent": "agreed", "way": "present"})
	}
	return all
}

func (s *stage) performed() string {
	switch {
	case s.passed("perform") || s.passed("perform_at_once"):
		return "yes"
	case s.passed("divert"):
		return "none"
	}
	return "not_due"
}

// begun is where this case was registered: one track may tell two.
func (s *stage) begun() int {
	for i := s.at; i > 0; i-- {
		if s.p.Track[i].Event == "submit" {
			return i
		}
	}
	return 0
}

// passed reports whether this case had the step before.
func (s *stage) passed(event string) bool {
	return slices.ContainsFunc(s.p.Track[s.begun():s.at], func(e publishedEntry) bool { return e.Event == event })
}

// last is the last step of this matter.
func (s *stage) last() publishedEntry {
	last := s.entry
	for _, e := range s.p.Track[s.at:] {
		if e.machine() == s.entry.machine() {
			last = e
		}
	}
	return last
}
