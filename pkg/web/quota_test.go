package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Too many uploads that no act has used: the form comes back with what was
// typed and says so at the field.
func TestTooManyFilesThatWaitAreAFaultOfTheForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		path := "/matters/" + string(w.register(quarrel())) + "/do/attach"
		err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			for range 200 {
				f := casemodel.File{ID: tx.NewID(), Name: "a", SHA256: "0", Type: "text/plain", Read: "registration", OwnerID: w.who["clerk"].UserID, CreatedAt: tx.Now()}
				if err := tx.InsertFile(&f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		base := w.serve()
		c := w.as(base, "clerk")
		form := c.form(path)
		form.Set("f.note", "双方在场所拍")
		c.upload(path, form, "f.files.new", "a.txt", []byte("photo")).is(http.StatusUnprocessableEntity).has("没有用到的材料太多", "双方在场所拍")
		c = w.as(base, "triage")
		c.upload(path, c.form(path), "f.files.new", "a.txt", []byte("photo")).redirects("/matters/")
	})
}
