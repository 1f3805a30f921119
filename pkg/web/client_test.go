package web

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// client is a browser without JavaScript: cookies, forms and no following of
// redirects unless told.
type client struct {
	t      testing.TB
	base   string
	http   *http.Client
	header http.Header
}

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

func (w *town) serve() string {
	w.t.Helper()
	handler, err := w.site.Handler()
	if err != nil {
		w.t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	w.t.Cleanup(srv.Close)
	return srv.URL
}

// stranger is a client nobody has signed in with.
func (w *town) stranger(base string) *client {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &client{t: w.t, base: base, header: http.Header{"Sec-Fetch-Site": {"same-origin"}}, http: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as signs somebody in.
func (w *town) as(base, username string) *client {
	w.t.Helper()
	c := w.stranger(base)
	c.post("/login", url.Values{"username": {username}, "password": {townPassword}}).redirects("/home")
	return c
}

func (c *client) send(req *http.Request) *answer {
	c.t.Helper()
	maps.Copy(req.Header, c.header)
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return &answer{c.t, res.StatusCode, res.Header, string(body)}
}

func (c *client) get(path string) *answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(req)
}

// list opens a list as a browser does: a number in its address leads on to a
// sealed one.
func (c *client) list(path string) *answer {
	c.t.Helper()
	a := c.get(path)
	if to := a.header.Get("Location"); a.status == http.StatusSeeOther && strings.Contains(to, "s=") {
		return c.get(to)
	}
	return a
}

// part asks as a page does that stands already.
func (c *client) part(path string) *answer {
	c.t.Helper()
	c.header.Set("HX-Request", "true")
	defer c.header.Del("HX-Request")
	return c.get(path)
}

func (c *client) post(path string, values url.Values) *answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, strings.NewReader(values.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(req)
}

// sent is a file on its way.
type sent struct {
	name    string
	content []byte
}

// upload posts a form with one file.
func (c *client) upload(path string, values url.Values, field, name string, content []byte) *answer {
	c.t.Helper()
	return c.uploads(path, values, field, sent{name, content})
}

// uploads posts a form with files.
func (c *client) uploads(path string, values url.Values, field string, files ...sent) *answer {
	c.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for key, list := range values {
		for _, value := range list {
			if err := form.WriteField(key, value); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	for _, one := range files {
		part, err := form.CreateFormFile(field, one.name)
		if err == nil {
			_, err = part.Write(one.content)
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, &b)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	return c.send(req)
}

// form opens a page and takes the hidden values of its form.
func (c *client) form(path string) url.Values {
	c.t.Helper()
	page := c.get(path).is(http.StatusOK)
	return page.hidden()
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

func (a *answer) hidden() url.Values {
	values := url.Values{}
	for _, m := range hiddenInput.FindAllStringSubmatch(a.body, -1) {
		if m[1] != "view" && m[1] != "form" && m[1] != "matter" && m[1] != "next" {
			values.Add(m[1], unescape(m[2]))
		}
	}
	return values
}

func unescape(s string) string { return unescaping.Replace(s) }

var unescaping = strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&#43;", "+", "&lt;", "<", "&gt;", ">", "&amp;", "&")

func (a *answer) is(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d\n%s", a.status, status, a.text())
	}
	return a
}

func (a *answer) redirects(to string) *answer {
	a.t.Helper()
	a.is(http.StatusSeeOther)
	if got := a.header.Get("Location"); !strings.HasPrefix(got, to) {
		a.t.Fatalf("redirects to %s, want %s", got, to)
	}
	return a
}

func (a *answer) has(parts ...string) *answer {
	a.t.Helper()
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			a.t.Errorf("the page lacks %q:\n%s", part, a.text())
		}
	}
	return a
}

func (a *answer) lacks(parts ...string) *answer {
	a.t.Helper()
	for _, part := range parts {
		if strings.Contains(a.body, part) {
			a.t.Errorf("the page holds %q", part)
		}
	}
	return a
}

var (
	anyTag = regexp.MustCompile(`(?s)<(?:style|script).*?</(?:style|script)>|<[^>]*>`)
	blanks = regexp.MustCompile(`\s+`)
)

// text is the page without its tags, for messages.
func (a *answer) text() string {
	return blanks.ReplaceAllString(anyTag.ReplaceAllString(a.body, " "), " ")
}

// links are the values of href, action, formaction and src. No regular
// expression: tens of thousands of pages are read for them.
func (a *answer) links() (links []string) {
	name, rest, found := strings.Cut(a.body, `="`)
	for found {
		var value string
		if strings.HasSuffix(name, "href") || strings.HasSuffix(name, "action") || strings.HasSuffix(name, "src") {
			if value, rest, found = strings.Cut(rest, `"`); found {
				links = append(links, unescape(value))
			}
		}
		name, rest, found = strings.Cut(rest, `="`)
	}
	return links
}

func regexpFind(t testing.TB, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("nothing matches %s", pattern)
	}
	return unescape(m[1])
}
