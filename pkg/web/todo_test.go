package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/identity"
)

// deskOf is a site over a world with every role in it, without its door.
func deskOf(t *testing.T, w *worktest.World) *Site {
	t.Helper()
	s, err := New(Config{Desk: w.Desk, Accounts: identity.Open(w.DB, nil), Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func visitOf(t *testing.T, s *Site, who casemodel.Actor) *visit {
	t.Helper()
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/home", nil)
	v := &visit{s: s, c: c, who: who}
	if _, err := v.now(); err != nil {
		t.Fatal(err)
	}
	return v
}

// A queue without anybody who may do its act would be empty for ever.
func TestEveryQueueIsForSomebodyWhoMayDoItsAct(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		s := deskOf(t, w)
		for i := range todo {
			q := &todo[i]
			able := false
			for _, who := range w.Who {
				if v := visitOf(t, s, who); q.mine(v) {
					able = able || len(w.Gate.Now().Scope(who, q.act).Allow) > 0
					f := q.filter(v)
					if len(f.States) == 0 || len(f.Workflows) == 0 && q.flow != "" {
						t.Errorf("%s: states %v of procedures %v", q.word, f.States, f.Workflows)
					}
				}
			}
			if !able {
				t.Errorf("%s: nobody it is meant for may %s", q.word, q.act)
			}
		}
	})
}

// What the home page names as next is what the matter's own page offers, for
// everybody; and what stands in a queue is what one may know of.
func TestWhatIsToDoCanBeDone(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		road(t, w)
		s := deskOf(t, w)
		filled := map[string]bool{}
		for name, who := range w.Who {
			v := visitOf(t, s, who)
			for _, list := range [][]queue{todo, beside, runningOut} {
				for i := range list {
					q := &list[i]
					if len(q.roles) > 0 && !q.mine(v) {
						continue
					}
					page, err := w.List(t.Context(), who, q.filter(v))
					if err != nil {
						t.Fatalf("%s for %s: %v", q.word, name, err)
					}
					for _, m := range page.Items {
						filled[q.word] = true
						offers(t, w, name, q, m.ID)
					}
				}
			}
		}
		for _, want := range []string{"todo.accept", "todo.dispatch", "todo.failed", "todo.sign", "todo.consent", "todo.appoint", "todo.notice", "todo.open", "todo.record", "todo.text", "todo.seal", "todo.signature", "todo.approve", "todo.untaken", "todo.mine", "todo.archive"} {
			if !filled[want] {
				t.Errorf("%s stayed empty: it was not tried", want)
			}
		}
	})
}

func offers(t *testing.T, w *worktest.World, name string, q *queue, id casemodel.ID) {
	t.Helper()
	view, err := w.Case(t.Context(), w.Who[name], id)
	if err != nil {
		t.Errorf("%s: %s holds what %s may not know of: %v", q.word, id, name, err)
		return
	}
	if q.act != "" && !slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == q.act }) {
		t.Errorf("%s: %s is not offered %s on a %s in %s", q.word, name, q.act, view.Matter.Workflow, view.Matter.State)
	}
}

// road lets the world have cases at every step of the usual road.
func road(t *testing.T, w *worktest.World) {
	t.Helper()
	fresh := func() casemodel.ID { return w.Register(worktest.Quarrel()) }
	accepted := func() casemodel.ID {
		id := fresh()
		w.Must("triage", id, "accept", worktest.F{"risk": "blue"})
		return id
	}
	sent := func() (root, child casemodel.ID) {
		root = accepted()
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("TOWN")})
		return root, w.Child(root, "peoples_mediation").ID
	}
	fresh()
	accepted()
	sent()
	_, asked := sent()
	w.Must("mediator", asked, "ask_consent", nil)
	root, consented := sent()
	w.Must("mediator", consented, "ask_consent", nil)
	w.Must("mediator", consented, "all_consent", worktest.F{"consents": w.Consents(root)})
	root, named := sent()
	w.Must("mediator", named, "ask_consent", nil)
	w.Must("mediator", named, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("chair", named, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
	root, ready := sent()
	w.Must("mediator", ready, "ask_consent", nil)
	w.Must("mediator", ready, "all_consent", worktest.F{"consents": w.Consents(root)})
	w.Must("chair", ready, "appoint_mediator", worktest.F{"handler": w.User("mediator")})
	w.Must("mediator", ready, "give_rights_notice", worktest.F{"way": "signed"})
	w.InSession(t)
	w.Signing(t, "3000", "2026-05-01")
	root, text := w.InSession(t)
	w.Must("mediator", text, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-05-01")})
	root, unsigned := w.InSession(t)
	w.Must("mediator", unsigned, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-05-01")})
	w.Must("mediator", unsigned, "finalise_text", worktest.F{"total": "3000"})
	_, failed := w.InSession(t)
	w.Must("mediator", failed, "terminate", worktest.F{"reason": "no_agreement"})
	w.Must("clerk", fresh(), "void", worktest.F{"reason": "by mistake"})
	gone := fresh()
	w.Must("clerk", gone, "withdraw", worktest.F{"agreed_by": []any{string(w.Parties(gone)[0])}})
}

// queueLink is a number of the home page with the list behind it.
var queueLink = regexp.MustCompile(`href="(/matters\?todo=[a-z_]+)">[^<]*(?:<svg.*?</svg>[^<]*)?<(?:span class="pill num"|b class="num")>(\d+)<`)

// The counter of a queue and the list behind its link are one question.
func TestACounterLeadsToTheListOfExactlyWhatItCounts(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.live()
		base := w.serve()
		links := 0
		for _, name := range []string{"clerk", "triage", "director", "archivist", "mediator", "chair", "seal", "village", "courtdesk", "dept", "auditor"} {
			c := w.as(base, name)
			home := c.get("/home").is(200)
			for _, m := range queueLink.FindAllStringSubmatch(home.body, -1) {
				links++
				list := c.get(unescape(m[1])).is(200)
				if n := strings.Count(list.body, `class="risk `); itoa(n) != m[2] {
					t.Errorf("%s: %s counts %s and shows %d", name, m[1], m[2], n)
				}
			}
		}
		if links < 12 {
			t.Errorf("only %d counters were followed", links)
		}
	})
}
