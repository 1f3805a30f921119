package web

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// jpegOf is a photo of so many points.
func jpegOf(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.SetRGBA(x, y, color.RGBA{uint8(120 + x*80/w), uint8(140 + y*60/h), 150, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Evidence is taken in with its photos, shown by its number with drawings of
// them, given back, and listed on its paper; what was confided is on none.
func TestEvidenceIsTakenInShownAndListed(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		home := "/matters/" + string(proceeding)
		base := w.serve()
		c := w.as(base, "mediator")
		c.get(home+"/evidence").is(http.StatusOK).has("还没有收下证据", "/do/add_evidence")
		add := func(title, read string, photos ...sent) *answer {
			form := c.form(home + "/do/add_evidence")
			for name, value := range map[string]string{
				"f.title": title, "f.kind": "photo", "f.party": w.parties(root)[0], "f.proves": "楼上漏水造成损坏", "f.form": "original", "f.read": read, "f.pages": "2",
			} {
				form.Set(name, value)
			}
			return c.uploads(home+"/do/add_evidence", form, "f.files.new", photos...)
		}
		photo := jpegOf(t, 900, 600)
		add("屋顶照片", "", sent{"照片1.jpg", photo}, sent{"照片2.jpg", append(photo, 0)}, sent{"说明.txt", []byte("双方在场所拍")}).redirects(home + "/evidence")
		add("私下交来的录音说明", "sessions").redirects(home + "/evidence")
		for who, want := range map[string]string{"mediator": "2", "director": "1"} { // as far as they may read it
			w.as(base, who).get(home).is(http.StatusOK).has(`证据材料 <span class="num">` + want + `</span>`)
		}
		page := c.get(home+"/evidence").has("屋顶照片", "照片1.jpg", "说明.txt", "申请人 王志强", "原件、原物", "2 页", "私下提交")
		small := regexpFind(t, page.body, `src="([^"]+/small)"`)
		drawn := c.get(small).is(http.StatusOK)
		if m, err := jpeg.Decode(bytes.NewReader([]byte(drawn.body))); err != nil || m.Bounds().Dx() != 320 || drawn.body == string(photo) {
			t.Errorf("the small picture: %v", err)
		}
		for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": apart} {
			if got := drawn.header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		view := c.get(regexpFind(t, page.body, `href="([^"]+/view)"`)).is(http.StatusOK).has("第 1 张，共 2 张", "下一张", "证据 1").lacks("上一张</a>")
		c.get(regexpFind(t, view.body, `src="([^"]+/large)"`)).is(http.StatusOK)
		c.get(regexpFind(t, view.body, `href="([^"]+)" rel="next"`)).is(http.StatusOK).has("第 2 张，共 2 张")
		text := regexpFind(t, page.body, `href="(`+home+`/files/[^"/]+)">`)
		for _, end := range []string{"/small", "/large", "/view"} {
			c.get(text + end).is(http.StatusNotFound).has("不能在这里预览")
		}
		for _, end := range []string{"small", "large", "view"} {
			w.as(base, "clerk").get(regexpFind(t, small, `(.*)small`) + end).is(http.StatusNotFound)
		}
		w.as(base, "clerk").get(home+"/evidence").lacks("屋顶照片", "私下交来")
		w.as(base, "director").get(home + "/evidence").has("屋顶照片").lacks("私下交来")

		form := c.form(home + "/do/return_evidence?f.no=1")
		form.Set("f.no", "1")
		form.Set("f.returned_to", "王志强")
		c.get(home+"/do/return_evidence?f.no=1").has("证据 1　屋顶照片", "楼上漏水造成损坏")
		c.post(home+"/do/return_evidence", form).redirects(home + "/evidence")
		c.get(home + "/evidence").has("2026-03-02 退还，王志强领取")
		text = c.post(home+"/papers", url.Values{"paper": {"D12_evidence_list"}}).paper("屋顶照片", "楼上漏水造成损坏", "现场照片（原件、原物）", "2026年3月2日退还")
		if strings.Contains(text, "私下交来") {
			t.Error("the paper tells what was given in confidence")
		}
	})
}
