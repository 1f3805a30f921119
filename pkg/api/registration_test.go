package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
)

func TestAClerkRegistersACase(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.as("clerk").key("one").post("/cases", quarrel(func(r F) {
			r["claims"] = []any{F{"text": "赔偿损失", "amount": "3000.50"}}
			r["people_involved"] = 2
			r["applied_at"] = "2026-03-01T15:00:00+08:00"
		})).is(http.StatusCreated)
		for path, want := range map[string]any{
			"matter.kind": "case", "matter.workflow": "dispute_case", "matter.state": "registered", "matter.state_title": "已登记", "matter.phase": "登记",
			"matter.class": "live", "matter.version": 2.0, "matter.category.value": "02", "matter.category.title": "邻里纠纷",
			"matter.body.title": "ZX", "matter.area.id": "150102001001", "matter.area.title": "Sunshine", "matter.risk": "none",
			"matter.handler": nil, "matter.closed_at": nil, "matter.opened_at": "2026-03-02T01:00:00.000000Z", "matter.state_on": "2026-03-02",
			"matter.fields.summary": "楼上漏水，天花板受损。", "matter.parties.0.name": "包某", "matter.parties.0.id_no_masked": "150102********233X",
			"matter.parties.0.phone_masked": "139****0001", "matter.parties.0.sex": "male", "matter.parties.0.born_on": "1990-01-01",
			"matter.deadlines.0.rule": "ZZ-02", "matter.deadlines.0.state": "running", "fired.0.event": "submit", "created.0.workflow": "dispute_case",
			"codes.0.name": "包某",
		} {
			if got := a.at(path); got != want {
				t.Errorf("%s is %v, want %v", path, got, want)
			}
		}
		if !strings.HasPrefix(a.text("matter.number"), "（2026）ZX") || len(a.text("codes.0.code")) != 12 {
			t.Errorf("number %q, code %q", a.text("matter.number"), a.text("codes.0.code"))
		}
		if bytes.Contains(a.Raw, []byte("13947100001")) || bytes.Contains(a.Raw, []byte("15010219900101233")) {
			t.Error("a whole number is in the answer")
		}
		if a.Header.Get("Location") != "/api/v1/matters/"+a.text("matter.id") {
			t.Errorf("location %q", a.Header.Get("Location"))
		}
		o.as("clerk").get(a.Header.Get("Location")).is(http.StatusOK)
	})
}

func TestADraftHasNoNumber(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		a := o.as("clerk").key("one").post("/cases", quarrel(func(r F) { r["submit"] = false })).is(http.StatusCreated)
		if a.text("matter.state") != "draft" || a.text("matter.number") != "" {
			t.Errorf("draft %s %q", a.text("matter.state"), a.text("matter.number"))
		}
	})
}

