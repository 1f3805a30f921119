package web

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// row types one obligation into a form.
func row(form url.Values, i int, debtor, creditor, kind, amount, what, due string) {
	at := "f.items." + strconv.Itoa(i) + "."
	for cell, value := range map[string]string{"debtor": debtor, "creditor": creditor, "kind": kind, "amount": amount, "what": what, "due": due} {
		form.Set(at+cell, value)
	}
}

// From the terms to the archive, every act by its page as the one whose it is.
func TestAnAgreementIsMadeAndKeptByItsPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		at, home := "/matters/"+string(proceeding), "/matters/"+string(root)
		p := w.parties(root)
		base := w.serve()
		m := w.as(base, "mediator")

		form := m.form(at + "/do/propose_terms")
		m.get(at+"/do/propose_terms").has(p[1]+`" selected`, p[0]+`" selected`) // who was asked pays who asks
		row(form, 0, p[1], p[0], "pay", "1,000.10", "第一期", "2026-04-01")
		row(form, 1, p[1], p[0], "pay", "2000.20", "第二期", "2026-05-01")
		row(form, 2, p[1], p[0], "pay", "十块", "写错的一期", "2026-06-01")
		before := w.entries(proceeding)
		m.post(at+"/do/propose_terms", form).is(http.StatusUnprocessableEntity).has("金额只填数字", `value="1,000.10"`, "写错的一期", "2026-06-01", "3,000.30")
		if w.entries(proceeding) != before {
			t.Error("something was written")
		}
		form.Set("f.items.2.amount", "0.05")
		m.post(at+"/do/propose_terms", form).redirects(at)

		m.get(at+"/do/finalise_text").has("3,000.35", `value="3000.35"`, `name="f.copies" value="3"`, "确认后", "待签署", "应出具：调解协议书")
		form = m.form(at + "/do/finalise_text")
		form.Set("f.total", "3000.30")
		for i, one := range []string{"1000.10", "2000.20", "0.05"} {
			row(form, i, p[1], p[0], "pay", one, "第"+strconv.Itoa(i)+"期", "2026-04-01")
		}
		m.post(at+"/do/finalise_text", form).is(http.StatusUnprocessableEntity).has("3000.35")
		form.Set("f.total", "3000.35")
		m.post(at+"/do/finalise_text", form).redirects(at)

		list := m.get(at+"/do/record_signature").has("还差 3 人签名", "申请人 王志强", "调解员 孟和", `name="f.way" value="fingerprint"`)
		if got := strings.Count(list.body, `<form class="sign"`); got != 4 {
			t.Errorf("%d forms to sign, want one for each of three and one for all", got)
		}
		for i, who := range []url.Values{{"f.party": {p[0]}}, {"f.party": {p[1]}}, {"f.user": {string(w.who["mediator"].UserID)}}} {
			form := m.form(at + "/do/record_signature")
			form.Del("f.party")
			form.Del("f.user")
			maps.Copy(form, who)
			form.Set("f.way", "wet")
			form.Set("f.signed_on", "2026-03-02")
			to := m.post(at+"/do/record_signature", form).is(http.StatusSeeOther).header.Get("Location")
			if want := at + map[bool]string{true: "/do/record_signature"}[i < 2]; to != want {
				t.Errorf("after signature %d on to %s, want %s", i, to, want)
			}
		}
		w.as(base, "mediator").get(at + "/do/affix_seal").is(http.StatusForbidden)

		seal := w.as(base, "seal")
		seal.get(at+"/do/affix_seal").has("产生「履行事项」3 件，最早到期 <b class=\"num\">04-01</b>", "产生「司法确认」", "履行中", "不再计算")
		seal.post(at+"/do/affix_seal", seal.form(at+"/do/affix_seal")).redirects(at)

		item := w.child(root, "performance_item")
		to := "/matters/" + string(item)
		m = w.as(base, "mediator")
		rest := m.get(to+"/do/perform").has("尚欠", `name="f.paid_on" value="2026-03-02"`)
		owed := regexpFind(t, rest.body, `name="f.amount" value="([0-9.]+)"`)
		form = m.form(to + "/do/perform")
		form.Set("f.amount", owed)
		before = w.entries(item)
		m.post(to+"/do/perform", form).is(http.StatusUnprocessableEntity).has("凭证", `value="`+owed+`"`)
		if w.entries(item) != before {
			t.Error("something was written")
		}
		form.Set("f.evidence", "收条")
		m.post(to+"/do/perform", form).redirects(to)

		for {
			next := w.open(root, "performance_item")
			if next == "" {
				break
			}
			w.must("mediator", next, "perform", f{"evidence": "收条"})
		}
		w.clock.Set(w.clock.Now().AddDate(0, 1, 0))
		follow := "/matters/" + string(w.open(root, "follow_up"))
		m = w.as(base, "mediator")
		m.get(follow+"/do/complete").has("不愿评价", `name="f.satisfaction" value="" checked`).lacks(`name="f.satisfaction" value="5" checked`, `name="f.voluntary" value="true" checked`)
		form = m.form(follow + "/do/complete")
		form.Set("f.way", "call_out")
		form.Set("f.performed", "yes")
		form.Set("f.voluntary", "false")
		form.Set("f.received", "true")
		m.post(follow+"/do/complete", form).redirects(follow)

		desk := w.as(base, "triage")
		desk.get(home+"/do/confirm_follow_up").has("还没有了结的", "确认后", "已结案", "归档")
		form = desk.form(home + "/do/confirm_follow_up")
		form.Set("f.way", "call_out")
		form.Set("f.performed", "yes")
		desk.post(home+"/do/confirm_follow_up", form).redirects(home)

		keeper := w.as(base, "archivist")
		keeper.get(home+"/do/archive").has("调解协议书", "缺，必备", "/do/attach?f.document=D15_agreement", "存放位置")
		keeper.get(home+"/do/attach?f.document=D15_agreement").has(`label="卷内还缺"`, `value="D15_agreement" selected`, "其他文书")
		form = keeper.form(home + "/do/archive")
		form.Set("f.shelf", "3柜2盒")
		before = w.entries(root)
		keeper.post(home+"/do/archive", form).is(http.StatusUnprocessableEntity).has("3柜2盒")
		if w.entries(root) != before {
			t.Error("something was written")
		}
		form.Set("f.checked", "true")
		keeper.post(home+"/do/archive", form).is(http.StatusUnprocessableEntity).has("卷内还缺：", "调解协议书", "3柜2盒")
		form.Set("f.elsewhere", "纸质原件在卷")
		keeper.post(home+"/do/archive", form).redirects(home)
		if got := w.header(root).State; got != "archived" {
			t.Errorf("the case is %s", got)
		}
	})
}

