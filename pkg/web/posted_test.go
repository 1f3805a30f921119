package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// endless is a body that goes on for as long as somebody reads, and counts.
type endless struct {
	head string
	read int64
	upto int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.read >= e.upto {
		return 0, io.EOF
	}
	n := copy(p, e.head)
	e.head = e.head[n:]
	for ; n < len(p); n++ {
		p[n] = 'a'
	}
	e.read += int64(n)
	return n, nil
}

const (
	urlencoded = "application/x-www-form-urlencoded"
	parted     = "multipart/form-data; boundary=b"
	aFile      = "--b\r\nContent-Disposition: form-data; name=\"f.files.new\"; filename=\"a.txt\"\r\n\r\n"
	aWord      = "--b\r\nContent-Disposition: form-data; name=\"f.text\"\r\n\r\n"
)

// A page decides how much it reads before it reads: what is counted is what it
// takes from the line.
func TestNobodySendsMoreThanAFormHolds(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		handler, err := w.site.Handler()
		if err != nil {
			t.Fatal(err)
		}
		signed := w.as(w.serve(), "clerk")
		cookie := signed.http.Jar.Cookies(mustParse(t, signed.base))[0]
		send := func(path, kind, head string, cookie *http.Cookie) (status int, read int64, page string) {
			body := &endless{head: head, upto: 64 << 20}
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, body)
			req.Header.Set("Content-Type", kind)
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			if cookie != nil {
				req.AddCookie(cookie)
			}
			rec := httptest.NewRecorder()
			handler.ServeHTTP(rec, req)
			return rec.Code, body.read, rec.Body.String()
		}
		do := "/matters/" + string(root) + "/do/attach"
		const words, files = largestForm, largestForm + 1<<20 // one file of a town
		for name, row := range map[string]struct {
			path, kind, head string
			cookie           *http.Cookie
			limit            int64
			says             string
		}{
			"a stranger's words":                    {"/login", urlencoded, "a=", nil, words, "不超过 2 MB"},
			"a stranger's words to a form":          {"/cases/new", urlencoded, "a=", nil, words, "不超过 2 MB"},
			"a stranger's words to no page":         {"/nowhere", urlencoded, "a=", nil, words, "不超过 2 MB"},
			"a stranger's file":                     {do, parted, aFile, nil, words, "不超过 2 MB"},
			"a stranger's long word":                {do, parted, aWord, nil, words, "不超过 2 MB"},
			"a clerk's words":                       {do, urlencoded, "a=", cookie, words, "不超过 2 MB"},
			"a clerk's file":                        {do, parted, aFile, cookie, files, "不超过 1 MB"},
			"a clerk's file where none is taken":    {"/me/password", parted, aFile, cookie, words, "不超过 2 MB"},
			"the file of somebody whose time is up": {do, parted, aFile, &http.Cookie{Name: sessionCookie, Value: "ended"}, files, "不超过 1 MB"},
		} {
			status, read, page := send(row.path, row.kind, row.head, row.cookie)
			if status != http.StatusRequestEntityTooLarge || !strings.Contains(page, row.says) {
				t.Errorf("%s: %d %s", name, status, page)
			}
			if over := read - row.limit; over < 0 || over > 128<<10 {
				t.Errorf("%s: %d bytes were read, %d is the limit", name, read, row.limit)
			}
		}
	})
}

// A photo makes the form larger than a stranger may send; the words beside it
// are kept all the same.
func TestWhatWasTypedBesideAPhotoOutlivesTheSession(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/attach"
		c := w.as(base, "clerk")
		form := c.form(path)
		form.Set("f.note", "双方在场所拍")
		w.clock.Advance(31 * time.Minute)
		to := c.upload(path, form, "f.files.new", "a.txt", []byte(strings.Repeat("photo", 200_000))).redirects("/login?next=").header.Get("Location")
		next := mustParse(t, base+to).Query().Get("next")
		if !strings.Contains(next, keptMark) {
			t.Fatalf("nothing was kept: %s", next)
		}
		c.post("/login", url.Values{"username": {"clerk"}, "password": {townPassword}, "next": {next}}).redirects(next)
		c.get(next).is(http.StatusOK).has("还没有提交", form.Get("f.note"))
	})
}
