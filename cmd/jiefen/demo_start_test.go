package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// demoPeople is decision 19: username, roles, kind of the first body.
const demoPeople = `clerk front_desk centre
triage triage_clerk+dispatcher centre
director centre_director centre
archivist archivist centre
mediator mediator pmc_town
mediator2 mediator pmc_town
chair pmc_chair pmc_town
seal seal_keeper pmc_town
village mediator+pmc_chair+seal_keeper pmc_village
industry mediator+pmc_chair+seal_keeper pmc_industry
medical mediator pmc_industry
labour mediator pmc_industry
traffic mediator pmc_industry
property mediator pmc_industry
courtdesk court_clerk court_desk
judge judge_guide court_desk
police police_mediator police_room
justice judicial_assistant judicial_office
petition petition_clerk petition_office
petitionlead petition_supervisor petition_office
dept dept_handler linked_dept
depthead dept_head linked_dept
gridworker grid_worker grid
gridleader grid_leader grid
gridguide grid_instructor grid
plc plc_supervisor+assessment_clerk plc
leader leader_owner leader
auditor auditor auditor
admin sysadmin platform`

// demonstration is one that serves.
type demonstration struct {
	url  string
	said string
	stop func() error
}

// startDemo starts one and waits for its welcome.
func startDemo(t *testing.T, data, password string) *demonstration {
	t.Helper()
	cfg, err := demoSettings(data, "127.0.0.1:0", "error")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out, ended := &said{}, make(chan error, 1)
	go func() {
		ended <- demo(ctx, cfg, password, out)
		close(ended)
	}()
	r := &demonstration{stop: sync.OnceValue(func() error { cancel(); return <-ended })}
	t.Cleanup(func() { _ = r.stop() })
	for wait := time.After(30 * time.Second); ; {
		if found := regexp.MustCompile(`http://[0-9.:]+`).FindString(out.String()); found != "" {
			r.url, r.said = found, out.String()
			return r
		}
		select {
		case err := <-ended:
			t.Fatalf("demo ended: %v", err)
		case <-wait:
			t.Fatal("demo does not come up")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// said is a buffer that may be read while it is written.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// ask sends a request and reads JSON.
func (r *demonstration) ask(t *testing.T, method, path, token string, body, into any) int {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, r.url+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil && res.StatusCode == http.StatusOK {
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatalf("%s: %v: %s", path, err, raw)
		}
	}
	return res.StatusCode
}

type demoTicket struct {
	Token       string `json:"token"`
	Memberships []struct {
		BodyKind string   `json:"body_kind"`
		Roles    []string `json:"roles"`
	} `json:"memberships"`
}

func (r *demonstration) signIn(t *testing.T, username, password string) (demoTicket, int) {
	t.Helper()
	var got demoTicket
	status := r.ask(t, http.MethodPost, "/session", "", map[string]any{"username": username, "password": password}, &got)
	return got, status
}

func TestDemoServesEverybodyAndTheirMatters(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	r := startDemo(t, data, "a word for all")
	for line := range strings.Lines(demoPeople) {
		want := strings.Fields(line)
		got, status := r.signIn(t, want[0], "a word for all")
		if status != http.StatusOK {
			t.Fatalf("%s signs in: %d", want[0], status)
		}
		if first := got.Memberships[0]; strings.Join(first.Roles, "+") != want[1] || first.BodyKind != want[2] {
			t.Errorf("%s is %v at a %s", want[0], first.Roles, first.BodyKind)
		}
		if !strings.Contains(r.said, "  "+want[0]+" ") {
			t.Errorf("%s is not on the printed list", want[0])
		}
	}
	director, _ := r.signIn(t, "director", "a word for all")
	var list struct {
		Total int `json:"total"`
	}
	for wait := time.Now().Add(60 * time.Second); list.Total < 20 && time.Now().Before(wait); time.Sleep(20 * time.Millisecond) {
		r.ask(t, http.MethodGet, "/matters?workflow=dispute_case", director.Token, nil, &list)
	}
	if list.Total < 20 {
		t.Errorf("the director sees %d cases", list.Total)
	}
	if err := r.stop(); err != nil {
		t.Errorf("demo ends with %v", err)
	}
	again := startDemo(t, data, "another word for all")
	if _, status := again.signIn(t, "clerk", "a word for all"); status != http.StatusUnauthorized {
		t.Errorf("the first start's password still opens: %d", status)
	}
	if _, status := again.signIn(t, "mediator", "another word for all"); status != http.StatusOK {
		t.Errorf("the second start's password does not open: %d", status)
	}
}

func TestDemoWithoutAPasswordPrintsARandomOne(t *testing.T) {
	r := startDemo(t, t.TempDir(), "")
	found := regexp.MustCompile(`\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b`).FindAllString(r.said, -1)
	if len(found) != 1 {
		t.Fatalf("%d passwords printed: %s", len(found), r.said)
	}
	if _, status := r.signIn(t, "clerk", found[0]); status != http.StatusOK {
		t.Errorf("it does not open: %d", status)
	}
}

func TestDemoLeavesAnotherDatabaseAlone(t *testing.T) {
	cfg, err := demoSettings(t.TempDir(), "127.0.0.1:0", "error")
	if err != nil {
		t.Fatal(err)
	}
	app, err := OpenApp(t.Context(), cfg, cfg.logger())
	if err != nil {
		t.Fatal(err)
	}
	err = app.DB.Do(t.Context(), func(tx *store.Tx) error {
		return tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "X", Kind: "centre", Title: "X", AreaID: "150102000000", Active: 1, Version: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	out := &said{}
	if err := demo(t.Context(), cfg, "a word for all", out); err == nil || !strings.Contains(fmt.Sprint(err), cfg.Data) || out.String() != "" {
		t.Errorf("demo on somebody's work: %v, said %q", err, out)
	}
}
