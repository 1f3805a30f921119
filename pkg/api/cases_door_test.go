package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/api"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/pkg/vault"
)

// caseServer is a program with a test clock, reached only over HTTP.
type caseServer struct {
	t      *testing.T
	url    string
	tokens map[string]string
	keys   int
}

// serveCases puts a door with a test clock before a desk.
func serveCases(t *testing.T, d *casework.Desk, clock *storetest.Clock) *caseServer {
	t.Helper()
	kept, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	silent := slog.New(slog.DiscardHandler)
	engine := gin.New()
	door := api.Mount(engine, api.Config{
		Desk: d, Accounts: identity.Open(d.DB, silent), Vault: kept, Log: silent, Wall: time.Now,
		Text: func(key string, args map[string]any) string { return fmt.Sprint(key, args) },
		Clock: &api.TestClock{Set: func(ctx context.Context, at casemodel.Instant) (casemodel.Instant, int, error) {
			clock.Set(at.Time())
			fired, err := d.Sweep(ctx)
			return at, fired, err
		}},
	})
	engine.NoRoute(door.Unknown)
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	return &caseServer{t: t, url: server.URL + api.Prefix, tokens: map[string]string{}}
}

// call sends a request as somebody, who signs in again when the clock has
// ended the session.
func (s *caseServer) call(a *account, method, path string, body, into any) (status int, raw string) {
	s.t.Helper()
	for try := 0; ; try++ {
		status, raw = s.once(s.tokens[a.username], method, path, body)
		if status != http.StatusUnauthorized || try == 1 {
			break
		}
		s.signIn(a)
	}
	if status < 300 && into != nil {
		if err := json.Unmarshal([]byte(raw), into); err != nil {
			s.t.Fatalf("%s %s: %v: %s", method, path, err, raw)
		}
	}
	return status, raw
}

func (s *caseServer) signIn(a *account) {
	s.t.Helper()
	var ticket struct {
		Token string `json:"token"`
	}
	status, raw := s.once("", http.MethodPost, "/session", map[string]any{"username": a.username, "password": townPassword})
	if err := json.Unmarshal([]byte(raw), &ticket); status != http.StatusOK || err != nil {
		s.t.Fatalf("%s signs in: %d %s", a.username, status, raw)
	}
	s.tokens[a.username] = ticket.Token
}

func (s *caseServer) once(token, method, path string, body any) (status int, raw string) {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	s.keys++
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Authorization": "Bearer " + token, "Idempotency-Key": fmt.Sprint("case-", s.keys),
	} {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// set moves the clock, and with it everything that falls due.
func (s *caseServer) set(admin *account, at time.Time) {
	s.t.Helper()
	if status, raw := s.call(admin, http.MethodPost, "/test/clock", map[string]any{"set": at}, nil); status != http.StatusOK {
		s.t.Fatalf("clock to %s: %d %s", at, status, raw)
	}
}

// see shows a matter, false when the person may not know of it.
func (s *caseServer) see(a *account, matter string) (*seen, bool) {
	s.t.Helper()
	m := &seen{}
	status, raw := s.call(a, http.MethodGet, "/matters/"+matter, nil, m)
	if status != http.StatusOK && status != http.StatusNotFound {
		s.t.Fatalf("matter %s for %s: %d %s", matter, a.username, status, raw)
	}
	return m, status == http.StatusOK
}

// acts are those of the journal, in order.
func (s *caseServer) acts(a *account, matter string) []string {
	s.t.Helper()
	var page struct {
		Items []struct {
			Act string `json:"act"`
		} `json:"items"`
		Next string `json:"next"`
	}
	if status, raw := s.call(a, http.MethodGet, "/matters/"+matter+"/journal?limit=200", nil, &page); status != http.StatusOK || page.Next != "" {
		s.t.Fatalf("journal of %s: %d %s", matter, status, raw)
	}
	acts := make([]string, len(page.Items))
	for i, l := range page.Items {
		acts[i] = l.Act
	}
	return acts
}
