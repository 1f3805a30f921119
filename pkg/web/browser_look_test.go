//go:build browser

package web

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestTheDeskLooksAsItShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	root, proceeding := w.inSession()
	desk := tabs(1366, 768, false)
	desk.open("/login").shot("login-1366")
	desk.signIn("clerk").shot("home-1366")
	desk.do(chromedp.Click(chromedp.CSS(".who summary")))
	desk.do(chromedp.WaitVisible(chromedp.CSS("#posts .child")))
	desk.shot("who-1366")
	desk.open("/matters").shot("matters-1366")
	desk.open("/matters/" + string(root)).shot("case-clerk-1366")
	desk.open("/cases/new").shot("register-1366")
	desk.open("/me").shot("me-1366")
	desk.open("/workflows").shot("workflows-1366")
	desk.open("/workflows/dispute_case").shot("workflow-1366")
	desk.open("/deadlines").shot("deadlines-1366")
	desk.open("/help").shot("help-1366")
	desk.open("/matters/" + string(root) + "/do/note").shot("note-1366")

	m := tabs(1366, 768, false)
	m.open("/login")
	desk.open("/me")
	desk.click(`main form[action="/logout"] button`)
	m.signIn("mediator").shot("home-mediator-1366")
	m.open("/matters/" + string(proceeding)).shot("case-mediator-1366")
	m.open("/matters/" + string(proceeding) + "/do/propose_terms").shot("terms-1366")
	m.open("/matters/" + string(proceeding) + "/do/log_session").shot("session-1366")

	paper := tabs(700, 990, false)
	if _, err := chromedp.Call(paper.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	paper.open("/matters/" + string(proceeding)).shot("print-case")

	phone := tabs(390, 844, true)
	phone.open("/home").shot("phone-home-390")
	phone.open("/matters").shot("phone-matters-390")
	phone.open("/matters/" + string(proceeding)).shot("phone-case-390")
	phone.open("/matters/" + string(proceeding) + "/do/propose_terms").shot("phone-terms-390")
	phone.open("/cases/new").shot("phone-register-390")
	phone.open("/me").shot("phone-me-390")
	phone.open("/me/second").shot("phone-second-390")

	d := tabs(1366, 768, false)
	d.signOut().signIn("director")
	d.open("/matters/" + string(proceeding) + "/do/log_session").shot("forbidden-1366")
	fresh := w.register(quarrel())
	d.open("/matters/" + string(fresh) + "/do/accept").fill(map[string]string{`[name="f.risk"]`: "yellow", `[name="f.complexity"]`: "simple"})
	w.must("triage", fresh, "amend", f{"field": "complexity", "value": "complex", "reason": "核对"})
	d.click(".foot .primary").shot("conflict-1366")
	out := w.must("clerk", fresh, "void", f{"reason": "重复登记"})
	d.open("/matters/" + string(out.Approval)).shot("approval-1366")
	d.open("/policies/test?q=孟&matter=" + string(proceeding) + "&act=log_session&post=" + string(w.who["mediator"].MembershipID)).shot("policy-1366")
	d.open("/matters/" + string(root) + "/journal").shot("journal-1366")
	d.open("/cases/new").fill(map[string]string{`[name="parties.0.name"]`: "写一半"}).click(`button[name="_draft"]`).shot("home-director-1366")

	wide := tabs(1920, 1080, false)
	wide.open("/matters/" + string(proceeding)).shot("case-mediator-1920")
	wide.open("/home").shot("home-1920")

	p := w.parties(root)
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": "3000", "due": "2026-05-01"}}})
	w.must("mediator", proceeding, "finalise_text", f{"total": "3000"})
	w.must("mediator", proceeding, "record_signature", f{"party": p[0], "way": "fingerprint"})
	d.open("/matters/" + string(proceeding)).shot("signing-1366")
	phone.open("/matters/" + string(proceeding)).shot("phone-signing-390")

	d.signOut().signIn("admin")
	d.open("/admin/users").shot("users-1366")
	d.open("/admin/users/" + string(w.who["mediator"].UserID)).shot("user-1366")
	d.open("/admin/users/new").shot("user-new-1366")
	d.open("/admin/bodies").shot("bodies-1366")
	d.open("/admin/bodies/" + string(w.bodies["ZX"].ID)).shot("body-1366")
	d.open("/me/second").shot("second-1366")
	phone.open("/admin/users").shot("phone-users-390")
	phone.open("/admin/users/" + string(w.who["mediator"].UserID)).shot("phone-user-390")
	phone.open("/admin/bodies").shot("phone-bodies-390")
}
