package api

import (
	"context"
	"errors"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// spotCase is a dispute that a mediator settled where it was, or tried to, with
// what came out of it: a registration and more (就地调解, users.md F1).
type spotCase struct {
	Registered

	Result string        `json:"result" enum:"oral,written,none"`
	Reason string        `json:"reason,omitempty" doc:"of the list failures, with result none"`
	Terms  []spotTerm    `json:"items,omitempty" maxItems:"20" doc:"what was agreed"`
	Breach string        `json:"breach,omitempty" doc:"what follows a breach of a written agreement"`
	Way    string        `json:"way,omitempty" enum:"wet,fingerprint" doc:"how a written agreement was signed; wet when absent"`
	Course string        `json:"course,omitempty" doc:"how it came to it, for the record of the sitting"`
	Place  string        `json:"place,omitempty" doc:"where they sat; where it happened when absent"`
	Proof  string        `json:"proof,omitempty" doc:"of what was handed over at once"`
	Photos []string      `json:"photos,omitempty" doc:"ids of uploads: the signed sheet"`
	GoOn   bool          `json:"go_on,omitempty" doc:"when a step is refused, keep those before it and go the ordinary road from there"`
	On     casemodel.Day `json:"on,omitempty" doc:"legal date, today when absent"`
	Why    string        `json:"why,omitempty" doc:"reason for an old legal date"`
}

// Registered are the fields of a registration, beside those of what came of it.
type Registered = registration

// spotTerm is one thing agreed between parties, named by their place in the
// registration, from 0.
type spotTerm struct {
	Debtor   int             `json:"debtor" minimum:"0"`
	Creditor *int            `json:"creditor,omitempty" minimum:"0" doc:"nobody when absent"`
	Kind     string          `json:"kind" enum:"pay,deliver,act,refrain,apologise,other"`
	What     string          `json:"what,omitempty"`
	Amount   casemodel.Money `json:"amount,omitempty" pattern:"^\\d+(\\.\\d{2})?$" doc:"yuan"`
	Due      casemodel.Day   `json:"due,omitempty"`
	Paid     bool            `json:"paid,omitempty" doc:"handed over at once"`
}

type spotInput struct {
	Body    spotCase
	RawBody []byte
}

// settled is 201, with the step at which the short road ended when go_on let it.
type settled struct {
	Location string `header:"Location"`
	Body     struct {
		Act
		Halted *Halted `json:"halted,omitempty" doc:"the step that was refused; the case goes on from there"`
	}
}

// Halted is a step of the short road that was refused.
type Halted struct {
	Workflow string `json:"workflow"`
	Act      string `json:"act"`
	Before   int    `json:"before" doc:"steps before it"`
	Key      string `json:"key"`
	Detail   string `json:"detail"`
}

func (d *Door) settleOnTheSpot(ctx context.Context, who *caller, in *spotInput) (*settled, error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	out, halt, err := d.cfg.Desk.OnTheSpot(ctx, actor, d.spot(&in.Body), who.input(in.Body.On, in.Body.Why, nil, nil, in.RawBody))
	if err != nil {
		return nil, err
	}
	made, err := d.created(ctx, actor, out)
	if err != nil {
		return nil, err
	}
	answer := &settled{Location: made.Location}
	answer.Body.Act, answer.Body.Halted = made.Body, d.halted(halt)
	return answer, nil
}

// halted puts the refusal of a step into words; nil for a road that was gone to
// its end.
func (d *Door) halted(halt *casework.Halt) *Halted {
	if halt == nil {
		return nil
	}
	one := &Halted{Workflow: halt.Flow, Act: halt.Act, Before: halt.At}
	if e, is := errors.AsType[*casemodel.Error](halt.Err); is {
		one.Key, one.Detail = e.Key, d.cfg.Text(e.Key, e.Args)
		if all := e.All(); len(all) > 0 {
			one.Key, one.Detail = all[0].Key, d.cfg.Text(all[0].Key, all[0].Args)
		}
	}
	return one
}

func (d *Door) spot(in *spotCase) casework.Spot {
	s := casework.Spot{
		Registration: in.toDesk(), Result: in.Result, Reason: in.Reason, Breach: in.Breach, Way: in.Way, Course: in.Course,
		Place: in.Place, Proof: in.Proof, GoOn: in.GoOn,
		Photos: each(in.Photos, func(id string) casemodel.ID { return casemodel.ID(id) }),
	}
	s.Submit = nil // a draft settles nothing
	if s.Proof == "" {
		s.Proof = d.cfg.Text("spot.proof", nil)
	}
	name := func(n int) string {
		if n < 0 || n >= len(s.Parties) {
			return ""
		}
		return s.Parties[n].Name
	}
	told := make([]string, 0, len(in.Terms))
	for _, t := range in.Terms {
		creditor := -1
		if t.Creditor != nil {
			creditor = *t.Creditor
		}
		s.Terms = append(s.Terms, casework.SpotTerm{Debtor: t.Debtor, Creditor: creditor, Kind: t.Kind, What: t.What, Amount: t.Amount, Due: t.Due, Paid: t.Paid})
		what := t.What
		if t.Amount > 0 {
			what = strings.TrimSpace(t.Amount.Grouped() + " " + what)
		}
		told = append(told, d.cfg.Text("spot.told", map[string]any{
			"debtor": name(t.Debtor), "creditor": name(creditor), "kind": d.cfg.Text("word.item_kind."+t.Kind, nil), "what": what,
		}))
	}
	s.Told = strings.Join(told, d.cfg.Text("list.semicolon", nil))
	if line := []rune(s.Told); len(line) > longestTold {
		s.Told = string(line[:longestTold])
	}
	return s
}

// longestTold is how many characters of the terms a line of contact takes.
const longestTold = 180
