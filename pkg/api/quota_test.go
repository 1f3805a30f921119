package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// waiting writes down uploads of somebody that no act has used.
func (o *office) waiting(who string, n int, size int64) {
	o.t.Helper()
	err := o.DB.Do(o.t.Context(), func(tx *store.Tx) error {
		for range n {
			f := casemodel.File{ID: tx.NewID(), Name: "a", SHA256: "0", Type: "text/plain", Read: "registration", Size: size, OwnerID: o.Who[who].UserID, CreatedAt: tx.Now()}
			if err := tx.InsertFile(&f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestNobodyFillsTheDiskWithFilesThatWait(t *testing.T) {
	for name, row := range map[string]struct {
		n    int
		size int64
	}{"many": {199, 1}, "large": {9, 230 << 20}} {
		t.Run(name, func(t *testing.T) {
			each(t, func(_ *testing.T, o *office) {
				clerk := o.as("clerk")
				o.waiting("clerk", row.n-1, row.size)
				first := clerk.upload("file", "a.png", []byte(png)).is(http.StatusCreated)
				o.waiting("clerk", 1, row.size)
				refused := clerk.upload("file", "b.png", []byte(png)).problem(http.StatusTooManyRequests, "throttled")
				if refused.text("key") != "file.many_waiting" || refused.Header.Get("Retry-After") == "" {
					o.t.Errorf("refused with %s, Retry-After %q", refused.Raw, refused.Header.Get("Retry-After"))
				}
				o.as("triage").upload("file", "a.png", []byte(png)).is(http.StatusCreated) // others have their own room
				if name == "large" {
					return
				}
				root := o.register()
				clerk.post("/matters/"+string(root)+"/records/attach", F{"fields": F{"files": []any{first.text("id")}}}).is(http.StatusOK)
				clerk.upload("file", "b.png", []byte(png)).is(http.StatusCreated)
			})
		})
	}
}

func TestNobodyKeepsMoreDraftsThanSomebodyFinishes(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		save := func(form string) *reply {
			return clerk.call(http.MethodPut, "/drafts/"+form, F{"content": "x"})
		}
		for i := range 100 {
			save(fmt.Sprint("form", i)).is(http.StatusNoContent)
		}
		if a := save("one.more").problem(http.StatusUnprocessableEntity, "invalid"); a.text("key") != "draft.many" {
			o.t.Errorf("refused with %s", a.Raw)
		}
		save("form7").is(http.StatusNoContent) // what is there is saved over
		clerk.call(http.MethodDelete, "/drafts/form8", nil).is(http.StatusNoContent)
		save("one.more").is(http.StatusNoContent)
	})
}
