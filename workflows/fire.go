package workflows

import (
	"context"
	"errors"
	"fmt"

	"github.com/looplab/fsm"

	"github.com/jiefen/jiefen/casemodel"
)

// Move is the answer of a firing: where the matter goes. Nothing has changed
// yet; casework carries it out.
type Move struct {
	From, To    string
	ReturnState string
	Class       casemodel.Class
}

// Fire asks whether the event can happen now: it builds the machine of this
// one state for this one question and lets the guards stop it. A step that
// stays where it is is no failure, though looplab/fsm reports it as one.
func (f *Flow) Fire(ctx context.Context, event string, facts *Facts, in casemodel.Fields) (Move, error) {
	m := facts.Matter
	way, e := f.Open(m.State, event), f.Event(event)
	if way == nil || e == nil {
		return Move{}, &casemodel.Error{Kind: casemodel.WrongStep, Key: "step.wrong", Stage: m.State}
	}
	machine := fsm.NewFSM(m.State,
		fsm.Events{{Name: event, Src: []string{m.State}, Dst: way.To}},
		fsm.Callbacks{"before_" + event: func(_ context.Context, ev *fsm.Event) {
			if err := Ask(e.Needs, facts, in); err != nil {
				ev.Cancel(err)
			}
		}})
	err := machine.Event(ctx, event)
	var stays fsm.NoTransitionError
	if err != nil && !errors.As(err, &stays) {
		if refused, ok := errors.AsType[*casemodel.Error](err); ok {
			return Move{}, refused
		}
		return Move{}, fmt.Errorf("fire %s.%s: %w", f.ID, event, err)
	}
	to := machine.Current()
	move := Move{From: m.State, To: to, ReturnState: m.ReturnState, Class: f.Class(to)}
	switch {
	case way.ReturnTo != "":
		move.ReturnState = value(way.ReturnTo, in)
	case e.Remember:
		move.ReturnState = m.State
	}
	return move, nil
}

// Ask lets every guard speak and returns all faults together, so that a form
// shows them at once.
func Ask(needs []Need, facts *Facts, in casemodel.Fields) error {
	var first *casemodel.Error
	for _, n := range needs {
		err := n.Holds(facts, in)
		switch {
		case err == nil:
		case first == nil:
			first = err
			if len(err.Fields) == 0 {
				first.Fields = []casemodel.FieldError{{Field: err.Field, Key: err.Key, Args: err.Args}}
			}
		case len(err.Fields) > 0:
			first.Fields = append(first.Fields, err.Fields...)
		default:
			first.Fields = append(first.Fields, casemodel.FieldError{Field: err.Field, Key: err.Key, Args: err.Args})
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// value reads a word or $input.x.
func value(word string, in casemodel.Fields) string {
	if len(word) > 7 && word[:7] == "$input." {
		return in.Text(word[7:])
	}
	return word
}
