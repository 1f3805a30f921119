package casework_test

import (
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// A shared view stays with the colleagues it was shared with when its owner
// renames it from another seat.
func TestASharedViewStaysWithWhomItWasSharedWith(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		owner := w.Who["mediator"]
		elsewhere := owner
		elsewhere.BodyID = w.Bodies["VIL"].ID
		wish := casework.ViewWish{List: "cases", Name: "mine", Query: "risk=red", Shared: true}
		id, err := w.SaveView(t.Context(), owner, wish)
		if err != nil {
			t.Fatal(err)
		}
		seen := func(user string, want int) {
			t.Helper()
			if views, err := w.SavedViews(t.Context(), w.Who[user], "cases"); err != nil || len(views) != want {
				t.Errorf("%s sees %d views (%v), want %d", user, len(views), err, want)
			}
		}
		wish.Name = "red ones"
		if err := w.ChangeView(t.Context(), elsewhere, id, wish); err != nil {
			t.Fatal(err)
		}
		seen("mediator2", 1)
		seen("village", 0)
		wish.Shared = false
		if err := w.ChangeView(t.Context(), elsewhere, id, wish); err != nil {
			t.Fatal(err)
		}
		seen("mediator2", 0)
		if err := w.DropView(t.Context(), w.Who["mediator2"], id); err != nil {
			t.Fatal(err)
		}
		seen("mediator", 1) // another's stays
	})
}
