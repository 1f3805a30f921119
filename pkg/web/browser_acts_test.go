//go:build browser

package web

import "testing"

// The pages of single acts, second half: from the sitting to the archive.
func TestPagesOfActsLookAsTheyShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	root, proceeding := w.inSession()
	at := "/matters/" + string(proceeding)
	sizes := []struct {
		name  string
		tab   *tab
		phone bool
	}{{"1366", tabs(1366, 768, false), false}, {"1920", tabs(1920, 1080, false), false}, {"390", tabs(390, 844, true), true}}
	sizes[0].tab.open("/login").signIn("mediator")
	each := func(path, name string) {
		t.Helper()
		for _, s := range sizes {
			s.tab.open(path).shot(name + "-" + s.name)
		}
	}
	as := func(username string) {
		t.Helper()
		sizes[0].tab.signOut().signIn(username)
	}
	each(at+"/do/log_session", "do-session")
	each(at+"/do/propose_terms", "do-terms")
	each(at+"/do/terminate", "do-terminate")
	p := w.parties(root)
	owed := f{"items": []any{
		f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": "3000", "due": "2026-05-01"},
		f{"debtor": p[1], "creditor": p[0], "kind": "act", "what": "修好漏水的阀门", "due": "2026-03-20"},
	}}
	w.must("mediator", proceeding, "propose_terms", owed)
	each(at+"/do/finalise_text", "do-finalise")
	w.must("mediator", proceeding, "finalise_text", f{"total": "3000"})
	w.must("mediator", proceeding, "record_signature", f{"party": p[0], "way": "fingerprint"})
	each(at+"/do/record_signature", "do-signature")
	w.must("mediator", proceeding, "record_signature", f{"party": p[1], "way": "wet"})
	w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	as("seal")
	each(at+"/do/affix_seal", "do-seal")
	w.must("seal", proceeding, "affix_seal", nil)
	as("mediator")
	item, confirmation := string(w.child(root, "performance_item")), string(w.child(root, "judicial_confirmation"))
	each("/matters/"+item+"/do/perform", "do-perform")
	each("/matters/"+confirmation+"/do/precheck_ok", "do-precheck")
	follow := string(w.child(root, "follow_up"))
	each("/matters/"+follow+"/do/complete", "do-follow-up")

	failed, second := w.inSession()
	w.must("mediator", second, "terminate", f{"reason": "no_agreement"})
	as("triage")
	each("/matters/"+string(failed)+"/do/divert", "do-divert")
	each("/matters/"+string(failed)+"/do/close_without_agreement", "do-close")
	w.must("triage", failed, "close_without_agreement", f{"result_code": "R31", "reason": "分歧过大", "notice_given": true})
	as("archivist")
	each("/matters/"+string(failed)+"/do/archive", "do-archive")
}
