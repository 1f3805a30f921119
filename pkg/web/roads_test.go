package web

import (
	"net/http"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// at puts the clock of a town to a morning and lets what is due happen.
func (w *town) at(on string) {
	w.t.Helper()
	d, err := time.ParseInLocation("2006-01-02 15:04", on+" 09:00", calendar.Zone)
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.Set(d)
	if _, err := w.Sweep(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// What was not performed shows the ways from there: each that is open leads to
// its act and says until when, where and with what paper; each that is closed
// says why.
func TestTheRoadsFromADefault(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		soon := w.workers(1) // due on 20 March, within the thirty days of the confirmation
		item, base := w.child(soon, "performance_item"), w.serve()
		page := "/matters/" + string(item)
		w.as(base, "mediator").get(page).is(http.StatusOK).lacks("可以走的路")
		w.at("2026-03-23")
		m := w.as(base, "mediator")
		m.get(page).has("可以走的路", page+"/do/urge", "《人民调解法》第31条", "最后一天 2026-04-01", "/matters/"+string(w.child(soon, "judicial_confirmation")),
			"协议没有经司法确认", "《民事诉讼法》第225条", "就协议起诉", "先督促一次", "最后一天 2029-03-20").lacks(page + "/do/sue")
		w.as(base, "clerk").get(page).lacks("可以走的路")
		w.must("mediator", item, "urge", f{"way": "visit"})
		m.get(page).has("先认定违约", page+"/do/mark_default")
		w.must("mediator", item, "mark_default", nil)
		m.get(page).has(page+"/do/sue", "已经认定违约", "最后一天 2029-03-23")
		m.get(page + "/do/sue").is(http.StatusOK).has("可以走的路")
		w.at("2026-04-07")
		w.as(base, "mediator").get(page).has("三十日的申请期已过")

		root, id := w.confirming()
		owed := w.child(casemodel.ID(root), "performance_item")
		w.must("mediator", casemodel.ID(id), "submit_jointly", f{"consents": w.consents(casemodel.ID(root))})
		w.must("courtdesk", casemodel.ID(id), "accept_by_court", f{"court_case_no": "（2026）内0102诉前调确7号"})
		w.must("courtdesk", casemodel.ID(id), "confirm", f{"ruling_no": "（2026）内0102民特7号"})
		w.at("2026-05-06")
		w.as(base, "mediator").get("/matters/"+string(owed)).has("申请强制执行", "最后一天 2028-05-01", "新城区人民法院", "已有法院裁定，直接申请执行", "先督促一次")
	})
}
