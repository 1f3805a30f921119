package web

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/templates"
)

// Shell is what every page of the desk carries around its own content.
type Shell struct {
	Title    string
	Who      Person
	Nav      []NavGroup
	Bottom   []NavItem
	Note     *Note
	Search   string
	Register bool   // may take down a new case
	Unread   string // how many notices wait, "" for none
	Printed  string
	Printer  string // the centre or body a print comes from
	Taste    Taste
}

// Person is who is signed in, in words, and the colour of the bar that tells
// them apart from the next one at the same counter.
type Person struct {
	Name, Roles, Body string
	Hue               int
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// show renders a page into a buffer and then writes it: a fault in the middle
// never reaches the reader as half a page.
func (v *visit) show(status int, page string, data any) error {
	b := buffers.Get().(*bytes.Buffer) //nolint:errcheck // the pool holds nothing else
	defer buffers.Put(b)
	b.Reset()
	v.release()
	if err := v.s.pages.Render(b, page, data); err != nil {
		return err
	}
	return v.send(status, b.Bytes())
}

// part renders one block of a page for a browser that already has the rest, and
// the whole page for every other one: the same address answers both.
func (v *visit) part(status int, page, block string, data any) error {
	if !v.partial() {
		return v.show(status, page, data)
	}
	b := buffers.Get().(*bytes.Buffer) //nolint:errcheck // the pool holds nothing else
	defer buffers.Put(b)
	b.Reset()
	v.release()
	if err := v.s.pages.Part(b, page, block, data); err != nil {
		return err
	}
	return v.send(status, b.Bytes())
}

// partial reports whether the browser has the page and asks for a part of it.
func (v *visit) partial() bool {
	return v.c.GetHeader("HX-Request") != "" && v.c.GetHeader("HX-History-Restore-Request") == ""
}

// worthZipping: below it the head of the zip eats what is saved.
const worthZipping = 1 << 10

// muchToZip: from it on every byte is worth its time. What is smaller becomes a
// twentieth larger in half the time.
const muchToZip = 100 << 10

// The levels are the library's own: its first is three times as fast as the standard
// library's, in as many bytes.
var hasty, thorough = zippers(1), zippers(6)

func zippers(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, level) // fails on a level there is not
		return w
	}}
}

// send writes a page, zipped where the browser takes that. Nothing secret that
// an attacker could guess at stands beside what he can put in: there is no
// token in the page that opens anything by itself.
func (v *visit) send(status int, page []byte) error {
	const html = "text/html; charset=utf-8"
	if v.scripted() {
		v.c.Header(formHeader, "page")
	}
	v.c.Header("Vary", "Accept-Encoding, HX-Request")
	if len(page) < worthZipping || !strings.Contains(v.c.GetHeader("Accept-Encoding"), "gzip") {
		v.data(status, html, page)
		return nil
	}
	zipped := buffers.Get().(*bytes.Buffer) //nolint:errcheck // the pool holds nothing else
	defer buffers.Put(zipped)
	zipped.Reset()
	pool := hasty
	if len(page) >= muchToZip {
		pool = thorough
	}
	w := pool.Get().(*gzip.Writer) //nolint:errcheck // the pool holds nothing else
	defer pool.Put(w)
	w.Reset(zipped)
	if _, err := w.Write(page); err != nil {
		return fmt.Errorf("zip page: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("zip page: %w", err)
	}
	v.c.Header("Content-Encoding", "gzip")
	v.data(status, html, zipped.Bytes())
	return nil
}

// data sends bytes and says how many: the reader has the page when they are
// there, whatever is still to be written down about it.
func (v *visit) data(status int, kind string, b []byte) {
	v.c.Header("Content-Length", strconv.Itoa(len(b)))
	v.c.Data(status, kind, b)
}

func (v *visit) ok(page string, data any) error { return v.show(http.StatusOK, page, data) }

// shell fills the frame of a page. at is the menu's place the page belongs to.
func (v *visit) shell(title, at string) Shell {
	sh := Shell{Title: title, Note: v.pickUp(), Register: v.s.mayRegister(v.who), Unread: v.bell()}
	sh.Who = Person{Name: v.session.Name, Roles: v.s.roles(v.who.Roles), Body: v.who.BodyTitle, Hue: hue(string(v.session.UserID))}
	sh.Taste = v.taste()
	sh.Printer = v.who.BodyTitle
	if now, err := v.now(); err == nil {
		sh.Printed = minute(now)
	}
	sh.Nav, sh.Bottom = v.nav(at), v.bottom(at, sh.Register)
	return sh
}

// roles names the roles of a membership.
func (s *Site) roles(roles []string) string {
	titles := make([]string, len(roles))
	for i, r := range roles {
		titles[i] = s.desk.Flows.Title("roles", r)
	}
	return strings.Join(titles, say("list.comma"))
}

// say is the sentence of a key.
func say(key string, pairs ...any) string { return templates.Say(key, pairs...) }

// sayFault is the sentence of a fault; names of procedures in its arguments
// read as their titles, and a party without a name as one.
func (s *Site) sayFault(key string, args map[string]any) string {
	if !templates.Has(key) {
		return say("fail.unworded")
	}
	shown := make(map[string]any, len(args))
	maps.Copy(shown, args)
	if track, is := args["track"].(string); is {
		if flow := s.desk.Flows.Latest(track); flow != nil {
			shown["track"] = flow.Title
		}
	}
	if papers, is := args["papers"].([]string); is {
		shown["papers"] = s.each(papers, func(name string) string { return say("document." + name) })
	}
	if args["party"] == "" {
		shown["party"] = say("party.nameless")
	}
	return templates.Text(key, shown)
}

// mayRegister reports whether some line of the policy lets the membership take
// down a case; whether at this very place, the registration itself asks.
func (s *Site) mayRegister(who casemodel.Actor) bool {
	return s.register.ask(s, who, "dispute_case", "new", "create")
}

// mayTest reports whether the membership may ask the policy tester.
func (s *Site) mayTest(who casemodel.Actor) bool {
	return s.register.ask(s, who, "policies", "-", "list")
}
