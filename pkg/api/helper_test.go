package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/api"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/pkg/web"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	storetest.Main(m)
}

// F is short for an object of JSON.
type F = map[string]any

// office is a centre with a door: a world, its accounts and a server.
type office struct {
	*worktest.World
	t      *testing.T
	server *httptest.Server
	tokens sync.Map
	log    *bytes.Buffer
	kept   string // folder of the files
}

// Everybody's password, and its hash at the lowest price: signing in goes its
// whole way, and a test does not pay what a guesser shall pay.
const (
	password     = "correct horse 9"
	passwordHash = "$argon2id$v=19$m=8,t=1,p=1$b25lIHNhbHQgZm9yIGFsbA$hNqGQqSJUmbeFMM33gZxrg5BBv/sV0R0c9ZG0zArHHE"
)

func each(t *testing.T, fn func(t *testing.T, o *office)) {
	t.Helper()
	worktest.Each(t, func(t *testing.T, w *worktest.World) { fn(t, open(t, w)) })
}

// open puts a server before a world. Everybody in it gets the same password.
func open(t *testing.T, w *worktest.World, change ...func(*api.Config)) *office {
	t.Helper()
	err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
		for name, who := range w.Who {
			u, err := tx.User(who.UserID)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			u.PasswordHash = passwordHash
			if err := tx.UpdateUser(u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{World: w, t: t, log: &bytes.Buffer{}, kept: dir}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	cfg := api.Config{
		Desk: w.Desk, Accounts: identity.Open(w.DB, log), Vault: files, Log: log, Wall: time.Now, ReadRoster: web.ReadRoster,
		Text: func(key string, args map[string]any) string {
			if len(args) == 0 {
				return key
			}
			return fmt.Sprint(key, args)
		},
		Explain: func(terms []calendar.Term) string { return fmt.Sprintf("%d steps from %s", len(terms), terms[0].On) },
		Cite:    func(law, article string) string { return law + " " + article },
	}
	for _, c := range change {
		c(&cfg)
	}
	engine := gin.New()
	if err := engine.SetTrustedProxies(nil); err != nil {
		t.Fatal(err)
	}
	door := api.Mount(engine, cfg)
	engine.NoRoute(door.Unknown)
	o.server = httptest.NewServer(engine)
	t.Cleanup(o.server.Close)
	return o
}

// as is somebody signed in; the token is kept for the test.
func (o *office) as(username string) *client {
	o.t.Helper()
	c := &client{o: o}
	if token, known := o.tokens.Load(username); known {
		c.token, _ = token.(string)
		return c
	}
	a := c.post("/session", F{"username": username, "password": password})
	a.is(http.StatusOK)
	c.token = a.text("token")
	o.tokens.Store(username, c.token)
	return c
}

// client is one side of a connection.
type client struct {
	o       *office
	token   string
	headers map[string]string
}

// with sends a header with every request.
func (c *client) with(name, value string) *client {
	next := &client{o: c.o, token: c.token, headers: map[string]string{name: value}}
	maps.Copy(next.headers, c.headers)
	return next
}

func (c *client) key(k string) *client { return c.with("Idempotency-Key", k) }

func (c *client) get(path string) *reply            { return c.call(http.MethodGet, path, nil) }
func (c *client) post(path string, body any) *reply { return c.call(http.MethodPost, path, body) }

// call sends a body as JSON, or bytes and text as they are.
func (c *client) call(method, path string, body any) *reply {
	c.o.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		content = bytes.NewReader(b)
	case string:
		content = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			c.o.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	if !strings.HasPrefix(path, "/api/") {
		path = api.Prefix + path
	}
	req, err := http.NewRequestWithContext(c.o.t.Context(), method, c.o.server.URL+path, content)
	if err != nil {
		c.o.t.Fatal(err)
	}
	if content != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for k, v := range c.headers {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.o.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	a := &reply{o: c.o, what: method + " " + path, Status: res.StatusCode, Header: res.Header}
	if a.Raw, err = io.ReadAll(res.Body); err != nil {
		c.o.t.Fatal(err)
	}
	if strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(a.Raw, &a.JSON); err != nil {
			c.o.t.Fatalf("%s answers no JSON: %v: %s", a.what, err, a.Raw)
		}
	}
	return a
}

// reply is what came back.
type reply struct {
	o      *office
	what   string
	Status int
	Header http.Header
	Raw    []byte
	JSON   any
}

// is ends the test when another status came.
func (a *reply) is(status int) *reply {
	a.o.t.Helper()
	if a.Status != status {
		a.o.t.Fatalf("%s: status %d, want %d\n%s\n%s", a.what, a.Status, status, a.Raw, a.o.log)
	}
	return a
}

// problem checks the shape every refusal has, and its code.
func (a *reply) problem(status int, code string) *reply {
	a.o.t.Helper()
	a.is(status)
	if a.text("code") != code || a.Header.Get("Content-Type") != "application/problem+json" || a.at("status") != float64(status) ||
		a.text("type") != "urn:jiefen:problem:"+code || a.text("title") == "" || a.text("detail") == "" {
		a.o.t.Fatalf("%s: no problem %s: %s %s", a.what, code, a.Header.Get("Content-Type"), a.Raw)
	}
	return a
}

// fault checks that a field is named, with the key of its text.
func (a *reply) fault(field, key string) *reply {
	a.o.t.Helper()
	for _, f := range a.list("errors") {
		if f, _ := f.(F); f["field"] == field && f["key"] == key && f["detail"] != "" {
			return a
		}
	}
	a.o.t.Fatalf("%s: no fault %s at %s: %s", a.what, key, field, a.Raw)
	return a
}

// at walks a path such as matter.parties.0.id.
func (a *reply) at(path string) any {
	v := a.JSON
	for step := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case F:
			v = in[step]
		case []any:
			n := 0
			if _, err := fmt.Sscan(step, &n); err != nil || n >= len(in) {
				return nil
			}
			v = in[n]
		default:
			return nil
		}
	}
	return v
}

func (a *reply) text(path string) string {
	s, _ := a.at(path).(string)
	return s
}

func (a *reply) list(path string) []any {
	l, _ := a.at(path).([]any)
	return l
}

func (a *reply) number(path string) int {
	n, _ := a.at(path).(float64)
	return int(n)
}

// quarrel is an ordinary registration.
func quarrel(change ...func(F)) F {
	r := F{
		"category": "02", "occurred_area": "150102001001", "summary": "楼上漏水，天花板受损。",
		"parties": []any{
			F{"role": "applicant", "name": "包某", "phone": "13947100001", "id_no": "15010219900101233X"},
			F{"role": "respondent", "kind": "natural", "name": "刘某", "phone": "13947100002"},
		},
	}
	for _, c := range change {
		c(r)
	}
	return r
}

// register opens a case as the clerk and returns its id.
func (o *office) register(change ...func(F)) casemodel.ID {
	o.t.Helper()
	n := o.DB.Dialect() + o.t.Name() + strconv.Itoa(keys.next())
	a := o.as("clerk").key(n).post("/cases", quarrel(change...)).is(http.StatusCreated)
	return casemodel.ID(a.text("matter.id"))
}

var keys counter

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

// do takes a step at the version somebody sees.
func (c *client) do(id casemodel.ID, kind, act string, fields F) *reply {
	c.o.t.Helper()
	version := c.o.Matter(id).Version
	return c.post("/matters/"+string(id)+"/"+kind+"/"+act, F{"version": version, "fields": fields})
}
