package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// entries counts the journal of a matter past every permission.
func (w *town) entries(id casemodel.ID) int {
	w.t.Helper()
	return w.header(id).Seq
}

func TestAnActIsDoneByItsForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		c := w.as(w.serve(), "triage")
		form := c.form("/matters/" + string(root) + "/do/accept")
		form.Set("f.risk", "yellow")
		c.post("/matters/"+string(root)+"/do/accept", form).redirects("/matters/" + string(root))
		c.get("/matters/"+string(root)).has("已办理：受理。", "现处于「已受理」").lacks("已办理：受理。现处于「已受理」。已办理")
		if m := w.header(root); m.State != "accepted" || m.Risk != casemodel.RiskYellow {
			t.Errorf("the case is %s with %s", m.State, m.Risk)
		}
		c.get("/matters/" + string(root)).lacks("已办理：受理。") // a note is read once
	})
}

func TestAFaultKeepsEverythingTyped(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/accept"
		c := w.as(w.serve(), "triage")
		form := c.form(path)
		form.Set("f.note", "双方同住一楼，<b>曾</b>协商未果")
		form.Set("f.complexity", "complex")
		form.Set("on", "2026-13-40")
		before := w.entries(root)
		c.post(path, form).is(http.StatusUnprocessableEntity).has(
			"处需要修改，已填内容均已保留", "双方同住一楼，&lt;b&gt;曾&lt;/b&gt;协商未果", `value="complex" checked`,
			`href="#on"`, "日期应写成", `id="on-error"`, `aria-describedby="on-error"`, `value="2026-13-40"`, "<details open>",
		).lacks("<b>曾</b>")
		form.Set("on", "")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请先评定风险等级", `href="#f.risk"`, "双方同住一楼")
		if m := w.header(root); m.State != "registered" || w.entries(root) != before {
			t.Errorf("something was written: %s, %d entries, were %d", m.State, w.entries(root), before)
		}
	})
}

func TestTwoClicksAreOneAct(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/note"
		c := w.as(w.serve(), "clerk")
		form := c.form(path)
		form.Set("f.text", "电话已通知")
		before := w.entries(root)
		var clicks sync.WaitGroup
		for range 4 {
			clicks.Go(func() { c.post(path, form).redirects("/matters/" + string(root)) })
		}
		clicks.Wait()
		if got := w.entries(root) - before; got != 1 {
			t.Errorf("%d entries, want 1", got)
		}
		form.Set("f.text", "另一件事")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("已经提交过", "另一件事")
	})
}

func TestTheLoserOfTwoReadsWhoWasFirst(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/accept"
		c := w.as(w.serve(), "triage")
		form := c.form(path)
		form.Set("f.risk", "blue")
		w.must("director", root, "accept", f{"risk": "yellow"})
		c.post(path, form).is(http.StatusConflict).has("已经不是这一步", "已受理", "王主任", "2026-03-02 09:00", "/do/dispatch")
		if w.header(root).Risk != casemodel.RiskYellow {
			t.Error("the second one won")
		}
		c.get(path).is(http.StatusConflict).has("已受理")
	})
}

func TestAConflictIsShownFieldByField(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/accept"
		c := w.as(w.serve(), "triage")
		form := c.form(path)
		form.Set("f.risk", "yellow")
		form.Set("f.category", "16")
		form.Set("f.note", "我的意见")
		w.must("director", root, "amend", f{"field": "complexity", "value": "complex", "reason": "核对"})
		form.Set("f.complexity", "simple")
		page := c.post(path, form).is(http.StatusConflict).has("王主任", "您的输入没有丢失", "难易程度", "疑难复杂", "简单", "我的意见")
		if w.header(root).State != "registered" {
			t.Fatal("the stale form was carried out")
		}
		next := page.hidden()
		if next.Get("version") != strconv.Itoa(w.header(root).Version) {
			t.Errorf("the page carries version %s", next.Get("version"))
		}
		next.Set("take.complexity", "theirs")
		c.post(path, next).redirects("/matters/" + string(root))
		if m := w.header(root); m.State != "accepted" || m.Category != "16" {
			t.Errorf("the case is %s, %s", m.State, m.Category)
		}
		w.field(root, "complexity", "complex")
	})
}

func (w *town) field(id casemodel.ID, field, want string) {
	w.t.Helper()
	view, err := w.Case(context.Background(), w.who["director"], id)
	if err != nil {
		w.t.Fatal(err)
	}
	if got := view.Fields[field]; got != want {
		w.t.Errorf("%s is %q, want %q", field, got, want)
	}
}

func TestARefusalSaysWhoMayAndWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		base := w.serve()
		before := w.entries(proceeding)
		a := w.as(base, "clerk").post("/matters/"+string(proceeding)+"/do/log_session", url.Values{"f.mode": {"joint"}, "f.result": {"agreed"}, "version": {"9"}})
		a.is(http.StatusForbidden).has("不由您办理", "调解中", "谁可以办", "调解员·本事项承办人", "您的操作没有执行")
		if w.entries(proceeding) != before {
			t.Error("a refused act was written")
		}
		w.as(base, "clerk").post("/matters/"+string(proceeding)+"/do/terminate", url.Values{"f.reason": {"no_agreement"}}).is(http.StatusPreconditionRequired)
	})
}

