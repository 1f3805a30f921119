package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// child finds a matter of the family as somebody sees it.
func (c *client) child(root casemodel.ID, workflow string) casemodel.ID {
	c.o.t.Helper()
	found := casemodel.ID("")
	for _, one := range c.get("/matters/" + string(root) + "/children").is(http.StatusOK).list("items") {
		if row, _ := one.(F); row["workflow"] == workflow {
			id, _ := row["id"].(string)
			found = casemodel.ID(id)
		}
	}
	if found == "" {
		c.o.t.Fatalf("no %s under %s", workflow, root)
	}
	return found
}

// A whole dispute by hand, with nothing but what the answers offer: who may do
// what, which fields, which people.
func TestAWholeDisputeOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk, triage, mediator, chair := o.as("clerk"), o.as("triage"), o.as("mediator"), o.as("chair")
		root := o.register()
		parties := clerk.get("/matters/" + string(root)).list("parties")
		applicant, _ := parties[0].(F)["id"].(string)
		respondent, _ := parties[1].(F)["id"].(string)

		triage.do(root, "events", "accept", F{"risk": "blue", "complexity": "simple"}).is(http.StatusOK)
		town := triage.get("/bodies?kind=pmc_town&q=TOWN").is(http.StatusOK).text("items.0.id")
		sent := triage.do(root, "events", "dispatch", F{"body": town}).is(http.StatusOK)
		if sent.text("matter.state") != "dispatched" || sent.text("created.0.workflow") != "peoples_mediation" {
			t.Fatalf("dispatched: %s", sent.Raw)
		}
		work := mediator.get("/matters?kind=proceeding").is(http.StatusOK)
		proceeding := casemodel.ID(work.text("items.0.id"))
		if proceeding == "" || proceeding != triage.child(root, "peoples_mediation") {
			t.Fatalf("the mediator's list: %s", work.Raw)
		}
		asked := mediator.do(proceeding, "events", "ask_consent", nil).is(http.StatusOK)
		if asked.text("fired.1.event") != "begin_mediation" {
			t.Errorf("the case did not follow: %s", asked.Raw)
		}
		mediator.do(proceeding, "events", "all_consent", F{"consents": []any{
			F{"party": applicant, "consent": "agreed", "way": "written"}, F{"party": respondent, "consent": "agreed", "way": "present"},
		}}).is(http.StatusOK)
		people := chair.get("/users?role=mediator&body=" + town).is(http.StatusOK)
		appointed := chair.do(proceeding, "events", "appoint_mediator", F{"handler": people.text("items.0.id")}).is(http.StatusOK)
		if appointed.text("matter.handler.title") != "mediator" {
			t.Errorf("handler %s", appointed.text("matter.handler.title"))
		}
		mediator.do(proceeding, "records", "give_rights_notice", F{"way": "signed"}).is(http.StatusOK)
		mediator.do(proceeding, "events", "open_session", F{"present": []any{applicant, respondent}, "place": "一号调解室", "way": "joint"}).is(http.StatusOK)
		mediator.do(proceeding, "records", "log_session", F{"mode": "joint", "result": "continue", "text": "双方各自陈述。"}).is(http.StatusOK)
		if n := len(mediator.get("/matters/" + string(proceeding) + "/sessions").is(http.StatusOK).list("items")); n != 1 {
			t.Errorf("%d sittings", n)
		}
		if n := len(clerk.get("/matters/" + string(proceeding) + "/sessions").is(http.StatusOK).list("items")); n != 0 {
			t.Errorf("the window reads %d sittings", n)
		}
		items := []any{F{"debtor": respondent, "creditor": applicant, "kind": "pay", "what": "赔偿天花板维修费", "amount": "3000", "due": "2026-03-20"}}
		mediator.do(proceeding, "events", "propose_terms", F{"items": items}).is(http.StatusOK)
		mediator.do(proceeding, "events", "finalise_text", F{"total": "3000", "copies": 3}).is(http.StatusOK)
		for _, p := range []string{applicant, respondent} {
			mediator.do(proceeding, "records", "record_signature", F{"party": p, "way": "wet"}).is(http.StatusOK)
		}
		signing := mediator.get("/matters/" + string(proceeding)).is(http.StatusOK)
		if signing.text("signatures.1.party") != respondent || signing.text("signatures.1.way.title") != "签名" || signing.text("signatures.2.user.title") != "mediator" || signing.text("signatures.2.on") != "" {
			t.Errorf("signatures %s", signing.Raw)
		}
		if n := len(clerk.get("/matters/" + string(proceeding)).is(http.StatusOK).list("signatures")); n != 0 {
			t.Errorf("the window reads %d signatures", n)
		}
		mediator.do(proceeding, "records", "record_signature", F{"user": people.text("items.0.id"), "way": "wet"}).is(http.StatusOK)
		sealed := o.as("seal").do(proceeding, "events", "affix_seal", F{"seal_on": "2026-03-02"}).is(http.StatusOK)
		if sealed.text("matter.state") != "effective" || sealed.text("matter.class") != "done" {
			t.Errorf("sealed: %s", sealed.Raw)
		}
		whole := triage.get("/matters/" + string(root)).is(http.StatusOK)
		if whole.text("state") != "performing" || whole.text("amount") != "3000" {
			t.Errorf("case %s, amount %s", whole.text("state"), whole.text("amount"))
		}

		item := mediator.child(root, "performance_item")
		mediator.do(item, "events", "perform", F{"evidence": "收条一张", "paid_on": "2026-03-02", "amount": "3000"}).is(http.StatusOK)
		slip := mediator.get("/matters/" + string(item) + "/payments").is(http.StatusOK)
		for _, says := range []string{`"amount":"3000"`, `"evidence":"收条一张"`, `"on":"2026-03-02"`, `"giver":"刘某"`, `"taker":"包某"`, `"clause":1`} {
			if n := len(slip.list("items")); n != 1 || !strings.Contains(string(slip.Raw), says) {
				t.Errorf("%d slips lack %s: %s", n, says, slip.Raw)
			}
		}
		if n := len(mediator.get("/matters/" + string(proceeding) + "/payments").is(http.StatusOK).list("items")); n != 0 {
			t.Errorf("a mediation has %d slips", n)
		}
		if got := triage.get("/matters/" + string(root)).text("state"); got != "follow_up" {
			t.Fatalf("after performance %s", got)
		}
		visit := mediator.child(root, "follow_up")
		o.Clock.Advance(20 * 24 * time.Hour)
		for _, name := range []string{"mediator", "triage", "archivist", "director"} {
			o.fresh(name)
		}
		o.as("mediator").do(visit, "events", "complete", F{"way": "message", "performed": "yes", "voluntary": true, "satisfaction": "5", "received": true}).is(http.StatusOK)
		closed := o.as("triage").do(root, "events", "confirm_follow_up", F{"way": "call_out", "performed": "yes", "voluntary": true, "satisfaction": "5"}).is(http.StatusOK)
		if closed.text("matter.state") != "closed" || closed.text("matter.result") != "R10" {
			t.Errorf("closed: %s %s", closed.text("matter.state"), closed.text("matter.result"))
		}
		archived := o.as("archivist").do(root, "events", "archive", F{"checked": true, "elsewhere": "on paper", "shelf": "2-3-14"}).is(http.StatusOK)
		if archived.text("matter.state") != "archived" || archived.text("matter.archived_at") == "" {
			t.Errorf("archived: %s", archived.Raw)
		}
		history := o.as("director").get("/matters/" + string(root) + "/journal?limit=3").is(http.StatusOK)
		var acts []string
		for {
			for _, l := range history.list("items") {
				line, _ := l.(F)
				act, _ := line["act"].(string)
				acts = append(acts, act)
			}
			next := history.text("next")
			if next == "" {
				break
			}
			history = o.as("director").get("/matters/" + string(root) + "/journal?limit=3&after=" + next).is(http.StatusOK)
		}
		want := strings.Fields("create submit accept dispatch begin_mediation reach_agreement start_performance complete_performance confirm_follow_up archive")
		if !slices.Equal(acts, want) {
			t.Errorf("history %v, want %v", acts, want)
		}
		if strings.Contains(o.log.String(), "level=ERROR") {
			t.Errorf("log: %s", o.log)
		}
	})
}

