package policies

import (
	"bytes"
	"slices"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

func TestAnAnswerNamesTheLineThatDecided(t *testing.T) {
	s := opened(t).Now()
	byID := map[string]Row{}
	for _, r := range s.Rows() {
		byID[r.ID] = r
	}
	allowed := ask(t, s, "triage_clerk@centre may accept dispute_case in triage as centre")
	if r := byID[allowed.Row]; r.Role != "triage_clerk" || r.Act != "intake" || allowed.Rel != "centre" || allowed.Denied {
		t.Errorf("%+v: %+v", allowed, r)
	}
	denied := ask(t, s, "mediator@pmc_town may open_session peoples_mediation in preparing as handler+recused")
	if r := byID[denied.Row]; !denied.Denied || denied.Allow || r.Rel != "recused" || denied.Rel != "recused" {
		t.Errorf("%+v: %+v", denied, r)
	}
	if nobody := ask(t, s, "auditor@auditor may accept dispute_case in triage as area"); nobody != (Answer{}) {
		t.Errorf("no line decides, yet %+v", nobody)
	}
}

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	s := opened(t).Now()
	good := Question{
		Roles: []string{"triage_clerk"}, Body: "centre", Flows: []string{"dispute_case", "case", "matter"}, State: "triage",
		Class: casemodel.Live, Act: "accept", Rels: []string{"centre"},
	}
	if !s.Ask(good).Allow {
		t.Fatal("the good question is refused")
	}
	for what, spoil := range map[string]func(*Question){
		"no role":            func(q *Question) { q.Roles = nil },
		"an empty role":      func(q *Question) { q.Roles = []string{""} },
		"every role":         func(q *Question) { q.Roles = []string{"*"} },
		"two roles in one":   func(q *Question) { q.Roles = []string{"front_desk|triage_clerk"} },
		"no body":            func(q *Question) { q.Body = "" },
		"every body":         func(q *Question) { q.Body = "*" },
		"no flow":            func(q *Question) { q.Flows = nil },
		"another flow":       func(q *Question) { q.Flows = []string{"case", "matter"} },
		"two flows in one":   func(q *Question) { q.Flows = []string{"x|dispute_case"} },
		"no state":           func(q *Question) { q.State = "" },
		"an unknown act":     func(q *Question) { q.Act = "accept_all" },
		"a class for an act": func(q *Question) { q.Act = "intake" },
		"every act":          func(q *Question) { q.Act = "*" },
		"a control sign":     func(q *Question) { q.Rels = []string{"centre\x1f"} },
		"two relations":      func(q *Question) { q.Rels = []string{"any|centre"} },
		"no relation":        func(q *Question) { q.Rels = nil },
	} {
		q := good
		spoil(&q)
		if got := s.Ask(q); got.Allow {
			t.Errorf("%s: %+v", what, got)
		}
	}
	// a class that a caller makes up grants nothing
	made := good
	made.Roles, made.ActClasses = []string{"front_desk"}, []string{"withdraw", "keep", "see"}
	if s.Ask(made).Allow {
		t.Error("a made-up class of acts opened the gate")
	}
	// a class that a caller forgets loses no deny line
	kept := good
	kept.Rels, kept.ActClasses = []string{"centre", "recused"}, nil
	if s.Ask(kept).Allow {
		t.Error("without its classes an act slipped past the recused")
	}
}

func TestABadPolicyLeavesTheGoodOneInForce(t *testing.T) {
	g := opened(t)
	before := g.Now()
	const question = "front_desk@centre may withdraw dispute_case in triage as centre"
	bad := bytes.Replace(shippedPolicy, []byte("p, front_desk,"), []byte("p, front_disk,"), 1)
	if g.Reload(shippedModel, bad) == nil || g.Now() != before {
		t.Fatal("a bad policy came into force")
	}
	open := bytes.Replace(shippedModel, []byte("&& has(r.rels, p.rel)"), nil, 1)
	if g.Reload(open, shippedPolicy) == nil || g.Now() != before {
		t.Fatal("another matcher came into force")
	}
	less := bytes.Replace(shippedPolicy, []byte("p, front_desk, centre, dispute_case, *, withdraw,"), []byte("# "), 1)
	if !ask(t, g.Now(), question).Allow {
		t.Fatal("the line to be removed does not decide")
	}
	if err := g.Reload(shippedModel, less); err != nil {
		t.Fatal(err)
	}
	if ask(t, g.Now(), question).Allow || g.Now().SHA() == before.SHA() {
		t.Error("the reload changed nothing")
	}
	if !ask(t, before, question).Allow {
		t.Error("a snapshot in use changed")
	}
}

func TestRefusalsSayWhoMay(t *testing.T) {
	s := opened(t).Now()
	flows := []string{"peoples_mediation", "proceeding", "matter"}
	got := s.Needs(flows, "mediator_pending", casemodel.Live, "appoint_mediator", nil)
	if !slices.Contains(got, casemodel.Need{Role: "pmc_chair", Body: "*", Rel: "body"}) || slices.ContainsFunc(got, func(n casemodel.Need) bool {
		return n.Role == "mediator"
	}) {
		t.Errorf("%+v", got)
	}
	if got := s.Needs([]string{"dispute_case", "case", "matter"}, "in_mediation", casemodel.Live, "fail_mediation", nil); got != nil {
		t.Errorf("nobody need ask for a follow-on, yet %+v", got)
	}
	if got := s.Needs(flows, "applied", casemodel.Live, "no_such_act", nil); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestManyMayAskWhileThePolicyChanges(t *testing.T) {
	g := opened(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				s := g.Now()
				if !ask(t, s, "triage_clerk@centre may accept dispute_case in triage as centre").Allow {
					t.Error("refused")
				}
			}
		})
	}
	for range 3 {
		if err := g.Reload(shippedModel, shippedPolicy); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
}

func TestTheCacheIsBounded(t *testing.T) {
	c := newCache()
	for i := range shardCount * shardSize * 3 {
		c.put([]byte{byte(i), byte(i >> 8), byte(i >> 16)}, Answer{Allow: true})
	}
	total := 0
	for i := range c.shards {
		total += len(c.shards[i].answers)
	}
	if total > shardCount*shardSize || total == 0 {
		t.Errorf("%d answers kept", total)
	}
}