// Every bad row has its status, its code and its field, and leaves no trace.
func TestBadInputIsRefusedAtItsFieldAndWritesNothing(t *testing.T) {
	watched(t, func(t *testing.T, o *office, rows func() tables) {
		clerk, triage := o.as("clerk"), o.as("triage")
		root := string(o.register())
		matter := "/matters/" + root
		party := func(change func(F)) func(F) {
			return func(r F) {
				parties, _ := r["parties"].([]any)
				first, _ := parties[0].(F)
				change(first)
			}
		}
		bad := func(change func(F)) func() *reply {
			return func() *reply { return clerk.key("bad").post("/cases", quarrel(change)) }
		}
		type row struct {
			name   string
			send   func() *reply
			status int
			code   string
			field  string
			key    string
		}
		table := []row{
			{"wrong check digit", bad(party(func(p F) { p["id_no"] = "150102199001012330" })), 422, "invalid", "parties.0.id_no", "id.check_digit"},
			{"filler phone", bad(party(func(p F) { p["phone"] = "13800000000" })), 422, "invalid", "parties.0.phone", "phone.filler"},
			{"no phone at all", bad(party(func(p F) { delete(p, "phone") })), 422, "invalid", "parties.0.phone", "party.unreachable"},
			{"future date", bad(func(r F) { r["applied_at"] = "2026-03-03T09:00:00+08:00" }), 422, "invalid", "applied_at", "date.future"},
			{"no date", bad(func(r F) { r["applied_at"] = "yesterday" }), 422, "invalid", "applied_at", "field.datetime"},
			{"unknown area", bad(func(r F) { r["occurred_area"] = "990000000000" }), 422, "invalid", "occurred_area", "field.no_such_area"},
			{"no area", bad(func(r F) { delete(r, "occurred_area") }), 422, "invalid", "occurred_area", "field.missing"},
			{"no summary", bad(func(r F) { delete(r, "summary") }), 422, "invalid", "summary", "field.missing"},
			{"empty summary", bad(func(r F) { r["summary"] = "  " }), 422, "invalid", "summary", "field.missing"},
			{"long summary", bad(func(r F) { r["summary"] = strings.Repeat("长", 2001) }), 422, "invalid", "summary", "field.too_long"},
			{"unknown category", bad(func(r F) { r["category"] = "77" }), 422, "invalid", "category", "field.choice"},
			{"nobody asks", bad(func(r F) { r["parties"] = []any{} }), 422, "invalid", "parties", "guard.applicant_missing"},
			{"unknown role", bad(party(func(p F) { p["role"] = "king" })), 422, "invalid", "parties.0.role", "field.choice"},
			{"unknown key", bad(func(r F) { r["resume"] = "x" }), 422, "invalid", "resume", "field.unknown"},
			{"unknown key of a party", bad(party(func(p F) { p["fone"] = "x" })), 422, "invalid", "parties.0.fone", "field.unknown"},
			{"wrong type", bad(func(r F) { r["people_involved"] = "many" }), 422, "invalid", "people_involved", "field.int"},
			{"text for a list", bad(func(r F) { r["parties"] = "Bao" }), 422, "invalid", "parties", "field.list"},
			{"money with one decimal", bad(func(r F) { r["claims"] = []any{F{"text": "x", "amount": "12.5"}} }), 422, "invalid", "claims.0.amount", "field.form"},
			{"2 MB of text", bad(func(r F) { r["summary"] = strings.Repeat("a", 2<<20) }), 413, "too_large", "", ""},
			{"no JSON", func() *reply { return clerk.key("bad").post("/cases", `{"summary": `) }, 400, "invalid", "", ""},
			{"no UTF-8", func() *reply { return clerk.key("bad").post("/cases", "{\"summary\": \"\xc2\xa9\xff\"}") }, 400, "invalid", "", ""},
			{"a zero byte", bad(func(r F) { r["summary"] = "a\x00b" }), 400, "invalid", "", ""},
			{"no body", func() *reply { return clerk.key("bad").post("/cases", nil) }, 400, "invalid", "", ""},
			{"a form", func() *reply {
				return clerk.key("bad").with("Content-Type", "text/csv").post("/cases", "a;b")
			}, 415, "type_refused", "", ""},
			{"no key", func() *reply { return clerk.post("/cases", quarrel()) }, 400, "key_missing", "", ""},
			{"wrong role", func() *reply { return o.as("seal").key("bad").post("/cases", quarrel()) }, 403, "forbidden", "", ""},

			{"missing version", func() *reply { return triage.post(matter+"/events/accept", F{"fields": F{}}) }, 428, "version_missing", "", ""},
			{"stale version", func() *reply {
				return triage.post(matter+"/events/accept", F{"version": 1, "fields": F{"risk": "blue"}})
			}, 409, "conflict", "", ""},
			{"wrong role for a step", func() *reply {
				return clerk.post(matter+"/events/accept", F{"version": 2, "fields": F{"risk": "blue"}})
			}, 403, "forbidden", "", ""},
			{"wrong step", func() *reply { return triage.post(matter+"/events/archive", F{"version": 2}) }, 409, "wrong_step", "", ""},
			{"unknown step", func() *reply { return triage.post(matter+"/events/fly", F{"version": 2}) }, 404, "not_found", "", ""},
			{"unknown field of a step", func() *reply {
				return triage.post(matter+"/events/accept", F{"version": 2, "fields": F{"rsk": "blue"}})
			}, 422, "invalid", "rsk", "field.unknown"},
			{"unknown value", func() *reply {
				return triage.post(matter+"/events/accept", F{"version": 2, "fields": F{"risk": "purple"}})
			}, 422, "invalid", "risk", "field.choice"},
			{"future legal date", func() *reply {
				return triage.post(matter+"/events/accept", F{"version": 2, "on": "2026-03-03", "fields": F{"risk": "blue"}})
			}, 422, "invalid", "on", "date.future"},
			{"unknown matter", func() *reply {
				return triage.post("/matters/018f0000-0000-7000-8000-000000000000/events/accept", F{"version": 2})
			}, 404, "not_found", "", ""},
			{"no id", func() *reply { return triage.post("/matters/1'--/events/accept", F{"version": 2}) }, 404, "not_found", "", ""},
			{"a stranger", func() *reply { return o.as("labour").post(matter+"/events/accept", F{"version": 2}) }, 404, "not_found", "", ""},
			{"the administrator", func() *reply { return o.as("admin").get(matter) }, 404, "not_found", "", ""},
		}
		before := rows()
		for _, r := range table {
			t.Run(r.name, func(t *testing.T) {
				o.t = t
				a := r.send().problem(r.status, r.code)
				if r.field != "" {
					a.fault(r.field, r.key)
				}
				before.same(t, rows())
			})
		}
		o.t = t
		if o.log.Len() > 0 && strings.Contains(o.log.String(), "level=ERROR") {
			t.Errorf("log: %s", o.log)
		}
	})
}

