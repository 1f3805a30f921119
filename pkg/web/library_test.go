package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
)

// Model clauses are offered for the category, filled from the record, taken
// without typing and said in the journal; one with a place still open binds
// nobody.
func TestAModelClauseIsTakenIntoTheText(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, p := w.inSession()
		ids := w.parties(root)
		w.must("mediator", p, "propose_terms", f{"items": []any{f{"debtor": ids[1], "creditor": ids[0], "kind": "pay", "what": "赔偿维修费", "amount": "8000", "due": "2026-04-30"}}})
		m := w.as(w.serve(), "mediator")
		path := "/matters/" + string(p) + "/do/finalise_text"
		m.get(path).has("渗漏维修与验收", "互不打扰", "逾期付款按日付违约金").lacks("探望子女", "出具离职证明和转移社保", "彩礼")
		form := m.get(path).typed()
		before := w.prints()
		take := func(code string) url.Values {
			next := maps.Clone(form)
			next.Set("_take", "1")
			next.Set("_clause", code)
			form = m.post(path, next).is(http.StatusOK).typed()
			return form
		}
		names := map[string]string{}
		view, err := w.Case(t.Context(), w.who["mediator"], p)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range view.Parties {
			names[string(one.ID)] = one.Name
		}
		debtor, creditor := names[ids[1]], names[ids[0]]
		if got := take("breach_daily").Get("f.breach"); got != debtor+"逾期支付的，按未付部分每日万分之三向"+creditor+"支付违约金，至付清之日止。" {
			t.Errorf("the breach reads %q", got)
		}
		if got := take("finish").Get("f.clauses"); !strings.HasPrefix(got, "本协议履行完毕后") {
			t.Errorf("what else is agreed reads %q", got)
		}
		if got := take("pay_bank").Get("f.clauses"); !strings.Contains(got, "互不追究。\n"+debtor+"将上述款项转入"+creditor+"名下账户（开户行：【开户银行】") {
			t.Errorf("what else is agreed reads %q", got)
		}
		if got := take("no_contact"); got.Get("f.items.1.kind") != "refrain" || got.Get("f.items.1.debtor") != ids[1] || !strings.Contains(got.Get("f.items.1.what"), "吵闹") || got.Get("f.items.0.amount") != "8000" {
			t.Errorf("the rows are %v", got)
		}
		if !maps.Equal(w.prints(), before) {
			t.Error("taking a clause wrote something")
		}
		m.post(path, form).is(http.StatusUnprocessableEntity).has("还有没填的地方：【开户银行】")
		if !maps.Equal(w.prints(), before) {
			t.Error("an open place was let into the text")
		}
		form.Set("f.clauses", strings.NewReplacer("【开户银行】", "农行呼和浩特新城支行", "【收款账号】", "6228480088000123").Replace(form.Get("f.clauses")))
		m.post(path, form).is(http.StatusSeeOther)
		m.get("/matters/"+string(p)+"/journal").has("互不打扰（程序自带）", "逾期付款按日付违约金（程序自带）")
		paper := m.post("/matters/"+string(p)+"/papers", url.Values{"paper": {"D15_agreement"}}).paper()
		for _, want := range []string{"五、其他约定", "本协议履行完毕后", "农行呼和浩特新城支行", "至付清之日止"} {
			if !strings.Contains(paper, want) {
				t.Errorf("the agreement does not say %s", want)
			}
		}
		// What is left out of the next text is in it no more.
		w.must("mediator", p, "back_to_session", nil)
		w.must("mediator", p, "propose_terms", f{"items": []any{f{"debtor": ids[1], "creditor": ids[0], "kind": "pay", "what": "赔偿维修费", "amount": "8000", "due": "2026-04-30"}}})
		w.must("mediator", p, "finalise_text", f{"copies": "3"})
		if paper := m.post("/matters/"+string(p)+"/papers", url.Values{"paper": {"D15_agreement"}}).paper(); strings.Contains(paper, "其他约定") || strings.Contains(paper, "违约金") {
			t.Error("the next text says what was left out of it")
		}
	})
}

