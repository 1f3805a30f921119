package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/pkg/web"
)

// printer is the pages of a desk, by which papers are made.
type printer struct {
	t    *testing.T
	url  string
	seat *http.Client
}

// printsFor signs somebody in at the pages of a desk.
func printsFor(t *testing.T, d *casework.Desk, who *account) *printer {
	t.Helper()
	kept, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	accounts := identity.Open(d.DB, slog.New(slog.DiscardHandler))
	accounts.Idle = d.Idle
	site, err := web.New(web.Config{Desk: d, Accounts: accounts, Vault: kept, Secret: make([]byte, 32), Patience: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	site.Mount(engine)
	server := httptest.NewServer(engine)
	t.Cleanup(func() {
		server.Close()
		if err := site.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &printer{t: t, url: server.URL, seat: &http.Client{Jar: jar}}
	if status, body := p.send(http.MethodPost, "/login", url.Values{"username": {who.username}, "password": {townPassword}}); status != http.StatusOK {
		t.Fatalf("%s signs in: %d %s", who.username, status, body)
	}
	return p
}

func (p *printer) send(method, path string, form url.Values) (status int, body string) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := p.seat.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

var (
	offeredPaper = regexp.MustCompile(`name="paper" value="([^"]+)"`)
	xmlTag       = regexp.MustCompile(`<[^>]*>`)
	unfilled     = regexp.MustCompile(`\{\{|\}\}|%!|<nil>|\x{56e0}\x{ff0c}|map\[|0001\x{5e74}|\x{27ea}|\x{27eb}`)
)

// dossier makes every paper of the case that has come to its end, by whoever
// conducts each part of it: an agreement has its text, a confirmation its
// application, what is owed its letter.
func (r *run) dossier(want [][]string) {
	r.t.Helper()
	if id, is := r.known[machine{"petition", 1}]; is && r.known[machine{"dispute_case", 1}] == "" {
		r.petitionVolume(id, want)
	}
	for n := 1; ; n++ {
		root, is := r.known[machine{"dispute_case", n}]
		if !is {
			break
		}
		r.root = root
		r.papersOf(n, want)
	}
}

// petitionVolume prints what the petition office binds of a petition that no
// case stands beside. It has no archive of its own.
func (r *run) petitionVolume(id string, want [][]string) {
	r.t.Helper()
	r.root = id
	volume := r.volume(printsFor(r.t, r.desk, r.w.account("petition_supervisor@petition")))
	r.compare([]string{r.p.short(), "1", strings.Join(r.index(volume), " "), "", "petition"}, volume, want)
}

func (r *run) papersOf(n int, want [][]string) {
	r.t.Helper()
	made, seats := map[string]bool{}, map[string]*printer{}
	for _, who := range r.w.accounts {
		if !slices.Contains([]string{"mediator", "commercial_mediator", "police_mediator", "judge_guide", "dept_handler", "triage_clerk"}, who.role) {
			continue
		}
		for _, id := range append([]string{r.root}, r.parts()...) {
			m := r.look(id)
			if m.Handler.ID != "" && m.Handler.ID != string(who.user) || m.Handler.ID == "" && who.username != "triage_clerk@centre" {
				continue
			}
			if seats[who.username] == nil {
				seats[who.username] = printsFor(r.t, r.desk, who)
			}
			for _, paper := range seats[who.username].papers(r.p.short()+"-"+m.Workflow+"-"+id[len(id)-4:], id) {
				name, _, _ := strings.Cut(paper, "~")
				made[name] = true
			}
		}
	}
	clerk := seats["triage_clerk@centre"]
	if clerk == nil {
		r.t.Fatal("the clerk prints nothing of the case")
	}
	volume := r.volume(clerk)
	r.holds(n, volume, want)
	for workflow, paper := range map[string]string{
		"peoples_mediation": "D15_agreement", "court_delegated": "D15_delegated_agreement", "judicial_confirmation": "D22_confirmation_application", "performance_item": "D20_urging", "follow_up": "D21_follow_up",
	} {
		had := slices.ContainsFunc(r.parts(), func(id string) bool {
			m := r.look(id)
			return r.base(m.Workflow) == workflow && (workflow != "peoples_mediation" || m.State == "effective")
		})
		if had && !made[paper] {
			r.t.Errorf("the dossier has no %s", paper)
		}
	}
}

// volume prints the whole case as it ended, for the house and for who is
// outside, and looks for what was not filled in.
func (r *run) volume(p *printer) (words string) {
	r.t.Helper()
	for _, kind := range []string{"internal", "outward"} {
		status, body := p.send(http.MethodPost, "/matters/"+r.root+"/dossier", url.Values{"kind": {kind}, "as": {"word"}, "purpose": {"案卷评查"}})
		if status != http.StatusOK || !strings.HasPrefix(body, "PK") {
			r.t.Errorf("%s: the volume is not printed: %d", r.p.short(), status)
			continue
		}
		if found := unfilled.FindString(paperWords(r.t, body)); found != "" {
			r.t.Errorf("%s: the volume says %q: %s", r.p.short(), found, paperWords(r.t, body))
		}
		p.keep(r.p.short()+"-volume-"+kind, body)
		if kind == "internal" {
			words = paperWords(r.t, body)
		}
	}
	return words
}

// keep writes a paper where somebody looks at it.
func (p *printer) keep(name, body string) {
	p.t.Helper()
	if dir := os.Getenv("JIEFEN_DOSSIERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".docx"), []byte(body), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
}

// parts are the matters under the case.
func (r *run) parts() (ids []string) {
	for _, c := range r.look(r.root).Children {
		ids = append(ids, c.ID)
	}
	return ids
}

// papers makes every paper that is offered for a matter and looks for what was
// not filled in. It returns their names.
func (p *printer) papers(name, id string) (made []string) {
	p.t.Helper()
	path := "/matters/" + id + "/papers"
	status, page := p.send(http.MethodGet, path, nil)
	if status != http.StatusOK {
		return nil // nothing of it is this person's to print
	}
	for _, m := range offeredPaper.FindAllStringSubmatch(page, -1) {
		if strings.HasSuffix(m[1], "!") {
			continue // the same with a number of its own
		}
		status, body := p.send(http.MethodPost, path, url.Values{"paper": {m[1]}})
		if status != http.StatusOK || !strings.HasPrefix(body, "PK") {
			p.t.Errorf("%s: %s is not made: %d", name, m[1], status)
			continue
		}
		if found := unfilled.FindString(paperWords(p.t, body)); found != "" {
			p.t.Errorf("%s: %s says %q: %s", name, m[1], found, paperWords(p.t, body))
		}
		made = append(made, m[1])
		p.keep(name+"-"+strings.ReplaceAll(m[1], "~", "-"), body)
	}
	return made
}

// paperWords is what one reads in the body of a paper, a line a paragraph.
func paperWords(t *testing.T, body string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(xmlTag.ReplaceAllString(strings.ReplaceAll(string(text), "</w:p>", "\n"), ""))
}