func TestARefusedStepSaysWhoMayAndWhatMayBeDoneInstead(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		path := "/matters/" + string(root) + "/events/accept"
		a := o.as("clerk").post(path, F{"version": 2, "fields": F{"risk": "blue"}}).problem(http.StatusForbidden, "forbidden")
		if a.text("stage") != "registered" || !bytes.Contains(a.Raw, []byte(`"role":"triage_clerk"`)) {
			t.Errorf("refusal %s", a.Raw)
		}
		if !strings.Contains(string(a.Raw), `"choices":[`) || len(a.list("choices")) == 0 {
			t.Errorf("no choices: %s", a.Raw)
		}
		o.as("triage").do(root, "events", "accept", F{"risk": "blue"}).is(http.StatusOK)
		late := o.as("director").post(path, F{"version": 2, "fields": F{"risk": "blue"}}).problem(http.StatusConflict, "wrong_step")
		if late.text("by") != "triage" || late.text("at") == "" || late.text("state") != "accepted" {
			t.Errorf("late %s", late.Raw)
		}
	})
}

func TestOneKeyIsOneCase(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk").key("the same")
		body, err := json.Marshal(quarrel())
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		answers := make([]*reply, 50)
		for i := range answers {
			all.Go(func() { answers[i] = clerk.post("/cases", body) })
		}
		all.Wait()
		codes := 0
		for _, a := range answers {
			a.is(http.StatusCreated)
			codes += len(a.list("codes"))
			for _, path := range []string{"matter.id", "matter.number", "matter.version", "fired.0.event", "created.0.id", "created.0.number"} {
				if a.at(path) != answers[0].at(path) || a.at(path) == nil {
					t.Fatalf("%s differs: %v, %v", path, a.at(path), answers[0].at(path))
				}
			}
		}
		if codes%2 != 0 || codes == 0 {
			t.Errorf("%d query codes were shown", codes)
		}
		if n := o.as("clerk").get("/matters?kind=case").is(http.StatusOK).number("total"); n != 1 {
			t.Errorf("%d cases", n)
		}
		clerk.post("/cases", quarrel(func(r F) { r["summary"] = "另一件事。" })).problem(http.StatusUnprocessableEntity, "key_reused")
		o.as("director").key("the same").post("/cases", quarrel(func(r F) { r["duplicates_seen"] = true })).is(http.StatusCreated)
	})
}

func TestAStepWithAKeyHappensOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		path, body := "/matters/"+string(root)+"/events/accept", F{"version": 2, "fields": F{"risk": "blue"}}
		first := o.as("triage").key("step").post(path, body).is(http.StatusOK)
		again := o.as("triage").key("step").post(path, body).is(http.StatusOK)
		if fmt.Sprint(first.at("fired")) != fmt.Sprint(again.at("fired")) {
			t.Errorf("again %s", again.Raw)
		}
		o.as("triage").key("step").post(path, F{"version": 2, "fields": F{"risk": "yellow"}}).problem(http.StatusUnprocessableEntity, "key_reused")
		n := 0
		err := o.DB.Read(t.Context(), func(tx *store.Tx) error {
			entries, err := tx.Journal(root, 0, 100)
			for _, e := range entries {
				if e.Act == "accept" {
					n++
				}
			}
			return err
		})
		if err != nil || n != 1 {
			t.Errorf("accepted %d times, %v", n, err)
		}
	})
}
