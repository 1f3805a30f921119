package web

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// Every step has its sentence, a queue that is there, and acts somebody in the
// role may do; nobody reads more than five.
func TestTheFirstStepsCanBeGone(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, g := range guides {
			if len(g.steps) > 5 {
				t.Errorf("%v read %d steps", g.roles, len(g.steps))
			}
			for _, st := range g.steps {
				if !templates.Has(st.word) || st.word != "steps."+st.Step {
					t.Errorf("steps.%s has no sentence", st.Step)
				}
				if st.queue != "" && (queueOf(st.queue) == nil || !slices.ContainsFunc(g.roles, func(r string) bool { return slices.Contains(queueOf(st.queue).roles, r) })) {
					t.Errorf("%v: no queue %s", g.roles, st.queue)
				}
				for _, act := range st.Acts {
					if !slices.ContainsFunc(w.Flows.All(), func(flow *workflows.Flow) bool { return act == "create" || flow.Act(act) != nil }) {
						t.Errorf("%v: %s waits for %s, which no procedure has", g.roles, st.Step, act)
					}
				}
			}
		}
	})
}

func TestAFirstStepIsDoneWhenItWasDone(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		none, one := say("steps.done", "n", 0, "of", 3), say("steps.done", "n", 1, "of", 3)
		c.get("/home").has(none)
		c.get("/cases/new").is(200) // to look is not to do
		w.must("triage", w.register(quarrel()), "accept", f{"risk": "blue"})
		c.get("/home").has(one).lacks(planted)
		w.as(base, "triage").get("/home").has(say("steps.done", "n", 1, "of", 4))
		w.as(base, "director").get("/home").has(say("steps.done", "n", 0, "of", 3)) // nobody's steps are another's
	})
}

func TestTheNextStepLeadsToWhatWaitsForIt(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		w.as(base, "triage").get("/home").has(`href="/matters">` + say("steps.accept"))
		id := w.register(quarrel())
		w.as(base, "triage").get("/home").has(`href="/matters/` + string(id) + `/do/accept">` + say("steps.accept")).lacks(planted)
	})
}

func TestFirstStepsStayPutAwayForTheOneWhoDidIt(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		title := `class="card first"`
		c.get("/home").has(title)
		c.post("/home/steps", url.Values{"shut": {"1"}}).redirects("/home")
		c.get("/home").lacks(title)
		w.as(base, "clerk").get("/home").lacks(title)
		w.as(base, "triage").get("/home").has(title)
		c.get("/help").has(say("steps.again"))
		c.get("/me").has(say("steps.again"))
		c.post("/home/steps", url.Values{}).redirects("/home")
		c.get("/home").has(title)
		w.as(base, "auditor").get("/home").has(title)
	})
}

// Who has gone all steps sees no more of them; opened again they begin anew.
// To look for them costs two questions, however much was done.
func TestFirstStepsEndWhenAllAreDone(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		title := `class="card first"`
		c := w.as(base, "auditor")
		id := w.register(quarrel())
		c.get("/home").has(title)
		c.get("/matters/" + string(id)).is(200)
		home := func() int64 {
			before := w.DB.Statements()
			c.get("/home").lacks(title)
			return w.DB.Statements() - before
		}
		home()
		done := home()
		c.post("/home/steps", url.Values{"shut": {"1"}}).redirects("/home")
		if shut := home(); done-shut > 2 {
			t.Errorf("a home with all steps done asks %d times, with the steps put away %d", done, shut)
		}
		w.clock.Advance(24 * 60 * 60 * 1e9)
		c = w.as(base, "auditor")
		c.post("/home/steps", url.Values{}).redirects("/home")
		c.get("/home").has(title)
	})
}

// A step that was done shows on a home page that writes nothing: it opens at
// once while somebody else holds the one write lock of SQLite.
func TestFirstStepsAreReadWithoutWriting(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	base := w.serve()
	c := w.as(base, "clerk")
	w.register(quarrel())
	defer w.holdWriteLock()()
	began := time.Now()
	c.get("/home").is(http.StatusOK).has(say("steps.done", "n", 1, "of", 3))
	if took := time.Since(began); took > lockWait {
		t.Errorf("the home page waited %s", took)
	}
}
