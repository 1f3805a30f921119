//go:build browser

package web

import (
	"bytes"
	"net/http"
	"strconv"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/pkg/vault"
)

// uploaded is a fresh file of the mediator's, with its content.
func (w *town) uploaded(name string, content []byte) string {
	w.t.Helper()
	taken, err := w.site.vault.Take(bytes.NewReader(content), name, vault.Rules{Largest: 1 << 20})
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := w.Upload(w.t.Context(), w.who["mediator"], taken, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return string(f.ID)
}

// pieces takes evidence in, of every sort and in every state.
func (w *town) pieces(proceeding casemodel.ID) {
	w.t.Helper()
	p := w.parties(w.header(proceeding).RootID)
	var photos []any
	for i := range 3 {
		photos = append(photos, w.uploaded("屋顶照片"+strconv.Itoa(i+1)+".jpg", jpegOf(w.t, 900+i, 600+200*i)))
	}
	contract := w.uploaded("丽苑小区3号楼房屋租赁合同及补充协议（2024年9月签订，双方盖章）.pdf", []byte("%PDF-1.7\n1 0 obj\n"))
	for _, in := range []f{
		{"title": "屋顶和地板漏水照片", "kind": "photo", "party": p[0], "proves": "楼上漏水造成主卧屋顶脱落、地板泡坏", "form": "copy", "files": photos, "pages": "3"},
		{"title": "房屋租赁合同", "kind": "document", "party": p[1], "proves": "漏水时房屋已出租，租客负责日常维护", "form": "original", "files": []any{contract}, "pages": "12"},
		{"title": "维修票据", "kind": "document", "party": p[0], "proves": "维修花费 3,000 元", "form": "checked", "pages": "2"},
		{"title": "私下说明", "kind": "statement", "party": p[1], "proves": "愿意先垫付一半", "form": "original", "read": "sessions"},
		{"title": "现场勘验记录", "kind": "inspection", "proves": "漏水点在楼上卫生间主管", "form": "original", "pages": "1"},
	} {
		w.must("mediator", proceeding, "add_evidence", in)
	}
	w.must("mediator", proceeding, "return_evidence", f{"no": "2", "returned_to": "马素云"})
	w.must("mediator", proceeding, "weigh_evidence", f{"no": "3", "weight": "票据与照片相互印证，双方对金额没有异议。"})
	w.must("mediator", proceeding, "withdraw_evidence", f{"no": "5", "reason": "双方同意以鉴定为准"})
}

// fileScenes are the pages of evidence and its pictures.
func (w *town) fileScenes(proceeding casemodel.ID) []scene {
	w.t.Helper()
	w.pieces(proceeding)
	in := "/matters/" + string(proceeding)
	all, err := w.Evidence(w.t.Context(), w.who["mediator"], proceeding)
	if err != nil {
		w.t.Fatal(err)
	}
	none := w.child(w.failed(), "peoples_mediation")
	return []scene{
		{"evidence", "mediator", in + "/evidence", 0, nil},
		{"evidence-none", "mediator", "/matters/" + string(none) + "/evidence", 0, nil},
		{"picture", "mediator", in + "/files/" + string(all[0].Files[1].ID) + "/view", 0, nil},
		{"picture-none", "mediator", in + "/files/" + string(all[1].Files[0].ID) + "/view", http.StatusNotFound, nil},
		{"evidence-add", "mediator", in + "/do/add_evidence", 0, nil},
		{"evidence-return", "mediator", in + "/do/return_evidence?f.no=3", 0, nil},
		{"evidence-weigh", "mediator", in + "/do/weigh_evidence?f.no=1", 0, nil},
		{"evidence-withdraw", "mediator", in + "/do/withdraw_evidence?f.no=1", 0, nil},
	}
}

// The pages of files alone, on every screen.
func TestThePagesOfFilesHoldOnEveryScreen(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	_, proceeding := w.inSession()
	scenes := w.fileScenes(proceeding)
	b := openBrowser(t, w.serve())(1366, 768, false)
	for _, one := range sorted(scenes) {
		b.signsInAs(one.who).visits(one)
	}
}
