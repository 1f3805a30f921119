package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What no keyboard types comes from programs that try doors: it is refused
// with a sentence and never reaches the database.
func TestAnAddressThatIsNoTextIsRefused(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := "/matters/" + string(w.register(quarrel()))
		c := w.as(w.serve(), "clerk")
		for _, path := range []string{
			"/matters?view=all&q=%00", "/matters?view=all&q=a%00b", "/matters?view=all&q=%ff", "/matters?number=%00", "/matters?party=%ff",
			"/matters?state=%00", "/matters?state=live&state=%00", "/matters?category=%ff", "/matters?after=%00", "/matters?%00=1",
			root + "/do/reveal?f.party=%00&f.field=%ff", root + "/do/dispatch?qbody=%00", "/cases/new?occurred_area.0=%00",
			"/policies/test?q=%00", "/matters/new/petition?parent=%00", "/matters/new/%00", "/workflows/%00", root + "/do/%ff", "/%ff", "/login?next=%00",
		} {
			c.get(path).is(http.StatusUnprocessableEntity).has("地址里有不是文字的内容")
		}
		w.stranger(c.base).get("/matters?q=%00").is(http.StatusUnprocessableEntity).has("地址里有不是文字的内容")
		c.get("/matters?view=all&q=" + strings.Repeat("%E6%BC%8F", 201)).is(http.StatusUnprocessableEntity).has("不超过 200 个字")
		for _, path := range []string{
			"/matters?view=all&q=" + strings.Repeat("%E6%BC%8F", 200), "/matters?view=all&q=" + strings.Repeat("a+", 99) + "a",
			"/matters?view=all" + strings.Repeat("&state=x", 5000), "/matters?number=" + strings.Repeat("1", 5000), "/matters?after=nonsense",
			root + "/journal?upto=99999999999999999999", root + "/journal?upto=-5",
		} {
			c.get(path).is(http.StatusOK)
		}
	})
}

// A form keeps what was typed and loses what no keyboard types, as declared
// fields do anyway.
func TestWhatNobodyTypesIsLeftOutOfAForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := "/matters/" + string(w.register(quarrel()))
		c := w.as(w.serve(), "clerk")
		form := c.form("/cases/new")
		for name, value := range map[string]string{
			"summary": "漏\x00水\xff\x07了", "parties.0.role": "applicant", "parties.0.name": "李\x00四\xff", "parties.0.phone": "13947106098",
			"parties.0.id_type": "other", "parties.0.id_no": "\xffA\x00", "occurred_area": "150102001001\x00", "\xff": "x",
		} {
			form.Set(name, value)
		}
		made := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		c.get(strings.TrimSuffix(made, "/receipt")).is(http.StatusOK).has("漏水了", "李四")
		for _, row := range []struct {
			path string
			form url.Values
			want int
		}{
			{root + "/do/note", url.Values{"f.text": {"a\x00\xffb"}, "_once": {"\xff"}}, 303},
			{root + "/do/note", url.Values{"f.text": {"a"}, "on": {"\x00"}, "why": {"x\x00y"}}, 303},
			{root + "/do/note", url.Values{"f.text": {"a"}, "_once": {strings.Repeat("x", 9000)}}, 422},
			{root + "/do/note", url.Values{"f.text": {"a"}, "on": {"\xffnever"}}, 422},
			{root + "/do/merge", url.Values{"f.master": {strings.Repeat("漏水 ", 20_000)}, "_again": {"master"}}, 200},
			{"/drafts/drop", url.Values{"form": {"x"}, "matter": {"abc"}, "next": {"/home"}}, 404},
			{"/drafts/drop", url.Values{"form": {"\x00"}, "next": {"/home"}}, 303},
			{"/me/membership", url.Values{"membership": {"\x00"}}, 403},
			{"/me/membership", url.Values{"membership": {"abc"}}, 403},
			{"/me/sessions/end", url.Values{"session": {"\x00"}, "_mark": {"\xff"}}, 403},
			{"/me/password", url.Values{"password": {"\x00"}, "new": {"\xff\xffabcdefghij"}, "again": {"\xff\xffabcdefghij"}}, 422},
			{"/login", url.Values{"username": {"\x00\xff" + strings.Repeat("x", 9000)}, "password": {"\x00"}}, 422},
		} {
			if a := c.post(row.path, row.form); a.status != row.want {
				t.Errorf("%s %.80q: %d, want %d\n%s", row.path, row.form, a.status, row.want, a.text())
			}
		}
	})
}

// A part that is asked for after the session has ended leads a list to the
// sign-in, and leaves a form where it is: somebody may be writing there.
func TestAnEndedSessionNeverTakesAFormAway(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.stranger(w.serve())
		c.header.Set("HX-Request", "true")
		for page, leads := range map[string]bool{"/matters?view=mine": true, "/cases/new": false, "/matters/x/do/log_session": false, "/matters/new/petition": false} {
			c.header.Set("HX-Current-URL", c.base+page)
			a := c.get("/matters")
			if to := a.header.Get("HX-Redirect"); a.status != 204 || (to != "") != leads {
				t.Errorf("a part of %s answers %d and leads to %q", page, a.status, to)
			}
		}
	})
}
