package casework_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// taskOf sends a task to the department, which accepts it.
func taskOf(t *testing.T, w *worktest.World) (root, task casemodel.ID) {
	t.Helper()
	root = w.Register(worktest.Quarrel())
	w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
	out, err := w.Create(t.Context(), w.Who["triage"], "linked_task", root, casework.Input{Fields: worktest.F{"body": w.Body("DEPT"), "demand": "look at the pipes"}})
	if err != nil {
		t.Fatal(err)
	}
	w.Must("triage", out.MatterID, "dispatch", worktest.F{"body": w.Body("DEPT"), "demand": "look at the pipes"})
	w.Must("dept", out.MatterID, "accept", nil)
	return root, out.MatterID
}

// users.md F1: nobody presses a button for a ceremony. The journal of who only
// does what is of substance is that of who walks the long road.
func TestACeremonyGoesBeforeTheNextActByItself(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		feedback := worktest.F{"result_code": "solved", "result": "the pipe was changed"}
		confirm := worktest.F{"demand_met": "not_met", "contact": "rang up"}
		longRoot, long := taskOf(t, w)
		shortRoot, short := taskOf(t, w)
		for _, one := range []struct {
			who, act string
			in       worktest.F
			ceremony bool
		}{
			{"dept", "start", nil, true},
			{"dept", "submit_feedback", feedback, false},
			{"triage", "start_verification", nil, true},
			{"triage", "confirm_result", confirm, false},
		} {
			w.Must(one.who, long, one.act, one.in)
			if one.ceremony {
				continue
			}
			v, err := w.Case(t.Context(), w.Who[one.who], short)
			if err != nil {
				t.Fatal(err)
			}
			if before := offeredBefore(v, one.act); before == "" {
				t.Errorf("%s is not offered with its ceremony in %s", one.act, v.Matter.State)
			}
			w.Must(one.who, short, one.act, one.in)
		}
		a, b := strings.Join(course(t, w, longRoot), "\n"), strings.Join(course(t, w, shortRoot), "\n")
		if a != b || !strings.Contains(b, "start_verification") {
			t.Errorf("the long road:\n%s\nthe short one:\n%s", a, b)
		}
		if state := w.Matter(short).State; state != "evaluated" {
			t.Errorf("it is %s", state)
		}
	})
}

func offeredBefore(v *casework.View, act string) string {
	for _, c := range v.Choices {
		if c.ID == act {
			return c.Before
		}
	}
	return ""
}

// The short road skips no question: not the right to the ceremony nor to the
// act, not the version that was seen, not a field. A refusal writes neither.
func TestTheShortRoadSkipsNoQuestion(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, task := taskOf(t, w)
		feedback := worktest.F{"result_code": "solved", "result": "the pipe was changed"}
		stale, before := w.Matter(task).Version-1, prints(t, w)
		for name, one := range map[string]struct {
			who     string
			act     string
			version int
			in      worktest.F
			want    casemodel.ErrorKind
		}{
			"the sender answers for the department": {"triage", "submit_feedback", stale + 1, feedback, casemodel.WrongStep},
			"a field is missing":                    {"dept", "submit_feedback", stale + 1, worktest.F{"result_code": "solved"}, casemodel.Invalid},
			"somebody was faster":                   {"dept", "submit_feedback", stale, feedback, casemodel.Conflict},
			"two ceremonies away":                   {"triage", "confirm_result", stale + 1, worktest.F{"demand_met": "met", "contact": "x"}, casemodel.WrongStep},
			"another house":                         {"hmdirector", "submit_feedback", stale + 1, feedback, casemodel.NotFound},
		} {
			_, err := w.Do(t.Context(), w.Who[one.who], task, one.act, casework.Input{Version: &one.version, Fields: one.in})
			if !casemodel.Is(err, one.want) {
				t.Errorf("%s: %v, want %v", name, err, one.want)
			}
		}
		same := func() {
			for table, sum := range prints(t, w) {
				if before[table] != sum {
					t.Errorf("a refusal changed %s", table)
				}
			}
		}
		same()
		w.Must("dept", task, "submit_feedback", feedback)
		before = prints(t, w)
		version := w.Matter(task).Version
		_, err := w.Do(t.Context(), w.Who["dept"], task, "confirm_result", casework.Input{Version: &version, Fields: worktest.F{"demand_met": "met", "contact": "x"}})
		if !casemodel.Is(err, casemodel.WrongStep) {
			t.Errorf("who did the work checks it: %v", err)
		}
		same()
	})
}

// What happened long ago is written down with its reason on the short road as on
// the long one, and both lines have the day.
func TestAnOldAnswerNeedsOneReasonForBoth(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		_, task := taskOf(t, w)
		then := casemodel.Day(w.Clock.Now().In(calendar.Zone).Format("2006-01-02"))
		w.Clock.Set(w.Clock.Now().AddDate(0, 0, 14))
		version := w.Matter(task).Version
		in := casework.Input{On: then, Version: &version, Fields: worktest.F{"result_code": "solved", "result": "the pipe was changed"}}
		before := prints(t, w)
		if _, err := w.Do(t.Context(), w.Who["dept"], task, "submit_feedback", in); !casemodel.Is(err, casemodel.Invalid) || !maps.Equal(before, prints(t, w)) {
			t.Errorf("without a reason: %v", err)
		}
		in.Why = "the network was down"
		if _, err := w.Do(t.Context(), w.Who["dept"], task, "submit_feedback", in); err != nil {
			t.Fatalf("with a reason: %v", err)
		}
		if m := w.Matter(task); m.State != "feedback_submitted" || m.StateOn != then {
			t.Errorf("it is %s since %s", m.State, m.StateOn)
		}
	})
}
