package web

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTheBellCountsAndReadingEmptiesIt(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		_, proceeding := w.inSession()
		c := w.as(base, "mediator")
		page := c.get("/notices").has("由您承办", `aria-label="提醒，1 条未读"`, "/matters/"+string(proceeding))
		page.lacks(planted)
		source := page.hidden().Get("source")
		c.post("/notices/read", url.Values{"source": {source}, "next": {"https://elsewhere.example/"}}).redirects("/home")
		c.get("/notices").has("由您承办").lacks("条未读")

		w.inSession()
		page = c.get("/notices").has("1 条未读")
		c.post("/notices/all", url.Values{"until": {page.hidden().Get("until")}}).redirects("/notices")
		c.get("/home").lacks("条未读")
	})
}

func TestTheBellLooksWithoutKeepingTheSession(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		w.inSession()
		c := w.as(base, "mediator")
		part := w.as(base, "mediator")
		part.header.Set("HX-Request", "true")
		if got := part.get("/notices/count?shown="); got.status != 200 || !strings.Contains(got.body, `id="bell"`) || strings.Contains(got.body, "<html") {
			t.Errorf("the bell: %d %s", got.status, got.body)
		}
		if got := part.get("/notices/count?shown=1"); got.status != 204 {
			t.Errorf("nothing new: %d", got.status)
		}
		c.get("/notices/count?shown=").redirects("/notices")
		for range 4 {
			w.clock.Advance(10 * time.Minute)
			part.get("/notices/count?shown=1")
		}
		if got := part.get("/notices/count?shown=1"); got.status != 204 {
			t.Errorf("after the session: %d, the page must stay as it is", got.status)
		}
		part.header.Del("HX-Request")
		if got := part.get("/home"); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/login") {
			t.Errorf("looking kept the session alive: %d", got.status)
		}
	})
}
