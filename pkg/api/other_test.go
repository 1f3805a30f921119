package api_test

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/api"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestLookupsFindWhatFieldsName(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		for path, want := range map[string][2]string{
			"/bodies?kind=pmc_town&kind=pmc_village":      {"items.2.code", "VIL"},
			"/bodies?q=ind":                               {"items.0.kind", "pmc_industry"},
			"/bodies?category=17&kind=pmc_industry":       {"items.0.code", "MED"},
			"/users?role=mediator&body=" + o.Body("TOWN"): {"items.1.username", "mediator2"},
			"/users?q=seal":                               {"items.0.title", "seal"},
			"/areas":                                      {"items.0.title", "Inner Mongolia"},
			"/areas?parent=150102000000":                  {"items.1.id", "150102002000"},
			"/areas?q=Sun":                                {"items.0.level", "village"},
			"/categories?q=%E9%82%BB%E9%87%8C":            {"items.0.value", "02"},
			"/categories?parent=01":                       {"items.0.value", "0101"},
			"/channels?q=12345":                           {"items.0.value", "hotline_12345"},
		} {
			if a := clerk.get(path).is(http.StatusOK); a.text(want[0]) != want[1] {
				t.Errorf("%s: %s is %q\n%s", path, want[0], a.text(want[0]), a.Raw)
			}
		}
		clerk.get("/users?body=1").problem(http.StatusUnprocessableEntity, "invalid").fault("body", "field.reference")
	})
}

func TestADraftIsKeptForItsWriterAlone(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		clerk.get("/drafts/case_new").problem(http.StatusNotFound, "not_found")
		clerk.call(http.MethodPut, "/drafts/case_new", F{"title": "漏水", "content": `{"summary":"楼上"}`}).is(http.StatusNoContent)
		clerk.call(http.MethodPut, "/drafts/case_new", F{"title": "漏水二", "content": `{"summary":"楼上漏"}`}).is(http.StatusNoContent)
		if a := clerk.get("/drafts/case_new").is(http.StatusOK); a.text("content") != `{"summary":"楼上漏"}` || a.text("title") != "漏水二" {
			t.Errorf("draft %s", a.Raw)
		}
		if a := clerk.get("/drafts").is(http.StatusOK); len(a.list("items")) != 1 || a.at("items.0.content") != nil {
			t.Errorf("drafts %s", a.Raw)
		}
		o.as("triage").get("/drafts/case_new").problem(http.StatusNotFound, "not_found")
		clerk.call(http.MethodDelete, "/drafts/case_new", nil).is(http.StatusNoContent)
		clerk.get("/drafts/case_new").problem(http.StatusNotFound, "not_found")
		clerk.call(http.MethodPut, "/drafts/Case%20new", F{"content": "x"}).problem(http.StatusUnprocessableEntity, "invalid").fault("form", "field.form")
		clerk.call(http.MethodPut, "/drafts/case_new?matter=1", F{"content": "x"}).problem(http.StatusUnprocessableEntity, "invalid").fault("matter", "field.reference")
	})
}

func TestTheClockIsMovedByTheAdministratorOfATestServerOnly(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		w := worktest.New(t, db, clock)
		plain := open(t, w)
		plain.as("admin").post("/test/clock", F{"advance": "48h"}).problem(http.StatusNotFound, "not_found")
		moved := func(ctx context.Context) (casemodel.Instant, int, error) {
			fired, err := w.Sweep(ctx)
			return casemodel.At(clock.Now()), fired, err
		}
		o := open(t, w, func(c *api.Config) {
			c.Clock = &api.TestClock{
				Advance: func(ctx context.Context, by time.Duration) (casemodel.Instant, int, error) {
					clock.Advance(by)
					return moved(ctx)
				},
				Set: func(ctx context.Context, at casemodel.Instant) (casemodel.Instant, int, error) {
					clock.Set(at.Time())
					return moved(ctx)
				},
			}
		})
		o.as("clerk").post("/test/clock", F{"advance": "48h"}).problem(http.StatusForbidden, "forbidden")
		admin := o.as("admin")
		for _, bad := range []F{{}, {"advance": "soon"}, {"advance": "-1h"}, {"advance": "1h", "set": "2026-03-05T09:00:00+08:00"}} {
			admin.post("/test/clock", bad).problem(http.StatusUnprocessableEntity, "invalid")
		}
		root := o.register()
		a := admin.post("/test/clock", F{"advance": "720h"}).is(http.StatusOK)
		if a.text("now") != "2026-04-01T01:00:00.000000Z" || a.number("fired") == 0 {
			t.Errorf("advanced %s", a.Raw)
		}
		if d := o.fresh("clerk").get("/matters/" + string(root) + "/deadlines").text("items.0.state"); d != "missed" {
			t.Errorf("the clock of the case is %s", d)
		}
		o.fresh("admin").post("/test/clock", F{"set": "2026-04-02T09:00:00+08:00"}).is(http.StatusOK)
	})
}

func TestAnUnknownAddressIsAProblemToo(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		o.as("clerk").get("/nothing").problem(http.StatusNotFound, "not_found")
		o.as("clerk").call(http.MethodPatch, "/matters", nil).problem(http.StatusNotFound, "not_found")
	})
}

// What is our fault has a number for the person and a cause for the log only.
func TestOurOwnFaultTellsOnlyItsNumber(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		if err := o.DB.Close(); err != nil {
			t.Fatal(err)
		}
		a := clerk.get("/matters")
		if a.Status != http.StatusInternalServerError && a.Status != http.StatusServiceUnavailable {
			t.Fatalf("status %d", a.Status)
		}
		if bytes.Contains(a.Raw, []byte("sql")) || bytes.Contains(a.Raw, []byte("closed")) {
			t.Errorf("told too much: %s", a.Raw)
		}
		if a.Status == http.StatusInternalServerError {
			a.problem(http.StatusInternalServerError, "internal")
			if !strings.Contains(o.log.String(), a.text("id")) {
				t.Errorf("the log has no %s: %s", a.text("id"), o.log)
			}
		}
	})
}

func TestTheDescriptionIsTheOneReviewed(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		if db.Dialect() != store.SQLite {
			return
		}
		o := open(t, worktest.New(t, db, clock))
		got := (&client{o: o}).get("/openapi.json").is(http.StatusOK).Raw
		text, err := yaml.JSONToYAML(got)
		if err != nil {
			t.Fatal(err)
		}
		const golden = "testdata/openapi.golden.yaml"
		if *update {
			if err := os.WriteFile(golden, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(text, want) {
			t.Errorf("the description changed: run with -update and review the difference of %s", golden)
		}
		page := (&client{o: o}).get("/docs").is(http.StatusOK)
		for _, bad := range []string{"<script", "http://", "https://", "style="} {
			if bytes.Contains(page.Raw, []byte(bad)) {
				t.Errorf("the page has %s", bad)
			}
		}
		if !bytes.Contains(page.Raw, []byte("POST /api/v1/matters/{id}/events/{event}")) || page.Header.Get("Content-Security-Policy") == "" {
			t.Error("the page does not list the operations")
		}
	})
}
