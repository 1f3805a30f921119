package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Candidates are the bodies an act may send a matter to: those the guards have
// nothing against, the best first, and the others with what stands against
// them.
type Candidates struct {
	Fit     []Candidate
	Unfit   []Candidate
	More    bool        // there are other unfit ones than these
	Returns []GivenBack // of this matter so far, the oldest first
}

// Candidate is one body.
type Candidate struct {
	Body    casemodel.Body
	Near    int    // how far down the way to the matter's place its own lies: 6 is the same grid, 0 is elsewhere
	Special bool   // it was set up for this category
	Load    int    // live matters it works on
	Track   string // the procedure it would run
	Tried   bool   // it had this matter before
	Against []casemodel.FieldError
}

// GivenBack is one time a body gave the matter back.
type GivenBack struct {
	Body      Named
	By        string
	On        casemodel.Day
	Reason    string
	Competent Named // who should have it, in the returning body's opinion
}

// GivenBack tells how often and why a case was given back, as far as the actor
// may read that.
func (d *Desk) GivenBack(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]GivenBack, error) {
	var all []GivenBack
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, _, err := d.look(tx, who, id)
		if casemodel.Is(err, casemodel.NotFound) {
			return nil // of a case one may not know of there is nothing to tell
		}
		if err != nil {
			return err
		}
		all, err = j.returns()
		return err
	})
	return all, err
}

// mostCandidates of each sort are ever offered.
const mostCandidates = 200

// Candidates asks the guards of an act about each body it may name. words
// narrow the bodies down by title; who is chosen already stays whatever they
// say. Forbidden when the actor may not do the act.
func (d *Desk) Candidates(ctx context.Context, who casemodel.Actor, id casemodel.ID, act, words string, chosen casemodel.ID) (Candidates, error) {
	var found Candidates
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, declared, field, err := d.naming(tx, who, id, act, "body", "body")
		if err != nil || field == nil {
			return err
		}
		if found, err = j.candidates(m, declared, field.Kinds, words, chosen); err != nil {
			return err
		}
		found.Returns, err = j.returns()
		return err
	})
	return found, err
}

// naming opens an act that names somebody: its field of that name and type, nil
// when the act has none. Forbidden when the actor may not do the act.
func (d *Desk) naming(tx *store.Tx, who casemodel.Actor, id casemodel.ID, act, name, kind string) (*job, *casemodel.Matter, *workflows.Act, *workflows.Field, error) {
	j, m, err := d.look(tx, who, id)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	flow := j.flow(m)
	if answer := j.may(who, m, act, classes(act)...); !answer.Allow {
		return nil, nil, nil, nil, j.refuse(m, flow, act, answer)
	}
	declared := flow.Act(act)
	at := slices.IndexFunc(declared.Fields, func(f workflows.Field) bool { return f.ID == name && f.Type == kind })
	if at < 0 {
		return j, m, declared, nil, nil
	}
	return j, m, declared, &declared.Fields[at], nil
}

func (j *job) candidates(m *casemodel.Matter, act *workflows.Act, kinds []string, words string, chosen casemodel.ID) (Candidates, error) {
	var found Candidates
	way := placesOf(j.fam.root)
	near, err := j.tx.Bodies(store.BodyFilter{Kinds: kinds, In: way, Q: words, Active: true, Limit: mostCandidates})
	if err != nil {
		return found, err
	}
	far, err := j.tx.Bodies(store.BodyFilter{Kinds: kinds, NotIn: way, Q: words, Active: true, Limit: longestFar + 1})
	if err != nil {
		return found, err
	}
	found.More = len(far) > longestFar
	bodies := slices.Concat(near, far[:min(len(far), longestFar)])
	if chosen.Valid() && !slices.ContainsFunc(bodies, func(b casemodel.Body) bool { return b.ID == chosen }) {
		b, err := j.tx.Body(chosen)
		if err != nil && !casemodel.Is(err, casemodel.NotFound) {
			return found, err
		}
		if err == nil && b.Active == 1 && slices.Contains(kinds, b.Kind) {
			bodies = append(bodies, *b)
		}
	}
	ids := make([]casemodel.ID, len(bodies))
	for i := range bodies {
		ids[i] = bodies[i].ID
	}
	load, err := j.tx.LoadOfBodies(ids...)
	if err != nil {
		return found, err
	}
	ask, err := j.asker(m, act)
	if err != nil {
		return found, err
	}
	for i := range bodies {
		b := &bodies[i]
		one := Candidate{
			Body: *b, Near: slices.Index(way, b.AreaID) + 1, Special: handles(b, j.fam.root.Category), Load: load[b.ID],
			Track: j.d.trackOf(b.Kind, j.fam.root.Category), Tried: j.had(b.ID), Against: ask(b),
		}
		if len(one.Against) == 0 {
			found.Fit = append(found.Fit, one)
		} else {
			found.Unfit = append(found.Unfit, one)
		}
	}
	order := func(a, b Candidate) int {
		return cmp.Or(
			cmp.Compare(bit(a.Tried), bit(b.Tried)), cmp.Compare(bit(b.Special), bit(a.Special)), cmp.Compare(b.Near, a.Near),
			cmp.Compare(slices.Index(kinds, a.Body.Kind), slices.Index(kinds, b.Body.Kind)), cmp.Compare(a.Load, b.Load),
		)
	}
	slices.SortStableFunc(found.Fit, order)
	slices.SortStableFunc(found.Unfit, order)
	return found, nil
}

