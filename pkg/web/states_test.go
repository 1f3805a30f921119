package web

import (
	"context"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
	"github.com/jiefen/jiefen/workflows"
)

// standing puts a matter of every procedure into every state, each under a
// case of its own, as rows: walking there would take all day and lead to a few.
func (w *town) standing(every int) map[casemodel.ID]string {
	w.t.Helper()
	like := *w.header(w.register(quarrel()))
	names := map[casemodel.ID]string{}
	n := 0
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		for _, flow := range w.Flows.Every() {
			for _, state := range flow.States.Keys {
				if n++; n%every != 0 {
					continue
				}
				root := w.row(tx, like, w.Flows.Latest("dispute_case"), "in_mediation")
				if flow.Kind == casemodel.KindCase {
					root = w.row(tx, like, flow, state)
				}
				if err := tx.InsertMatter(&root); err != nil {
					return err
				}
				if err := tx.PutCard(&casemodel.Card{RootID: root.ID}); err != nil {
					return err
				}
				names[root.ID] = flow.ID + " " + state
				if flow.Kind == casemodel.KindCase {
					continue
				}
				child := w.row(tx, like, flow, state)
				child.RootID, child.ParentID, child.HandlerID = root.ID, root.ID, w.who["mediator"].UserID
				if err := tx.InsertMatter(&child); err != nil {
					return err
				}
				names[child.ID] = flow.ID + " " + state
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return names
}

func (w *town) row(tx *store.Tx, like casemodel.Matter, flow *workflows.Flow, state string) casemodel.Matter {
	m := like
	m.ID = tx.NewID()
	m.RootID, m.ParentID, m.Kind = m.ID, "", flow.Kind
	m.Workflow, m.WorkflowVersion, m.State, m.Class = flow.ID, flow.Version, state, flow.Class(state)
	m.Live = 0
	if m.Class == casemodel.Live {
		m.Live = 1
	}
	m.Number, m.Seq, m.LastHash, m.BodyID, m.Primary = "", 0, nil, w.bodies["TOWN"].ID, 0
	return m
}

var (
	rawKey    = regexp.MustCompile(`\b[a-z]+(?:\.[a-z_]+)+\b`)
	lowerWord = regexp.MustCompile(`\b[a-z]{4,}(?:_[a-z]+)*\b`)
	doLink    = regexp.MustCompile(`href="(/matters/[^"]+/do/[a-z_]+)"`)
)

// Whatever state a matter is in, its page and the forms of what may be done
// then are drawn whole, in words that people read.
func TestThePageOfEveryStateIsDrawn(t *testing.T) {
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	every := 1
	if testing.Short() {
		every = 11
	}
	names := w.standing(every)
	ids := map[string]bool{}
	for _, flow := range w.Flows.Every() {
		for _, state := range flow.States.Keys {
			ids[state] = true
		}
	}
	base := w.serve()
	drawn, forms := 0, map[string]bool{}
	for _, who := range []string{"director", "mediator"} {
		c := w.as(base, who)
		for _, id := range slices.Sorted(maps.Keys(names)) {
			page := c.get("/matters/" + string(id))
			if page.status == http.StatusNotFound {
				continue // not everything is theirs to know
			}
			page.is(http.StatusOK)
			inWords(t, who+", "+names[id], page, ids)
			drawn++
			for _, m := range doLink.FindAllStringSubmatch(page.body, -1) {
				_, act, _ := strings.Cut(m[1], "/do/")
				flow, _, _ := strings.Cut(names[id], " ")
				if key := flow + " " + act; !forms[key] && strings.Contains(m[1], string(id)) {
					forms[key] = true
					inWords(t, key, c.get(m[1]).is(http.StatusOK), ids)
				}
			}
		}
	}
	if drawn < len(names)/2 {
		t.Errorf("%d pages of %d matters were drawn", drawn, len(names))
	}
	t.Logf("%d pages, %d forms", drawn, len(forms))
}

// inWords looks for what is no word: a key without its sentence, the id of a
// state, a word of the program.
func inWords(t *testing.T, at string, page *answer, ids map[string]bool) {
	t.Helper()
	text := page.text()
	if key := rawKey.FindString(text); key != "" {
		t.Errorf("%s: a bare key %s", at, key)
	}
	for _, word := range lowerWord.FindAllString(text, -1) {
		if ids[word] || strings.Contains(word, "_") {
			t.Errorf("%s: a bare word %s", at, word)
		}
	}
	if strings.Contains(text, "ZgotmplZ") || strings.Contains(text, "no value") {
		t.Errorf("%s: something was not drawn", at)
	}
	if !strings.Contains(page.body, "</html>") {
		t.Errorf("%s: half a page", at)
	}
}
