package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// What a page may weigh on the wire, in bytes after zipping (design.md 8): the
// first visit with everything it names, and a later one.
const (
	coldPage = 90 << 10
	coldForm = 110 << 10
	warmPage = 12 << 10
	wholeLaw = 13 << 10  // the policy matrix, which grows with what people may do
	rawList  = 100 << 10 // the HTML of a list, unzipped
)

var staticLinks = regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)`)

// weigh is a page's own weight and that of everything it names, as a browser
// gets them.
func (c *client) weigh(path string) (page, all, things int) {
	c.t.Helper()
	plain := c.get(path).is(http.StatusOK)
	zipped := c.zipped(path)
	page, all, things = zipped, zipped, 1
	seen := map[string]bool{}
	for _, m := range staticLinks.FindAllStringSubmatch(plain.body, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			all += c.zipped(m[1])
			things++
		}
	}
	return page, all, things
}

// zipped is how many bytes an address answers to a browser that takes gzip.
func (c *client) zipped(path string) int {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	a := c.send(req).is(http.StatusOK)
	if a.header.Get("Content-Encoding") != "gzip" && len(a.body) > worthZipping {
		c.t.Errorf("%s is not zipped", path)
	}
	return len(a.body)
}

func TestPagesWeighWhatTheyMay(t *testing.T) {
	w, base := busy(t)
	clerk := w.as(base, "clerk")
	root := w.register(quarrel())
	for _, row := range []struct {
		path string
		cold int
	}{
		{"/home", coldPage},
		{"/matters", coldPage},
		{"/matters/" + string(root), coldPage},
		{"/matters/" + string(root) + "/journal", coldPage},
		{"/workflows", coldPage},
		{"/deadlines", coldPage},
		{"/me", coldPage},
		{"/cases/new", coldForm},
		{"/matters/" + string(root) + "/do/contact", coldForm},
	} {
		page, all, things := clerk.weigh(row.path)
		if page > warmPage || all > row.cold || things > 12 {
			t.Errorf("%s: %d bytes alone, %d with the %d things it names; may be %d and %d, 12 things", row.path, page, all, things, warmPage, row.cold)
		}
	}
	if page, _, _ := w.as(base, "admin").weigh("/policies"); page > wholeLaw {
		t.Errorf("the policy matrix is %d bytes, may be %d", page, wholeLaw)
	}
	if n := len(clerk.get("/matters").is(http.StatusOK).body); n > rawList {
		t.Errorf("a list of %d rows has %d bytes, more than %d", strings.Count(clerk.get("/matters").body, "<tr>"), n, rawList)
	}
}

// busy is a town with a full page of matters, on one database: what a page
// weighs does not depend on it.
func busy(t *testing.T) (*town, string) {
	t.Helper()
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	w.live()
	for i := range 55 {
		r := quarrel()
		r.Parties[0].Name = fmt.Sprintf("王志强%02d", i)
		r.Parties[1].Name = fmt.Sprintf("恒泰物业服务有限公司第%02d分公司", i)
		w.register(r)
	}
	return w, w.serve()
}
