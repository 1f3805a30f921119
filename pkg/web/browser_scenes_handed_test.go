//go:build browser

package web

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// handedScenes are the register of what went out of the house and the list of
// volumes that are out.
func (w *town) handedScenes() []scene {
	w.t.Helper()
	root, proceeding := w.ended()
	p := w.parties(root)
	back := func(days int) string { return (calendar.DayOf(w.clock.Now()) + calendar.Day(days)).String() }
	w.must("mediator", proceeding, "hand_out", f{"paper": "D15_agreement", "parties": []any{p[0]}, "way": "in_person", "taker": "马强", "authority": "儿子，凭授权委托书（2026年2月27日出具），身份证已核对"})
	w.must("mediator", proceeding, "hand_out", f{"paper": "D10_rights_notice", "parties": []any{p[0], p[1]}, "way": "in_person"})
	w.must("mediator", proceeding, "hand_out", f{"paper": "D15_agreement", "parties": []any{p[1]}, "way": "post", "proof": "EMS 1123 4567 8CN，丽苑小区 3 号楼 2 单元 501"})
	w.must("mediator", proceeding, "strike_handing", f{"no": "4", "reason": "邮件退回，本人改为来中心领取"})
	w.must("archivist", root, "lend_volume", f{"taker": "陈海", "office": "新城区司法局基层工作科", "purpose": "inspection", "proof": "调卷函〔2026〕12号", "due_on": back(0)})
	w.must("archivist", root, "return_volume", f{"state": "共 46 页，无缺页、涂改"})
	w.must("archivist", root, "lend_volume", f{"taker": "徐建国", "office": "新城区人民法院", "purpose": "court", "proof": "工作证", "due_on": back(2)})
	other := w.closed()
	at := "/matters/" + string(root)
	lends := func(b *tab) { b.click(`button[formaction="/volumes/lend"]`) }
	return []scene{
		{"handed", "archivist", at + "/handed", 0, nil},
		{"handed-none", "mediator", "/matters/" + string(other) + "/handed", 0, nil},
		{"hand-out", "mediator", "/matters/" + string(proceeding) + "/do/hand_out?" + url.Values{"f.paper": {"D15_agreement"}, "f.parties": {p[1]}}.Encode(), 0, nil},
		{"hand-strike", "mediator", at + "/do/strike_handing?f.no=1", 0, nil},
		{"lend", "archivist", "/matters/" + string(other) + "/do/lend_volume", 0, nil},
		{"lend-back", "archivist", at + "/do/return_volume", 0, nil},
		{"lend-strike", "archivist", at + "/do/strike_loan?f.no=6", 0, nil},
		{"lent", "archivist", "/volumes/lent", 0, nil},
		{"lent-all", "archivist", "/volumes/lent?show=all", 0, nil},
		{"lent-unticked", "archivist", "/volumes", 422, lends},
	}
}

// The pages of the register alone, on every screen.
func TestTheRegisterOfHandingOutHoldsOnEveryScreen(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	scenes := w.handedScenes()
	b := openBrowser(t, w.serve())(1366, 768, false)
	for _, one := range sorted(scenes) {
		b.signsInAs(one.who).visits(one)
	}
	b.signsInAs("archivist").open(scenes[0].path)
	if sheet := b.pages("handed-sheet"); len(sheet) != 1 || !strings.Contains(sheet[0], "EMS 1123") || strings.Contains(sheet[0], "未附照片") || !strings.Contains(sheet[0], "签收") {
		t.Errorf("the printed register: %v", sheet)
	}
}