// A site's own clause is a version: it takes the place of the program's, is
// withdrawn again, and what a colleague wrote meanwhile is never overwritten
// unseen.
func TestASiteKeepsItsOwnClauses(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, p := w.inSession()
		base := w.serve()
		admin, m := w.as(base, "admin"), w.as(base, "mediator")
		const page = "/admin/clauses/no_contact"
		m.get("/admin/clauses").is(http.StatusForbidden)
		before := w.prints()
		m.post(page, url.Values{"title": {"x"}, "sort": {"finish"}, "words": {"x"}}).is(http.StatusForbidden)
		admin.get("/admin/clauses").has("互不打扰", "程序自带")
		formOf := func() url.Values {
			_, form, _ := strings.Cut(admin.get(page).body, `action="`+page+`"`)
			return typedIn(form)
		}
		for field, c := range map[string]struct{ value, fault string }{
			"title": {"", "必填"}, "words": {"", "必填"}, "sort": {"nothing", ""}, "kind": {"steal", ""}, "categories": {"77", ""},
		} {
			form := formOf()
			form.Set(field, c.value)
			admin.post(page, form).is(http.StatusUnprocessableEntity).has(`id="` + field + `-error"`)
		}
		long := formOf()
		long.Set("words", strings.Repeat("长", 2001))
		admin.post(page, long).is(http.StatusUnprocessableEntity)
		if !maps.Equal(w.prints(), before) {
			t.Error("a refused clause was written")
		}
		mine, theirs := formOf(), formOf()
		theirs.Set("words", "同事写的：双方互不来往。")
		admin.post(page, theirs).redirects("/admin/clauses")
		mine.Set("words", "我写的：双方互不打扰。")
		admin.post(page, mine).is(http.StatusConflict).has("我写的：双方互不打扰", "同事写的：双方互不来往", "别人刚改过")
		path := "/matters/" + string(p) + "/do/propose_terms"
		m.get(path).has("同事写的：双方互不来往").lacks("我写的", "儿童", "子女学校吵闹")
		admin.post(page, url.Values{"do": {"withdraw"}}).redirects("/admin/clauses")
		m.get(path).has("子女学校吵闹").lacks("同事写的")
		admin.post(page, url.Values{"do": {"withdraw"}}).is(http.StatusConflict)
		admin.post(page, url.Values{"do": {"drop"}}).redirects("/admin/clauses")
		m.get(path).lacks("子女学校吵闹")
		own := url.Values{"title": {"凉亭使用"}, "sort": {"neighbours"}, "kind": {"refrain"}, "words": {"晚上十点后不在凉亭打牌。"}, "categories": {"02"}, "seen": {"0"}}
		admin.post("/admin/clauses/new", own).redirects("/admin/clauses")
		admin.get("/admin/clauses").has("凉亭使用", "第 1 版")
		m.get(path).has("晚上十点后不在凉亭打牌")
		admin.get("/admin/log").has("保存示范条款", "停用示范条款", "凉亭使用")
		admin.get("/admin/clauses/nothing").is(http.StatusNotFound)
	})
}

// Every shipped clause is of a known sort, category and kind, short enough for
// its field and says its places in known brackets.
func TestTheShippedClausesAreSound(t *testing.T) {
	library := templates.Clauses()
	seen := map[string]bool{}
	for _, c := range library.Clauses {
		if seen[c.Code] || !slices.Contains(library.Sorts, c.Sort) || c.Title == "" || utf8.RuneCountInString(c.Title) > 40 {
			t.Errorf("%s: its code, sort or title", c.Code)
		}
		seen[c.Code] = true
		if c.Kind != "" && !slices.Contains(casemodel.ItemKinds, c.Kind) {
			t.Errorf("%s: kind %s", c.Code, c.Kind)
		}
		if n := utf8.RuneCountInString(c.Text); n == 0 || n > 500 || strings.Count(c.Text, placeOpen) != strings.Count(c.Text, placeClose) {
			t.Errorf("%s: its text", c.Code)
		}
	}
	known := map[string]string{}
	for place := range library.Places {
		known[place] = "X"
	}
	if left := filledPlaces("【义务人】【权利人】【金额】【收款账号】", known); left != "XXX【收款账号】" {
		t.Errorf("filled: %s", left)
	}
}

// A department writes its agreement with the same clauses; one with a place still
// open binds nobody there either, and nothing is asked about replacing an
// agreement where none is in force.
func TestADepartmentTakesModelClausesToo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		w.must("triage", root, "accept", f{"risk": "yellow"})
		w.must("triage", root, "dispatch", f{"body": string(w.bodies["DEPT"].ID), "track": "administrative_mediation"})
		id, ids := w.child(root, "administrative_mediation"), w.parties(root)
		w.must("dept", id, "start_decision", nil)
		w.must("dept", id, "accept", f{"handler": string(w.who["dept"].UserID)})
		m, path := w.as(w.serve(), "dept"), "/matters/"+string(id)+"/do/make_agreement"
		form := m.get(path).has("示范条款", "逾期付款按日付违约金").typed()
		for name, value := range map[string]string{"what": "赔偿维修费", "amount": "3000", "due": "2026-04-30", "debtor": ids[1], "creditor": ids[0], "kind": "pay"} {
			form.Set("f.items.0."+name, value)
		}
		for _, code := range []string{"breach_daily", "pay_bank"} {
			form.Set("_take", "1")
			form.Set("_clause", code)
			form = m.post(path, form).is(http.StatusOK).typed()
		}
		if !strings.Contains(form.Get("f.breach"), "万分之三") || form.Get("f.items.0.what") != "赔偿维修费" {
			t.Errorf("the form holds %v", form)
		}
		m.post(path, form).is(http.StatusUnprocessableEntity).has("还有没填的地方：【开户银行】")
		form.Set("f.clauses", "")
		m.post(path, form).is(http.StatusSeeOther)
		if w.header(id).State != "agreed" {
			t.Errorf("the mediation is %s", w.header(id).State)
		}

		other, proceeding := w.inSession()
		q := w.parties(other)
		w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": q[1], "creditor": q[0], "kind": "pay", "what": "赔偿维修费", "amount": "8000", "due": "2026-04-30"}}})
		w.as(w.serve(), "mediator").get("/matters/" + string(proceeding) + "/do/finalise_text").has("违约责任").lacks("取代原协议")
	})
}