// open finds a live part of a case, "" for none.
func (w *town) open(root casemodel.ID, workflow string) casemodel.ID {
	w.t.Helper()
	var found casemodel.ID
	err := w.DB.Read(w.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Family(root)
		for _, m := range all {
			if m.Workflow == workflow && m.IsLive() && found == "" {
				found = m.ID
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// Mediation that came to nothing is not dropped: its page says which ways
// there are, what each means, and until when one has to be chosen.
func TestAfterAFailureTheWaysAreShown(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.inSession()
		w.must("mediator", proceeding, "terminate", f{"reason": "no_agreement"})
		c := w.as(w.serve(), "triage")
		c.get("/matters/"+string(root)+"/do/divert").is(http.StatusOK).has("还可以", "/do/dispatch", "/do/close_without_agreement", "换一个单位再调解", "双方自行和解", "调解未成后的去向决定", "导入其他途径后的跟踪")
	})
}

// Sums are kept to the fen, whatever is typed.
func TestSumsOfTermsAreToTheFen(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	for range 2000 {
		table, want := &Field{}, casemodel.Money(0)
		for range rng.IntN(20) {
			fen := casemodel.Money(rng.Int64N(9_999_999_99))
			want += fen
			typed := fen.String()
			if rng.IntN(2) == 0 {
				typed = strings.TrimSuffix(yuan(fen), say("money.yuan", "n", ""))
			}
			table.Items = append(table.Items, ItemRow{Cells: []Cell{{Short: "what", Value: "9"}, {Short: "amount", Value: typed}, {Short: "amount", Value: "x"}}})
		}
		if got := typedSum(table); got != want {
			t.Fatalf("the sum is %s, want %s", got, want)
		}
	}
}
