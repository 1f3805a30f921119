package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A file goes up by itself while the form stays: sent again after a cut line it
// is one file, what is refused says why and hurts nothing else, and what was
// kept goes with the form as if it had come with it.
func TestAFileGoesUpWhileTheFormStays(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		home := "/matters/" + string(root)
		base := w.serve()
		c := w.as(base, "clerk")
		js := c.scripted()
		up := func(once, name string, content []byte) (fileWord, *answer) {
			a := js.upload("/files", url.Values{"_once": {once}}, "file", name, content)
			var kept fileWord
			if a.status == http.StatusCreated {
				if err := json.Unmarshal([]byte(a.body), &kept); err != nil || a.header.Get(formHeader) != "file" {
					t.Errorf("answered %s %s (%v)", a.header.Get(formHeader), a.body, err)
				}
			}
			return kept, a
		}
		photo := jpegOf(t, 400, 300)
		one, _ := up("first-photo", "照片 1.jpg", photo)
		if again, _ := up("first-photo", "照片 1.jpg", photo); again != one || one.Name != "照片 1.jpg" || one.Src != "/files/"+string(one.ID)+"/small" {
			t.Errorf("sent twice: %+v and %+v", one, again)
		}
		two, _ := up("second", "说明.txt", []byte("双方在场"))
		if _, a := up("third", "页面.pdf", []byte("<!DOCTYPE html><script>1</script>")); a.status != http.StatusUnsupportedMediaType || !strings.Contains(a.word().Says, "其实是网页") {
			t.Errorf("%d %s", a.status, a.body)
		}
		if _, a := up("fourth", "空.txt", nil); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%d %s", a.status, a.body)
		}
		c.get(one.Src).is(http.StatusOK)
		for _, who := range []string{"triage", "mediator"} {
			w.as(base, who).get(one.Src).is(http.StatusNotFound)
		}
		js.post("/files", url.Values{"_once": {"x"}}).is(http.StatusUnprocessableEntity)
		w.stranger(base).get(one.Src).is(http.StatusSeeOther)

		form := c.form(home + "/do/attach")
		form.Set("f.read", "nonsense")
		form["f.files"] = []string{string(one.ID), string(two.ID)}
		form.Set("f.files.name."+string(one.ID), one.Name)
		page := c.post(home+"/do/attach", form).is(http.StatusUnprocessableEntity).has(`src="`+one.Src+`"`, "照片 1.jpg", `value="`+string(one.ID)+`" checked`)
		page.has(`accept=".pdf,.docx,`, `capture="environment"`, "data-drop")
		form.Set("f.read", "registration")
		c.post(home+"/do/attach", form).redirects(home)
		c.get(home).has("照片 1.jpg", "说明.txt")
		c.get(one.Src).is(http.StatusNotFound) // it is the case's now
	})
}