// longestFar is how many bodies of other places are shown unasked.
const longestFar = 40

// asker puts the guards of an act to one body after the other. What stands
// against all of them alike is no body's fault and left to the act itself.
func (j *job) asker(m *casemodel.Matter, act *workflows.Act) (func(*casemodel.Body) []casemodel.FieldError, error) {
	c := &call{m: m, flow: j.flow(m), act: act.ID, on: j.today.Later(m.StateOn), who: j.who}
	facts, err := j.facts(c)
	if err != nil {
		return nil, err
	}
	return func(b *casemodel.Body) []casemodel.FieldError {
		facts.Target = b
		var refused *casemodel.Error
		if !errors.As(workflows.Ask(act.Needs, facts, casemodel.Fields{"body": b.ID}), &refused) {
			return nil
		}
		return slices.DeleteFunc(refused.All(), func(f casemodel.FieldError) bool { return f.Field == "" || f.Key == "guard.reason" })
	}, nil
}

// placesOf is the way down to where a matter happened, the widest place first.
func placesOf(m *casemodel.Matter) []string {
	var way []string
	for _, id := range []string{m.A1, m.A2, m.A3, m.A4, m.A5, m.AreaID} {
		if id != "" && !slices.Contains(way, id) {
			way = append(way, id)
		}
	}
	return way
}

// handles reports whether a body was set up for a category; one that takes
// everything was not.
func handles(b *casemodel.Body, category string) bool {
	return category != "" && slices.ContainsFunc(b.Categories, func(c string) bool { return strings.HasPrefix(category, c) })
}

// had reports whether a body had a part of this family that is over.
func (j *job) had(body casemodel.ID) bool {
	return slices.ContainsFunc(j.fam.matters, func(m *casemodel.Matter) bool {
		return m.BodyID == body && !m.IsLive() && (m.Kind == casemodel.KindProceeding || m.Kind == casemodel.KindTask)
	})
}

func bit(is bool) int {
	if is {
		return 1
	}
	return 0
}

// returns reads out of the case's journal who gave it back and why, as far as
// the actor may read that.
func (j *job) returns() ([]GivenBack, error) {
	root := j.fam.root
	can := j.rights(root)
	if err := j.fam.loadActs(); err != nil {
		return nil, err
	}
	if _, ever := j.fam.acts[root.ID]["return_dispatch"]; !ever {
		return nil, nil
	}
	entries, err := j.tx.Journal(root.ID, 0, 0)
	if err != nil {
		return nil, err
	}
	var all []GivenBack
	for _, e := range entries {
		if e.Act != "return_dispatch" {
			continue
		}
		payload, _, err := j.tx.Payload(root.ID, e.Seq)
		if err != nil {
			return nil, err
		}
		line, err := j.line(root, e, payload, can)
		if err != nil {
			return nil, err
		}
		one := GivenBack{On: e.On, By: line.Behalf, Reason: line.Fields["reason"]}
		if one.By == "" {
			one.By = e.ActorName
		}
		if one.Body, err = j.bodyNamed(j.returner(e)); err != nil {
			return nil, err
		}
		if one.Competent, err = j.bodyNamed(casemodel.ID(line.Fields["competent_body"])); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// returner is the body whose act, or whose proceeding's, the return was.
func (j *job) returner(e casemodel.Entry) casemodel.ID {
	from, _, _ := strings.Cut(e.Cause, ":")
	if m := j.fam.matter(casemodel.ID(from)); m != nil && !m.IsRoot() {
		return m.BodyID
	}
	return e.BodyID
}

// bodyNamed is a body by its title; none is none.
func (j *job) bodyNamed(id casemodel.ID) (Named, error) {
	if id == "" {
		return Named{}, nil
	}
	b, err := j.tx.Body(id)
	if casemodel.Is(err, casemodel.NotFound) {
		return Named{}, nil
	}
	if err != nil {
		return Named{}, err
	}
	return Named{ID: b.ID, Title: b.Title, Kind: b.Kind}, nil
}
