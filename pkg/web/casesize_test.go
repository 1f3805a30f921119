package web

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// The page of a crowd's case with a long history stays small enough for a bad
// line: what is old stands on the journal's own page.
func TestThePageOfALargeCaseStaysSmall(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		r := quarrel()
		for i := len(r.Parties); i < 50; i++ {
			r.Parties = append(r.Parties, casemodel.Party{
				Role: "applicant", Kind: "natural", Name: fmt.Sprintf("当事人%02d", i), Phone: fmt.Sprintf("139%08d", 47100000+i), Address: "丽苑小区3号楼", Needs: []string{"dialect"},
			})
		}
		id := w.register(r)
		for i := range 200 {
			w.must("clerk", id, "note", f{"text": fmt.Sprintf("第 %d 次电话核对材料，尚缺租赁合同复印件", i+1)})
		}
		page := w.as(w.serve(), "clerk").get("/matters/" + string(id)).is(http.StatusOK)
		if n := len(page.body); n > 100<<10 {
			t.Errorf("the page is %d bytes, more than 100 KiB", n)
		} else {
			t.Logf("%d bytes", n)
		}
		page.has("当事人49", "第 200 次电话核对材料").lacks("第 100 次电话核对材料")
		d, err := w.Dossier(t.Context(), w.who["clerk"], id, recent)
		if err != nil || len(d.Lines) != recent || len(d.Moves) == 0 {
			t.Errorf("%d lines, %d moves: %v", len(d.Lines), len(d.Moves), err)
		}
	})
}

// Every part of the page is the desk's answer to this reader: what the desk
// withholds is not on it.
func TestThePageShowsWhatTheDeskGives(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.spoken()
		base := w.serve()
		for _, who := range []string{"mediator", "clerk", "director", "seal", "auditor", "chair"} {
			for _, id := range []string{root, proceeding} {
				view, err := w.Case(t.Context(), w.who[who], casemodel.ID(id))
				if err != nil {
					t.Fatal(err)
				}
				page := w.as(base, who).get("/matters/" + id).is(http.StatusOK)
				for section, given := range map[string]bool{
					`id="parties"`: len(view.Parties) > 0, `id="sessions"`: len(view.Sessions) > 0,
					`id="contacts"`: id == proceeding && view.Can["read.sessions"] || id == root && mayHear(t, w, who, root),
					`/seen"`:        view.Can["read.trace"], `/sheet?kind=internal"`: view.Can["read.registration"],
				} {
					if given {
						page.has(section)
					} else {
						page.lacks(section)
					}
				}
			}
		}
	})
}

// mayHear reports whether somebody may read contacts written down anywhere in
// the family.
func mayHear(t *testing.T, w *town, who, root string) bool {
	t.Helper()
	d, err := w.Dossier(t.Context(), w.who[who], casemodel.ID(root), 1)
	if err != nil {
		t.Fatal(err)
	}
	return len(d.Contacts) > 0
}
