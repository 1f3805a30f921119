package web

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// A content that changed on the disk is not handed out, not even in part; the
// page says so and gives a number to ask by.
func TestAChangedFileIsNotHandedOut(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		home := "/matters/" + string(root)
		c := w.as(w.serve(), "clerk")
		form := c.form(home + "/do/attach")
		form.Set("f.read", "registration")
		c.upload(home+"/do/attach", form, "f.files.new", "收据.pdf", []byte("%PDF-1.7\n1 0 obj\n今收到三千元\n%%EOF\n")).redirects(home)
		link := regexpFind(t, c.get(home).body, `href="(`+home+`/files/[^"]+)"`)
		file := c.get(link).is(http.StatusOK).has("三千元")
		for name, want := range map[string]string{
			"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
		} {
			if got := file.header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		found, err := filepath.Glob(filepath.Join(w.kept, "*", "*"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%v lie in the vault (%v)", found, err)
		}
		if err := os.WriteFile(found[0], []byte("%PDF-1.7\n1 0 obj\n今收到九千元\n%%EOF\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		page := c.get(link).is(http.StatusInternalServerError).has("<html", "“收据.pdf”的内容和上传时不一样了", "从备份中恢复").lacks("千元")
		regexpFind(t, page.body, `编号 ([0-9A-F]{6}) 告诉`)
		if err := os.Remove(found[0]); err != nil {
			t.Fatal(err)
		}
		c.get(link).is(http.StatusNotFound).has("存放处找不到内容了")
	})
}
