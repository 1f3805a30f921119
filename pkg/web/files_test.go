package web

import (
	"errors"
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

// A store that cannot be reached costs nobody what was typed, and leaves
// nothing half written; the sentence names what is gone. With the store back,
// the same form goes through.
func TestAStoreThatIsGoneKeepsTheForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		home := "/matters/" + string(root)
		c := w.as(w.serve(), "clerk")
		receipt := []byte("%PDF-1.7\n1 0 obj\n今收到三千元\n%%EOF\n")
		form := c.form(home + "/do/attach")
		form.Set("f.read", "registration")
		c.upload(home+"/do/attach", form, "f.files.new", "收据.pdf", receipt).redirects(home)
		link := regexpFind(t, c.get(home).body, `href="(`+home+`/files/[^"]+)"`)
		form = c.form(home + "/do/attach")
		form.Set("f.read", "registration")
		before, written := w.prints(), w.entries(root)
		for how, there := range map[string]func() error{
			"taken away":    func() error { return nil },
			"another there": func() error { return os.Mkdir(w.kept, 0o700) },
			"no folder":     func() error { return os.WriteFile(w.kept, nil, 0o600) },
		} {
			if err := errors.Join(os.Rename(w.kept, w.kept+".gone"), there()); err != nil {
				t.Fatal(err)
			}
			page := c.upload(home+"/do/attach", form, "f.files.new", "欠条.pdf", append(receipt, how...)).is(http.StatusServiceUnavailable)
			page.has("存放材料的地方暂时用不了", "不会重复办理", `value="registration" selected`).lacks("编号", w.kept)
			if page.header.Get("Retry-After") == "" {
				t.Errorf("%s: nobody says when to try again", how)
			}
			c.get("/home").has("没写完的", "/do/attach")
			if err := errors.Join(os.RemoveAll(w.kept), os.Rename(w.kept+".gone", w.kept)); err != nil {
				t.Fatal(err)
			}
			if left, err := filepath.Glob(filepath.Join(w.kept, "*", "*")); err != nil || len(left) != 1 {
				t.Errorf("%s: %v lie in the store (%v)", how, left, err)
			}
			c.get(link).is(http.StatusOK)
		}
		after := w.prints()
		for table := range after {
			if table != "draft" && after[table] != before[table] {
				t.Errorf("%s changed", table)
			}
		}
		if now := w.entries(root); now != written {
			t.Errorf("%d entries, there were %d", now, written)
		}
		c.upload(home+"/do/attach", form, "f.files.new", "欠条.pdf", append(receipt, '\n')).redirects(home)
		c.get(home).has("欠条.pdf")
		found, err := filepath.Glob(filepath.Join(w.kept, "*"))
		if err == nil {
			for _, dir := range found {
				err = errors.Join(err, os.Rename(dir, dir+".aside")) // the folder is there, what lay in it is not
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		c.get(link).is(http.StatusNotFound).has("存放处找不到内容了", "从备份中恢复")
	})
}
