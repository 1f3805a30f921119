package web

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
)

// reword is a Word file with other words in its text, as somebody saves it who
// edited it; more are files put into it, name and text in turn.
func reword(t testing.TB, raw, from, to string, more ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	put := func(name, text string) {
		w, err := out.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" && !strings.Contains(string(text), from) {
			t.Fatalf("%s is not in the template", from)
		}
		put(f.Name, strings.Replace(string(text), from, to, 1))
	}
	for i := 0; i < len(more); i += 2 {
		put(more[i], more[i+1])
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var versionHref = regexp.MustCompile(`/admin/papers/D15_agreement/file\?version=([0-9a-f-]{36})"`)

// A site edits a paper in its word processor, looks at it filled, and puts it
// in force; the papers made of it say which version they are.
func TestASiteMakesAPaperItsOwn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const page = "/admin/papers/D15_agreement"
		base := w.serve()
		admin, mediator := w.as(base, "admin"), w.as(base, "mediator")
		home := "/matters/" + string(w.child(w.settled(), "peoples_mediation"))
		made := func() string { return mediator.post(home+"/papers", url.Values{"paper": {"D15_agreement"}}).paper() }

		admin.get("/admin/papers").is(http.StatusOK).has("调解协议书", "程序自带", page)
		shipped := admin.get(page + "/file?version=shipped").is(http.StatusOK).body
		own := reword(t, shipped, "人民调解协议书", "丽苑社区调解协议书")
		admin.upload(page, nil, "file", "协议书 改.docx", own).redirects(page)
		shown := admin.get(page).has("协议书 改.docx", "已上传，未启用")
		version := versionHref.FindStringSubmatch(shown.body)[1]
		admin.get(page+"/file?version="+version+"&filled=1").paper("丽苑社区调解协议书", "王志强")
		if text := made(); strings.Contains(text, "丽苑社区调解协议书") {
			t.Error("a version that nobody put in force is used")
		}

		admin.post(page+"/"+version, url.Values{"to": {"force"}}).redirects(page)
		if text := made(); !strings.Contains(text, "丽苑社区调解协议书") || !strings.Contains(text, "马素云") {
			t.Errorf("the version in force is not used: %s", text)
		}
		kept, err := w.PaperInForce(t.Context(), "D15_agreement")
		if err != nil || kept == nil || kept.No != 1 {
			t.Fatalf("%+v, %v", kept, err)
		}
		w.as(base, "director").get(home+"/journal?payload=1").has("第 1 版", kept.SHA256)
		admin.get("/admin/papers").has("第 1 版")
		admin.get("/admin/log").has("启用文书模板", kept.SHA256)
		admin.post(page+"/"+version, url.Values{"to": {"force"}}).is(http.StatusConflict)

		admin.post(page+"/"+version, url.Values{"to": {"withdrawn"}}).redirects(page)
		if text := made(); strings.Contains(text, "丽苑社区调解协议书") {
			t.Error("a withdrawn version is used")
		}
		if again, err := w.PaperTemplate(t.Context(), w.who["admin"], kept.ID); err != nil || !bytes.Equal(again.Content, own) || again.State != casework.TemplateWithdrawn {
			t.Errorf("the version is another: %v", err)
		}
	})
}

// What is wrong with a template is told at its mark, all at once, and nothing
// of it is kept.
func TestATemplateWithFaultsIsRefusedWhole(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		const page = "/admin/papers/D15_agreement"
		base := w.serve()
		admin := w.as(base, "admin")
		shipped := admin.get(page + "/file?version=shipped").body
		before, deeds := w.prints(), w.officeTables()
		const link = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.0.0.1/x.png" TargetMode="External"/></Relationships>`
		for name, one := range map[string]struct {
			file []byte
			want []string
		}{
			"an unknown name": {reword(t, shipped, "{{.程序.编号}}", "{{.程序.编好}}"), []string{"{{.程序.编好}}", "编号：{{.程序.编好}}", "没有「编好」这个名称"}},
			"no end":          {reword(t, shipped, "{{循环 .协议.条款}}", "{{循环 .协议.条款}}{{如果 .没有}}"), []string{"缺少对应的「结束」"}},
			"a call":          {reword(t, shipped, "{{.程序.编号}}", `{{printf "%d" 1}}`), []string{"没有这个词"}},
			"a program":       {reword(t, shipped, "人民", "人民", "word/vbaProject.bin", "x"), []string{"嵌有别的文件", "vbaProject.bin"}},
			"a link":          {reword(t, shipped, "人民", "人民", "word/_rels/header9.xml.rels", link), []string{"指向外部"}},
			"no Word file":    {[]byte("hello"), []string{"不是完好的 Word 文件"}},
			"nothing":         {nil, []string{"请选择模板文件"}},
		} {
			got := admin.upload(page, nil, "file", "坏.docx", one.file)
			if one.file == nil {
				got = admin.post(page, nil)
			}
			got.is(http.StatusUnprocessableEntity)
			for _, want := range one.want {
				if !strings.Contains(got.text(), want) {
					t.Errorf("%s: %q is not told: %s", name, want, got.text())
				}
			}
		}
		for _, who := range []string{"clerk", "mediator", "director", "auditor"} {
			c := w.as(base, who)
			c.upload(page, nil, "file", "改.docx", reword(t, shipped, "人民", "本地")).is(http.StatusForbidden)
			if want := map[string]int{"director": http.StatusOK, "auditor": http.StatusOK}[who]; want == 0 {
				c.get(page).is(http.StatusForbidden)
				c.get(page + "/file?version=shipped").is(http.StatusForbidden)
				c.get("/admin/papers").is(http.StatusForbidden)
			}
		}
		admin.get("/admin/papers/D99_none").is(http.StatusNotFound)
		admin.get(page + "/file?version=x").is(http.StatusNotFound)
		if after := w.prints(); !maps.Equal(before, after) || w.officeTables() != deeds {
			t.Error("a refused template left something behind")
		}
		admin.upload(page, nil, "file", "改.docx", reword(t, shipped, "人民", "本地")).redirects(page)
		if after := w.prints(); maps.Equal(before, after) {
			t.Error("the fingerprint does not cover templates")
		}
		admin.upload(page, nil, "file", "改.docx", reword(t, shipped, "人民", "本地")).is(http.StatusUnprocessableEntity).has("与第 1 版相同")
	})
}
