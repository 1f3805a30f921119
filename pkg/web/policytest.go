package web

import (
	"errors"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// PolicyPage answers why somebody may not: which line decides, how he stands
// to the matter, and who may.
type PolicyPage struct {
	Shell
	Q       string // part of a person's name
	Matter  string // number or id
	Act     string
	Posts   []Option
	Acts    []OptionGroup
	Found   string // the matter in a word
	Fault   string
	Answer  *PolicyAnswer
	Matters []Option
}

// PolicyAnswer is the decision in words.
type PolicyAnswer struct {
	Allow             bool
	Text, Rule, State string
	Matrix            string // where the line stands in the table
	Rels, Needs       []string
}

func (s *Site) policyTest(v *visit) error {
	if err := s.mayReadPolicies(v); err != nil {
		return err
	}
	page := PolicyPage{Q: v.query("q"), Matter: v.query("matter"), Act: v.query("act")}
	if err := s.posts(v, &page); err != nil {
		return err
	}
	view, err := s.tested(v, &page)
	if err != nil && !errors.Is(err, errUntold) {
		return err
	}
	page.Acts = s.testable(view, page.Act)
	if post := casemodel.ID(v.query("post")); post.Valid() && view != nil && page.Act != "" {
		if page.Answer, err = s.explainWho(v, post, view, page.Act); err != nil {
			return err
		}
	}
	page.Shell = v.shell(say("nav.policies"), "/policies/test")
	return v.ok("policy", page)
}

// posts offers the memberships of the people whose name was typed.
func (s *Site) posts(v *visit, page *PolicyPage) error {
	if page.Q == "" {
		return nil
	}
	people, err := s.desk.Users(v.ctx(), "", "", page.Q, 20)
	if err != nil {
		return err
	}
	for i := range people {
		mine, err := s.accounts.Memberships(v.ctx(), people[i].ID)
		if err != nil {
			return err
		}
		for _, m := range mine {
			page.Posts = append(page.Posts, Option{
				Value: string(m.ID), Title: say("policy.post", "name", people[i].Name, "body", m.BodyTitle, "roles", s.roles(m.Roles)),
				Chosen: string(m.ID) == v.query("post"),
			})
		}
	}
	return nil
}

// errUntold: no matter is asked about, or none this person knows; the page says
// which.
var errUntold = errors.New("no matter to ask about")

// tested finds the matter asked about among those the asking person knows.
func (s *Site) tested(v *visit, page *PolicyPage) (*casework.View, error) {
	if page.Matter == "" {
		return nil, errUntold
	}
	id := casemodel.ID(page.Matter)
	if !id.Valid() {
		found, err := v.find(page.Matter)
		if err != nil {
			return nil, err
		}
		if len(found) != 1 {
			page.Fault = say("policy.no_matter")
			for i := range found {
				page.Matters = append(page.Matters, Option{Value: string(found[i].ID), Title: found[i].PublicTitle})
			}
			return nil, errUntold
		}
		id = found[0].ID
	}
	view, err := s.desk.Case(v.ctx(), v.who, id)
	if casemodel.Is(err, casemodel.NotFound) {
		page.Fault = say("policy.no_matter")
		return nil, errUntold
	}
	if err == nil {
		page.Found = say("policy.matter", "name", matterName(&view.Matter, view.Flow), "state", stateOf(view.Flow, view.Matter.State).Title)
	}
	return view, err
}

var readActs = []string{"see", "read.registration", "read.sessions", "read.agreement", "read.sealed", "reveal", "export"}

// testable lists the acts of the matter's procedure, and the reads.
func (s *Site) testable(view *casework.View, now string) []OptionGroup {
	reads := OptionGroup{Title: say("policy.reads")}
	for _, act := range readActs {
		reads.Options = append(reads.Options, Option{Value: act, Title: say("act." + act), Chosen: act == now})
	}
	if view == nil {
		return []OptionGroup{reads}
	}
	events, records := OptionGroup{Title: say("policy.events")}, OptionGroup{Title: say("policy.records")}
	for _, e := range view.Flow.Events {
		events.Options = append(events.Options, Option{Value: e.ID, Title: e.Title, Chosen: e.ID == now})
	}
	for _, r := range view.Flow.Records {
		if !slices.Contains(readActs, r.ID) {
			records.Options = append(records.Options, Option{Value: r.ID, Title: r.Title, Chosen: r.ID == now})
		}
	}
	return []OptionGroup{events, records, reads}
}

func (s *Site) explainWho(v *visit, post casemodel.ID, view *casework.View, act string) (*PolicyAnswer, error) {
	who, err := s.desk.Actor(v.ctx(), post)
	if err != nil {
		return nil, err
	}
	w, err := s.desk.Explain(v.ctx(), who, view.Matter.ID, act)
	if err != nil {
		return nil, err
	}
	a := &PolicyAnswer{Allow: w.Answer.Allow, Rule: w.Answer.Row, State: stateOf(view.Flow, view.Matter.State).Title, Needs: s.whoMay(w.Needs), Matrix: s.matrixOf(v, w.Answer.Row)}
	switch {
	case w.Answer.Allow:
		a.Text = say("policy.allowed")
	case w.Answer.Denied:
		a.Text = say("policy.denied", "rel", say("rel."+w.Answer.Rel))
	default:
		a.Text = say("policy.no_line")
	}
	for _, rel := range w.Rels {
		if templates.Has("rel." + rel) {
			a.Rels = append(a.Rels, say("rel."+rel))
		}
	}
	return a, nil
}