func TestAChoiceSaysAllItNeeds(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		a := o.as("triage").get("/matters/" + string(root) + "?with=choices,children").is(http.StatusOK)
		kinds := map[string]bool{}
		for _, c := range a.list("choices") {
			choice, _ := c.(F)
			id, _ := choice["id"].(string)
			kind, _ := choice["kind"].(string)
			href, _ := choice["href"].(string)
			kinds[kind] = true
			if choice["title"] == "" || !strings.HasPrefix(href, "/api/v1/") {
				t.Errorf("choice %v", choice)
			}
			if kind == "event" && (href != "/api/v1/matters/"+string(root)+"/events/"+id || choice["needs_version"] != true) {
				t.Errorf("event %v", choice)
			}
			fields, _ := choice["fields"].([]any)
			for _, f := range fields {
				field, _ := f.(F)
				switch field["type"] {
				case "party", "parties", "consents":
					if options, _ := field["options"].([]any); len(options) != 2 {
						t.Errorf("%s.%s offers %v", id, field["id"], field["options"])
					}
				case "body", "user", "users", "area":
					if link, _ := field["options_url"].(string); !strings.HasPrefix(link, "/api/v1/") {
						t.Errorf("%s.%s has no options", id, field["id"])
					} else {
						o.as("triage").get(link).is(http.StatusOK)
					}
				}
			}
		}
		if !kinds["event"] || !kinds["record"] {
			t.Errorf("kinds %v", kinds)
		}
		for _, r := range a.list("refused") {
			if refused, _ := r.(F); refused["why"] == "" || refused["title"] == "" {
				t.Errorf("refused %v", refused)
			}
		}
		o.as("triage").get("/matters/"+string(root)+"?with=everything").problem(http.StatusUnprocessableEntity, "invalid").fault("with", "field.choice")
	})
}

