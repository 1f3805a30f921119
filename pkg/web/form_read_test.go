package web

import (
	"net/http"
	"net/url"
	"testing"
)

// A row that only the page has filled in is no term of an agreement.
func TestAnUntouchedRowIsNoTerm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, p := w.inSession()
		sides, before := w.parties(root), w.header(p)
		w.as(w.serve(), "mediator").post("/matters/"+string(p)+"/do/propose_terms", url.Values{
			"version": {itoa(before.Version)}, "_once": {"a"},
			"f.items.0.debtor": {sides[1]}, "f.items.0.creditor": {sides[0]}, "f.items.0.kind": {"pay"},
		}).is(http.StatusUnprocessableEntity)
		if after := w.header(p); after.State != before.State || after.Seq != before.Seq {
			t.Errorf("an empty agreement is %s after %d entries", after.State, after.Seq)
		}
	})
}
