//go:build browser

package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// shown is a town in which every page has something on it, and its address,
// where a page can break as well.
func shown(t *testing.T) (*town, string) {
	t.Helper()
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	w.live()
	w.variety()
	engine := gin.New()
	w.site.Mount(engine)
	engine.NoRoute(w.site.NotFound)
	for name, err := range broken {
		engine.GET("/breaks/"+name, w.site.serve(route{do: func(*visit) error { return err }, entry: member}))
	}
	srv := httptest.NewServer(engine)
	t.Cleanup(srv.Close)
	return w, srv.URL
}

// scenes are all of them, by who looks.
func (w *town) scenes() []scene {
	w.t.Helper()
	root, proceeding := w.inSession()
	p := w.parties(root)
	w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "continue", "place": "第二调解室", "present": "双方", "text": "双方陈述漏水经过，核对维修票据。"})
	w.must("mediator", root, "contact", f{"with": "party", "party": p[0], "way": "call_out", "outcome": "told", "line": "已告知第二次调解时间"})
	failed, settled, fresh, disputed := w.failed(), w.settled(), w.register(quarrel()), w.register(quarrel())
	paid := w.child(w.settled(), "performance_item")
	w.must("mediator", paid, "perform_partly", f{"amount": "1000", "evidence": "银行回单", "paid_on": "2026-03-02"})
	offices := w.offices(root)
	forms := w.forms(append([]casemodel.ID{fresh, failed, settled, w.terms(0), w.terms(1), w.terms(4), w.closed()}, offices...)...)
	asked := w.must("clerk", w.register(quarrel()), "void", f{"reason": "重复登记"}).Approval
	for range 45 {
		w.register(quarrel()) // a list as long as a page
	}
	for range 4 {
		if _, err := w.Reveal(w.t.Context(), w.who["clerk"], root, inputOf(f{"party": p[0], "field": "phone", "reason": "verify"})); err != nil {
			w.t.Fatal(err)
		}
	}
	at, in, of := "/matters/"+string(root), "/matters/"+string(proceeding), "/matters/"+string(settled)
	all := []scene{
		{"login", "", "/login", 0, nil},
		{"login-refused", "", "/login", http.StatusUnprocessableEntity, func(b *tab) {
			b.fill(map[string]string{"#username": "nobody", "#password": "not this one"}).click(".gate button")
		}},
		{"home-clerk", "clerk", "/home", 0, nil},
		{"who", "clerk", "/help", 0, func(b *tab) {
			b.tick(".who summary").do(chromedp.WaitVisible(chromedp.CSS("#posts .child")))
		}},
		{"list-clerk", "clerk", "/matters?view=centre", 0, nil},
		{"list-all", "clerk", "/matters?view=all", 0, nil},
		{"list-mine", "clerk", "/matters?view=mine", 0, nil},
		{"list-filtered", "clerk", "/matters?crowd=1&from=2026-03-01&risk=orange&to=2026-03-18&view=centre&within=30", 0, nil},
		{"list-empty", "clerk", "/matters?category=07&overdue=1&view=centre", 0, nil},
		{"list-unnamed", "clerk", "/matters?category=02&view=centre", http.StatusUnprocessableEntity, func(b *tab) {
			b.fill(map[string]string{`form[action="/views"] [name="name"]`: "长" + strings.Repeat("长", 20)})
			b.leaves(func() {
				evaluate[chromedp.Void](b, `document.querySelector('form[action="/views"]').submit(); undefined`)
			}, "a view without a name")
		}},
		{"list-saved", "clerk", "/matters?category=18&view=centre", 0, func(b *tab) {
			b.fill(map[string]string{`form[action="/views"] [name="name"]`: "常看的"})
			b.leaves(func() {
				evaluate[chromedp.Void](b, `document.querySelector('form[action="/views"]').submit(); undefined`)
			}, "a view with a name")
		}},
		{"search-begin", "clerk", "/search", 0, nil},
		{"search", "clerk", "/search?q=志强", 0, nil},
		{"search-none", "clerk", "/search?q=7027", 0, nil},
		{"search-quick", "clerk", "/home", 0, func(b *tab) {
			b.do(chromedp.SendKeys(chromedp.CSS("#search"), "志强"))
			b.awaits(`document.querySelectorAll("#quick a").length > 0`)
		}},
		{"register", "clerk", "/cases/new", 0, nil},
		{"register-faults", "clerk", "/cases/new", http.StatusUnprocessableEntity, func(b *tab) {
			b.click(`form[action="/cases/new"] .foot .primary`)
		}},
		{"register-similar", "clerk", "/cases/new", 0, func(b *tab) {
			b.fill(map[string]string{`[name="parties.0.name"]`: "王志强"}).do(chromedp.SendKeys(chromedp.CSS(`[name="parties.0.phone"]`), "13947106027"))
			b.awaits(`document.querySelectorAll("#similar li a").length > 0`)
		}},
		{"home-draft", "clerk", "/cases/new", 0, func(b *tab) {
			b.fill(map[string]string{`[name="parties.0.name"]`: "写一半"}).click(`button[name="_draft"]`)
		}},
		{"register-draft", "clerk", "/cases/new", 0, nil},
		{"case-clerk", "clerk", at, 0, nil},
		{"case-fresh", "clerk", "/matters/" + string(fresh), 0, nil},
		{"receipt", "clerk", "/matters/" + string(fresh) + "/receipt", 0, nil},
		{"journal", "clerk", at + "/journal", 0, nil},
		{"journal-key", "clerk", at + "/journal?key=1", 0, nil},
		{"sheet-preview", "clerk", at + "/sheet?kind=internal", 0, nil},
		{"sheet-unreasoned", "clerk", at + "/sheet?kind=internal", http.StatusUnprocessableEntity, func(b *tab) {
			b.tick(`[name="whole"]`).click(`form[action$="/sheet"] .primary`)
		}},
		{"sheet-inside", "clerk", at + "/sheet?kind=internal", 0, func(b *tab) { b.click(`form[action$="/sheet"] .primary`) }},
		{"sheet-outward", "clerk", at + "/sheet?kind=outward", 0, func(b *tab) { b.click(`form[action$="/sheet"] .primary`) }},
		{"reveal", "clerk", at + "/reveal?party=" + p[0] + "&field=phone", 0, nil},
		{"revealed", "clerk", at + "/reveal?party=" + p[0] + "&field=phone", 0, func(b *tab) {
			b.tick(`.look [name="reason"]`).awaits(`!!document.querySelector("[data-vanish]")`)
		}},
		{"gone", "clerk", at + "/do/affix_seal", http.StatusNotFound, nil},
		{"nothing", "clerk", "/nothing", http.StatusNotFound, nil},
		{"me", "clerk", "/me", 0, nil},
		{"second", "clerk", "/me/second", 0, nil},
		{"help", "clerk", "/help", 0, nil},
		{"notices-none", "clerk", "/notices", 0, nil},
		{"deadlines", "clerk", "/deadlines", 0, nil},
		{"deadline", "clerk", "/deadlines/PM-14", 0, nil},
		{"workflows", "clerk", "/workflows", 0, nil},
		{"approvals", "clerk", "/approvals", 0, func(*tab) {}}, // a view of the list

		{"home-triage", "triage", "/home", 0, nil},
		{"act-empty", "triage", "/matters/" + string(disputed) + "/do/accept", http.StatusUnprocessableEntity, func(b *tab) { b.click(".foot .primary") }},
		{"conflict", "triage", "/matters/" + string(disputed) + "/do/accept", http.StatusConflict, func(b *tab) {
			b.fill(map[string]string{`[name="f.risk"]`: "yellow", `[name="f.complexity"]`: "simple"})
			w.must("director", disputed, "amend", f{"field": "complexity", "value": "complex", "reason": "核对"})
			b.click(".foot .primary")
		}},
		{"too-late", "triage", "/matters/" + string(disputed) + "/do/reject", http.StatusConflict, func(b *tab) {
			b.pick("f.reason", "not_civil").fill(map[string]string{`[name="f.routes"]`: "住建部门"})
			w.must("director", disputed, "accept", f{"risk": "yellow", "complexity": "simple"})
			b.click(".foot .primary")
		}},

		{"home-mediator", "mediator", "/home", 0, nil},
		{"notices", "mediator", "/notices", 0, nil},
		{"list-mediator", "mediator", "/matters?view=mine", 0, nil},
		{"case-mediator", "mediator", in, 0, nil},
		{"case-settled", "mediator", of, 0, nil},
		{"obligation", "mediator", "/matters/" + string(w.child(settled, "performance_item")), 0, nil},
		{"session", "mediator", in + "/sessions/1", 0, nil},
		{"session-empty", "mediator", in + "/do/log_session", http.StatusUnprocessableEntity, func(b *tab) { b.click(".foot .primary") }},
		{"terms-two", "mediator", in + "/do/propose_terms", http.StatusUnprocessableEntity, func(b *tab) {
			b.tick(`button[name="_more"]`).click(".foot .primary")
		}},
		{"slip", "mediator", "/matters/" + string(paid) + "/slip", 0, nil},
		{"slip-printed", "mediator", "/matters/" + string(paid) + "/slip", 0, func(b *tab) { b.click(`form[action$="/slip"] .primary`) }},
		{"papers", "mediator", "/matters/" + string(w.child(settled, "peoples_mediation")) + "/papers", 0, nil},
		{"papers-unreasoned", "mediator", "/matters/" + string(w.child(settled, "peoples_mediation")) + "/papers", http.StatusUnprocessableEntity, func(b *tab) {
			b.tick(`[name="whole"]`).click(`button[value="D15_agreement"]`)
		}},

		{"home-director", "director", "/home", 0, nil},
		{"list-approve", "director", "/matters?view=approve", 0, nil},
		{"approval", "director", "/matters/" + string(asked), 0, nil},
		{"forbidden", "director", in + "/do/log_session", http.StatusForbidden, nil},
		{"seen", "director", at + "/seen", 0, nil},
		{"reveals", "director", "/reveals", 0, nil},
		{"policy-test", "director", "/policies/test?matter=" + string(proceeding) + "&act=log_session&post=" + string(w.who["mediator"].MembershipID), 0, nil},
		{"policy-asked", "director", "/policies/test?q=王志强", 0, nil},

		{"home-leader", "leader", "/home", 0, nil},
		{"home-petition", "petition", "/home", 0, nil},
		{"home-seal", "seal", "/home", 0, nil},
		{"notices-seal", "seal", "/notices", 0, nil},
		{"home-archivist", "archivist", "/home", 0, nil},
		{"home-dept", "dept", "/home", 0, nil},
		{"tasks-dept", "dept", "/tasks", 0, nil},
	}
	for _, name := range []string{"petitions", "backlog", "tasks", "followups", "obligations", "supervision"} {
		all = append(all, scene{"list-" + name, "director", "/" + name + "?view=all", 0, nil}, scene{"list-" + name + "-empty", "director", "/" + name + "?overdue=1&view=mine", 0, nil})
	}
	for _, flow := range []string{"dispute_case", "peoples_mediation", "petition", "medical", "approval"} {
		all = append(all, scene{"workflow-" + flow, "director", "/workflows/" + flow, 0, nil})
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		all = append(all, scene{"breaks-" + name, "director", "/breaks/" + name, int64(statusOf(broken[name])), nil})
	}
	for i, id := range offices {
		m := w.header(id)
		all = append(all, scene{fmt.Sprintf("office-%s-%d", m.Workflow, i), map[casemodel.Kind]string{casemodel.KindPetition: "petition", casemodel.KindBacklog: "petitionlead", casemodel.KindTask: "dept", casemodel.KindSupervision: "chair"}[m.Kind], "/matters/" + string(id), 0, nil})
	}
	all = append(all, forms...)
	all = append(all, w.officeScenes()...)
	all = append(all, w.paperScenes()...)
	all = append(all, w.offerScenes()...)
	all = append(all, w.spotScenes()...)
	all = append(all, w.sittingScenes()...)
	all = append(all, w.planScenes()...)
	all = append(all, w.fileScenes(proceeding)...)
	all = append(all, w.performScenes()...)
	all = append(all, w.agreeScenes()...)
	all = append(all, w.recordScenes()...)
	all = append(all, w.claimScenes()...)
	all = append(all, w.dossierScenes()...)
	all = append(all, w.handedScenes()...)
	all = append(all, w.padScenes()...)
	all = append(all, w.printScenes()...)
	all = append(all, w.rosterScenes()...)
	all = append(all, w.fallScenes()...)
	all = append(all, w.roadScenes()...)
	all = append(all, w.againScenes()...)
	return sorted(append(all, w.ownScenes()...))
}
