package web

import (
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// ended is a case whose written agreement was performed.
func (w *town) ended() (root, proceeding casemodel.ID) {
	w.t.Helper()
	root = w.settled()
	proceeding = w.child(root, "peoples_mediation")
	w.must("mediator", w.child(root, "performance_item"), "perform", f{"evidence": "收条"})
	w.must("mediator", root, "confirm_follow_up", f{"way": "message", "performed": "yes", "satisfaction": "5"})
	return root, proceeding
}

// Who was given which paper is written down and read on one page; the dossier
// says who has none and leads there; a wrong line stays and says why.
func TestWhatWasHandedToWhomIsRegistered(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root, proceeding := w.ended()
		base := w.serve()
		keeper, mediator := w.as(base, "archivist"), w.as(base, "mediator")
		home := "/matters/" + string(root)
		keeper.get(home).has("调解协议书还没有交给：王志强、马素云", "登记送达", home+"/handed")
		keeper.get("/volumes").has("调解协议书还没有交给：王志强、马素云")
		keeper.get(home+"/dossier").has("调解协议书还没有交给：王志强、马素云", "登记送达")
		keeper.get(home+"/do/archive").has("调解协议书还没有交给：王志强、马素云", "/do/hand_out?f.paper=D15_agreement")

		give := "/matters/" + string(proceeding) + "/do/hand_out"
		mediator.get(give+"?f.paper=D15_agreement").is(http.StatusOK).has("协议书各方各执一份", "代领人", `value="D15_agreement" selected`).lacks("D15_copies")
		p := w.parties(root)
		form := mediator.form(give)
		form["f.parties"], form["f.paper"], form["f.way"] = []string{p[1]}, []string{"D15_agreement"}, []string{"post"}
		mediator.post(give, form).is(http.StatusUnprocessableEntity).has("邮寄、电子送达和留置的，请写明凭据", p[1])
		form.Set("f.proof", "EMS 1123 4567 8")
		mediator.post(give, form).redirects("/matters/" + string(proceeding) + "/handed")
		w.must("mediator", proceeding, "hand_out", f{"paper": "D15_agreement", "parties": []any{p[0]}, "way": "in_person", "taker": "马强", "authority": "儿子，凭授权委托书"})
		mediator.get("/matters/"+string(proceeding)+"/handed").is(http.StatusOK).has("调解协议书", "EMS 1123 4567 8", "马强", "儿子，凭授权委托书", "当面领取", "更正").lacks("还没有交给")
		keeper.get(home).lacks("还没有交给")
		w.must("mediator", proceeding, "strike_handing", f{"no": "1", "reason": "邮件退回"})
		keeper.get(home+"/handed").has("已更正：邮件退回", "调解协议书还没有交给：马素云", "案卷借出")
		keeper.get("/matters/"+string(proceeding)+"/journal").has("登记送达、领取", "更正送达登记")

		w.as(base, "dept").get(home + "/handed").is(http.StatusNotFound)
		w.as(base, "admin").get(home + "/handed").is(http.StatusNotFound)
	})
}

// An inspector takes the drawn volumes in one act; the list says where each is
// and what is late; what one refuses does not hold up the others.
func TestDrawnVolumesAreLentAndTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		one, two := w.closed(), w.closed()
		base := w.serve()
		keeper := w.as(base, "archivist")
		ask := url.Values{"m": {string(one), string(two)}, "taker": {"陈海"}, "office": {"区司法局"}, "use": {"inspection"}, "proof": {"调卷函〔2026〕12号"}, "due_on": {"2026-03-09"}, "from": {"2026-01-01"}, "until": {"2026-12-31"}}
		before := w.prints()
		for field, say := range map[string]string{"taker": "请填写", "use": "请", "due_on": "请填写", "m": "请先勾选案卷"} {
			bad := url.Values{}
			for k, v := range ask {
				if k != field {
					bad[k] = v
				}
			}
			keeper.post("/volumes/lend", bad).is(http.StatusUnprocessableEntity).has(say)
		}
		unnamed := url.Values{"m": ask["m"], "office": {"区司法局"}, "use": {"inspection"}, "due_on": {"2026-03-09"}}
		keeper.post("/volumes/lend", unnamed).is(http.StatusUnprocessableEntity).has(`value="区司法局"`, `value="inspection" selected`, `value="2026-03-09"`)
		unknown := url.Values{"m": {string(one), "01a20500-7387-7678-b799-09e2404b2a9b"}, "taker": ask["taker"], "office": ask["office"], "use": ask["use"], "due_on": ask["due_on"]}
		keeper.post("/volumes/lend", unknown).is(http.StatusNotFound)
		w.as(base, "mediator").post("/volumes/lend", ask).is(http.StatusForbidden)
		w.as(base, "mediator").post("/volumes/return", ask).is(http.StatusForbidden)
		if !maps.Equal(w.prints(), before) {
			t.Error("a refused lending is written down")
		}
		keeper.post("/volumes/lend", ask).redirects("/volumes/lent?lent=2")
		keeper.get("/volumes/lent?lent=2").has("已登记借出 2 册", "陈海", "区司法局", "调卷函〔2026〕12号", "检查、评查")
		keeper.get("/home").has("案卷借出").lacks("案卷逾期未还")
		keeper.get("/volumes?from=2026-01-01&until=2026-12-31").has("借出：陈海，2026-03-09 应还")
		keeper.post("/volumes/lend", ask).is(http.StatusUnprocessableEntity).has("案卷已经借给陈海，应于 2026-03-09 归还")
		w.as(base, "mediator").get("/matters/"+string(one)+"/journal").has("案卷借出、查阅", "陈海", "检查、评查")

		w.clock.Set(time.Date(2026, 3, 11, 9, 0, 0, 0, calendar.Zone))
		keeper = w.as(base, "archivist")
		keeper.get("/volumes/lent").has("2 册超期未还", "超期 2 天")
		keeper.get("/home").has("案卷逾期未还", lentHome).lacks("案卷借出")
		w.as(base, "mediator").get("/home").lacks("案卷逾期未还")
		keeper.post("/volumes/return", url.Values{"m": {string(one)}}).is(http.StatusUnprocessableEntity).has("清点结果")
		keeper.post("/volumes/return", url.Values{"m": {string(one)}, "state": {"无缺页"}}).redirects("/volumes/lent?done=1")
		keeper.get("/volumes/lent").has("1 册超期未还").lacks(string(one))
		keeper.get("/volumes/lent?show=all").has(string(one), string(two), "无缺页")
		keeper.post("/volumes/return", url.Values{"m": {string(one), string(two)}, "state": {"无缺页"}}).is(http.StatusUnprocessableEntity).has("案卷没有借出，或者已经归还")
		keeper.get("/volumes/lent").has("案卷都在库里")
		w.as(base, "dept").get("/volumes/lent?show=all").is(http.StatusOK).lacks("陈海")
	})
}
