package web

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// unpacked reads an archive back: its files by name, in their order.
func unpacked(t testing.TB, body string) (names []string, files map[string][]byte) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
	}
	return names, files
}

// A whole volume is numbered, has its index, and every byte of it is what the
// list says; what its taker may not read leaves its place; that it was taken is
// written down with why.
func TestAWholeVolumeIsTakenAndHolds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		proceeding := w.child(root, "peoples_mediation")
		base := w.serve()
		page := "/matters/" + string(root) + "/do/attach"
		clerk := w.as(base, "clerk")
		form := clerk.form(page)
		clerk.upload(page, form, "f.files.new", "屋顶: 照片*1.txt", []byte("屋顶漏水的说明")).redirects("/matters/" + string(root))
		at := "/matters/" + string(root) + "/bundle"

		director := w.as(base, "director")
		before := w.prints()
		director.post(at, url.Values{"purpose": {" "}}).is(http.StatusUnprocessableEntity).has("请写明整卷的用途")
		w.as(base, "mediator").post("/matters/"+string(proceeding)+"/bundle", url.Values{"purpose": {"调卷"}}).is(http.StatusNotFound)
		if after := w.prints(); after["journal_entry"] != before["journal_entry"] {
			t.Error("a refused bundle is written down")
		}
		entries := w.entries(root)
		got := director.post(at, url.Values{"purpose": {"法院调卷"}}).is(http.StatusOK)
		if w.entries(root) != entries+1 {
			t.Errorf("%d entries", w.entries(root)-entries)
		}
		names, files := unpacked(t, got.body)
		all := strings.Join(names, "\n")
		for _, want := range []string{"卷宗封面.docx", "卷内目录.docx", "调解协议书", "屋顶_ 照片_1.txt", "校验清单.csv"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s is not in %s", want, all)
			}
		}
		if !strings.HasPrefix(names[0], "01_卷宗封面") || !strings.HasPrefix(names[1], "02_卷内目录") {
			t.Errorf("it begins with %s, %s", names[0], names[1])
		}
		list := files["校验清单.csv"]
		if !bytes.HasPrefix(list, []byte("\ufeff")) {
			t.Error("the list has no BOM")
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(list, []byte("\ufeff")))).ReadAll()
		if err != nil || len(rows) != len(names) {
			t.Fatalf("%d rows for %d names: %v", len(rows), len(names), err)
		}
		index := paperText(t, string(files[names[1]]))
		for _, row := range rows[1:] {
			content := files[row[2]]
			sum := sha256.Sum256(content)
			if hex.EncodeToString(sum[:]) != row[3] {
				t.Errorf("%s does not hold: %s", row[2], row[3])
			}
			if strings.HasSuffix(row[2], ".docx") && !strings.Contains(row[2], "照片") {
				soundPaper(t, row[2], string(content))
			}
			if !strings.Contains(index, row[1]) {
				t.Errorf("%s is not in the index", row[1])
			}
		}
		director.get("/matters/" + string(root) + "/seen").has("整卷下载")
		director.get("/matters/" + string(root) + "/journal?payload=1").has("法院调卷")
	})
}

// What was said in a sitting leaves its place in the bundle of who may not read
// it, and nothing of itself.
func TestABundleHoldsNothingItsTakerMayNotRead(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		const said = "背靠背时说只要八千"
		w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": w.parties(root)[0], "result": "continue", "text": said})
		base := w.serve()
		mediator := w.as(base, "mediator")
		page := "/matters/" + string(proceeding) + "/do/attach"
		form := mediator.form(page)
		form.Set("f.read", "sessions")
		mediator.upload(page, form, "f.files.new", "谈话底稿.txt", []byte(said)).redirects("/matters/" + string(proceeding))
		places := 0
		for username := range w.who {
			got := w.as(base, username).post("/matters/"+string(root)+"/bundle", url.Values{"purpose": {"核对"}})
			if got.status != http.StatusOK {
				continue
			}
			names, files := unpacked(t, got.body)
			may := strings.Contains(strings.Join(names, " "), "谈话底稿")
			for name, content := range files {
				text := string(content)
				if strings.HasSuffix(name, ".docx") {
					text = paperText(t, text)
				}
				if strings.Contains(text, said) && (!may || !strings.Contains(name, "谈话底稿")) {
					t.Errorf("%s has %s in %s", username, said, name)
				}
			}
			if !may && strings.Contains(strings.Join(names, " "), "保密材料 1 份") {
				places++
			}
			if may && (username == "clerk" || username == "triage") {
				t.Errorf("%s takes what was said in a sitting", username)
			}
		}
		if places == 0 {
			t.Error("nobody was shown a place")
		}
	})
}

// What puts a record right is in the volume: a typed record stays in it when a
// page comes later, and when that page is photographed again; what is written
// beside a filed copy is printed. What is for inside has no place in it, and the
// record of an inquiry leaves the house in none.
func TestAVolumeKeepsTypedRecordsBesideLaterPages(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.inSession()
		p := w.parties(root)
		photo := func(name string) string { return string(w.waits("mediator", name, jpegOf(t, 60, 40))) }
		w.must("mediator", id, "log_session", f{"mode": "joint", "result": "continue", "said": "打字的笔录"})
		w.must("mediator", id, "sign_record", f{"record": 1, "parties": many(p)})
		w.must("mediator", id, "supplement_record", f{"record": 1, "files": []any{photo("续页.jpg")}})
		w.must("mediator", id, "replace_page", f{"record": 1, "page": 1, "file": photo("重拍.jpg"), "reason": "反光"})
		w.must("mediator", id, "log_inquiry", f{"person": "赵敏", "asked": "打字的调查"})
		w.must("mediator", id, "sign_record", f{"record": 101, "pages": []any{photo("签名件.jpg")}})
		w.must("mediator", id, "log_inquiry", f{"person": "赵敏", "asked": "内部的话", "inside": true, "pages": []any{photo("内部.jpg")}})
		mediator := w.as(w.serve(), "mediator")
		volume := func() string {
			return unzipped(t, mediator.post("/matters/"+string(root)+"/bundle", url.Values{"purpose": {"核对"}}).is(http.StatusOK))
		}
		got := volume()
		for text, in := range map[string]bool{"打字的笔录": true, "续页.jpg": true, "重拍.jpg": true, "打字的调查": false, "签名件.jpg": true, "内部的话": false, "内部.jpg": false, "保密材料": false} {
			if strings.Contains(got, text) != in {
				t.Errorf("%s is in the volume: %t", text, !in)
			}
		}
		w.must("mediator", id, "supplement_record", f{"record": 101, "text": "补写的一句"})
		if got = volume(); !strings.Contains(got, "补写的一句") || !strings.Contains(got, "签名件.jpg") {
			t.Error("what is written beside a filed copy is not in the volume")
		}
		out := unzipped(t, mediator.post("/matters/"+string(root)+"/dossier", url.Values{"purpose": {"核对"}, "kind": {sheetOutward}, "as": {"word"}}).is(http.StatusOK))
		for _, text := range []string{"打字的调查", "补写的一句", "打字的笔录", "赵敏"} {
			if strings.Contains(out, text) {
				t.Errorf("%s leaves the house", text)
			}
		}
	})
}
