package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// writing are the addresses that take something in, with what it is of a matter
// that is there: "" for nothing. Whoever adds one lists it here, and opens it
// below when it writes on a matter.
var writing = map[string]string{
	"POST /matters/{id}/events/{event}": "acts", "POST /matters/{id}/records/{record}": "acts", "POST /matters/{id}/records/reveal": "acts", "PUT /drafts/{form}": "draft", "POST /matters/{id}/roster": "roster",
	"POST /cases": "", "POST /cases/on-the-spot": "", "POST /petitions": "", "POST /tasks": "", "POST /matters": "", "POST /files": "", "DELETE /drafts/{form}": "",
	"POST /session": "", "DELETE /session": "", "POST /session/membership": "", "POST /session/password": "", "POST /session/totp": "",
	"POST /session/totp/confirm": "", "POST /session/totp/disable": "", "DELETE /sessions/{session}": "",
}

// Every address of the door that writes on a matter, with every act of its
// definition, in its turn or not: what was signed stays.
func TestNoAddressOfTheDoorChangesWhatWasSigned(t *testing.T) {
	text, err := os.ReadFile("testdata/openapi.golden.yaml")
	if err != nil {
		t.Fatal(err)
	}
	path, known := "", 0
	for line := range strings.SplitSeq(string(text), "\n") {
		if m := regexp.MustCompile(`^  (/\S*):$`).FindStringSubmatch(line); m != nil {
			path = m[1]
		}
		if m := regexp.MustCompile(`^    (post|put|patch|delete):$`).FindStringSubmatch(line); m != nil {
			name := strings.ToUpper(m[1]) + " " + path
			if _, listed := writing[name]; !listed {
				t.Errorf("nobody has looked whether %s changes what was signed", name)
			}
			known++
		}
	}
	if known != len(writing) {
		t.Errorf("%d addresses write, %d are listed", known, len(writing))
	}
	each(t, func(t *testing.T, o *office) {
		root, id := o.InSession(t)
		p := o.Parties(root)
		o.Must("mediator", id, "log_session", F{"mode": "joint", "result": "continue", "said": "Bao asks for 5000."})
		o.Must("mediator", id, "sign_record", F{"record": 1, "parties": []any{string(p[0])}})
		o.Must("mediator", id, "propose_terms", F{"items": o.Pay(root, "3000", "2026-04-01")})
		o.Must("mediator", id, "finalise_text", F{"total": "3000", "copies": "3", "breach": "interest"})
		o.Must("mediator", id, "record_signature", F{"party": string(p[0]), "way": "wet"})
		read := func() string {
			var said []any
			err := o.DB.Read(t.Context(), func(tx *store.Tx) error {
				sessions, err := tx.Sessions(id)
				if err != nil {
					return err
				}
				items, err := tx.Items(root)
				if err != nil {
					return err
				}
				fields, err := tx.Fields(id)
				said = []any{sessions[0], items, fields[id]["total"], fields[id]["breach"], fields[id]["text_sha256"]}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(said)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		before := read()
		other := func() F {
			f := F{"record": 1, "field": "text", "items": o.Pay(root, "1", "2026-05-01"), "total": "1", "copies": 9, "party": string(p[1]), "way": "wet", "mode": "joint", "result": "agreed"}
			for _, name := range []string{"said", "told", "dispute", "course", "outcome", "text", "present", "place", "value", "reason", "note", "breach", "clauses"} {
				f[name] = "changed"
			}
			return f
		}
		tried := 0
		for _, who := range []string{"mediator", "chair", "director"} {
			c := o.as(who)
			for _, at := range []casemodel.ID{id, root} {
				view, err := o.Case(t.Context(), o.Who[who], at)
				if err != nil {
					continue
				}
				var acts []string
				for _, r := range view.Flow.Records {
					acts = append(acts, "records/"+r.ID)
				}
				for _, e := range view.Flow.Events {
					if !slices.Contains([]string{"back_to_session", "any_refuse", "terminate", "suspend"}, e.ID) { // these lead away from the signing
						acts = append(acts, "events/"+e.ID)
					}
				}
				for _, act := range acts {
					for _, fields := range []F{other(), pick(other(), view.Flow.Act(act[strings.Index(act, "/")+1:]).Fields)} {
						a := c.post("/matters/"+string(at)+"/"+act, F{"version": o.Matter(at).Version, "fields": fields})
						tried++
						if read() != before {
							t.Fatalf("%s by %s (%d) changed what was signed:\n%s\n%s", act, who, a.Status, before, read())
						}
					}
				}
			}
			c.call(http.MethodPut, "/drafts/do:revise_record", F{"matter": string(id), "fields": other()})
			for _, at := range []casemodel.ID{id, root} {
				a := c.table("/matters/"+string(at)+"/roster?side="+string(p[0]), "list.csv", []byte("姓名,诉求金额\n白音,100\n"))
				if read() != before || a.Status < http.StatusBadRequest && o.Matter(id).State == "signing" {
					t.Errorf("a roster by %s (%d) beside what was signed: %s", who, a.Status, read())
				}
			}
		}
		if read() != before || tried < 200 {
			t.Errorf("%d tried", tried)
		}
	})
}

// pick keeps of an input what an act declares.
func pick(in F, fields []workflows.Field) F {
	out := F{}
	for _, f := range fields {
		if v, given := in[f.ID]; given && f.ID != "handler" {
			out[f.ID] = v
		}
	}
	return out
}
