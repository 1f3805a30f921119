package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// writers are the addresses with :id that something is posted to. Each is tried
// on what was signed; whoever adds one lists it here and looks at what it writes.
var writers = strings.Fields("/matters/:id/photo /matters/:id/reveal /matters/:id/sheet /matters/:id/slip /matters/:id/papers /matters/:id/roster " +
	"/matters/:id/performance /matters/:id/pack /matters/:id/bundle /matters/:id/dossier /matters/:id/do/:act")

// others write nothing of a matter, or come to it by its acts: a new one is
// looked at like those.
var others = strings.Fields("/login /logout /search /search/quick /cases/new/similar /cases/new/card /files /volumes/draw /volumes/pdf /volumes/lend /volumes/return /print /print/papers /papers /runs/:id/cancel /schedule/plan /slips /slips/spoil " + spotPath + " " + windowPath)

// signed are the words that somebody has put a name to: of the records of a
// matter and of the text that lies for signing.
func (w *town) signed(root, id casemodel.ID) string {
	w.t.Helper()
	var b strings.Builder
	err := w.DB.Read(w.t.Context(), func(tx *store.Tx) error {
		sessions, err := tx.Sessions(id)
		if err != nil {
			return err
		}
		for _, s := range sessions[:1] {
			fmt.Fprintln(&b, s.ID, s.Place, s.Present, s.Text, s.Minutes, s.Result)
		}
		items, err := tx.Items(root)
		if err != nil {
			return err
		}
		for _, it := range items {
			fmt.Fprintln(&b, it)
		}
		fields, err := tx.Fields(id)
		for _, field := range []string{"total", "breach", "clauses", "copies", "text_sha256"} {
			fmt.Fprintln(&b, field, fields[id][field])
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

// Every address that takes something in, and every act that only writes, with a
// form that says something else in every field there is: what was signed stays.
func TestNoAddressChangesWhatWasSigned(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.inSession()
		p := w.parties(root)
		w.must("mediator", id, "log_session", f{"mode": "joint", "result": "continue", "said": "申请人要求赔偿8000元。", "present": "社区干部", "place": "第二调解室"})
		w.must("mediator", id, "sign_record", f{"record": 1, "parties": many(p)})
		w.must("mediator", id, "supplement_record", f{"record": 1, "text": "“8000元”应为“3000元”。"})
		w.must("mediator", id, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿款", "amount": "3000", "due": "2026-04-01"}}})
		w.must("mediator", id, "finalise_text", f{"total": "3000", "copies": "3", "breach": "按年利率3.45%支付违约金"})
		w.must("mediator", id, "record_signature", f{"party": p[0], "way": "wet"})
		before, base := w.signed(root, id), w.serve()

		changed := func(form url.Values) url.Values {
			for _, name := range []string{"said", "told", "dispute", "course", "outcome", "text", "present", "place", "value", "reason", "note", "breach", "clauses", "what", "name", "line"} {
				form.Set("f."+name, "改过的文字")
			}
			for name, value := range map[string]string{
				"record": "1", "field": "text", "total": "1", "copies": "9", "total_amount": "1", "result": "agreed", "mode": "joint", "way": "wet", "document": "D13_record",
				"items.0.what": "改过的文字", "items.0.amount": "1", "items.0.kind": "pay", "items.0.debtor": p[0], "items.0.creditor": p[1], "items.0.due": "2026-05-01",
				"party": p[1], "parties": p[1], "with": "party", "outcome": "改过的文字", "session": "1", "no": "1",
			} {
				form.Set("f."+name, value)
				form.Set(name, value)
			}
			return form
		}
		paths := map[string]bool{}
		for _, route := range w.site.routes() {
			if route.method != http.MethodPost {
				continue
			}
			switch {
			case slices.Contains(writers, route.path):
				for _, m := range []casemodel.ID{id, root} {
					if !strings.Contains(route.path, ":act") {
						paths[strings.Replace(route.path, ":id", string(m), 1)] = true
						continue
					}
					for _, who := range []string{"mediator", "chair", "director"} {
						view, err := w.Case(t.Context(), w.who[who], m)
						if err != nil {
							continue
						}
						for _, c := range view.Choices {
							if c.Kind == "record" && c.ID != "declare_tie" && c.ID != "assign_handler" && c.ID != "replace_mediator" {
								paths["/matters/"+string(m)+"/do/"+c.ID] = true
							}
						}
					}
				}
			case slices.Contains(others, route.path) || ofOneself.MatchString(route.path):
			default:
				t.Errorf("nobody has looked whether POST %s changes what was signed", route.path)
			}
		}
		if len(paths) < 40 {
			t.Errorf("%d addresses tried", len(paths))
		}
		for _, who := range []string{"mediator", "chair", "director"} {
			c := w.as(base, who)
			for _, path := range slices.Sorted(maps.Keys(paths)) {
				form := url.Values{}
				if page := c.get(path); page.status == http.StatusOK {
					form = page.hidden()
				}
				answer := c.post(path, changed(form))
				if after := w.signed(root, id); after != before {
					t.Fatalf("%s at %s (%d) changed what was signed:\n%s\n%s", who, path, answer.status, before, after)
				}
				if strings.HasSuffix(path, "/revise_record") && who == "mediator" {
					answer.is(http.StatusUnprocessableEntity).has("原文不能再改")
				}
			}
		}
	})
}
