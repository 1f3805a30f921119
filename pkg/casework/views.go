package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Limits of the filters people save: more tabs than these nobody finds again.
const (
	mostViews       = 12 // of one list and one user
	longestViewName = 20 // characters
	longestQuery    = 4 << 10
)

// SavedView is a filter with a name, as its owner or a colleague sees it.
type SavedView struct {
	ID              casemodel.ID
	Name            string
	Query           string // as an address writes it
	Mine            bool   // may be renamed, shared and thrown away
	Opening, Shared bool
}

// ViewWish is what somebody wants of a view.
type ViewWish struct {
	List, Name, Query string
	Opening           bool // the list opens with it
	Shared            bool // the colleagues of the body see it
}

// SavedViews lists the views of one list that a person made, and those the
// colleagues of the body share. What such a view finds is asked of the desk as
// any filter is: it opens nothing.
func (d *Desk) SavedViews(ctx context.Context, who casemodel.Actor, list string) ([]SavedView, error) {
	var views []SavedView
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		kept, err := tx.SavedViews(who.UserID, who.BodyID, list)
		for _, v := range kept {
			mine := v.UserID == who.UserID
			views = append(views, SavedView{v.ID, v.Name, v.Query, mine, mine && v.Opening == 1, v.BodyID != ""})
		}
		return err
	})
	return views, err
}

// SaveView keeps a filter under a name and returns its id. The same filter under
// the same name is the one that is there: a form sent twice makes no second.
func (d *Desk) SaveView(ctx context.Context, who casemodel.Actor, wish ViewWish) (casemodel.ID, error) {
	if err := wish.check(); err != nil {
		return "", err
	}
	var id casemodel.ID
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		kept, err := tx.SavedViews(who.UserID, "", wish.List)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(kept, func(v store.SavedView) bool { return v.Name == wish.Name && v.Query == wish.Query }); i >= 0 {
			id = kept[i].ID
			if err := openWith(tx, wish.of(who, &kept[i])); err != nil {
				return err
			}
			return tx.UpdateView(&kept[i])
		}
		if len(kept) >= mostViews {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "saved.too_many", Field: "name", Args: map[string]any{"n": mostViews}}
		}
		v := wish.of(who, &store.SavedView{ID: tx.NewID(), UserID: who.UserID, List: wish.List, Query: wish.Query, CreatedAt: tx.Now()})
		id = v.ID
		if err := openWith(tx, v); err != nil {
			return err
		}
		return tx.InsertView(v)
	})
	return id, err
}

// ChangeView renames one's own view, shares it or takes it back, and opens the
// list with it or no longer. What it asks for stays.
func (d *Desk) ChangeView(ctx context.Context, who casemodel.Actor, id casemodel.ID, wish ViewWish) error {
	if err := wish.check(); err != nil {
		return err
	}
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		v, err := tx.SavedView(who.UserID, id)
		if err != nil {
			return err
		}
		if err := openWith(tx, wish.of(who, v)); err != nil {
			return err
		}
		return tx.UpdateView(v)
	})
}

// DropView throws one's own view away; another's stays.
func (d *Desk) DropView(ctx context.Context, who casemodel.Actor, id casemodel.ID) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error { return tx.DeleteView(who.UserID, id) })
}

func (w *ViewWish) check() error {
	w.Name = strings.Join(strings.Fields(w.Name), " ")
	switch {
	case w.Name == "":
		return casemodel.Bad("name", "saved.name_missing")
	case utf8.RuneCountInString(w.Name) > longestViewName || len(w.Query) > longestQuery:
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "saved.name_long", Field: "name", Args: map[string]any{"n": longestViewName}}
	}
	return nil
}

// of writes the wish into a view.
func (w *ViewWish) of(who casemodel.Actor, v *store.SavedView) *store.SavedView {
	v.Name, v.Opening = w.Name, 0
	switch { // one that is shared already stays with the colleagues who have it, whatever seat its owner sits in
	case !w.Shared:
		v.BodyID = ""
	case v.BodyID == "":
		v.BodyID = who.BodyID
	}
	if w.Opening {
		v.Opening = 1
	}
	return v
}

// openWith: one view opens a list.
func openWith(tx *store.Tx, v *store.SavedView) error {
	if v.Opening == 0 {
		return nil
	}
	return tx.CloseOpening(v.UserID, v.List)
}
