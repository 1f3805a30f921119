package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/workflows"
)

// stageOf is the part of a procedure's page about one stage.
func (a *answer) stageOf(id string) string {
	a.t.Helper()
	_, rest, found := strings.Cut(a.body, `<tbody id="`+id+`">`)
	if !found {
		a.t.Fatalf("the page has no stage %q", id)
	}
	part, _, _ := strings.Cut(rest, "</tbody>")
	return part
}

func TestAProceduresPageSaysByStageWhoMayWhat(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		page := w.as(base, "mediator").get("/workflows/dispute_case").is(http.StatusOK)
		first := page.stageOf("stage-登记")
		for _, part := range []string{"<b>受理</b>", "已登记 → 已受理", "分流员、中心主任", "矛盾调解中心 · 案件所属中心", "必填齐全、已核对重复", `href="/deadlines/ZZ-02"`, "登记回执"} {
			if !strings.Contains(first, part) {
				t.Errorf("the first stage lacks %q:\n%s", part, first)
			}
		}
		if strings.Contains(first, "登记回访") || strings.Contains(first, "甄别研判 →") {
			t.Error("the first stage has what belongs to another")
		}
		page.lacks("/policies", "C-034") // who may not read the policy is not led there
		director := w.as(base, "director")
		director.get("/workflows/dispute_case").has(`href="/policies?flow=dispute_case"`, `href="/policies?flow=dispute_case#act-accept"`,
			`href="/policies?flow=dispute_case&amp;state=registered"`, "C-034")
		director.get("/policies?flow=dispute_case&state=registered").is(http.StatusOK).has(`id="act-accept"`)
		// where states of a stage differ, that is said
		if stage := w.as(base, "director").get("/workflows/peoples_mediation").stageOf("stage-调解"); !strings.Contains(stage, "仅限") {
			t.Error("no line of the stage is for some of its states only")
		}
		director.get("/workflows/peoples_mediation").lacks("公众 无")
	})
}

// The page says of each act no more and no less than the gate does: the same
// needs in every state from which it starts.
func TestTheDrawingSaysWhatTheGateDoes(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		gate := w.Gate.Now()
		for _, f := range w.Flows.All() {
			check := func(act string, states []string) {
				for _, state := range states {
					var said, asked []string
					for _, l := range w.site.mayLines(f, act, []string{state}, false) {
						for role := range strings.SplitSeq(l.Roles, "、") {
							if !l.Denies {
								said = append(said, role+" "+l.Where)
							}
						}
					}
					for _, n := range gate.Needs(f.Lineage, state, f.Class(state), act, nil) {
						asked = append(asked, w.Flows.Title("roles", n.Role)+" "+w.site.lineWhere(n.Body, n.Rel))
					}
					if said, asked = once(said), once(asked); !slices.Equal(said, asked) {
						t.Errorf("%s %s in %s: the page says %v, the gate %v", f.ID, act, state, said, asked)
					}
				}
			}
			for _, e := range f.Events {
				_, from := waysFrom(f, e, f.States.Keys)
				check(e.ID, from)
			}
			for _, r := range f.Records {
				check(r.ID, within(f, r.While))
			}
		}
	})
}

// Every act of a procedure stands on its page.
func TestEveryActStandsInAStage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for _, f := range w.Flows.All() {
			var shown []string
			for _, stage := range w.site.stages(f, "") {
				for _, act := range stage.Acts {
					shown = append(shown, act.ID)
				}
			}
			for _, id := range actIDs(f) {
				if !slices.Contains(shown, id) {
					t.Errorf("%s: %s stands nowhere", f.ID, id)
				}
			}
		}
	})
}

func actIDs(f *workflows.Flow) []string {
	var all []string
	for _, e := range f.Events {
		all = append(all, e.ID)
	}
	for _, r := range f.Records {
		all = append(all, r.ID)
	}
	return all
}
