package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// workers leads a case of many creditors to an agreement: so many wages of one
// debtor, each of its own amount.
func (w *town) workers(n int) (root casemodel.ID) {
	w.t.Helper()
	root, proceeding := w.inSession()
	p := w.parties(root)
	items := make([]any, n)
	for i := range items {
		items[i] = f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": fmt.Sprintf("第%d期工资", i+1), "amount": fmt.Sprintf("%d.50", 100+i), "due": "2026-03-20"}
	}
	w.must("mediator", proceeding, "propose_terms", f{"items": items})
	w.must("mediator", proceeding, "finalise_text", f{"copies": "3"})
	for _, party := range p {
		w.must("mediator", proceeding, "record_signature", f{"party": party, "way": "wet"})
	}
	w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	w.must("seal", proceeding, "affix_seal", nil)
	return root
}

// One table says who owes whom what, by when, what was paid and what is left;
// who may not read the agreement does not see it.
func TestTheTableOfPerformance(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.settled()
		item := w.child(root, "performance_item")
		w.must("mediator", item, "perform_partly", f{"amount": "1000", "evidence": "银行回单", "payer": "马素云之子", "paid_on": "2026-03-02"})
		base := w.serve()
		path := "/matters/" + string(root) + "/performance"
		w.as(base, "mediator").get(path).is(http.StatusOK).has("马素云", "王志强", "赔偿维修费", "05-01", "3,000 元", "1,000 元", "2,000 元", "部分履行", "银行回单", "马素云之子", "/do/perform")
		w.as(base, "mediator").get("/matters/" + string(root)).has(path)
		w.as(base, "clerk").get("/matters/" + string(root)).lacks(path)
		w.as(base, "clerk").get(path).is(http.StatusForbidden).lacks("3,000", "银行回单")
	})
}

// A list from the bank is held against what is owed first; one wrong line and
// nothing is written down, and what was typed is still there.
func TestAListOfPaymentsIsTakenAsAWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const n = 200
		root := w.workers(n)
		c := w.as(w.serve(), "mediator")
		path := "/matters/" + string(root) + "/performance"
		var list strings.Builder
		list.WriteString("交易日期\t收款人\t金额\t摘要\n")
		for i := range n {
			fmt.Fprintf(&list, "2026/3/2\t王志强\t%d.50\t第%d期工资\n", 100+i, i+1)
		}
		wrong := strings.Replace(list.String(), "\t107.50\t", "\t1,107.50\t", 1)
		before := w.books()
		form := c.form(path)
		form.Set("step", "list")
		form.Set("list", wrong)
		form.Set("evidence", "农行代发")
		got := c.post(path, form).is(http.StatusUnprocessableEntity)
		got.has("有 1 笔对不上", "没有对上履行事项", "1107.50", "200 笔")
		form.Set("list", list.String())
		got = c.post(path, form).is(http.StatusOK)
		got.has("200 笔，合计 40,000 元", "登记这 200 笔").lacks("对不上，改好")
		if after := w.books(); after != before {
			t.Error("a preview was written down")
		}
		keep := rowsOf(got.body)
		keep.Set("step", "keep")
		for key, values := range got.hidden() {
			if !strings.HasPrefix(key, "r.") {
				keep.Set(key, values[0])
			}
		}
		spoiled := url.Values{}
		for key, values := range keep {
			spoiled[key] = append([]string(nil), values...)
		}
		spoiled["r.amount"][3] = "1000"
		c.post(path, spoiled).is(http.StatusUnprocessableEntity).has("多出", "现在什么都没有登记")
		if after := w.books(); after != before {
			t.Error("rows beside a fault were written down")
		}
		c.post(path, keep).redirects(path)
		c.post(path, keep).redirects(path) // sent twice is once
		c.get(path).is(http.StatusOK).has("已付 40,000 元，尚欠 0 元", "农行代发")
		if got := w.header(root).State; got != "follow_up" {
			t.Errorf("all is paid and the case is %s", got)
		}
	})
}

// What is ticked is paid in full, and a part is told from the whole.
func TestWhatIsTickedIsPaidInFull(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.workers(3)
		c := w.as(w.serve(), "mediator")
		path := "/matters/" + string(root) + "/performance"
		c.post(path, url.Values{"step": {"ticked"}}).is(http.StatusUnprocessableEntity).has("请先勾选事项")
		var ids []string
		for _, id := range w.family(root) {
			if w.header(id).Kind == casemodel.KindObligation {
				ids = append(ids, string(id))
			}
		}
		got := c.post(path, url.Values{"step": {"ticked"}, "pick": ids[:2], "paid_on": {"2026-03-02"}}).is(http.StatusUnprocessableEntity)
		got.has("请写明凭证") // a payment without a record is none
		got = c.post(path, url.Values{"step": {"ticked"}, "pick": ids[:2], "paid_on": {"2026-03-02"}, "evidence": {"现金收条"}}).is(http.StatusOK)
		got.has("2 笔，合计 202 元", "现金收条")
	})
}

// rowsOf are the rows of a preview as they would be sent.
func rowsOf(body string) url.Values {
	values := url.Values{}
	for _, m := range anyInput.FindAllStringSubmatch(body, -1) {
		tag := map[string]string{}
		for _, one := range attribute.FindAllStringSubmatch(m[1], -1) {
			tag[one[1]] = unescape(one[2])
		}
		if strings.HasPrefix(tag["name"], "r.") && tag["name"] != "r.drop" {
			values.Add(tag["name"], tag["value"])
		}
	}
	return values
}

// books is what stands about matters: headers, values, clocks, journal.
func (w *town) books() string {
	w.t.Helper()
	var all string
	err := w.DB.Read(w.t.Context(), func(tx *store.Tx) error {
		prints, err := tx.Fingerprint()
		for _, table := range []string{"matter", "matter_field", "deadline", "journal_entry"} {
			if prints[table] == "" {
				w.t.Errorf("there is no table %s", table)
			}
			all += prints[table]
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}
