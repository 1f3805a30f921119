package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// comesAgain is the registration of the two who quarrelled before, sides
// exchanged.
func comesAgain(form url.Values) url.Values {
	form = visitor(form)
	for name, value := range map[string]string{
		"parties.0.name": "马素云", "parties.0.phone": "139 4710 1180", "parties.1.name": "王志强", "parties.1.phone": "13947106027", "summary": "王志强家的狗半夜叫",
	} {
		form.Set(name, value)
	}
	return form
}

// While an agreement between them is owed, the counter asks whether it was
// broken. A breach goes to its case and makes no second one; a new quarrel is
// one of its own, and both pages show the other.
func TestTheCounterAsksWhetherAnAgreementWasBroken(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		number := w.header(root).Number
		c := w.as(w.serve(), "clerk")
		c.like(comesAgain(c.form("/cases/new"))).has(`name="earlier_as"`, "没有履行 "+number+" 的协议", "新的纠纷：另立一案").lacks(`name="duplicates_seen"`)
		before := w.cases()
		a := c.post("/cases/new", comesAgain(c.form("/cases/new"))).is(http.StatusUnprocessableEntity)
		a.has(`href="#earlier_as"`, "请选明是没有履行，还是新的纠纷", "王志强家的狗半夜叫")
		if w.cases() != before {
			t.Error("the refusal made a case")
		}

		form := comesAgain(a.hidden())
		form.Set("earlier_as", "breach:"+string(root))
		to := c.post("/cases/new", form).redirects("/matters/" + string(root)).header.Get("Location")
		c.get(to).is(http.StatusOK).has("没有另立案", "/matters/"+string(root)+"/performance", "登记反映未履行")
		if w.cases() != before {
			t.Error("a breach made a second case")
		}

		form = comesAgain(c.form("/cases/new"))
		form.Set("earlier_as", "new")
		c.post("/cases/new", form).redirects("/matters/")
		fresh := w.newest()
		c.get("/matters/"+string(fresh)).has("同一当事人之前的", number)
		c.get("/matters/"+string(root)).has("同一当事人又有的", w.header(fresh).Number)
	})
}

// newest is the case that was registered last.
func (w *town) newest() (id casemodel.ID) {
	w.t.Helper()
	list, err := w.List(w.t.Context(), w.who["director"], casemodel.Filter{View: casemodel.ViewAll, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range list.Items {
		id = max(id, list.Items[i].ID)
	}
	return id
}

// What was taken back is applied for again from its page: the parties come
// along without a number being shown, the law's limits are told, its evidence
// is named where it lies, and nothing of its sittings comes.
func TestWhatWasTakenBackIsAppliedForFromItsPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		base := w.serve()
		c := w.as(base, "clerk")
		c.get("/matters/" + string(root)).lacks("再次申请")
		c.get("/cases/new?again=" + string(root)).is(http.StatusConflict).has("还在办理，不用再次申请")
		for title, read := range map[string]string{"天花板照片": "", "不让对方知道的录音": "sessions"} {
			w.must("mediator", proceeding, "add_evidence", f{"title": title, "kind": "photo", "party": p[0], "proves": "渗水", "form": "copy", "read": read})
		}
		w.must("mediator", root, "withdraw", f{"agreed_by": []any{p[0]}, "reason": "先自己协商"})

		c.get("/matters/"+string(root)).is(http.StatusOK).has("再次申请", "/cases/new?again="+string(root))
		a := c.get("/cases/new?again="+string(root)).is(http.StatusOK).
			has("王志强", planted, "《人民调解法》第17条", "139****6027").lacks("13947106027", "丽苑小区3号楼", "不让对方知道的录音")
		_, rest, _ := strings.Cut(a.body, `<form method="post" action="/cases/new"`)
		rest, _, _ = strings.Cut(rest, "</form>")
		form := typedIn(rest)
		if form.Get("parties.0.phone") != "" {
			t.Errorf("a number is in the form: %s", form.Get("parties.0.phone"))
		}
		c.post("/cases/new", form).redirects("/matters/")
		fresh := w.newest()
		w.as(base, "mediator").get("/matters/" + string(fresh)).is(http.StatusNotFound) // it is the centre's until it is sent on
		c.get("/matters/"+string(fresh)).has("再次申请自", w.header(root).Number, "王志强", "139****6027")
		c.get("/matters/"+string(root)).has("后来再次申请的", w.header(fresh).Number)
		d := w.as(base, "director")
		d.get("/matters/" + string(fresh) + "/evidence").is(http.StatusOK).lacks("不让对方知道的录音")
		c.get("/cases/new?again=" + string(proceeding)).is(http.StatusNotFound)
		c.get("/cases/new?again=x").is(http.StatusNotFound)
	})
}
