package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// door is how the runner reaches the program.
type door struct {
	set      func(at time.Time) // moves the clock and lets everything fire that falls due
	register func(a *account, registration map[string]any) (answer, *refusal)
	open     func(a *account, workflow, parent, on string, fields map[string]any) (answer, *refusal)
	act      func(a *account, matter, kind, act string, r request) (answer, *refusal)
	see      func(a *account, matter string) (*seen, bool)
	acts     func(a *account, matter string) []string // of the journal, in order
}

// request is what comes with an act.
type request struct {
	Version int            `json:"version"`
	On      string         `json:"on,omitempty"`
	Why     string         `json:"why,omitempty"`
	Fields  map[string]any `json:"fields"`
}

// answer is what an act did.
type answer struct {
	Matter struct {
		ID string `json:"id"`
	} `json:"matter"`
	Approval string `json:"approval"`
	Created  []struct {
		ID       string `json:"id"`
		Workflow string `json:"workflow"`
	} `json:"created"`
}

// refusal is why it did not.
type refusal struct {
	Status int
	Text   string
}

// seen is a matter as somebody may see it.
type seen struct {
	ID        string         `json:"id"`
	Workflow  string         `json:"workflow"`
	State     string         `json:"state"`
	Version   int            `json:"version"`
	Result    string         `json:"result"`
	Since     string         `json:"state_on"`
	Body      named          `json:"body"`
	Handler   named          `json:"handler"`
	Root      named          `json:"root"`
	Fields    map[string]any `json:"fields"`
	Parties   []seenParty    `json:"parties"`
	Children  []seenChild    `json:"children"`
	Deadlines []seenClock    `json:"deadlines"`
	Choices   []seenChoice   `json:"choices"`
	Refused   []seenRefused  `json:"refused"`
	Items     []seenItem     `json:"items"`
}

type named struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type seenParty struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Name string `json:"name"`
}

type seenChild struct {
	ID       string `json:"id"`
	Workflow string `json:"workflow"`
	State    string `json:"state"`
}

type seenClock struct {
	Rule        string `json:"rule"`
	Class       string `json:"class"`
	State       string `json:"state"`
	Due         string `json:"due"`
	Provisional bool   `json:"provisional"`
}

type seenChoice struct {
	Kind   string      `json:"kind"`
	ID     string      `json:"id"`
	Fields []seenField `json:"fields"`
}

type seenField struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"`
	Required bool         `json:"required"`
	Kinds    []string     `json:"kinds"`
	Options  []seenOption `json:"options"`
}

type seenOption struct {
	Value string `json:"value"`
}

type seenRefused struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

type seenItem struct {
	Kind   string `json:"kind"`
	Amount string `json:"amount"`
}

// sides are the parties who must agree.
func (s *seen) sides() []seenParty {
	var both []seenParty
	for _, p := range s.Parties {
		if p.Role == "applicant" || p.Role == "respondent" {
			both = append(both, p)
		}
	}
	return both
}

func (s *seen) choice(id string) *seenChoice {
	for i := range s.Choices {
		if s.Choices[i].ID == id && s.Choices[i].Kind != "create" {
			return &s.Choices[i]
		}
	}
	return nil
}

func (s *seen) why(act string) string {
	for _, r := range s.Refused {
		if r.ID == act {
			return r.Why
		}
	}
	return "it is not open"
}

// ---- desk (temporary)

func deskDoor(t *testing.T, d *casework.Desk, clock *storetest.Clock) door {
	ctx := t.Context()
	as := func(a *account) casemodel.Actor {
		who, err := d.Actor(ctx, a.membership)
		if err != nil {
			t.Fatal(err)
		}
		return who
	}
	give := func(out casework.Outcome, err error) (answer, *refusal) {
		var a answer
		if err != nil {
			if casemodel.KindOf(err) == "" {
				t.Fatalf("internal: %v", err)
			}
			return a, &refusal{422, err.Error()}
		}
		a.Matter.ID, a.Approval = string(out.MatterID), string(out.Approval)
		for _, c := range out.Created {
			a.Created = append(a.Created, struct {
				ID       string `json:"id"`
				Workflow string `json:"workflow"`
			}{string(c.ID), c.Workflow})
		}
		return a, nil
	}
	return door{
		set: func(at time.Time) {
			clock.Set(at)
			if _, err := d.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
		},
		register: func(a *account, r map[string]any) (answer, *refusal) {
			b, _ := json.Marshal(r)
			var reg casework.Registration
			if err := json.Unmarshal(b, &reg); err != nil {
				t.Fatal(err)
			}
			return give(d.Register(ctx, as(a), reg, casework.Input{}))
		},
		open: func(a *account, workflow, parent, on string, fields map[string]any) (answer, *refusal) {
			return give(d.Create(ctx, as(a), workflow, casemodel.ID(parent), casework.Input{On: casemodel.Day(on), Fields: fields}))
		},
		act: func(a *account, matter, _, act string, r request) (answer, *refusal) {
			b, _ := json.Marshal(r.Fields)
			fields := map[string]any{}
			_ = json.Unmarshal(b, &fields)
			return give(d.Do(ctx, as(a), casemodel.ID(matter), act, casework.Input{On: casemodel.Day(r.On), Why: r.Why, Version: &r.Version, Fields: fields}))
		},
		see: func(a *account, matter string) (*seen, bool) {
			v, err := d.Case(ctx, as(a), casemodel.ID(matter))
			if casemodel.Is(err, casemodel.NotFound) {
				return nil, false
			}
			if err != nil {
				t.Fatal(err)
			}
			s := &seen{
				ID: matter, Workflow: v.Matter.Workflow, State: v.Matter.State, Version: v.Matter.Version, Result: v.Matter.Result,
				Since: string(v.Matter.StateOn),
				Body:  named{string(v.Matter.BodyID), v.Body.Title}, Handler: named{string(v.Matter.HandlerID), ""}, Root: named{string(v.Matter.RootID), ""}, Fields: map[string]any{},
			}
			for k, f := range v.Fields {
				s.Fields[k] = f
			}
			for _, p := range v.Parties {
				s.Parties = append(s.Parties, seenParty{string(p.ID), p.Role, p.Name})
			}
			for _, c := range v.Children {
				s.Children = append(s.Children, seenChild{string(c.Matter.ID), c.Matter.Workflow, c.Matter.State})
			}
			for _, c := range v.Deadlines {
				s.Deadlines = append(s.Deadlines, seenClock{c.Deadline.RuleID, string(c.Deadline.Class), c.Deadline.State, string(c.Deadline.DueOn), c.Deadline.Provisional == 1})
			}
			b, _ := json.Marshal(v.Choices)
			_ = json.Unmarshal(b, &s.Choices)
			b, _ = json.Marshal(v.Refused)
			_ = json.Unmarshal(b, &s.Refused)
			b, _ = json.Marshal(v.Items)
			_ = json.Unmarshal(b, &s.Items)
			return s, true
		},
		acts: func(a *account, matter string) []string {
			lines, err := d.Journal(ctx, as(a), casemodel.ID(matter), 0, 1000)
			if err != nil {
				t.Fatal(err)
			}
			var acts []string
			for _, l := range lines {
				acts = append(acts, l.Act)
			}
			return acts
		},
	}
}
