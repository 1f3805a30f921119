package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
)

// Half an hour of typing is there to be copied when a colleague was faster,
// and later on the first page.
func TestWhatWasTypedOutlivesTheStep(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		_, proceeding := w.inSession()
		c := w.as(w.serve(), "mediator")
		path := "/matters/" + string(proceeding) + "/do/log_session"
		form := c.form(path)
		form.Set("f.mode", "joint")
		form.Set("f.result", "continue")
		form.Set("f.text", "长篇笔录\n双方陈述。")
		form.Set("why", "补记")
		w.must("chair", proceeding, "terminate", f{"reason": w.Flows.Lists["failures"][0].Value})
		a := c.post(path, form).is(http.StatusConflict)
		a.has("已经不是这一步", `readonly>长篇笔录`, "已存为草稿", `value="补记"`)
		c.get("/home").has("没写完的", path+"?draft=")
		c.get(path+"?draft=1").is(http.StatusConflict).has("已经不是这一步", "长篇笔录")
		c.get(path).is(http.StatusConflict).lacks("长篇笔录")
	})
}

// A form in which nobody has typed leaves no draft behind, nor does one that
// this site did not draw for its sender.
func TestOnlyTypingIsKept(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/accept"
		c := w.as(w.serve(), "triage")
		form := c.form(path)
		form.Set("f.category", "02") // as it stood there
		w.must("director", root, "accept", f{"risk": "yellow"})
		c.post(path, form).is(http.StatusConflict).lacks("您刚才填写的内容")
		c.get("/home").lacks("没写完的")
		form.Del("_as")
		form.Set("f.note", "我的意见")
		c.post(path, form).is(http.StatusConflict).has("我的意见", "请现在从这里复制")
		c.get("/home").lacks("没写完的")
	})
}

// Who may not see the matter any longer still has his own words.
func TestWhatWasTypedOutlivesTheSightOfTheMatter(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		base := w.serve()
		c := w.as(base, "mediator")
		note, recused := "/matters/"+string(proceeding)+"/do/note", c.form("/matters/"+string(proceeding)+"/do/note")
		recused.Set("f.text", "回避前写的")
		w.must("mediator", proceeding, "declare_tie", f{"ground": "kin"})
		if a := c.post(note, recused); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("a recused mediator is answered %d", a.status)
		} else {
			a.has("回避前写的")
		}
		c.get("/home").has("没写完的")
		c.get(note + "?draft=1").has("回避前写的").lacks(planted)

		clerk := w.as(base, "clerk")
		gone := "/matters/" + string(root) + "/do/note"
		form := clerk.form(gone)
		form.Set("f.text", "封存前写的")
		w.seal(root)
		clerk.post(gone, form).is(http.StatusNotFound).has("封存前写的", "已存为草稿").lacks(planted)
		clerk.get(gone + "?draft=1").is(http.StatusNotFound).has("封存前写的")
		clerk.get(gone).is(http.StatusNotFound).lacks("封存前写的")
	})
}

// A birth that is refused or fails keeps what was typed, as an act does.
func TestABirthThatFailsKeepsItsForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		c := w.as(w.serve(), "director")
		path := "/matters/new/linked_task?parent=" + string(root)
		form := c.form(path)
		form.Set("f.body", string(w.bodies["DEPT"].ID))
		form.Set("f.demand", "查明漏水原因")
		w.must("director", root, "void", f{"reason": "误登"})
		c.post(path, form).has("查明漏水原因", "已存为草稿", "新城区住房和城乡建设局").lacks(`<form method="post" action="/matters/new`)
		c.get("/home").has("没写完的", strings.ReplaceAll(path, "&", "&amp;")+"&amp;draft=")
		c.get(path + "&draft=1").has("查明漏水原因")

		for _, row := range []struct {
			err    error
			status int
		}{
			{&casemodel.Error{Kind: casemodel.Busy, Key: "store.busy"}, http.StatusServiceUnavailable},
			{errors.New("the disk is full"), http.StatusInternalServerError},
		} {
			rec := httptest.NewRecorder()
			g, _ := gin.CreateTestContext(rec)
			g.Request = httptest.NewRequestWithContext(t.Context(), "POST", "/matters/new/petition", nil)
			v := &visit{s: w.site, c: g, who: w.who["clerk"], form: url.Values{"f.claim": {"半页纸的诉求"}, "_once": {"same-word"}}}
			v.session = identity.Session{UserID: v.who.UserID, Name: v.who.Name}
			flow := w.Flows.Latest("petition")
			if err := w.site.notCreated(v, &creation{flow: flow, fields: flow.Create.Fields}, &reading{v: v}, row.err); err != nil {
				t.Fatal(err)
			}
			a := &answer{t, rec.Code, rec.Header(), rec.Body.String()}
			a.is(row.status).has("半页纸的诉求", `value="same-word"`).lacks("the disk is full")
		}
		w.as(w.serve(), "clerk").get("/home").has("没写完的", "信访")
	})
}

// seal shuts a case to all but named persons, past every permission.
func (w *town) seal(root casemodel.ID) {
	w.t.Helper()
	if err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		m, err := tx.Matter(root)
		if err != nil {
			return err
		}
		m.Sealed, m.RegisteredByID, m.RegisteredBodyID = 1, w.who["director"].UserID, w.bodies["CITY"].ID
		return tx.UpdateMatter(m, m.Seq)
	}); err != nil {
		w.t.Fatal(err)
	}
}
