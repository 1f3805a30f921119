//go:build browser

package web

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The pages of single acts, second half: from the sitting to the archive.
func TestPagesOfActsLookAsTheyShould(t *testing.T) {
	w, base := lived(t)
	tabs := openBrowser(t, base)
	root, proceeding := w.inSession()
	at := "/matters/" + string(proceeding)
	sizes := []struct {
		name string
		tab  *tab
	}{{"1366", tabs(1366, 768, false)}, {"1920", tabs(1920, 1080, false)}, {"390", tabs(390, 844, true)}}
	sizes[0].tab.open("/login").signIn("mediator")
	each := func(path, name string) {
		t.Helper()
		for _, s := range sizes {
			s.tab.open(path).shot(name + "-" + s.name)
			if s.name == "1366" {
				s.tab.accessible(name)
			}
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

// Equal parts add up to the whole, to the fen, and fall due month by month, on
// the month's last day where it is shorter.
func TestEqualPartsAddUp(t *testing.T) {
	w, base := lived(t)
	tab := openBrowser(t, base)(1366, 768, false)
	_, proceeding := w.inSession()
	tab.open("/login").signIn("mediator")
	for _, one := range []struct{ whole, parts, want string }{
		{"100", "3", "33.33 2026-01-31|33.33 2026-02-28|33.34 2026-03-31"},
		{"1,000.01", "2", "500 2026-01-31|500.01 2026-02-28"},
		{"0.05", "4", "0.01 2026-01-31|0.01 2026-02-28|0.01 2026-03-31|0.02 2026-04-30"},
	} {
		tab.open("/matters/" + string(proceeding) + "/do/propose_terms")
		tab.fill(map[string]string{`[data-cell=amount]`: one.whole, `[data-cell=due]`: "2026-01-31", "#parts": one.parts})
		tab.do(chromedp.Click("[data-split]"))
		got := evaluate[string](tab, `Array.from(document.querySelectorAll("[data-terms] li")).map(function (r) { return r.querySelector("[data-cell=amount]").value + " " + r.querySelector("[data-cell=due]").value; }).join("|")`)
		if got != one.want {
			t.Errorf("%s in %s parts is %s, want %s", one.whole, one.parts, got, one.want)
		}
		if got := evaluate[string](tab, `document.querySelectorAll("[data-terms] [name='f.items.1.amount']").length + document.querySelector("[data-sum]").textContent`); got != "1"+map[string]string{"100": "100", "1,000.01": "1,000.01", "0.05": "0.05"}[one.whole] {
			t.Errorf("the second row and the sum: %s", got)
		}
	}
}
