package casework_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// evaluated is a task whose answer is confirmed.
func evaluated(t *testing.T, w *worktest.World) (root, task casemodel.ID) {
	t.Helper()
	root, task = taskOf(t, w)
	w.Must("dept", task, "submit_feedback", worktest.F{"result_code": "solved", "result": "the pipe was changed"})
	w.Must("triage", task, "confirm_result", worktest.F{"demand_met": "not_met", "contact": "rang up"})
	return root, task
}

// acted are the acts of a matter's journal from the first of a name on.
func acted(t *testing.T, w *worktest.World, root casemodel.ID, from string) string {
	t.Helper()
	lines := course(t, w, root)
	at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, from) })
	if at < 0 {
		t.Fatalf("no %s in %v", from, lines)
	}
	return strings.Join(lines[at:], "\n")
}

// A scored task is closed by its score, and a task that is closed is one that
// was scored: neither desk waits for a form of the other that asks nothing.
func TestATaskEndsWithOneAct(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		scoredRoot, scored := evaluated(t, w)
		closedRoot, closed := evaluated(t, w)
		w.Must("plc", scored, "assess", nil)
		v, err := w.Case(t.Context(), w.Who["triage"], closed)
		if err != nil || offeredBefore(v, "close_task") != "assess" {
			t.Errorf("closing is offered after %q, %v", offeredBefore(v, "close_task"), err)
		}
		version := w.Matter(closed).Version
		would, err := w.Rehearse(t.Context(), w.Who["triage"], closed, "close_task", casework.Input{Version: &version, Fields: worktest.F{}})
		if err != nil || len(would.Fired) != 2 || w.Matter(closed).Version != version {
			t.Errorf("the rehearsal says %v, %v", would.Fired, err)
		}
		did := w.Must("triage", closed, "close_task", nil)
		if !slices.Equal(did.Fired, would.Fired) {
			t.Errorf("done: %v, rehearsed: %v", did.Fired, would.Fired)
		}
		for _, id := range []casemodel.ID{scored, closed} {
			if state := w.Matter(id).State; state != "closed" {
				t.Errorf("it is %s", state)
			}
		}
		if a, b := acted(t, w, scoredRoot, "assess"), acted(t, w, closedRoot, "assess"); a != b || strings.Count(b, "close_task") != 1 {
			t.Errorf("by the score:\n%s\nby the closing:\n%s", a, b)
		}
	})
}

// Who did the work neither scores nor closes it.
func TestTheDoerDoesNotEndTheTask(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, task := evaluated(t, w)
		version, before := w.Matter(task).Version, prints(t, w)
		for _, act := range []string{"assess", "close_task"} {
			if _, err := w.Do(t.Context(), w.Who["dept"], task, act, casework.Input{Version: &version, Fields: worktest.F{}}); err == nil {
				t.Errorf("the department did %s", act)
			}
		}
		for table, sum := range prints(t, w) {
			if before[table] != sum {
				t.Errorf("a refusal changed %s", table)
			}
		}
	})
}

// Whoever writes the opinion on a petition has handled it; whom it was given
// to keeps it.
func TestAnOpinionSaysThatThePetitionWasHandled(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		accepted := func() casemodel.ID {
			out, err := w.Create(t.Context(), w.Who["petition"], "petition", "", casework.Input{Fields: worktest.F{
				"form": "letter", "received_on": "2026-03-02", "purpose": "appeal", "claim": "publish the lease", "occurred_area": "150102001001",
			}})
			if err != nil {
				t.Fatal(err)
			}
			w.Must("petition", out.MatterID, "inform", nil)
			w.Must("petitionlead", out.MatterID, "accept_ordinary", nil)
			return out.MatterID
		}
		opinion := worktest.F{"opinion": "support", "facts": "it was not published", "basis": "it must be"}
		long, short := accepted(), accepted()
		w.Must("petitionlead", short, "assign_handler", worktest.F{"handler": string(w.Who["petition"].UserID)})
		w.Must("petitionlead", long, "start_handling", nil)
		v, err := w.Case(t.Context(), w.Who["petitionlead"], short)
		if err != nil || offeredBefore(v, "issue_opinion") != "start_handling" {
			t.Errorf("the opinion is offered after %q, %v", offeredBefore(v, "issue_opinion"), err)
		}
		w.Must("petitionlead", long, "issue_opinion", opinion)
		w.Must("petitionlead", short, "issue_opinion", opinion)
		if a, b := acted(t, w, long, "start_handling"), acted(t, w, short, "start_handling"); a != b {
			t.Errorf("the long road:\n%s\nthe short one:\n%s", a, b)
		}
		if h := w.Matter(long).HandlerID; h != w.Who["petitionlead"].UserID {
			t.Errorf("nobody held it: %s", h)
		}
		if h := w.Matter(short).HandlerID; h != w.Who["petition"].UserID {
			t.Errorf("it was given to another: %s", h)
		}
	})
}