func TestAFormWithoutVersionIsNotCarriedOut(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		w.as(w.serve(), "triage").post("/matters/"+string(root)+"/do/accept", url.Values{"f.risk": {"blue"}}).
			is(http.StatusPreconditionRequired).has("表单不完整", "重新打开这一步")
		if w.header(root).State != "registered" {
			t.Error("the act was carried out")
		}
	})
}

func TestTermsAreTypedRowByRow(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.inSession()
		p := w.parties(root)
		path := "/matters/" + string(proceeding) + "/do/propose_terms"
		c := w.as(w.serve(), "mediator")
		form := c.form(path)
		for name, value := range map[string]string{"debtor": p[1], "creditor": p[0], "kind": "pay", "amount": "１２，8oo", "due": "2026-04-01"} {
			form.Set("f.items.0."+name, value)
		}
		form.Set("_more", "f.items")
		c.post(path, form).is(http.StatusOK).has(`name="f.items.1.kind"`, `value="2026-04-01"`, "１２，8oo")
		form.Del("_more")
		form.Set("f.items.2.kind", "apologise")
		form.Set("f.items.2.debtor", p[1])
		c.post(path, form).is(http.StatusUnprocessableEntity).has("金额只填数字", `id="f.items.0.amount"`, "１２，8oo")
		form.Set("f.items.0.amount", "１２,800")
		form.Set("f.items.2.kind", "nonsense")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请从列表中选择") // at the third row, though the second is empty
		form.Set("f.items.2.kind", "apologise")
		c.post(path, form).redirects("/matters/" + string(proceeding))
		c.get("/matters/"+string(proceeding)).has("12,800 元", "道歉", "被申请人 马素云 → 申请人 王志强")
		// what stands on file comes back when it is to be changed
		final := "/matters/" + string(proceeding) + "/do/finalise_text"
		c.get(final).is(http.StatusOK).has(`value="12800"`, "合计（元）", "12,800 元")
	})
}

func TestEveryPartyAnswersInARowOfItsOwn(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		w.must("triage", root, "accept", f{"risk": "blue"})
		w.must("triage", root, "dispatch", f{"body": string(w.bodies["TOWN"].ID)})
		proceeding := w.child(root, "peoples_mediation")
		w.must("mediator", proceeding, "ask_consent", nil)
		path := "/matters/" + string(proceeding) + "/do/all_consent"
		c := w.as(w.serve(), "mediator")
		form := c.form(path)
		p := w.parties(root)
		form.Set("f.consents."+p[0]+".consent", "agreed")
		form.Set("f.consents."+p[0]+".way", "present")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("马素云还没有表示同意", "checked", "selected")
		form.Set("f.consents."+p[1]+".consent", "agreed")
		c.post(path, form).is(http.StatusUnprocessableEntity).has("请从列表中选择")
		form.Set("f.consents."+p[1]+".way", "recorded_call")
		c.post(path, form).redirects("/matters/" + string(proceeding))
		c.get("/matters/"+string(proceeding)).has("已受理", "申请人 王志强：同意（当面）", "被申请人 马素云：同意（电话（有记录））")
	})
}

func TestALongListIsSearched(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			for i := range 70 {
				b := casemodel.Body{ID: tx.NewID(), Code: "V" + strconv.Itoa(i), Kind: "pmc_village", Title: "第" + strconv.Itoa(i) + "社区调委会", AreaID: "150102001001", Level: 4, Active: 1, Version: 1}
				if err := tx.InsertBody(&b); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		root := w.register(quarrel())
		w.must("triage", root, "accept", f{"risk": "blue"})
		path := "/matters/" + string(root) + "/do/dispatch"
		c := w.as(w.serve(), "triage")
		form := c.get(path).is(http.StatusOK).has(`name="q.body"`, "村（居）调委会", "第69社区").lacks("这个单位不存在或已停用").hidden()
		form.Set("q.body", "第33")
		form.Set("f.reason", "就近")
		page := c.post(path, form).is(http.StatusOK).has("第33社区调委会", "就近").lacks("第34社区调委会", "请填写这一项")
		form = page.hidden()
		form.Set("q.body", "没有这样的")
		form.Set("f.body", string(w.bodies["TOWN"].ID))
		form.Set("_again", "f.body")
		c.post(path, form).is(http.StatusOK).has("海拉尔东路街道人民调解委员会") // what was chosen stays, though the search finds nothing
	})
}

func TestAFormThatShowedANumberOnceIsAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		c := w.as(w.serve(), "mediator")
		home, party := "/matters/"+string(proceeding), w.parties(root)[0]
		form := c.form(home + "/do/reveal?f.party=" + party + "&f.field=phone")
		form.Set("f.party", party)
		form.Set("f.field", "phone")
		before := w.entries(proceeding)
		for range 2 {
			c.post(home+"/do/reveal", form).is(http.StatusOK).has("13947106027")
			c.get(home).lacks("13947106027")
		}
		if got := w.entries(proceeding) - before; got != 2 {
			t.Errorf("two looks left %d entries", got)
		}
		w.must("mediator", proceeding, "declare_tie", f{"ground": "kin"})
		if a := c.post(home+"/do/reveal", form); a.status == http.StatusSeeOther || strings.Contains(a.body, "13947106027") {
			t.Errorf("a recused mediator is answered %d", a.status)
		}
		if a := c.get(home); strings.Contains(a.body, "13947106027") {
			t.Error("the number waits on the next page")
		}
	})
}

func TestADraftIsKeptAndTakenUpAgain(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/note"
		c := w.as(w.serve(), "clerk")
		form := c.form(path)
		form.Set("f.text", "写了一半")
		form.Set("_draft", "1")
		c.post(path, form).redirects("/home")
		c.get("/home").has("没写完的", "备注 "+w.header(root).Number, path+"?draft=")
		c.get(path).is(http.StatusOK).has("有一份", "接着填").lacks("写了一半")
		again := c.get(path + "?draft=1").is(http.StatusOK).has("写了一半")
		form = again.hidden()
		form.Set("f.text", "写完了")
		c.post(path, form).redirects("/matters/" + string(root))
		c.get("/home").lacks("没写完的")
	})
}

func TestAPaperIsUploadedKeptThroughFaultsAndReadByRight(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/attach"
		base := w.serve()
		c := w.as(base, "clerk")
		pdf := []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")
		form := c.form(path)
		form.Set("f.read", "nonsense")
		page := c.upload(path, form, "f.files.new", `C:\桌面\现场照片.pdf`, pdf).is(http.StatusUnprocessableEntity)
		page.has("现场照片.pdf", "请从列表中选择").lacks("桌面")
		kept := regexpFind(t, page.body, `name="f.files" value="([^"]+)" checked`)
		form = page.hidden()
		form.Set("f.files", kept)
		form.Set("f.read", "registration")
		c.post(path, form).redirects("/matters/" + string(root))
		shown := c.get("/matters/"+string(root)).has("现场照片.pdf", "登记材料")
		link := ""
		for _, l := range shown.links() {
			if strings.Contains(l, "/files/") {
				link = l
			}
		}
		file := c.get(link).is(http.StatusOK)
		if file.body != string(pdf) || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || !strings.Contains(file.header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the file came as %v", file.header)
		}
		w.as(base, "auditor").get(link).is(http.StatusNotFound)
		w.as(base, "industry").get(link).is(http.StatusNotFound)

		form = c.form(path)
		c.upload(path, form, "f.files.new", "page.pdf", []byte("<html><script>alert(1)</script>")).is(http.StatusUnprocessableEntity).has("“page.pdf”的内容其实是网页")
		c.upload(path, form, "f.files.new", "big.pdf", append(pdf, make([]byte, 2<<20)...)).is(http.StatusUnprocessableEntity).has("文件太大，单个不超过 1 MB")
		if got := w.entries(root); got != shownSeq(w, root) {
			t.Errorf("%d entries", got)
		}
	})
}

func TestFilesBeyondTenAreToldOf(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/attach"
		c := w.as(w.serve(), "clerk")
		var photos []sent
		for i := range 13 {
			photos = append(photos, sent{"照片" + strconv.Itoa(i) + ".txt", []byte("photo " + strconv.Itoa(i))})
		}
		form := c.form(path)
		form.Set("f.read", "registration")
		form.Set("_again", "f.files")
		c.uploads(path, form, "f.files.new", photos...).is(http.StatusUnprocessableEntity).has("其余 3 个没有收下")
		form.Del("_again")
		page := c.uploads(path, form, "f.files.new", photos...).is(http.StatusUnprocessableEntity)
		page.has("一次最多上传 10 个文件", "其余 3 个没有收下", `href="#f.files"`, "照片0.txt", "照片9.txt").lacks("照片10.txt", "照片12.txt")
		form = page.hidden()
		form.Set("f.read", "registration")
		for _, kept := range regexp.MustCompile(`name="f.files" value="([^"]+)" checked`).FindAllStringSubmatch(page.body, -1) {
			form.Add("f.files", kept[1])
		}
		c.uploads(path, form, "f.files.new", photos[10:]...).redirects("/matters/" + string(root))
		view, err := w.Case(t.Context(), w.who["clerk"], root)
		if err != nil || len(view.Files) != 13 {
			t.Errorf("%d files, %v", len(view.Files), err)
		}
	})
}

func shownSeq(w *town, root casemodel.ID) int { return w.header(root).Seq }