func TestADeadlineExplainsItself(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		a := o.as("clerk").get("/matters/" + string(root) + "/deadlines").is(http.StatusOK)
		if a.text("items.0.rule") != "ZZ-02" || a.text("items.0.title") == "" || a.text("items.0.due") == "" || a.text("items.0.terms.0.kind") != "start" {
			t.Fatalf("deadline %s", a.Raw)
		}
		if !strings.HasSuffix(a.text("items.0.explanation"), "steps from 2026-03-02") || a.text("items.0.source") == "" || a.text("items.0.kind") == "" {
			t.Errorf("deadline %s", a.Raw)
		}
	})
}

func TestASecondYesIsAskedFor(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		a := o.as("triage").do(root, "events", "void", F{"reason": "误登记"}).is(http.StatusAccepted)
		if a.text("approval.id") == "" || a.text("matter.state") != "registered" {
			t.Fatalf("request %s", a.Raw)
		}
		o.as("triage").do(root, "events", "void", F{"reason": "误登记"}).problem(http.StatusConflict, "approval_pending")
		director := o.as("director")
		waiting := director.get("/matters?view=approve").is(http.StatusOK)
		if waiting.text("items.0.id") != a.text("approval.id") {
			t.Errorf("waiting %s", waiting.Raw)
		}
		director.do(casemodel.ID(a.text("approval.id")), "events", "approve", nil).is(http.StatusOK)
		if got := o.Matter(root).State; got != "voided" {
			t.Errorf("after the yes %s", got)
		}
	})
}

func TestANumberIsRevealedOnceAndJournalled(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		clerk := o.as("clerk")
		party := clerk.get("/matters/" + string(root)).text("parties.0.id")
		path := "/matters/" + string(root) + "/records/reveal"
		clerk.post(path, F{"fields": F{"party": party, "field": "id_no"}}).problem(http.StatusUnprocessableEntity, "invalid").fault("reason", "reveal.reason")
		a := clerk.post(path, F{"fields": F{"party": party, "field": "id_no", "reason": "verify"}}).is(http.StatusOK)
		if a.text("value") != "15010219900101233X" {
			t.Errorf("value %q", a.text("value"))
		}
		o.as("labour").post(path, F{"fields": F{"party": party, "field": "id_no", "reason": "verify"}}).problem(http.StatusNotFound, "not_found")
		history := o.as("director").get("/matters/" + string(root) + "/journal").is(http.StatusOK)
		if !strings.Contains(string(history.Raw), `"act":"reveal"`) || strings.Contains(string(history.Raw), "15010219900101233X") {
			t.Errorf("journal %s", history.Raw)
		}
	})
}

func TestOtherMattersAreOpenedByTheirKind(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		petition := o.as("petition").key("p").post("/petitions", F{"fields": F{
			"form": "visit", "received_on": "2026-03-02", "purpose": "appeal", "claim": "要求解决漏水。", "occurred_area": "150102001001",
		}}).is(http.StatusCreated)
		if petition.text("matter.kind") != "petition" || petition.text("matter.number") == "" {
			t.Errorf("petition %s", petition.Raw)
		}
		o.as("petition").key("q").post("/petitions", F{"fields": F{"form": "drum"}}).problem(http.StatusUnprocessableEntity, "invalid").
			fault("form", "field.choice").fault("claim", "field.missing")
		if n := o.as("petition").get("/matters").is(http.StatusOK).number("total"); n != 1 {
			t.Errorf("the petition office lists %d", n)
		}
		same := o.as("clerk").key("r").post("/matters", F{"workflow": "dispute_case", "fields": quarrel()}).is(http.StatusCreated)
		if same.text("matter.state") != "registered" {
			t.Errorf("by its long name %s", same.Raw)
		}
		o.as("clerk").key("s").post("/matters", F{"workflow": "dance", "fields": F{}}).problem(http.StatusUnprocessableEntity, "invalid").fault("workflow", "create.unknown")
		o.as("clerk").key("t").post("/matters", F{"workflow": "petition", "parent": "x", "fields": F{}}).problem(http.StatusUnprocessableEntity, "invalid").fault("parent", "field.reference")
	})
}
