package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/web"
)

// benchPassword signs in to the accounts of the bench.
const benchPassword = "bench bench bench" //nolint:gosec // of a town that is thrown away

// desk is the pages' handler with somebody signed in.
type deskAt struct {
	handler http.Handler
	cookies []*http.Cookie
}

// pages measures whole pages: the handler, everything it asks, the template and
// the zip, per request, and what the database server spends on it. It says
// which of its own figures the server's are: nil when they cannot be had.
func (b *Bench) pages(ctx context.Context, t *benchTown, name string, base *store.Baseline) error {
	crowd, err := newCrowd(ctx, t)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := crowd.fill(ctx, b.Matters); err != nil {
		return err
	}
	if base != nil {
		if err := base.Tidy(ctx); err != nil {
			return err
		}
	}
	b.say("%s: a city of %d matters in %.0f s", name, b.Matters, time.Since(start).Seconds())
	return b.measure(ctx, t, name, base, "")
}

// measure asks for one page after the other; only those whose name holds a
// word, when one is given.
func (b *Bench) measure(ctx context.Context, t *benchTown, name string, base *store.Baseline, only string) error {
	for _, row := range []struct {
		who, what, path, q string
		goal               float64
	}{
		{"bench", "list of 50, clerk", "/matters", "", 5},
		{"t00", "list of 50, mediator", "/matters", "", 5},
		{"bench", "list of 50, every view at once, clerk", "/matters?view=all", "", 5},
		{"bench", "home, clerk", "/home", "", 5},
		{"bench", "case page, clerk", "/matters/" + string(t.cases[0]), "", 5},
		{"bench", "search by a name of thousands, clerk", "", commonName, 20},
		{"t00", "search by a name of thousands, mediator", "", commonName, 20},
		{"bench", "search by part of a number, clerk", "", "000123", 20},
		{"bench", "search by the tail of a phone, clerk", "", "6027", 20},
		{"bench", "search by two words, clerk", "", commonName + " " + benchWords, 20},
		{"bench", "search by initials, clerk", "", "lq", 20},
		{"bench", "search for what is not there, clerk", "", "\u9f98\u9f98", 20},
	} {
		if !strings.Contains(row.what, only) {
			continue
		}
		d, err := b.deskOf(t, row.who)
		if err != nil {
			return err
		}
		ask := func() (int, error) { return d.get(row.path) }
		if row.q != "" {
			ask = func() (int, error) { return d.seek(row.q) }
		}
		if err := b.page(ctx, name, row.what, row.goal, base, ask); err != nil {
			return fmt.Errorf("%s: %w", row.what, err)
		}
	}
	return nil
}

// page measures one page after a few that warm everything.
func (b *Bench) page(ctx context.Context, name, what string, goal float64, base *store.Baseline, ask func() (int, error)) error {
	const warm, times = 20, 200
	size := 0
	for range warm {
		if _, err := ask(); err != nil {
			return err
		}
	}
	var server time.Duration
	known := false
	if base != nil {
		server, known = base.Processor(ctx)
	}
	var memory, after runtime.MemStats
	runtime.ReadMemStats(&memory)
	each := make([]time.Duration, 0, times)
	start, before := time.Now(), processor()
	for range times {
		from := processor()
		n, err := ask()
		if err != nil {
			return err
		}
		size = n
		each = append(each, processor()-from)
	}
	spent, took := processor()-before, time.Since(start)
	slices.Sort(each)
	runtime.ReadMemStats(&after)
	said := fmt.Sprintf(", %d allocations", (after.Mallocs-memory.Mallocs)/times)
	if known {
		now, _ := base.Processor(ctx)
		said += fmt.Sprintf(", database %.1f ms", milli(now-server)/times)
	}
	b.say("%s, %s: %.1f ms CPU, half of them below %.1f%s, %.1f ms on the clock, %d KB (goal %.0f)",
		name, what, milli(spent)/times, milli(each[times/2]), said, milli(took)/times, size>>10, goal)
	return nil
}

func milli(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }

// deskOf signs somebody in.
func (b *Bench) deskOf(t *benchTown, username string) (*deskAt, error) {
	gin.SetMode(gin.ReleaseMode)
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	site, err := web.New(web.Config{Desk: t.desk, Accounts: identity.Open(t.desk.DB, t.desk.Log), Secret: secret, Log: t.desk.Log})
	if err != nil {
		return nil, err
	}
	d := &deskAt{}
	if d.handler, err = site.Handler(); err != nil {
		return nil, err
	}
	res := d.do(http.MethodPost, "/login", url.Values{"username": {username}, "password": {benchPassword}})
	d.cookies = res.Result().Cookies()
	if res.Code != http.StatusSeeOther || len(d.cookies) == 0 {
		return nil, fmt.Errorf("sign in as %s: %d", username, res.Code)
	}
	return d, nil
}

func (d *deskAt) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	req := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(form.Encode()))
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range d.cookies {
		req.AddCookie(c)
	}
	res := httptest.NewRecorder()
	d.handler.ServeHTTP(res, req)
	return res
}

// get asks for a page and gives its size as it goes over the line.
func (d *deskAt) get(path string) (int, error) {
	res := d.do(http.MethodGet, path, nil)
	if res.Code != http.StatusOK {
		return 0, fmt.Errorf("%s answers %d", path, res.Code)
	}
	return res.Body.Len(), nil
}

// seek asks the search box and follows to what was found, as a browser does.
func (d *deskAt) seek(q string) (int, error) {
	res := d.do(http.MethodPost, "/search", url.Values{"q": {q}})
	if res.Code != http.StatusSeeOther {
		return 0, fmt.Errorf("the search answers %d", res.Code)
	}
	return d.get(res.Header().Get("Location"))
}
