package policies

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// busy is the worst usual question: three roles in one village, a well-known
// matter, an act that many lines decide.
func busy(act string) Question {
	return Question{
		Roles: []string{"mediator", "pmc_chair", "seal_keeper"}, Body: "pmc_village",
		Flows: []string{"medical", "peoples_mediation", "proceeding", "matter"}, State: "in_session", Class: casemodel.Live, Act: act,
		Rels: []string{"any", "area", "body", "centre", "handler", "registered", "root_body", "team"},
	}
}

func BenchmarkAskCached(b *testing.B) {
	s, q := opened(b).Now(), busy("see")
	for b.Loop() {
		s.Ask(q)
	}
}

func BenchmarkAskCold(b *testing.B) {
	s := opened(b).Now()
	for _, act := range []string{"see", "export", "note", "affix_seal", "fail_mediation"} {
		q := busy(act)
		p := s.byAct[act]
		b.Run(act, func(b *testing.B) {
			for b.Loop() {
				key, _ := q.write(nil, p.classes)
				p.ask(string(key))
			}
			b.ReportMetric(float64(len(p.rows)), "lines")
		})
	}
}

// The whole table through one enforcer: what cutting it by acts saves.
func BenchmarkAskColdWhole(b *testing.B) {
	s, q := opened(b).Now(), busy("see")
	rows := make([]*Row, len(s.rows))
	for i := range s.rows {
		rows[i] = &s.rows[i]
	}
	e, err := newEnforcer(string(shippedModel), rows)
	if err != nil {
		b.Fatal(err)
	}
	key, _ := q.write(nil, s.byAct["see"].classes)
	whole := &part{enforcer: e}
	for b.Loop() {
		whole.ask(string(key))
	}
}

func BenchmarkScope(b *testing.B) {
	s := opened(b).Now()
	actor := casemodel.Actor{UserID: u, BodyID: "b", BodyKind: "pmc_village", Roles: []string{"mediator", "pmc_chair", "seal_keeper"}}
	for b.Loop() {
		s.Scope(actor, "see")
	}
}

func BenchmarkRelSet(b *testing.B) {
	f := family()
	for _, role := range []string{"handler", "body", "co_body", "task", "court", "named"} {
		f.with(role, u, "b")
	}
	for b.Loop() {
		RelSet(f)
	}
}

func BenchmarkOpen(b *testing.B) {
	cat := machines(b)
	for b.Loop() {
		if _, err := Open(cat); err != nil {
			b.Fatal(err)
		}
	}
}
