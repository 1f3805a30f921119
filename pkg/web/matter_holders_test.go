package web

import (
	"net/http"
	"strings"
	"testing"
)

// What others must do is said by the body that holds the matter, and not by
// every kind of body that might have held it.
func TestOthersAreNamedByTheBodyThatHoldsTheMatter(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		page := w.as(w.serve(), "chair").get("/matters/" + string(proceeding)).is(http.StatusOK).body
		_, others, found := strings.Cut(page, `<p class="aside">`)
		if !found {
			_, others, found = strings.Cut(page, `<details class="aside">`)
		}
		if !found {
			t.Fatal("nobody else has to do anything")
		}
		others, _, _ = strings.Cut(others, "</p>")
		if want := w.bodies["TOWN"].Title; !strings.Contains(others, want) {
			t.Errorf("the body %s is not named in %s", want, others)
		}
		for _, not := range []string{"商事调解组织", "公安调解室", "诉前调解窗口"} {
			if strings.Contains(others, not) {
				t.Errorf("%s is named, which has nothing to do with it: %s", not, others)
			}
		}
	})
}
