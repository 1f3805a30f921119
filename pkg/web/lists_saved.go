package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SavedTab is a filter somebody gave a name, as a tab.
type SavedTab struct {
	Title, Href string
	Now         bool
	Shared      bool // a colleague's
}

// SaveForm keeps the filter of the page under a name, or changes the saved one
// the page shows.
type SaveForm struct {
	Action          string
	Hidden          []Hidden
	Name            string
	Opening, Shared bool
	Old             bool // a saved one is shown
	Fault           string
}

// savedTabs adds the saved views to a page, and the form for the filter it
// shows: a new one when conditions are set, else the saved one of one's own.
func (s *Site) savedTabs(v *visit, l *workList, asked url.Values, page *ListPage) error {
	views, err := s.savedViews(v, l)
	if err != nil {
		return err
	}
	if page.Filtered || asked.Get("sort") != "" {
		page.Save = &SaveForm{Action: "/views", Hidden: filterOf(l, saves(asked))}
	}
	for _, view := range views {
		tab := SavedTab{Title: view.Name, Href: savedPath(l, view), Shared: !view.Mine, Now: asked.Get("saved") == string(view.ID) && saves(asked) == view.Query}
		page.Saved = append(page.Saved, tab)
		if tab.Now {
			page.Save = nil
		}
		if tab.Now && view.Mine {
			page.Save = &SaveForm{
				Action: "/views/" + string(view.ID), Hidden: filterOf(l, view.Query), Name: view.Name, Opening: view.Opening, Shared: view.Shared, Old: true,
			}
		}
	}
	return nil
}

// savedViews are asked for once a page.
func (s *Site) savedViews(v *visit, l *workList) ([]casework.SavedView, error) {
	if v.saved != nil {
		return *v.saved, nil
	}
	views, err := s.desk.SavedViews(v.ctx(), v.who, l.name)
	if err == nil {
		v.saved = &views
	}
	return views, err
}

// saves is what of an address a saved view keeps: not the place in the pages,
// nor somebody's number.
func saves(asked url.Values) string {
	if numberLike.MatchString(strings.TrimSpace(asked.Get("q"))) {
		asked = without(asked, "q")
	}
	return tidy(without(asked, "after", "before", "saved", "s")).Encode()
}

// filterOf is the filter a form of a saved view carries.
func filterOf(l *workList, query string) []Hidden {
	return []Hidden{{"list", l.name}, {"query", query}}
}

func savedPath(l *workList, view casework.SavedView) string {
	return l.path() + "?" + view.Query + "&saved=" + string(view.ID)
}

// opening is the view a list opens with, "" for the usual one.
func (s *Site) opening(v *visit, l *workList) (string, error) {
	views, err := s.savedViews(v, l)
	for _, view := range views {
		if view.Opening {
			return savedPath(l, view), nil
		}
	}
	return "", err
}

// wished reads the form of a saved view. What it keeps is read again as an
// address, so that nothing else can be kept.
func (v *visit) wished() (*workList, casework.ViewWish, error) {
	l := listNamed(v.form.Get("list"))
	asked, err := url.ParseQuery(v.form.Get("query"))
	if l == nil || err != nil {
		return nil, casework.ViewWish{}, errNoPage
	}
	return l, casework.ViewWish{
		List: l.name, Name: v.form.Get("name"), Query: saves(asked), Opening: v.form.Get("opening") != "", Shared: v.form.Get("shared") != "",
	}, nil
}

// saveView keeps the filter under a name.
func (s *Site) saveView(v *visit) error {
	l, wish, err := v.wished()
	if err != nil {
		return err
	}
	id, err := s.desk.SaveView(v.ctx(), v.who, wish)
	if err != nil {
		return s.saveAgain(v, l, wish, "/views", err)
	}
	return v.viewKept(l, wish.Query, id, "saved.kept")
}

// changeView renames a saved view, shares it or throws it away.
func (s *Site) changeView(v *visit) error {
	id, err := v.id()
	if err != nil {
		return errNoPage
	}
	l, wish, err := v.wished()
	if err != nil {
		return err
	}
	if v.form.Get("drop") != "" {
		if err := s.desk.DropView(v.ctx(), v.who, id); err != nil {
			return err
		}
		return v.viewKept(l, wish.Query, "", "saved.dropped")
	}
	if err := s.desk.ChangeView(v.ctx(), v.who, id, wish); err != nil {
		return s.saveAgain(v, l, wish, "/views/"+string(id), err)
	}
	return v.viewKept(l, wish.Query, id, "saved.changed")
}

func (v *visit) viewKept(l *workList, query string, id casemodel.ID, said string) error {
	if err := v.leave(Note{Kind: "ok", Text: say(said)}); err != nil {
		return err
	}
	if id != "" {
		query += "&saved=" + string(id)
	}
	return v.redirect(l.path() + "?" + query)
}

// saveAgain shows the list with the form as it was sent.
func (s *Site) saveAgain(v *visit, l *workList, wish casework.ViewWish, action string, err error) error {
	var refused *casemodel.Error
	if !errors.As(err, &refused) || refused.Kind != casemodel.Invalid {
		return err
	}
	asked, parseErr := url.ParseQuery(wish.Query)
	if parseErr != nil {
		return err
	}
	page, pageErr := s.listPage(v, l, asked)
	if pageErr != nil {
		return pageErr
	}
	page.Save = &SaveForm{
		Action: action, Hidden: filterOf(l, wish.Query), Name: wish.Name, Opening: wish.Opening, Shared: wish.Shared, Old: action != "/views",
		Fault: s.sayFault(refused.Key, refused.Args),
	}
	return v.show(http.StatusUnprocessableEntity, "list", page)
}
